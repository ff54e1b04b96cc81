"""Volumes in a tree of boxes over place and time: each halving sets apart what lies apart most."""

from __future__ import annotations

from typing import Final, NamedTuple

import numpy as np
from numpy.typing import NDArray

from parley.geo.ellipsoid import Floats

LEAF: Final = 16
LEVEL: Final = 10
"""At this depth, with some 1,000 boxes, NumPy looks at all of them at once."""


class Tree(NamedTuple):
    """Volumes in their order, where each leaf begins in it, and each node's box: x, y, z (m) and time (ms).

    Node 1 is the root, the nodes below n are 2n and 2n + 1.
    """

    order: NDArray[np.int64]
    first: NDArray[np.int64]
    low: Floats
    high: Floats


def grown(centre: Floats, radius: Floats, time: NDArray[np.int64]) -> Tree:
    """Grow a tree over balls (metres in space) and times (ms)."""
    low = np.column_stack((centre - radius[:, None], time[:, 0]))
    high = np.column_stack((centre + radius[:, None], time[:, 1]))
    depth = max(0, int(np.ceil(np.log2(max(1, len(low)) / LEAF))))
    leaves = 1 << depth
    first = np.arange(leaves + 1) * len(low) // leaves
    middle = (low + high) / 2
    typical = np.maximum(np.median(high - low, axis=0), 1)
    order = np.arange(len(low))
    for level in range(depth):
        for node in range(1 << level):
            begin, half, end = (first[(2 * node + part) << (depth - level - 1)] for part in range(3))
            part = order[begin:end]
            spread = np.ptp(middle[part], axis=0) / typical
            values = middle[part, int(spread.argmax())]
            order[begin:end] = part[np.argpartition(values, half - begin)]
    lows, highs = np.full((2 * leaves, 4), np.inf), np.full((2 * leaves, 4), -np.inf)
    lows[leaves:] = np.minimum.reduceat(low[order], first[:-1])
    highs[leaves:] = np.maximum.reduceat(high[order], first[:-1])
    width = leaves // 2
    while width:
        lows[width : 2 * width] = lows[2 * width : 4 * width].reshape(width, 2, 4).min(axis=1)
        highs[width : 2 * width] = highs[2 * width : 4 * width].reshape(width, 2, 4).max(axis=1)
        width //= 2
    return Tree(order, first, lows, highs)


def among_boxes(tree: Tree, low: Floats, high: Floats) -> NDArray[np.int64]:
    """Give the volumes of those boxes that a box meets."""
    leaves = len(tree.first) - 1
    width = min(leaves, 1 << LEVEL)
    met = (tree.low[width : 2 * width] <= high).all(axis=1) & (tree.high[width : 2 * width] >= low).all(axis=1)
    nodes, share = np.flatnonzero(met), leaves // width
    if not len(nodes):
        return np.empty(0, np.int64)
    return np.concatenate([tree.order[tree.first[node * share] : tree.first[(node + 1) * share]] for node in nodes])
