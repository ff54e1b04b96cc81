"""Numbers as people read them: distances in three units, places in degrees and minutes, flight levels."""

from __future__ import annotations

from typing import Final, NamedTuple

from parley.desk.messages import BorderDistance, Position

KM_M: Final = 1000.0
NM_M: Final = 1852.0
MI_M: Final = 1609.344
_DECIMALS: Final = {1000: 0, 100: 1, 10: 2, 1: 3}


class InUnits(NamedTuple):
    """One distance in kilometres, nautical miles and statute miles, each with as many decimals as it was meant."""

    km: str
    nm: str
    mi: str


def in_units(distance: BorderDistance, point: str) -> InUnits:
    """Write a distance in three units, with `point` before the decimals."""
    decimals = _DECIMALS[distance.precision_m]
    km, nm, mi = (f"{distance.distance_m / unit:.{decimals}f}".replace(".", point) for unit in (KM_M, NM_M, MI_M))
    return InUnits(km, nm, mi)


def degrees_minutes(position: Position, point: str) -> tuple[tuple[str, bool], tuple[str, bool]]:
    """Write latitude and longitude as degrees and minutes; beside each whether it is negative."""
    lat, lon = position.lat_e7, position.lon_e7
    return (_angle(lat, 2, point), lat < 0), (_angle(lon, 3, point), lon < 0)


def _angle(angle_e7: int, width: int, point: str) -> str:
    """Degrees and minutes to 0.0001 minute (20 cm), in whole numbers so that nothing is rounded to 60 minutes."""
    degrees, minutes_e4 = divmod((abs(angle_e7) * 60 + 500) // 1000, 600_000)
    whole, part = divmod(minutes_e4, 10_000)
    decimals = f"{part:04d}".rstrip("0") or "0"
    return f"{degrees:0{width}d}°{whole:02d}{point}{decimals}′"


def flight_level(level: int) -> str:
    """Write hundreds of feet as a flight level: FL280."""
    return f"FL{level:03d}"


def hours_minutes(span_ms: int) -> tuple[int, int]:
    """Give whole hours and minutes of a span, to the nearest minute."""
    return divmod((span_ms + 30_000) // 60_000, 60)
