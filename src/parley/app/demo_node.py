"""A node of `parley demo` as a process of its own: the demonstration's pipe brings it time and its officers' words.

Each line on standard input is one command in JSON and gets one line of answer on standard output; what the watch's
screen shows comes before it, as lines of their own. The end of the input ends the process.
"""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from parley.app.assemble import parts_of
from parley.app.home import Home, open_home, read_line
from parley.app.records import export_of, write_folder
from parley.desk.agreement import parse
from parley.node.effects import Alarm, Effect, Show
from parley.node.events import Submitted, Ticked
from parley.node.sync import digest
from parley.runtime.logs import Log
from parley.runtime.loop import Runtime
from parley.wire.catalogue import decode
from parley.wire.context import Context
from parley.wire.render import render
from parley.words.faults import Fault, OurFault
from parley.words.instants import Now
from parley.words.terms import Precedence, TrafficClass

Command = dict[str, Any]
POLL_S = 0.001
REST_S_MAX = 20.0


class DemoNode:
    """One party's node in a demonstration: DRILL throughout."""

    def __init__(self, home: Home, name: str, now: Now) -> None:
        """Open the home's line. Raises OurFault `demo-home` for a home that is not for drills."""
        if not home.demo:
            raise OurFault("demo-home")
        self._now = now
        self._home, self._line = home, read_line(home, name)
        parts = parts_of(home, name, read_clock=lambda: self._now, log=Log(sys.stderr, party=home.party))
        self.runtime = Runtime(parts, self._observe)
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


async def _run(home: Home, name: str) -> None:
    reader = asyncio.StreamReader(limit=1 << 20)
    await asyncio.get_running_loop().connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    first = json.loads(await reader.readline())
    node = DemoNode(home, name, Now(first["now_ms"], first["mono_ms"], 0))
    running = asyncio.create_task(node.runtime.run())
    _write({"ready": True})
    while line := await reader.readline():
        obeying = asyncio.create_task(node.obey(json.loads(line)))
        await asyncio.wait({running, obeying}, return_when=asyncio.FIRST_COMPLETED)
        if running.done():
            obeying.cancel()
            break
        _write(obeying.result())
    running.cancel()
    await asyncio.wait({running})
    if not running.cancelled() and (error := running.exception()):
        raise error


def main() -> int:
    """Run the line named on the command line of the home named there."""
    folder, name = sys.argv[1:]
    try:
        asyncio.run(_run(open_home(Path(folder)), name))
    except Fault as fault:
        _write({"fault": fault.code, "message": fault.message})
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
