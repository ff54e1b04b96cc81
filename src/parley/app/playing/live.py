"""The live line beside a drill: what rings there ends the drill. It is only read, by the socket of the live home."""

from __future__ import annotations

import asyncio
from pathlib import Path
from typing import Any, Final

from parley.runtime.control import call
from parley.words.faults import OurFault

LOOK_S: Final = 0.5
ANSWER_S_MAX: Final = 5.0
LOST: Final = "the live node does not answer"


class LiveLine:
    """The lines of a live home from now on."""

    def __init__(self, folder: Path) -> None:
        """Learn what has rung already. Raises OurFault `drill-unwatched` where no node runs, and those of sockets."""
        self._folder = folder
        self._last = {line: found["last"] for line, found in self._asked({}).items()}

    def rung(self) -> str:
        """Say what has rung since, or that nobody answers; empty where all is quiet."""
        try:
            found = self._asked(self._last)
        except (OurFault, OSError, ValueError):
            return LOST
        return ", ".join(
            f"{each['what']} on line {line}" for line, told in sorted(found.items()) for each in told["alarms"]
        )

    async def rings(self) -> str:
        """Wait until something rings, and say what."""
        while not (rung := await asyncio.to_thread(self.rung)):  # noqa: ASYNC110  another process tells nobody
            await asyncio.sleep(LOOK_S)
        return rung

    def _asked(self, last: dict[str, int]) -> dict[str, Any]:
        caller = call(self._folder, ANSWER_S_MAX)
        if caller is None:
            raise OurFault("drill-unwatched", f"No node runs in {self._folder}.")
        try:
            lines = caller.ask({"do": "lines"})["lines"]
            return {line: caller.ask({"do": "alarms", "line": line, "after": last.get(line, 0)}) for line in lines}
        finally:
            caller.close()
