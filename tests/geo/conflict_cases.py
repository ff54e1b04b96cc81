"""Random volumes in clusters, and a slow oracle for which of them stand in each other's way."""

from __future__ import annotations

import itertools
import math
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Final

import numpy as np
import shapely
from geographiclib.geodesic import Geodesic

from parley.geo.conflicts import all_conflicts, conflicts, tolerance_m
from parley.geo.laying import Minima, lay
from parley.geo.model import (
    Band,
    Circle,
    Corridor,
    Daily,
    Datum,
    Edge,
    Ellipse,
    Height,
    Place,
    Point,
    Polygon,
    Shape,
    Times,
    Volume,
    Window,
)

MANY: Final = 100
"""Volumes of each side in a cluster: 10,000 cases."""
HOUR_MS: Final = 3_600_000
DAY_MS: Final = 24 * HOUR_MS
SPREAD_M: Final = 120_000
EVERY: Final = 10
"""Each tenth volume is asked for alone, too, and touches its like on the other side."""
SAMPLED: Final = 9
SEA_M: Final = {Datum.AMSL: (1, 0, 1, 0), Datum.W84: (1, -86, 1, 107), Datum.AGL: (1, -430, 1, 8849),
                Datum.FL: (6 / 7, -1300, 8 / 7, 650)}  # fmt: skip
"""The least and the most above the sea: so many times the height, and so much."""


@dataclass(frozen=True, slots=True)
class Flat:
    """A shape in a projection whose distances are true to about one in 3,000, and how far around it reaches."""

    area: Any
    buffer_m: float


