"""What calls the officer, from what the node told: levels as R-40 has them, how often the bell of a terminal rings.

An alert stands while its cause does. An incoming FLASH only the record can end: by an acknowledgement.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from enum import IntEnum
from typing import Final

from parley.cli.tui.asking import Json, Seen, links, silent_s
from parley.cli.tui.told import debt_text, moment, summary
from parley.wire.speech import Piece, Speech
from parley.words.codes import CODES
from parley.words.instants import MINUTE_MS, SECOND_MS, parse_iso

SOON_MS: Final = 5 * MINUTE_MS
RISES_MS: Final = 5 * MINUTE_MS
"""A warning that nobody acknowledges for so long is an alarm."""
DOWN_S: Final = 60
SILENCE_MS: Final = 30 * SECOND_MS
"""R-45: no silence is longer."""
AGAIN_MS: Final = {1: None, 2: MINUTE_MS, 3: 2 * SECOND_MS}
"""By level, after how long the bell rings again: a caution once, an alarm all the time."""
URGENT: Final = frozenset({"FLASH", "IMMEDIATE"})


class Level(IntEnum):
    """How much an alert asks for."""

    CAUTION = 1
    WARNING = 2
    ALARM = 3


@dataclass(frozen=True, slots=True)
class Alert:
    """One situation that asks for a person; `entry`: what to open, if anything; `recorded`: only the record ends it."""

    key: str
    level: Level
    text: str
    entry: str = ""
    recorded: bool = False


def standing(seen: Seen, me: str, words: Speech) -> list[Alert]:
    """Give what stands now, the highest level first; one alert for each situation."""
    flashes = list(_flashes(seen, words))
    taken = {alert.entry for alert in flashes}
    found = [
        *flashes,
        *_debts(seen, me, taken, words),
        *_down(seen, words),
        *_faults(seen, words),
        *_drafts(seen, words),
    ]
    return sorted(found, key=lambda alert: -alert.level)


def unheard(since_ms: int, words: Speech) -> Alert:
    """Give the alert that the node of this side does not answer."""
    return Alert("unheard", Level.WARNING, words.say("tui-alert-unheard", at=Piece(moment(since_ms))))


def _flashes(seen: Seen, words: Speech) -> Iterator[Alert]:
    for each in seen.watch["pass_now"]:
        since, text = moment(parse_iso(each["since"])), summary(each["text"])
        said = words.say("tui-alert-flash", since=Piece(since), text=Piece(text))
        yield Alert(f"flash {each['entry']}", Level.ALARM, said, each["entry"], recorded=True)


def _debts(seen: Seen, me: str, taken: set[str], words: Speech) -> Iterator[Alert]:
    """Our deadlines that passed or come soon, urgent entries without an acknowledgement, news for us that can wait."""
    for group in seen.desk["groups"]:
        for item in group["items"]:
            ours = [debt for debt in item.get("owed", ()) if debt["debtor"] == me and debt["entry"] not in taken]
            for debt in ours:
                level = _level(debt, item["precedence"], seen.at_ms)
                if level is None:
                    continue
                text = f"{debt_text(debt, me, seen.at_ms, words)}: {summary(item['text'])}"
                name = "late" if debt["breached"] else "owed"
                said = words.say(f"tui-alert-{name}", precedence=Piece(debt["precedence"]), text=Piece(text))
                yield Alert(f"{debt['what']} {debt['entry']} {name}", level, said, item["thread"])


def _level(debt: Json, precedence: str, now_ms: int) -> Level | None:
    if debt["breached"]:
        return Level.ALARM
    soon = debt["due"] is not None and parse_iso(debt["due"]) - now_ms < SOON_MS
    if soon or (debt["what"] == "acknowledgement" and debt["precedence"] in URGENT):
        return Level.WARNING
    return Level.CAUTION if precedence in {*URGENT, "PRIORITY"} else None


def _down(seen: Seen, words: Speech) -> Iterator[Alert]:
    """A link that has carried nothing for a minute: a warning, an alarm while something urgent is open."""
    urgent = any(
        item["precedence"] in URGENT for group in seen.desk["groups"] if group["count"] for item in group["items"]
    )
    for party, ways in links(seen).items():
        quiet_s = silent_s(seen, party)
        if not ways and (quiet_s is None or quiet_s > DOWN_S):
            level = Level.ALARM if urgent else Level.WARNING
            yield Alert(f"down {party}", level, words.say("tui-alert-down", party=Piece(party)))


def _faults(seen: Seen, words: Speech) -> Iterator[Alert]:
    """Alarms of the node itself, by their codes: a key that changed, records that differ, a full disk."""
    for each in seen.rung:
        if " from " in each["what"]:  # it tells of an urgent statement, which stands above by itself
            continue
        known = CODES.get(each["what"])
        todo = "" if known is None else f"{known.meaning} {known.todo}"
        code, at = Piece(each["what"]), Piece(moment(parse_iso(each["at"])))
        said = words.say("tui-alert-fault", code=code, at=at, todo=Piece(todo))
        yield Alert(f"fault {each['number']} {each['at']}", Level.ALARM, said)


def _drafts(seen: Seen, words: Speech) -> Iterator[Alert]:
    for each in seen.drafts:
        if each["state"] in {"written", "released by one of two"}:
            said = words.say("tui-alert-draft", number=Piece(str(each["draft"])))
            yield Alert(f"draft {each['draft']} {each['edition']}", Level.CAUTION, said)


@dataclass(slots=True)
class Bell:
    """When the bell of one terminal rings, for which alerts; instants in ms."""

    first_ms: dict[str, int] = field(default_factory=dict)
    rung_ms: dict[str, int] = field(default_factory=dict)
    silent_until_ms: dict[str, int] = field(default_factory=dict)
    acknowledged: set[str] = field(default_factory=set)

    def strokes(self, alerts: Iterable[Alert], now_ms: int) -> int:
        """Say how often to ring now: for an alarm once in two seconds, for a warning thrice a minute, else once."""
        alerts = list(alerts)
        keys = {alert.key for alert in alerts}
        for kept in (self.first_ms, self.rung_ms, self.silent_until_ms):
            for key in kept.keys() - keys:
                del kept[key]
        self.acknowledged &= keys
        due = [alert for alert in alerts if self._rings(alert, now_ms)]
        self.rung_ms |= {alert.key: now_ms for alert in due}
        return max((3 if self.level(alert, now_ms) is Level.WARNING else 1 for alert in due), default=0)

    def _rings(self, alert: Alert, now_ms: int) -> bool:
        self.first_ms.setdefault(alert.key, now_ms)
        if alert.key in self.acknowledged or now_ms < self.silent_until_ms.get(alert.key, 0):
            return False
        again_ms = AGAIN_MS[self.level(alert, now_ms)]
        rung_ms = self.rung_ms.get(alert.key)
        return rung_ms is None or (again_ms is not None and now_ms - rung_ms >= again_ms)

    def level(self, alert: Alert, now_ms: int) -> Level:
        """Give the level of an alert: a warning that stood too long is an alarm."""
        old = now_ms - self.first_ms.get(alert.key, now_ms) >= RISES_MS and alert.key not in self.acknowledged
        return Level.ALARM if old and alert.level is Level.WARNING else alert.level

    def silence(self, alerts: Iterable[Alert], now_ms: int) -> None:
        """Silence what rings now, for half a minute; what comes meanwhile rings."""
        self.silent_until_ms |= {alert.key: now_ms + SILENCE_MS for alert in alerts}

    def acknowledge(self, alert: Alert) -> bool:
        """Note here that an alert was seen: its bell ends, its clock does not. False: only the record ends it."""
        if not alert.recorded:
            self.acknowledged.add(alert.key)
        return not alert.recorded
