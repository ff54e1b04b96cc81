"""Signing in: by a key, by a one-time link, by a code on paper that makes a new key; and unlocking."""

from __future__ import annotations

import asyncio
from typing import Final

from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from parley.console import looks, pages, seat_keys
from parley.console.pages import Visit
from parley.console.port import House
from parley.console.seat_keys import Challenges, Tries
from parley.console.sessions import Purpose, Session, Sessions, cookie_name
from parley.words.faults import OurFault
from parley.words.limits import SEAT_CHARS_MAX

PATH: Final = "/sign-in"
ENROL: Final = "/enrol"
UNLOCK: Final = "unlock"
Tabs = tuple[tuple[str, str, str], ...]


class Entry:
    """The pages before the desk."""

    def __init__(self, house: House, sessions: Sessions, tabs: Tabs) -> None:
        self._house, self._sessions, self._tabs = house, sessions, tabs
        self._challenges, self._tries = Challenges(), Tries()

    def routes(self) -> list[Route]:
        """Give the addresses."""
        return [
            Route("/", self.root),
            Route(PATH, self.sign_in, methods=["GET"]),
            Route(PATH, self.sign_in_by_key, methods=["POST"]),
            Route("/recover", self.recover, methods=["POST"]),
            Route(ENROL, self.enrol, methods=["GET"]),
            Route(ENROL, self.enrolled, methods=["POST"]),
            Route("/code", self.code, methods=["GET"]),
            Route(f"/{{line}}/{UNLOCK}", self.unlock_page, methods=["GET"]),
            Route(f"/{{line}}/{UNLOCK}", self.unlock, methods=["POST"]),
        ]

    async def root(self, request: Request) -> Response:
        """Show the first line's desk."""
        at_page(self._house, self._sessions, request)
        return pages.see(f"/{self._house.lines()[0]}/desk")

    async def sign_in(self, request: Request) -> Response:
        """Show how to sign in; a demonstration's link does it at once."""
        word = request.query_params.get("link")
        if word is None:
            return self._sign_in_page(request)
        self._try(request)
        seat = self._sessions.used(word, Purpose.SIGN_IN)
        return self._sign_in_page(request, "link-used") if seat is None else self._entered(request, seat, "link")

    async def sign_in_by_key(self, request: Request) -> Response:
        """Take a key's answer."""
        form = await pages.form_of(request)
        self._try(request)
        try:
            seat = self._answered(request, form.get("given", ""), seat="")
        except OurFault as fault:
            if fault.code != "key-refused":
                raise
            self._house.log("", "console-sign-in-refused", how="key")
            return self._sign_in_page(request, "key-refused")
        return self._entered(request, seat, "key")

    async def recover(self, request: Request) -> Response:
        """Take a code on paper: it is used up, and a new key is made."""
        form = await pages.form_of(request)
        self._try(request)
        seat, keys = form.get("seat", "")[:SEAT_CHARS_MAX], self._house.seat_keys()
        if not await asyncio.to_thread(seat_keys.is_code, form.get("code", ""), keys.codes.get(seat)):
            self._house.log("", "console-sign-in-refused", how="code")
            return self._sign_in_page(request, "code-refused")
        self._house.keep_seat_keys(self._house.seat_keys().coded(seat, None))
        self._house.log(seat, "console-code-used")
        return pages.see(f"{ENROL}?link={self._sessions.link(seat, Purpose.ENROL)}")

    async def enrol(self, request: Request) -> Response:
        """Show how to make a key for the seat of a link; looking uses no link up."""
        word = request.query_params.get("link", "")
        self._try(request)
        seat = self._sessions.linked(word, Purpose.ENROL)
        if seat is None:
            return self._sign_in_page(request, "link-used")
        return self._enrol_page(request, seat, word, refused="")

    async def enrolled(self, request: Request) -> Response:
        """Take a new key, and show the code on paper to a seat that has none."""
        form = await pages.form_of(request)
        self._try(request)
        house, word = self._house, form.get("link", "")
        seat = self._sessions.linked(word, Purpose.ENROL)
        if seat is None:
            return self._sign_in_page(request, "link-used")
        given, host, origin = form.get("given", ""), *_here(request)
        try:
            key = seat_keys.made(given, seat, host, origin, house.now_ms(house.lines()[0]), self._challenges)
        except OurFault:
            return self._enrol_page(request, seat, word, refused="key-refused")
        self._sessions.used(word, Purpose.ENROL)
        keys, code = house.seat_keys().put(key), ""
        if seat not in keys.codes:
            code = seat_keys.new_code()
            keys = keys.coded(seat, await asyncio.to_thread(seat_keys.kept, code))
        house.keep_seat_keys(keys)
        house.log(seat, "console-key-made", key=key.name)
        answer = self._entered(request, seat, "new key", told=code)
        if code:
            answer.headers["location"] = "/code"
        return answer

    async def code(self, request: Request) -> Response:
        """Show a new code, once."""
        session = pages.session_of(request, self._sessions)
        code, session.told = session.told, ""
        return pages.write("code.html", session.language, look=looks.look_of(request), paper=code, session=session)

    async def unlock_page(self, request: Request) -> Response:
        """Show how to unlock, with what rings still in sight."""
        return await self._unlock_page(request, refused=False)

    async def unlock(self, request: Request) -> Response:
        """Open a locked session by a key of its seat."""
        session = pages.session_of(request, self._sessions, locked=True)
        form = await pages.form_of(request, session)
        self._try(request)
        if not self._house.demo:
            try:
                self._answered(request, form.get("given", ""), session.seat)
            except OurFault:
                self._house.log(session.seat, "console-unlock-refused")
                return await self._unlock_page(request, refused=True)
        cookie = self._sessions.unlock(pages.cookie_of(request), session)
        self._house.log(session.seat, "console-unlocked")
        return _given(request, pages.see(session.at), cookie)

    # ---- what they share

    def _try(self, request: Request) -> None:
        self._tries.note(request.client.host if request.client else "")

    def _answered(self, request: Request, given: str, seat: str) -> str:
        """Give the seat whose key answered: of one seat, or of any. Raises OurFault `key-refused`."""
        keys = self._house.seat_keys()
        key = seat_keys.answered(given, *_here(request), keys.of(seat) if seat else keys.keys, self._challenges)
        self._house.keep_seat_keys(keys.put(key))
        return key.seat

    def _sign_in_page(self, request: Request, refused: str = "") -> Response:
        keys, language = self._house.seat_keys().keys, self._house.language(self._house.lines()[0])
        return pages.write(
            "sign_in.html",
            language,
            code=401 if refused else 200,
            look=looks.look_of(request),
            party=self._house.party,
            refused=refused,
            demo=self._house.demo,
            keys=bool(keys),
            options=seat_keys.asking(_here(request)[0], self._challenges.new(), keys),
        )

    def _enrol_page(self, request: Request, seat: str, word: str, refused: str) -> Response:
        house, (host, _) = self._house, _here(request)
        options = seat_keys.making(house.party, seat, host, self._challenges.new(), house.seat_keys().of(seat))
        return pages.write(
            "enrol.html",
            house.language(house.lines()[0]),
            code=401 if refused else 200,
            look=looks.look_of(request),
            seat=seat,
            link=word,
            refused=refused,
            options=options,
        )

    async def _unlock_page(self, request: Request, *, refused: bool) -> Response:
        house, session = self._house, pages.session_of(request, self._sessions, locked=True)
        if not self._sessions.locked(session):
            return pages.see(session.at)
        visit = Visit(house, session, line_asked(house, request), UNLOCK, request, self._tabs, self._sessions)
        keys = house.seat_keys().of(session.seat)
        options = seat_keys.asking(_here(request)[0], self._challenges.new(), keys)
        return await pages.page(visit, "unlock.html", code=401 if refused else 200, refused=refused, options=options)

    def _entered(self, request: Request, seat: str, how: str, told: str = "") -> Response:
        """Open a session for a seat, and show its desk. A session that the browser had before ends."""
        house = self._house
        people = house.people()
        if people.declared and seat not in people.seats:
            raise OurFault("seat-not-declared", f"This home has no seat {seat!r}.")
        self._sessions.end(pages.cookie_of(request))
        desk = f"/{house.lines()[0]}/{'welcome' if house.demo else 'desk'}"
        cookie = self._sessions.begin(Session(seat, house.language(house.lines()[0]), told=told, at=desk))
        house.log(seat, "console-signed-in", how=how)
        return _given(request, pages.see(desk), cookie)


def _given(request: Request, answer: Response, cookie: str) -> Response:
    """Give the browser its cookie."""
    secure = request.url.scheme == "https"
    answer.set_cookie(cookie_name(request), cookie, secure=secure, httponly=True, samesite="strict")
    return answer


def _here(request: Request) -> tuple[str, str]:
    """Give the host and the origin under which a browser came, one of ours (`site.py`)."""
    return request.url.hostname or "", f"{request.url.scheme}://{request.url.netloc}"


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
