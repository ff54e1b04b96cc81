"""What calls the officer at the desk: one alert per situation, acknowledged one at a time, never hidden (ISA-18.2).

Acknowledging ends sound and flashing and nothing else: what is owed stays owed. The rules are R-40 to R-48 of
docs/live.md.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from enum import IntEnum, StrEnum
from typing import Final, NamedTuple

from parley.words.instants import MINUTE_MS, SECOND_MS
from parley.words.terms import Precedence


class Level(IntEnum):
    """How loud; what needs no answer is no alert."""

    CAUTION = 1
    WARNING = 2
    ALARM = 3


class Cause(StrEnum):
    """Why; the words for each are `cause-…`, `do-…` and `then-…`."""

    FLASH_IN = "flash-in"
    IMMEDIATE_IN = "immediate-in"
    PRIORITY_IN = "priority-in"
    OURS_LATE = "ours-late"
    OURS_SOON = "ours-soon"
    THEIRS_LATE = "theirs-late"
    LINK_DOWN = "link-down"
    PATH_LOST = "path-lost"
    WATCH_SILENT = "watch-silent"
    WATCH_OURS = "watch-ours"
    CHECK_OVERDUE = "check-overdue"
    DRAFT_WAITS = "draft-waits"
    FAULT = "fault"


LEVELS: Final[Mapping[Cause, Level]] = {
    Cause.FLASH_IN: Level.ALARM,
    Cause.IMMEDIATE_IN: Level.WARNING,
    Cause.PRIORITY_IN: Level.CAUTION,
    Cause.OURS_LATE: Level.ALARM,
    Cause.OURS_SOON: Level.WARNING,
    Cause.THEIRS_LATE: Level.WARNING,
    Cause.LINK_DOWN: Level.WARNING,
    Cause.PATH_LOST: Level.CAUTION,
    Cause.WATCH_SILENT: Level.WARNING,
    Cause.WATCH_OURS: Level.WARNING,
    Cause.CHECK_OVERDUE: Level.CAUTION,
    Cause.DRAFT_WAITS: Level.CAUTION,
    Cause.FAULT: Level.ALARM,
}
"""How loud each cause is at first; a link that is down is an alarm while anything urgent is open."""
RISES_MS: Final = 5 * MINUTE_MS
"""A warning that nobody has acknowledged for so long is an alarm."""
SILENT_MS: Final = 30 * SECOND_MS
"""Silence never lasts longer."""
FLOOD: Final = 10
FLOOD_MS: Final = 10 * MINUTE_MS
"""More than so many in so long are told by kind, with a count; FLASH never is."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Situation:
    """What the node sees now: `key` names it for good, `thread` where it stands, `what` a word of it; in ms."""

    key: str
    cause: Cause
    level: Level
    precedence: Precedence = Precedence.ROUTINE
    party: str = ""
    what: str = ""
    thread: str = ""
    due_ms: int | None = None


@dataclass(frozen=True, slots=True)
class Kept:
    """What people did about a situation: unacknowledged since when (ms) at which level, or acknowledged, by whom."""

    since_ms: int
    level: int
    acknowledged_ms: int | None = None
    by: str = ""
    remind_ms: int | None = None
    reminded: bool = False


class Alert(NamedTuple):
    """A situation and what people did about it."""

    situation: Situation
    kept: Kept

    @property
    def waits(self) -> bool:
        """Whether nobody has acknowledged it as it stands."""
        return self.kept.acknowledged_ms is None


def looked(kept: Mapping[str, Kept], found: Iterable[Situation], now_ms: int) -> dict[str, Kept]:
    """Give what is kept after a look: what is new or has risen asks anew, what is over is forgotten."""
    return {each.key: _seen(kept.get(each.key), each, now_ms) for each in found}


def _seen(old: Kept | None, found: Situation, now_ms: int) -> Kept:
    if old is None or found.level > old.level:
        return Kept(now_ms, found.level)
    if old.acknowledged_ms is None:
        rises = old.level == Level.WARNING and now_ms - old.since_ms >= RISES_MS
        return replace(old, level=int(Level.ALARM)) if rises else old
    if old.remind_ms is not None and now_ms >= old.remind_ms:
        return Kept(now_ms, old.level, reminded=True)
    return old


def acknowledged(alert: Alert, seat: str, now_ms: int) -> Kept:
    """Give what is kept once a seat has acknowledged: it is reminded of it once, at half of the time that is left."""
    due_ms, kept = alert.situation.due_ms, alert.kept
    left_ms = 0 if due_ms is None or kept.reminded else due_ms - now_ms
    remind_ms = now_ms + left_ms // 2 if left_ms > 0 else None
    return replace(kept, acknowledged_ms=now_ms, by=seat, remind_ms=remind_ms)


def ordered(found: Iterable[Situation], kept: Mapping[str, Kept]) -> tuple[Alert, ...]:
    """Give the alerts, the one that is to be met first, first: unacknowledged, loud, urgent, soon due, old."""
    alerts = [Alert(each, kept[each.key]) for each in found if each.key in kept]
    return tuple(sorted(alerts, key=_order))


def _order(alert: Alert) -> tuple[object, ...]:
    situation, kept = alert
    due_ms = situation.due_ms
    return (
        not alert.waits, -kept.level, -situation.precedence, due_ms is None, due_ms or 0, kept.since_ms, situation.key,
    )  # fmt: skip


def crowded(alerts: Iterable[Alert], now_ms: int) -> dict[Cause, int]:
    """Give the causes that are told by their count, while more came than people read one by one; FLASH never is."""
    fresh = [each for each in alerts if each.waits and now_ms - each.kept.since_ms < FLOOD_MS]
    if len(fresh) <= FLOOD:
        return {}
    counts = Counter(each.situation.cause for each in fresh if each.situation.precedence < Precedence.FLASH)
    return {cause: count for cause, count in counts.items() if count > 1}


def loudest(alerts: Iterable[Alert]) -> Level | None:
    """Give how loud it is to be: by the loudest that nobody has acknowledged."""
    return max((Level(each.kept.level) for each in alerts if each.waits), default=None)
