"""What calls the officer, as the node tells it, and how often the bell of a terminal rings for it.

The node keeps what stands and who acknowledged it, the same at each seat. That the node is silent, only its terminal
can see.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Final

from parley.cli.tui.asking import Seen
from parley.cli.tui.told import ID_CHARS, LETTERS, moment
from parley.desk.alerts import SILENT_MS, Cause, Level
from parley.wire.speech import Piece, Speech
from parley.words.instants import MINUTE_MS, SECOND_MS

AGAIN_MS: Final = {Level.CAUTION: None, Level.WARNING: MINUTE_MS, Level.ALARM: 2 * SECOND_MS}
"""By level, after how long the bell rings again: a caution once, an alarm all the time."""
OWED: Final = frozenset({Cause.OURS_LATE, Cause.OURS_SOON, Cause.THEIRS_LATE})
UNHEARD: Final = "unheard"


@dataclass(frozen=True, slots=True)
class Alert:
    """One situation that asks for a person; `entry`: what to open, if anything; `waits`: nobody acknowledged it."""

    key: str
    level: Level
    text: str
    entry: str = ""
    waits: bool = True


def standing(seen: Seen, words: Speech) -> Iterator[Alert]:
    """Give what stands now, in the node's order: the first is to be met first."""
    for each in seen.alerts["alerts"]:
        cause, entry = Cause(each["cause"]), each["thread"] or ""
        what = words.say("owed-" + each["what"].replace(" ", "-")) if cause in OWED else each["what"]
        said = words.say(f"cause-{cause}", party=Piece(each["party"]), what=Piece(what))
        reference = f"{LETTERS[each['precedence']]} {entry[:ID_CHARS]} " if entry else ""
        text = f"{reference}{said}. {words.say(f'do-{cause}')}"
        yield Alert(each["key"], Level[each["level"].upper()], text, entry, each["waits"])


def unheard(since_ms: int, words: Speech) -> Alert:
    """Give the alert that the node of this side does not answer."""
    return Alert(UNHEARD, Level.WARNING, words.say("tui-alert-unheard", at=Piece(moment(since_ms))))


def level_of(alert: Alert, words: Speech) -> str:
    """Name its level, in capitals: no colour says it."""
    return words.say(f"alert-{alert.level.name.lower()}").upper()


@dataclass(slots=True)
class Bell:
    """When the bell of one terminal rang, for which alerts, and until when it is silent; instants in ms."""

    rung_ms: dict[str, tuple[Level, int]] = field(default_factory=dict)
    silent_until_ms: int = 0

    def strokes(self, alerts: Iterable[Alert], now_ms: int) -> int:
        """Say how often to ring now: for an alarm once in two seconds, for a warning thrice a minute, else once."""
        waiting = [alert for alert in alerts if alert.waits]
        self.rung_ms = {alert.key: self.rung_ms[alert.key] for alert in waiting if alert.key in self.rung_ms}
        if now_ms < self.silent_until_ms:
            return 0
        due = [alert for alert in waiting if self._rings(alert, now_ms)]
        self.rung_ms |= {alert.key: (alert.level, now_ms) for alert in due}
        return max((3 if alert.level is Level.WARNING else 1 for alert in due), default=0)

    def _rings(self, alert: Alert, now_ms: int) -> bool:
        level, rung_ms = self.rung_ms.get(alert.key, (None, 0))
        again_ms = AGAIN_MS[alert.level]
        return level is not alert.level or (again_ms is not None and now_ms - rung_ms >= again_ms)

    def silence(self, now_ms: int) -> None:
        """Ring for nothing, for half a minute; R-45: no silence is longer."""
        self.silent_until_ms = now_ms + SILENT_MS
