"""The loop round a node: what it does when the store fails, a bearer ends, or too much comes in."""

import asyncio
import io
import json
import os
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import replace

import pytest

from parley.bearers.memory import Hub, MemoryBearer
from parley.desk.agreement import parse
from parley.desk.messages import PlainStatement
from parley.node.desk import Desk
from parley.node.effects import Alarm, Effect, Halt, Outcome, Show
from parley.node.events import Event, Submitted, Ticked
from parley.node.node import Node
from parley.node.ports import Batch, Bearer, Store, StoreError
from parley.node.state import Config
from parley.runtime import clock, loop
from parley.runtime.logs import Log
from parley.runtime.loop import Parts, Runtime, together
from parley.seal.digest import sha256
from parley.seal.suite import S1
from parley.store.memory import MemoryStore
from parley.words.faults import OurFault
from parley.words.instants import Now
from parley.words.terms import TrafficClass
from tests.refusals import refused
from tools.kill9 import AGREEMENT

PARTIES = ("RUS", "USA")
KEYS = {party: S1.signing_key(sha256(party.encode()) * 2) for party in PARTIES}
LINE = sha256(b"line")
PATIENCE_S = 10.0


def config(me: str) -> Config:
    (other,) = set(PARTIES) - {me}
    return Config(
        line=LINE,
        me=me,
        parties=PARTIES,
        suite=S1,
        key=KEYS[me],
        node_keys={party: S1.verifying_key(key.public) for party, key in KEYS.items()},
        pair_secrets={other: sha256(b"pair")},
        agreement_hash=sha256(AGREEMENT.encode()),
        card_hashes=tuple((party, sha256(party.encode())) for party in PARTIES),
        desk=Desk(PARTIES, parse(AGREEMENT.encode())),
        classes=frozenset({TrafficClass.OPERATIONAL}),
    )


class Disk(MemoryStore):
    """A store that fails when it is told to; what it holds outlives it."""

    def __init__(self) -> None:
        super().__init__(LINE)
        self.faults: list[str] = []
        self.opened = 0

    def open(self) -> Store:
        self.opened += 1
        if self.faults and self.faults[0] == "open":
            self.faults.pop(0)
            raise OurFault("home-unwritable")
        self._closed = False
        return self

    def append(self, batch: Batch) -> None:
        fault = self.faults[0] if self.faults and batch.rows else ""
        if fault in ("lost", "kept"):
            self.faults.pop(0)
        if fault != "lost":
            super().append(batch)
        if fault in ("lost", "kept"):
            raise StoreError("store-failed", "planted")


class Side:
    """One party's runtime on a hub, and what its people are told."""

    def __init__(self, hub: Hub, me: str, wrap: Callable[[Node], Node] = lambda node: node) -> None:
        (self.peer,) = set(PARTIES) - {me}
        self.disk = Disk()
        self.told: list[Effect] = []
        self.log = io.StringIO()

        def make_node(store: Store, now: Now) -> Node:
            return wrap(
                Node(replace(config(me), desk=Desk(PARTIES, parse(AGREEMENT.encode()))), os.urandom, store, now)
            )

        bearers: list[Bearer] = [MemoryBearer(hub, me, [self.peer])]
        self.runtime = Runtime(
            Parts(self.disk.open, make_node, bearers, clock.read, Log(self.log, party=me)), self.told.append
        )

    def say(self, text: str) -> "asyncio.Future[object]":
        return asyncio.ensure_future(
            self.runtime.submit(Submitted(token=0, message=PlainStatement(language="en", text=text)))
        )

    @property
    def alarms(self) -> list[str]:
        return [effect.code for effect in self.told if isinstance(effect, Alarm)]

    @property
    def heard(self) -> list[str]:
        shown = [effect.statement for effect in self.told if isinstance(effect, Show)]
        return [
            each.message.text for each in shown if isinstance(each.message, PlainStatement) and each.author == self.peer
        ]


@asynccontextmanager
async def line(hub: Hub | None = None) -> AsyncIterator[tuple[Side, Side]]:
    hub = hub or Hub()
    sides = Side(hub, "USA"), Side(hub, "RUS")
    tasks = [asyncio.create_task(side.runtime.run()) for side in sides]
    try:
        await rest(*sides)
        yield sides
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.wait(tasks)


