"""The distance of each of many places from a border, compiled by Numba: what `parley.geo.plain` does, but faster.

A tree of boxes over the pieces is walked for each place, from the piece that was nearest to the place before. The loops
hold no lock of the interpreter, so that the shell may spread them over threads.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import lru_cache, reduce
from typing import Any, Final, NamedTuple, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

from parley.geo import plain
from parley.geo.ellipsoid import A_M, B_M, E2, FARTHEST_CHORD_M, FLATTENING, MOST_RADIUS_M, Floats
from parley.geo.plain import CHORD_M
from parley.geo.segments import PIECE_M, Pieces

F = TypeVar("F", bound=Callable[..., Any])
LEAF: Final = 4
STACK: Final = 64
ROUNDING: Final = 1 + 1e-9
"""Boxes are passed over only if they are further by more than rounding: so the answer is no matter of the order."""
ROUNDS: Final = 60
TURN: Final = 3.3
"""By so much of its whole range the gain of a geodesic changes at most, where its foot moves by its length."""


class Tree(NamedTuple):
    """Pieces by their beginnings and ways, and the low and the high corner of each node's box; node 1 is the root."""

    begin: Floats
    along: Floats
    low: Floats
    high: Floats


class Scratch(NamedTuple):
    """Room to work in: the point that is asked for, a foot, and nodes that wait with their squared distances."""

    point: Floats
    foot: Floats
    nodes: NDArray[np.int64]
    gaps: Floats


def compiled(function: F) -> F:
    """Have a function compiled where it is first called."""
    return cast("F", numba.njit(nogil=True, error_model="numpy")(function))


def distances(pieces: Pieces, lats: Floats, lons: Floats) -> Floats:
    """Give the distance of each place (degrees) from the pieces, in metres."""
    order = np.argsort(_cells(lats, lons))
    found = np.empty(len(lats))
    _distances(tree_of(pieces), lats[order], lons[order], order, found)
    unsettled = np.flatnonzero(np.isnan(found))
    if len(unsettled):  # nearly on the other side of the earth
        found[unsettled] = plain.nearest(pieces, lats[unsettled], lons[unsettled])[0]
    return found


@lru_cache(maxsize=16)
def tree_of(pieces: Pieces) -> Tree:
    """Lay pieces into a tree, near ones beside each other."""
    middle = pieces.begin + pieces.along / 2
    bits = (_spread(middle[:, axis]) << np.uint64(axis) for axis in range(3))
    order = np.argsort(reduce(np.bitwise_or, bits), kind="stable")
    leaves = 1 << max(0, math.ceil(math.log2(math.ceil(len(order) / LEAF))))
    order = np.append(order, np.full(leaves * LEAF - len(order), order[-1]))
    begin, along = pieces.begin[order], pieces.along[order]
    low, high = np.empty((2 * leaves, 3)), np.empty((2 * leaves, 3))
    low[leaves:] = np.minimum(begin, begin + along).reshape(leaves, LEAF, 3).min(axis=1)
    high[leaves:] = np.maximum(begin, begin + along).reshape(leaves, LEAF, 3).max(axis=1)
    width = leaves // 2
    while width:
        low[width : 2 * width] = low[2 * width : 4 * width].reshape(width, 2, 3).min(axis=1)
        high[width : 2 * width] = high[2 * width : 4 * width].reshape(width, 2, 3).max(axis=1)
        width //= 2
    return Tree(begin, along, low, high)


def _cells(lats: Floats, lons: Floats) -> NDArray[np.uint32]:
    """Number places so that near ones mostly have near numbers."""
    row = ((lats + 90) * 256).astype(np.uint32)
    column = (np.remainder(lons + 180, 360) * 128).astype(np.uint32)
    return np.asarray(_spread16(row) | _spread16(column) << np.uint32(1))


def _spread16(value: NDArray[np.uint32]) -> NDArray[np.uint32]:
    """Leave a bit free before each of the lower 16."""
    for shift, mask in ((8, 0x00FF00FF), (4, 0x0F0F0F0F), (2, 0x33333333), (1, 0x55555555)):
        value = (value | value << np.uint32(shift)) & np.uint32(mask)
    return value


