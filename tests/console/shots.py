"""`python -m tests.console.shots [OUT]`: writes a picture of each screen, by default into docs/screens.

Two nodes tell the first scenario up to the morning of 13 March 2022; what the pages show is what they then say.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Final, NamedTuple

from tests.app.homes import LINE
from tests.console.desks import Desk, two_desks
from tests.console.played import Told, story_clock, story_homes
from tests.tidy.rules import ROOT

OUT: Final = ROOT / "docs/screens"
SEAT: Final = "watch-officer"
SIZE: Final = {"width": 1366, "height": 854}
BYTES_MAX: Final = 300_000


class Shot(NamedTuple):
    """One picture: its name, the screen's address with refs of the story in braces, whose it is, in which theme."""

    name: str
    screen: str
    party: str = "USA"
    theme: str = "dark"


SHOTS: Final = (
    Shot("desk", "desk"),
    Shot("desk-night", "desk", theme="night"),
    Shot("thread", "thread/{strike}"),
    Shot("compose", "compose/query"),
    Shot("calls", "calls"),
    Shot("calls-ru", "calls", "RUS"),
    Shot("call", "call/{chiefs-1}"),
    Shot("record", "record?q=&entry={strike}"),
    Shot("incident", "incident/{strike}"),
    Shot("line", "line"),
    Shot("agreement", "agreement"),
    Shot("handover", "handover"),
    Shot("drill", "drill?scenario=two-flash"),
    Shot("alerts", "alerts"),
)


def take(shot: Shot, desk: Desk, told: Told, out: Path) -> int:
    """Take one picture; give its size in bytes."""
    screen = shot.screen
    for ref, entry in told.ids.items():
        screen = screen.replace(f"{{{ref}}}", entry.hex()[:16])
    answer = desk.page.goto(f"{desk.address}{LINE}/{screen}")
    assert answer is not None, screen
    assert answer.ok, f"{screen}: {answer.status}"
    desk.page.evaluate("theme => { document.documentElement.dataset.theme = theme }", shot.theme)
    return len(desk.page.screenshot(path=out / f"{shot.name}.png"))


def main() -> None:
    """Take all of them."""
    out = Path(sys.argv[1]) if len(sys.argv) > 1 else OUT
    out.mkdir(parents=True, exist_ok=True)
    with (
        tempfile.TemporaryDirectory() as folder,
        story_clock() as clock,
        two_desks(Path(folder), (SEAT, SEAT), story_homes) as (usa, rus),
    ):
        told = Told({"USA": usa.node, "RUS": rus.node}, clock)
        told.tell()
        for desk in (usa, rus):
            desk.page.set_viewport_size(SIZE)  # type: ignore[arg-type]
        for shot in SHOTS:
            size = take(shot, usa if shot.party == "USA" else rus, told, out)
            assert size <= BYTES_MAX, f"{shot.name}: {size} bytes"
            sys.stdout.write(f"{shot.name}.png: {size} bytes\n")


if __name__ == "__main__":
    main()
