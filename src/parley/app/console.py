"""The console of a home: what its pages ask is what commands ask, and its server runs in the node's loop."""

from __future__ import annotations

import asyncio
import socket
import ssl
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from ipaddress import ip_address
from pathlib import Path
from typing import Any, Final, NamedTuple, Protocol

import uvicorn
from starlette.types import ASGIApp

from parley.app import authority, demo_pace, own_log
from parley.app.checks import check_home
from parley.app.home import Home
from parley.app.people import read_people
from parley.app.places import address_of
from parley.app.requests import Json
from parley.app.seat_keys import read_seat_keys, write_seat_keys
from parley.bearers.tls import OwnIdentity, page_coat, show
from parley.console.entry import ENROL
from parley.console.news import News
from parley.console.seat_keys import SeatKeys
from parley.console.sessions import Purpose, Sessions
from parley.console.site import site
from parley.desk.people import Act, People, refuse_act
from parley.words.faults import OurFault
from parley.words.terms import SEAT

_RENEWED_S: Final = 86_400.0
"""So often a running node has its pages vouched for anew, whatever its start has left of the year."""


class Obeys(Protocol):
    """What answers commands, as `app/serve.py` makes it."""

    async def obey(self, request: Json) -> Json:
        """Carry out one request."""


class Served(Protocol):
    """One line that is served."""

    news: News

    def language(self) -> str:
        """Give this party's language on it."""

    def now_ms(self) -> int:
        """Give the node's clock."""


class OpenHouse:
    """A home whose node runs in this process (`console.port.House`)."""

    def __init__(
        self, home: Home, control: Obeys, lines: Mapping[str, Served], sessions: Sessions, pace: Path | None = None
    ) -> None:
        """`pace` is the folder of a demonstration that is followed here."""
        self._home, self._control, self._lines, self.sessions = home, control, lines, sessions
        self._pace = pace
        self.address = ""
        """Where its pages are served, once they are."""

    @property
    def party(self) -> str:
        return self._home.party

    @property
    def demo(self) -> bool:
        return self._pace is not None

    @property
    def host(self) -> str:
        """The name of its pages."""
        return authority.host_of(self._home.party)

    @property
    def local_host(self) -> str:
        """The name of its pages on this machine; two of a demonstration share no cookies under names of their own."""
        return "localhost" if self._pace is None else f"{self.party.lower()}.localhost"

    def page(self) -> OwnIdentity:
        """Have its authority vouch for its pages."""
        return authority.page_of(self._home.folder, self._home.party, self._home.passphrase)

    def lines(self) -> tuple[str, ...]:
        return tuple(sorted(self._lines))

    def language(self, line: str) -> str:
        return self._lines[line].language()

    def now_ms(self, line: str) -> int:
        return self._lines[line].now_ms()

    def news(self, line: str) -> News:
        return self._lines[line].news

    def people(self) -> People:
        return read_people(self._home.folder)

    def seat_keys(self) -> SeatKeys:
        return read_seat_keys(self._home.folder)

    def keep_seat_keys(self, keys: SeatKeys) -> None:
        write_seat_keys(self._home.folder, keys)

    def pace(self) -> Json | None:
        return None if self._pace is None else demo_pace.told(self._pace)

    def press(self, button: str) -> None:
        if self._pace is not None:
            demo_pace.press(self._pace, button)

    def checks(self) -> list[Json]:
        return [each.machine() for each in check_home(self._home.folder, self._home.passphrase)]

    def invited(self, name: str, by: str) -> str:
        """Give a one-time link by which a seat makes itself a key: an administrator's act.

        Raises OurFault `console-not-served`, `role-needed`, `seat-not-declared`.
        """
        if not self.address:
            raise OurFault("console-not-served")
        people = self.people()
        refuse_act(people, by, Act.APPOINT)
        if people.declared and name not in people.seats:
            raise OurFault("seat-not-declared", f"This home has no seat {name!r}.")
        if not SEAT.fullmatch(name):
            raise OurFault("people-unusable", f"{name!r} is not a seat's name: small letters, digits and hyphens.")
        self.log(by, "console-link-made", name=name)
        return f"{self.address.rstrip('/')}{ENROL}?link={self.sessions.link(name, Purpose.ENROL)}"

    async def ask(self, line: str, request: Mapping[str, Any]) -> Json:
        return await self._control.obey({**request, "line": line})

    def log(self, seat: str, event: str, **facts: str | int) -> None:
        now_ms = self._lines[self.lines()[0]].now_ms()
        own_log.note(self._home.folder, now_ms, seat, event, **facts)


class _Server(uvicorn.Server):
    """A server that leaves signals to the node."""

    @contextmanager
    def capture_signals(self) -> Iterator[None]:
        yield


class Place(NamedTuple):
    """Where pages are served."""

    host: str
    port: int
    https: bool


def place_of(text: str) -> Place:
    """Read [http://|https://]host:port; without a scheme it is https but on this machine alone.

    Raises OurFault `address-unusable`, `console-public`.
    """
    scheme, _, rest = text.rpartition("://")
    host, port = address_of(rest)
    if scheme not in {"", "http", "https"}:
        raise OurFault("address-unusable", f"{text!r} is neither http nor https.")
    try:
        loopback = host == "localhost" or ip_address(host).is_loopback
    except ValueError:
        loopback = False
    if scheme == "http" and not loopback:
        raise OurFault("console-public", f"{host} is no loopback address.")
    return Place(host, port, scheme == "https" or not (scheme or loopback))


async def serve_console(house: OpenHouse, where: str, ready: Callable[[str], None]) -> None:
    """Serve the pages until cancelled; `ready` gets their address.

    Raises OurFault `port-busy`, `address-unusable`, `console-public`, `authority-damaged`, those of key files.
    """
    place = place_of(where)
    coat = page_coat(house.page()) if place.https else None
    try:
        listening = socket.create_server((place.host, place.port), family=_family(place.host))
    except OSError as error:
        raise OurFault("port-busy", f"The console cannot listen at {where}: {error.strerror}.") from error
    host = house.host if place.https else house.local_host
    with listening:
        server = _Server(
            _config(site(house, house.sessions, {host} if coat else {host, "localhost", "127.0.0.1"}), coat)
        )
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            house.address = f"{'https' if coat else 'http'}://{host}:{listening.getsockname()[1]}/"
            ready(house.address)
            # `await task` would pass a cancellation on, and leave its sockets open
            while not (await asyncio.wait([task], timeout=_RENEWED_S))[0]:
                if coat is not None:
                    show(coat, house.page())
        finally:
            server.force_exit = server.should_exit = True
            await asyncio.wait([task])


def _family(host: str) -> socket.AddressFamily:
    return socket.AF_INET6 if ":" in host else socket.AF_INET


def _config(app: ASGIApp, coat: ssl.SSLContext | None) -> uvicorn.Config:
    return uvicorn.Config(
        app,
        log_config=None,
        lifespan="off",
        ws="none",
        proxy_headers=False,
        server_header=False,
        ssl_context_factory=None if coat is None else lambda _config, _default: coat,
    )
