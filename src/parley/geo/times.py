"""When two activities are on at once, or nearly: windows, parts of days, alternates, and what lasts until cancelled."""

from __future__ import annotations

from collections.abc import Iterator

from parley.geo.model import Times, Window
from parley.words.instants import DAY_MS, INSTANT_MS_MAX, MINUTE_MS


def until_ms(window: Window) -> int:
    """Give the end of a window; what lasts until cancelled has the last instant that there is."""
    return INSTANT_MS_MAX if window.until_ms is None else window.until_ms


def envelope_ms(times: Times) -> tuple[int, int]:
    """Give the first instant and the last at which something may be on, alternates included."""
    windows = times.windows + times.alternates
    return min(each.from_ms for each in windows), max(map(until_ms, windows))


def gap_ms(one: Times, other: Times) -> int:
    """Give the least time between two activities, 0 where they meet; ms.

    Above two days it may be said too long, never too short: no minimum is above one.
    """
    return min(
        _between(first, one, second, other)
        for first in one.windows + one.alternates
        for second in other.windows + other.alternates
    )


def _between(first: Window, one: Times, second: Window, other: Times) -> int:
    """The least gap of two windows: days repeat, so those round the later beginning decide."""
    later = max(first.from_ms, second.from_ms)
    low, high = later - 3 * DAY_MS, later + 4 * DAY_MS
    gaps = [
        max(0, begin - other_end, other_begin - end)
        for begin, end in _spans(first, one, low, high)
        for other_begin, other_end in _spans(second, other, low, high)
    ]
    return min(gaps, default=INSTANT_MS_MAX)


def _spans(window: Window, times: Times, low_ms: int, high_ms: int) -> Iterator[tuple[int, int]]:
    """The spans of a window between two instants."""
    begin, end = max(window.from_ms, low_ms), min(until_ms(window), high_ms)
    if begin > end:
        return
    if times.daily is None:
        yield begin, end
        return
    length_ms = (times.daily.until_min - times.daily.from_min) % (24 * 60) * MINUTE_MS or DAY_MS
    for day_ms in range(begin - begin % DAY_MS - DAY_MS, end + 1, DAY_MS):
        on_ms = day_ms + times.daily.from_min * MINUTE_MS
        if on_ms <= end and on_ms + length_ms >= begin:
            yield max(begin, on_ms), min(end, on_ms + length_ms)
