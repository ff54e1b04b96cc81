"""What a verification found: the verdict, the first fault with its place, how far the record reaches."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from parley.record.amendments import Signature
from parley.record.card import Card, claimed_party, read_card
from parley.record.joint import Record
from parley.record.released import Release
from parley.words.codes import CODES
from parley.words.faults import PeerFault

PROVED: Final = "proved under these keys"
CONSISTENT: Final = "consistent, keys not compared"
REFUSED: Final = "refused"

Json: TypeAlias = "bool | int | str | list[Json] | dict[str, Json] | None"


@dataclass(frozen=True, slots=True)
class Found:
    """A fault and its place; what the place has not is None."""

    code: str
    file: str | None = None
    party: str | None = None
    feed: bytes | None = None
    index: int | None = None

    def machine(self) -> Json:
        """Give the machine form."""
        feed = None if self.feed is None else self.feed.hex()
        place: dict[str, Json] = {"file": self.file, "party": self.party, "feed": feed, "index": self.index}
        return {"code": self.code, **place, "detail": CODES[self.code].meaning}


class Refused(Exception):
    """Carries the first fault out of the checks."""

    def __init__(self, found: Found) -> None:
        self.found = found
        super().__init__(found.code)


def checked_card(data: bytes, path: str | None = None, party: str | None = None) -> Card:
    """Read a card. Raises Refused at this place; of a card from outside the party is the one that it claims."""
    try:
        return read_card(data)
    except PeerFault as fault:
        if fault.code not in {"card-signature", "key-weak"}:
            raise Refused(Found("card-malformed", path, party)) from None
        raise Refused(Found(fault.code, path, party or claimed_party(data))) from None


@dataclass(frozen=True, slots=True)
class Reach:
    """How far one feed reaches here, how far each other party has receipted it, and whether others name more of it."""

    party: str
    feed: bytes
    size: int
    last_clock_ms: int | None
    receipted: dict[str, int]
    reaches: bool

    def machine(self) -> Json:
        """Give the machine form."""
        return {
            "party": self.party,
            "feed": self.feed.hex(),
            "size": self.size,
            "last_clock_ms": self.last_clock_ms,
            "receipted": dict(self.receipted),
            "reaches": self.reaches,
        }


def _amendment(step: Signature) -> Json:
    """Give the machine form of an amendment in force: its file's hash, and the entry behind which it holds."""
    place: dict[str, Json] = {"party": step.feed.party, "feed": step.feed.id.hex(), "index": step.index}
    return {"agreement": step.agreement.hex(), **place}


@dataclass(frozen=True, slots=True)
class Beyond:
    """A feed of which entries name more than is here, and the greatest size named."""

    party: str
    feed: bytes
    size: int

    def machine(self) -> Json:
        """Give the machine form."""
        return {"party": self.party, "feed": self.feed.hex(), "size": self.size}


@dataclass(frozen=True, slots=True)
class Report:
    """What the checks tell of a record that was not refused."""

    line: bytes
    record: Record = field(repr=False, compare=False)
    feeds: tuple[Reach, ...]
    beyond: tuple[Beyond, ...]
    unsound: int
    false_seen: int
    without_place: int
    bodies_absent: int
    not_readable: int
    key_changes: dict[str, int]
    """How often each party's node key was changed."""
    disowned: int
    """Entries that a stolen key signed and its party does not count as its own."""
    amendments: tuple[Signature, ...] = ()
    """The signature that put each amendment in force, in turn."""
    bodies_erased: int = 0
    """Bodies erased by agreement."""
    releases: tuple[Release, ...] = ()
    """Placed entries with release evidence, in joint order."""

    @property
    def entries(self) -> int:
        """The number of entries held."""
        return sum(feed.size for feed in self.feeds)

    def timeline(self) -> Iterator[list[Json]]:
        """Give the placed entries in joint order: number, party, feed, index, id, clock and storing times in ms."""
        record = self.record
        for position in range(len(record)):
            feed, index = record.at(position)
            number = position + 1 if position < record.numbered else None
            stored: dict[str, Json] = {}
            for party in record.parties:
                if party != feed.party and (time_ms := record.storing_ms(feed, index, party)) is not None:
                    stored[party] = time_ms
            name, leaf = feed.id.hex(), feed.tree.leaf(index).hex()
            yield [number, feed.party, name, index, leaf, feed.clocks[index], stored]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What `verify` says: refused with a fault, or a report."""

    verdict: str
    fault: Found | None = None
    report: Report | None = None

    def timeline(self) -> list[list[Json]]:
        """Give the timeline; empty when refused."""
        return list(self.report.timeline()) if self.report else []

    def machine(self, *, timeline: bool = False) -> dict[str, Json]:
        """Give the machine form (docs/spec/record.md section 9)."""
        fault = self.fault.machine() if self.fault else None
        report = self.report
        if report is None:
            return {"verdict": self.verdict, "fault": fault, **dict.fromkeys(_TOLD)}
        joint: Json = {"size": report.record.numbered, "root": report.record.joint_tree.root().hex()}
        told: tuple[Json, ...] = (
            report.line.hex(),
            report.entries,
            [feed.machine() for feed in report.feeds],
            joint,
            report.unsound,
            report.false_seen,
            report.without_place,
            report.bodies_absent,
            report.not_readable,
            [item.machine() for item in report.beyond],
            dict[str, Json](report.key_changes),
            report.disowned,
            [_amendment(step) for step in report.amendments],
            report.bodies_erased,
        )
        form: dict[str, Json] = {"verdict": self.verdict, "fault": fault, **dict(zip(_TOLD, told, strict=True))}
        if report.releases:
            form["releases"] = [each.machine() for each in report.releases]
        if timeline:
            form["timeline"] = list[Json](report.timeline())
        return form


_TOLD: Final = (
    "line",
    "entries",
    "feeds",
    "joint",
    "unsound",
    "false_seen",
    "without_place",
    "bodies_absent",
    "not_readable",
    "beyond_this_record",
    "key_changes",
    "disowned",
    "amendments",
    "bodies_erased",
)
