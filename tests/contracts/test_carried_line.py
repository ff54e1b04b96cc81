"""Two nodes at work, joined by nothing but folders or a serial line: statements arrive and are receipted."""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import pytest

from parley.bearers.dropfiles import SUFFIX
from parley.bearers.filedrop import FileDrop, mark_folder
from parley.bearers.memory import Hub, MemoryBearer
from parley.bearers.serial import Line, SerialBearer
from parley.desk.messages import PlainStatement
from parley.node.effects import Effect, Show
from parley.node.events import Submitted, WayChanged
from parley.node.node import Node
from parley.node.ports import Bearer
from parley.runtime import clock
from parley.runtime.logs import Log
from parley.runtime.loop import Parts, Runtime
from parley.store.memory import MemoryStore
from tests.contracts.bearer_contract import until
from tests.contracts.null_modem import NullModem
from tests.node.dialogue import LINE, PARTIES, config, other


@dataclass
class Side:
    """A node at work, and what it was shown of the other's words."""

    runtime: Runtime
    texts: list[str]

    async def say(self, text: str) -> None:
        message = PlainStatement(language="en", text=text)
        answer = await self.runtime.submit(Submitted(token=0, message=message, officer_word=True))
        assert answer.code == ""

    def up(self) -> bool:
        state = self.runtime.node.state
        (peer,) = state.peers.values()
        return len(state.foundings) == 2 and peer.asked and peer.session.exchange.current() is not None

    def receipted(self) -> bool:
        own = self.runtime.node.state.own
        return all(size >= own.size - 1 for size in own.receipted.values()) and bool(own.receipted)


def side(party: str, bearers: Sequence[Bearer]) -> Side:
    texts: list[str] = []

    def observe(effect: Effect) -> None:
        if isinstance(effect, Show) and effect.statement.author != party:
            assert isinstance(effect.statement.message, PlainStatement)
            texts.append(effect.statement.message.text)

    store = MemoryStore(LINE)
    parts = Parts(
        lambda: store,
        lambda store, now: Node(config(party), os.urandom, store, now),
        bearers,
        clock.read,
        Log(None),
    )
    return Side(Runtime(parts, observe), texts)


@contextlib.asynccontextmanager
async def at_work(bearers: Mapping[str, Sequence[Bearer]]) -> AsyncIterator[tuple[Side, Side]]:
    rus, usa = (side(party, bearers[party]) for party in PARTIES)
    tasks = [asyncio.create_task(each.runtime.run()) for each in (rus, usa)]
    try:
        yield rus, usa
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Folders:
    """An outgoing and an incoming folder of each side."""

    def __init__(self, place: Path) -> None:
        self.out = {party: place / party / "out" for party in PARTIES}
        self.incoming = {party: place / party / "in" for party in PARTIES}
        for party in PARTIES:
            mark_folder(self.out[party])
            self.incoming[party].mkdir()

    def bearer(self, party: str) -> FileDrop:
        return FileDrop(self.incoming[party], {other(party): self.out[party]}, poll_s=0.01)

    def carry(self) -> int:
        """Carry by hand what lies in the outgoing folders; give how many files."""
        paths = [(party, path) for party in PARTIES for path in sorted(self.out[party].glob(f"*{SUFFIX}"))]
        for party, path in paths:
            path.rename(self.incoming[other(party)] / path.name)
        return len(paths)

    async def carry_until_up(self, *sides: Side) -> None:
        while not all(each.up() for each in sides):
            self.carry()
            await asyncio.sleep(0.01)


@pytest.mark.slow
def test_a_line_over_folders_alone(memory_folder: Path) -> None:
    folders = Folders(memory_folder)

    async def story() -> None:
        async with at_work({party: [folders.bearer(party)] for party in PARTIES}) as (rus, usa):
            await asyncio.wait_for(folders.carry_until_up(rus, usa), 10)
            await usa.say("by hand")
            await until(lambda: [folders.carry()] and rus.texts)
            assert rus.texts == ["by hand"]
            await until(lambda: [folders.carry()] and usa.receipted())

    asyncio.run(story(), debug=True)


@pytest.mark.slow
def test_the_wire_is_cut_and_only_the_folders_are_carried(memory_folder: Path) -> None:
    folders = Folders(memory_folder)
    hub = Hub()

    async def story() -> None:
        bearers: dict[str, list[Bearer]] = {
            party: [MemoryBearer(hub, party, [other(party)]), folders.bearer(party)] for party in PARTIES
        }
        async with at_work(bearers) as (rus, usa):
            await until(lambda: rus.up() and usa.up())
            await usa.say("by wire")
            await until(lambda: rus.texts == ["by wire"])
            folders.carry()
            for party, each in zip(PARTIES, (rus, usa), strict=True):
                each.runtime.post(WayChanged("memory", other(party), wide=True, up=False))
            hub.weather = lambda _sender, _receiver, _packet: []
            await usa.say("by hand")
            await rus.say("by hand too")
            await until(lambda: [folders.carry()] and rus.texts[1:] and usa.texts)
            assert (rus.texts, usa.texts) == (["by wire", "by hand"], ["by hand too"])
            await until(lambda: [folders.carry()] and usa.receipted() and rus.receipted())

    asyncio.run(story(), debug=True)


@pytest.mark.slow
def test_a_line_over_a_serial_line_alone() -> None:
    modem = NullModem(bits_per_s=115_200)

    async def story() -> None:
        bearers = {
            party: [SerialBearer(Line(device, 115_200), [other(party)])]
            for party, device in zip(PARTIES, modem.devices, strict=True)
        }
        async with at_work(bearers) as (rus, usa):
            await until(lambda: rus.up() and usa.up())
            for number in range(20):
                await usa.say(f"{number} " + "x" * 280)
            await until(lambda: len(rus.texts) == 20)
            await until(usa.receipted)
            assert all(bearer.noise == 0 for each in bearers.values() for bearer in each)

    try:
        asyncio.run(story(), debug=True)
    finally:
        modem.close()
