"""Drills: scenarios, the course, mark sheets; in the look of drills, which no live page has."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from parley.console import shown
from parley.console.pages import Visit, page
from parley.console.screens.kinds import Act, Screen


async def _drill(visit: Visit) -> Response:
    asked = shown.asked(visit, "scenario")
    found = await visit.ask(do="drills")
    chosen = next((each for each in found["scenarios"] if each["scenario"] == asked["scenario"]), None)
    return await page(visit, "drill.html", drills=found, chosen=chosen or found["scenarios"][0], **shown.tools(visit))


SCREENS: Final = (Screen("drill", "drill", _drill, "6"),)
ACTS: Final[tuple[Act, ...]] = ()
