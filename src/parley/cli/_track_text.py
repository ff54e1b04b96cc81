"""A screening in words: each border by itself, since where they differ both values stand."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Final

from parley.desk.messages import BorderDistance
from parley.node.counts import CHANCE
from parley.wire.quantities import in_units

Told = Mapping[str, Any]
WORTH: Final = 0.9
"""How near a flight can have come between its fixes is said where it is a tenth nearer than the nearest of them."""
ROWS: Final = 40
"""So many flights are listed, the nearest first; --json has all."""


def screening_text(told: Told) -> list[str]:
    """Say what was read, what was left out, and what each border has to do with it."""
    return [*_read(told), *(line for each in told["borders"] for line in _border(each))]


def report_text(told: Told) -> list[str]:
    """Say the same, and what was written where."""
    return [*screening_text(told), "", *(f"written: {path}" for path in told["written"]), told["note"]]


def _read(told: Told) -> Iterator[str]:
    without = f", {told['without_place']:,} rows without a place" if told["without_place"] else ""
    yield f"{told['fixes']:,} fixes of {told['crafts']:,} craft in {told['files']:,} files{without}"
    for code, odd in told["left_out"].items():
        yield f"left out: {odd['number']:,} [{code}], the first: {odd['first']}"


def _border(told: Told) -> Iterator[str]:
    border = told["border"]
    yield ""
    yield f"Border of {border['of']}: {border['name']} ({border['kind']}), as {border['pov']} draws it,"
    yield f"  within {border['error_m'] / 1000:g} km; {border['source']}; version {border['version'][:12]}"
    marks = ", ".join(f"{number:,} {mark.replace('_', ' ')}" for mark, number in told["marks"].items())
    yield f"{told['near']:,} of {told['flights']:,} flights came into the zone. Odd fixes: {marks or 'none'}"
    shown = [flight for flight in told["shown"] if flight["entries"]][:ROWS]
    for flight in shown:
        yield from _flight(flight)
    if told["near"] > len(shown):
        yield f"  … {told['near'] - len(shown):,} more: --json"
    for month in told["months"]:
        yield _month(month)


def _flight(flight: Told) -> Iterator[str]:
    nearest = flight["nearest"]
    altitude = nearest["altitude_m"]
    height = "" if altitude is None else f", {altitude:,.0f} m ({nearest['altitude_of']})"
    place = f"{nearest['lat']:.4f}, {nearest['lon']:.4f}{height}"
    entries = len(flight["entries"])
    times = "once" if entries == 1 else f"{entries} times"
    about = f"{nearest['at']}  {flight['craft']}  {place}; in {times}{_notified(flight)}"
    yield f"  {distance_text(nearest['distance_m'])}  {about}"
    if flight["between_m"] < nearest["distance_m"] * WORTH:
        yield f"    between two fixes it may have come as near as {distance_text(flight['between_m'])}"
    if (other := flight.get("nearest_untrusted")) is not None:
        why = ", ".join(mark.replace("_", " ") for mark in other["marks"])
        yield f"    an untrusted fix ({why}) lies at {distance_text(other['distance_m'])}, {other['at']}"


def _notified(flight: Told) -> str:
    match flight["notices"]:
        case None:
            return ""
        case []:
            return "; no notice fits"
        case notices:
            return f"; notice {', '.join(notice[:12] for notice in notices)} fits"


def _month(month: Told) -> str:
    counts = f"{month['flights']} flights, {month['entries']} entries, {month['crafts']} craft"
    text = f"{month['month']}: {counts}; heard on {month['days_heard']} days"
    if month["change"] is None:
        return text
    by_day = month["change_by_day_heard"]
    days = "" if by_day is None else f"; by day heard: {_change(by_day)}"
    return f"{text}\n  against the month before: {_change(month['change'])}{days}"


def _change(change: Told) -> str:
    ratio = "no ratio" if change["ratio"] is None else f"ratio {change['ratio']:.2f}"
    high = "without end" if change["high"] is None else f"{change['high']:.2f}"
    verdict = "more than chance" if change["p"] < CHANCE else "not more than chance"
    return f"{ratio} (95 %: {change['low']:.2f} to {high}), p = {change['p']:.2g}: {verdict} at 5 %"


def distance_text(metres: float) -> str:
    """Write a distance in km, NM and miles, to a hundred metres."""
    km, nm, mi = in_units(BorderDistance(distance_m=round(metres), precision_m=100, border_of=""))
    return f"{km} km ({nm} NM, {mi} mi)"
