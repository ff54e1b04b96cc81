"""The alerts of a line while its node runs: kept in the line's folder, and so the same at each seat."""

from __future__ import annotations

import asyncio
import json
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any, Final

from parley.app import own_log
from parley.app.annunciator import Annunciator
from parley.app.carriers import bearers_of
from parley.app.drafts import FOLDER as DRAFTS
from parley.app.drafts import Drafts
from parley.app.home import Home, LineFiles
from parley.app.ledger import LiveLedger
from parley.app.requests import Json, seat_of
from parley.app.situations import is_urgent, of_carriers, of_record, parties_down
from parley.app.telling import Teller
from parley.desk.alerts import (
    LEVELS,
    SILENT_MS,
    Alert,
    Cause,
    Kept,
    Level,
    Situation,
    acknowledged,
    crowded,
    looked,
    loudest,
    ordered,
)
from parley.desk.drafts import State as DraftState
from parley.node.effects import Alarm, Effect
from parley.node.watch_view import WatchView, watch_view
from parley.runtime.logs import Log
from parley.runtime.loop import Runtime
from parley.store.files import put
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS, iso, iso_or_none
from parley.words.terms import Precedence

FILE: Final = "alerts.json"
LOOK_S: Final = 2.0
"""What only time brings is seen at most so long after."""
APART_S: Final = 0.1
"""Two looks are so far apart at least: a flood of news is looked at once."""
WATCH_MS: Final = 10 * SECOND_MS
"""What only time changes of the watch is counted so often."""


@dataclass(slots=True)
class Book:
    """What stands in the file: by key what people did, faults that the node told, and when each seat heard the tone."""

    kept: dict[str, Kept] = field(default_factory=dict)
    faults: dict[str, int] = field(default_factory=dict)
    heard: dict[str, int] = field(default_factory=dict)


