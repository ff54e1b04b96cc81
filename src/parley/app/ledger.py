"""One line's record as commands ask it: out of a node that runs, or out of the store of a home where none does."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Iterable, Iterator
from contextlib import closing
from dataclasses import replace
from heapq import merge
from itertools import islice
from typing import Any, Protocol

from parley.app.assemble import open_store_of
from parley.app.home import Home, LineFiles
from parley.app.reading import Book, keys_told, lamps_of, open_entry
from parley.desk.agreement import Agreement
from parley.node.desk import Statement
from parley.node.folding import read_statement
from parley.node.keyring import own_word
from parley.node.ports import HeadRow, Row
from parley.node.reading import OpenEntry, Reading, read
from parley.record.entry import BODY_KIND_MIN, OpenKind, decode_entry
from parley.record.feed import Feed
from parley.record.joint import Place, Record
from parley.runtime.loop import Runtime
from parley.words.faults import PeerFault

ROWS_AT_ONCE = 500
"""So many rows are read before the node goes on with its rounds."""


class Ledger(Protocol):
    """What commands ask of a record."""

    @property
    def agreement(self) -> Agreement: ...
    @property
    def record(self) -> Record: ...
    def reading(self, now_ms: int) -> Reading:
        """Read what counts, as it stands at an instant in ms."""

    def place(self, entry: bytes) -> Place:
        """Give where a statement stands that was read."""

    def lamps(self) -> dict[str, Any]:
        """Give what each party's node last reported of its ways to the others, for JSON."""

    def sealed(self, feed: Feed) -> int:
        """Give how far a feed of others is covered by a head with both signatures."""

    def keys(self) -> dict[str, Any]:
        """Give each party's keys, and feeds of two nodes of one party that sign at once, for JSON."""

    def disowned(self, place: Place) -> bool:
        """Say whether an entry is one that a stolen key signed and its party does not count as its own."""


class KeptLedger(Book):
    """The record of a home whose node does not run, read once."""

    def __init__(self, line: LineFiles, rows: Iterable[Row], heads: Iterable[HeadRow]) -> None:
        super().__init__(line.agreement, line.card_files, rows, line.orders)
        self._sealed = _sealed(heads)

    def sealed(self, feed: Feed) -> int:
        """Give how far a feed of others is covered by a head with both signatures."""
        return self._sealed.get((feed.party, feed.id), 0)


def kept_ledger(line: LineFiles) -> KeptLedger:
    """Read the record of one line. Raises OurFault `home-locked` while a node runs, `store-missing`."""
    with closing(open_store_of(line.folder, line.line)) as store:
        return KeptLedger(line, store.replay(), store.heads())


def _sealed(heads: Iterable[HeadRow]) -> dict[tuple[str, bytes], int]:
    return {(head.party, head.feed): head.size for head in heads if head.pq is not None}


