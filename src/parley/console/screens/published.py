"""What of the line is public: readouts under their publicity, each side's beside the other's; as a page and a feed."""

from __future__ import annotations

from typing import Final

from starlette.responses import Response

from parley.console import policy, shown
from parley.console.pages import Visit, page
from parley.console.screens.kinds import Act, Screen
from parley.console.screens.record import printed


async def _published(visit: Visit) -> Response:
    found = await visit.ask(do="publication")
    return await page(visit, "published.html", found=found, **shown.tools(visit))


async def _page(visit: Visit) -> Response:
    return printed((await visit.ask(do="publication"))["page"])


async def _feed(visit: Visit) -> Response:
    feed = (await visit.ask(do="publication"))["atom"]
    return Response(feed, media_type="application/atom+xml", headers=dict(policy.FIXED))


SCREENS: Final = (
    Screen("published", "published", _published),
    Screen("published-page", "published/page", _page),
    Screen("published-feed", "published/feed.atom", _feed),
)
ACTS: Final[tuple[Act, ...]] = ()