def read_book(path: Path) -> Book:
    """Read the file; one that cannot be read counts as nothing acknowledged, so that rather twice than never."""
    try:
        found = json.loads(path.read_bytes())
        return Book(
            {str(key): Kept(**each) for key, each in found["kept"].items()},
            {str(key): int(each) for key, each in found["faults"].items()},
            {str(key): int(each) for key, each in found["heard"].items()},
        )
    except (OSError, ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return Book()


class Alerts:
    """One line's alerts; `changed` is called when there is another thing to show."""

    def __init__(self, home: Home, files: LineFiles, runtime: Runtime, log: Log, changed: Callable[[], None]) -> None:
        self._home, self._files, self._runtime, self._log, self._changed = home, files, runtime, log, changed
        self._ledger = LiveLedger(runtime)
        self._path = files.folder / FILE
        self._book = read_book(self._path)
        self._written = _bytes(self._book)
        self._news = asyncio.Event()
        self._drafts: tuple[int, tuple[str, ...]] = (0, ())
        self._watch: tuple[int, int, WatchView] | None = None
        self._silent_until_ms = 0
        self.down_ms: dict[str, int] = {}
        """By party since when no carrier reaches it."""
        self.alerts: tuple[Alert, ...] = ()
        self._annunciator = Annunciator(home, log)

    # ---- looking

    def observe(self, effect: Effect) -> None:
        """Learn of what the node told; a fault is kept until an officer takes it."""
        if isinstance(effect, Alarm):
            self._book.faults.setdefault(effect.code, self._runtime.now_ms)
        self._news.set()

    async def run(self) -> None:
        """Look until cancelled, at once when there is news."""
        try:
            while True:
                self._news.clear()
                self.look()
                await asyncio.sleep(APART_S)
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), LOOK_S)
        finally:
            await self._annunciator.close()

    def look(self) -> None:
        """See what calls now, keep what changed, and tell it."""
        now_ms, down = self._runtime.now_ms, set(self.down_ms)
        found = list(self._found(now_ms))
        self._book.kept = looked(self._book.kept, found, now_ms)
        alerts = ordered(found, self._book.kept)
        self._keep()
        if alerts != self.alerts or down != set(self.down_ms):
            self.alerts = alerts
            self._changed()
        self._annunciator.hear(None if now_ms < self._silent_until_ms else self._first())

    def _first(self) -> tuple[Level, str] | None:
        """Give how loud the first alert that waits is, and what of it may be said to a command: a precedence."""
        waiting = [each for each in self.alerts if each.waits]
        level = loudest(waiting)
        if level is None:
            return None
        first = next(each.situation for each in waiting if each.kept.level == level)
        reference = first.thread[:6] or first.cause.value
        return level, f"{first.precedence.name} {self._files.name.upper()}/{reference}"

    def _found(self, now_ms: int) -> Iterator[Situation]:
        teller = Teller(self._home, self._ledger, now_ms)
        carriers = bearers_of(self._runtime)
        down = parties_down(carriers, [party for party in teller.agreement.languages if party != teller.me])
        self.down_ms = {party: self.down_ms.get(party, now_ms) for party in sorted(down)}
        yield from of_record(teller, self.watch())
        yield from of_carriers(carriers, self.down_ms, now_ms, urgent=is_urgent(teller))
        for number in self._waiting_drafts():
            yield _plain(f"draft:{number}", Cause.DRAFT_WAITS, number)
        for code in self._book.faults:
            yield _plain(f"fault:{code}", Cause.FAULT, code)

    def watch(self) -> WatchView:
        """Give what is known of people: every agreed check since the founding is counted, so not at each look."""
        now_ms, size = self._runtime.now_ms, len(self._ledger.shelf.record)
        if self._watch is None or size != self._watch[1] or now_ms - self._watch[0] > WATCH_MS:
            self._watch = now_ms, size, watch_view(self._ledger.shelf.model.reading(now_ms))
        return self._watch[2]

    def _waiting_drafts(self) -> tuple[str, ...]:
        """Give the drafts that wait for a releaser, read again when one was written."""
        try:
            at_ns = (self._files.folder / DRAFTS).stat().st_mtime_ns
        except OSError:
            return ()
        if at_ns != self._drafts[0]:
            waiting = {DraftState.WRITTEN, DraftState.PART}
            drafts = Drafts(self._home.folder, self._files.folder, self._files.name)
            with suppress(OurFault):
                every = drafts.every()
                self._drafts = at_ns, tuple(str(each.number) for each in every if each.course.state in waiting)
        return self._drafts[1]

    def _keep(self) -> None:
        """Keep what changed, durable on return: a restart forgets no acknowledgement."""
        written = _bytes(self._book)
        if written == self._written:
            return
        try:
            put(self._path, written)
            self._written = written
        except OSError as error:
            self._log.write("alerts-not-kept", error=error.strerror)

    # ---- what a seat asks

    def obey(self, request: Json) -> Json:
        """Show the alerts, acknowledge one, silence all for a while, or note that the tone was heard.

        Raises OurFault `alert-unknown`, `seat-needed`, `request-malformed`.
        """
        now_ms = self._runtime.now_ms
        match request.get("step", "show"):
            case "show":
                return self.told(now_ms)
            case "acknowledge":
                self._acknowledge(seat_of(request), request.get("key"), now_ms)
            case "silence":
                self._note(seat_of(request), "alerts-silenced", now_ms)
                self._silent_until_ms = now_ms + SILENT_MS
            case "heard":
                seat = seat_of(request)
                self._note(seat, "tone-heard", now_ms)
                self._book.heard[seat] = now_ms
            case _:
                raise OurFault("request-malformed", "The request asks for nothing that is done to an alert.")
        self.look()
        self._changed()
        return self.told(now_ms)

    def _acknowledge(self, seat: str, key: object, now_ms: int) -> None:
        alert = next((each for each in self.alerts if each.situation.key == key), None)
        if alert is None:
            raise OurFault("alert-unknown")
        situation = alert.situation
        self._note(seat, "alert-acknowledged", now_ms, key=situation.key, cause=str(situation.cause))
        if situation.cause is Cause.FAULT:
            self._book.faults.pop(situation.what, None)
        self._book.kept[situation.key] = acknowledged(alert, seat, now_ms)

    def _note(self, seat: str, event: str, now_ms: int, **facts: str) -> None:
        own_log.note(self._home.folder, now_ms, seat, event, line=self._files.name, **facts)

    def told(self, now_ms: int) -> Json:
        """Tell the alerts for JSON, the first to be met first."""
        crowd = crowded(self.alerts, now_ms)
        silent_s = max(0, -(-(self._silent_until_ms - now_ms) // 1000))
        level = loudest(self.alerts)
        return {
            "line": self._files.name,
            "alerts": [_told(each) for each in self.alerts],
            "crowded": {str(cause): count for cause, count in crowd.items()},
            "level": None if level is None else level.name.lower(),
            "silent_s": silent_s,
            "down_since": {party: iso(since_ms) for party, since_ms in self.down_ms.items()},
            "heard": {seat: iso(at_ms) for seat, at_ms in self._book.heard.items()},
        }


def _plain(key: str, cause: Cause, what: str) -> Situation:
    return Situation(key=key, cause=cause, level=LEVELS[cause], what=what)


def _told(alert: Alert) -> Json:
    situation, kept = alert
    return {
        "key": situation.key,
        "cause": str(situation.cause),
        "level": Level(kept.level).name.lower(),
        "precedence": Precedence(situation.precedence).name,
        "party": situation.party,
        "what": situation.what,
        "thread": situation.thread or None,
        "due": iso_or_none(situation.due_ms),
        "since": iso(kept.since_ms),
        "waits": alert.waits,
        "acknowledged": iso_or_none(kept.acknowledged_ms),
        "by": kept.by or None,
    }


def _bytes(book: Book) -> bytes:
    kept: Mapping[str, Any] = {key: asdict(each) for key, each in book.kept.items()}
    return json.dumps({"kept": kept, "faults": book.faults, "heard": book.heard}).encode()
