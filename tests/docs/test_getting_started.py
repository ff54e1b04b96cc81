"""docs/getting-started.md, typed as it stands there, on two machines that are two folders here."""

import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.app.homes import free_port
from tests.tidy.rules import ROOT

PAGE = ROOT / "docs" / "getting-started.md"
BLOCK = re.compile(r"^```(sh|carry)(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
STEP = re.compile(r"^## \d", re.MULTILINE)
ADDRESS = "192.0.2.1:7001"
STEPS_MAX = 4
PATIENCE_S = 30.0


class Machine:
    """A folder with Parley in it, and what runs there."""

    def __init__(self, folder: Path, place: str) -> None:
        self.folder, self._place = folder, place
        self.running: list[subprocess.Popen[bytes]] = []
        folder.mkdir()
        launcher = folder / "parley"
        launcher.write_text(f'#!/bin/sh\nPYTHONPATH={ROOT}/src exec {sys.executable} -P -m parley "$@"\n')
        launcher.chmod(0o755)

    def type(self, commands: str, *, background: bool) -> str:
        """Type commands; what they print. Those that stay are ended with the test."""
        script = commands.replace(ADDRESS, self._place)
        if background:
            command = ["sh", "-c", f"exec {script.strip()}"]
            self.running.append(subprocess.Popen(command, cwd=self.folder, stderr=subprocess.DEVNULL))
            return ""
        done = subprocess.run(["bash", "-euc", script], cwd=self.folder, capture_output=True, text=True, check=False)
        assert done.returncode == 0, (script, done.stdout, done.stderr)
        return done.stdout


@contextmanager
def two_machines(folder: Path) -> Iterator[dict[str, Machine]]:
    place = f"127.0.0.1:{free_port()}"
    machines = {name: Machine(folder / name, place) for name in ("usa", "rus")}
    try:
        yield machines
    finally:
        for child in (child for machine in machines.values() for child in machine.running):
            child.send_signal(signal.SIGTERM)
            child.wait(PATIENCE_S)


def blocks(page: str) -> list[tuple[str, list[str], str]]:
    return [(sort, words.split(), text) for sort, words, text in BLOCK.findall(page)]


def carry(folder: Path, text: str) -> None:
    there, what, here, name = text.split()
    source, target = folder / there / what, folder / here / name
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        shutil.copy(source, target)


def arrived(machine: Machine, words: str) -> str:
    """List until it is there: a statement takes a moment to cross."""
    end_s = time.monotonic() + PATIENCE_S
    while words not in (said := machine.type("./parley list home", background=False)):
        assert time.monotonic() < end_s, said
        time.sleep(0.2)
    return said


@pytest.mark.slow
def test_the_page_as_it_stands(tmp_path: Path) -> None:
    said: dict[str, str] = {"usa": "", "rus": ""}
    with two_machines(tmp_path) as machines:
        for sort, words, text in blocks(PAGE.read_text()):
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
    assert len(numbers[0] & numbers[1]) == 2
    assert not os.path.lexists(tmp_path / "usa" / "home" / "control")


def founded(machine: Machine) -> None:
    """Wait until the other side's signature has come: the page says that it takes seconds."""
    end_s = time.monotonic() + PATIENCE_S
    while '"up": true' not in machine.type("./parley status home --json", background=False):
        assert time.monotonic() < end_s
        time.sleep(0.2)


def test_at_most_four_steps_a_side() -> None:
    assert 0 < len(STEP.findall(PAGE.read_text())) <= STEPS_MAX


def test_a_command_that_fails_is_found(tmp_path: Path) -> None:
    machine = Machine(tmp_path / "usa", ADDRESS)
    with pytest.raises(AssertionError, match="home-missing"):
        machine.type("./parley status home\n", background=False)
