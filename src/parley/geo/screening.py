"""Observed tracks against one border: flights, how near each came, and its entries into the zone along the border.

A piece of any size is taken at a time, and where an archive is cut changes nothing in the answer. Distances are exact
where they can decide; elsewhere a bound from the track's own length shows that they cannot.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import numpy.typing as npt

from parley.geo.fixes import Bools, Fixes, Floats, Ints, step_m
from parley.geo.plausibility import LIMITS, OFF, UNTRUSTED, Judged, Last, Limits, Mark, Rows, judge

Measure = Callable[[Floats, Floats], Floats]
"""Gives the distance in metres to the border for places in degrees; negative or 0 inside is not expected of it."""

STRIDE: Final = 16
"""Every so many fixes of a craft one is measured; the others only where these leave room for an answer."""
_LONGER: Final = 1.006
_LONGER_M: Final = 0.01
"""A step on the sphere, made this much longer, is no shorter than the one on WGS 84."""

NEAREST: Final = np.dtype(
    [
        ("m", np.float64),
        ("ms", np.int64),
        ("lat", np.float64),
        ("lon", np.float64),
        ("altitude_m", np.float32),
        ("altitude_of", np.uint8),
        ("marks", np.uint8),
        ("source", np.int32),
        ("row", np.int64),
    ]
)
"""One fix and its distance: infinite while there is none."""
FLIGHT: Final = np.dtype(
    [
        ("craft", np.int32),
        ("from_ms", np.int64),
        ("to_ms", np.int64),
        ("fixes", np.int64),
        ("marked", np.int64, len(Mark)),
        ("nearest", NEAREST),
        ("nearest_of_all", NEAREST),
        ("between_m", np.float64),
        ("entries", np.int64),
    ]
)
"""`nearest` is the nearest trusted fix, `nearest_of_all` counts untrusted ones too; at its fixes, and between two that
follow each other, the craft came no nearer than `between_m`. `marked` counts the fixes under each `Mark`."""
ENTRY: Final = np.dtype(
    [("flight", np.int64), ("from_ms", np.int64), ("to_ms", np.int64), ("lat", np.float64), ("lon", np.float64)]
)
"""From the first fix inside the zone to the last one before it was left; the place is the first one's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Zone:
    """In at `enter_m` from the border or nearer, out at `leave_m` or further: what lies between decides nothing."""

    enter_m: float
    leave_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule:
    """The zone, and what can be true of a fix; a flight is the fixes of one craft without a silence of `apart_ms`."""

    zone: Zone
    limits: Limits = LIMITS


class Table:
    """Rows of one dtype that grow in place."""

    def __init__(self, dtype: np.dtype[Any]) -> None:
        self._rows = np.zeros(0, dtype)
        self.size = 0

    def add(self, number: int) -> Rows:
        """Add so many empty rows; give their places."""
        if self.size + number > len(self._rows):
            room = np.zeros(max(self.size + number, 2 * len(self._rows), 1024), self._rows.dtype)
            room[: self.size] = self._rows[: self.size]
            self._rows = room
        self.size += number
        return np.arange(self.size - number, self.size)

    @property
    def rows(self) -> npt.NDArray[Any]:
        return self._rows[: self.size]


@dataclass(frozen=True, slots=True)
class _Distances:
    """Distances where they were measured (NaN elsewhere), and bounds of all."""

    m: Floats
    low: Floats
    high: Floats


class _Piece:
    """Judged fixes, craft by craft, with what follows from their marks."""

    def __init__(
        self, fixes: Fixes, starts: Rows, judged: Judged, leg_m: Floats, carried_m: Floats, limits: Limits
    ) -> None:
        self.fixes, self.starts, self.judged = fixes, starts, judged
        self.trusted = (judged.marks & UNTRUSTED.value) == 0
        self.sound = judged.accepted & ((judged.marks & (OFF | Mark.FROZEN).value) == 0)
        self._leg_m, self._carried_m = leg_m, carried_m
        self.begins = self.trusted & ((judged.since_ms < 0) | (judged.since_ms > limits.apart_ms))
        follows = np.where(judged.before < 0, ~np.isnan(carried_m), self.sound[judged.before])
        self._leg = self.trusted & follows & (judged.since_ms >= 0) & (judged.since_ms <= limits.gap_ms)

    def between(self, m: Floats) -> Floats:
        """Give how near each craft can have come on its way to a fix, if `m` are distances or bounds below them.

        Nowhere on a leg is nearer than half of what its ends' distances leave over its length. NaN where none is known.
        """
        before = np.where(self.judged.before < 0, self._carried_m, m[self.judged.before])
        return np.where(self._leg, (m + before - self._leg_m) / 2, np.nan)


def _legs(fixes: Fixes, judged: Judged, lat: Floats, lon: Floats) -> Floats:
    """Give the length from the fix before to each, no shorter than on WGS 84; `lat`, `lon`: carried over."""
    here = judged.before >= 0
    lat_b = np.where(here, fixes.lat[judged.before], lat[fixes.craft])
    lon_b = np.where(here, fixes.lon[judged.before], lon[fixes.craft])
    return step_m(lat_b, lon_b, fixes.lat, fixes.lon) * _LONGER + _LONGER_M


