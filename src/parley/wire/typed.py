"""Values as people type them: times, places, distances. What is none raises ValueError and says how it is written."""

from __future__ import annotations

import re
from decimal import Decimal
from enum import IntEnum
from typing import Any, Final

from parley.desk.messages import BorderDistance, Point, Position
from parley.words.instants import MONTHS, iso, parse_iso

_DTG: Final = re.compile(r"(\d\d)(\d\d)(\d\d)Z ?([A-Z]{3}) ?(\d\d)", re.IGNORECASE)
_DECIMAL: Final = re.compile(r"([+-]?\d{1,2}(?:\.\d+)?)[, ]\s*([+-]?\d{1,3}(?:\.\d+)?)")
_ANGLE: Final = r"(\d{1,3})[°\s]\s*(\d{1,2}(?:\.\d+)?)['′]?\s*"
_DEGREES: Final = re.compile(rf"{_ANGLE}([NS])[,\s]\s*{_ANGLE}([EW])", re.IGNORECASE)
_PACKED: Final = re.compile(r"(\d\d)(\d\d(?:\.\d+)?)([NS])[,\s]?\s*(\d{3})(\d\d(?:\.\d+)?)([EW])", re.IGNORECASE)
_DISTANCE: Final = re.compile(r"(\d+(?:\.\d{1,3})?)\s*(km|m)\s+(?:from\s+)?([A-Za-z][A-Za-z0-9-]{1,15})")


def instant(text: str) -> int:
    """Read 2026-11-24T07:00Z or a date-time group as 240700Z NOV 26; ms."""
    group = _DTG.fullmatch(text.strip())
    if group is not None and group[4].upper() in MONTHS:
        month = MONTHS.index(group[4].upper()) + 1
        text = f"20{group[5]}-{month:02}-{group[1]}T{group[2]}:{group[3]}Z"
    try:
        return parse_iso(text.strip())
    except ValueError:
        raise ValueError(f"{text!r} is no time: write 2026-11-24T07:00Z or '240700Z NOV 26'") from None


def position(text: str) -> Position:
    """Read 49.9767,23.5317, or degrees and minutes as 49°58.6'N 023°31.9'E or 4958.6N 02331.9E."""
    plain = text.strip()
    decimal = _DECIMAL.fullmatch(plain)
    minutes = _DEGREES.fullmatch(plain) or _PACKED.fullmatch(plain)
    if decimal is not None:
        lat, lon = Decimal(decimal[1]), Decimal(decimal[2])
    elif minutes is not None:
        lat = _angle(minutes[1], minutes[2], negative=minutes[3] in "Ss")
        lon = _angle(minutes[4], minutes[5], negative=minutes[6] in "Ww")
    else:
        lat = lon = Decimal(1000)
    if abs(lat) > 90 or abs(lon) > 180:
        raise ValueError(f"{text!r} is no place: write 49.9767,23.5317 or \"49°58.6'N 023°31.9'E\"")
    return Position(lat_e7=round(lat * 10_000_000), lon_e7=round(lon * 10_000_000))


def _angle(degrees: str, minutes: str, *, negative: bool) -> Decimal:
    if Decimal(minutes) >= 60:
        return Decimal(1000)
    angle = Decimal(degrees) + Decimal(minutes) / 60
    return -angle if negative else angle


def distance(text: str) -> BorderDistance:
    """Read `20.0 km from UKR`: the decimals say how exactly it is meant."""
    found = _DISTANCE.fullmatch(text.strip())
    if found is None:
        raise ValueError(f"{text!r} is no distance: write '20.0 km from UKR', or '350 m from UKR'")
    number, unit, border_of = found.groups()
    if unit == "m" and "." in number:
        raise ValueError(f"{text!r}: metres are whole")
    decimals = len(number.partition(".")[2])
    precision_m = 1 if unit == "m" else 10 ** (3 - decimals)
    distance_m = int(Decimal(number) * (1 if unit == "m" else 1000))
    return BorderDistance(distance_m=distance_m, precision_m=precision_m, border_of=border_of)


def point(text: str) -> Point:
    """Read `TIME; PLACE; DISTANCE`, of which the time is needed."""
    at, *more = [part.strip() for part in text.split(";")]
    places = [part for part in more if _DISTANCE.fullmatch(part) is None]
    distances = [part for part in more if part not in places]
    if len(places) > 1 or len(distances) > 1:
        raise ValueError(f"{text!r} is no point: write 'TIME; PLACE; DISTANCE'")
    return Point(
        at_ms=instant(at),
        position=position(places[0]) if places else None,
        distance=distance(distances[0]) if distances else None,
    )


def yes(text: str) -> bool:
    """Read yes or no."""
    if text not in {"yes", "no"}:
        raise ValueError("say yes or no")
    return text == "yes"


def word(value: IntEnum) -> str:
    """Give one of a list as people choose it."""
    return value.name.lower().replace("_", "-")


def written(value: Any, name: str) -> str:  # noqa: ANN401  any slot's
    """Write the value of a field so that it is read as what it is; `name` ends with its unit."""
    match value:
        case IntEnum():
            return word(value)
        case bool():
            return "yes" if value else "no"
        case int() if name.endswith("_ms"):
            return iso(value)
        case bytes():
            return value.hex()
        case Position():
            return ",".join(f"{Decimal(angle).scaleb(-7):.7f}" for angle in (value.lat_e7, value.lon_e7))
        case BorderDistance():
            return f"{_metres(value)} from {value.border_of}"
        case Point():
            parts = [written(each, "") for each in (value.position, value.distance) if each is not None]
            return "; ".join([iso(value.at_ms), *parts])
        case _:
            return str(value)


def _metres(value: BorderDistance) -> str:
    if value.precision_m == 1:
        return f"{value.distance_m} m"
    places = {1000: 0, 100: 1, 10: 2}[value.precision_m]
    return f"{Decimal(value.distance_m).scaleb(-3):.{places}f} km"
