"""One line's record as commands ask it: of the node that runs, or out of the store."""

from __future__ import annotations

import time
from bisect import bisect_left
from collections.abc import Iterable, Mapping
from contextlib import closing
from heapq import merge
from itertools import islice
from typing import Any, Final, Protocol

from parley.app.assemble import open_store_of
from parley.app.home import LineFiles
from parley.app.reading import Book, amendments_told, keys_told
from parley.node.agreed import amended_terms, chain_of
from parley.node.ports import EvidenceRow, HeadRow, Row
from parley.node.rows import row_at
from parley.node.shelf import Shelf
from parley.node.state import State
from parley.record.feed import Feed
from parley.record.fork import read_shown
from parley.record.joint import Place, Record
from parley.record.keys import disowned_from
from parley.runtime.loop import Runtime

FORKED: Final = "feed-forked"


class Ledger(Protocol):
    """One line's record as commands ask it: the read model, and how far its feeds are sealed and whose keys hold."""

    @property
    def shelf(self) -> Shelf:
        """The read model."""

    @property
    def now_ms(self) -> int:
        """The clock by which it is read: wall, in ms."""

    def sealed(self, feed: Feed) -> int:
        """How far a feed of others is covered by a head with both signatures."""

    def disowned(self, place: Place) -> bool:
        """Whether an entry is one that a stolen key signed and its party does not count as its own."""

    def keys(self) -> dict[str, Any]:
        """Each party's keys, and feeds of two nodes of one party that sign at once, for JSON."""

    def differing(self) -> list[dict[str, Any]]:
        """Feeds of which two histories were signed: party, feed, how far it is held, whether under a full head."""

    def amendments(self) -> dict[str, Any]:
        """Which agreement holds, what was amended, and what waits for whose signature, for JSON."""


class KeptLedger(Book):
    """The record of a line whose node does not run, read anew for each command."""

    def __init__(
        self, line: LineFiles, rows: Iterable[Row], heads: Iterable[HeadRow], evidence: Iterable[EvidenceRow] = ()
    ) -> None:
        super().__init__(line.agreement, line.card_files, rows, line.orders)
        by_reach = sorted(heads, key=lambda head: head.reach)
        shown = (read_shown(each.data) for each in evidence if each.code == FORKED)
        self._stopped = {self.record.feed(*each[:2]): each[2].pq is not None for each in shown if each is not None}
        self._sealed = {(head.party, head.feed): head.reach for head in by_reach if head.pq is not None}

    @property
    def shelf(self) -> Shelf:
        """The read model."""
        return self

    @property
    def now_ms(self) -> int:
        """This machine's clock."""
        return time.time_ns() // 1_000_000

    def sealed(self, feed: Feed) -> int:
        """Give how far a feed of others is covered by a head with both signatures."""
        return self._sealed.get((feed.party, feed.id), 0)

    def differing(self) -> list[dict[str, Any]]:
        """Give the feeds of which two histories were signed."""
        return differing_told(self._stopped)


def kept_ledger(line: LineFiles) -> KeptLedger:
    """Read the record of one line. Raises OurFault `home-locked` while a node runs, `store-missing`."""
    with closing(open_store_of(line.folder, line.line)) as store:
        return KeptLedger(line, store.replay(), store.heads(), store.evidence())


class LiveLedger:
    """The record of a running node: its own read model, asked between two of its rounds."""

    def __init__(self, runtime: Runtime) -> None:
        self._runtime = runtime

    @property
    def _state(self) -> State:
        """What the node knows now: after a store error there is another one."""
        return self._runtime.node.state

    @property
    def shelf(self) -> Shelf:
        """The read model."""
        return self._state.shelf

    @property
    def now_ms(self) -> int:
        """The node's clock."""
        return self._runtime.now_ms

    def sealed(self, feed: Feed) -> int:
        """Give how far a feed of others is covered by a head with both signatures."""
        head = self._state.heads.get((feed, True))
        return 0 if head is None else head.reach

    def differing(self) -> list[dict[str, Any]]:
        """Give the feeds of which two histories were signed."""
        return differing_told(self._state.stopped)

    def disowned(self, place: Place) -> bool:
        """Say whether an entry is one that a stolen key signed and its party does not count as its own."""
        orders = self._state.orders_at.get(place.feed.party)
        limits = disowned_from(self._state.record, place.feed.party, orders) if orders else {}
        return place.index >= limits.get(place.feed, place.feed.size)

    def keys(self) -> dict[str, Any]:
        """Give each party's keys, and feeds of two nodes of one party that sign at once, for JSON."""
        return keys_told(self._state.rings, self._state.doubles.found)

    def amendments(self) -> dict[str, Any]:
        """Give which agreement holds, what was amended, and what waits for whose signature, for JSON."""
        state = self._state

        def file_of(agreement: bytes) -> bytes:
            signed = next(each for each in state.signatures if each.agreement == agreement)
            body = row_at(state, signed.feed, signed.index).body or b""
            return amended_terms(state.config.parties, body)[0].file

        return amendments_told(chain_of(state), state.config.agreement_hash, state.config.parties, file_of)


def differing_told(stopped: Mapping[Feed, bool]) -> list[dict[str, Any]]:
    """Tell feeds of which two histories were signed, for JSON; `from` is the first joint number that may differ."""
    return [
        {
            "party": feed.party,
            "feed": feed.id.hex(),
            "held": feed.size,
            "from": feed.positions[feed.placed - 1] + 1 if feed.placed else None,
            "full": full,
        }
        for feed, full in sorted(stopped.items(), key=lambda item: (item[0].party, item[0].id))
    ]


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
