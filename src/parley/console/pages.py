"""Writing one page: what every page shows round its screen, in the words of the seat's language."""

from __future__ import annotations

import secrets
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from jinja2 import Environment, PackageLoader, StrictUndefined
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from parley.console import keys, policy, times
from parley.console.looks import SCALES, THEMES, Look, look_of
from parley.console.port import House, Json
from parley.console.sessions import Session, Sessions, cookie_name
from parley.wire.chrome import LANGUAGES, chrome
from parley.wire.speech import Piece
from parley.words.faults import Fault, OurFault

_TEMPLATES: Final = Environment(
    loader=PackageLoader("parley.console"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(
    countdown=times.countdown, urgency=times.urgency, moment=times.moment, hours=times.hours, age=times.age
)
LETTERS: Final = {"FLASH": "Z", "IMMEDIATE": "O", "PRIORITY": "P", "ROUTINE": "R"}
"""The prosigns of precedence (ACP 127)."""
URGENT: Final = ("FLASH", "IMMEDIATE")
LANGUAGE_NAMES: Final = {"ar": "العربية", "en": "English", "ru": "Русский", "uk": "Українська"}
"""What speakers of a language call it."""


@dataclass(frozen=True, slots=True)
class Visit:
    """One request of a seat, on one line."""

    house: House
    session: Session
    line: str
    screen: str
    request: Request
    tabs: tuple[tuple[str, str, str], ...]
    """Name, address below the line's, and key of each screen that the rail shows."""
    sessions: Sessions

    async def ask(self, **request: Any) -> Json:  # noqa: ANN401  JSON
        """Put a request to this line under this seat, as a command does. Raises OurFault and PeerFault."""
        return await self.house.ask(self.line, {**request, "seat": self.session.seat})

    async def form(self) -> dict[str, str]:
        """Give the fields that a form of this session sent. Raises OurFault `form-not-ours`."""
        return await form_of(self.request, self.session)

    def to(self, screen: str, *, line: str | None = None) -> str:
        """Give the address of a screen of this line: `desk`, `thread/1f00`."""
        return f"/{line or self.line}/{screen}"

    def say(self, sentence: str, **values: int | str) -> str:
        """Say something in the seat's language."""
        return said(self.session.language, sentence, **values)


def said(language: str, sentence: str, /, **values: int | str) -> str:
    """Write a sentence of the chrome; what is no number is put in as it is."""
    return chrome(language).say(
        sentence, **{name: value if isinstance(value, int) else Piece(value) for name, value in values.items()}
    )


async def page(visit: Visit, template: str, *, code: int = 200, **found: Any) -> Response:  # noqa: ANN401  JSON
    """Write a screen and what stands round it."""
    look = look_of(visit.request)
    return write(template, visit.session.language, code=code, look=look, visit=visit, **await _round(visit), **found)


async def _round(visit: Visit) -> dict[str, Any]:
    """Give what stands round every screen."""
    house = visit.house
    alerts = [await house.ask(line, {"do": "alerts"}) for line in house.lines()]
    return {
        "alerts": alerts,
        "flashes": _flashes(visit, alerts),
        "party": house.party,
        "line": visit.line,
        "lines": house.lines(),
        "seat": visit.session.seat,
        "token": visit.session.token,
        "status": await visit.ask(do="strip"),
        "watch": await visit.ask(do="watch", step="status"),
        "demo": house.demo,
        "pace": house.pace(),
        "now_ms": house.now_ms(visit.line),
        "news": house.news(visit.line).place,
        "screens": visit.tabs,
    }


def _flashes(visit: Visit, alerts: Sequence[Json]) -> str:
    """Say in a title how many of the loudest precedence wait: (1 FLASH)."""
    waiting = [each["precedence"] for book in alerts for each in book["alerts"] if each["waits"]]
    loudest = next((each for each in LETTERS if each in waiting and each in URGENT), None)
    if loudest is None:
        return ""
    return visit.say("title-alarms", count=str(waiting.count(loudest)), precedence=loudest) + " "


def write(
    template: str,
    language: str,
    *,
    code: int = 200,
    look: Look = Look(),  # noqa: B008  it is frozen
    **found: Any,  # noqa: ANN401  JSON
) -> Response:
    """Write a page that nobody needs to have signed in for."""
    nonce = policy.nonce()
    text = _TEMPLATES.get_template(template).render(
        t=lambda sentence, /, **values: said(language, sentence, **values),
        language=language,
        direction="rtl" if language in {"ar", "fa", "he", "ur"} else "ltr",
        nonce=nonce,
        letters=LETTERS,
        names=LANGUAGE_NAMES,
        language_here=language,
        clock=times.clock,
        shortcuts=keys,
        date=times.date,
        look=look,
        themes=THEMES,
        scales=SCALES,
        languages=LANGUAGES,
        **found,
    )
    return HTMLResponse(text, code, headers=policy.headers(nonce))


def see(address: str) -> Response:
    """Send the browser to another page after a form, so that going back or again says nothing twice."""
    return RedirectResponse(address, 303, headers=dict(policy.FIXED))


def back(visit: Visit) -> Response:
    """Send the browser back to the page whose form it was, if that is one of ours; else to the desk."""
    came = urlsplit(visit.request.headers.get("referer", ""))
    here = came.netloc == visit.request.url.netloc and came.path.startswith("/") and not came.path.startswith("//")
    return see(came.path if here else visit.to("desk"))


def told(fault: Fault, language: str) -> Mapping[str, str]:
    """Give what a page tells of a fault: in the seat's language, where that has words for it."""
    todo = f"fault-{fault.code}"
    known = todo in chrome(language).names
    return {
        "code": fault.code,
        "message": said(language, todo) if known else fault.message,
        "todo": said(language, f"{todo}.todo") if known else fault.todo,
        "language": language if known else "en",
    }


def cookie_of(request: Request) -> str | None:
    """Give what the browser holds of a session."""
    return request.cookies.get(cookie_name(request))


def session_of(request: Request, sessions: Sessions, *, locked: bool = False) -> Session:
    """Give who asks. Raises OurFault `not-signed-in`, `session-locked` (unless it may be)."""
    found = sessions.of(cookie_of(request))
    if found is None:
        raise OurFault("not-signed-in")
    if sessions.locked(found) and not locked:
        raise OurFault("session-locked")
    return found


async def form_of(request: Request, session: Session | None = None) -> dict[str, str]:
    """Give the fields that a form of ours sent; a session's bears its token. Raises OurFault `form-not-ours`."""
    policy.refuse_foreign(request)
    form = {name: value for name, value in (await request.form()).items() if isinstance(value, str)}
    if session is not None and not secrets.compare_digest(form.get("token", "").encode(), session.token.encode()):
        raise OurFault("form-not-ours")
    return form


Handler = Callable[[Visit], Any]
