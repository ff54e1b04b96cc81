"""How far from a border: many places, the closest of many, the closest along a track, and one place exactly.

Every distance is that of the geodesic on WGS 84 within a metre of GeographicLib, and does not depend on what else is
asked beside it. `parley.geo.compiled` does the work where Numba is installed, `parley.geo.plain` where it is not.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from typing import Final, TypeAlias

import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

from parley.geo import plain
from parley.geo.borders import Border
from parley.geo.ellipsoid import LEAST_RADIUS_M, Floats, length_m, places, space
from parley.geo.model import Place
from parley.geo.segments import pieces_of

Indices: TypeAlias = NDArray[np.int64]
CELLS: Final = 10
"""Cells of the raster in one degree."""
COLUMNS: Final = 360 * CELLS + 1
HALF_DEGREE_M: Final = 55_850.0
"""The longest half of a degree, of latitude at a pole."""
FEW: Final = 4_096
CHUNK: Final = 1 << 18
STEP_M: Final = 0.05
"""An approach along a track is found to this; the rest of what may be off is the geodesic's."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Approach:
    """How near a place is to a border: metres, the border's nearest place, and the bearing to it (degrees)."""

    border: Border
    place: Place
    distance_m: float
    foot: Place
    bearing: float


def distance_m(border: Border, lats: Floats, lons: Floats) -> Floats:
    """Give the distance of each place (degrees) from the border, in metres."""
    lats, lons = np.ascontiguousarray(lats, np.float64), np.ascontiguousarray(lons, np.float64)
    pieces = pieces_of(border)
    if has_numba():
        from parley.geo import compiled  # noqa: PLC0415  Numba is no part of every installation, and slow to load

        return compiled.distances(pieces, lats, lons)
    return plain.nearest(pieces, lats, lons)[0]


def closest(border: Border, lats: Floats, lons: Floats) -> tuple[float, int]:
    """Give the least of the distances in metres, and the index of the first place that has it.

    The distance to a border changes no faster than one moves, so a raster of distances rules out most places at a
    glance. Raises ValueError without a place.
    """
    near = np.arange(len(lats)) if len(lats) <= FEW else _contenders(border, lats, lons)
    found = distance_m(border, lats[near], lons[near])
    at = int(found.argmin())
    return float(found[at]), int(near[at])


def closest_on_track(border: Border, lats: Floats, lons: Floats) -> tuple[float, int, float]:
    """Give the least distance along the legs of a track (metres), the leg's number, and how far along it, 0 to 1.

    Legs lie above the straight lines from fix to fix: on 300 km they part from geodesics by less than 4 cm, on
    1,000 km by 1.3 m. Raises ValueError without a fix.
    """
    found = distance_m(border, lats, lons)
    at = int(found.argmin())
    best, leg, share = float(found[at]), min(at, max(0, len(lats) - 2)), float(at == len(lats) - 1 > 0)
    points = space(lats, lons)
    legs = np.arange(len(lats) - 1)
    begin, end = np.zeros(len(legs)), np.ones(len(legs))
    near, far = found[:-1], found[1:]
    sizes = length_m(lats[:-1], lons[:-1], lats[1:], lons[1:])
    turn = np.minimum(sizes / (2 * LEAST_RADIUS_M), 1.5)
    sizes = sizes * np.tan(turn) / np.where(turn == 0, 1, turn)
    while True:
        open_ = (near + far - (end - begin) * sizes[legs]) / 2 < best - STEP_M
        legs, begin, end, near, far = legs[open_], begin[open_], end[open_], near[open_], far[open_]
        if not len(legs):
            return best, leg, share
        middle = (begin + end) / 2
        between = distance_m(border, *places(points[legs] + (points[legs + 1] - points[legs]) * middle[:, None]))
        at = int(between.argmin())
        if between[at] < best:
            best, leg, share = float(between[at]), int(legs[at]), float(middle[at])
        legs = np.concatenate((legs, legs))
        begin, end = np.concatenate((begin, middle)), np.concatenate((middle, end))
        near, far = np.concatenate((near, between)), np.concatenate((between, far))


def approach(border: Border, place: Place) -> Approach:
    """Give how near one place is to a border, by GeographicLib."""
    _, lats, lons = plain.nearest(pieces_of(border), np.array([place.lat]), np.array([place.lon]))
    foot = Place(lat=float(lats[0]), lon=float(lons[0]))
    line = Geodesic.WGS84.Inverse(place.lat, place.lon, foot.lat, foot.lon)
    return Approach(border=border, place=place, distance_m=line["s12"], foot=foot, bearing=line["azi1"] % 360)


@lru_cache(maxsize=1)
def has_numba() -> bool:
    """Say whether Numba is installed."""
    return find_spec("numba") is not None


@lru_cache(maxsize=4)
def _raster(_border: Border) -> Floats:
    """The distances of middles of cells, as far as they have been asked for; the others are not numbers."""
    return np.full((180 * CELLS + 1) * COLUMNS, np.nan)


def _contenders(border: Border, lats: Floats, lons: Floats) -> Indices:
    """Give the indices of the places that the raster does not rule out, ascending."""
    raster = _raster(border)
    used = np.zeros(len(raster), np.bool_)
    parts = [slice(begin, begin + CHUNK) for begin in range(0, len(lats), CHUNK)]
    cells = [_cells(lats[part], lons[part]) for part in parts]
    for part in cells:
        used[part] = True
    at = np.flatnonzero(used)
    unknown = at[np.isnan(raster[at])]
    row, column = np.divmod(unknown, COLUMNS)
    raster[unknown] = distance_m(border, np.minimum((row + 0.5) / CELLS - 90, 90), (column + 0.5) / CELLS - 180)
    lead = at[raster[at].argmin()]
    first = np.concatenate([np.flatnonzero(part == lead) + number * CHUNK for number, part in enumerate(cells)])
    best = distance_m(border, lats[first], lons[first]).min()
    used[at] = raster[at] - _half_m(at // COLUMNS) <= best
    return np.concatenate([np.flatnonzero(used[part]) + number * CHUNK for number, part in enumerate(cells)])


def _half_m(row: Indices) -> Floats:
    """Give how far a place of a cell may be from its middle, with 30 m to spare."""
    equator = np.clip(np.abs((row + 0.5) / CELLS - 90) - 0.5 / CELLS, 0, 90)
    return np.hypot(HALF_DEGREE_M, HALF_DEGREE_M * np.cos(np.radians(equator))) / CELLS + 30


def _cells(lats: Floats, lons: Floats) -> NDArray[np.int32]:
    """Give the number of the cell of each place."""
    row, column = (lats + 90) * CELLS, (lons + 180) * CELLS
    return row.astype(np.int32) * COLUMNS + column.astype(np.int32)
