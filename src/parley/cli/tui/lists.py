"""The screens that are a list: alarms, calls, drafts, keys."""

from __future__ import annotations

import asyncio
import time
from functools import partial
from typing import Any, ClassVar, Final

from parley.cli._calls import board_text
from parley.cli.tui import keys
from parley.cli.tui.alerts import UNHEARD, Alert, level_of
from parley.cli.tui.asking import Json
from parley.cli.tui.board import Board, bindings
from parley.cli.tui.post import Post
from parley.cli.tui.threads import DeskScreen
from parley.cli.tui.told import LETTERS, Row, cut, lines
from parley.wire.speech import Piece
from parley.words.faults import Fault

BOARD_S: Final = 2.0
"""The board of calls is read anew so seldom."""


class AlarmsScreen(Board):
    """What calls, in the order in which it is to be met."""

    TITLE_SENTENCE = "alarms"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.ALARMS)

    def paint_body(self) -> None:
        """Show each in a row, the chosen one whole."""
        words, chosen = self.post.words, self.rows.chosen
        found = [Row(None, f"-- {words.say('screen-alerts')}: {len(self.post.alerts)}")]
        for alert in self.post.alerts:
            seen = "" if alert.waits else f"[{words.say('tui-seen')}] "
            text = f"{seen}{level_of(alert, words)}: {alert.text}"
            row = text if alert.key == chosen else cut(text, self.rows.columns)
            found.append(Row(alert.key, row, urgent=alert.waits))
        self.rows.fill(found)

    def _alert(self) -> Alert | None:
        return next((each for each in self.post.alerts if each.key == self.rows.chosen), None)

    def action_open(self) -> None:
        """Open the thread that the alarm is about."""
        alert = self._alert()
        if alert is not None and alert.entry:
            self.app.push_screen(DeskScreen(self.post, alert.entry))

    def action_acknowledge(self) -> None:
        """Acknowledge it at the node: no seat's bell rings for it any more, and what is owed stays owed."""
        alert = self._alert()
        if alert is not None and alert.key != UNHEARD:
            self.works(partial(self._acknowledge, alert), "act")

    async def _acknowledge(self, alert: Alert) -> None:
        asked = {"do": "alerts", "step": "acknowledge", "key": alert.key, "seat": self.post.seat}
        if await self.asked(asked) is not None:
            self.tell(self.post.words.say("tui-seen-by-all"))


class CallsScreen(Board):
    """The board of calls: which levels have talked, who asked, who declined, where nobody has tried."""

    TITLE_SENTENCE = "calls"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.CALLS)

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self._board: list[str] = []
        self._again_s = 0.0

    def paint_body(self) -> None:
        """Show the board as it was read last."""
        self.rows.fill(Row(f"row-{place}", line) for place, line in enumerate(self._board))

    def reread(self) -> None:
        """Read the board, every other second."""
        if time.monotonic() < self._again_s:
            return
        self._again_s = time.monotonic() + BOARD_S
        self.works(self._read, "board", exclusive=True)

    async def _read(self) -> None:
        found = await self.asked({"do": "call-board", "since_ms": None})
        if found is not None:
            self._board = list(board_text(found))
            self.paint()


class KeysScreen(Board):
    """The keys, from their table."""

    TITLE_SENTENCE = "keys"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.LIST)

    def paint_body(self) -> None:
        """Show every table."""
        found: list[Row] = []
        for title, table in keys.TABLES:
            found.append(Row(None, f"-- {self.post.words.say(title)}"))
            found += [
                Row(f"{title} {key.keys}", f"{key.keys:>12}  {self.post.words.say(key.sentence)}") for key in table
            ]
        self.rows.fill(found)


class DraftsScreen(Board):
    """What goes out by more than one seat: read it in every language, review it, release it, stop it."""

    TITLE_SENTENCE = "drafts"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.DRAFTS)

    def __init__(self, post: Post) -> None:
        super().__init__(post)
        self._asked: Json | None = None

    def paint_body(self) -> None:
        """Show each open draft, with its text in every language of the line."""
        drafts = self.post.seen.drafts if self.post.seen else []
        words = self.post.words
        found = [Row(None, f"-- {words.say('screen-drafts')}: {len(drafts)}")]
        for each in drafts:
            state = words.say("state-" + each["state"].replace(" ", "-"))
            writers = ", ".join(each["writers"])
            head = f"{each['draft']}  {LETTERS[each['precedence']]} {each['kind']}  {state}  ({writers})"
            said = [f"   {language}: {text}" for language, text in each["says"].items()]
            body = "\n".join(line for text in (head, *said) for line in lines(text, words))
            found.append(Row(f"{each['draft']}", body))
        self.rows.fill(found)

    def _draft(self) -> Json | None:
        drafts = self.post.seen.drafts if self.post.seen else []
        return next((each for each in drafts if str(each["draft"]) == self.rows.chosen), None)

    def action_review(self) -> None:
        """Say that this seat has read it and found it good."""
        draft = self._draft()
        if draft is not None:
            self.works(partial(self._step, draft, {"step": "review"}), "act")

    def action_release(self) -> None:
        """Ask for the precedence, as it is read on the draft: the next key says it."""
        self._asked = self._draft()
        if self._asked is not None:
            self.tell(self.post.words.say("tui-confirm-precedence", number=Piece(str(self._asked["draft"]))))

    def on_key(self, event: Any) -> None:  # noqa: ANN401  Textual's event
        """Take the letter of the precedence, once a release has asked for it; any other key drops the release."""
        draft, self._asked = self._asked, None
        if draft is None:
            return
        event.stop()
        event.prevent_default()
        speed = {letter.lower(): name for name, letter in LETTERS.items()}.get(event.key.lower())
        if speed is None:
            self.tell(self.post.words.say("tui-not-released"))
            return
        self.works(partial(self._step, draft, {"step": "release", "precedence": speed}), "act")

    async def _step(self, draft: Json, step: Json) -> None:
        request = {"do": "draft", "seat": self.post.seat, "draft": draft["draft"], **step}
        self.tell(self.post.words.say("tui-asking-node"))
        self.post.eye.anew()
        try:
            found = await asyncio.to_thread(self.post.node.patient().ask, request)
        except Fault as fault:
            self.tell(self.post.unsure(fault))
        else:
            state = self.post.words.say("state-" + found["state"].replace(" ", "-"))
            self.tell(self.post.words.say("tui-draft-is", number=Piece(str(found["draft"])), state=Piece(state)))
        self.post.eye.anew()
