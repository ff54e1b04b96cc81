"""An archive screened against borders: every flight, those that came into the zone, and the months compared."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from math import isfinite
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from parley.app.tracks.gathering import Gathered
from parley.geo.borders import Border
from parley.geo.distance import distance_m
from parley.geo.ellipsoid import length_m
from parley.geo.fixes import AltitudeOf, Fixes
from parley.geo.plausibility import Mark
from parley.geo.rates import RateChange, rate_change
from parley.geo.screening import Rule, Screen
from parley.words.instants import DAY_MS, MINUTE_MS, from_ms, iso

COUNTS: Final = ("flights", "entries", "crafts")
"""What may be counted of a month: flights that came into the zone, their entries, or the craft that did."""
NOTICE_SLACK_MS: Final = 30 * MINUTE_MS
NOTICE_NEAR_M: Final = 100_000.0
"""A notice fits a flight that is nearest within its window, half an hour either way, and within 100 km of the closest
point that it declares, if it does. It need not be the same aircraft."""


@dataclass(frozen=True, slots=True)
class Flight:
    """One flight as a screen left it, and the entries of it."""

    craft: str
    row: npt.NDArray[Any]
    entries: npt.NDArray[Any]

    @property
    def id(self) -> str:
        """How people name it: the craft, and when it was first heard."""
        return f"{self.craft}@{iso(int(self.row['from_ms']))}"

    @property
    def near(self) -> bool:
        return len(self.entries) > 0

    def machine(self, files: Sequence[str]) -> dict[str, Any]:
        row = self.row
        found = {
            "id": self.id,
            "craft": self.craft,
            "from": iso(int(row["from_ms"])),
            "to": iso(int(row["to_ms"])),
            "fixes": int(row["fixes"]),
            "marks": marks_told(row["marked"]),
            "nearest": _nearest(row["nearest"], files),
            "between_m": float(row["between_m"]),
            "entries": [{"from": iso(int(each["from_ms"])), "to": iso(int(each["to_ms"]))} for each in self.entries],
        }
        if row["nearest_of_all"]["m"] < row["nearest"]["m"]:
            found["nearest_untrusted"] = _nearest(row["nearest_of_all"], files)
        return found


def marks_told(marked: Iterable[int]) -> dict[str, int]:
    """Tell counts by mark, of those that there are."""
    return {str(mark.name).lower(): int(number) for mark, number in zip(Mark, marked, strict=True) if number}


def _nearest(row: npt.NDArray[Any], files: Sequence[str]) -> dict[str, Any]:
    altitude = float(row["altitude_m"])
    return {
        "distance_m": float(row["m"]),
        "at": iso(int(row["ms"])),
        "ms": int(row["ms"]),
        "lat": float(row["lat"]),
        "lon": float(row["lon"]),
        "altitude_m": altitude if isfinite(altitude) else None,
        "altitude_of": AltitudeOf(int(row["altitude_of"])).name.lower(),
        "marks": [str(mark.name).lower() for mark in Mark if row["marks"] & mark.value],
        "file": files[int(row["source"])],
        "row": int(row["row"]),
    }


@dataclass(frozen=True, slots=True, kw_only=True)
class Screened:
    """What one border has to do with an archive: flights by craft and time."""

    border: Border
    flights: tuple[Flight, ...]

    @property
    def near(self) -> list[Flight]:
        """Those that came into the zone, the nearest first."""
        return sorted(
            (each for each in self.flights if each.near), key=lambda each: (each.row["nearest"]["m"], each.id)
        )


@dataclass(frozen=True, slots=True, kw_only=True)
class Screening:
    """An archive against all borders, with what was read of it and on which days (UTC) anything was heard."""

    found: Gathered
    rule: Rule
    days: frozenset[int]
    by_border: tuple[Screened, ...]

    def months(self) -> list[str]:
        """Every month from the first heard to the last."""
        first, last = (from_ms(day * DAY_MS) for day in (min(self.days), max(self.days)))
        numbers = range(first.year * 12 + first.month - 1, last.year * 12 + last.month)
        return [f"{number // 12}-{number % 12 + 1:02}" for number in numbers]


def screening(
    pieces: Iterable[Fixes], found: Gathered, borders: Sequence[Border], rule: Rule, tell: Callable[[int], None]
) -> Screening:
    """Screen pieces as they come; `tell` hears of the fixes read so far."""
    screens = [Screen(partial(distance_m, border), rule) for border in borders]
    days: set[int] = set()
    for piece in pieces:
        for screen in screens:
            screen.take(piece)
        days |= days_of(piece)
        tell(found.fixes)
    names = list(found.crafts)
    by_border = (
        Screened(border=border, flights=tuple(flights(screen, names)))
        for border, screen in zip(borders, screens, strict=True)
    )
    return Screening(found=found, rule=rule, days=frozenset(days), by_border=tuple(by_border))


def days_of(fixes: Fixes) -> set[int]:
    """Give the days (UTC, numbered from 1970) on which anything was heard."""
    return set(np.unique(fixes.time_ms // DAY_MS).tolist())


def flights(screen: Screen, names: Sequence[str]) -> list[Flight]:
    """Give what a screen found, by craft and time: in this order it is the same however the archive was cut."""
    entries = screen.entries.rows
    entries = entries[np.lexsort((entries["from_ms"], entries["flight"]))]
    first = np.searchsorted(entries["flight"], np.arange(len(screen.flights.rows) + 1))
    every = (
        Flight(names[row["craft"]], row, entries[first[at] : first[at + 1]])
        for at, row in enumerate(screen.flights.rows)
    )
    return sorted(every, key=lambda flight: (flight.craft, flight.row["from_ms"]))


@dataclass(frozen=True, slots=True, kw_only=True)
class Month:
    """A month's counts, the days on which anything was heard, and the change against the month before."""

    month: str
    counts: Mapping[str, int]
    days: int
    change: RateChange | None
    by_day: RateChange | None
    """The same, each month as long as the days on which anything was heard: a receiver that was off sees nothing."""

    def machine(self) -> dict[str, Any]:
        return {
            "month": self.month,
            **self.counts,
            "days_heard": self.days,
            "change": None if self.change is None else change_told(self.change),
            "change_by_day_heard": None if self.by_day is None else change_told(self.by_day),
        }


