"""The two nodes of a drill as they run: each with its home's socket, both by the clock of the drill."""

from __future__ import annotations

import asyncio
import socket
import time
from collections.abc import Callable
from typing import Any, TextIO

from parley.app.drills.homes import LINE, Homes
from parley.app.home import Home, read_line, set_places
from parley.app.serve import Control, ServedLine
from parley.node.effects import Effect, Show
from parley.node.events import Ticked
from parley.node.shelf import Shelf
from parley.runtime.control import listen
from parley.runtime.logs import Log
from parley.runtime.loop import together
from parley.words.faults import OurFault
from parley.words.instants import Now

POLL_S = 0.001
REST_S_MAX = 0.5
WAY_S_MAX = 20.0
BEARER = "tcp"


class DrillClock:
    """The clock of both nodes, in ms: it goes on when the drill does, and stands while that is paused."""

    def __init__(self) -> None:
        self.wall_ms = time.time_ns() // 1_000_000
        self._mono_ms = time.monotonic_ns() // 1_000_000

    def read(self) -> Now:
        """Read it as a node does."""
        return Now(self.wall_ms, self._mono_ms, 0)

    def pass_ms(self, span_ms: int) -> None:
        """Let so much time pass."""
        self.wall_ms += span_ms
        self._mono_ms += span_ms


class Side:
    """One party of a drill: its node while it has power."""

    def __init__(self, home: Home, clock: DrillClock, log: TextIO, shown: Callable[[Show], None]) -> None:
        self.home, self._clock, self._log, self._shown = home, clock, log, shown
        self._line: ServedLine | None = None
        self._control: Control | None = None
        self._task: asyncio.Task[None] | None = None

    @property
    def powered(self) -> bool:
        """Whether its node runs."""
        return self._line is not None

    @property
    def line(self) -> ServedLine:
        """The line of the node that runs."""
        assert self._line is not None
        return self._line

    @property
    def shelf(self) -> Shelf:
        """What its record says."""
        return self.line.ledger.shelf

    def start(self) -> None:
        """Start its node. Raises OurFault `home-locked` and what homes raise."""
        log = Log(self._log, party=self.home.party)
        self._line = ServedLine(self.home, LINE, log, read_clock=self._clock.read, watch=self._observe)
        self._control = Control(self.home, {LINE: self._line})
        self._task = asyncio.create_task(self._run(self._line, self._control))

    async def _run(self, line: ServedLine, control: Control) -> None:
        await together(line.runtime.run(), listen(self.home.folder, control.obey))

    async def stop(self) -> None:
        """End its node, if it runs. Raises what ended it before."""
        task, self._task, line, self._line = self._task, None, self._line, None
        if task is None or line is None:
            return
        task.cancel()
        await asyncio.wait({task})
        line.runtime.store.close()  # where it was ended before it had begun
        if not task.cancelled() and (error := task.exception()):
            raise error

    async def ask(self, request: dict[str, Any]) -> dict[str, Any]:
        """Ask its node as a command does. Raises OurFault."""
        assert self._control is not None
        return await self._control.obey({"line": LINE, **request})

    def look(self) -> None:
        """Have its node look at the clock. Raises what ended it."""
        if self._task is not None and self._task.done():
            self._task.result()
            raise OurFault("drill-node", f"The node of {self.home.party} ended.")
        if self._line is not None:
            self._line.runtime.post(Ticked())

    def _observe(self, effect: Effect) -> None:
        if isinstance(effect, Show):
            self._shown(effect)


class Link:
    """What joins the two nodes: TCP on loopback. The watch listens, the counterpart dials."""

    def __init__(self, watch: Side, counterpart: Side) -> None:
        self._sides = watch, counterpart
        self.up = False

    @staticmethod
    def place(homes: Homes) -> None:
        """Choose a port that is free. Raises OurFault of homes."""
        with socket.create_server(("127.0.0.1", 0)) as free:
            place = f"127.0.0.1:{free.getsockname()[1]}"
        watch, counterpart = (read_line(home, LINE, secrets=False).places for home in homes)
        set_places(homes.watch, LINE, watch._replace(listen=place, peers={}))
        set_places(homes.counterpart, LINE, counterpart._replace(listen=None, peers={homes.watch.party: place}))

    async def cut(self) -> None:
        """Cut it: the counterpart dials no more."""
        self.up = False
        _, counterpart = self._sides
        if counterpart.powered:
            counterpart.line.runtime.switch(BEARER, on=False)
        await self.rest()

    async def cut_power(self) -> None:
        """Take the counterpart's power: its node ends between two of its rounds, and takes leave of nobody."""
        self.up = False
        await self._sides[1].stop()
        await self.rest()

    async def heal(self) -> None:
        """Bring back what is gone; no time passes in the drill meanwhile. Raises OurFault `drill-node`."""
        for side in self._sides:
            if not side.powered:
                side.start()
        self._sides[1].line.runtime.switch(BEARER, on=True)
        await _until(lambda: all(side.line.runtime.ways for side in self._sides), WAY_S_MAX)
        if not all(side.line.runtime.ways for side in self._sides):
            raise OurFault("drill-node", "The link between the two nodes does not come up.")
        self.up = True
        await self.rest()

    async def rest(self) -> None:
        """Let both nodes see the clock and do what they owe; each other's receipts too while the link is up."""
        runtimes = [side.line.runtime for side in self._sides if side.powered]
        for side in self._sides:
            side.look()
        await _until(lambda: all(each.at_rest if self.up else each.quiet for each in runtimes), REST_S_MAX)


async def _until(holds: Callable[[], bool], seconds: float) -> None:
    """Wait until it holds, and no longer than so many seconds."""
    end_s = time.monotonic() + seconds
    while not holds() and time.monotonic() < end_s:  # noqa: ASYNC110  a node tells nobody when it has come to rest
        await asyncio.sleep(POLL_S)