async def until(holds: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE_S):
        while not holds():  # noqa: ASYNC110
            await asyncio.sleep(0.002)


async def rest(*sides: Side) -> None:
    await until(lambda: all(side.runtime.at_rest for side in sides))


@pytest.mark.slow
def test_what_one_says_the_other_is_shown() -> None:
    async def talk() -> None:
        async with line() as (usa, rus):
            await usa.say("hello")
            await until(lambda: rus.heard == ["hello"])
            assert usa.heard == []

    asyncio.run(talk())


@pytest.mark.slow
@pytest.mark.parametrize("fault", ["lost", "kept"])
def test_after_a_store_error_the_node_starts_anew(fault: str) -> None:
    async def talk() -> None:
        async with line() as (usa, rus):
            before = usa.runtime.node.state.own.id
            usa.disk.faults = [fault]
            with refused("store-failed", OurFault):
                await usa.say("in doubt")
            await until(lambda: usa.runtime.node.state.own.id != before)
            await rest(usa, rus)
            await usa.say("afterwards")
            await until(lambda: "afterwards" in rus.heard)
            assert rus.heard == (["in doubt", "afterwards"] if fault == "kept" else ["afterwards"])
            assert "store-failed" in usa.alarms
            assert not {"feed-forked", "feed-cloned", "head-bad"} & {*usa.alarms, *rus.alarms}

    asyncio.run(talk())


@pytest.mark.slow
def test_it_tries_until_the_store_opens_again(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loop, "PAUSE_S_MAX", 0.01)

    async def talk() -> None:
        async with line() as (usa, rus):
            usa.disk.faults = ["lost", "open", "open", "lost", "open"]
            with refused("store-failed", OurFault):
                await usa.say("in doubt")
            with refused("store-failed", OurFault):
                await usa.say("while it is away")
            await until(lambda: not usa.disk.faults)
            await rest(usa, rus)
            await usa.say("afterwards")
            await until(lambda: rus.heard == ["afterwards"])
            assert usa.alarms.count("home-unwritable") == 3

    asyncio.run(talk())


@pytest.mark.slow
def test_a_node_that_says_halt_is_thrown_away() -> None:
    class Halting:
        """A node that halts once."""

        halted = False

        def __init__(self, node: Node) -> None:
            self._node = node
            self.state = node.state
            self.wake_ms = node.wake_ms

        def step(self, event: Event, now: Now) -> Outcome:
            outcome = self._node.step(event, now)
            if isinstance(event, Ticked) and not Halting.halted:
                Halting.halted = True
                outcome.effects.append(Halt("feed-cloned"))
            return outcome

    async def talk() -> None:
        side = Side(Hub(), "USA", Halting)  # type: ignore[arg-type]
        first = side.runtime.node
        task = asyncio.create_task(side.runtime.run())
        side.runtime.post(Ticked())
        await until(lambda: side.runtime.node is not first)
        task.cancel()
        await asyncio.wait({task})
        assert side.alarms == ["feed-cloned"]
        assert side.disk.opened == 2

    asyncio.run(talk())


@pytest.mark.slow
def test_what_a_bearer_has_no_room_for_is_sent_again() -> None:
    async def talk() -> None:
        refusals = 3

        class Narrow(MemoryBearer):
            def send(self, peer: str, packet: bytes) -> bool:
                nonlocal refusals
                if len(packet) > 2_000 and refusals:
                    refusals -= 1
                    return False
                return super().send(peer, packet)

        async with line() as (usa, rus):
            usa.runtime._bearers["memory"].__class__ = Narrow  # noqa: SLF001
            await usa.say("x" * 3_000)
            await until(lambda: len(rus.heard) == 1)
            assert refusals == 0

    asyncio.run(talk())


@pytest.mark.slow
def test_packets_beyond_the_limit_are_dropped_and_come_again(monkeypatch: pytest.MonkeyPatch) -> None:
    async def talk() -> None:
        async with line() as (usa, rus):
            monkeypatch.setattr(loop, "WAITING_BYTES_MAX", -1)
            await usa.say("dropped at first")
            await until(lambda: rus.runtime.dropped > 0)
            monkeypatch.setattr(loop, "WAITING_BYTES_MAX", 1 << 20)
            await until(lambda: rus.heard == ["dropped at first"])

    asyncio.run(talk())


