"""A live alarm ends a drill on screen: two real lines beside each other, one live, one for drills."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.app.drills.homes import Homes
from parley.app.drills.judging import Ended, Verdict
from parley.app.drills.scenarios import scenario
from parley.app.home import Home
from parley.app.playing.live import LOST, LiveLine
from parley.app.playing.play import Line, Play
from parley.cli._drill_text import debriefing_text, line_text
from parley.cli.main import main
from parley.words.faults import OurFault
from tests.app.homes import two_homes
from tests.cli.served import Served, eventually, serving
from tests.drills.stage import Run, run, stage
from tests.refusals import refused

pytestmark = pytest.mark.slow

AT_ONCE_S = 3.0


@pytest.fixture
def live(tmp_path: Path) -> Iterator[tuple[Served, Served]]:
    """USA's and RUS's nodes on a live line that is up."""
    with serving(*two_homes(tmp_path / "live")) as (usa, rus):
        eventually(lambda: '"way"' in usa.log.getvalue())
        yield usa, rus


def say(home: Home, precedence: str) -> None:
    """Say something on the live line."""
    words = ["statement", str(home.folder), "--seat", "watch-officer", "--text", "This is no drill.", "--officer-word"]
    eventually(lambda: main([*words, "--precedence", precedence]) == 0)  # the other side's signature may be on its way


def drilled(homes: Homes, watched: LiveLine | None, rus: Home, precedence: str) -> tuple[Run, float]:
    """Play the test at its own speed; when it has begun RUS speaks on the live line. How long after?"""
    spoken_s: list[float] = []

    def speak() -> None:
        say(rus, precedence)
        spoken_s.append(time.monotonic())

    def during(play: Play, line: Line) -> None:
        if line.who == play.played.counterpart:
            threading.Thread(target=speak).start()

    done = run(homes, scenario("test"), live=watched, speed=60.0, during=during)
    return done, time.monotonic() - spoken_s[0]


@pytest.mark.parametrize("precedence", ["flash", "immediate"])
def test_an_urgent_word_on_the_live_line_ends_the_drill(
    tmp_path: Path, live: tuple[Served, Served], precedence: str
) -> None:
    usa, rus = live
    done, took_s = drilled(stage(tmp_path), LiveLine(usa.home.folder), rus.home, precedence)
    assert took_s < AT_ONCE_S
    assert done.found.ended is Ended.REAL
    assert done.found.real == f"{precedence.upper()} from RUS on line main"
    assert done.found.mark is None
    assert set(done.verdicts().values()) == {str(Verdict.OPEN)}
    (screen,) = [line_text(line) for line in done.lines if line.who == "REAL"]
    assert screen.startswith("REAL REAL REAL")
    told = "\n".join(debriefing_text(done.found))
    assert f"REAL: the live line called ({done.found.real})" in told
    assert "Mark:" not in told


def test_a_drill_beside_which_nobody_watches_the_live_line_goes_on(tmp_path: Path, live: tuple[Served, Served]) -> None:
    """The planted fault: without the watch on the live home the test above finds that the drill was played out."""
    _, rus = live
    done, took_s = drilled(stage(tmp_path), None, rus.home, "flash")
    assert took_s > AT_ONCE_S
    assert done.found.ended is Ended.PLAYED


def test_what_is_not_urgent_ends_nothing(tmp_path: Path, live: tuple[Served, Served]) -> None:
    usa, rus = live
    done, _ = drilled(stage(tmp_path), LiveLine(usa.home.folder), rus.home, "routine")
    assert done.found.ended is Ended.PLAYED


def test_what_rang_before_is_not_told_again_and_a_node_that_is_gone_is(live: tuple[Served, Served]) -> None:
    usa, rus = live
    first = LiveLine(usa.home.folder)
    say(rus.home, "flash")
    eventually(lambda: bool(first.rung()))
    assert first.rung() == "FLASH from RUS on line main"
    assert LiveLine(usa.home.folder).rung() == ""
    usa.stop()
    assert first.rung() == LOST
    with refused("drill-unwatched", OurFault):
        LiveLine(usa.home.folder)
