"""The nearest place of a border to each of many places, in NumPy alone.

The places are halved, and halved again, along their longest side. With each half go only those pieces of the border
that may be nearest to any place in it, by the triangle inequality; at the end few places meet few pieces. All happens
in space, so neither poles nor the antimeridian are anything special.
"""

from __future__ import annotations

from typing import Final

import numpy as np
from numpy.typing import NDArray

from parley.geo.ellipsoid import FARTHEST_CHORD_M, LEAST_RADIUS_M, Floats, length_m, places, reach_m, space
from parley.geo.segments import Pieces

FEW_PLACES: Final = 96
FEW_PAIRS: Final = 1 << 13
CHORD_M: Final = 250_000.0
"""So far the order of chords is that of geodesics within 0.4 m; beyond it geodesics decide."""
BATCH: Final = 1 << 15
ROUNDING_M: Final = 0.001
"""No piece is left out by rounding: so an answer is no matter of what else was asked with it."""


def nearest(pieces: Pieces, lats: Floats, lons: Floats) -> tuple[Floats, Floats, Floats]:
    """Give for each place (degrees) its distance from the pieces in metres, and where they are nearest to it."""
    points = space(lats, lons)
    found = np.empty((3, len(points)))
    pairs: list[tuple[NDArray[np.int64], Floats]] = []
    stack = [(np.arange(len(points)), np.arange(len(pieces.begin)))] if len(points) else []
    while stack:
        at, near = stack.pop()
        group = points[at]
        low, high = group.min(axis=0), group.max(axis=0)
        centre = (low + high) / 2
        radius = np.sqrt(((group - centre) ** 2).sum(axis=1).max())
        gaps = np.sqrt(_gaps2(centre[None], pieces, near)[0][0])
        near = near[gaps <= contenders_m(gaps.min() + radius) + radius + ROUNDING_M]
        if len(at) <= FEW_PLACES or len(at) * len(near) <= FEW_PAIRS:
            pairs.append(_pairs(group, at, pieces, near))
            if sum(len(which) for which, _ in pairs) > BATCH:
                _measure(pairs, lats, lons, found)
        else:
            half = len(at) // 2
            order = np.argpartition(group[:, int((high - low).argmax())], half)
            stack += [(at[order[:half]], near), (at[order[half:]], near)]
    _measure(pairs, lats, lons, found)
    return found[0], found[1], found[2]


def contenders_m(chord: Floats) -> Floats:
    """Give how long (metres, straight) the chord to the nearest place may be where the shortest chord is so long."""
    return np.where(
        chord <= CHORD_M, chord, reach_m(2 * LEAST_RADIUS_M * np.arcsin(np.minimum(chord / (2 * LEAST_RADIUS_M), 1)))
    )


def _pairs(
    group: Floats, at: NDArray[np.int64], pieces: Pieces, near: NDArray[np.int64]
) -> tuple[NDArray[np.int64], Floats]:
    """Pair each place with the feet on the pieces that may be nearest."""
    gaps2, share = _gaps2(group, pieces, near)
    first = gaps2.argmin(axis=1)
    chord = np.sqrt(gaps2[np.arange(len(at)), first])
    chosen = gaps2 <= np.where(chord <= CHORD_M, -1, contenders_m(chord) ** 2)[:, None]
    chosen[np.arange(len(at)), first] = True
    place, piece = np.nonzero(chosen)
    along = share[place, piece]
    # Nearly on the other side of the earth a piece is nearest at one of its ends, whatever its chord says.
    far = np.flatnonzero(chord[place] > FARTHEST_CHORD_M)
    if len(far):
        place, piece = np.append(place, np.tile(place[far], 2)), np.append(piece, np.tile(piece[far], 2))
        along = np.concatenate((along, np.zeros(len(far)), np.ones(len(far))))
    feet = pieces.begin[near[piece]] + pieces.along[near[piece]] * along[:, None]
    return at[place], feet


def _measure(pairs: list[tuple[NDArray[np.int64], Floats]], lats: Floats, lons: Floats, found: Floats) -> None:
    """Measure pairs along the ellipsoid, and keep for each place the shortest."""
    if not pairs:
        return
    which = np.concatenate([at for at, _ in pairs])
    foot_lats, foot_lons = places(np.concatenate([feet for _, feet in pairs]))
    pairs.clear()
    lengths = length_m(lats[which], lons[which], foot_lats, foot_lons)
    order = np.lexsort((lengths, which))
    best = order[np.flatnonzero(np.diff(which[order], prepend=-1))]
    found[:, which[best]] = lengths[best], foot_lats[best], foot_lons[best]


def _gaps2(points: Floats, pieces: Pieces, near: NDArray[np.int64]) -> tuple[Floats, Floats]:
    """Give squares of the chords from points (rows) to pieces (columns), and how far along each the foot is."""
    begin, along = pieces.begin[near], pieces.along[near]
    x, y, z = (points[:, None, axis] - begin[None, :, axis] for axis in range(3))
    along_x, along_y, along_z = along[:, 0], along[:, 1], along[:, 2]
    size2 = along_x * along_x + along_y * along_y + along_z * along_z
    share = (x * along_x + y * along_y + z * along_z) / np.where(size2 == 0, 1, size2)
    np.clip(share, 0, 1, out=share)
    x -= share * along_x
    y -= share * along_y
    z -= share * along_z
    return x * x + y * y + z * z, share
