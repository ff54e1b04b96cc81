"""The mark sheets of a drill's watch, out of its own log, and the first-watch course."""

from __future__ import annotations

import time
from collections.abc import Mapping
from typing import Any, Final

from parley.app import own_log
from parley.app.drills.homes import LINE
from parley.app.drills.judging import Debriefing, Mark
from parley.app.drills.scenarios import COURSE, scenario
from parley.app.drills.slots import spoken
from parley.app.home import Home, read_line
from parley.desk.agreement import parse

EVENT: Final = "drill"


def keep(home: Home, seat: str, found: Debriefing) -> None:
    """Keep the mark sheet of a drill in the own log. Raises OurFault `home-unwritable`."""
    own_log.note(home.folder, time.time_ns() // 1_000_000, seat, EVENT, **found.sheet())


def course(home: Home) -> list[dict[str, Any]]:
    """Give each drill of the course: whether it is done, its best mark, and its last mark sheet."""
    language = spoken(parse(read_line(home, LINE, secrets=False).agreement).languages[home.party])
    sheets: dict[str, list[Mapping[str, Any]]] = {name: [] for name in COURSE}
    for sheet in own_log.read(home.folder, EVENT):
        if sheet.get("mark") is not None:
            sheets.get(str(sheet.get("scenario")), []).append(sheet)
    order = [str(mark) for mark in Mark]
    return [
        {
            "number": number,
            "scenario": name,
            "title": scenario(name).title[language],
            "done": any(sheet["mark"] != Mark.AGAIN for sheet in found),
            "best": min((str(sheet["mark"]) for sheet in found), key=order.index, default=None),
            "times": len(found),
            "last": dict(found[-1]) if found else None,
        }
        for number, (name, found) in enumerate(sheets.items(), start=1)
    ]
