"""Signing in and out, locking, and how a browser shows the pages."""

from __future__ import annotations

from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parley.console import looks, pages
from parley.console.pages import Visit
from parley.console.port import House
from parley.console.sessions import Purpose, Session, Sessions, cookie_name
from parley.wire.chrome import LANGUAGES
from parley.words.faults import OurFault

PATH: Final = "/sign-in"
UNLOCK: Final = "unlock"
Tabs = tuple[tuple[str, str, str], ...]


def routes(house: House, sessions: Sessions, tabs: Tabs) -> list[Route]:
    """Give the addresses of signing in and out."""

    async def sign_in(request: Request) -> Response:
        language, look = house.language(house.lines()[0]), looks.look_of(request)
        word = request.query_params.get("link")
        if word is None:
            return pages.write("sign_in.html", language, look=look, refused=False, demo=house.demo)
        seat = sessions.used(word, Purpose.SIGN_IN)
        if seat is None:
            return pages.write("sign_in.html", language, code=401, look=look, refused=True, demo=house.demo)
        return entered(house, sessions, request, seat, "link")

    async def root(request: Request) -> Response:
        at_page(house, sessions, request)
        return pages.see(f"/{house.lines()[0]}/desk")

    async def look(request: Request) -> Response:
        session = pages.session_of(request, sessions)
        form = await pages.form_of(request, session)
        if form.get("language") in LANGUAGES:
            session.language = form["language"]
        answer = pages.see(session.at)
        looks.keep(request, answer, looks.chosen(looks.look_of(request), form.get("theme", ""), form.get("scale", "")))
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

    async def unlock_page(request: Request) -> Response:
        session = pages.session_of(request, sessions, locked=True)
        if not sessions.locked(session):
            return pages.see(session.at)
        visit = Visit(house, session, line_asked(house, request), UNLOCK, request, tabs, sessions)
        return await pages.page(visit, "unlock.html", refused=False)

    async def unlock(request: Request) -> Response:
        session = pages.session_of(request, sessions, locked=True)
        await pages.form_of(request, session)
        if not house.demo:
            raise OurFault("not-signed-in")
        sessions.unlock(session)
        house.log(session.seat, "console-unlocked")
        return pages.see(session.at)

    return [
        Route("/", root),
        Route(PATH, sign_in),
        Route("/look", look, methods=["POST"]),
        Route("/lock", lock, methods=["POST"]),
        Route("/sign-out", sign_out, methods=["POST"]),
        Route(f"/{{line}}/{UNLOCK}", unlock_page, methods=["GET"]),
        Route(f"/{{line}}/{UNLOCK}", unlock, methods=["POST"]),
    ]


def at_page(house: House, sessions: Sessions, request: Request) -> Session:
    """Give who is at a page; a seat that is declared no more has none.

    What a page fetches by itself keeps no seat from locking. Raises OurFault `not-signed-in`, `session-locked`.
    """
    session = pages.session_of(request, sessions, locked=True)
    people = house.people()
    if people.declared and session.seat not in people.seats:
        sessions.end_of(session.seat)
        raise OurFault("not-signed-in")
    by_hand = request.headers.get("sec-fetch-mode", "navigate") == "navigate"
    if by_hand and request.method == "GET" and request.url.path != "/":
        session.at = request.url.path + (f"?{request.url.query}" if request.url.query else "")
    if sessions.locked(session):
        raise OurFault("session-locked")
    if by_hand or request.method == "POST":
        sessions.seen(session)
    return session


def line_asked(house: House, request: Request) -> str:
    """Give the line of an address, or the first."""
    line = request.path_params.get("line")
    return line if line in house.lines() else house.lines()[0]


def entered(house: House, sessions: Sessions, request: Request, seat: str, how: str, told: str = "") -> Response:
    """Open a session for a seat, and show its desk. A session that the browser had before ends."""
    sessions.end(pages.cookie_of(request))
    line = house.lines()[0]
    cookie = sessions.begin(Session(seat, house.language(line), told=told, at=f"/{line}/desk"))
    house.log(seat, "console-signed-in", how=how)
    answer = pages.see(f"/{line}/desk")
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_name(request), cookie, secure=secure, httponly=True, samesite="strict")
    return answer