def change_told(change: RateChange) -> dict[str, Any]:
    """Tell a change; what has no number is null."""
    return {
        "ratio": change.ratio,
        "low": change.low,
        "high": change.high if isfinite(change.high) else None,
        "p": change.p,
    }


def months(screening: Screening, screened: Screened, count: str) -> list[Month]:
    """Count each month by every rule, and compare by one; a flight is of the month of its first entry."""
    counts = {month: dict.fromkeys(COUNTS, 0) for month in screening.months()}
    crafts: dict[str, set[str]] = {month: set() for month in counts}
    for flight in screened.near:
        begun = _month(int(flight.entries["from_ms"][0]))
        counts[begun]["flights"] += 1
        crafts[begun].add(flight.craft)
        for entry in flight.entries:
            counts[_month(int(entry["from_ms"]))]["entries"] += 1
    for month, names in crafts.items():
        counts[month]["crafts"] = len(names)
    heard = dict.fromkeys(counts, 0)
    for day in screening.days:
        heard[_month(day * DAY_MS)] += 1
    return list(_compared(counts, heard, count))


def _compared(counts: Mapping[str, Mapping[str, int]], heard: Mapping[str, int], count: str) -> Iterator[Month]:
    before = ""
    for month, counted in counts.items():
        change = by_day = None
        if before:
            now, then = counted[count], counts[before][count]
            change = rate_change(now, then)
            by_day = rate_change(now, then, heard[month], heard[before]) if heard[month] and heard[before] else None
        yield Month(month=month, counts=counted, days=heard[month], change=change, by_day=by_day)
        before = month


def _month(instant_ms: int) -> str:
    return from_ms(instant_ms).strftime("%Y-%m")


def notices_of(flight: Flight, windows: Iterable[Mapping[str, Any]]) -> list[str]:
    """Give the ids of the flight notices that fit a flight: by time, and by the closest point that is declared."""
    return [str(window["notice"]) for window in windows if _fits(flight, window)]


def _fits(flight: Flight, window: Mapping[str, Any]) -> bool:
    nearest = flight.row["nearest"]
    if not window["from_ms"] - NOTICE_SLACK_MS <= nearest["ms"] <= window["until_ms"] + NOTICE_SLACK_MS:
        return False
    if window["lat_e7"] is None:
        return True
    places = (nearest["lat"], nearest["lon"], window["lat_e7"] / 1e7, window["lon_e7"] / 1e7)
    return float(length_m(*(np.array([place], np.float64) for place in places))[0]) <= NOTICE_NEAR_M
