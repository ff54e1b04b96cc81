"""Instants and spans as pages show them: of what the node computed, by the node's clock."""

from __future__ import annotations

from typing import Final

from parley.words.instants import HOUR_MS, MINUTE_MS, MONTHS, SECOND_MS, dtg, from_ms, parse_iso

SOON_MS: Final = 15 * MINUTE_MS
CRITICAL_MS: Final = 5 * MINUTE_MS
"""What is due within so long is amber, then red (R-04)."""


def countdown(due: str, now_ms: int) -> str:
    """Write what is left until an instant, or with a plus what is past it: 04:41, 2:57:41, +1:02:03 (R-04)."""
    left_ms = parse_iso(due) - now_ms
    past, seconds = left_ms < 0, abs(left_ms) // SECOND_MS
    hours, minutes = seconds // 3600, seconds // 60 % 60
    clock = f"{minutes:02}:{seconds % 60:02}"
    if hours or past:
        clock = f"{hours}:{clock}"
    return f"+{clock}" if past else clock


def urgency(due: str, now_ms: int) -> str:
    """Say how near an instant is: crit, soon, or nothing (R-04)."""
    left_ms = parse_iso(due) - now_ms
    return "crit" if left_ms < CRITICAL_MS else "soon" if left_ms < SOON_MS else ""


def moment(at: str) -> str:
    """Write an instant as a date-time group: 130245Z MAR 22."""
    return dtg(parse_iso(at))


def hours(at: str, now_ms: int) -> str:
    """Write an instant near now as a time alone, 0245Z, else as a date-time group."""
    at_ms = parse_iso(at)
    return f"{from_ms(at_ms):%H%M}Z" if abs(at_ms - now_ms) < 12 * HOUR_MS else dtg(at_ms)


def clock(at_ms: int) -> str:
    """Write the time of an instant (ms) in UTC: 04:02:19."""
    return f"{from_ms(at_ms):%H:%M:%S}"


def date(at_ms: int) -> str:
    """Write the date of an instant (ms) in UTC: 13 MAR 22."""
    day = from_ms(at_ms)
    return f"{day.day:02} {MONTHS[day.month - 1]} {day.year % 100:02}"


def age(seconds: int) -> str:
    """Write an age: 12 s, 5 min, 3 h, 2 d."""
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= size:
            return f"{seconds // size} {unit}"
    return f"{seconds} s"
