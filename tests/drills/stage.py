"""A drill line on disk, and drills played on it at speed."""

from __future__ import annotations

import asyncio
import io
from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from parley.app.drills.homes import Homes, new
from parley.app.drills.judging import Debriefing, Played, debriefing
from parley.app.drills.scenarios import Scenario, scenario, script
from parley.app.playing.live import LiveLine
from parley.app.playing.play import Line, Manner, Play
from parley.app.reading import Book, book_of_home

SCRIPTS = Path(__file__).parent / "scripts"
SPEED = 1000.0


class Run(NamedTuple):
    """A drill that was played: what came to pass, its debriefing, and the lines of its screen."""

    played: Played
    found: Debriefing
    lines: list[Line]

    def verdicts(self) -> dict[str, str]:
        return {each.name: str(each.verdict) for each in self.found.judged}


def stage(folder: Path) -> Homes:
    return new(folder / "drill")


def run(
    homes: Homes,
    chosen: Scenario,
    text: str = "",
    *,
    speed: float = SPEED,
    live: LiveLine | None = None,
    during: Callable[[Play, Line], None] = lambda _play, _line: None,
) -> Run:
    """Play it; `during` sees each line of the screen as it comes."""
    lines: list[Line] = []

    def tell(line: Line) -> None:
        lines.append(line)
        during(play, line)

    play = Play(homes, chosen, tell, io.StringIO(), Manner(speed, script(text.encode(), chosen), live))
    asyncio.run(play.run())
    return Run(play.played, debriefing(play.played), lines)


def by_script(homes: Homes, name: str, how: str) -> Run:
    return run(homes, scenario(name), (SCRIPTS / how / f"{name}.toml").read_text())


def books(homes: Homes) -> tuple[Book, Book]:
    """What each side's record says, with no node."""
    return book_of_home(homes.watch, "drill"), book_of_home(homes.counterpart, "drill")
