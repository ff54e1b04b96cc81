"""Numbers as people read them: distances in three units, places in degrees and minutes, flight levels."""

from __future__ import annotations

from decimal import Decimal
from typing import Final, NamedTuple

from parley.desk.messages import BorderDistance, Position

KM_M: Final = Decimal(1000)
NM_M: Final = Decimal(1852)
MI_M: Final = Decimal("1609.344")
FT_M: Final = Decimal("0.3048")
_PLACES: Final = {1000: Decimal(1), 100: Decimal("0.1"), 10: Decimal("0.01"), 1: Decimal("0.001")}


class InUnits(NamedTuple):
    """One distance in kilometres, nautical miles and statute miles, each with as many decimals as it was meant."""

    km: Decimal
    nm: Decimal
    mi: Decimal


def in_units(distance: BorderDistance) -> InUnits:
    """Give a distance in three units."""
    places = _PLACES[distance.precision_m]
    return InUnits(*((distance.distance_m / unit).quantize(places) for unit in (KM_M, NM_M, MI_M)))


def degrees_minutes(position: Position, mark: str) -> tuple[tuple[str, bool], tuple[str, bool]]:
    """Write latitude and longitude as degrees and minutes, with this decimal mark; beside each, is it negative."""
    lat, lon = position.lat_e7, position.lon_e7
    return (_angle(lat, 2, mark), lat < 0), (_angle(lon, 3, mark), lon < 0)


def _angle(angle_e7: int, width: int, mark: str) -> str:
    """Degrees and minutes to 0.0001 minute (20 cm), in whole numbers so that nothing is rounded to 60 minutes."""
    degrees, minutes_e4 = divmod((abs(angle_e7) * 60 + 500) // 1000, 600_000)
    whole, part = divmod(minutes_e4, 10_000)
    decimals = f"{part:04d}".rstrip("0") or "0"
    return f"{degrees:0{width}d}°{whole:02d}{mark}{decimals}′"


class Level(NamedTuple):
    """A flight level, and its number as feet and metres (of the standard atmosphere, as the level itself)."""

    name: str
    ft: int
    m: int


def flight_level(level: int) -> Level:
    """Give hundreds of feet as a flight level: FL280, 28,000 ft, 8,534 m."""
    return Level(f"FL{level:03d}", level * 100, round(level * 100 * FT_M))


def hours_minutes(span_ms: int) -> tuple[int, int]:
    """Give whole hours and minutes of a span, to the nearest minute."""
    return divmod((span_ms + 30_000) // 60_000, 60)
