"""The console as a site: which address is which screen, and what every request passes first."""

from __future__ import annotations

import secrets
from collections.abc import Awaitable, Callable
from typing import Final

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from parley.console import entry, events, pages
from parley.console.pages import Visit
from parley.console.port import House
from parley.console.screens import ACTS, SCREENS, Act, Screen
from parley.console.sessions import COOKIE, Sessions
from parley.words.faults import Fault, OurFault

TABS: Final = tuple((screen.name, screen.path, screen.key) for screen in SCREENS if screen.key)
_STATUS: Final = {"not-signed-in": 401, "form-not-ours": 403, "line-unknown": 404, "entry-unknown": 404}


def site(house: House, sessions: Sessions) -> Starlette:
    """Make the site of a home."""
    routes = [
        Mount("/static", StaticFiles(packages=[("parley.console", "static")])),
        *entry.routes(house, sessions),
        Route("/{line}/events", events.endpoint(house, sessions)),
    ]
    routes += [
        Route(f"/{{line}}/{screen.path}", _shown(house, sessions, screen), methods=["GET"]) for screen in SCREENS
    ]
    routes += [Route(f"/{{line}}/{act.path}", _done(house, sessions, act), methods=["POST"]) for act in ACTS]
    return Starlette(routes=routes, exception_handlers={Fault: _refused})


def _visit(house: House, sessions: Sessions, request: Request, screen: str) -> Visit:
    line = request.path_params["line"]
    session = pages.session_of(request, sessions, COOKIE)
    if line not in house.lines():
        raise OurFault("line-unknown", f"This node serves: {', '.join(house.lines())}.")
    return Visit(house, session, line, screen, request, TABS)


def _shown(house: House, sessions: Sessions, screen: Screen) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await screen.show(_visit(house, sessions, request, screen.name))

    return answer


def _done(house: House, sessions: Sessions, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        visit = _visit(house, sessions, request, act.name)
        form = await visit.form()
        if not secrets.compare_digest(form.get("token", ""), visit.session.token):
            raise OurFault("form-not-ours")
        return await act.do(visit, form)

    return answer


async def _refused(_: Request, fault: Exception) -> Response:
    assert isinstance(fault, Fault)
    if fault.code == "not-signed-in":
        return pages.see(entry.PATH)
    return pages.write("fault.html", "en", code=_STATUS.get(fault.code, 409), fault=pages.told(fault))
