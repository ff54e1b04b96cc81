"""The terminal itself: it asks the node twice a second, paints once a second, rings, and moves between screens."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar, Final

from textual.app import App

from parley.cli.tui import keys
from parley.cli.tui.asking import now_ms
from parley.cli.tui.board import Board, bindings
from parley.cli.tui.form import new
from parley.cli.tui.lists import AlarmsScreen, CallsScreen, DraftsScreen, KeysScreen
from parley.cli.tui.post import Post, wrong
from parley.cli.tui.threads import DeskScreen
from parley.desk.alerts import SILENT_MS
from parley.words.faults import Fault, OurFault
from parley.words.instants import SECOND_MS

LOOK_S: Final = 0.4
PAINT_S: Final = 1.0
STYLE: Final = """
Screen { background: ansi_default; color: ansi_default; }
#strip { height: 2; }
#alarm { height: 1; }
#face, #note { height: auto; max-height: 3; }
#foot { height: 1; }
#body { height: 1fr; layout: vertical; }
Rows, Rows:focus { border: none; padding: 0; height: 1fr; background: ansi_default; scrollbar-size-vertical: 1; }
Rows > .option-list--option { padding: 0; }
Rows > .option-list--option-disabled { color: ansi_default; text-style: bold; }
Rows > .option-list--option-highlighted, Rows:focus > .option-list--option-highlighted {
    color: ansi_default; background: ansi_default; text-style: reverse;
}
#said { height: 1fr; scrollbar-size-vertical: 1; border-top: ascii ansi_default; }
#fields { height: 1fr; scrollbar-size-vertical: 1; }
#preview { height: 7; scrollbar-size-vertical: 1; border-top: ascii ansi_default; }
#title, #hint { height: 1; }
.field { height: 1; }
.label { width: 26; }
.field Input { width: 1fr; background: ansi_default; color: ansi_default; }
.field Input:focus { text-style: underline; }
.-wide DeskScreen #body, DeskScreen.-wide #body { layout: horizontal; }
DeskScreen.-wide #said { border-top: none; border-left: ascii ansi_default; height: 100%; }
"""


class Terminal(App[None]):
    """`parley tui`."""

    CSS = STYLE
    ENABLE_COMMAND_PALETTE = False
    BINDINGS: ClassVar[list[Any]] = bindings(keys.EVERYWHERE)
    HORIZONTAL_BREAKPOINTS: list[tuple[int, str]] | None = [(0, "-narrow"), (120, "-wide")]  # noqa: RUF012  as Textual declares it

    def __init__(self, post: Post) -> None:
        super().__init__(ansi_color=True)
        self.post = post

    def get_default_screen(self) -> Board:
        """Begin at the desk."""
        return DeskScreen(self.post)

    def on_mount(self) -> None:
        """Follow the node, and keep the clock."""
        self.theme = "ansi-dark"
        follow: Callable[[], Awaitable[None]] = self._follow
        self.run_worker(follow, group="follow")
        self.set_interval(PAINT_S, self.tick)

    async def _follow(self) -> None:
        while True:
            await self._look()
            self.tick()
            if isinstance(self.screen, Board) and self.post.lost is None:
                self.screen.reread()
            await asyncio.sleep(LOOK_S)

    async def _look(self) -> None:
        """Look at the node once. What it refuses, an unknown line, is told like its silence: nothing new is known."""
        try:
            self.post.hear(await asyncio.to_thread(self.post.eye.look))
            if self.post.said is not None:
                before, entry = self.post.said
                found = await asyncio.to_thread(self.post.node.ask, {"do": "show", "ref": entry})
                if self.post.said == (before, entry):
                    self.post.tell_said(before, found)
        except Fault as fault:
            self.post.lose(OurFault(fault.code, fault.message, fault.todo), now_ms())

    def tick(self) -> None:
        """Paint what is known now, and ring."""
        for _ in range(self.post.bell.strokes(self.post.alerts, now_ms())):
            self.bell()
        if isinstance(self.screen, Board):
            self.screen.paint()

    def _go(self, screen: Board) -> None:
        """Show a screen over the desk, in place of any other."""
        while len(self.screen_stack) > 1:
            self.pop_screen()
        self.push_screen(screen)

    def action_desk(self) -> None:
        """Back to the desk."""
        while len(self.screen_stack) > 1:
            self.pop_screen()

    def action_calls(self) -> None:
        """The board of calls."""
        self._go(CallsScreen(self.post))

    def action_alarms(self) -> None:
        """What calls."""
        self._go(AlarmsScreen(self.post))

    def action_drafts(self) -> None:
        """What goes out by more than one seat."""
        self._go(DraftsScreen(self.post))

    def action_keys(self) -> None:
        """The keys."""
        self._go(KeysScreen(self.post))

    def action_compose(self) -> None:
        """Say something new."""
        self.push_screen(new(self.post))

    def action_top_alarm(self) -> None:
        """Open what the topmost alarm is about."""
        entry = next((alert.entry for alert in self.post.alerts if alert.entry), None)
        if entry is not None:
            self._go(DeskScreen(self.post, entry))

    def action_silence(self) -> None:
        """Silence what rings now, for half a minute; in one stroke, and never longer."""
        self.post.bell.silence(now_ms())
        self.post.note, self.post.said = self.post.words.say("alert-silenced", seconds=SILENT_MS // SECOND_MS), None
        silences: Callable[[], Awaitable[None]] = self._silence
        self.run_worker(silences, group="act")
        self.tick()

    async def _silence(self) -> None:
        """Silence the node's annunciator too; this terminal is silent whatever it answers."""
        try:
            await asyncio.to_thread(self.post.node.ask, {"do": "alerts", "step": "silence", "seat": self.post.seat})
        except Fault as fault:
            self.post.note = wrong(fault)

    def action_leave(self) -> None:
        """Stop a draft that is about to leave; without one, back to where one came from."""
        held = self.post.held()
        if held:
            self.run_worker(self._stop(int(held[0]["draft"])), group="act")
        elif len(self.screen_stack) > 1:
            self.pop_screen()

    async def _stop(self, number: int) -> None:
        request = {"do": "draft", "step": "stop", "seat": self.post.seat, "draft": number}
        try:
            await asyncio.to_thread(self.post.node.ask, request)
        except Fault as fault:
            self.post.note = self.post.unsure(fault)
        else:
            self.post.note = self.post.words.say("tui-stopped")
        self.post.eye.anew()
        self.tick()
