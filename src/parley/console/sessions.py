"""Who sits at which page: sessions by a cookie that only this origin gets, kept in memory, gone with the process.

An idle one locks and is not lost: it opens again at the page that was asked for last. Times are monotonic, in seconds.
"""

from __future__ import annotations

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from starlette.requests import Request

from parley.words.limits import LINK_S_MAX, LINKS_MAX, SESSION_IDLE_S_MAX, SESSION_S_MAX

COOKIE: Final = "parley-seat"


def cookie_name(request: Request, name: str = COOKIE) -> str:
    """Give the name of a cookie: over HTTPS one that no other host, path or scheme can set (RFC 6265bis)."""
    return f"__Host-{name}" if request.url.scheme == "https" else name


@dataclass(slots=True)
class Session:
    """One seat at one browser. `token` proves that a form came from a page of ours."""

    seat: str
    language: str
    began_s: float = 0.0
    seen_s: float = 0.0
    at: str = "/"
    """The page that was asked for last."""
    told: str = ""
    """What is shown once: a recovery code."""
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))
    name: str = field(default_factory=lambda: secrets.token_hex(4))
    """What it is called where sessions are listed and ended; no secret."""


class Purpose(StrEnum):
    """What a link is good for."""

    SIGN_IN = "sign in"
    """Takes the seat at once: in a demonstration."""
    ENROL = "enrol"
    """Makes a key for the seat."""


class Link(NamedTuple):
    """One link that was given out."""

    seat: str
    purpose: Purpose
    until_s: float


class Sessions:
    """All of this run."""

    def __init__(self, clock_s: Callable[[], float] = time.monotonic) -> None:
        self._clock_s = clock_s
        self._open: dict[str, Session] = {}
        self._links: dict[str, Link] = {}

    def link(self, seat: str, purpose: Purpose = Purpose.SIGN_IN) -> str:
        """Make the word of a link that is good for once; the oldest give way where there are too many."""
        word = secrets.token_urlsafe(32)
        self._links[word] = Link(seat, purpose, self._clock_s() + LINK_S_MAX)
        while len(self._links) > LINKS_MAX:
            del self._links[next(iter(self._links))]
        return word

    def linked(self, word: str, purpose: Purpose) -> str | None:
        """Give the seat of a link that still holds, and leave it."""
        link = self._links.get(word)
        return link.seat if link and link.purpose is purpose and link.until_s > self._clock_s() else None

    def used(self, word: str, purpose: Purpose) -> str | None:
        """Give the seat of a link that still holds, and end it."""
        seat = self.linked(word, purpose)
        if seat is not None:
            del self._links[word]
        return seat

    def begin(self, session: Session) -> str:
        """Open a session; give the cookie's value."""
        cookie = secrets.token_urlsafe(32)
        self.resume(cookie, session)
        return cookie

    def resume(self, cookie: str, session: Session) -> None:
        """Open a session under a cookie that a browser has."""
        session.began_s = session.seen_s = self._clock_s()
        self._open[cookie] = session

    def of(self, cookie: str | None) -> Session | None:
        """Give the session of a cookie; one that is too old ends."""
        session = self._open.get(cookie or "")
        if session is not None and self._clock_s() - session.began_s > SESSION_S_MAX:
            self.end(cookie)
            return None
        return session

    def seen(self, session: Session) -> None:
        """Note that somebody is at it; what is locked stays so until it is unlocked."""
        if not self.locked(session):
            session.seen_s = self._clock_s()

    def unlock(self, cookie: str | None, session: Session) -> str:
        """Open what was locked, under a new cookie: whoever has the old one has nothing."""
        self.end(cookie)
        return self.begin(session)

    def lock(self, session: Session) -> None:
        """Lock it now."""
        session.seen_s = self._clock_s() - SESSION_IDLE_S_MAX - 1

    def locked(self, session: Session) -> bool:
        """Say whether nobody was at it for too long."""
        return self._clock_s() - session.seen_s > SESSION_IDLE_S_MAX

    def listed(self) -> tuple[Session, ...]:
        """Give all that are open, the oldest first."""
        return tuple(each for cookie in tuple(self._open) if (each := self.of(cookie)))

    def idle_s(self, session: Session) -> int:
        """Give for how long nobody was at it."""
        return int(self._clock_s() - session.seen_s)

    def holds(self, session: Session) -> bool:
        """Say whether it is still open."""
        return any(each is session for each in self.listed())

    def end(self, cookie: str | None) -> None:
        """Close a session."""
        self._open.pop(cookie or "", None)

    def end_named(self, name: str) -> Session | None:
        """Close the session of this name; give it."""
        for cookie, session in self._open.items():
            if session.name == name:
                return self._open.pop(cookie)
        return None

    def end_of(self, seat: str, but: Session | None = None) -> None:
        """Close every session of a seat, but for one."""
        for cookie, session in tuple(self._open.items()):
            if session.seat == seat and session is not but:
                del self._open[cookie]
