"""Volumes laid out in arrays: outlines as straight pieces in space, what surrounds them, heights and times.

A point, a circle and a corridor are a point or a line and all within a distance of it; an ellipse is a ring of 360
corners that encloses it. So two areas are as far apart as their outlines, less both distances, or one holds the other.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import Final, NamedTuple

import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

from parley.geo.ellipsoid import Floats
from parley.geo.heights import datum_of, sea_span_m, span_m
from parley.geo.model import Circle, Corridor, Datum, Edge, Ellipse, Place, Point, Polygon, Shape, Volume
from parley.geo.segments import cut
from parley.geo.times import envelope_ms

PIECE_M: Final = 8_000.0
"""The middle of a piece lies 1.3 m under the ground."""
ELLIPSE_CORNERS: Final = 360
_DATUMS: Final = {datum: number for number, datum in enumerate(Datum)}


class Outlines(NamedTuple):
    """Shapes in arrays: pieces from `first[i]` up to `first[i + 1]` are of shape i.

    `filled` says whether what a ring encloses belongs to it, `buffer` how far around the outline is of it; `centre` and
    `radius` (both straight, in space) are of a ball that holds all of it.
    """

    begin: Floats
    along: Floats
    first: NDArray[np.int64]
    filled: NDArray[np.bool_]
    buffer: Floats
    centre: Floats
    radius: Floats


class Extents(NamedTuple):
    """Of each volume: its time (ms), heights above its own datum and at the widest above the sea, its datum or -1."""

    time: NDArray[np.int64]
    own: Floats
    sea: Floats
    datum: NDArray[np.int64]


def outlines(shapes: Sequence[Shape]) -> Outlines:
    """Lay out shapes."""
    corners, joins, straight, owner, filled, buffer = _lines(shapes)
    lats, lons = corners[:, 0], corners[:, 1]
    parts = []
    for edge in Edge:
        at = np.flatnonzero(straight == (edge is Edge.PARALLEL))
        if not len(at):
            continue
        begin, end, number = cut(edge, lats, lons, joins[at, 0], joins[at, 1], PIECE_M)
        parts.append((begin, end, owner[at][number]))
    begin, end, of = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(of, kind="stable")
    begin, end, of = begin[order], end[order], of[order]
    first = np.searchsorted(of, np.arange(len(shapes) + 1))
    low = np.minimum.reduceat(np.minimum(begin, end), first[:-1])
    high = np.maximum.reduceat(np.maximum(begin, end), first[:-1])
    centre = (low + high) / 2
    out = np.maximum(np.linalg.norm(begin - centre[of], axis=1), np.linalg.norm(end - centre[of], axis=1))
    radius = np.maximum.reduceat(out, first[:-1]) + buffer
    return Outlines(begin, end - begin, first, filled, buffer, centre, radius)


def part(every: Outlines, number: int) -> Outlines:
    """Give one shape of those laid out."""
    rows, one = slice(every.first[number], every.first[number + 1]), slice(number, number + 1)
    first = np.array([0, rows.stop - rows.start])
    return Outlines(
        every.begin[rows],
        every.along[rows],
        first,
        every.filled[one],
        every.buffer[one],
        every.centre[one],
        every.radius[one],
    )


def extents(volumes: Sequence[Volume]) -> Extents:
    """Lay out heights and times of volumes."""
    datums = [datum_of(each.band) for each in volumes]
    return Extents(
        np.array([envelope_ms(each.times) for each in volumes], np.int64).reshape(-1, 2),
        np.array([span_m(each.band) for each in volumes]).reshape(-1, 2),
        np.array([sea_span_m(each.band) for each in volumes]).reshape(-1, 2),
        np.array([-1 if datum is None else _DATUMS[datum] for datum in datums], np.int64),
    )


def _lines(
    shapes: Sequence[Shape],
) -> tuple[Floats, NDArray[np.int64], NDArray[np.bool_], NDArray[np.int64], NDArray[np.bool_], Floats]:
    """Every corner, which two each edge joins and how, whose it is; and of each shape, if it is filled, its buffer."""
    corners: list[tuple[float, float]] = []
    joins: list[tuple[int, int]] = []
    straight: list[bool] = []
    owner: list[int] = []
    filled: list[bool] = []
    buffer: list[float] = []
    for number, shape in enumerate(shapes):
        lines, closed, around_m, edge = _parts(shape)
        filled.append(closed)
        buffer.append(around_m)
        for line in lines:
            base, count = len(corners), len(line)
            corners += [(place.lat, place.lon) for place in line]
            last = count if closed or count == 1 else count - 1
            joins += [(base + at, base + (at + 1) % count) for at in range(last)]
            straight += [edge is Edge.PARALLEL] * last
            owner += [number] * last
    return (
        np.array(corners),
        np.array(joins, np.int64),
        np.array(straight),
        np.array(owner, np.int64),
        np.array(filled),
        np.array(buffer, np.float64),
    )


def _parts(shape: Shape) -> tuple[Sequence[Sequence[Place]], bool, float, Edge]:
    """The lines of a shape, whether they are rings that enclose it, how far around them it reaches, their edges."""
    match shape:
        case Point():
            return [[shape.at]], False, 0.0, Edge.GEODESIC
        case Circle():
            return [[shape.centre]], False, shape.radius_m, Edge.GEODESIC
        case Ellipse():
            return (
                [ring_round(shape, ELLIPSE_CORNERS, 1 / math.cos(math.pi / ELLIPSE_CORNERS))],
                True,
                0.0,
                Edge.GEODESIC,
            )
        case Corridor():
            return [shape.route], False, shape.half_width_m, shape.edge
        case Polygon():
            return [shape.outer, *shape.holes], True, 0.0, shape.edge


def ring_round(shape: Circle | Ellipse, corners: int, scale: float) -> list[Place]:
    """Give corners on a circle or an ellipse, its half axes times a scale."""
    major, minor, turn = (
        (shape.radius_m, shape.radius_m, 0.0)
        if isinstance(shape, Circle)
        else (shape.major_m, shape.minor_m, shape.bearing)
    )
    found = []
    for number in range(corners):
        angle = 2 * math.pi * number / corners
        ahead, aside = major * scale * math.cos(angle), minor * scale * math.sin(angle)
        bearing = turn + math.degrees(math.atan2(aside, ahead))
        at = Geodesic.WGS84.Direct(shape.centre.lat, shape.centre.lon, bearing, math.hypot(ahead, aside))
        found.append(Place(lat=at["lat2"], lon=at["lon2"]))
    return found
