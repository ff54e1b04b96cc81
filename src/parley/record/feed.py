"""One feed as it is held here: its tree, the clocks of its entries, what they saw, what others receipted of it."""

from __future__ import annotations

from array import array
from bisect import bisect_right
from collections.abc import Iterator
from typing import Any, NamedTuple

from parley.record.entry import Beyond, Entry, OpenKind, decode_entry, named_feeds
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash
from parley.words.faults import PeerFault


class Leaf(NamedTuple):
    """A leaf as it was taken in: `entry` is None where the leaf is not sound, and `code` says why."""

    party: str
    feed: bytes
    index: int  # type: ignore[assignment]
    id: bytes
    entry: Entry | None
    code: str


class Claim(NamedTuple):
    """What an entry says that it saw or, in a first entry, names: a feed, its size and root there."""

    party: str
    feed: bytes
    size: int
    root: bytes
    named: bool


class Feed:
    """A held feed. Entries below `placed` have a place in the joint order; `positions` says where."""

    __slots__ = (
        "base", "beyond", "claims", "clocks", "covers", "id", "number", "party", "placed", "positions", "rank",
        "receipted", "receipts", "seen", "taken", "tree", "unsound",
    )  # fmt: skip

    def __init__(self, party: str, feed: bytes, number: int) -> None:
        self.party, self.id, self.number = party, feed, number
        self.rank = (party.encode(), feed)
        self.tree = Tree()
        self.clocks = array("Q")
        self.unsound: dict[int, str] = {}
        self.claims: dict[int, list[Claim]] = {}
        """What entries that have no place yet claim to have seen, by index."""
        self.beyond: dict[int, tuple[Beyond, ...]] = {}
        """What entries that have no place yet say they hold beyond a gap, by index."""
        self.seen: dict[int, tuple[tuple[Feed, int], ...]] = {}
        """What counts of the `seen` of placed entries, by index, in order."""
        self.placed = 0
        self.positions = array("Q")
        self.base: dict[Feed, int] = {}
        """What the first entry took over from the feeds that it names."""
        self.taken: dict[Feed, int] = {}
        """How much of each feed of others the placed entries have taken up."""
        self.covers: dict[Feed, int] = {}
        """The author's older feeds that stand before entry 0, with their sizes."""
        self.receipts: dict[Feed, tuple[list[int], list[int]]] = {}
        """For each feed that receipts this one: growing sizes, and the index of the entry that brought each."""
        self.receipted: dict[str, int] = {}
        """How far each other party has receipted this feed."""

    @property
    def size(self) -> int:
        """The number of entries held."""
        return self.tree.size

    def position_of(self, index: int) -> int | None:
        """Give where an entry stands in the joint order, from 0; None while it has no place."""
        return self.positions[index] if index < self.placed else None

    def append(self, line: bytes, data: bytes) -> Leaf:
        """Take in the next leaf, whatever it says."""
        index, leaf = self.tree.size, leaf_hash(data)
        entry, code = read_sound(line, (self.party, self.id, index), data)
        self.tree.append(leaf)
        if entry is None:
            self.unsound[index] = code
            self.clocks.append(self.clocks[index - 1] if index else 0)
            return Leaf(self.party, self.id, index, leaf, None, code)
        self.clocks.append(entry.clock_ms)
        if entry.seen or index == 0:
            self._claim(entry, index)
        if entry.beyond:
            self.beyond[index] = entry.beyond
        return Leaf(self.party, self.id, index, leaf, entry, "")

    def _claim(self, entry: Entry, index: int) -> None:
        claims = [Claim(*item, named=False) for item in entry.seen]
        if index == 0:
            named = named_feeds(entry) or []
            claims = [Claim(self.party, *item, named=True) for item in named] + claims
        if claims:
            self.claims[index] = claims

    def truncate(self, size: int) -> None:
        """Forget leaves that have no place yet, from `size` on: their head proved bad before anything was kept."""
        if size < self.placed:
            raise ValueError("entries with a place are never forgotten")
        self.tree.truncate(size)
        del self.clocks[size:]
        kept: dict[int, Any]
        for kept in (self.claims, self.beyond, self.unsound):
            for index in [index for index in kept if index >= size]:
                del kept[index]

    def taken_before(self, index: int) -> dict[Feed, int]:
        """Give what had been taken up of others' feeds before the entry at `index` (at most `placed`)."""
        taken = dict(self.base)
        for at, items in self.seen.items():
            if at >= index:
                break
            for feed, size in items:
                taken[feed] = max(size, taken.get(feed, 0))
        return taken

    def receipt_of(self, index: int) -> Iterator[tuple[Feed, int]]:
        """Give, for each feed of others, the first entry in it that receipts the entry at `index`."""
        for feed, (sizes, indexes) in self.receipts.items():
            at = bisect_right(sizes, index)
            if at < len(sizes):
                yield feed, indexes[at]


def read_sound(line: bytes, place: tuple[str, bytes, int], data: bytes) -> tuple[Entry | None, str]:
    """Read a leaf at a place (party, feed, index) of a line: its entry if it is sound, else a code."""
    try:
        entry = decode_entry(data)
    except PeerFault as fault:
        return None, fault.code
    if entry.line != line or (entry.author, entry.feed, entry.index) != place:
        return None, "entry-misplaced"
    if (entry.kind == OpenKind.FIRST) != (entry.index == 0):
        return None, "entry-misplaced"
    if entry.index == 0 and named_feeds(entry) is None:
        return None, "entry-malformed"
    return entry, ""
