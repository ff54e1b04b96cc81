"""The desk and its threads: what is open by whose move it is, one thread, and what is said in it."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from parley.cli._entries import entry_text
from parley.cli.tui import keys
from parley.cli.tui.asking import Json, now_ms
from parley.cli.tui.board import Board, Rows, bindings
from parley.cli.tui.form import PickScreen, open_form
from parley.cli.tui.post import Post
from parley.cli.tui.saying import answers, begin, say_at_once
from parley.cli.tui.told import desk_rows, lines
from parley.wire.speech import Piece
from parley.words.faults import Fault


class DeskScreen(Board):
    """The list of what is to be done next and of what they owe us, and the thread that is chosen."""

    TITLE_SENTENCE = "desk"
    BINDINGS: ClassVar[list[Any]] = bindings(keys.DESK)

    def __init__(self, post: Post, only: str | None = None) -> None:
        super().__init__(post)
        self._only = only
        self._thread: tuple[str, list[Json]] = ("", [])
        self._shown: object = None

    def body(self) -> ComposeResult:
        """The list above or left, the thread below or right; only the thread where one is opened."""
        if self._only is None:
            yield Rows(id="rows")
        with VerticalScroll(id="said", can_focus=self._only is not None):
            yield Static(id="thread", markup=False)

    def paint_body(self) -> None:
        """Show the rows with their clocks, and the thread as it was read last."""
        if self._only is None and self.post.seen is not None:
            rows = self.rows
            rows.fill(desk_rows(self.post.seen.desk, self.post.me, now_ms(), rows.columns, self.post.words))
        thread, said = self._thread
        told = [line for entry in said for line in lines(entry_text(entry), self.post.words)]
        if (thread, told) != self._shown:
            follow = self._shown is None or self._shown[:1] != (thread,)  # type: ignore[index]
            self._shown = (thread, told)
            self._put("thread", "\n".join(told))
            if follow:
                self.call_after_refresh(self.query_one("#said", VerticalScroll).scroll_end, animate=False)

    def on_option_list_option_highlighted(self) -> None:
        """Another thread is chosen."""
        self.reread()

    def reread(self) -> None:
        """Read the chosen thread."""
        self.works(self._read, "thread", exclusive=True)

    async def _read(self) -> None:
        chosen = self.chosen
        if chosen is None:
            self._thread = ("", [])
        elif (found := await self.asked({"do": "thread", "ref": chosen})) is not None and chosen == self.chosen:
            self._thread = (chosen, found["statements"])
        self.paint()

    @property
    def chosen(self) -> str | None:
        """The thread that is open; none while nothing is laid out."""
        return self._only or next((rows.chosen for rows in self.query("#rows").results(Rows)), None)

    def _theirs(self) -> Json | None:
        """Give the latest statement of another party that this side has not acknowledged, else their latest."""
        thread, said = self._thread
        theirs = [each for each in said if each["author"] != self.post.me]
        unread = [each for each in theirs if not _is_read(each, self.post.me)]
        latest = [*theirs[-1:], *unread[-1:]]
        return latest[-1] if latest and thread == self.chosen else None

    def action_open(self) -> None:
        """Show the chosen thread alone, on the whole screen."""
        if self._only is None and self.chosen is not None:
            self.app.push_screen(DeskScreen(self.post, self.chosen))

    def action_acknowledge(self) -> None:
        """Say that the watch has read the open item (ROGER); the note tells what the node then says, no more."""
        entry = self._theirs()
        if entry is None or _is_read(entry, self.post.me):
            self.tell(self.post.words.say("tui-nothing-to-acknowledge"))
            return
        self.works(partial(self._acknowledge, entry), "act")

    async def _acknowledge(self, entry: Json) -> None:
        self.tell(self.post.words.say("tui-asking-node"))
        try:
            said = await asyncio.to_thread(say_at_once, self.post.node, self.post.seat, "ack-read", entry["id"])
        except Fault as fault:
            self.tell(self.post.unsure(fault))
        else:
            self.post.tell_said(self.post.words.say("tui-roger", name=Piece(_name(entry))), said)
            self.paint()
        self.post.eye.anew()
        self.reread()

    def _answer(self, what: str) -> None:
        entry = self._theirs()
        if entry is None:
            self.tell(self.post.words.say("tui-nothing-to-answer"))
        else:
            open_form(self, begin(what, entry["id"]))

    def action_standby(self) -> None:
        """STANDBY: an answer is in preparation; no clock stops."""
        self._answer("reply-holding")

    def action_unable(self) -> None:
        """UNABLE: it cannot be answered, and why."""
        self._answer("reply-cannot")

    def action_escalate(self) -> None:
        """Take a rung of the ladder."""
        self._answer("climb")

    def action_reply(self) -> None:
        """Choose among everything that answers."""
        entries = [each for each in (self._theirs(), *self._thread[1][-1:]) if each is not None]
        if entries:
            self.app.push_screen(PickScreen(self.post, answers(), entries[0]["id"]))
        else:
            self.tell(self.post.words.say("tui-nothing-to-answer"))


def _is_read(entry: Json, me: str) -> bool:
    return any(each["step"] in {"read", "understood", "not-understood"} for each in entry["ladder"].get(me, ()))


def _name(entry: Json) -> str:
    return str(entry["author_number"] or entry["id"][:12])
