"""WGS 84 in arrays: to the space round the earth and back, and the length of geodesics.

Lengths are Vincenty's (Survey Review 176, 1975), which agree with Karney's to 0.1 mm; where two places lie so far apart
that his series may not settle, GeographicLib answers.
"""

from __future__ import annotations

from typing import Final, TypeAlias

import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

Floats: TypeAlias = NDArray[np.float64]

A_M: Final = 6_378_137.0
FLATTENING: Final = 1 / 298.257223563
B_M: Final = A_M * (1 - FLATTENING)
E2: Final = FLATTENING * (2 - FLATTENING)
LEAST_RADIUS_M: Final = B_M * B_M / A_M
MOST_RADIUS_M: Final = A_M * A_M / B_M
"""Between these lies every radius of curvature of the ellipsoid."""
ROUNDS: Final = 6
"""Each round of Vincenty's leaves 1/300 of the error before it: six are below a nanometre up to 8,000 km."""
FAR_ROUNDS: Final = 24
FAR_CHORD_M: Final = 6_500_000.0
FARTHEST_CHORD_M: Final = 12_000_000.0
"""Straight through the earth; 15,500 km along it."""


def space(lats: Floats, lons: Floats) -> Floats:
    """Give earth-centred coordinates of places (degrees) on the ellipsoid; metres, one row each."""
    lat, lon = np.radians(lats), np.radians(lons)
    sin_lat = np.sin(lat)
    radius = A_M / np.sqrt(1 - E2 * sin_lat * sin_lat)
    across = radius * np.cos(lat)
    return np.stack((across * np.cos(lon), across * np.sin(lon), radius * (1 - E2) * sin_lat), axis=-1)


def places(points: Floats) -> tuple[Floats, Floats]:
    """Give latitudes and longitudes (degrees) of points near the ellipsoid: of the feet of their normals (Bowring)."""
    x, y, z = points[..., 0], points[..., 1], points[..., 2]
    across = np.hypot(x, y)
    flat = (1 - FLATTENING) * across
    size = np.hypot(flat, z)
    sin, cos = z / size, flat / size
    lat = np.arctan2(z + E2 / (1 - E2) * B_M * sin * sin * sin, across - E2 * A_M * cos * cos * cos)
    return np.degrees(lat), np.degrees(np.arctan2(y, x))


def length_m(lats: Floats, lons: Floats, to_lats: Floats, to_lons: Floats) -> Floats:
    """Give the lengths of geodesics between places (degrees), one for each row."""
    chord = np.linalg.norm(space(lats, lons) - space(to_lats, to_lons), axis=-1)
    found = _vincenty_m(lats, lons, to_lats, to_lons, ROUNDS)
    far = chord > FAR_CHORD_M
    if far.any():
        found[far] = _vincenty_m(lats[far], lons[far], to_lats[far], to_lons[far], FAR_ROUNDS)
        for at in np.flatnonzero(chord > FARTHEST_CHORD_M):
            found[at] = exact_m(float(lats[at]), float(lons[at]), float(to_lats[at]), float(to_lons[at]))
    return found


def exact_m(lat: float, lon: float, to_lat: float, to_lon: float) -> float:
    """Give the length of one geodesic by GeographicLib."""
    return float(Geodesic.WGS84.Inverse(lat, lon, to_lat, to_lon, Geodesic.DISTANCE)["s12"])


def reach_m(length: Floats) -> Floats:
    """Give the longest chord (metres, straight) that any geodesic of such a length may have."""
    return 2 * MOST_RADIUS_M * np.sin(np.minimum(length / (2 * MOST_RADIUS_M), np.pi / 2))


def _vincenty_m(lats: Floats, lons: Floats, to_lats: Floats, to_lons: Floats, rounds: int) -> Floats:
    """Vincenty's inverse formula, so many rounds for all."""
    first, second = np.radians(lats), np.radians(to_lats)
    apart = np.remainder(np.radians(to_lons - lons) + np.pi, 2 * np.pi) - np.pi
    cos_1, sin_1 = _reduced(first)
    cos_2, sin_2 = _reduced(second)
    turn = arc = sin_arc = cos_arc = cos2_azimuth = middle = apart
    for _ in range(rounds):
        sin_turn, cos_turn = np.sin(turn), np.cos(turn)
        sin_arc = np.hypot(cos_2 * sin_turn, cos_1 * sin_2 - sin_1 * cos_2 * cos_turn)
        cos_arc = sin_1 * sin_2 + cos_1 * cos_2 * cos_turn
        arc = np.arctan2(sin_arc, cos_arc)
        sin_azimuth = cos_1 * cos_2 * sin_turn / np.where(sin_arc == 0, 1, sin_arc)
        cos2_azimuth = 1 - sin_azimuth * sin_azimuth
        middle = cos_arc - 2 * sin_1 * sin_2 / np.where(cos2_azimuth < 1e-15, np.inf, cos2_azimuth)
        c = FLATTENING / 16 * cos2_azimuth * (4 + FLATTENING * (4 - 3 * cos2_azimuth))
        inner = arc + c * sin_arc * (middle + c * cos_arc * (2 * middle * middle - 1))
        turn = apart + (1 - c) * FLATTENING * sin_azimuth * inner
    u2 = cos2_azimuth * (A_M * A_M - B_M * B_M) / (B_M * B_M)
    k = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    third = b / 6 * middle * (4 * sin_arc * sin_arc - 3) * (4 * middle * middle - 3)
    less = b * sin_arc * (middle + b / 4 * (cos_arc * (2 * middle * middle - 1) - third))
    return np.asarray(B_M * k * (arc - less))


def _reduced(lat: Floats) -> tuple[Floats, Floats]:
    """Give cosine and sine of the reduced latitude."""
    sin, cos = (1 - FLATTENING) * np.sin(lat), np.cos(lat)
    size = np.hypot(sin, cos)
    return cos / size, sin / size