def test_a_bearer_that_ends_ends_the_runtime_and_closes_the_store() -> None:
    class Broken(MemoryBearer):
        async def run(self, received: object, changed: object, ready: object) -> None:  # noqa: ARG002  the port's shape
            raise OurFault("port-busy")

    async def talk() -> None:
        side = Side(Hub(), "USA")
        for bearer in side.runtime._parts.bearers:  # noqa: SLF001
            bearer.__class__ = Broken
        with refused("port-busy", OurFault):
            await side.runtime.run()
        with refused("store-failed", StoreError):
            side.disk.append(Batch())

    asyncio.run(talk())


def test_together_cancels_each_once_and_lets_it_close() -> None:
    closed: list[str] = []

    async def closes_slowly() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            await asyncio.sleep(0.01)
            closed.append("slowly")

    async def fails() -> None:
        await asyncio.sleep(0)
        raise OurFault("port-busy")

    async def cancelled() -> None:
        task = asyncio.create_task(together(closes_slowly(), closes_slowly()))
        await asyncio.sleep(0)
        await asyncio.sleep(0)
        task.cancel()
        await asyncio.wait({task})
        assert task.cancelled()

    with refused("port-busy", OurFault):
        asyncio.run(together(closes_slowly(), fails()))
    asyncio.run(cancelled())
    assert closed == ["slowly"] * 3


def test_the_log_has_codes_and_no_text() -> None:
    async def talk() -> str:
        async with line() as (usa, rus):
            await usa.say("a body that stays out of it")
            usa.disk.faults = ["lost"]
            with refused("store-failed", OurFault):
                await usa.say("and this")
            await rest(usa, rus)
            answer = await usa.runtime.submit(
                Submitted(token=0, message=PlainStatement(language="en", text="secret text"), thread=bytes(32))
            )
            assert answer.code == "thread-unknown"
            return usa.log.getvalue()

    lines = [json.loads(text) for text in asyncio.run(talk()).splitlines()]
    assert {each["event"] for each in lines} == {"way", "store-failed", "refused"}
    assert all(each["party"] == "USA" for each in lines)
    written = json.dumps(lines)
    assert not [text for text in ("a body", "and this", "secret text") if text in written]


def test_the_clock_goes_on_and_tells_its_error(monkeypatch: pytest.MonkeyPatch) -> None:
    first, second = clock.read(), clock.read()
    assert second.mono_ms >= first.mono_ms
    assert first.wall_ms > 1_700_000_000_000

    def adjtimex(status: int, error_us: int, state: int = 0) -> Callable[[object], int]:
        def call(timex: object) -> int:
            clock._TIMEX.pack_into(timex, 0, 0, 0, 0, error_us, 0, status)  # type: ignore[arg-type]  # noqa: SLF001
            return state

        return call

    for call, expected in [
        (adjtimex(0, 12_345), 13),
        (adjtimex(0x40, 12_345), None),
        (adjtimex(0, 12_345, -1), None),
    ]:
        monkeypatch.setattr(clock, "_libc", lambda call=call: type("Libc", (), {"adjtimex": staticmethod(call)}))
        assert clock.read().uncertainty_ms == expected
    monkeypatch.setattr(clock, "_libc", lambda: None)
    assert clock.read().uncertainty_ms is None


def test_a_bearer_is_held_while_too_much_waits_and_let_go_when_half_is_done(monkeypatch: pytest.MonkeyPatch) -> None:
    held: list[bool] = []

    class Holding(MemoryBearer):
        def hold(self, *, on: bool) -> None:
            held.append(on)

    async def talk() -> None:
        async with line() as (usa, rus):
            rus.runtime._bearers["memory"].__class__ = Holding  # noqa: SLF001
            monkeypatch.setattr(loop, "HELD_BYTES_MAX", 20_000)
            await asyncio.gather(*[usa.say(f"{number} " + "x" * 3_000) for number in range(40)])
            await until(lambda: len(rus.heard) == 40)
            assert held[:2] == [True, False]
            assert held[-1] is False
            assert rus.runtime.dropped == 0

    asyncio.run(talk())
