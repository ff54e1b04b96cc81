"""The node under an open terminal killed with -9, stopped, and back: it is told, and nothing is lost or doubled."""

import asyncio
import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parley.app.home import Home
from parley.cli.tui import asking
from parley.cli.tui.asking import Node
from parley.runtime.control import call
from tests.app.homes import LINE
from tests.cli.served import eventually, serving
from tests.cli.test_statements import homes_under
from tests.tui.desk_at import Officer, at, comes, says_once_heard

UNHEARD_S_MAX = 12.0
"""R-50: within so long an officer is told."""


class Process:
    """`parley serve` of a home as a process of its own."""

    def __init__(self, home: Home) -> None:
        self.home = home
        self.starts()

    def starts(self) -> None:
        self._child = subprocess.Popen(
            [sys.executable, "-m", "parley", "serve", str(self.home.folder)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            env=os.environ | {"PYTHONPATH": "src"},
        )
        eventually(self._answers)

    def _answers(self) -> bool:
        caller = call(self.home.folder)
        if caller is not None:
            caller.close()
        return caller is not None

    def gets(self, number: signal.Signals) -> None:
        self._child.send_signal(number)
        if number is signal.SIGKILL:
            self._child.wait()

    def ends(self) -> None:
        self._child.send_signal(signal.SIGCONT)
        self._child.kill()
        self._child.wait()


@contextmanager
def process(home: Home) -> Iterator[Process]:
    found = Process(home)
    try:
        yield found
    finally:
        found.ends()


async def told_within(officer: Officer, seconds: float) -> float:
    """How long it takes until the terminal says that the node is not there."""
    begun_s = time.monotonic()
    while "NODE NOT ANSWERING" not in officer.screen():
        if time.monotonic() - begun_s > seconds:
            return seconds
        await asyncio.sleep(0.05)
    return time.monotonic() - begun_s


@pytest.mark.slow
def test_a_node_killed_under_the_terminal_is_told_and_comes_back(tmp_path: Path) -> None:
    usa, rus = homes_under(tmp_path)
    with serving(rus), process(usa) as node:
        asked = says_once_heard(rus, "Ваши самолёты?")
        comes(usa, asked)

        async def story() -> None:
            async with at(usa) as officer:
                await officer.sees(f"P < {asked['id'][:6]}")
                node.gets(signal.SIGKILL)
                assert await told_within(officer, UNHEARD_S_MAX) < UNHEARD_S_MAX
                shown = await officer.sees("What stands here is of", "parley serve", f"P < {asked['id'][:6]}")
                assert "Link to" not in shown, "a link that is down has another face"
                await officer.presses("a")
                assert "ROGER" not in await officer.sees("[node-not-running]")
                await asyncio.to_thread(node.starts)
                await officer.misses("NODE NOT ANSWERING")
                await officer.sees("RUS: link up")
                await officer.presses_until("a", "ROGER for")  # once the thread has been asked for anew
                await officer.sees("ROGER for", "received by the node of RUS")
                await officer.until(lambda: officer.screen().count(f"P < {asked['id'][:6]}") == 1)
                node.gets(signal.SIGSTOP)  # it hangs, and its socket takes calls still
                assert await told_within(officer, UNHEARD_S_MAX) < UNHEARD_S_MAX
                node.gets(signal.SIGCONT)
                await officer.misses("NODE NOT ANSWERING")

        asyncio.run(story())
        said = Node(usa.folder, LINE).ask({"do": "thread", "ref": asked["id"]})["statements"]
        assert [each["kind"] for each in said] == ["query", "acknowledgement"]


@pytest.mark.slow
def test_a_terminal_that_waits_too_long_for_a_node_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    usa, rus = homes_under(tmp_path)
    monkeypatch.setattr(asking.Node.__init__, "__defaults__", (60.0,))
    with serving(rus), process(usa) as node:
        comes(usa, says_once_heard(rus, "Слышите?"))

        async def story() -> None:
            async with at(usa) as officer:
                await officer.sees("Слышите?")
                node.gets(signal.SIGSTOP)
                assert await told_within(officer, 5.0) == 5.0, "with the real bound it is told by then"
                node.gets(signal.SIGCONT)

        asyncio.run(story())


def test_a_link_that_is_down_has_a_face_of_its_own(tmp_path: Path) -> None:
    usa, rus = homes_under(tmp_path)
    with serving(usa):
        with serving(rus):
            comes(usa, says_once_heard(rus, "Слышите?"))

        async def story() -> None:
            async with at(usa) as officer:
                shown = await officer.sees("RUS: LINK DOWN")
                assert "NODE NOT ANSWERING" not in shown
                seen = officer.terminal.post.seen
                assert seen is not None
                seen.alerts["down_since"]["RUS"] = "2026-11-24T07:00Z"
                officer.terminal.post.hear(seen)
                officer.terminal.tick()
                officer.terminal.workers.cancel_group(officer.terminal, "follow")
                await officer.sees("Link to RUS down. Nothing you send is arriving. It waits here")

        asyncio.run(story())
