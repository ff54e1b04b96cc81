"""An instant as people read it: the date-time group, which counts, and what the clock of each party shows then."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from functools import cache
from zoneinfo import ZoneInfo

from parley.words.instants import MONTHS, dtg, from_ms


def shown(instant_ms: int, zones: Mapping[str, str]) -> str:
    """Write an instant in ms: 130245Z MAR 22 (RUS 05:45, USA 12 MAR 21:45), with the date where it is not UTC's.

    What is said here in a zone that this machine does not know, or beyond the end of the calendar, is left out.
    """
    found = ((party, _local(instant_ms, zone)) for party, zone in sorted(zones.items()))
    locals_ = [f"{party} {_clock(local, from_ms(instant_ms))}" for party, local in found if local is not None]
    return f"{dtg(instant_ms)} ({', '.join(locals_)})" if locals_ else dtg(instant_ms)


@cache
def zone_of(name: str) -> ZoneInfo | None:
    """Give a time zone by its IANA name; None where this machine has no such zone."""
    try:
        return ZoneInfo(name)
    except (KeyError, ValueError, OSError):
        return None


def _local(instant_ms: int, name: str) -> datetime | None:
    zone = zone_of(name)
    try:
        return None if zone is None else from_ms(instant_ms).astimezone(zone)
    except OverflowError:
        return None


def _clock(local: datetime, utc: datetime) -> str:
    day = "" if local.date() == utc.date() else f"{local:%d} {MONTHS[local.month - 1]} "
    return f"{day}{local:%H:%M}"
