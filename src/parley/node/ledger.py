"""Which node saw the other, when? And what was not accepted? Both sides' own entries next to each other."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final

from parley.node.reading import Reading
from parley.node.reports import Reports, Span
from parley.wire.reports import Refusal, read_refusal
from parley.words.instants import iso, iso_or_none

SPANS_TOLD: Final = 200
"""Of each party so many of the latest spans are told where all were asked for: more than a person reads."""


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
