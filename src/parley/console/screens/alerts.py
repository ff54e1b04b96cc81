"""The alerts of every line of the home, and what a seat does with them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from starlette.responses import Response

from parley.console.pages import Visit, back, page
from parley.console.screens.kinds import Act, Screen
from parley.words.faults import OurFault


async def _list(visit: Visit) -> Response:
    return await page(visit, "alerts.html")


def _line(visit: Visit, form: Mapping[str, str]) -> str:
    """Give the line of the home that a form is about. Raises OurFault `line-unknown`."""
    line = form.get("line", visit.line)
    if line not in visit.house.lines():
        raise OurFault("line-unknown")
    return line


async def _acknowledge(visit: Visit, form: Mapping[str, str]) -> Response:
    """Acknowledge one alert: at one seat, and all show it."""
    request = {"do": "alerts", "step": "acknowledge", "key": form.get("key", ""), "seat": visit.session.seat}
    await visit.house.ask(_line(visit, form), request)
    return back(visit)


async def _silence(visit: Visit, _: Mapping[str, str]) -> Response:
    """Silence every line of the home for a while."""
    for line in visit.house.lines():
        await visit.house.ask(line, {"do": "alerts", "step": "silence", "seat": visit.session.seat})
    return back(visit)


async def _heard(visit: Visit, _: Mapping[str, str]) -> Response:
    """Note that whoever sits here has heard the tone."""
    await visit.ask(do="alerts", step="heard")
    return back(visit)


SCREENS: Final = (Screen("alerts", "alerts", _list),)
ACTS: Final = (
    Act("alerts", "alerts/acknowledge", _acknowledge),
    Act("alerts", "alerts/silence", _silence),
    Act("alerts", "alerts/heard", _heard),
)
