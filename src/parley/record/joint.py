"""The joint record: every held feed of a line, their order, numbers and storing times (docs/spec/record.md 6, 7).

The order is a pure function of the leaves held. It is kept step by step: an entry is put in where the rule puts it,
without sorting the rest again. Only where an author has feeds side by side is the unnumbered end sorted anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from parley.record.entry import Beyond
from parley.record.feed import Feed, Leaf
from parley.record.interleave import interleave
from parley.record.merkle import Tree

_INDEX_BITS: Final = 40
_INDEX: Final = (1 << _INDEX_BITS) - 1


class Place(NamedTuple):
    """Where a leaf stands: feed and index."""

    feed: Feed
    index: int  # type: ignore[assignment]


class Settled(NamedTuple):
    """What a round of `settle` changed: the entries that got a place, the lowest position that changed, and whether
    entries that had a place may now stand in another order among themselves."""

    placed: list[Place]
    lowest: int
    resorted: bool


class Record:
    """Every feed of one line as far as it is held."""

    def __init__(self, line: bytes, parties: Sequence[str]) -> None:
        self.line = line
        self.parties = tuple(sorted(parties, key=str.encode))
        self.feeds: dict[tuple[str, bytes], Feed] = {}
        self.false_seen: list[Place] = []
        self.renumbered = 0
        """How often an entry came to stand below a number already given: 0 among honest parties."""
        self.joint_tree = Tree()
        self._by_number: list[Feed] = []
        self._order: list[int] = []
        self._unsettled: dict[Feed, None] = {}
        self._interleaved = False
        self._lowest = 0
        self._beyond: dict[tuple[str, bytes, int], list[tuple[bytes, Feed, int]]] = {}

    # ---- taking in

    def feed(self, party: str, feed: bytes) -> Feed:
        """Give a feed, empty if nothing of it is held."""
        held = self.feeds.get((party, feed))
        if held is None:
            held = Feed(party, feed, len(self._by_number))
            self.feeds[party, feed] = held
            self._by_number.append(held)
        return held

    def append(self, party: str, feed: bytes, data: bytes) -> Leaf:
        """Take in the next leaf of a feed; `settle` gives it its place."""
        held = self.feed(party, feed)
        leaf = held.append(self.line, data)
        if leaf.entry is not None:
            for item in leaf.entry.beyond:
                self._note_beyond(item, held, leaf.index)
        self._unsettled[held] = None
        return leaf

    def _note_beyond(self, item: Beyond, by: Feed, index: int) -> None:
        self._beyond.setdefault((item.party, item.feed, item.index), []).append((item.id, by, index))

    def truncate(self, feed: Feed, size: int) -> None:
        """Forget leaves that have no place yet, from `size` on: their head proved bad before anything was kept."""
        feed.truncate(size)
        for items in self._beyond.values():
            items[:] = [item for item in items if not (item[1] is feed and item[2] >= size)]
        if feed.placed == feed.tree.size:
            self._unsettled.pop(feed, None)

    def settle(self) -> Settled:
        """Give a place to every entry whose whole past is held, and numbers as far as they go."""
        placed: list[Place] = []
        self._lowest = len(self._order)
        moved = True
        while moved:
            moved = False
            for feed in list(self._unsettled):
                before = feed.placed
                while feed.placed < feed.tree.size and self._try(feed):
                    placed.append(Place(feed, feed.placed - 1))
                moved = moved or feed.placed > before
                if feed.placed == feed.tree.size:
                    del self._unsettled[feed]
        resorted = self._interleaved and bool(placed)
        if resorted:
            self._sort_end()
        self._number()
        return Settled(placed, self._lowest, resorted)

    def _try(self, feed: Feed) -> bool:
        """Place the next entry of a feed if its past has places."""
        index = feed.placed
        claims = feed.claims.get(index)
        if not claims:
            self._place(feed, index, ())
            return True
        counting: list[tuple[Feed, int, bool]] = []
        false = False
        for party, name, size, root, named in claims:
            other = self.feeds.get((party, name))
            if other is None or other.tree.size < size:
                return False
            if other.tree.root(size) != root:
                false = True
                continue
            if other.placed < size:
                return False
            counting.append((other, size, named))
        if false:
            self.false_seen.append(Place(feed, index))
        del feed.claims[index]
        if index == 0:
            self._take_over(feed, counting)
        self._place(feed, index, tuple([(other, size) for other, size, _ in counting]))
        self._take_up(feed, index, [(other, size) for other, size, named in counting if not named])
        return True

    def _take_over(self, feed: Feed, counting: list[tuple[Feed, int, bool]]) -> None:
        """Let a first entry inherit from the feeds it names what they had taken up and what they covered."""
        for other, size, named in counting:
            if named:
                for held, upto in ((other, size), *other.covers.items()):
                    feed.covers[held] = max(upto, feed.covers.get(held, 0))
                for held, upto in other.taken_before(size).items():
                    feed.base[held] = max(upto, feed.base.get(held, 0))
        feed.taken = dict(feed.base)

    def _take_up(self, feed: Feed, index: int, counting: list[tuple[Feed, int]]) -> None:
        """Count the `seen` of a placed entry: receipts for others, and where feeds of one author interleave."""
        if not counting:
            return
        feed.seen[index] = tuple(counting)
        raised = [(f, feed.taken.get(f, 0), n) for f, n in counting if n > feed.taken.get(f, 0)]
        if not self._interleaved:
            self._interleaved = any(self._is_open(f, old, feed.taken, raised) for f, old, _ in raised)
        for other, _, size in raised:
            feed.taken[other] = size
        for other, size in counting:
            sizes, indexes = other.receipts.setdefault(feed, ([], []))
            if not sizes or size > sizes[-1]:
                sizes.append(size)
                indexes.append(index)
            other.receipted[feed.party] = max(size, other.receipted.get(feed.party, 0))

    def _is_open(
        self, f: Feed, old: int, before: dict[Feed, int], raised: list[tuple[Feed, int, int]]
    ) -> bool:
        """Say whether another feed of f's author was taken up whose place before (f, old) nothing else gives."""
        sizes = [(g, n) for g, n in before.items() if g.party == f.party and g is not f]
        sizes += [(g, n) for g, _, n in raised if g.party == f.party and g is not f]
        return any(
            f.covers.get(g, 0) < n and g.positions[n - 1] >= self.joint_tree.size for g, n in sizes
        )

    # ---- order

    def _key(self, ref: int) -> tuple[int, tuple[bytes, bytes], int]:
        feed, index = self._by_number[ref >> _INDEX_BITS], ref & _INDEX
        return feed.clocks[index], feed.rank, index

    def _place(self, feed: Feed, index: int, past: Sequence[tuple[Feed, int]]) -> None:
        """Put an entry in: behind its past, before the first from there on that the tie-break puts after it."""
        order = self._order
        at = feed.positions[index - 1] + 1 if index else 0
        for other, size in past:
            at = max(at, other.positions[size - 1] + 1)
        clock_ms = feed.clocks[index]
        key = (clock_ms, feed.rank, index)
        end = len(order)
        while at < end and self._key(order[at]) < key:
            at += 1
        order.insert(at, feed.number << _INDEX_BITS | index)
        feed.positions.append(at)
        feed.placed = index + 1
        if at < end:
            self._reposition(at + 1)
            if at < self.joint_tree.size:
                self.renumbered += 1
                self.joint_tree.truncate(at)
        self._lowest = min(self._lowest, at)

    def _reposition(self, start: int) -> None:
        by_number = self._by_number
        for at in range(start, len(self._order)):
            ref = self._order[at]
            by_number[ref >> _INDEX_BITS].positions[ref & _INDEX] = at

    def _sort_end(self) -> None:
        """Sort the entries without a number anew, now that feeds of one author stand side by side."""
        start = self.joint_tree.size
        end = [self.at(position) for position in range(start, len(self._order))]
        sorted_end, self._interleaved = interleave(end, start)
        self._order[start:] = [feed.number << _INDEX_BITS | index for feed, index in sorted_end]
        self._reposition(start)
        self._lowest = min(self._lowest, start)

    def _number(self) -> None:
        tree = self.joint_tree
        while tree.size < len(self._order):
            feed, index = self.at(tree.size)
            for party in self.parties:
                if party == feed.party or feed.receipted.get(party, 0) > index:
                    continue
                if not any(by.party == party for by, _ in self._singles(feed, index)):
                    return
            tree.append(feed.tree.leaf(index))

    # ---- asking

    def __len__(self) -> int:
        return len(self._order)

    def at(self, position: int) -> Place:
        """Give the entry at a position of the joint order, from 0."""
        ref = self._order[position]
        return Place(self._by_number[ref >> _INDEX_BITS], ref & _INDEX)

    @property
    def numbered(self) -> int:
        """The highest joint number given."""
        return self.joint_tree.size

    def number(self, feed: Feed, index: int) -> int | None:
        """Give an entry's joint number, or None while it has none."""
        if index >= feed.placed or feed.positions[index] >= self.joint_tree.size:
            return None
        return feed.positions[index] + 1

    def storing_ms(self, feed: Feed, index: int, party: str) -> int | None:
        """Give the storing time of an entry for another party: the clock of its first receipt in joint order."""
        first: tuple[int, int] | None = None
        for by, at in (*feed.receipt_of(index), *self._singles(feed, index)):
            if by.party == party and at < by.placed:
                found = (by.positions[at], by.clocks[at])
                first = found if first is None else min(first, found)
        return None if first is None else first[1]

    def _singles(self, feed: Feed, index: int) -> Iterator[tuple[Feed, int]]:
        if not self._beyond:
            return
        for leaf, by, at in self._beyond.get((feed.party, feed.id, index), ()):
            if index < feed.tree.size and feed.tree.leaf(index) == leaf and at < by.placed:
                yield by, at

    def without_place(self) -> list[Place]:
        """Give the held entries whose past is not held."""
        return [
            Place(feed, index)
            for feed in self.feeds.values()
            for index in range(feed.placed, feed.tree.size)
        ]

    def lacking(self) -> dict[tuple[str, bytes], int]:
        """Give the feeds that entries without a place name, with the greatest size named, as far as not held."""
        wanted: dict[tuple[str, bytes], int] = {}
        for feed in self.feeds.values():
            for claims in feed.claims.values():
                for claim in claims:
                    key = (claim.party, claim.feed)
                    held = self.feeds.get(key)
                    if held is None or held.tree.size < claim.size:
                        wanted[key] = max(claim.size, wanted.get(key, 0))
        return wanted
