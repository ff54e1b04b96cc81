"""The desk: every open thread by whose move it is; and one thread."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from parley.console.pages import Visit, page
from parley.console.screens.kinds import Act, Screen

_MOVES: Final = {
    "flash": "move-flash",
    "our move": "move-ours",
    "their move": "move-theirs",
    "no action open": "move-none",
}


async def _desk(visit: Visit) -> Response:
    return await page(visit, "desk.html", desk=await visit.ask(do="desk"), moves=_MOVES)


async def _thread(visit: Visit) -> Response:
    ref = visit.request.path_params["ref"]
    return await page(visit, "thread.html", thread=await visit.ask(do="thread", ref=ref), ref=ref)


SCREENS: Final = (
    Screen("desk", "desk", _desk, "1"),
    Screen("thread", "thread/{ref}", _thread),
)
ACTS: Final[tuple[Act, ...]] = ()
