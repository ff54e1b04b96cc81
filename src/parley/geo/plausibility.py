"""Can an observed fix be true? Each is judged against the last one of its craft that could; none is changed.

A fix is *trusted* unless it repeats another, goes back in time, lies further off than the craft can have come, or
stands still where a craft in the air cannot. Untrusted ones are marked and counted, and move nothing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntFlag
from math import asin, cos, radians, sin, sqrt
from typing import Final

import numpy as np
import numpy.typing as npt

from parley.geo.fixes import EARTH_M, AltitudeOf, Bools, Fixes, Flags, Floats, Ints, step_m

Rows = npt.NDArray[np.intp]


class Mark(IntFlag):
    """What is odd about a fix. A gap is no fault of it: the craft was not heard for a while of its flight before."""

    DUPLICATE = 1
    CLOCK_BACK = 2
    TOO_FAST = 4
    JUMP = 8
    FROZEN = 16
    GAP = 32


OFF: Final = Mark.CLOCK_BACK | Mark.TOO_FAST | Mark.JUMP
UNTRUSTED: Final = OFF | Mark.DUPLICATE | Mark.FROZEN


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """What a craft can do: speeds in m/s in the air and on the surface; times in ms, distances in m.

    `slack_ms` is what timestamps in whole seconds may hide. Whoever is further off than allowed by `jump_m` has jumped.
    So many fixes in a row that agree with each other and not with the last trusted one are believed again (`again`).
    After a silence of more than `gap_ms` there is a gap, after one of more than `apart_ms` another flight.
    """

    air_mps: float = 1_000.0
    surface_mps: float = 100.0
    slack_ms: int = 2_000
    jump_m: float = 10_000.0
    frozen_ms: int = 60_000
    gap_ms: int = 600_000
    apart_ms: int = 3_600_000
    again: int = 10


LIMITS: Final = Limits()


@dataclass(frozen=True, slots=True)
class Judged:
    """What is found of each fix of a piece."""

    marks: Flags
    accepted: Bools
    """The next fix is judged against it."""
    before: Rows
    """The row of the one that it is judged against; -1: what `Last` remembers, if anything."""
    since_ms: Ints
    """Time since the craft was last heard, -1 for its first fix."""


@dataclass(slots=True)
class Last:
    """What is remembered of each craft between two pieces, by its number."""

    heard_ms: Ints
    """When it was last heard; -1: never."""
    stood_ms: Ints
    """When it came to the place where it was last trusted."""
    lat: Floats
    lon: Floats
    surface: Bools
    odd: Ints
    """How many fixes in a row agree with each other, and not with that place."""
    odd_ms: Ints
    odd_lat: Floats
    odd_lon: Floats

    @classmethod
    def of_none(cls) -> Last:
        whole, real = np.zeros(0, np.int64), np.zeros(0)
        return cls(whole, whole, real, real, np.zeros(0, np.bool_), whole, whole, real, real)

    def grow(self, crafts: int) -> None:
        """Make room for so many crafts."""
        more = crafts - len(self.heard_ms)
        if more > 0:
            more = max(more, len(self.heard_ms) // 2)
            for name in self.__slots__:
                column = getattr(self, name)
                fill = np.full(more, -1 if name == "heard_ms" else 0, column.dtype)
                setattr(self, name, np.concatenate([column, fill]))


def judge(fixes: Fixes, starts: Rows, last: Last, limits: Limits) -> Judged:
    """Judge fixes that stand craft by craft, each craft's from `starts` on in the order of its source; keeps `last`.

    What needs no memory beyond the fix before is done in columns; a craft with a doubtful fix is gone through by row.
    """
    crafts = fixes.craft[starts]
    last.grow(int(crafts.max()) + 1)
    ends = np.append(starts[1:], len(fixes))
    own = np.repeat(np.arange(len(starts)), ends - starts)
    before = np.arange(len(fixes)) - 1
    before[starts] = -1
    new = np.zeros(len(fixes), np.bool_)
    new[starts] = last.heard_ms[crafts] < 0

    lat_b, lon_b, heard = fixes.lat[before], fixes.lon[before], fixes.time_ms[before]
    surface = fixes.altitude_of == AltitudeOf.SURFACE
    surface_b = surface[before]
    lat_b[starts], lon_b[starts] = last.lat[crafts], last.lon[crafts]
    heard[starts], surface_b[starts] = last.heard_ms[crafts], last.surface[crafts]

    moved = (fixes.lat != lat_b) | (fixes.lon != lon_b) | new
    stood = _stood(fixes.time_ms, moved, starts, last.stood_ms[crafts])
    stood_b = stood[before]
    stood_b[starts] = last.stood_ms[crafts]

    since = np.where(new, -1, fixes.time_ms - heard)
    marks = np.zeros(len(fixes), np.uint8)
    marks[(since == 0) & ~moved] = Mark.DUPLICATE.value
    marks[(since < 0) & ~new] = Mark.CLOCK_BACK.value
    allowed = _allowed_m(fixes.time_ms - stood_b, surface & surface_b, limits)
    far = step_m(lat_b, lon_b, fixes.lat, fixes.lon) - allowed
    off = (far > 0) & ~new
    marks[off] |= np.where(far[off] > limits.jump_m, Mark.JUMP, Mark.TOO_FAST).astype(np.uint8)
    marks[~moved & aloft(fixes.altitude_of) & (fixes.time_ms - stood >= limits.frozen_ms)] |= Mark.FROZEN.value
    marks[(since > limits.gap_ms) & (since <= limits.apart_ms)] |= Mark.GAP.value
    judged = Judged(marks, np.ones(len(fixes), np.bool_), before, since)

    doubtful = np.zeros(len(starts), np.bool_)
    doubtful[own[(marks & OFF.value) != 0]] = True
    doubtful |= last.odd[crafts] > 0
    calm = ~doubtful
    at, of = ends[calm] - 1, crafts[calm]
    last.heard_ms[of], last.stood_ms[of] = fixes.time_ms[at], stood[at]
    last.lat[of], last.lon[of], last.surface[of] = fixes.lat[at], fixes.lon[at], surface[at]
    for each in np.flatnonzero(doubtful):
        _one_by_one(fixes, range(int(starts[each]), int(ends[each])), judged, last, limits)
    return judged


def aloft(altitude_of: Flags) -> Bools:
    """Say which fixes are known to be in the air: an altitude was given, and it is not the surface."""
    aloft: Bools = (altitude_of != AltitudeOf.UNKNOWN) & (altitude_of != AltitudeOf.SURFACE)
    return aloft


def _stood(time_ms: Ints, moved: Bools, starts: Rows, carried: Ints) -> Ints:
    """Give when each fix's place was reached: the time of the last fix that moved, or what is carried over."""
    fresh = moved.copy()
    fresh[starts] = True
    at = np.maximum.accumulate(np.where(fresh, np.arange(len(moved)), 0))
    reached = time_ms.copy()
    reached[starts] = np.where(moved[starts], time_ms[starts], carried)
    return reached[at]


