"""Compares two sides' exports of one line: what each lacks, and whether what both have is the same."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from parley.record.card import read_card
from parley.record.feed import Feed
from parley.record.folder import card_file, feed_folder, folder_of
from parley.record.fork import Side, prove_fork
from parley.record.head import Unread, read_note
from parley.record.merkle import Tree
from parley.record.orders import generation_of, rings_in
from parley.record.verdict import REFUSED, Found, Json, Report, Verdict
from parley.record.verify import verify
from parley.seal.suite import suite as suite_of

SAME: Final = "the same record"
CONTINUES: Final = "the same as far as both reach"
FORKED: Final = "an author signed two histories"
DIFFERS: Final = "the joint order differs"

Files = Mapping[str, bytes]


@dataclass(frozen=True, slots=True)
class Pair:
    """One feed in both exports: how far each reaches, and the proof if they are two histories."""

    party: str
    feed: bytes
    sizes: tuple[int, int]
    fork: bytes | None

    def lacks(self) -> tuple[range, range]:
        """Give the indexes that each side lacks and the other has."""
        one, other = self.sizes
        return range(one, other), range(other, one)

    def machine(self) -> Json:
        """Give the machine form."""
        lacks: list[Json] = [[part.start, part.stop] if part else None for part in self.lacks()]
        fork = self.fork.hex() if self.fork is not None else None
        return {"party": self.party, "feed": self.feed.hex(), "sizes": [*self.sizes], "lacks": lacks, "fork": fork}


@dataclass(frozen=True, slots=True)
class Joint:
    """The joint order in both exports: its sizes, and the first number at which they differ below the smaller one."""

    sizes: tuple[int, int]
    root: bytes
    differs_at: int | None

    def machine(self) -> Json:
        """Give the machine form; the root is that over the beginning that both number, by the first side."""
        return {
            "sizes": [*self.sizes],
            "common": min(self.sizes),
            "root": self.root.hex(),
            "differs_at": self.differs_at,
        }


@dataclass(frozen=True, slots=True)
class Comparison:
    """What `compare` says; `faults` are those of each export, if it was refused."""

    verdict: str
    faults: tuple[Found | None, Found | None] = (None, None)
    line: bytes | None = None
    feeds: tuple[Pair, ...] = ()
    joint: Joint | None = None

    @property
    def agrees(self) -> bool:
        """Whether nothing contradicts."""
        return self.verdict in {SAME, CONTINUES}

    def machine(self) -> dict[str, Json]:
        """Give the machine form."""
        return {
            "verdict": self.verdict,
            "faults": [fault.machine() if fault else None for fault in self.faults],
            "line": self.line.hex() if self.line is not None else None,
            "feeds": [pair.machine() for pair in self.feeds],
            "joint": self.joint.machine() if self.joint else None,
        }


def compare(one: Files, other: Files, cards: Sequence[bytes] = ()) -> Comparison:
    """Verify two exports and compare them; never raises on content.

    Refused if one of them is, or with `line-differs` where they are of two lines.
    """
    verdicts = verify(one, cards), verify(other, cards)
    return compare_verified((one, other), verdicts)


def compare_verified(files: tuple[Files, Files], verdicts: tuple[Verdict, Verdict]) -> Comparison:
    """Compare two exports that have been verified."""
    one, other = verdicts[0].report, verdicts[1].report
    if one is None or other is None:
        return Comparison(REFUSED, (verdicts[0].fault, verdicts[1].fault))
    if one.line != other.line:
        return Comparison(REFUSED, (None, Found("line-differs", "agreement.toml")))
    feeds = tuple(_pairs(files, one, other))
    joint = _joint(one, other)
    if any(pair.fork is not None for pair in feeds):
        verdict = FORKED
    elif joint.differs_at is not None:
        verdict = DIFFERS
    elif all(pair.sizes[0] == pair.sizes[1] for pair in feeds):
        verdict = SAME
    else:
        verdict = CONTINUES
    return Comparison(verdict, (None, None), one.line, feeds, joint)


def _pairs(files: tuple[Files, Files], one: Report, other: Report) -> Iterator[Pair]:
    names = {feed.rank: (feed.party, feed.id) for report in (one, other) for feed in report.record.feeds.values()}
    for _, (party, name) in sorted(names.items()):
        held = one.record.feeds.get((party, name)), other.record.feeds.get((party, name))
        sizes = (held[0].size if held[0] else 0), (held[1].size if held[1] else 0)
        fork = None
        if held[0] is not None and held[1] is not None:
            fork = _fork(files, (held[0], held[1]), one.line)
        yield Pair(party, name, sizes, fork)


def _fork(files: tuple[Files, Files], held: tuple[Feed, Feed], line: bytes) -> bytes | None:
    """Give the proof where two copies of a feed do not begin alike."""
    party, name = held[0].party, held[0].id
    suite = suite_of(read_card(files[0][card_file(party)]).suite)
    notes = [read_note(suite, side[feed_folder(party, name).file("head")]) for side in files]
    sides = Side(notes[0].head, held[0].tree), Side(notes[1].head, held[1].tree)
    if prove_fork(line, b"", name, *sides) is None:
        return None
    return prove_fork(line, _card_of(files, notes, party, line), name, *sides)


def _card_of(files: tuple[Files, Files], notes: Sequence[Unread], party: str, line: bytes) -> bytes:
    """Give the card whose key signed the heads. Where two keys did, the proof can show one only, and does not hold."""
    for side, note in zip(files, notes, strict=True):
        folders = sorted({folder for path in side if (folder := folder_of(path))})
        ring = rings_in(side, line, folders)[party]
        generation = generation_of(ring, note)
        if generation:
            return ring.files[generation]
    return files[0][card_file(party)]


def _joint(one: Report, other: Report) -> Joint:
    """Compare the joint order, storing times included, over the beginning that both number."""
    trees = one.record.joint_tree, other.record.joint_tree
    sizes = trees[0].size, trees[1].size
    common = min(sizes)
    differs_at = None
    if trees[0].root(common) != trees[1].root(common):
        differs_at = _first_difference(*trees)
    rows = zip(range(common if differs_at is None else differs_at - 1), one.timeline(), other.timeline(), strict=False)
    differs_at = next((number + 1 for number, mine, theirs in rows if mine != theirs), differs_at)
    return Joint(sizes, trees[0].root(common), differs_at)


def _first_difference(one: Tree, other: Tree) -> int:
    """Give the first number at which two joint trees differ within the smaller one."""
    low, high = 0, min(one.size, other.size)
    while high - low > 1:
        middle = (low + high) // 2
        same = one.root(middle) == other.root(middle)
        low, high = (middle, high) if same else (low, middle)
    return high
