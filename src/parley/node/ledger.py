"""Which node saw the other, when? And what was not accepted? Both sides' own entries next to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from parley.node.reading import Reading
from parley.wire.reports import Lamp, Liveness, Refusal, read_refusal
from parley.words.instants import iso, iso_or_none

SPANS_TOLD: Final = 200
"""Of each party so many of the latest spans are told where all were asked for: more than a person reads."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time in which one party's node saw a peer's node up, or down, by one bearer; None: until now."""

    observer: str
    peer: str
    bearer: str
    up: bool
    from_ms: int
    until_ms: int | None

    def machine(self) -> dict[str, Any]:
        return {
            "by": self.observer,
            "of": self.peer,
            "bearer": self.bearer,
            "up": self.up,
            "from": iso(self.from_ms),
            "until": iso_or_none(self.until_ms),
        }


@dataclass(slots=True)
class Reports:
    """What one party's node reported of its ways, in joint order, and the spans in which they are joined."""

    observer: str
    told: list[Liveness] = field(default_factory=list)
    closed: list[Span] = field(default_factory=list)
    running: dict[tuple[str, str], Span] = field(default_factory=dict)
    latest: dict[str, Liveness] = field(default_factory=dict)
    joined: int = 0
    """So many reports are joined."""

    def put(self, at: int, report: Liveness) -> None:
        """Put a report in its place; behind all others it costs nothing to join."""
        if at < len(self.told):
            self.again()
        self.told.insert(at, report)

    def last(self) -> Mapping[str, Liveness]:
        """Give the last report of each peer."""
        self.spans()
        return self.latest

    def again(self) -> None:
        """Join all anew when next asked: their order changed."""
        self.closed, self.running, self.latest, self.joined = [], {}, {}, 0

    def spans(self) -> tuple[Span, ...]:
        """Join reports that say the same; `since` in a report may tell of a change before it."""
        for report in self.told[self.joined :]:
            self.latest[report.peer] = report
            for lamp in report.lamps:
                self._join(report.peer, lamp)
        self.joined = len(self.told)
        return tuple(
            sorted([*self.closed, *self.running.values()], key=lambda span: (span.from_ms, span.peer, span.bearer))
        )

    def _join(self, peer: str, lamp: Lamp) -> None:
        key = (peer, lamp.bearer)
        before = self.running.get(key)
        if before is not None and before.up == lamp.up:
            return
        if before is not None:
            self.closed.append(replace(before, until_ms=lamp.since_ms))
        self.running[key] = Span(
            observer=self.observer, peer=peer, bearer=lamp.bearer, up=lamp.up, from_ms=lamp.since_ms, until_ms=None
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What every party's node observed of each other one's, the spans in order; `reported_ms` is its last report."""

    spans: Mapping[str, tuple[Span, ...]]
    reported_ms: Mapping[str, int | None]

    def machine(self, last: int = SPANS_TOLD) -> dict[str, Any]:
        """Write it for JSON, of each party's spans the last so many."""
        return {
            party: {
                "reported": iso_or_none(self.reported_ms[party]),
                "earlier_spans": max(0, len(spans) - last),
                "spans": [span.machine() for span in spans[-last:]],
            }
            for party, spans in self.spans.items()
        }


def availability(reading: Reading) -> Availability:
    """Lay the liveness reports of all parties next to each other; a span ends where a later report says so."""
    reports = {party: reading.source.reports.get(party, Reports(party)) for party in reading.parties}
    return Availability(
        spans={party: found.spans() for party, found in reports.items()},
        reported_ms={party: found.told[-1].at_ms if found.told else None for party, found in reports.items()},
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """A party's entry that says it holds an entry of another and does not accept it."""

    by: str
    at_ms: int
    refusal: Refusal

    def machine(self) -> dict[str, Any]:
        return {
            "by": self.by,
            "at": iso(self.at_ms),
            "entry": self.refusal.entry.hex(),
            "code": self.refusal.code,
        }


def refusals(reading: Reading) -> tuple[Refused, ...]:
    """Give what each party's node has answered by a refusal, in joint order."""
    found = []
    for each in reading.source.refused():
        refusal = read_refusal(each.content)
        if refusal is not None:
            found.append(Refused(by=each.author, at_ms=each.clock_ms, refusal=refusal))
    return tuple(found)
