"""How far from a border, for any number of places: geodesics on WGS 84, within a metre of GeographicLib."""

from __future__ import annotations

from parley.geo import plain
from parley.geo.borders import Border
from parley.geo.ellipsoid import Floats
from parley.geo.segments import pieces_of


def distance_m(border: Border, lats: Floats, lons: Floats) -> Floats:
    """Give the distance of each place (degrees) from the border, in metres."""
    return plain.nearest(pieces_of(border), lats, lons)[0]


def closest(border: Border, lats: Floats, lons: Floats) -> tuple[float, int]:
    """Give the least of the distances in metres, and the index of the first place that has it.

    Raises ValueError without a place.
    """
    found = distance_m(border, lats, lons)
    at = int(found.argmin())
    return float(found[at]), at
