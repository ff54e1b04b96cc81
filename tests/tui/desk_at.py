"""An officer at `parley tui`: keys pressed by Textual's Pilot, and what then stands on a screen of 80 by 24."""

from __future__ import annotations

import argparse
import asyncio
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager, suppress
from typing import Any

from textual.pilot import Pilot

from parley.app.home import Home
from parley.cli.tui import post_of
from parley.cli.tui.asking import Node
from parley.cli.tui.saying import say_at_once
from parley.cli.tui.terminal import Terminal
from parley.words.faults import OurFault
from tests.app.homes import LINE
from tests.cli.served import eventually

PATIENCE_S = 20.0


class Officer:
    """One seat at one terminal."""

    def __init__(self, terminal: Terminal, pilot: Pilot[None]) -> None:
        self.terminal, self._pilot = terminal, pilot
        self.rings: list[float] = []
        terminal.bell = lambda: self.rings.append(time.monotonic())  # type: ignore[method-assign]

    async def presses(self, *keys: str) -> None:
        await self._pilot.press(*keys)

    async def types(self, text: str) -> None:
        """Type into the field that has the focus."""
        await self._pilot.press(*(({" ": "space", ":": "colon"}).get(each, each) for each in text))

    def lines(self) -> list[str]:
        """What stands on the screen, row by row."""
        strips = self.terminal.screen._compositor.render_strips()  # noqa: SLF001  what a terminal would get
        return ["".join(segment.text for segment in strip).rstrip() for strip in strips]

    def screen(self) -> str:
        return "\n".join(self.lines())

    async def sees(self, *texts: str) -> str:
        """Wait until it stands there; the whole screen."""
        await self.until(lambda: all(text in self.screen() for text in texts), f"{texts} in\n")
        return self.screen()

    async def chooses(self, entry: dict[str, Any]) -> None:
        """Go down the list until the thread of an entry is the one that is shown."""
        while entry["id"][:12] not in await self.sees("--"):
            await self.presses("j")
            await asyncio.sleep(0.2)

    async def presses_until(self, key: str, text: str) -> None:
        """Press a key, a second apart, until its answer stands there."""
        for _ in range(20):
            await self.presses(key)
            with suppress(TimeoutError):
                async with asyncio.timeout(1.0):
                    while text not in self.screen():  # noqa: ASYNC110  what a screen shows is no event
                        await asyncio.sleep(0.05)
                    return

    async def misses(self, text: str) -> None:
        await self.until(lambda: text not in self.screen(), f"no {text} in\n")

    async def until(self, holds: Callable[[], bool], what: str = "") -> None:
        end_s = time.monotonic() + PATIENCE_S
        while not holds():
            assert time.monotonic() < end_s, what + self.screen()
            await asyncio.sleep(0.05)


def says(home: Home, what: str, about: str = "", **typed: str) -> dict[str, Any]:
    """Say something at another terminal of a home; the entry that it became."""
    more = {name if name == "precedence" else f"slot_{name}": text for name, text in typed.items()}
    return say_at_once(Node(home.folder, LINE), "watch-officer", what, about, **more)


def says_once_heard(home: Home, text: str) -> dict[str, Any]:
    """Ask something, once both nodes have heard each other."""
    found: list[dict[str, Any]] = []

    def done() -> bool:
        try:
            found.append(says(home, "query", text=text, precedence="priority"))
        except OurFault as fault:
            if fault.code not in {"not-yet-asked", "not-founded"}:
                raise
        return bool(found)

    eventually(done)
    return found[0]


def comes(home: Home, entry: dict[str, Any]) -> dict[str, Any]:
    """Wait until an entry stands at a home; as it stands there."""
    node = Node(home.folder, LINE)
    found: list[dict[str, Any]] = []

    def there() -> bool:
        with suppress(OurFault):
            found.append(node.ask({"do": "show", "ref": entry["id"]}))
        return bool(found)

    eventually(there)
    return found[0]


@asynccontextmanager
async def at(home: Home, seat: str = "watch-officer", size: tuple[int, int] = (80, 24)) -> AsyncIterator[Officer]:
    """Sit down at the terminal of a home."""
    args = argparse.Namespace(folder=home.folder, line=None, seat=seat)
    terminal = Terminal(post_of(args))
    async with terminal.run_test(size=size) as pilot:
        yield Officer(terminal, pilot)
