"""The console as a site: which address is which screen, and what every request passes first."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterable
from typing import Final

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from starlette.types import ASGIApp

from parley.console import entry, events, leaving, pages
from parley.console.looks import look_of
from parley.console.pages import Visit
from parley.console.policy import Guarded
from parley.console.port import House
from parley.console.screens import ACTS, SCREENS, Act, Screen
from parley.console.sessions import Session, Sessions
from parley.words.faults import Fault, OurFault

TABS: Final = tuple((screen.name, screen.path, screen.key) for screen in SCREENS if screen.key)
_STATUS: Final = {
    "not-signed-in": 401,
    "role-needed": 403,
    "form-not-ours": 403,
    "line-unknown": 404,
    "entry-unknown": 404,
    "page-unknown": 404,
    "form-too-long": 413,
    "too-many-tries": 429,
    "console-defect": 500,
}
_NOTED: Final = {"role-needed", "seat-not-declared", "form-not-ours"}
"""What a seat tried and may not, which the own log gets."""
_CODES: Final = {413: "form-too-long"}


def site(house: House, sessions: Sessions, hosts: Iterable[str]) -> ASGIApp:
    """Make the site of a home, for requests that name one of its hosts."""
    routes = [
        Mount("/static", StaticFiles(packages=[("parley.console", "static")])),
        *entry.Entry(house, sessions, TABS).routes(),
        *leaving.routes(house, sessions),
        Route("/{line}/events", events.endpoint(house, sessions)),
    ]
    routes += [
        Route(f"/{{line}}/{screen.path}", _shown(house, sessions, screen), methods=["GET"]) for screen in SCREENS
    ]
    routes += [Route(f"/{{line}}/{act.path}", _done(house, sessions, act), methods=["POST"]) for act in ACTS]
    refused = _refused(house, sessions)
    app = Starlette(
        routes=routes,
        middleware=[Middleware(TrustedHostMiddleware, allowed_hosts=list(hosts), www_redirect=False)],
        exception_handlers={Fault: refused, HTTPException: refused, Exception: refused},
    )
    return Guarded(app)


def _visit(house: House, sessions: Sessions, request: Request, screen: str) -> Visit:
    line = request.path_params["line"]
    session = entry.at_page(house, sessions, request)
    if line not in house.lines():
        raise OurFault("line-unknown", f"This node serves: {', '.join(house.lines())}.")
    return Visit(house, session, line, screen, request, TABS, sessions)


def _shown(house: House, sessions: Sessions, screen: Screen) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        return await screen.show(_visit(house, sessions, request, screen.name))

    return answer


def _done(house: House, sessions: Sessions, act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        visit = _visit(house, sessions, request, act.name)
        form = await visit.form()
        if act.noted:
            house.log(visit.session.seat, "console-act", act=act.name, line=visit.line, path=request.url.path)
        return await act.do(visit, form)

    return answer


def _refused(house: House, sessions: Sessions) -> Callable[[Request, Exception], Awaitable[Response]]:
    async def answer(request: Request, error: Exception) -> Response:
        match error:
            case Fault(code="not-signed-in"):
                return pages.see(entry.PATH)
            case Fault(code="session-locked"):
                return pages.see(f"/{entry.line_asked(house, request)}/{entry.UNLOCK}")
            case Fault():
                fault: Fault = error
            case HTTPException():
                fault = OurFault(_CODES.get(error.status_code, "page-unknown"))
            case _:
                fault = OurFault("console-defect")
        session = sessions.of(pages.cookie_of(request))
        if fault.code in _NOTED and session is not None:
            house.log(session.seat, "console-refused", code=fault.code, path=request.url.path)
        return _told(house, request, fault, session)

    return answer


def _told(house: House, request: Request, fault: Fault, session: Session | None) -> Response:
    language = session.language if session else house.language(house.lines()[0])
    code = _STATUS.get(fault.code, 409)
    back = session.at if session and session.at != request.url.path else "/"
    told = pages.told(fault, language)
    return pages.write("fault.html", language, code=code, look=look_of(request), fault=told, back=back)
