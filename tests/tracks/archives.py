"""Tracks made for tests: plain ones, random ones with faults, and the slow reading that they are compared with."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from math import inf
from random import Random

import numpy as np

from parley.geo.fixes import AltitudeOf, Fixes, Floats, step_m
from parley.geo.plausibility import OFF, UNTRUSTED, Limits, Mark
from parley.geo.screening import Rule, Screen

NOON_MS = 1_637_064_000_000
LINE_LAT = 55.0


def from_the_parallel(lats: Floats, lons: Floats) -> Floats:
    """A border that is quick to be sure of: the parallel of 55 degrees, on the sphere."""
    return step_m(lats, lons, np.full(len(lats), LINE_LAT), lons)


@dataclass
class Fix:
    craft: int
    time_ms: int
    lat: float
    lon: float
    altitude_of: int = AltitudeOf.PRESSURE
    row: int = 0


def columns(fixes: Sequence[Fix]) -> Fixes:
    return Fixes(
        craft=np.array([fix.craft for fix in fixes], np.int32),
        time_ms=np.array([fix.time_ms for fix in fixes], np.int64),
        lat=np.array([fix.lat for fix in fixes], np.float64),
        lon=np.array([fix.lon for fix in fixes], np.float64),
        altitude_m=np.full(len(fixes), 9_000, np.float32),
        altitude_of=np.array([fix.altitude_of for fix in fixes], np.uint8),
        source=np.zeros(len(fixes), np.int32),
        row=np.array([fix.row for fix in fixes], np.int64),
    )


def random_archive(random: Random, crafts: int, size: int) -> list[Fix]:
    """Crafts that wander about the border, and now and then jump, freeze, fall silent, repeat or go back in time."""
    places = [[NOON_MS, 55 + random.uniform(-1, 1), random.uniform(20, 30)] for _ in range(crafts)]
    found: list[Fix] = []
    while len(found) < size:
        craft = random.randrange(crafts)
        place = places[craft]
        time_ms, lat, lon = place
        step = random.choice([1, 1, 2, 5, 10, 30]) * 1000
        match random.randrange(60):
            case 0:
                found.append(Fix(craft, int(time_ms) + step, lat + random.uniform(-9, 9), lon))
                continue
            case 1:
                found.append(Fix(craft, int(time_ms) - random.randrange(1, 90_000), lat, lon))
                continue
            case 2:
                found.append(Fix(craft, int(time_ms), lat, lon))
                continue
            case 3:
                found += [Fix(craft, int(time_ms) + 1000 * each, lat, lon) for each in range(0, 200, 20)]
                place[0] = time_ms + 200_000
                continue
            case 4:
                step = random.choice([700_000, 4_000_000])
            case 5:
                lat += random.choice([-3.0, 3.0])
            case _:
                pass
        place[:] = [time_ms + step, lat + random.gauss(0, 0.01), lon + random.gauss(0, 0.01)]
        altitude_of = random.choice([AltitudeOf.PRESSURE] * 9 + [AltitudeOf.SURFACE])
        found.append(Fix(craft, int(place[0]), place[1], place[2], altitude_of))
    for row, fix in enumerate(found):
        fix.row = row + 1
    return found


@dataclass
class SlowFlight:
    """What a flight comes to when its fixes are read one after another, by the rules as docs/tracks.md says them."""

    craft: int
    from_ms: int
    to_ms: int = 0
    fixes: int = 0
    marked: dict[Mark, int] = field(default_factory=lambda: dict.fromkeys(Mark, 0))
    nearest: tuple[float, int] = (inf, 0)
    nearest_of_all: tuple[float, int] = (inf, 0)
    between_m: float = inf
    entries: list[tuple[int, int]] = field(default_factory=list)


def slowly(fixes: Sequence[Fix], rule: Rule) -> list[SlowFlight]:
    """Read each craft's fixes one by one, every distance measured."""
    crafts = sorted({fix.craft for fix in fixes})
    return [flight for craft in crafts for flight in _flights([fix for fix in fixes if fix.craft == craft], rule)]


def _metres(one: Fix, other: Fix) -> float:
    places = [np.array([value]) for value in (one.lat, one.lon, other.lat, other.lon)]
    return float(step_m(*places)[0])


def _off(before: Fix, since_ms: int, fix: Fix, limits: Limits) -> float:
    both = before.altitude_of == fix.altitude_of == AltitudeOf.SURFACE
    speed = limits.surface_mps if both else limits.air_mps
    return _metres(before, fix) - speed * (max(fix.time_ms - since_ms, 0) + limits.slack_ms) / 1000


