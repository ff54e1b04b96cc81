"""A border as straight pieces in space, each so short that it leaves the ground by less than 0.1 m."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import Final

import numpy as np
from geographiclib.geodesic import Geodesic
from numpy.typing import NDArray

from parley.geo.borders import Border
from parley.geo.ellipsoid import A_M, Floats, places, space
from parley.geo.model import Edge

PIECE_M: Final = 2_000.0
"""The longest piece: its middle lies 0.08 m under the ground, and off the edge by less than that."""
PARTS: Final = 1 << 16
"""So many pieces of one edge are enough within a metre of a pole."""
PLAIN_M: Final = 50_000.0
"""So far the plane through two places and the earth's centre and the geodesic between them part by less than 1 cm."""


@dataclass(frozen=True, slots=True, eq=False)
class Pieces:
    """Straight pieces: where each begins (metres in space, one row each), the way to its end, and its edge's number."""

    begin: Floats
    along: Floats
    edge: NDArray[np.int64]


@lru_cache(maxsize=16)
def pieces_of(border: Border) -> Pieces:
    """Cut a border into pieces; kept, since every question needs them."""
    last = np.append(border.starts[1:], len(border.lats)) - 1
    begins = np.delete(np.arange(len(border.lats)), last)
    lone = np.flatnonzero(last == border.starts)
    ends = np.append(begins + 1, border.starts[lone])
    begins = np.append(begins, border.starts[lone])
    begin, end, edge = cut(border.edge, border.lats, border.lons, begins, ends)
    return Pieces(begin, end - begin, begins[edge])


def cut(
    edge: Edge, lats: Floats, lons: Floats, begins: NDArray[np.int64], ends: NDArray[np.int64], piece_m: float = PIECE_M
) -> tuple[Floats, Floats, NDArray[np.int64]]:
    """Cut the edges between corners: where each piece begins and ends in space, and which edge it is of."""
    number = np.arange(len(begins))
    lat, lon, to_lat, to_lon = lats[begins], lons[begins], lats[ends], lons[ends]
    if edge is Edge.PARALLEL:
        lat, lon, to_lat, to_lon, number = _along_the_chart(lat, lon, to_lat, to_lon, piece_m)
    else:
        lat, lon, to_lat, to_lon, number = _along_geodesics(lat, lon, to_lat, to_lon)
    begin, end = space(lat, lon), space(to_lat, to_lon)
    parts = np.maximum(1, np.ceil(np.linalg.norm(end - begin, axis=1) / piece_m)).astype(np.int64)
    which, part = _parts(parts)
    way = end[which] - begin[which]
    first = _on_ground(begin[which] + way * (part / parts[which])[:, None])
    second = _on_ground(begin[which] + way * ((part + 1) / parts[which])[:, None])
    return first, second, number[which]


def _along_geodesics(
    lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats
) -> tuple[Floats, Floats, Floats, Floats, NDArray[np.int64]]:
    """Split what is long at places of the geodesic itself."""
    number = np.arange(len(lat))
    long = np.linalg.norm(space(lat, lon) - space(to_lat, to_lon), axis=1) > PLAIN_M
    if not long.any():
        return lat, lon, to_lat, to_lon, number
    rows = [np.stack((lat, lon, to_lat, to_lon, number), axis=1)[~long]]
    for at in np.flatnonzero(long):
        line = Geodesic.WGS84.InverseLine(lat[at], lon[at], to_lat[at], to_lon[at])
        steps = int(np.ceil(line.s13 / PLAIN_M))
        found = [line.Position(line.s13 * step / steps) for step in range(steps + 1)]
        corners = np.array([(each["lat2"], each["lon2"]) for each in found])
        rows.append(np.column_stack((corners[:-1], corners[1:], np.full(steps, at))))
    every = np.concatenate(rows)
    return every[:, 0], every[:, 1], every[:, 2], every[:, 3], every[:, 4].astype(np.int64)


def _along_the_chart(
    lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats, piece_m: float
) -> tuple[Floats, Floats, Floats, Floats, NDArray[np.int64]]:
    """Split edges that are straight in degrees, the short way round."""
    across = np.remainder(to_lon - lon + 180, 360) - 180
    size_m = np.hypot(to_lat - lat, across * np.cos(np.radians(np.minimum(np.abs(lat), np.abs(to_lat))))) * 111_700
    # Near a pole a parallel bends so much that shorter pieces are needed to stay within 0.1 m of it.
    bend_m = np.sqrt(0.8 * A_M * np.cos(np.radians(np.maximum(np.abs(lat), np.abs(to_lat)))))
    parts = np.clip(np.ceil(size_m / np.clip(bend_m, 1, piece_m)), 1, PARTS).astype(np.int64)
    which, part = _parts(parts)
    first, second = part / parts[which], (part + 1) / parts[which]
    up = (to_lat - lat)[which]
    return (
        lat[which] + up * first,
        lon[which] + across[which] * first,
        lat[which] + up * second,
        lon[which] + across[which] * second,
        which,
    )


def _parts(parts: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Number the parts of each: of which it is, and its number there."""
    which = np.repeat(np.arange(len(parts)), parts)
    return which, np.arange(len(which)) - np.repeat(np.cumsum(parts) - parts, parts)


def _on_ground(points: Floats) -> Floats:
    """Lift points of chords to the ellipsoid, away from the earth's centre."""
    return space(*places(points))
