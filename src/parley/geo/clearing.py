"""What would take a volume out of another's way: another time, another height, another place. Any one is enough."""

from __future__ import annotations

import math
from dataclasses import dataclass

from parley.geo.conflicts import Conflict
from parley.geo.ellipsoid import LEAST_RADIUS_M
from parley.geo.heights import datum_of, span_m
from parley.geo.laying import SAG_M, Minima, chord_m
from parley.geo.outlines import outlines
from parley.geo.times import envelope_ms
from parley.words.instants import INSTANT_MS_MAX


@dataclass(frozen=True, slots=True, kw_only=True)
class Clearing:
    """By how much the first volume would have to move: minutes, metres; None where no move in this way is known.

    `aside_m` is away from the other's middle, and always enough, though less may be.
    """

    later_min: int | None
    earlier_min: int | None
    up_m: int | None
    down_m: int | None
    aside_m: int


def clearing(found: Conflict, minima: Minima) -> Clearing:
    """Say what clears a conflict."""
    one, other = found.one, found.other
    (begin, end), (other_begin, other_end) = envelope_ms(one.times), envelope_ms(other.times)
    spare_ms = max(minima.time_ms, 1)
    up_m = down_m = None
    if found.certain and datum_of(one.band) is not None and datum_of(one.band) == datum_of(other.band):
        (low, high), (other_low, other_high) = span_m(one.band), span_m(other.band)
        up_m, down_m = (_up(gap + max(minima.vertical_m, 1)) for gap in (other_high - low, high - other_low))
    areas = outlines([one.shape, other.shape])
    between_m = float(((areas.centre[0] - areas.centre[1]) ** 2).sum()) ** 0.5
    apart_m = chord_m(minima.lateral_m, float(areas.radius.sum())) + SAG_M
    along_m = 2 * LEAST_RADIUS_M * math.asin(min(1.0, apart_m / (2 * LEAST_RADIUS_M)))
    return Clearing(
        later_min=None if other_end == INSTANT_MS_MAX else math.ceil((other_end + spare_ms - begin) / 60_000),
        earlier_min=None if end == INSTANT_MS_MAX else math.ceil((end + spare_ms - other_begin) / 60_000),
        up_m=up_m,
        down_m=down_m,
        aside_m=max(1, math.ceil(along_m - between_m)),
    )


def _up(metres: float) -> int | None:
    return math.ceil(metres) if math.isfinite(metres) else None
