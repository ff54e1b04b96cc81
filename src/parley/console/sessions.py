"""Who sits at which page: sessions by a cookie that only this origin gets, kept in memory, gone with the process."""

from __future__ import annotations

import secrets
from dataclasses import dataclass, field
from typing import Final

COOKIE: Final = "parley-seat"


@dataclass(slots=True)
class Session:
    """One seat at one browser. `token` proves that a form came from a page of ours."""

    seat: str
    language: str
    token: str = field(default_factory=lambda: secrets.token_urlsafe(32))


class Sessions:
    """All of this run."""

    def __init__(self) -> None:
        self._open: dict[str, Session] = {}
        self._links: dict[str, str] = {}

    def link(self, seat: str) -> str:
        """Make a link for one sign-in of a seat."""
        word = secrets.token_urlsafe(32)
        self._links[word] = seat
        return word

    def by_link(self, word: str, language: str) -> str | None:
        """Open a session by a link, which is good for once; give the cookie's value."""
        seat = self._links.pop(word, None)
        return None if seat is None else self.begin(Session(seat, language))

    def begin(self, session: Session) -> str:
        """Open a session; give the cookie's value."""
        cookie = secrets.token_urlsafe(32)
        self._open[cookie] = session
        return cookie

    def of(self, cookie: str | None) -> Session | None:
        """Give the session of a cookie."""
        return self._open.get(cookie or "")

    def end(self, cookie: str | None) -> None:
        """Close a session."""
        self._open.pop(cookie or "", None)
