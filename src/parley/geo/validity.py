"""What is no volume: refused with a code that says why, never mended."""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import Final

import numpy as np

from parley.geo.ellipsoid import A_M, Floats, space
from parley.geo.model import Band, Circle, Corridor, Ellipse, Place, Point, Polygon, Ring, Shape, Times, Volume
from parley.words.faults import PeerFault
from parley.words.limits import CORNERS_MAX, DISTANCE_M_MAX

WIDEST_M: Final = 0.9 * A_M
"""Beyond it inside and outside of an area can be taken for each other."""


def refuse_volume(volume: Volume) -> None:
    """Refuse a volume that is none. Raises PeerFault `geo-heights`, `geo-times`, and as `refuse_shape`."""
    for shape in (volume.shape, *volume.less):
        refuse_shape(shape)
    _refuse_band(volume.band)
    _refuse_times(volume.times)


def refuse_shape(shape: Shape) -> None:
    """Refuse a shape that encloses nothing. Raises PeerFault `geo-range`, `geo-shape`, `geo-wide`."""
    every = list(_places(shape))
    for place in every:
        if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
            raise PeerFault("geo-range", f"There is no latitude {place.lat} with longitude {place.lon}.")
    if len(every) > CORNERS_MAX:
        raise PeerFault("geo-shape", f"The shape has {len(every):,} corners, more than {CORNERS_MAX:,}.")
    match shape:
        case Circle(radius_m=size) | Corridor(half_width_m=size):
            _refuse_size(size, size)
        case Ellipse(major_m=major, minor_m=minor):
            _refuse_size(major, minor)
        case Polygon():
            for ring in (shape.outer, *shape.holes):
                _refuse_ring(ring)
        case _:
            pass
    if isinstance(shape, Corridor) and len(shape.route) < 2:
        raise PeerFault("geo-shape", "A corridor goes from a place to another.")


def _places(shape: Shape) -> Iterator[Place]:
    match shape:
        case Point(at=place) | Circle(centre=place) | Ellipse(centre=place):
            yield place
        case Corridor():
            yield from shape.route
        case Polygon():
            yield from itertools.chain(shape.outer, *shape.holes)


def _refuse_size(most_m: float, least_m: float) -> None:
    if not 0 < least_m <= most_m:
        raise PeerFault("geo-shape", "A radius, half axis or half width is above 0, and the major axis the longer one.")
    if most_m > min(WIDEST_M, DISTANCE_M_MAX):
        raise PeerFault("geo-wide")


def _refuse_ring(ring: Ring) -> None:
    """Refuse what has no inside, or two."""
    if len(ring) < 3 or len(set(ring)) < len(ring):
        raise PeerFault("geo-shape", "A ring has three corners or more, each once.")
    points = space(np.array([place.lat for place in ring]), np.array([place.lon for place in ring]))
    centre = points.mean(axis=0)
    if np.linalg.norm(points - centre, axis=1).max() > WIDEST_M or np.linalg.norm(centre) < A_M / 4:
        raise PeerFault("geo-wide")
    first = crossing(_flat(points, centre))
    if first is not None:
        at = ring[first]
        raise PeerFault("geo-shape", f"The ring crosses itself: see the edge from {at.lat}, {at.lon}.")


def _flat(points: Floats, centre: Floats) -> Floats:
    """Draw points on a plane on which the shortest lines are straight."""
    up = centre / np.linalg.norm(centre)
    east = np.cross((0, 0, 1) if abs(up[2]) < 0.9 else (1, 0, 0), up)
    east = east / np.linalg.norm(east)
    north = np.cross(up, east)
    return np.column_stack((points @ east, points @ north)) / (points @ up)[:, None]


def crossing(corners: Floats) -> int | None:
    """Give the first edge of a ring on a plane that another one crosses; None where none does."""
    count = len(corners)
    ends = np.roll(corners, -1, axis=0)
    for edge in range(count):
        others = np.array(
            [other for other in range(count) if other not in {edge, (edge + 1) % count, (edge - 1) % count}]
        )
        if not len(others):
            return None
        here, there = corners[edge], ends[edge]
        one, two = _side(here, there, corners[others]), _side(here, there, ends[others])
        three, four = _side(corners[others], ends[others], here), _side(corners[others], ends[others], there)
        if ((one * two < 0) & (three * four < 0)).any():
            return edge
    return None


def _side(one: Floats, two: Floats, point: Floats) -> Floats:
    """On which side of the line from one to two a point lies."""
    return np.asarray(
        (two[..., 0] - one[..., 0]) * (point[..., 1] - one[..., 1])
        - (two[..., 1] - one[..., 1]) * (point[..., 0] - one[..., 0])
    )


def _refuse_band(band: Band) -> None:
    lower, upper = band.lower, band.upper
    if lower is not None and upper is not None and lower.datum is upper.datum and upper.metres < lower.metres:
        raise PeerFault("geo-heights", f"From {lower.metres:.0f} m up to {upper.metres:.0f} m {upper.datum}.")


def _refuse_times(times: Times) -> None:
    windows = times.windows + times.alternates
    if not times.windows or any(each.until_ms is not None and each.until_ms <= each.from_ms for each in windows):
        raise PeerFault("geo-times")