def _flights(fixes: Sequence[Fix], rule: Rule) -> Iterator[SlowFlight]:  # noqa: C901, PLR0912, PLR0915  one reading
    limits, zone = rule.limits, rule.zone
    flight = SlowFlight(craft=fixes[0].craft, from_ms=fixes[0].time_ms)
    last: Fix | None = None
    heard_ms = stood_ms = 0
    leg_from: tuple[Fix, float] | None = None
    strays: list[Fix] = []
    inside = False
    for fix in fixes:
        mark = Mark(0)
        since = fix.time_ms - heard_ms
        if last is not None:
            far = _off(last, stood_ms, fix, limits)
            same = (last.lat, last.lon) == (fix.lat, fix.lon)
            mark |= Mark.CLOCK_BACK if since < 0 else Mark(0)
            if far > 0:
                mark |= Mark.JUMP if far > limits.jump_m else Mark.TOO_FAST
            if not mark:
                mark |= Mark.DUPLICATE if same and since == 0 else Mark(0)
                known = fix.altitude_of not in {AltitudeOf.SURFACE, AltitudeOf.UNKNOWN}
                mark |= Mark.FROZEN if same and known and fix.time_ms - stood_ms >= limits.frozen_ms else Mark(0)
                mark |= Mark.GAP if limits.gap_ms < since <= limits.apart_ms else Mark(0)
        trusted = not mark & UNTRUSTED
        if last is not None and trusted and since > limits.apart_ms:
            yield flight
            flight, inside = SlowFlight(craft=fix.craft, from_ms=fix.time_ms), False
        distance = float(np.round(from_the_parallel(np.array([fix.lat]), np.array([fix.lon])), 3)[0])
        flight.fixes += 1
        for each in Mark:
            flight.marked[each] += bool(mark & each)
        if distance < flight.nearest_of_all[0]:
            flight.nearest_of_all = (distance, fix.row)
        if trusted:
            flight.to_ms = max(flight.to_ms, fix.time_ms)
            if distance < flight.nearest[0]:
                flight.nearest = (distance, fix.row)
                flight.between_m = min(flight.between_m, distance)
            if leg_from is not None and since <= limits.gap_ms:
                length = _metres(leg_from[0], fix) * 1.006 + 0.01
                flight.between_m = min(flight.between_m, max(0, (leg_from[1] + distance - length) / 2))
            if inside and distance >= zone.leave_m:
                inside = False
            elif inside or distance <= zone.enter_m:
                entered = flight.entries[-1][0] if inside else fix.time_ms
                flight.entries[-1 if inside else len(flight.entries) :] = [(entered, fix.time_ms)]
                inside = True
        if mark & OFF:
            agrees = (
                strays
                and fix.time_ms >= strays[-1].time_ms
                and _off(replace(strays[-1], altitude_of=AltitudeOf.PRESSURE), strays[-1].time_ms, fix, limits) <= 0
            )
            strays = [*strays, fix] if agrees else [fix]
            if len(strays) < limits.again:
                continue
        if last is None or (last.lat, last.lon) != (fix.lat, fix.lon):
            stood_ms = fix.time_ms
        last, heard_ms, strays = fix, fix.time_ms, []
        leg_from = None if mark & (OFF | Mark.FROZEN) else (fix, distance)
    yield flight


def told(screen: Screen) -> list[SlowFlight]:
    """What a screen found, in the same words."""
    found = []
    for number, row in enumerate(screen.flights.rows):
        entries = screen.entries.rows[screen.entries.rows["flight"] == number]
        found.append(
            SlowFlight(
                craft=int(row["craft"]),
                from_ms=int(row["from_ms"]),
                to_ms=int(row["to_ms"]),
                fixes=int(row["fixes"]),
                marked=dict(zip(Mark, map(int, row["marked"]), strict=True)),
                nearest=(float(row["nearest"]["m"]), int(row["nearest"]["row"])),
                nearest_of_all=(float(row["nearest_of_all"]["m"]), int(row["nearest_of_all"]["row"])),
                between_m=float(row["between_m"]),
                entries=[(int(each["from_ms"]), int(each["to_ms"])) for each in entries],
            )
        )
    return sorted(found, key=lambda flight: (flight.craft, flight.from_ms))
