"""Shapes as rings and lines of places, dense enough that it does not matter how a reader joins two of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import pairwise
from math import atan2, ceil, cos, degrees, hypot, pi, radians, sin
from typing import Final, NamedTuple, TypeAlias

from geographiclib.geodesic import Geodesic

from parley.geo.model import Circle, Corridor, Edge, Ellipse, Place, Point, Polygon, Ring, Shape
from parley.words.faults import OurFault

STEP_M: Final = 20_000.0
"""Between places so far apart a geodesic and a line straight in degrees part by 11 m at 54 degrees north."""
CORNERS: Final = 72
"""Of a circle, at least: a polygon round it, so that nothing of it lies outside; it reaches 0.15 % further."""
ROUND: Final = 1.0005
"""So much further out than a plane polygon: its edges may be joined straight in degrees."""
METRES_PER_DEGREE: Final = 111_320.0

Places: TypeAlias = tuple[tuple[float, float], ...]
"""Latitude and longitude of each; a ring ends where it begins."""


class Area(NamedTuple):
    """A ring and the holes in it."""

    outer: Places
    holes: tuple[Places, ...] = ()


def area_of(shape: Circle | Ellipse | Polygon) -> Area:
    """Give an area as rings; those of a circle and an ellipse lie round it."""
    match shape:
        case Circle():
            return Area(_closed(_ellipse(shape.centre, shape.radius_m, shape.radius_m, 0)))
        case Ellipse():
            return Area(_closed(_ellipse(shape.centre, shape.major_m, shape.minor_m, shape.bearing)))
        case Polygon():
            return Area(_ring(shape.outer, shape.edge), tuple(_ring(hole, shape.edge) for hole in shape.holes))


def line_of(shape: Corridor) -> Places:
    """Give the middle line of a corridor."""
    return _dense(shape.route, shape.edge)


def centre_of(shape: Shape) -> Place:
    """Give a place in the middle, and below `reach_m` how far the shape goes from it."""
    match shape:
        case Point():
            return shape.at
        case Circle() | Ellipse():
            return shape.centre
        case Polygon():
            return _middle(shape.outer)
        case Corridor():
            return _middle(shape.route)


def _middle(corners: Sequence[Place]) -> Place:
    east = [_east(corners[0].lon, each.lon) for each in corners]
    lon = corners[0].lon + (min(east) + max(east)) / 2
    lats = [each.lat for each in corners]
    return Place(lat=(min(lats) + max(lats)) / 2, lon=(lon + 180) % 360 - 180)


def reach_m(shape: Shape) -> float:
    """Give how far a shape goes from its centre."""
    centre = centre_of(shape)
    match shape:
        case Point():
            return 0.0
        case Circle():
            return shape.radius_m
        case Ellipse():
            return shape.major_m
        case Polygon():
            return max(_metres(centre, Place(lat=lat, lon=lon)) for lat, lon in area_of(shape).outer)
        case Corridor():
            far = max(_metres(centre, Place(lat=lat, lon=lon)) for lat, lon in line_of(shape))
            return far + shape.half_width_m


def parted(ring: Places) -> list[Places]:
    """Cut a ring at the antimeridian; each part stays between -180 and 180 degrees. Raises OurFault `export-pole`."""
    lons = [ring[0][1]]
    for (_, before), (_, lon) in pairwise(ring):
        lons.append(lons[-1] + _east(before, lon))
    if abs(lons[-1] - lons[0]) > 180:
        raise OurFault("export-pole")
    places = [(lat, lon) for (lat, _), lon in zip(ring[:-1], lons[:-1], strict=True)]
    parts = (_within(places, turn * 360 - 180, turn * 360 + 180) for turn in (-1, 0, 1))
    return [part for part in parts if len(part) > 3]


def _within(ring: Sequence[tuple[float, float]], west: float, east: float) -> Places:
    """Give what of a ring lies between two meridians, moved there (Sutherland and Hodgman)."""
    kept = _clipped(_clipped(list(ring), west, 1), east, -1)
    turn = west + 180
    moved = [(lat, min(max(lon - turn, -180.0), 180.0)) for lat, lon in kept]
    return (*moved, *moved[:1])


def _clipped(ring: list[tuple[float, float]], at: float, side: int) -> list[tuple[float, float]]:
    kept: list[tuple[float, float]] = []
    for (lat, lon), (to_lat, to_lon) in pairwise([*ring, *ring[:1]]):
        inside, to_inside = (lon - at) * side >= 0, (to_lon - at) * side >= 0
        if inside:
            kept.append((lat, lon))
        if inside != to_inside:
            kept.append((lat + (to_lat - lat) * (at - lon) / (to_lon - lon), at))
    return kept


def _ring(ring: Ring, edge: Edge) -> Places:
    return _dense((*ring, ring[0]), edge)


def _dense(places: Sequence[Place], edge: Edge) -> Places:
    found = [(places[0].lat, places[0].lon)]
    for begin, end in pairwise(places):
        found += _between(begin, end, edge)
        found.append((end.lat, end.lon))
    return tuple(found)


def _between(begin: Place, end: Place, edge: Edge) -> Iterator[tuple[float, float]]:
    if edge is Edge.GEODESIC:
        line = Geodesic.WGS84.InverseLine(begin.lat, begin.lon, end.lat, end.lon)
        parts = max(1, ceil(line.s13 / STEP_M))
        for at in range(1, parts):
            place = line.Position(line.s13 * at / parts)
            yield place["lat2"], place["lon2"]
    else:
        north, east = end.lat - begin.lat, _east(begin.lon, end.lon)
        metres = hypot(north, east * cos(radians(min(abs(begin.lat), abs(end.lat))))) * METRES_PER_DEGREE
        parts = max(1, ceil(metres / STEP_M))
        for at in range(1, parts):
            yield begin.lat + north * at / parts, (begin.lon + east * at / parts + 180) % 360 - 180


def _ellipse(centre: Place, major_m: float, minor_m: float, bearing: float) -> Iterator[tuple[float, float]]:
    """Give corners of a polygon round an ellipse; one round a circle is the same with both axes alike."""
    corners = max(CORNERS, ceil(2 * pi * major_m / STEP_M))
    out = ROUND / cos(pi / corners)
    for corner in range(corners):
        angle = 2 * pi * (corner + 0.5) / corners
        along, across = major_m * cos(angle) * out, minor_m * sin(angle) * out
        turn = bearing + degrees(atan2(across, along))
        place = Geodesic.WGS84.Direct(centre.lat, centre.lon, turn, hypot(along, across))
        yield place["lat2"], place["lon2"]


def _closed(places: Iterator[tuple[float, float]]) -> Places:
    found = tuple(places)
    return (*found, found[0])


def _east(lon: float, to_lon: float) -> float:
    """Give the way east from one longitude to another, the short way round."""
    return (to_lon - lon + 180) % 360 - 180


def _metres(one: Place, other: Place) -> float:
    return float(Geodesic.WGS84.Inverse(one.lat, one.lon, other.lat, other.lon)["s12"])
