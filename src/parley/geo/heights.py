"""Heights against each other: exact where both count from one datum, else only as far as anybody can know.

Without terrain, geoid and weather a height above the ground, above the ellipsoid or by pressure is no height above the
sea, but a span of them. Two bands whose spans meet are taken to meet, and the answer says that it is not certain.
"""

from __future__ import annotations

import math
from typing import Final

from parley.geo.model import Band, Datum, Height

FOOT_M: Final = 0.3048
LEVEL_M: Final = 100 * FOOT_M
"""One flight level."""


def level(number: int) -> Height:
    """Give the height of a flight level."""
    return Height(metres=number * LEVEL_M, datum=Datum.FL)


def sea_m(height: Height) -> tuple[float, float]:
    """Give the least and the most that a height may be above mean sea level, in metres.

    The geoid lies 107 m below to 86 m above the ellipsoid, the ground 430 m below to 8,849 m above the sea. Pressure at
    the sea has been 870 to 1,085 hPa, which moves a flight level by -1,300 to +650 m; cold or warm air by a seventh.
    """
    metres = height.metres
    match height.datum:
        case Datum.AMSL:
            return metres, metres
        case Datum.W84:
            return metres - 86, metres + 107
        case Datum.AGL:
            return metres - 430, metres + 8_849
        case Datum.FL:
            return metres * 6 / 7 - 1_300, metres * 8 / 7 + 650


def datum_of(band: Band) -> Datum | None:
    """Give the one datum from which a band counts; None where it has two, or no end at all."""
    found = {each.datum for each in (band.lower, band.upper) if each is not None}
    return found.pop() if len(found) == 1 else None


def span_m(band: Band) -> tuple[float, float]:
    """Give a band's ends in metres above its own datum; an open end is without limit."""
    lower = -math.inf if band.lower is None else band.lower.metres
    return lower, math.inf if band.upper is None else band.upper.metres


def sea_span_m(band: Band) -> tuple[float, float]:
    """Give the widest span above mean sea level that a band may have."""
    lower = -math.inf if band.lower is None else sea_m(band.lower)[0]
    return lower, math.inf if band.upper is None else sea_m(band.upper)[1]


def gap_m(one: Band, other: Band) -> tuple[float, bool]:
    """Give the least gap between two bands in metres, 0 where they may meet, and whether it is certain."""
    open_ = Band() in (one, other)
    same = open_ or (datum_of(one) == datum_of(other) is not None)
    (low, high), (other_low, other_high) = map(span_m if same else sea_span_m, (one, other))
    return max(0.0, other_low - high, low - other_high), same
