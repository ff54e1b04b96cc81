"""Which declared volumes stand in each other's way, under the agreed minima.

A search goes from what is cheap to what is exact: times and heights, balls round the areas, then the areas themselves,
piece against piece in space. It errs to the safe side alone: areas that are further apart than the minimum by less
than `tolerance_m` may be told of, none that is nearer is left out.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from numpy.typing import NDArray

from parley.geo.distance import has_numba
from parley.geo.ellipsoid import LEAST_RADIUS_M, Floats
from parley.geo.heights import gap_m
from parley.geo.laying import SAG_M, Laid, Minima, chord_m, lay
from parley.geo.model import Circle, Ellipse, Polygon, Volume
from parley.geo.outlines import ELLIPSE_CORNERS, Outlines, outlines, part, ring_round
from parley.geo.times import gap_ms
from parley.geo.tree import among_boxes


class Sort(StrEnum):
    """How two volumes stand in each other's way."""

    CONFLICT = "conflict"
    """Place, height and time overlap."""
    CAUTION = "caution"
    """They keep apart in one of the three, but by less than the minimum."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Conflict:
    """Two volumes, with the versions that were compared, and what they keep: metres, metres, ms.

    `certain` is False where their heights count from different datums, so that only a span of the gap is known.
    """

    one: Volume
    other: Volume
    sort: Sort
    lateral_m: float
    vertical_m: float
    time_ms: int
    certain: bool


def conflicts(volume: Volume, among: Laid, minima: Minima) -> list[Conflict]:
    """Find what stands in the way of a volume among others; of its own statement nothing does."""
    mine = lay((volume,))
    at = contenders(mine, among, minima)
    chords = gaps_m(mine.outlines, among.outlines, at)
    buffers = mine.outlines.buffer[0] + among.outlines.buffer[at]
    judged = (
        judge(volume, among.volumes[number], float(chord), float(buffer_m), minima)
        for number, chord, buffer_m in zip(at, chords, buffers, strict=True)
    )
    return [each for each in judged if each is not None]


def all_conflicts(mine: Laid, among: Laid, minima: Minima) -> list[Conflict]:
    """Find what stands in the way of many volumes among others."""
    if not has_numba():
        return [each for volume in mine.volumes for each in conflicts(volume, among, minima)]
    from parley.geo.compiled_conflicts import pairs  # noqa: PLC0415  see parley.geo.distance

    found = []
    for one, other in pairs(mine, among, minima):
        areas = mine.outlines
        buffer_m = float(areas.buffer[one] + among.outlines.buffer[other])
        chord = float(gaps_m(part(areas, one), among.outlines, np.array([other]))[0])
        judged = judge(mine.volumes[one], among.volumes[other], chord, buffer_m, minima)
        found += [] if judged is None else [judged]
    return found


def judge(one: Volume, other: Volume, chord: float, buffer_m: float, minima: Minima) -> Conflict | None:
    """Judge two volumes whose outlines are a chord apart (metres), of which areas reach so far around them."""
    if chord > chord_m(minima.lateral_m, buffer_m) or other.id == one.id:
        return None
    if _spared(one, other, minima.lateral_m) or _spared(other, one, minima.lateral_m):
        return None
    apart_ms, (up_m, certain) = gap_ms(one.times, other.times), gap_m(one.band, other.band)
    if _keeps(apart_ms, minima.time_ms) or _keeps(up_m, minima.vertical_m):
        return None
    lateral_m = max(0.0, chord - SAG_M - buffer_m)
    return Conflict(
        one=one,
        other=other,
        sort=Sort.CAUTION if lateral_m or up_m or apart_ms else Sort.CONFLICT,
        lateral_m=lateral_m,
        vertical_m=up_m,
        time_ms=apart_ms,
        certain=certain,
    )


def _keeps(gap: float, minimum: float) -> bool:
    """Say whether a gap satisfies a minimum; what touches does not, even where no minimum is agreed."""
    return gap >= minimum and gap > 0


def contenders(mine: Laid, among: Laid, minima: Minima) -> NDArray[np.int64]:
    """Give the indices of the volumes that times, heights and the balls round them do not rule out."""
    reach = mine.outlines.radius[0] + chord_m(minima.lateral_m, 0.0)
    centre, (begin, end) = mine.outlines.centre[0], mine.extents.time[0]
    low = np.append(centre - reach, begin - minima.time_ms)
    high = np.append(centre + reach, end + minima.time_ms)
    at = among_boxes(among.tree, low, high)
    ask, ours = among.extents, mine.extents
    at = at[(ask.time[at, 0] <= high[3]) & (ask.time[at, 1] >= low[3])]
    same = ask.datum[at] == (ours.datum[0] if ours.datum[0] >= 0 else -2)
    below = np.where(same, ask.own[at, 0] - ours.own[0, 1], ask.sea[at, 0] - ours.sea[0, 1])
    above = np.where(same, ours.own[0, 0] - ask.own[at, 1], ours.sea[0, 0] - ask.sea[at, 1])
    at = at[np.maximum(below, above) <= minima.vertical_m]
    way = among.outlines.centre[at] - centre
    apart = among.outlines.radius[at] + reach
    return np.asarray(at[(way * way).sum(axis=1) <= apart * apart])


def tolerance_m(length: float) -> float:
    """Give by how much areas may be further apart than such a limit (metres) and yet be told of."""
    turn = min(length / 2, np.pi / 2 * LEAST_RADIUS_M)
    shortest = 2 * LEAST_RADIUS_M * np.sin(turn / LEAST_RADIUS_M)
    return float(2 * SAG_M + 1.01 * (chord_m(0.0, length) - SAG_M - shortest))


def gaps_m(mine: Outlines, among: Outlines, at: NDArray[np.int64]) -> Floats:
    """Give the chord from one outline to each of others, 0 where one holds the other."""
    if not len(at):
        return np.empty(0)
    sizes = among.first[at + 1] - among.first[at]
    starts = np.cumsum(sizes) - sizes
    rows = np.repeat(among.first[at] - starts, sizes) + np.arange(sizes.sum())
    begin, along = among.begin[rows], among.along[rows]
    found = np.sqrt(np.minimum.reduceat(_gaps2(mine.begin, mine.along, begin, along).min(axis=0), starts))
    if mine.filled[0]:
        crossed = _crossed(among.begin[among.first[at]], mine.begin, mine.along)
        found[crossed.sum(axis=1) % 2 == 1] = 0.0
    crossed = np.add.reduceat(_crossed(mine.begin[:1], begin, along)[0], starts, dtype=np.int64)
    found[(crossed % 2 == 1) & among.filled[at]] = 0.0
    return found


def _crossed(points: Floats, begin: Floats, along: Floats) -> NDArray[np.bool_]:
    """Say which pieces (columns) the line from each point (rows) over north to its other side of the earth crosses."""
    across = np.hypot(points[:, 0], points[:, 1])
    size = np.linalg.norm(points, axis=1)
    cos, sin = _shares(points[:, 0], points[:, 1], across)
    up, level = points[:, 2] / size, across / size
    end = begin + along
    east, east_end = (each[:, 1] * cos[:, None] - each[:, 0] * sin[:, None] for each in (begin, end))
    north, north_end = (
        each[:, 2] * level[:, None] - (each[:, 0] * cos[:, None] + each[:, 1] * sin[:, None]) * up[:, None]
        for each in (begin, end)
    )
    over = (north * east_end - north_end * east) * np.where(east_end > east, 1, -1)
    return np.asarray(((east >= 0) != (east_end >= 0)) & (over > 0))


def _shares(x: Floats, y: Floats, across: Floats) -> tuple[Floats, Floats]:
    """Cosine and sine of the longitude; at a pole any will do."""
    safe = np.where(across == 0, 1, across)
    return np.where(across == 0, 1, x / safe), y / safe


def _gaps2(begin: Floats, along: Floats, other: Floats, other_along: Floats) -> Floats:
    """Give squares of the chords from pieces (rows) to other pieces (columns)."""
    between = [begin[:, None, axis] - other[None, :, axis] for axis in range(3)]
    first = [along[:, None, axis] for axis in range(3)]
    second = [other_along[None, :, axis] for axis in range(3)]
    a, e = _dot(first, first), _dot(second, second)
    b, c, f = _dot(first, second), _dot(first, between), _dot(second, between)
    a, e = np.where(a == 0, 1, a), np.where(e == 0, 1, e)
    across = a * e - b * b
    share = np.clip((b * f - c * e) / np.where(across <= 1e-12 * a * e, np.inf, across), 0, 1)
    other_share = np.clip((b * share + f) / e, 0, 1)
    share = np.clip((b * other_share - c) / a, 0, 1)
    way = [between[axis] + share * first[axis] - other_share * second[axis] for axis in range(3)]
    return _dot(way, way)


def _dot(one: list[Floats], other: list[Floats]) -> Floats:
    """Scalar products, axis by axis."""
    return one[0] * other[0] + one[1] * other[1] + one[2] * other[2]


def _spared(volume: Volume, other: Volume, limit_m: float) -> bool:
    """Say whether what a volume leaves out holds all of another, and the minimum around it."""
    if not volume.less:
        return False
    less = outlines([_ring(each) if isinstance(each, Circle | Ellipse) else each for each in volume.less])
    area = outlines([other.shape])
    every = np.arange(len(volume.less))
    held = _crossed(area.begin[:1], less.begin, less.along)[0]
    inside = np.add.reduceat(held, less.first[:-1], dtype=np.int64) % 2 == 1
    apart = _gaps2(area.begin, area.along, less.begin, less.along).min(axis=0)
    edge = np.sqrt(np.minimum.reduceat(apart, less.first[:-1]))
    limits = [chord_m(limit_m, float(area.buffer[0])) for _ in every]
    return bool((inside & less.filled & (edge > limits)).any())


def _ring(shape: Circle | Ellipse) -> Polygon:
    """Give a ring that lies within a circle or an ellipse."""
    return Polygon(outer=tuple(ring_round(shape, ELLIPSE_CORNERS, 1)))
