"""A node of `parley demo` as a process of its own: the demonstration's pipe brings it time and its officers' words.

Each line on standard input is one command in JSON and gets one line of answer on standard output; what the watch's
screen shows comes before it, as lines of their own. The end of the input ends the process.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import Any, Final

from parley.app.console import OpenHouse, serve_console
from parley.app.home import Home, open_home, read_line
from parley.app.records import export_of, write_folder
from parley.app.serve import Control, ServedLine
from parley.console.sessions import Session, Sessions
from parley.desk.agreement import parse
from parley.keys.files import put_in_place
from parley.node.effects import Alarm, Effect, Show
from parley.node.events import Submitted, Ticked
from parley.node.sync import digest
from parley.runtime.control import listen
from parley.runtime.logs import Log
from parley.wire.catalogue import decode
from parley.wire.context import Context
from parley.wire.render import render
from parley.words.faults import Fault, OurFault
from parley.words.instants import Now
from parley.words.terms import Precedence, TrafficClass

Command = dict[str, Any]
POLL_S = 0.001
REST_S_MAX = 20.0
SEAT = "w1"
"""The seat that the link takes."""


class DemoNode:
    """One party's node in a demonstration: DRILL throughout."""

    def __init__(self, home: Home, name: str, now: Now) -> None:
        """Open the home's line. Raises OurFault `demo-home` for a home that is not for drills."""
        if not home.demo:
            raise OurFault("demo-home")
        self._now = now
        self._home, self._line = home, read_line(home, name)
        log = Log(sys.stderr, party=home.party)
        self.served = ServedLine(home, name, log, read_clock=lambda: self._now, watch=self._observe)
        self.runtime = self.served.runtime
        # Nobody goes with its folders before the story turns it on, and what waited in them for months would be stale.
        self.runtime.switch("drop", on=False)
        terms = parse(self._line.agreement)
        self._language = terms.languages[home.party]
        self._zones = terms.time_zones
        named = {key: role.name for key, role in terms.roles.items()}
        named |= {key: pairing.name for key, pairing in terms.pairings.items()}
        self._names = {key: name[self._language] for key, name in named.items()}

    async def obey(self, command: Command) -> dict[str, Any]:
        """Carry out one command at its time and give the answer."""
        self._now = Now(command["now_ms"], command["mono_ms"], 0)
        self.runtime.post(Ticked())
        await self._until(lambda: self.runtime.quiet)
        match command["do"]:
            case "say":
                return await self._say(command)
            case "settle":
                return await self._settle()
            case "stored":
                return {"stored": self._stored(bytes.fromhex(command["entry"]))}
            case "switch":
                return await self._switch(command["bearer"], on=command["on"])
            case "export":
                key = self._home.node_key()
                out = Path(command["out"])
                return {"files": write_folder(export_of(self._line, key, self._home.party, self.runtime.store), out)}
            case _:
                return {}

    async def _say(self, command: Command) -> dict[str, Any]:
        message = decode(command["kind"], command["version"], bytes.fromhex(command["body"]))
        thread = None if command["thread"] is None else bytes.fromhex(command["thread"])
        precedence = Precedence(command["precedence"])
        released = Submitted(
            token=0, message=message, precedence=precedence, traffic_class=TrafficClass.DRILL, thread=thread
        )
        answer = await self.runtime.submit(released)
        return {"id": None if answer.id is None else answer.id.hex(), "code": answer.code, "message": answer.message}

    async def _settle(self) -> dict[str, Any]:
        """Wait until every own entry that asks for a receipt has one, and nothing waits here."""
        try:
            async with asyncio.timeout(REST_S_MAX):
                await self._until(lambda: self.runtime.at_rest)
        except TimeoutError:
            raise OurFault("demo-node", "The line does not come to rest.") from None
        return {"digest": digest(self.runtime.node.state).hex()}

    def _stored(self, entry: bytes) -> bool:
        """Say whether every peer has receipted an own entry."""
        state = self.runtime.node.state
        feed, index = state.places[entry]
        return all(feed.receipted.get(peer, 0) > index for peer in state.peers)

    async def _switch(self, name: str, *, on: bool) -> dict[str, Any]:
        """Turn a bearer on or off, and wait until its ways are so."""
        self.runtime.switch(name, on=on)
        try:
            async with asyncio.timeout(REST_S_MAX):
                await self._until(lambda: self.runtime.quiet and on is any(way[0] == name for way in self.runtime.ways))
        except TimeoutError:
            raise OurFault("demo-node", f"The way by {name} does not turn {'on' if on else 'off'}.") from None
        return {}

    async def _until(self, holds: Callable[[], bool]) -> None:
        while not holds():  # noqa: ASYNC110  the node tells nobody when it has come to rest
            await asyncio.sleep(POLL_S)

    def _observe(self, effect: Effect) -> None:
        match effect:
            case Show(statement, code) if statement.author != self._home.party:
                context = Context(
                    author=statement.author,
                    addressee=self._home.party,
                    cite=self._cite,
                    name=self._names.__getitem__,
                    zones=self._zones,
                )
                text = render(statement.message, self._language, context)
                _write({"shown": statement.id.hex(), "code": code, "text": text})
            case Alarm(code, detail):
                _write({"alarm": code, "detail": detail})
            case _:
                pass

    def _cite(self, entry: bytes) -> str:
        state = self.runtime.node.state
        feed, index = state.places[entry]
        return str(state.record.number(feed, index) or f"{feed.party} {index}")