def _spread(metres: Floats) -> NDArray[np.uint64]:
    """Leave two bits free before each of 20 bits of a coordinate in space."""
    value = ((metres + 1.01 * A_M) / (2.02 * A_M) * (1 << 20)).astype(np.uint64)
    for shift, mask in (
        (32, 0x001F00000000FFFF),
        (16, 0x001F0000FF0000FF),
        (8, 0x100F00F00F00F00F),
        (4, 0x10C30C30C30C30C3),
        (2, 0x1249249249249249),
    ):
        value = (value | value << np.uint64(shift)) & np.uint64(mask)
    return value


@compiled
def _distances(tree: Tree, lats: Floats, lons: Floats, order: NDArray[np.int64], found: Floats) -> None:
    """Measure one place behind the other."""
    scratch = Scratch(np.empty(3), np.empty(3), np.empty(STACK, np.int64), np.empty(STACK))
    point, seed = scratch.point, 0
    for number in range(len(lats)):
        lat, lon = math.radians(lats[number]), math.radians(lons[number])
        sin_lat, cos_lat = math.sin(lat), math.cos(lat)
        radius = A_M / math.sqrt(1 - E2 * sin_lat * sin_lat)
        point[0] = radius * cos_lat * math.cos(lon)
        point[1] = radius * cos_lat * math.sin(lon)
        point[2] = radius * (1 - E2) * sin_lat
        gap2, seed = _nearest(tree, scratch, seed)
        chord = math.sqrt(gap2)
        if chord > FARTHEST_CHORD_M:
            found[order[number]] = math.nan
            continue
        length = _length(tree, point, seed)
        if chord > CHORD_M:
            length = _shortest(tree, scratch, seed, chord, length)
        found[order[number]] = length


@compiled
def _gap2(tree: Tree, point: Floats, piece: int) -> float:
    """The square of the straight distance of a point from a piece."""
    share = _share(tree, point, piece)
    x = point[0] - tree.begin[piece, 0] - share * tree.along[piece, 0]
    y = point[1] - tree.begin[piece, 1] - share * tree.along[piece, 1]
    z = point[2] - tree.begin[piece, 2] - share * tree.along[piece, 2]
    return float(x * x + y * y + z * z)


@compiled
def _share(tree: Tree, point: Floats, piece: int) -> float:
    """How far along a piece the foot of a point is, 0 to 1."""
    x, y, z = tree.along[piece, 0], tree.along[piece, 1], tree.along[piece, 2]
    size2 = x * x + y * y + z * z
    if size2 == 0:
        return 0.0
    share = (
        (point[0] - tree.begin[piece, 0]) * x
        + (point[1] - tree.begin[piece, 1]) * y
        + (point[2] - tree.begin[piece, 2]) * z
    ) / size2
    return float(min(1.0, max(0.0, share)))


@compiled
def _box2(tree: Tree, point: Floats, node: int) -> float:
    """The square of the straight distance of a point from a box."""
    total = 0.0
    for axis in range(3):
        out = max(tree.low[node, axis] - point[axis], point[axis] - tree.high[node, axis])
        if out > 0:
            total += out * out
    return total


@compiled
def _nearest(tree: Tree, scratch: Scratch, seed: int) -> tuple[float, int]:
    """Find the piece with the shortest chord, of equal ones the first, and its square."""
    point, nodes, gaps, leaves = scratch.point, scratch.nodes, scratch.gaps, len(tree.low) // 2
    best, piece = _gap2(tree, point, seed), seed
    nodes[0], gaps[0], size = 1, 0.0, 1
    while size:
        size -= 1
        node = nodes[size]
        if gaps[size] > best * ROUNDING:
            continue
        if node >= leaves:
            for each in range((node - leaves) * LEAF, (node - leaves + 1) * LEAF):
                gap2 = _gap2(tree, point, each)
                if gap2 < best or (gap2 == best and each < piece):
                    best, piece = gap2, each
            continue
        left, right = _box2(tree, point, 2 * node), _box2(tree, point, 2 * node + 1)
        near = 2 * node if left <= right else 2 * node + 1
        if max(left, right) <= best * ROUNDING:
            nodes[size], gaps[size] = 4 * node + 1 - near, max(left, right)
            size += 1
        if min(left, right) <= best * ROUNDING:
            nodes[size], gaps[size] = near, min(left, right)
            size += 1
    return best, piece


