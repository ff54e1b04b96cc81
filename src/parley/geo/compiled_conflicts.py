"""The pairs of volumes that come within a minimum of each other, many against many, compiled by Numba.

The same search as in `parley.geo.conflicts`, which judges the pairs: only the loops are others.
"""

from __future__ import annotations

import math
from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.geo.compiled import compiled
from parley.geo.ellipsoid import MOST_RADIUS_M, Floats
from parley.geo.laying import SAG_M, Laid, Minima, chord_m
from parley.geo.outlines import Extents, Outlines
from parley.geo.tree import Tree

STACK: Final = 128


class Limits(NamedTuple):
    """Minima: lateral and vertical in metres, the chord of the lateral one, time in ms."""

    lateral: float
    chord: float
    vertical: float
    time: float


def pairs(mine: Laid, among: Laid, minima: Minima) -> NDArray[np.int64]:
    """Give the pairs (index in the first, index in the second) that place, height and time do not keep apart."""
    limits = Limits(
        float(minima.lateral_m), chord_m(minima.lateral_m, 0.0), float(minima.vertical_m), float(minima.time_ms)
    )
    room = 4 * len(mine.volumes) + 1_024
    while True:
        found = np.empty((room, 2), np.int64)
        count = _pairs(mine.outlines, mine.extents, among.outlines, among.extents, among.tree, limits, found)
        if count <= room:
            return found[:count]
        room = count


@compiled
def _pairs(  # noqa: C901, PLR0913, PLR0917  compiled loops take arrays, not objects
    mine: Outlines,
    ours: Extents,
    among: Outlines,
    theirs: Extents,
    tree: Tree,
    limits: Limits,
    found: NDArray[np.int64],
) -> int:
    """Fill in pairs as long as there is room, and give how many there are."""
    count, leaves = 0, len(tree.first) - 1
    nodes, low, high = np.empty(STACK, np.int64), np.empty(4), np.empty(4)
    for one in range(len(mine.radius)):
        for axis in range(3):
            low[axis] = mine.centre[one, axis] - mine.radius[one] - limits.chord
            high[axis] = mine.centre[one, axis] + mine.radius[one] + limits.chord
        low[3], high[3] = ours.time[one, 0] - limits.time, ours.time[one, 1] + limits.time
        nodes[0], size = 1, 1
        while size:
            size -= 1
            node = nodes[size]
            if not _meets(tree, node, low, high):
                continue
            if node < leaves:
                nodes[size], nodes[size + 1] = 2 * node, 2 * node + 1
                size += 2
                continue
            for place in range(tree.first[node - leaves], tree.first[node - leaves + 1]):
                other = tree.order[place]
                if theirs.time[other, 0] > high[3] or theirs.time[other, 1] < low[3]:
                    continue
                if _height(ours, one, theirs, other) > limits.vertical:
                    continue
                if _near(mine, one, among, other, limits):
                    if count < len(found):
                        found[count, 0], found[count, 1] = one, other
                    count += 1
    return count


@compiled
def _meets(tree: Tree, node: int, low: Floats, high: Floats) -> bool:
    """Say whether the box of a node meets another."""
    for axis in range(4):  # noqa: SIM110  Numba compiles no generator
        if tree.low[node, axis] > high[axis] or tree.high[node, axis] < low[axis]:
            return False
    return True


@compiled
def _height(ours: Extents, one: int, theirs: Extents, other: int) -> float:
    """The least gap of two height bands; negative where they overlap."""
    if ours.datum[one] >= 0 and ours.datum[one] == theirs.datum[other]:
        return float(max(theirs.own[other, 0] - ours.own[one, 1], ours.own[one, 0] - theirs.own[other, 1]))
    return float(max(theirs.sea[other, 0] - ours.sea[one, 1], ours.sea[one, 0] - theirs.sea[other, 1]))


@compiled
def _near(mine: Outlines, one: int, among: Outlines, other: int, limits: Limits) -> bool:
    """Say whether two areas come within the lateral minimum."""
    reach = mine.radius[one] + among.radius[other] + limits.chord
    way2 = 0.0
    for axis in range(3):
        way2 += (mine.centre[one, axis] - among.centre[other, axis]) ** 2
    if way2 > reach * reach:
        return False
    turn = min((limits.lateral + mine.buffer[one] + among.buffer[other]) / (2 * MOST_RADIUS_M), math.pi / 2)
    limit = 2 * MOST_RADIUS_M * math.sin(turn) + SAG_M
    for first in range(mine.first[one], mine.first[one + 1]):
        for second in range(among.first[other], among.first[other + 1]):
            if _gap2(mine, first, among, second) <= limit * limit:
                return True
    return (mine.filled[one] and _holds(mine, one, among, other)) or (
        among.filled[other] and _holds(among, other, mine, one)
    )


@compiled
def _holds(ring: Outlines, number: int, area: Outlines, inner: int) -> bool:
    """Say whether rings enclose the first place of an outline."""
    at = area.first[inner]
    x, y, z = area.begin[at, 0], area.begin[at, 1], area.begin[at, 2]
    across = math.sqrt(x * x + y * y)
    size = math.sqrt(x * x + y * y + z * z)
    cos, sin = (x / across, y / across) if across > 0 else (1.0, 0.0)
    up, level = z / size, across / size
    odd = False
    for piece in range(ring.first[number], ring.first[number + 1]):
        bx, by, bz = ring.begin[piece, 0], ring.begin[piece, 1], ring.begin[piece, 2]
        ex, ey, ez = bx + ring.along[piece, 0], by + ring.along[piece, 1], bz + ring.along[piece, 2]
        east, east_end = by * cos - bx * sin, ey * cos - ex * sin
        if (east >= 0) != (east_end >= 0):
            north = bz * level - (bx * cos + by * sin) * up
            north_end = ez * level - (ex * cos + ey * sin) * up
            over = north * east_end - north_end * east
            if (over > 0) == (east_end > east) and over != 0:
                odd = not odd
    return odd


@compiled
def _gap2(one: Outlines, first: int, other: Outlines, second: int) -> float:
    """The square of the chord from a piece to another."""
    a = e = b = c = f = 0.0
    for axis in range(3):
        way = one.begin[first, axis] - other.begin[second, axis]
        along, beside = one.along[first, axis], other.along[second, axis]
        a += along * along
        e += beside * beside
        b += along * beside
        c += along * way
        f += beside * way
    a, e = a if a > 0 else 1.0, e if e > 0 else 1.0
    across = a * e - b * b
    share = 0.0 if across <= 1e-12 * a * e else min(1.0, max(0.0, (b * f - c * e) / across))
    other_share = min(1.0, max(0.0, (b * share + f) / e))
    share = min(1.0, max(0.0, (b * other_share - c) / a))
    total = 0.0
    for axis in range(3):
        way = one.begin[first, axis] - other.begin[second, axis]
        way += share * one.along[first, axis] - other_share * other.along[second, axis]
        total += way * way
    return total
