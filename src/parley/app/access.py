"""How a command reaches a home: by the socket of the node that runs there, or by opening it under the same lock."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any, Protocol

from parley.app.assemble import parts_of
from parley.app.carriers import turn
from parley.app.home import Home, LineFiles, open_home, read_line, refuse_blocked
from parley.app.ledger import kept_ledger
from parley.app.naming import officer_request
from parley.app.readback import where_understood
from parley.app.releasing import desk_of, draft_request
from parley.app.reminders import reminder_request
from parley.app.requests import OpenLine, described, read, say, sign_amendment
from parley.app.watch import watch_request
from parley.desk.agreement import parse
from parley.node.effects import Answer, Effect
from parley.node.events import Asked
from parley.runtime.control import Caller, call
from parley.runtime.loop import Runtime
from parley.words.faults import OurFault

Json = dict[str, Any]


class Access(Protocol):
    """A home that can be asked. `running` says whether a node runs there."""

    running: bool

    def ask(self, request: Json) -> Json:
        """Ask one thing. Raises OurFault."""

    def close(self) -> None:
        """Let go of it."""


class ByNode:
    """A home whose node runs."""

    running = True

    def __init__(self, caller: Caller) -> None:
        self._caller = caller

    def ask(self, request: Json) -> Json:
        """Ask the node."""
        return self._caller.ask(request)

    def close(self) -> None:
        """Hang up."""
        self._caller.close()


class ByStore:
    """A home whose node does not run: what is read needs no key, what is said makes a short run of the node.

    Such a run opens a new feed, as every start does, and ends when the statement is durable: it leaves with the next.
    """

    running = False

    def __init__(self, home: Home, unlock: Callable[[], Home]) -> None:
        self._home, self._unlock = home, unlock

    def ask(self, request: Json) -> Json:
        """Read the record, or release a statement. Raises OurFault `home-locked`, and what the request raises."""
        if request.get("do") == "lines":
            return {"lines": self._home.lines()}
        if request.get("do") == "enrol":
            raise OurFault("node-not-running")
        name = request.get("line")
        files = read_line(self._home, self._home.only_line(name if isinstance(name, str) else None), secrets=False)
        if request.get("do") == "say":
            refuse_blocked(files.folder)
            home = self._unlock()
            return asyncio.run(say(files.folder, self._release(home, files), request))
        if request.get("do") == "amend":
            refuse_blocked(files.folder)
            home = self._unlock()
            return asyncio.run(sign_amendment(files.folder, lambda signed: _run(home, files.name, signed), request))
        if request.get("do") in {"draft", "officer", "watch"}:
            return asyncio.run(self._of_people(files, request))
        if request.get("do") == "line":  # also before the first run, when there is no store yet
            return described(self._home, files.name, parse(files.agreement))
        match request:
            case {"do": "bearer", "name": str(bearer), "on": bool(on)}:
                turn(self._home, files.name, bearer, on=on)
                return {"bearers": [{"bearer": bearer, "on": on}]}
            case {"do": "reminder"}:
                return reminder_request(OpenLine(self._home, files.name, kept_ledger(files)), request)
            case {"do": "bearers" | "orderwire"}:
                raise OurFault("node-not-running")
            case _:
                return read(OpenLine(self._home, files.name, kept_ledger(files)), request)

    def _release(self, home: Home, files: LineFiles) -> Callable[[Asked], Awaitable[Answer]]:
        """Give what makes a short run for a statement, if it may be said."""
        return where_understood(home.folder, lambda: kept_ledger(files).shelf, partial(_run, home, files.name))

    async def _of_people(self, files: LineFiles, request: Json) -> Json:
        """Do what people do with drafts and keys; only what enters the record makes a run of the node."""
        refuse_blocked(files.folder)
        line = OpenLine(self._home, files.name, kept_ledger(files))

        async def entered(asked: Asked) -> Answer:
            return await _run(self._unlock(), files.name, asked)

        if request.get("do") == "draft":
            checked = where_understood(self._home.folder, lambda: line.ledger.shelf, entered)
            return await draft_request(desk_of(line, files.line, checked), request)
        if request.get("do") == "watch":
            return await watch_request(line, entered, request)
        return await officer_request(line, entered, request)

    def close(self) -> None:
        """Nothing is held between requests."""


def reach(folder: Path, unlock: Callable[[], Home]) -> Access:
    """Reach a home; `unlock` opens it with its passphrase, which only saying something without a node needs."""
    home = open_home(folder)
    caller = call(folder)
    return ByStore(home, unlock) if caller is None else ByNode(caller)


async def _run(home: Home, name: str, submitted: Asked) -> Answer:
    """Run the node of a line, without any bearer, until a statement is durable or refused."""
    runtime = Runtime(replace(parts_of(home, name), bearers=[]), _nobody_watches)
    running = asyncio.create_task(runtime.run())
    answer = runtime.submit_soon(submitted)
    try:
        running.add_done_callback(lambda _: answer.cancel())
        return await answer
    finally:
        running.cancel()
        await asyncio.wait({running})
        if not running.cancelled():
            running.result()


def _nobody_watches(effect: Effect) -> None:
    """Whoever released the statement is told by the answer."""
