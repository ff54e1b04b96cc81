"""Welcome: the first page of a demonstration, which says what this is and what to try."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from parley.console.pages import Visit, page
from parley.console.screens.kinds import Act, Screen


async def _welcome(visit: Visit) -> Response:
    return await page(visit, "welcome.html")


SCREENS: Final = (Screen("welcome", "welcome", _welcome),)
ACTS: Final[tuple[Act, ...]] = ()