def _write(answer: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(answer) + "\n")
    sys.stdout.flush()


class _KeptSessions(Sessions):
    """Sessions that outlive a kill of the node: nobody's desk, and the demonstration kills it in everybody's sight."""

    FILE: Final = "demo-sessions.json"

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self._file = folder / self.FILE
        self._kept: dict[str, list[str]] = {}
        with suppress(FileNotFoundError):
            for cookie, (seat, language, token) in json.loads(self._file.read_text()).items():
                self.resume(cookie, Session(seat, language, token=token))

    def resume(self, cookie: str, session: Session) -> None:
        super().resume(cookie, session)
        self._kept[cookie] = [session.seat, session.language, session.token]
        put_in_place(self._file, json.dumps(self._kept).encode())


async def _consoles(node: DemoNode, home: Home, name: str, port: int) -> tuple[set[asyncio.Task[None]], str]:
    """Serve pages and commands; the pages under a name of their own, since cookies know no ports.

    Give what serves them and a one-time link.
    """
    lines = {name: node.served}
    control = Control(home, lines)
    control.house = OpenHouse(home, control, lines, _KeptSessions(home.folder), pace=home.folder.parent)
    ready: asyncio.Future[str] = asyncio.get_running_loop().create_future()
    pages = asyncio.create_task(serve_console(control.house, f"127.0.0.1:{port}", ready.set_result))
    either: set[asyncio.Future[Any]] = {pages, ready}
    await asyncio.wait(either, return_when=asyncio.FIRST_COMPLETED)
    if pages.done():
        pages.result()
    link = f"{await ready}sign-in?link={control.house.sessions.link(SEAT)}"
    return {pages, asyncio.create_task(listen(home.folder, control.obey))}, link


async def _run(home: Home, name: str, port: int) -> None:
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    first = json.loads(await reader.readline())
    node = DemoNode(home, name, Now(first["now_ms"], first["mono_ms"], 0))
    running = asyncio.create_task(node.runtime.run())
    ends, told = {running}, {}
    if port:
        more, told["link"] = await _consoles(node, home, name, port)
        ends |= more
    _write({"ready": True, **told})
    while line := await reader.readline():
        obeying = asyncio.create_task(node.obey(json.loads(line)))
        await asyncio.wait({*ends, obeying}, return_when=asyncio.FIRST_COMPLETED)
        if any(each.done() for each in ends):
            obeying.cancel()
            break
        _write(obeying.result())
    for each in ends:
        each.cancel()
    await asyncio.wait(ends)
    for each in ends:
        if not each.cancelled() and (error := each.exception()):
            raise error


def main() -> int:
    """Run the line named on the command line of the home named there."""
    folder, name, port = sys.argv[1:]
    try:
        asyncio.run(_run(open_home(Path(folder)), name, int(port)))
    except Fault as fault:
        _write({"fault": fault.code, "message": fault.message})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
