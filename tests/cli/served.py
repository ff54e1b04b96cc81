"""A home served in a thread of this process, so that commands can be put to it like by people."""

from __future__ import annotations

import asyncio
import io
import json
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from parley.app.home import Home
from parley.app.serve import run_home
from parley.cli.main import main
from parley.console.sessions import Sessions
from parley.runtime.control import call

PATIENCE_S = 20.0


class Served:
    """A home's node in a thread; `stop` ends it in order."""

    def __init__(
        self, home: Home, metrics: str | None = None, console: str | None = None, sessions: Sessions | None = None
    ) -> None:
        self.home = home
        self.sessions = sessions or Sessions()
        self.log = io.StringIO()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._task: asyncio.Task[None] | None = None
        self._thread = threading.Thread(target=self._run, args=(metrics, console))
        self._failed: BaseException | None = None
        self._thread.start()
        eventually(self._answers)

    def _answers(self) -> bool:
        if self._failed is not None:
            raise self._failed
        caller = call(self.home.folder)
        if caller is not None:
            caller.close()
        return caller is not None

    def _run(self, metrics: str | None, console: str | None) -> None:
        async def serve() -> None:
            self._loop = asyncio.get_running_loop()
            self._task = asyncio.current_task()
            await run_home(self.home, self.log, metrics, console, self.sessions)

        try:
            asyncio.run(serve())
        except asyncio.CancelledError:
            pass
        except BaseException as error:  # noqa: BLE001  it is raised by whoever waits
            self._failed = error

    def stop(self) -> None:
        if self._loop is not None and self._task is not None and self._thread.is_alive():
            self._loop.call_soon_threadsafe(self._task.cancel)
        self._thread.join(PATIENCE_S)
        assert not self._thread.is_alive()


@contextmanager
def serving(*homes: Home) -> Iterator[list[Served]]:
    nodes: list[Served] = []
    try:
        nodes.extend(Served(home) for home in homes)
        yield nodes
    finally:
        for node in nodes:
            node.stop()


def eventually(holds: Callable[[], bool]) -> None:
    """Wait until it holds."""
    end_s = time.monotonic() + PATIENCE_S
    while not holds():
        assert time.monotonic() < end_s, "it does not come to hold"
        time.sleep(0.02)


class Shell:
    """Runs commands in this process, and reads what they say."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *words: object) -> str:
        """It must end with 0; what it said."""
        code = main([str(word) for word in words])
        said = self._capsys.readouterr()
        assert code == 0, said.err
        return said.out

    def json(self, *words: object) -> Any:  # noqa: ANN401  JSON
        """It must end with 0; the object it printed."""
        return json.loads(self(*words, "--json"))

    def tried(self, *words: object) -> bool:
        """Whether it ended with 0; what it said is of no matter."""
        code = main([str(word) for word in words])
        self._capsys.readouterr()
        return code == 0

    def refused(self, code: str, *words: object) -> str:
        """It must end with 1, name the code, and say what to do next."""
        assert main([str(word) for word in words]) == 1
        message, todo, *_ = self._capsys.readouterr().err.splitlines()
        assert f"[{code}]" in message, message
        assert todo
        return message

    def misused(self, *words: object) -> str:
        """It must end with 2."""
        with pytest.raises(SystemExit) as ended:
            main([str(word) for word in words])
        assert ended.value.code == 2
        return self._capsys.readouterr().err
