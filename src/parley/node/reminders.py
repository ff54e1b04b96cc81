"""Notices whose window opens today: what people of this side are reminded of, weeks after they were told of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from parley.desk import launches, notices
from parley.desk.agreement import template_of
from parley.desk.validity import window_of
from parley.node.desk import Statement
from parley.node.reading import Reading
from parley.words.instants import DAY_MS


class Opening(NamedTuple):
    """A notice as last declared that begins today (UTC): when, of which kind, and its first statement."""

    begins_ms: int
    notice: bytes
    kind: str
    opener: Statement


def opening_today(reading: Reading) -> list[Opening]:
    """Give the notices whose window opens on this day, ours and theirs, the earliest first."""
    return sorted(_opening(reading), key=lambda each: each[:2])


def _opening(reading: Reading) -> Iterator[Opening]:
    over = {notices.State.CANCELLED, launches.State.CANCELLED, launches.State.REPORTED}
    for kind in notices.NOTICES:
        for told, _ in reading.opened_by(kind):
            window = window_of(told.thread.latest)
            if window is not None and told.thread.state not in over and _same_day(window[0], reading.now_ms):
                yield Opening(window[0], told.opener.id, template_of(kind), told.opener)


def _same_day(first_ms: int, second_ms: int) -> bool:
    return first_ms // DAY_MS == second_ms // DAY_MS
