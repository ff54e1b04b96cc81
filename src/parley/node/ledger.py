"""Which node saw the other, when? And what was not accepted? Both sides' own entries next to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from parley.node.reading import Reading
from parley.record.entry import OpenKind
from parley.wire.reports import Liveness, Refusal, read_liveness, read_refusal
from parley.words.instants import iso


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
            "until": None if self.until_ms is None else iso(self.until_ms),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Availability:
    """What every party's node observed of each other one's, the spans in order; `reported_ms` is its last report."""

    spans: Mapping[str, tuple[Span, ...]]
    reported_ms: Mapping[str, int | None]

    def machine(self) -> dict[str, Any]:
        return {
            party: {
                "reported": None if self.reported_ms[party] is None else iso(self.reported_ms[party] or 0),
                "spans": [span.machine() for span in spans],
            }
            for party, spans in self.spans.items()
        }


def availability(reading: Reading) -> Availability:
    """Lay the liveness reports of all parties next to each other; a span ends where a later report says so."""
    parties = sorted(reading.agreement.languages)
    reports: dict[str, list[Liveness]] = {party: [] for party in parties}
    for each in reading.open_entries:
        report = read_liveness(each.content) if each.kind == OpenKind.LIVENESS else None
        if report is not None and each.author in reports:
            reports[each.author].append(report)
    return Availability(
        spans={party: _spans(party, told) for party, told in reports.items()},
        reported_ms={party: told[-1].at_ms if told else None for party, told in reports.items()},
    )


def _spans(observer: str, reports: list[Liveness]) -> tuple[Span, ...]:
    """Join reports that say the same; `since` in a report may tell of a change before it."""
    running: dict[tuple[str, str], Span] = {}
    closed: list[Span] = []
    for report in reports:
        for lamp in report.lamps:
            key = (report.peer, lamp.bearer)
            before = running.get(key)
            if before is not None and before.up == lamp.up:
                continue
            if before is not None:
                closed.append(replace(before, until_ms=lamp.since_ms))
            running[key] = Span(
                observer=observer,
                peer=report.peer,
                bearer=lamp.bearer,
                up=lamp.up,
                from_ms=lamp.since_ms,
                until_ms=None,
            )
    return tuple(sorted([*closed, *running.values()], key=lambda span: (span.from_ms, span.peer, span.bearer)))


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
    for each in reading.open_entries:
        refusal = read_refusal(each.content) if each.kind == OpenKind.REFUSED else None
        if refusal is not None:
            found.append(Refused(by=each.author, at_ms=each.clock_ms, refusal=refusal))
    return tuple(found)