def _bounds(fixes: Fixes, sample: Bools, m: Floats) -> tuple[Floats, Floats]:
    """Bound each distance by those measured before and behind it and the way between; a craft's ends are measured."""
    steps = step_m(fixes.lat[:-1], fixes.lon[:-1], fixes.lat[1:], fixes.lon[1:]) * _LONGER + _LONGER_M
    way = np.concatenate([[0.0], np.cumsum(steps)])
    before = _carried(sample)
    behind = len(m) - 1 - _carried(sample[::-1])[::-1]
    low = np.maximum(m[before] - (way - way[before]), m[behind] - (way[behind] - way))
    high = np.minimum(m[before] + (way - way[before]), m[behind] + (way[behind] - way))
    return np.maximum(low, 0), high


def _carried(mask: Bools) -> Rows:
    """Give for each row the last one under the mask, up to itself; the first row has to be under it."""
    return np.maximum.accumulate(np.where(mask, np.arange(len(mask)), 0))


def _last_of(craft: npt.NDArray[np.int32], mask: Bools) -> Rows:
    """Give the last row of each craft that is under the mask."""
    rows = np.flatnonzero(mask)
    return rows[np.flatnonzero(np.diff(craft[rows], append=-1))]


class Screen:
    """Takes pieces of an archive in their order; `flights` and `entries` stand after each."""

    def __init__(self, measure: Measure, rule: Rule) -> None:
        self._measure, self._rule = measure, rule
        self._last = Last.of_none()
        self._flight = np.zeros(0, np.int64)  # each craft's open one
        self._entry = np.zeros(0, np.int64)  # each craft's open entry, -1 outside
        self._m = np.zeros(0)  # distance of each craft's last accepted fix, NaN where it is not to be built on
        self.flights, self.entries = Table(FLIGHT), Table(ENTRY)

    def take(self, fixes: Fixes) -> None:
        """Take the next piece."""
        if not len(fixes):
            return
        fixes = fixes.take(np.argsort(fixes.craft, kind="stable"))
        self._grow(int(fixes.craft[-1]) + 1)
        starts = np.flatnonzero(np.diff(fixes.craft, prepend=-1))
        lat, lon = self._last.lat.copy(), self._last.lon.copy()
        judged = judge(fixes, starts, self._last, self._rule.limits)
        piece = _Piece(fixes, starts, judged, _legs(fixes, judged, lat, lon), self._m[fixes.craft], self._rule.limits)
        flight = self._number(piece)
        self._count(piece, flight)
        distance = self._distances(piece, flight)
        self._nearest(piece, flight, piece.trusted, distance.m, "nearest")
        self._nearest(piece, flight, np.ones(len(fixes), np.bool_), distance.m, "nearest_of_all")
        self._between(piece, flight, distance.m)
        self._zone(piece, flight, distance)
        ends = _last_of(fixes.craft, judged.accepted)
        self._m[fixes.craft[ends]] = np.where(piece.sound[ends], distance.m[ends], np.nan)

    def _grow(self, crafts: int) -> None:
        self._last.grow(crafts)
        more = len(self._last.heard_ms) - len(self._m)
        self._flight = np.concatenate([self._flight, np.full(more, -1)])
        self._entry = np.concatenate([self._entry, np.full(more, -1)])
        self._m = np.concatenate([self._m, np.full(more, np.nan)])

    def _number(self, piece: _Piece) -> Ints:
        """Give each fix its flight; a first fix, or one after a long silence, begins one."""
        fixes = piece.fixes
        new = piece.begins
        flight = np.full(len(fixes), -1)
        flight[piece.starts] = self._flight[fixes.craft[piece.starts]]
        flight[new] = self.flights.add(int(new.sum()))
        flight = flight[_carried(flight >= 0)]
        self._flight[fixes.craft] = flight  # of several the last one stays
        rows = self.flights.rows
        rows["craft"][flight[new]] = fixes.craft[new]
        rows["from_ms"][flight[new]] = fixes.time_ms[new]
        for name in ("nearest", "nearest_of_all"):
            rows[name]["m"][flight[new]] = np.inf
        rows["between_m"][flight[new]] = np.inf
        return flight

    def _count(self, piece: _Piece, flight: Ints) -> None:
        runs = np.flatnonzero(np.diff(flight, prepend=-1))
        of, rows = flight[runs], self.flights.rows
        rows["fixes"][of] += np.diff(np.append(runs, len(flight)))
        heard = np.maximum.reduceat(np.where(piece.trusted, piece.fixes.time_ms, 0), runs)
        rows["to_ms"][of] = np.maximum(rows["to_ms"][of], heard)
        for at, mark in enumerate(Mark):
            rows["marked"][of, at] += np.add.reduceat((piece.judged.marks & mark.value != 0).astype(np.int64), runs)

    def _distances(self, piece: _Piece, flight: Ints) -> _Distances:
        """Measure what can decide anything: first, last, every sixteenth, and what these leave open."""
        fixes, zone = piece.fixes, self._rule.zone
        sample = np.zeros(len(fixes), np.bool_)
        sample[::STRIDE] = True
        sample[piece.starts] = sample[piece.starts - 1] = True  # -1: the last row of the last craft
        sample[_last_of(fixes.craft, piece.judged.accepted)] = True
        m = np.full(len(fixes), np.nan)
        m[sample] = self._metres(fixes, sample)
        low, high = _bounds(fixes, sample, m)

        runs = np.flatnonzero(np.diff(flight, prepend=-1))
        sizes = np.diff(np.append(runs, len(flight)))
        kept = self.flights.rows[flight[runs]]

        def least(mask: Bools, known: Floats) -> Floats:
            reached = np.minimum.reduceat(np.where(mask, high, np.inf), runs)
            best: Floats = np.repeat(np.minimum(reached, known), sizes)
            return best

        best = least(piece.trusted, kept["nearest"]["m"])
        near = low <= least(np.ones(len(fixes), np.bool_), kept["nearest_of_all"]["m"])
        near |= piece.trusted & (low <= best)
        between = piece.between(low)
        at = np.flatnonzero(between <= best)
        near[at] = True
        near[piece.judged.before[at][piece.judged.before[at] >= 0]] = True
        clear = (high <= zone.enter_m) | (low >= zone.leave_m) | ((low > zone.enter_m) & (high < zone.leave_m))
        near |= piece.trusted & ~clear
        near &= ~sample
        m[near] = self._metres(fixes, near)
        known = ~np.isnan(m)
        return _Distances(m, np.where(known, m, low), np.where(known, m, high))

    def _metres(self, fixes: Fixes, mask: Bools) -> Floats:
        """Measure in whole millimetres: how a piece was cut moves the last bits of a kernel's answer, not these."""
        metres: Floats = np.round(self._measure(fixes.lat[mask], fixes.lon[mask]), 3)
        return metres

    def _nearest(self, piece: _Piece, flight: Ints, mask: Bools, m: Floats, column: str) -> None:
        runs = np.flatnonzero(np.diff(flight, prepend=-1))
        measured = np.where(mask & ~np.isnan(m), m, np.inf)
        least = np.minimum.reduceat(measured, runs)
        of = flight[runs]
        better = least < self.flights.rows[column]["m"][of]
        goal = np.repeat(np.where(better, least, -1), np.diff(np.append(runs, len(flight))))
        hits = np.flatnonzero(measured == goal)
        first = hits[np.unique(flight[hits], return_index=True)[1]]
        nearest = self.flights.rows[column]
        fixes = piece.fixes
        for name, values in (
            ("m", m),
            ("ms", fixes.time_ms),
            ("lat", fixes.lat),
            ("lon", fixes.lon),
            ("altitude_m", fixes.altitude_m),
            ("altitude_of", fixes.altitude_of),
            ("marks", piece.judged.marks),
            ("source", fixes.source),
            ("row", fixes.row),
        ):
            nearest[name][flight[first]] = values[first]

    def _between(self, piece: _Piece, flight: Ints, m: Floats) -> None:
        bound = np.maximum(piece.between(m), 0)
        at = np.flatnonzero(~np.isnan(bound))
        rows = self.flights.rows
        np.minimum.at(rows["between_m"], flight[at], bound[at])
        rows["between_m"][flight] = np.minimum(rows["between_m"][flight], rows["nearest"]["m"][flight])

    def _zone(self, piece: _Piece, flight: Ints, distance: _Distances) -> None:
        """Follow each craft in and out: its last clear word holds until the next."""
        fixes, zone, trusted = piece.fixes, self._rule.zone, piece.trusted
        new = piece.begins
        inside = trusted & (distance.high <= zone.enter_m)
        says = inside | (trusted & (distance.low >= zone.leave_m)) | new
        held = np.where(inside, 0, -1)
        first = piece.starts[~says[piece.starts]]
        held[first] = self._entry[fixes.craft[first]]
        says[first] = True
        clear = _carried(says)
        held = held[clear]
        before = np.concatenate([[-1], held[:-1]])
        before[piece.starts] = self._entry[fixes.craft[piece.starts]]
        before[new] = -1
        enters = (held >= 0) & (before < 0)
        number = np.full(len(fixes), -1)
        number[piece.starts] = self._entry[fixes.craft[piece.starts]]
        number[enters] = self.entries.add(int(enters.sum()))
        known = enters.copy()
        known[piece.starts] = True
        number = np.where(held >= 0, number[_carried(known)], -1)
        rows = self.entries.rows
        for name, values in (("flight", flight), ("from_ms", fixes.time_ms), ("lat", fixes.lat), ("lon", fixes.lon)):
            rows[name][number[enters]] = values[enters]
        stays = (number >= 0) & trusted
        np.maximum.at(rows["to_ms"], number[stays], fixes.time_ms[stays])
        np.add.at(self.flights.rows["entries"], flight[enters], 1)
        self._entry[fixes.craft] = number