class LiveLedger:
    """The record of a running node: its own order and judgements, the texts read from its store as they come."""

    def __init__(self, home: Home, agreement: Agreement, runtime: Runtime) -> None:
        self._agreement, self._runtime, self._me = agreement, runtime, home.party
        self._known: dict[bytes, Statement] = {}
        self._reach: dict[tuple[str, bytes], int] = {}
        self._open: dict[bytes, OpenEntry] = {}
        self._last: tuple[Record, int, Reading] | None = None
        """What was read last, of which record and at which size: while nothing comes it stays so."""

    @property
    def agreement(self) -> Agreement:
        return self._agreement

    @property
    def record(self) -> Record:
        """The node's own; after a store error it is another one."""
        return self._runtime.node.state.record

    async def catch_up(self) -> None:
        """Read what has come since, a piece at a time so that the node's rounds go on. Raises StoreError."""
        for feed in tuple(self.record.feeds.values()):
            while self._read(feed):  # noqa: ASYNC110  it reads, and waits for nothing
                await asyncio.sleep(0)

    def _read(self, feed: Feed) -> bool:
        """Read the next rows of a feed; say whether there were any."""
        state = self._runtime.node.state
        key = (feed.party, feed.id)
        start = self._reach.get(key, 0)
        stop = min(feed.placed, start + ROWS_AT_ONCE)
        if stop <= start:
            return False
        rows = state.reader.entries(*key, start, stop)
        for row in rows:
            self._take(feed, row)
        self._reach[key] = start + len(rows)
        return bool(rows)

    def _take(self, feed: Feed, row: Row) -> None:
        leaf = feed.tree.leaf(row.index)
        if row.index in feed.unsound:
            return
        entry = decode_entry(row.entry)
        if entry.kind in {OpenKind.LIVENESS, OpenKind.REFUSED}:
            self._open[leaf] = open_entry(leaf, entry)
        elif entry.kind >= BODY_KIND_MIN:
            try:
                self._known[leaf] = read_statement(leaf, entry, row, self._runtime.node.state.config.classes)
            except PeerFault:
                return

    def reading(self, now_ms: int) -> Reading:
        """Read what counts of what was caught up with, as it stands at an instant in ms."""
        state, record = self._runtime.node.state, self.record
        if self._last is not None and self._last[:2] == (record, len(record)):
            return replace(self._last[2], now_ms=now_ms)
        statements: list[Statement] = []
        unreadable: list[bytes] = []
        for position, leaf in enumerate(self._leaves()):
            known = self._known.get(leaf)
            if known is not None and leaf in state.places:
                statements.append(known._replace(position=position))
            elif leaf in state.unreadable:
                unreadable.append(leaf)
        found = read(self._agreement, statements, self._storing_ms, self._latest_clock_ms, now_ms)
        found = replace(found, open_entries=tuple(self._open_entries()), unreadable=tuple(unreadable))
        self._last = (record, len(record), found)
        return found

    def _leaves(self) -> Iterator[bytes]:
        record = self.record
        for position in range(len(record)):
            feed, index = record.at(position)
            yield feed.tree.leaf(index)

    def _open_entries(self) -> Iterator[OpenEntry]:
        return (self._open[leaf] for leaf in self._leaves() if leaf in self._open)

    def place(self, entry: bytes) -> Place:
        """Give where a statement stands that was read."""
        return Place(*self._runtime.node.state.places[entry])

    def lamps(self) -> dict[str, Any]:
        """Give what each party's node last reported of its ways to the others, for JSON."""
        return lamps_of(self._open_entries())

    def sealed(self, feed: Feed) -> int:
        """Give how far a feed of others is covered by a head with both signatures."""
        head = self._runtime.node.state.heads.get((feed, True))
        return 0 if head is None else head.size

    def keys(self) -> dict[str, Any]:
        """Give each party's keys, and feeds of two nodes of one party that sign at once, for JSON."""
        state = self._runtime.node.state
        return keys_told(state.rings, state.doubles.found)

    def disowned(self, place: Place) -> bool:
        """Say whether an entry is one that a stolen key signed and its party does not count as its own."""
        return place.index >= own_word(self._runtime.node.state, place.feed)

    def _storing_ms(self, entry: bytes, party: str) -> int | None:
        return self.record.storing_ms(*self.place(entry), party)

    def _latest_clock_ms(self, party: str) -> int | None:
        feeds = [feed for feed in self.record.feeds.values() if feed.party == party and feed.size]
        return max((feed.clocks[feed.size - 1] for feed in feeds), default=None)


def author_number(record: Record, place: Place) -> int | None:
    """Give which of its author's entries this is in the joint order, from 1; None while it has no place."""
    if place.index >= place.feed.placed:
        return None
    position = place.feed.positions[place.index]
    of_author = [feed for feed in record.feeds.values() if feed.party == place.feed.party]
    return sum(bisect_left(feed.positions, position) for feed in of_author) + 1


def by_author_number(record: Record, party: str, number: int) -> Place | None:
    """Give the entry that `author_number` calls so."""
    positions = merge(*(feed.positions for feed in record.feeds.values() if feed.party == party))
    found = next(islice(positions, number - 1, None), None) if number > 0 else None
    return None if found is None else record.at(found)
