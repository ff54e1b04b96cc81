"""`parley drill`: made, listed, shown, played, paused, stopped, looked back on."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from parley.app.drills.homes import LINE, opened
from parley.app.drills.scenarios import COURSE, names
from parley.app.home import read_line
from parley.app.own_log import read
from parley.cli.main import main
from parley.desk.agreement import parse
from parley.words.instants import SECOND_MS, parse_iso
from tests.app.homes import two_homes
from tests.cli.served import Shell, eventually, serving
from tests.drills.stage import SCRIPTS
from tools.kill9 import AGREEMENT

ROLE = """
[roles.watch-officer]
name = { ru = "оперативный дежурный" }
authority = { ru = "подтверждает" }
"""
PARLEY = [sys.executable, "-P", "-m", "parley"]


@pytest.fixture
def shell(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def test_what_is_shipped_is_listed_and_shown(shell: Shell) -> None:
    listed = shell("drill", "list").splitlines()
    assert [line.split()[0] for line in listed[:7]] == [f"{number}." for number in range(1, 8)]
    assert [each["scenario"] for each in shell.json("drill", "list")] == list(names())
    shown = shell("drill", "show", "hoax-caller")
    assert "[never]" in shown
    assert "[as the agreement says]" in shown
    assert "[within 180 s]" in shown
    assert shell.json("drill", "show", "hoax-caller")["course"] == 1 + COURSE.index("hoax-caller")
    shell.refused("scenario-unknown", "drill", "show", "no-such")


def test_what_cannot_be_made_or_played_is_refused(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "drill"
    shell.refused("party-code", "drill", "new", folder, "--parties", "USA")
    shell.refused("party-code", "drill", "new", folder, "--parties", "USA,U!")
    shell.refused("file-unreadable", "drill", "new", folder, "--agreement", tmp_path / "none")
    assert not folder.exists()
    shell.refused("drill-missing", "drill", "play", "test", "--home", folder)
    shell("drill", "new", folder)
    shell.refused("home-exists", "drill", "new", folder)
    live, _ = two_homes(tmp_path / "live")
    shell.refused("drill-unwatched", "drill", "play", "test", "--home", folder, "--live", live.folder)
    shell.misused("drill", "play", "test", "--home", folder, "--speed", "0")


@pytest.mark.slow
def test_a_watch_that_speaks_russian_under_the_terms_of_its_live_line(shell: Shell, tmp_path: Path) -> None:
    """The live line sets no time to read anything: it is to be read when it is to be answered."""
    terms = tmp_path / "agreement.toml"
    terms.write_text(AGREEMENT.replace('"en"', '"ru"').replace("roles = {}", "") + ROLE)
    shell("drill", "new", tmp_path / "drill", "--parties", "RUS,USA", "--agreement", terms)
    watch = opened(tmp_path / "drill").watch
    assert watch.party == "RUS"
    assert parse(read_line(watch, LINE).agreement).languages["RUS"] == "ru"
    script = SCRIPTS / "badly" / "test.toml"
    how = ["--speed", 1000, "--script", script, "--seat", "watch-2"]
    told = shell("drill", "play", "test", "--home", tmp_path / "drill", *how)
    assert "DRILL Проверка связи и первое уведомление" in told
    assert "Mark: fair (1 of 2 in time)" in told
    assert "Agreement, reply_within_min.IMMEDIATE: " in told
    assert "Late:\n  Ответить на проверку" in told
    (sheet,) = read(watch.folder, "drill")
    assert (sheet["seat"], sheet["mark"], sheet["scenario"]) == ("watch-2", "fair", "test")
    shell.refused("scenario-terms", "drill", "play", "lost-link-in-a-call", "--home", tmp_path / "drill")
    assert "1 of 7 done" in shell("drill", "course", "--home", tmp_path / "drill")
    assert shell.json("drill", "course", "--home", tmp_path / "drill")[0]["best"] == "fair"


def test_the_language_of_the_watch_is_chosen(shell: Shell, tmp_path: Path) -> None:
    shell("drill", "new", tmp_path / "drill", "--parties", "RUS,USA", "--language", "ru")
    terms = parse(read_line(opened(tmp_path / "drill").watch, LINE).agreement)
    assert terms.languages == {"RUS": "ru", "USA": "en"}


@contextmanager
def ended(child: subprocess.Popen[str]) -> Iterator[None]:
    """Whatever fails, no process stays."""
    try:
        yield
    finally:
        child.kill()


def reading(child: subprocess.Popen[str], words: str) -> None:
    assert child.stdout is not None
    for line in child.stdout:
        if words in line:
            return
    raise AssertionError(f"it ended without {words!r}")


@pytest.mark.slow
def test_ctrl_c_pauses_enter_goes_on_and_ctrl_c_twice_leaves_no_process(shell: Shell, tmp_path: Path) -> None:
    folder = tmp_path / "drill"
    shell("drill", "new", folder)
    command = [*PARLEY, "drill", "play", "test", "--home", str(folder), "--speed", "10"]
    with (
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True, bufsize=1) as child,
        ended(child),
    ):
        assert child.stdin is not None
        reading(child, "K7M2P")
        child.send_signal(signal.SIGINT)
        reading(child, "Paused")
        before_ms = clock_ms(shell, folder)
        time.sleep(0.5)  # five seconds of the drill
        assert clock_ms(shell, folder) <= before_ms + SECOND_MS, "the drill's clock stands"
        child.stdin.write("\n")
        eventually(lambda: clock_ms(shell, folder) > before_ms + SECOND_MS)
        child.send_signal(signal.SIGINT)
        reading(child, "Paused")
        child.send_signal(signal.SIGINT)
        reading(child, "It was stopped before its end and has no mark.")
        assert child.wait(10) == 130
    assert not processes_of(folder)
    assert not os.path.lexists(folder / "watch" / "control")
    (sheet,) = read(folder / "watch", "drill")
    assert (sheet["ended"], sheet["mark"]) == ("stopped", None)


def clock_ms(shell: Shell, folder: Path) -> int:
    """The watch's clock: that of what it says now."""
    said = shell.json("statement", folder / "watch", "--seat", "watch-officer", "--text", "What is the time?")
    return parse_iso(said["clock"])


