"""One line's record as commands ask it: out of the store, whether a node keeps it open or not."""

from __future__ import annotations

import asyncio
from bisect import bisect_left
from collections.abc import Awaitable, Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from contextlib import closing
from heapq import merge
from itertools import islice
from typing import Final, ParamSpec, TypeVar

from parley.app.assemble import open_store_of
from parley.app.home import LineFiles
from parley.app.reading import Book
from parley.node.ports import HeadRow, Row
from parley.record.feed import Feed
from parley.record.joint import Place, Record
from parley.runtime.loop import Runtime

P = ParamSpec("P")
T = TypeVar("T")
ROWS_AT_ONCE: Final = 500
"""So many rows are read before the node goes on with its rounds."""


class Ledger(Book):
    """The record of one line, with how far its feeds are sealed."""

    def __init__(self, line: LineFiles, rows: Iterable[Row] = (), heads: Iterable[HeadRow] = ()) -> None:
        super().__init__(line.agreement, line.card_files, rows, line.orders)
        self.take_heads(heads)

    def take_heads(self, heads: Iterable[HeadRow]) -> None:
        """Take the newest heads of feeds of others."""
        by_reach = sorted(heads, key=lambda head: head.reach)
        self._sealed = {(head.party, head.feed): head.reach for head in by_reach if head.pq is not None}

    def sealed(self, feed: Feed) -> int:
        """Give how far a feed of others is covered by a head with both signatures."""
        return self._sealed.get((feed.party, feed.id), 0)


def kept_ledger(line: LineFiles) -> Ledger:
    """Read the record of one line. Raises OurFault `home-locked` while a node runs, `store-missing`."""
    with closing(open_store_of(line.folder, line.line)) as store:
        return Ledger(line, store.replay(), store.heads())


class LiveLedger:
    """The record of a running node, read in a thread of its own: the node's rounds go on meanwhile.

    The node's store is its loop's alone: rows leave it there, a piece at a time, in the order of keeping.
    """

    def __init__(self, line: LineFiles, runtime: Runtime) -> None:
        self._ledger, self._runtime = Ledger(line), runtime
        self._taken = 0
        self._thread = ThreadPoolExecutor(1, "ledger")

    async def ask(self, question: Callable[[Ledger], T]) -> T:
        """Answer a question of the record as it stands now. Raises StoreError, and what the question raises."""
        while len(rows := self._more()) == ROWS_AT_ONCE:
            await self._beside(self._ledger.take, rows)
        heads = list(self._runtime.store.heads())
        numbering = self._runtime.node.state.record.numbering
        return await self._beside(self._answer, question, rows, heads, numbering=numbering)

    def _more(self) -> list[Row]:
        """Read the next rows; they are given to the thread at once, or they would be lost."""
        rows = list(islice(self._runtime.store.replay(self._taken), ROWS_AT_ONCE))
        self._taken += len(rows)
        return rows

    def _beside(self, call: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> Awaitable[T]:
        """Have the thread do something after all that it was given before, even if nobody waits for it any more."""
        return asyncio.shield(asyncio.wrap_future(self._thread.submit(call, *args, **kwargs)))

    def _answer(self, question: Callable[[Ledger], T], rows: list[Row], heads: list[HeadRow], *, numbering: bool) -> T:
        ledger = self._ledger
        ledger.take(rows)
        ledger.take_heads(heads)
        ledger.record.numbering = numbering  # no number is shown that the node does not give yet
        ledger.record.settle()
        return question(ledger)


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
