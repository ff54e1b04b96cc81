"""The console of a home: what its pages ask is what commands ask, and its server runs in the node's loop."""

from __future__ import annotations

import asyncio
import socket
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Protocol

import uvicorn

from parley.app import own_log
from parley.app.home import Home
from parley.app.people import read_people
from parley.app.requests import Json
from parley.console.news import News
from parley.console.sessions import Sessions
from parley.console.site import site
from parley.desk.people import People
from parley.words.faults import OurFault


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

    def __init__(self, home: Home, control: Obeys, lines: Mapping[str, Served]) -> None:
        self._home, self._control, self._lines = home, control, lines

    @property
    def party(self) -> str:
        return self._home.party

    @property
    def demo(self) -> bool:
        return self._home.demo

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


async def serve_console(house: OpenHouse, sessions: Sessions, place: str, ready: Callable[[str], None]) -> None:
    """Serve the pages at `host:port` until cancelled; `ready` gets their address.

    Raises OurFault `port-busy`.
    """
    host, _, port = place.rpartition(":")
    try:
        listening = socket.create_server((host or "127.0.0.1", int(port)))
    except OSError as error:
        raise OurFault("port-busy", f"The console cannot listen at {place}: {error.strerror}.") from error
    with listening:
        app = site(house, sessions, ("localhost", "127.0.0.1"))
        config = uvicorn.Config(
            app, log_config=None, lifespan="off", ws="none", proxy_headers=False, server_header=False
        )
        server = _Server(config)
        task = asyncio.create_task(server.serve(sockets=[listening]))
        try:
            ready(f"http://localhost:{listening.getsockname()[1]}/")
            await asyncio.wait([task])  # `await task` would pass a cancellation on, and leave its sockets open
        finally:
            server.force_exit = server.should_exit = True
            await asyncio.wait([task])
