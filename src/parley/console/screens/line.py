"""The board of the line: whether it lives, by which carriers, whether somebody is there; a fault or a refusal."""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from typing import Any, Final

from starlette.responses import Response

from parley.console import shown
from parley.console.pages import Visit, page, see
from parley.console.saying import say
from parley.console.screens.calls import role_of
from parley.console.screens.kinds import Act, Screen
from parley.desk import messages as m

CHALLENGE_CHARS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What is not taken for another when it is read out."""
CHALLENGE_LENGTH: Final = 5


def missing(days: list[Mapping[str, Any]]) -> int:
    """Count the checks of some days that were missed."""
    return sum(check["state"] not in {"answered", "open"} for day in days for check in day["checks"])


async def _line(visit: Visit) -> Response:
    found = await visit.ask(do="line-board")
    carriers = (await visit.ask(do="bearers"))["bearers"]
    rows = max((len(day["checks"]) for day in found["days"]), default=0)
    missed, tools = missing(found["days"]), shown.tools(visit)
    return await page(visit, "line.html", board=found, carriers=carriers, rows=rows, missed=missed, **tools)


async def _check(visit: Visit, _: Mapping[str, str]) -> Response:
    """Ask whether anybody is there, out of turn."""
    challenge = "".join(secrets.choice(CHALLENGE_CHARS) for _ in range(CHALLENGE_LENGTH))
    check = m.WatchCheck(challenge=challenge, seat=await role_of(visit))
    await say(visit, {"precedence": "ROUTINE", "thread": None}, check)
    return see(visit.to("line"))


SCREENS: Final = (Screen("line", "line", _line, "5"),)
ACTS: Final = (Act("line-check", "line/check", _check),)