def processes_of(folder: Path) -> list[str]:
    found = []
    for each in Path("/proc").glob("[0-9]*/cmdline"):
        try:
            words = each.read_bytes().split(b"\0")
        except OSError:
            continue
        if any(word.startswith(os.fsencode(folder)) for word in words):
            found.append(each.parent.name)
    return found


@pytest.mark.slow
def test_a_live_alarm_ends_it_with_the_word_real(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["drill", "new", str(tmp_path / "drill")]) == 0
    capsys.readouterr()
    with serving(*two_homes(tmp_path / "live")) as (usa, rus):
        spoken = ["statement", str(rus.home.folder), "--seat", "watch-officer", "--officer-word", "--text"]
        eventually(lambda: main([*spoken, "Good day."]) == 0)  # both have signed, and nothing has rung
        capsys.readouterr()
        urgent = [*PARLEY, *spoken, "This is no drill.", "--precedence", "flash"]
        speaking = threading.Timer(1.0, subprocess.run, [urgent], {"capture_output": True})
        speaking.start()
        play = ["drill", "play", "test", "--home", tmp_path / "drill", "--live", usa.home.folder, "--json"]
        assert main([str(word) for word in play]) == 1
        speaking.join()
    told = capsys.readouterr()
    found = json.loads(told.out)
    assert (found["ended"], found["mark"], found["real"]) == ("real", None, "FLASH from RUS on line main")
    assert "REAL REAL REAL" in told.err
    assert [each["verdict"] for each in found["items"]] == ["not judged", "not judged"]
    assert not processes_of(tmp_path / "drill")
