"""Time as the line writes it: milliseconds since 1970 in UTC, date-time groups, spans for people."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Final

MONTHS: Final = ("JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC")
SECOND_MS: Final = 1_000
MINUTE_MS: Final = 60 * SECOND_MS
HOUR_MS: Final = 60 * MINUTE_MS
DAY_MS: Final = 24 * HOUR_MS
INSTANT_MS_MAX: Final = 253_402_300_799_999
"""The end of the year 9999: the last instant that a calendar here can show."""


@dataclass(frozen=True, slots=True)
class Now:
    """One reading of the clocks: wall (UTC) and monotonic, both in ms; uncertainty None = unknown."""

    wall_ms: int
    mono_ms: int
    uncertainty_ms: int | None = None


def from_ms(instant_ms: int) -> datetime:
    """Give the UTC datetime of an instant in ms."""
    return datetime.fromtimestamp(instant_ms / 1000, UTC)


def to_ms(moment: datetime) -> int:
    """Give the instant in ms of an aware datetime."""
    return round(moment.timestamp() * 1000)


def parse_iso(text: str) -> int:
    """Read an ISO 8601 time with its zone; ms. Raises ValueError without a zone or with another form."""
    moment = datetime.fromisoformat(text)
    if moment.tzinfo is None:
        raise ValueError(f"{text!r} names no zone; write it as 2022-03-13T02:45Z")
    return to_ms(moment)


def iso(instant_ms: int) -> str:
    """Write an instant as ISO 8601 in UTC, to the minute if it has no seconds."""
    moment = from_ms(instant_ms)
    return moment.strftime("%Y-%m-%dT%H:%M" + (":%S" if moment.second else "") + "Z")


def iso_or_none(instant_ms: int | None) -> str | None:
    """Write an instant as `iso` does, and nothing as nothing."""
    return None if instant_ms is None else iso(instant_ms)


def dtg(instant_ms: int) -> str:
    """Write an instant as a date-time group: 130245Z MAR 22."""
    moment = from_ms(instant_ms)
    return f"{moment:%d%H%M}Z {MONTHS[moment.month - 1]} {moment:%y}"
