"""docs/getting-started.md, typed as it stands there, on two machines that are two folders here."""

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from tests.app.homes import free_port
from tests.cli.served import eventually
from tests.tidy.rules import ROOT

PAGE = ROOT / "docs" / "getting-started.md"
BLOCK = re.compile(r"^```(sh|carry)(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^## \d", re.MULTILINE)
CUT = "## When the wire is cut"
ADDRESS = "192.0.2.1:7001"
STEPS_MAX = 4
PATIENCE_S = 30.0


class Machine:
    """A folder with Parley in it, and what runs there."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder, self._typed = folder, {ADDRESS: place, "drop --incoming": "drop --poll-s 0.2 --incoming"}
        self.running: list[subprocess.Popen[bytes]] = []
        folder.mkdir()
        launcher = folder / "parley"
        launcher.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT}/src exec {sys.executable} -P -m parley "$@"\n')
        launcher.chmod(0o755)

    def type(self, commands: str, *, background: bool) -> str:
        """Type commands; what they print. Those that stay are ended with the test."""
        script = commands
        for written, typed in self._typed.items():
            script = script.replace(written, typed)
        if background:
            command = ["sh", "-c", f"exec {script.strip()}"]
            self.running.append(subprocess.Popen(command, cwd=self.folder, stderr=subprocess.DEVNULL))
            return ""
        done = self._typed_in(script)
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        return done.stdout

    def ask(self, command: str) -> str:
        """Type a command that may fail, since the node is only starting; what it prints."""
        return self._typed_in(command).stdout

    def _typed_in(self, script: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(["bash", "-euc", script], cwd=self.folder, capture_output=True, text=True, check=False)

    def stop(self) -> None:
        """Press Ctrl-C in the node's terminal."""
        while self.running:
            child = self.running.pop()
            child.send_signal(signal.SIGINT)
            child.wait(PATIENCE_S)


@contextmanager
def two_machines(folder: Path) -> Iterator[dict[str, Machine]]:
    place = f"127.0.0.1:{free_port()}"
    machines = {name: Machine(folder / name, place) for name in ("usa", "rus")}
    try:
        yield machines
    finally:
        for machine in machines.values():
            machine.stop()


def blocks(page: str) -> list[tuple[str, list[str], str]]:
    return [(sort, words.split(), text) for sort, words, text in BLOCK.findall(page)]


def carry(folder: Path, text: str) -> None:
    """Carry once what is named; between folders that are there the files of a drop."""
    for there, what, here, name in map(str.split, text.splitlines()):
        source, target = folder / there / what, folder / here / name
        if target.is_dir():
            for file in source.glob("*.PLY"):
                shutil.copyfile(file, target / file.name)
                file.unlink()
        elif source.is_dir():
            shutil.copytree(source, target)
        else:
            shutil.copy(source, target)


@contextmanager
def courier(folder: Path, text: str) -> Iterator[None]:
    """Somebody who carries again and again."""
    over = threading.Event()

    def go() -> None:
        while not over.wait(0.2):
            carry(folder, text)

    walking = threading.Thread(target=go)
    walking.start()
    try:
        yield
    finally:
        over.set()
        walking.join()


def arrived(machine: Machine, words: str) -> str:
    """List until it is there: a statement takes a moment to cross."""
    end_s = time.monotonic() + PATIENCE_S
    while words not in (said := machine.type("./parley list home", background=False)):
        assert time.monotonic() < end_s, said
        time.sleep(0.2)
    return said


@pytest.mark.slow
def test_the_page_as_it_stands(tmp_path: Path) -> None:
    """Both run by the page alone over TCP; then TCP is off, and what is said is carried by hand and receipted."""
    first, cut = PAGE.read_text().split(CUT)
    said: dict[str, str] = {"usa": "", "rus": ""}
    with two_machines(tmp_path) as machines:
        for sort, words, text in blocks(first):
            if sort == "carry":
                carry(tmp_path, text)
                continue
            machine = machines[words[0]]
            if words[0] == "rus" and "./parley list" in text:
                arrived(machine, "This is USA")
            elif words[0] == "usa" and "./parley status" in text:
                arrived(machine, "Слышим")
            elif "./parley statement" in text:
                founded(machine)
            said[words[0]] += machine.type(text, background="background" in words)
        numbers = [set(re.findall(r"(?:\d{5} ){5}\d{5}", each)) for each in said.values()]
        assert "stored at RUS" in arrived(machines["usa"], "stored at RUS")
        by_hand(tmp_path, machines, blocks(cut))
    assert len(numbers[0] & numbers[1]) == 2
    assert not os.path.lexists(tmp_path / "usa" / "home" / "control")


def by_hand(folder: Path, machines: dict[str, Machine], typed: list[tuple[str, list[str], str]]) -> None:
    with ExitStack() as walking:
        for sort, words, text in typed:
            if sort == "carry":
                assert "This comes by hand" not in machines["rus"].type("./parley list home", background=False)
                walking.enter_context(courier(folder, text))
                continue
            machine = machines[words[0]]
            if "again" in words:
                machine.stop()
            elif "./parley bearer off" in text:
                eventually(lambda machine=machine: '"up": true' in machine.ask("./parley bearer list home --json"))  # type: ignore[misc]
            elif "./parley list" in text:
                arrived(machine, "This comes by hand")
            machine.type(text, background="again" in words)
        receipt = re.compile(r"This comes by hand.*stored at RUS", re.DOTALL)
        eventually(lambda: receipt.search(machines["usa"].type("./parley list home", background=False)) is not None)
        answer = './parley statement home --seat watch-officer --text "Receipted by hand"'
        machines["rus"].type(answer, background=False)
        arrived(machines["usa"], "Receipted by hand")
        (tcp, drop) = sorted(
            json.loads(machines["usa"].type("./parley bearer list home --json", background=False)),
            key=lambda each: each["on"],
        )
        assert (tcp["bearer"], drop["bearer"]) == ("tcp", "drop")
        assert not tcp["ways"][0]["open"]
        assert min(drop["ways"][0]["packets_in"], drop["ways"][0]["packets_out"]) > 1


def founded(machine: Machine) -> None:
    """Wait until the other side's signature has come: the page says that it takes seconds."""
    end_s = time.monotonic() + PATIENCE_S
    while '"up": true' not in machine.type("./parley status home --json", background=False):
        assert time.monotonic() < end_s
        time.sleep(0.2)


def test_at_most_four_steps_a_side() -> None:
    assert 0 < len(STEP.findall(PAGE.read_text())) <= STEPS_MAX


@pytest.mark.slow
def test_a_command_that_fails_is_found(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "usa", ADDRESS)
    with pytest.raises(AssertionError, match="home-missing"):
        machine.type("./parley status home\n", background=False)