def judged(number: int, seed: int) -> Iterator[Counter[str]]:
    """Judge so many cases, a cluster at a time."""
    rng = np.random.default_rng(seed)
    for _ in range(-(-number // MANY**2)):
        yield cluster(rng)


def cluster(rng: np.random.Generator) -> Counter[str]:
    """Judge each volume of one side against each of the other."""
    centre, where = somewhere(rng)
    mine = [random_volume(rng, centre, f"mine {number}") for number in range(MANY)]
    others = [random_volume(rng, centre, f"other {number}") for number in range(MANY)]
    others[::EVERY] = [touching(rng, volume, f"touching {volume.id}") for volume in mine[::EVERY]]
    minima = Minima(
        lateral_m=float(rng.choice([0, 1_000, 9_260, 75_000])),
        vertical_m=float(rng.choice([0, 305, 610])),
        time_ms=int(rng.choice([0, 15, 120])) * 60_000,
    )
    laid, among = lay(tuple(mine)), lay(tuple(others))
    found = {(each.one.id, each.other.id) for each in all_conflicts(laid, among, minima)}
    alone = {(each.one.id, each.other.id) for volume in mine[::EVERY] for each in conflicts(volume, among, minima)}
    flat = [[projected(volume.shape, centre) for volume in side] for side in (mine, others)]
    apart = shapely.distance(
        np.array([each.area for each in flat[0]])[:, None], np.array([each.area for each in flat[1]])[None]
    )
    counts = Counter({"cases": MANY**2, f"at the {where}": MANY**2})
    for (row, one), (column, other) in itertools.product(enumerate(mine), enumerate(others)):
        met = (one.id, other.id) in found
        if row % EVERY == 0 and met != ((one.id, other.id) in alone):
            counts["wrong"] += 1
        kept = keeps(time_gap_ms(one.times, other.times), minima.time_ms) or keeps(
            height_gap_m(one.band, other.band), minima.vertical_m
        )
        limit_m = minima.lateral_m + flat[0][row].buffer_m + flat[1][column].buffer_m
        gap_m = float(apart[row, column])
        doubt_m = 2 + gap_m / 2_000 + (20 if Ellipse in (type(one.shape), type(other.shape)) else 0)
        if not kept and abs(gap_m - limit_m) <= doubt_m + tolerance_m(limit_m):
            counts["near the limit"] += 1
            gap_m = sampled_m(one.shape, other.shape) if gap_m else 0.0
            doubt_m = 0.5 if Ellipse not in (type(one.shape), type(other.shape)) else 20
        touch = row == column and row % EVERY == 0
        must = not kept and (touch or meets(flat[0][row], flat[1][column], gap_m, limit_m, doubt_m))
        may = not kept and gap_m <= limit_m + doubt_m + tolerance_m(limit_m)
        counts["conflicts"] += must
        if (must and not met) or (met and not may):
            counts["wrong"] += 1
    return counts


def meets(one: Flat, other: Flat, gap_m: float, limit_m: float, doubt_m: float) -> bool:
    """Say whether two shapes come within a limit beyond doubt; without a limit, whether they overlap so."""
    if gap_m or limit_m:
        return gap_m <= limit_m - doubt_m
    first, second = (
        each.area.buffer(-doubt_m) if each.area.geom_type == "Polygon" else each.area for each in (one, other)
    )
    return bool(shapely.intersects(first, second)) and "Polygon" in first.geom_type + second.geom_type


def somewhere(rng: np.random.Generator) -> tuple[Place, str]:
    """Choose where a cluster lies."""
    where = str(rng.choice(["antimeridian", "poles", "rest of the earth"]))
    lat, lon = float(np.degrees(np.arcsin(rng.uniform(-1, 1)))), float(rng.uniform(-180, 180))
    if where == "antimeridian":
        lon = float(rng.choice([180.0, -180.0, 179.9]))
    elif where == "poles":
        lat = float(rng.choice([-1, 1])) * float(rng.choice([90.0, 89.9, 89.0]))
    return Place(lat=lat, lon=lon), where


def random_volume(rng: np.random.Generator, centre: Place, name: str) -> Volume:
    """Make a volume of any shape near a place."""
    at = _away(centre, rng.uniform(0, 360), SPREAD_M * math.sqrt(rng.uniform()))
    low = float(rng.integers(0, 40)) * 304.8
    high = low + float(rng.integers(1, 15)) * 304.8
    datum = Datum(rng.choice(list(Datum), p=[0.1, 0.2, 0.1, 0.6]))
    band = Band(
        lower=None if rng.uniform() < 0.2 else Height(metres=low, datum=datum),
        upper=None if rng.uniform() < 0.2 else Height(metres=high, datum=datum),
    )
    return Volume(
        id=name,
        version="1",
        party="AAA",
        category="flight",
        shape=random_shape(rng, at),
        times=random_times(rng),
        band=band,
    )


def random_shape(rng: np.random.Generator, at: Place) -> Shape:
    """Make a shape of 1 to 30 km at a place."""
    size_m = 10 ** rng.uniform(3, 4.5)
    edge = Edge(rng.choice(list(Edge))) if abs(at.lat) < 85 else Edge.GEODESIC
    match int(rng.integers(6)):
        case 0:
            return Point(at=at)
        case 1:
            return Circle(centre=at, radius_m=size_m)
        case 2:
            return Ellipse(centre=at, major_m=size_m, minor_m=size_m * rng.uniform(0.2, 1), bearing=rng.uniform(0, 360))
        case 3:
            route = [at]
            for _ in range(int(rng.integers(1, 4))):
                route.append(_away(route[-1], rng.uniform(0, 360), size_m))
            return Corridor(route=tuple(route), half_width_m=size_m / 5, edge=edge)
        case _:
            ring = _ring(rng, at, size_m, int(rng.integers(3, 10)))
            holes = (_ring(rng, at, size_m * 0.3, 4),) if rng.uniform() < 0.3 else ()
            return Polygon(outer=ring, holes=holes, edge=edge)


def _ring(rng: np.random.Generator, at: Place, size_m: float, corners: int) -> tuple[Place, ...]:
    turns = 360 * (np.arange(corners) + rng.uniform(0, 0.8, corners)) / corners
    least = 0.6 if size_m > 9_000 or corners > 4 else 0.9
    return tuple(_away(at, float(turn), size_m * rng.uniform(least, 1)) for turn in turns)


def touching(rng: np.random.Generator, volume: Volume, name: str) -> Volume:
    """Make a volume at the same time and height that shares an edge, a corner or a rim with another."""
    shape = volume.shape
    there: Shape = shape
    match shape:
        case Polygon():
            one, two = shape.outer[0], shape.outer[1]
            line = Geodesic.WGS84.Inverse(one.lat, one.lon, two.lat, two.lon)
            # Rings run clockwise as bearings do, so what is left of an edge is outside.
            third = _away(one, line["azi1"] - 45, float(rng.uniform(500, 5_000)))
            there = Polygon(outer=(one, two, third), edge=shape.edge)
        case Circle():
            turn = float(rng.uniform(0, 360))
            there = Circle(centre=_away(shape.centre, turn, shape.radius_m + 3_000), radius_m=3_000)
        case Corridor():
            there = Point(at=shape.route[-1])
        case Ellipse():
            there = Point(at=shape.centre)
        case Point():
            pass
    return Volume(
        id=name, version="1", party="BBB", category="flight", shape=there, times=volume.times, band=volume.band
    )


def random_times(rng: np.random.Generator) -> Times:
    """Make windows within ten days: one or two, with alternates, parts of days, or until cancelled."""
    windows = tuple(_window(rng) for _ in range(int(rng.integers(1, 3))))
    alternates = (_window(rng),) if rng.uniform() < 0.2 else ()
    begin = int(rng.integers(0, 1440))
    daily = (
        Daily(from_min=begin, until_min=int((begin + rng.integers(30, 700)) % 1440)) if rng.uniform() < 0.3 else None
    )
    return Times(windows=windows, daily=daily, alternates=alternates)


def _window(rng: np.random.Generator) -> Window:
    begin = 20_000 * DAY_MS + int(rng.integers(0, 240)) * HOUR_MS
    return Window(from_ms=begin, until_ms=None if rng.uniform() < 0.1 else begin + int(rng.integers(1, 60)) * HOUR_MS)


def _away(place: Place, bearing: float, metres: float) -> Place:
    at = Geodesic.WGS84.Direct(place.lat, place.lon, bearing, metres)
    return Place(lat=at["lat2"], lon=at["lon2"])


def keeps(gap: float, minimum: float) -> bool:
    """A gap is enough if it is one, and not below the minimum."""
    return gap > 0 and gap >= minimum


def time_gap_ms(one: Times, other: Times) -> float:
    """The least gap of all spans, day by day over forty days."""
    return min(
        (max(0, begin - other_end, other_begin - end)
         for begin, end in _spans(one) for other_begin, other_end in _spans(other)),
        default=math.inf,
    )  # fmt: skip


def _spans(times: Times) -> list[tuple[int, int]]:
    last = 20_040 * DAY_MS
    found = []
    for window in times.windows + times.alternates:
        end = last if window.until_ms is None else window.until_ms
        if times.daily is None:
            found.append((window.from_ms, end))
            continue
        for day in range(19_999, 20_041):
            on = day * DAY_MS + times.daily.from_min * 60_000
            length = times.daily.until_min - times.daily.from_min
            off = on + (length if length > 0 else length + 1440) * 60_000
            if off >= window.from_ms and on <= end:
                found.append((max(on, window.from_ms), min(off, end)))
    return found


def height_gap_m(one: Band, other: Band) -> float:
    """The least gap of two bands, with no more certainty than their datums allow."""
    ends = [each for band in (one, other) for each in (band.lower, band.upper) if each is not None]
    same = len({each.datum for each in ends}) <= 1

    def end(height: Height | None, *, upper: bool) -> float:
        if height is None:
            return math.inf if upper else -math.inf
        low_times, low, high_times, high = SEA_M[height.datum]
        if same:
            return height.metres
        return height.metres * high_times + high if upper else height.metres * low_times + low

    return max(
        0.0,
        end(other.lower, upper=False) - end(one.upper, upper=True),
        end(one.lower, upper=False) - end(other.upper, upper=True),
    )


def projected(shape: Shape, centre: Place) -> Flat:
    """Project a shape: every place by its distance and bearing from a centre."""
    match shape:
        case Point():
            return Flat(shapely.Point(_flat(shape.at, centre)), 0)
        case Circle():
            return Flat(shapely.Point(_flat(shape.centre, centre)), shape.radius_m)
        case Corridor():
            return Flat(
                shapely.LineString([_flat(at, centre) for at in _along(shape.route, shape.edge)]), shape.half_width_m
            )
        case Ellipse():
            return Flat(shapely.Polygon([_flat(at, centre) for at in ellipse(shape)]), 0)
        case Polygon():
            rings = [
                [_flat(at, centre) for at in _along((*ring, ring[0]), shape.edge)]
                for ring in (shape.outer, *shape.holes)
            ]
            return Flat(shapely.Polygon(rings[0], rings[1:]), 0)


def ellipse(shape: Ellipse) -> list[Place]:
    """Places on an ellipse."""
    found = []
    for turn in np.linspace(0, 2 * math.pi, 180, endpoint=False):
        ahead, aside = shape.major_m * math.cos(turn), shape.minor_m * math.sin(turn)
        found.append(
            _away(shape.centre, shape.bearing + math.degrees(math.atan2(aside, ahead)), math.hypot(ahead, aside))
        )
    return found


def _flat(place: Place, centre: Place) -> tuple[float, float]:
    line = Geodesic.WGS84.Inverse(centre.lat, centre.lon, place.lat, place.lon)
    turn = math.radians(line["azi1"])
    return line["s12"] * math.sin(turn), line["s12"] * math.cos(turn)


def _along(corners: tuple[Place, ...], edge: Edge) -> list[Place]:
    """Places along edges."""
    found = []
    for one, two in itertools.pairwise(corners):
        if edge is Edge.PARALLEL:
            across = (two.lon - one.lon + 180) % 360 - 180
            found += [
                Place(lat=one.lat + (two.lat - one.lat) * share, lon=(one.lon + across * share + 180) % 360 - 180)
                for share in np.arange(SAMPLED) / SAMPLED
            ]
        else:
            line = Geodesic.WGS84.InverseLine(one.lat, one.lon, two.lat, two.lon)
            places = (line.Position(line.s13 * share) for share in np.arange(SAMPLED) / SAMPLED)
            found += [Place(lat=at["lat2"], lon=at["lon2"]) for at in places]
    return [*found, corners[-1]]


def sampled_m(one: Shape, other: Shape) -> float:
    """The least distance of two outlines that do not overlap: projected anew round where they come nearest."""
    first, second = (projected(shape, _middle(one)) for shape in (one, other))
    near = shapely.shortest_line(first.area, second.area).interpolate(0.5, normalized=True)
    turn, away = math.degrees(math.atan2(near.x, near.y)), math.hypot(near.x, near.y)
    centre = _away(_middle(one), turn, away)
    first, second = (projected(shape, centre) for shape in (one, other))
    return float(shapely.distance(first.area, second.area))


def _middle(shape: Shape) -> Place:
    match shape:
        case Point():
            return shape.at
        case Circle() | Ellipse():
            return shape.centre
        case Corridor():
            return shape.route[0]
        case Polygon():
            return shape.outer[0]
