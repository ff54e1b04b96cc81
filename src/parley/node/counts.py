"""Is the change from month to month more than chance? And what was seen that nobody had notified.

What a party's own desk observed never crosses the line: it is given here, and stands beside what the record declares.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from typing import Any, Final

from parley.geo.rates import binomial_p
from parley.node.notice_views import declared_flights
from parley.node.reading import Reading
from parley.words.instants import iso

CHANCE: Final = 0.05
"""A change as large as this or larger comes by chance less often than once in twenty: called more than chance."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Observed:
    """What one party's desk counted: flights by month (`2021-11`), and what it calls a month, by language.

    `not_notified` counts, by day (ms of its beginning, UTC), flights that it saw and holds that nobody had notified.
    """

    party: str
    flights: Mapping[str, int]
    claims: Mapping[str, Mapping[str, str]]
    not_notified: Mapping[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class MonthView:
    """One month against the one counted before: `p` is two-sided and exact; `declared` counts notices by party."""

    month: str
    flights: int
    before_month: str
    before: int
    p: float
    claim: Mapping[str, str]
    declared: Mapping[str, int]

    @property
    def more_than_chance(self) -> bool:
        return self.p < CHANCE

    def machine(self) -> dict[str, Any]:
        return {
            "month": self.month,
            "flights": self.flights,
            "before_month": self.before_month,
            "before": self.before,
            "ratio": round(self.flights / self.before, 2) if self.before else None,
            "p": round(self.p, 4),
            "more_than_chance": self.more_than_chance,
            "claim": dict(self.claim),
            "declared": dict(self.declared),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class UnnotifiedView:
    """Flights seen on a day and held to be unnotified; `declared` counts others' flight notices for that day."""

    on_ms: int
    flights: int
    declared: int

    def machine(self) -> dict[str, Any]:
        return {"on": iso(self.on_ms)[:10], "flights": self.flights, "declared": self.declared}


@dataclass(frozen=True, slots=True, kw_only=True)
class CountsView:
    """What one party counted, each month after the first against the one before."""

    party: str
    months: tuple[MonthView, ...]
    not_notified: tuple[UnnotifiedView, ...]

    def machine(self) -> dict[str, Any]:
        return {
            "counted_by": self.party,
            "months": [month.machine() for month in self.months],
            "not_notified": [day.machine() for day in self.not_notified],
        }


def two_sided(one: int, other: int) -> float:
    """Give the probability that chance alone parts `one + other` events at least so unevenly between two equal times.

    The conditional test of two Poisson counts: exact and binomial with 1/2, summing whatever is no likelier.
    """
    return binomial_p(one, one + other)


def counts_view(reading: Reading, observed: Observed) -> CountsView:
    """Compare what a party counted, month by month, and with what others declared."""
    declared = {each: number for each, number in declared_flights(reading).items() if each[0] != observed.party}
    months = sorted(observed.flights)
    return CountsView(
        party=observed.party,
        months=tuple(_month(observed, before, month, declared) for before, month in pairwise(months)),
        not_notified=tuple(
            UnnotifiedView(
                on_ms=day_ms,
                flights=flights,
                declared=sum(number for (_, on_ms), number in declared.items() if on_ms == day_ms),
            )
            for day_ms, flights in sorted(observed.not_notified.items())
        ),
    )


def _month(observed: Observed, before: str, month: str, declared: Mapping[tuple[str, int], int]) -> MonthView:
    by_author = dict.fromkeys(sorted({author for author, _ in declared}), 0)
    for (author, day_ms), number in declared.items():
        by_author[author] += number if iso(day_ms).startswith(month) else 0
    return MonthView(
        month=month,
        flights=observed.flights[month],
        before_month=before,
        before=observed.flights[before],
        p=two_sided(observed.flights[month], observed.flights[before]),
        claim=observed.claims.get(month, {}),
        declared=by_author,
    )