@compiled
def _shortest(tree: Tree, scratch: Scratch, best: int, chord: float, length: float) -> float:
    """Look through the pieces whose longer chord may yet be the shorter geodesic; give the least length.

    What a geodesic can gain on its chord against another is bounded by how far their feet are apart.
    """
    point, foot, nodes, leaves = scratch.point, scratch.foot, scratch.nodes, len(tree.low) // 2
    reach = _reach(length)
    gain = TURN * (reach - chord) / chord
    share = _share(tree, point, best)
    for axis in range(3):
        foot[axis] = tree.begin[best, axis] + share * tree.along[best, axis]
    nodes[0], size = 1, 1
    while size:
        size -= 1
        node = nodes[size]
        if _box2(tree, point, node) > reach * reach:
            continue
        if node < leaves:
            nodes[size], nodes[size + 1] = 2 * node, 2 * node + 1
            size += 2
            continue
        for each in range((node - leaves) * LEAF, (node - leaves + 1) * LEAF):
            gap2 = _gap2(tree, point, each)
            if gap2 > reach * reach:
                continue
            apart = math.sqrt(_gap2(tree, foot, each)) + PIECE_M
            if math.sqrt(gap2) - chord <= gain * apart and each != best:
                other = _length(tree, point, each)
                if other < length:
                    length, reach = other, _reach(other)
    return length


@compiled
def _reach(length: float) -> float:
    """The longest chord that any geodesic of such a length may have."""
    return 2 * MOST_RADIUS_M * math.sin(min(length / (2 * MOST_RADIUS_M), math.pi / 2))


@compiled
def _length(tree: Tree, point: Floats, piece: int) -> float:
    """The length of the geodesic from a point on the ellipsoid to its foot on a piece, by Vincenty's formula."""
    share = _share(tree, point, piece)
    x = tree.begin[piece, 0] + share * tree.along[piece, 0]
    y = tree.begin[piece, 1] + share * tree.along[piece, 1]
    z = tree.begin[piece, 2] + share * tree.along[piece, 2]
    across_1, across_2 = math.sqrt(point[0] ** 2 + point[1] ** 2), math.sqrt(x * x + y * y)
    apart = math.atan2(point[0] * y - point[1] * x, point[0] * x + point[1] * y)
    flat = 1 - FLATTENING
    size_1, size_2 = math.sqrt((flat * across_1) ** 2 + point[2] ** 2), math.sqrt((flat * across_2) ** 2 + z * z)
    cos_1, sin_1 = flat * across_1 / size_1, point[2] / size_1
    cos_2, sin_2 = flat * across_2 / size_2, z / size_2
    turn = apart
    arc = sin_arc = cos_arc = cos2_azimuth = middle = 0.0
    for _ in range(ROUNDS):
        sin_turn, cos_turn = math.sin(turn), math.cos(turn)
        east, north = cos_2 * sin_turn, cos_1 * sin_2 - sin_1 * cos_2 * cos_turn
        sin_arc = math.sqrt(east * east + north * north)
        if sin_arc == 0:
            return 0.0
        cos_arc = sin_1 * sin_2 + cos_1 * cos_2 * cos_turn
        arc = math.atan2(sin_arc, cos_arc)
        sin_azimuth = cos_1 * cos_2 * sin_turn / sin_arc
        cos2_azimuth = 1 - sin_azimuth * sin_azimuth
        middle = cos_arc if cos2_azimuth < 1e-15 else cos_arc - 2 * sin_1 * sin_2 / cos2_azimuth
        c = FLATTENING / 16 * cos2_azimuth * (4 + FLATTENING * (4 - 3 * cos2_azimuth))
        inner = arc + c * sin_arc * (middle + c * cos_arc * (2 * middle * middle - 1))
        before, turn = turn, apart + (1 - c) * FLATTENING * sin_azimuth * inner
        if abs(turn - before) < 1e-11:
            break
    u2 = cos2_azimuth * (A_M * A_M - B_M * B_M) / (B_M * B_M)
    k = 1 + u2 / 16384 * (4096 + u2 * (-768 + u2 * (320 - 175 * u2)))
    b = u2 / 1024 * (256 + u2 * (-128 + u2 * (74 - 47 * u2)))
    third = b / 6 * middle * (4 * sin_arc * sin_arc - 3) * (4 * middle * middle - 3)
    return float(B_M * k * (arc - b * sin_arc * (middle + b / 4 * (cos_arc * (2 * middle * middle - 1) - third))))
