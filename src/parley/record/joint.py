"""The joint record: every held feed of a line, their order, numbers and storing times (docs/spec/record.md 6, 7).

The order is a pure function of the leaves held. It is kept step by step: an entry is put in where the rule puts it,
without sorting the rest again. Where an author has feeds side by side, two parties sort the unnumbered end anew.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final, NamedTuple

from parley.record.feed import Feed, Leaf
from parley.record.interleave import Spot, interleave
from parley.record.late import Key, Late
from parley.record.merkle import Tree

_INDEX_BITS: Final = 40
_INDEX: Final = (1 << _INDEX_BITS) - 1
_NEAR: Final = 64
"""Entries that come in this near to the end are put in one by one; others wait for the walk of `_merge`."""
_NOWHERE: Final = (1 << 64) - 1


class Place(NamedTuple):
    """Where a leaf stands: feed and index."""

    feed: Feed
    index: int  # type: ignore[assignment]


class Settled(NamedTuple):
    """What a round of `settle` changed: the entries that got a place, and the lowest position that changed.

    `resorted` says whether entries that had a place may now stand in another order among themselves.
    """

    placed: list[Place]
    lowest: int
    resorted: bool


def _ref(spot: Spot) -> int:
    feed, index = spot
    return feed.number << _INDEX_BITS | index


class Record:
    """Every feed of one line as far as it is held."""

    def __init__(self, line: bytes, parties: Sequence[str]) -> None:
        self.line = line
        self.parties = tuple(sorted(parties, key=str.encode))
        self._of_two = len(self.parties) == 2
        self.feeds: dict[tuple[str, bytes], Feed] = {}
        self.false_seen: list[Place] = []
        self.renumbered = 0
        """How often an entry came to stand below a number already given: 0 among honest parties."""
        self.joint_tree = Tree()
        self.numbering = self._numbered = True
        """Whether numbers are given, and were at last: not while it is unknown what of one's own was lost."""
        self._by_number: list[Feed] = []
        self._order: list[int] = []
        self._grown: dict[Feed, None] = {}
        self._blocked: dict[tuple[str, bytes], dict[Feed, None]] = {}
        """For each feed those whose next entry waits for more of it."""
        self._late: list[tuple[Feed, int, Sequence[tuple[Feed, int]]]] = []
        """Entries with a place whose position is still to be found, with their past."""
        self._displaced: dict[int, None] = {}
        """Entries that stand behind the numbered ones only because numbers are not given anew."""
        self._calm: dict[tuple[Feed, str], Feed] = {}
        """For a receiving feed and an author the feed taken up last, where rule 4 had nothing to say."""
        self._interleaved = False
        self._doubtful = False
        """Whether a receipt came in that may order numbered entries in another way."""
        self._lowest = 0
        self._beyond: dict[tuple[str, bytes, int], list[tuple[bytes, Feed, int]]] = {}
        self._parted: dict[Feed, int] = {}
        """On a line of more than two: where feeds part from others of their author, by feed the lowest index."""

    # ---- taking in

    def feed(self, party: str, feed: bytes) -> Feed:
        """Give a feed, empty if nothing of it is held."""
        held = self.feeds.get((party, feed))
        if held is None:
            held = self.feeds[party, feed] = Feed(party, feed, len(self._by_number))
            self._by_number.append(held)
        return held

    def forget(self, feed: Feed) -> None:
        """Forget the feed that was made last, of which nothing is held."""
        del self.feeds[feed.party, feed.id], self._by_number[feed.number :]

    def append(self, party: str, feed: bytes, data: bytes) -> Leaf:
        """Take in the next leaf of a feed; `settle` gives it its place."""
        held = self.feed(party, feed)
        self._grown[held] = None
        return held.append(self.line, data)

    def truncate(self, feed: Feed, size: int) -> None:
        """Forget leaves that have no place yet, from `size` on: their head proved bad before anything was kept."""
        feed.truncate(size)

    def settle(self) -> Settled:
        """Give a place to every entry whose whole past is held, and numbers as far as they go."""
        if not self._grown and self.numbering is self._numbered:
            return Settled([], len(self._order), resorted=False)  # most rounds bring nothing
        self._numbered, placed = self.numbering, list[Place]()
        self._lowest = len(self._order)
        todo, self._grown = self._grown, {}
        for feed in list(todo):
            todo |= self._blocked.pop((feed.party, feed.id), {})
        while todo:
            feed, _ = todo.popitem()
            before = feed.placed
            while feed.placed < feed.tree.size and self._try(feed):
                placed.append(Place(feed, feed.placed - 1))
            if feed.placed > before:
                todo |= self._blocked.pop((feed.party, feed.id), {})
        if self._late:
            self._merge()
        if placed and not self._of_two:
            self._part(placed)
        resorted = self._interleaved and bool(placed)
        if resorted:
            self._sort_end()
        renumbered = self.renumbered
        if self._doubtful:
            self._doubtful = False
            self._holds(self.joint_tree.size)
        self._number()
        return Settled(placed, self._lowest, resorted or self.renumbered > renumbered)

    def _try(self, feed: Feed) -> bool:
        """Place the next entry of a feed if its past has places."""
        index = feed.placed
        claims = feed.claims.get(index)
        if not claims:
            self._place(feed, index, ())
            return True
        counting, false = list[tuple[Feed, int, bool]](), 0
        for party, name, size, root, named in claims:
            other = self.feeds.get((party, name))
            if other is None or other.tree.size < size:
                self._blocked.setdefault((party, name), {})[feed] = None
                return False
            if other.tree.root(size) != root:
                false += 1
                continue
            if other.placed < size:
                self._blocked.setdefault((party, name), {})[feed] = None
                return False
            counting.append((other, size, named))
        self.false_seen += [Place(feed, index)] * false
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
        if self._of_two:
            for other, old, _ in raised:
                self._interleaved |= self._is_open(feed, (other, old), raised)
        for other, _, size in raised:
            feed.taken[other] = size
        for other, size in counting:
            sizes, indexes = other.receipts.setdefault(feed, ([], []))
            if not sizes or size > sizes[-1]:
                sizes.append(size)
                indexes.append(index)
            other.receipted[feed.party] = max(size, other.receipted.get(feed.party, 0))

    def _is_open(self, by: Feed, spot: Spot, raised: list[tuple[Feed, int, int]]) -> bool:
        """Say whether another feed of f's author was taken up whose place before f nothing else gives."""
        f, old = spot
        sizes = [(g, n) for g, _, n in raised if g.party == f.party and g is not f]
        key = (by, f.party)
        if not sizes and self._calm.get(key) is f:
            return False
        alone = not sizes
        sizes += [(g, n) for g, n in by.taken.items() if g.party == f.party and g is not f]
        fixed = self.joint_tree.size
        before = [g.positions[n - 1] for g, n in sizes if f.covers.get(g, 0) < n]
        is_open = any(position >= fixed for position in before)
        self._doubtful |= f.positions[old] < fixed and any(position > f.positions[old] for position in before)
        if alone and not is_open:
            self._calm[key] = f
        else:
            self._calm.pop(key, None)
        return is_open

    # ---- order

    def _key(self, ref: int) -> tuple[int, tuple[bytes, bytes], int]:
        feed, index = self._by_number[ref >> _INDEX_BITS], ref & _INDEX
        return feed.clocks[index], feed.rank, index

    def _place(self, feed: Feed, index: int, past: Sequence[tuple[Feed, int]]) -> None:
        """Put an entry in: behind its past, before the first from there on that the tie-break puts after it."""
        feed.placed = index + 1
        if self._beyond or feed.beyond:
            for item in feed.beyond.pop(index, ()):
                self._beyond.setdefault(item[:3], []).append((item.id, feed, index))
        order = self._order
        end = len(order)
        if not self._late:
            at = feed.positions[index - 1] + 1 if index else 0
            for other, size in past:
                at = max(at, other.positions[size - 1] + 1)
            key = (feed.clocks[index], feed.rank, index)
            if at < self._fixed:
                at = self._behind_numbered(at, key, feed.number << _INDEX_BITS | index)
            while at < end and self._key(order[at]) < key:
                at += 1
            if end - at < _NEAR:
                feed.positions.append(at)
                order.insert(at, feed.number << _INDEX_BITS | index)
                if at < end:
                    self._reposition(at + 1)
                self._lowest = min(self._lowest, at)
                return
        self._late.append((feed, index, past))
        feed.positions.append(_NOWHERE)

    @property
    def _fixed(self) -> int:
        """Below this position no entry is put in; on a line of more than two, what comes there parts (`_part`)."""
        return self.joint_tree.size if self._of_two else 0

    def _behind_numbered(self, at: int, key: Key, ref: int) -> int:
        """Give the first position without a number, and note an entry that the tie-break alone puts lower."""
        fixed = self._fixed
        if any(self._key(self._order[position]) > key for position in range(at, fixed)):
            self._displaced[ref] = None
            self._interleaved = True
        return fixed

    def _merge(self) -> None:
        """Put in the late entries all at once."""
        late = Late()
        for feed, index, past in self._late:
            floor, behind = 0, list[int]()
            for other, size in (*past, (feed, index)):
                position = other.positions[size - 1] if size else -1
                if position == _NOWHERE:
                    behind.append(_ref((other, size - 1)))
                else:
                    floor = max(floor, position + 1)
            ref = _ref((feed, index))
            if not behind and floor < self._fixed:
                floor = self._behind_numbered(floor, self._key(ref), ref)
            late.add(ref, floor, behind)
        self._late.clear()
        start, end = late.walk(self._order, self._key)
        self._order[start:] = end
        self._reposition(start)
        self._lowest = min(self._lowest, start)

    def _reposition(self, start: int) -> None:
        by_number = self._by_number
        for at in range(start, len(self._order)):
            ref = self._order[at]
            by_number[ref >> _INDEX_BITS].positions[ref & _INDEX] = at

    def _sort_end(self) -> None:
        """Sort the entries without a number anew, now that feeds of one author stand side by side."""
        start = self.joint_tree.size
        end = [self.at(position) for position in range(start, len(self._order))]
        sorted_end, self._interleaved = interleave(end)
        self._interleaved = self._interleaved or bool(self._displaced)
        self._order[start:] = [_ref(spot) for spot in sorted_end]
        self._reposition(start)
        self._lowest = min(self._lowest, start)

    def _holds(self, size: int) -> bool:
        """Say whether the first `size` stand by the whole rule; where they do not, take its order and count it.

        Displaced entries that others have not receipted stay out of it, and what comes after them.
        """
        out: dict[Feed, int] = {}
        kept, rest = list[Spot](), list[Spot]()
        for position in range(len(self._order)):
            feed, index = spot = self.at(position)
            past = feed.seen.get(index, ()) if index else (*feed.covers.items(), *feed.seen.get(0, ()))
            waits = _ref(spot) in self._displaced and not self._is_receipted(feed, index)
            if waits or feed in out or any(size > out.get(other, size) for other, size in past):
                out.setdefault(feed, index)
                rest.append(spot)
            else:
                kept.append(spot)
        whole = [_ref(spot) for spot in interleave(kept)[0]]
        if whole[:size] == self._order[:size]:
            return True
        self.renumbered += 1
        same = next(at for at, (new, old) in enumerate(zip(whole, self._order, strict=False)) if new != old)
        self._order[:] = whole + [_ref(spot) for spot in rest]
        self.joint_tree.truncate(same)
        self._reposition(same)
        self._lowest = min(self._lowest, same)
        return False

    def _part(self, placed: Sequence[Place]) -> None:
        """Note where feeds of one author part, and withdraw the numbers from there on: nothing comes below it."""
        for feed in dict.fromkeys(feed for feed, _ in placed):
            for other in [each for each in self._by_number if each.party == feed.party and each is not feed]:
                here, there = other.covers.get(feed, 0), feed.covers.get(other, 0)
                if here < feed.placed and there < other.placed:
                    self._parted[feed] = min(here, self._parted.get(feed, here))
                    self._parted[other] = min(there, self._parted.get(other, there))
        self.joint_tree.truncate(min(self._limit(), self.joint_tree.size))

    def _limit(self) -> int:
        """Give the position at which numbers end: for two parties the end of the order."""
        return min((feed.positions[at] for feed, at in self._parted.items()), default=len(self._order))

    def _number(self) -> None:
        tree, limit = self.joint_tree, self._limit()
        while self.numbering and tree.size < limit:
            feed, index = self.at(tree.size)
            if not self._is_receipted(feed, index):
                return
            if self._displaced and _ref((feed, index)) in self._displaced:
                del self._displaced[_ref((feed, index))]
                if not self._holds(tree.size + 1):
                    continue
            tree.append(feed.tree.leaf(index))

    def _is_receipted(self, feed: Feed, index: int) -> bool:
        """Say whether each other party has receipted an entry with all before it; a single receipt orders nothing."""
        return all(party == feed.party or feed.receipted.get(party, 0) > index for party in self.parties)

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
        has_one = index < feed.placed and feed.positions[index] < self.joint_tree.size
        return feed.positions[index] + 1 if has_one else None

    def storing_ms(self, feed: Feed, index: int, party: str) -> int | None:
        """Give the storing time of an entry for another party: the clock of its first receipt in joint order."""
        first = self.first_receipt(feed, index, party)
        return None if first is None else first.feed.clocks[first.index]

    def first_receipt(self, feed: Feed, index: int, party: str) -> Place | None:
        """Give the first entry of another party, in joint order, that receipts an entry."""
        found = [
            Place(*item) for item in (*feed.receipt_of(index), *self._singles(feed, index)) if item[0].party == party
        ]
        return min(found, key=lambda place: place.feed.positions[place.index], default=None)

    def _singles(self, feed: Feed, index: int) -> Iterator[tuple[Feed, int]]:
        for leaf, by, at in self._beyond.get((feed.party, feed.id, index), ()):
            if index < feed.tree.size and feed.tree.leaf(index) == leaf:
                yield by, at

    def without_place(self) -> list[Place]:
        """Give the held entries whose past is not held."""
        return [Place(feed, index) for feed in self.feeds.values() for index in range(feed.placed, feed.tree.size)]

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