def _allowed_m(time_ms: Ints, surface: Bools, limits: Limits) -> Floats:
    speed = np.where(surface, limits.surface_mps, limits.air_mps)
    allowed: Floats = speed * (np.maximum(time_ms, 0) + limits.slack_ms) / 1000
    return allowed


@dataclass(slots=True)
class _Place:
    """Where and when a craft was."""

    ms: int
    lat: float
    lon: float
    surface: bool = False

    def reaches(self, other: _Place, limits: Limits) -> float:
        """Say by how many metres `other` is further off than allowed."""
        speed = limits.surface_mps if self.surface and other.surface else limits.air_mps
        allowed = speed * (max(other.ms - self.ms, 0) + limits.slack_ms) / 1000
        return _metres(self, other) - allowed


def _metres(one: _Place, other: _Place) -> float:
    north, east = radians(other.lat - one.lat), radians(other.lon - one.lon)
    chord = sin(north / 2) ** 2 + cos(radians(one.lat)) * cos(radians(other.lat)) * sin(east / 2) ** 2
    return 2 * EARTH_M * asin(sqrt(min(chord, 1.0)))


def _one_by_one(fixes: Fixes, rows: range, judged: Judged, last: Last, limits: Limits) -> None:
    """Judge the fixes of one craft, each against the last that it is trusted in."""
    craft = int(fixes.craft[rows[0]])
    heard = int(last.heard_ms[craft])
    place = _Place(int(last.stood_ms[craft]), float(last.lat[craft]), float(last.lon[craft]), bool(last.surface[craft]))
    odd = int(last.odd[craft])
    stray = _Place(int(last.odd_ms[craft]), float(last.odd_lat[craft]), float(last.odd_lon[craft]))
    before = -1
    part = slice(rows.start, rows.stop)
    surface = (fixes.altitude_of[part] == AltitudeOf.SURFACE).tolist()
    heres = map(_Place, fixes.time_ms[part].tolist(), fixes.lat[part].tolist(), fixes.lon[part].tolist(), surface)
    flies = aloft(fixes.altitude_of[part]).tolist()
    for row, here, flying in zip(rows, heres, flies, strict=True):
        judged.before[row] = before
        judged.since_ms[row] = here.ms - heard if heard >= 0 else -1
        mark = Mark(0) if heard < 0 else _mark(place, here, heard, limits, aloft=flying)
        judged.marks[row] = mark
        if mark & OFF:
            agrees = odd > 0 and here.ms >= stray.ms and stray.reaches(here, limits) <= 0
            odd, stray = odd + 1 if agrees else 1, _Place(here.ms, here.lat, here.lon)
            if odd < limits.again:
                judged.accepted[row] = False
                continue
        if heard < 0 or (here.lat, here.lon) != (place.lat, place.lon):
            place = here
        place.surface = here.surface
        heard, odd, before = here.ms, 0, row
    last.heard_ms[craft], last.stood_ms[craft] = heard, place.ms
    last.lat[craft], last.lon[craft], last.surface[craft] = place.lat, place.lon, place.surface
    last.odd[craft], last.odd_ms[craft] = odd, stray.ms
    last.odd_lat[craft], last.odd_lon[craft] = stray.lat, stray.lon


def _mark(place: _Place, here: _Place, heard: int, limits: Limits, *, aloft: bool) -> Mark:
    """Mark one fix of a craft that was last heard then, and last trusted there."""
    same, since = (here.lat, here.lon) == (place.lat, place.lon), here.ms - heard
    far = place.reaches(here, limits)
    mark = Mark.CLOCK_BACK if since < 0 else Mark(0)
    if far > 0:
        mark |= Mark.JUMP if far > limits.jump_m else Mark.TOO_FAST
    if mark:
        return mark
    if same and since == 0:
        mark |= Mark.DUPLICATE
    if same and aloft and here.ms - place.ms >= limits.frozen_ms:
        mark |= Mark.FROZEN
    if limits.gap_ms < since <= limits.apart_ms:
        mark |= Mark.GAP
    return mark
