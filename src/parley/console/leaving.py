"""What the rail and the foot offer on every page: how it looks, locking, signing out."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parley.console import looks, pages
from parley.console.entry import PATH
from parley.console.port import House
from parley.console.sessions import Sessions, cookie_name
from parley.wire.chrome import LANGUAGES


def routes(house: House, sessions: Sessions) -> list[Route]:
    """Give the addresses."""

    async def look(request: Request) -> Response:
        session = pages.session_of(request, sessions)
        form = await pages.form_of(request, session)
        if form.get("language") in LANGUAGES:
            session.language = form["language"]
        look = looks.chosen(looks.look_of(request), form.get("theme", ""), form.get("scale", ""))
        answer = pages.see(session.at)
        looks.keep(request, answer, look)
        return answer

    async def lock(request: Request) -> Response:
        session = pages.session_of(request, sessions, locked=True)
        await pages.form_of(request, session)
        sessions.lock(session)
        house.log(session.seat, "console-locked")
        return pages.see(session.at)

    async def sign_out(request: Request) -> Response:
        session = pages.session_of(request, sessions, locked=True)
        await pages.form_of(request, session)
        sessions.end(pages.cookie_of(request))
        house.log(session.seat, "console-signed-out")
        answer = pages.see(PATH)
        answer.headers["Clear-Site-Data"] = '"cache", "storage"'
        answer.delete_cookie(cookie_name(request), secure=request.url.scheme == "https", httponly=True)
        return answer

    async def press(request: Request) -> Response:
        session = pages.session_of(request, sessions)
        form = await pages.form_of(request, session)
        house.press(form.get("press", ""))
        return pages.see(session.at)

    return [
        Route("/pace", press, methods=["POST"]),
        Route("/look", look, methods=["POST"]),
        Route("/lock", lock, methods=["POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
    ]
