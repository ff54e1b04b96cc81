"""What rings where no browser runs: a command of this home, which is told a level, a precedence and a reference."""

from __future__ import annotations

import asyncio
import json
import time
import tomllib
from contextlib import suppress
from pathlib import Path
from typing import Final

from parley.app.home import Home
from parley.desk.alerts import Level
from parley.runtime.logs import Log
from parley.words.faults import OurFault
from parley.words.limits import ALARMS_BYTES_MAX

FILE: Final = "annunciator.toml"
RING_S_MAX: Final = 20.0
"""A tone or a relay needs no longer; whatever runs on is killed."""
AGAIN_S: Final = {Level.ALARM: 10.0, Level.WARNING: 60.0, Level.CAUTION: None}
"""How long after it rang it rings again while nobody has acknowledged; a caution rings once."""


def read_command(home: Path) -> tuple[str, ...]:
    """Read the command of a home, empty where it has none. Raises OurFault `annunciator-malformed`."""
    try:
        with (home / FILE).open("rb") as file:
            document = tomllib.loads(file.read(ALARMS_BYTES_MAX).decode())
    except FileNotFoundError:
        return ()
    except (OSError, ValueError, RecursionError) as error:
        raise OurFault("annunciator-malformed", f"{home / FILE}: {str(error)[:200]}.") from None
    command = document.get("command")
    words = command if isinstance(command, list) else []
    if set(document) != {"command"} or not words or not all(isinstance(each, str) and each for each in words):
        raise OurFault("annunciator-malformed", f"{home / FILE} has not `command` alone, a list of words.")
    return tuple(words)


def browser_policy(origin: str) -> str:
    """Write the file that lets the pages of an origin sound in Chromium without a click, for `policies/managed`."""
    return json.dumps({"AutoplayAllowlist": [origin.rstrip("/")]}, indent=2)


async def ring(command: tuple[str, ...], level: Level, said: str) -> bool:
    """Run the command once, with level, precedence and reference behind it; say whether it ended well, in time."""
    try:
        child = await asyncio.create_subprocess_exec(
            *command,
            level.name.lower(),
            *said.split(" "),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            stderr=asyncio.subprocess.DEVNULL,
        )
    except OSError:
        return False
    try:
        async with asyncio.timeout(RING_S_MAX):
            return await child.wait() == 0
    except TimeoutError:
        return False
    finally:
        if child.returncode is None:
            with suppress(ProcessLookupError):
                child.kill()
            await child.wait()


class Annunciator:
    """The command of a home at work: one child at a time, again while it is not acknowledged."""

    def __init__(self, home: Home, log: Log) -> None:
        self._home, self._log = home, log
        self._task: asyncio.Task[None] | None = None
        self._rung: tuple[Level, str] | None = None
        self._again_s = 0.0

    def hear(self, waiting: tuple[Level, str] | None) -> None:
        """Learn what waits loudest now, or that nothing does."""
        if waiting is None:
            self._rung = None
            return
        again_s = AGAIN_S[waiting[0]]
        due = waiting != self._rung or (again_s is not None and time.monotonic() >= self._again_s)
        if due and (self._task is None or self._task.done()):
            self._rung, self._again_s = waiting, time.monotonic() + (again_s or 0.0)
            self._task = asyncio.create_task(self._ring(*waiting))

    async def _ring(self, level: Level, said: str) -> None:
        try:
            command = read_command(self._home.folder)
            if command and not await ring(command, level, said):
                self._log.write("annunciator-failed", command=command[0])
        except OurFault as fault:
            self._log.write("annunciator", code=fault.code)

    async def close(self) -> None:
        """End what rings."""
        if self._task is not None:
            self._task.cancel()
            await asyncio.wait([self._task])
