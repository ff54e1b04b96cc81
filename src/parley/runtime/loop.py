"""The asyncio loop round a node: gather events, step, keep, then act; start anew when the store is unsure."""

from __future__ import annotations

import asyncio
from collections import deque
from collections.abc import Callable, Coroutine, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from parley.node.effects import (
    Alarm,
    Answer,
    CardChanged,
    Effect,
    Halt,
    Outcome,
    Ring,
    Send,
    Show,
    ShowAhead,
    ShowReceipt,
    ShowReceiptAhead,
    joined,
)
from parley.node.events import (
    Asked,
    Event,
    Gathered,
    Kept,
    PacketArrived,
    Ready,
    Refused,
    Ticked,
    WayChanged,
)
from parley.node.node import Node
from parley.node.ports import Bearer, Store, StoreError
from parley.runtime.logs import Log
from parley.runtime.memory import lasting
from parley.words.faults import Fault, OurFault
from parley.words.instants import Now
from parley.words.terms import Precedence

Observe: TypeAlias = Callable[[Effect], None]
"""Is called with each effect that concerns people."""

ROUND_EVENTS_MAX = 512
"""Events of one transaction: enough to share the cost of a sync, few enough that nobody waits long."""
ROUND_BYTES_MAX = 1 << 19
"""Packets of one transaction, so that what is released here meanwhile waits a fraction of a second."""
HELD_BYTES_MAX = 1 << 20
"""Packets that wait for the node before bearers are held: what comes next waits at its sender, at most a second."""
WAITING_BYTES_MAX = 16 << 20
"""Packets that wait where a bearer cannot be held; beyond it they are dropped, and come again as none is receipted."""
PAUSE_S_MAX = 30.0


@dataclass(frozen=True, slots=True)
class Parts:
    """What a runtime needs: how to open the store and make a node of it, the carriers, the clocks."""

    open_store: Callable[[], Store]
    make_node: Callable[[Store, Now], Node]
    bearers: Sequence[Bearer]
    clock: Callable[[], Now]
    log: Log
    pin: Callable[[str, bytes], None] = lambda _party, _certificate: None
    """Have connections with a party pinned to another certificate, where a carrier pins any."""


async def together(*parts: Coroutine[None, None, None]) -> None:
    """Run all until one ends or fails, or the caller is cancelled; then all have ended. Raises what that one raised."""
    tasks = [asyncio.create_task(part) for part in parts]
    try:
        # Not `gather`, which passes a cancellation on: each would be cancelled twice, in the midst of its closing.
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
    for task in done:
        task.result()


@dataclass(slots=True)
class Traffic:
    """What one bearer has carried from and to one peer in this run."""

    packets_in: int = 0
    bytes_in: int = 0
    packets_out: int = 0
    bytes_out: int = 0


class Runtime:
    """One line of one party, alive."""

    def __init__(self, parts: Parts, observe: Observe) -> None:
        self._parts = parts
        self._observe = observe
        self._bearers = {bearer.name: bearer for bearer in parts.bearers}
        self._events: deque[Event] = deque()
        self._waiting_bytes = 0
        self._held = False
        self._news = asyncio.Event()
        self._ways: set[tuple[str, str]] = set()
        self._answers: dict[int, asyncio.Future[Answer]] = {}
        self._token = 0
        self._on = dict.fromkeys(self._bearers, True)
        self._switched = asyncio.Event()
        self.traffic: dict[tuple[str, str], Traffic] = {}
        self.rounds = 0
        self.store_failures = 0
        self.failing = False
        """Whether the store failed and has not been opened again yet."""
        self.dropped = 0
        self.store: Store = parts.open_store()
        self.node: Node = lasting(lambda: parts.make_node(self.store, parts.clock()))

    # ---- from outside

    @property
    def now_ms(self) -> int:
        """The node's wall clock, in ms."""
        return self._parts.clock().wall_ms

    @property
    def quiet(self) -> bool:
        """Say whether no event waits."""
        return not self._events

    @property
    def at_rest(self) -> bool:
        """Say whether no event waits, each peer told what it holds and receipted every own entry that asks for it."""
        state = self.node.state
        return (
            self.quiet
            and all(peer.asked for peer in state.peers.values())
            and all(feed.receipted.get(peer, 0) >= size for feed, size in state.asking.items() for peer in state.peers)
        )

    def post(self, event: Event) -> None:
        """Hand an event to the node."""
        self._events.append(event)
        self._news.set()

    async def submit(self, submitted: Asked) -> Answer:
        """Release a statement, sign an agreement or name an officer's key; the answer comes when it is durable here.

        Raises OurFault `store-failed` where the store could not say: it may stand in the record or not.
        """
        return await self.submit_soon(submitted)

    def submit_soon(self, submitted: Asked) -> asyncio.Future[Answer]:
        """Release a statement and give the answer to come."""
        self._token += 1
        future: asyncio.Future[Answer] = asyncio.get_running_loop().create_future()
        self._answers[self._token] = future
        self.post(replace(submitted, token=self._token))
        return future

    @property
    def bearers(self) -> dict[str, tuple[Bearer, bool]]:
        """Every bearer by its name, and whether it is on."""
        return {name: (bearer, self._on[name]) for name, bearer in self._bearers.items()}

    @property
    def ways(self) -> frozenset[tuple[str, str]]:
        """The open ways: bearer and peer."""
        return frozenset(self._ways)

    def switch(self, name: str, *, on: bool) -> None:
        """Turn a bearer on or off until this run ends. Raises OurFault `bearer-unknown`."""
        if name not in self._bearers:
            raise OurFault("bearer-unknown", f"This line has the bearers: {', '.join(sorted(self._bearers))}.")
        self._on[name] = on
        self._parts.log.write("bearer", bearer=name, on=on)
        self._switched.set()

    # ---- the loop

    async def run(self) -> None:
        """Run until cancelled. Raises what ended a bearer: OurFault `port-busy`, `address-unusable`."""
        try:
            await together(self._rounds(), self._carry_all())
        finally:
            self.store.close()

    async def _carry_all(self) -> None:
        """Keep each bearer running that is on. Raises what ended one."""
        tasks: dict[str, asyncio.Task[None]] = {}
        try:
            while True:
                self._switched.clear()
                for name, on in self._on.items():
                    if on and name not in tasks:
                        tasks[name] = asyncio.create_task(self._carry(self._bearers[name]))
                    elif not on and name in tasks:
                        await self._stop(name, tasks.pop(name))
                switched = asyncio.create_task(self._switched.wait())
                try:
                    await asyncio.wait({switched, *tasks.values()}, return_when=asyncio.FIRST_COMPLETED)
                finally:
                    switched.cancel()
                for task in tasks.values():
                    if task.done():
                        task.result()
                        return
        finally:
            for task in tasks.values():
                task.cancel()
            await asyncio.gather(*tasks.values(), return_exceptions=True)

    async def _stop(self, name: str, task: asyncio.Task[None]) -> None:
        """End a bearer, and tell the node that its ways are closed: a bearer that ends calls nobody."""
        task.cancel()
        await asyncio.wait({task})
        for bearer, peer in sorted(self._ways):
            if bearer == name:
                self._changed(self._bearers[name], peer, up=False)

    async def _carry(self, bearer: Bearer) -> None:
        def received(peer: str, packet: bytes) -> None:
            if self._waiting_bytes > WAITING_BYTES_MAX:
                self.dropped += 1
                return
            self._waiting_bytes += len(packet)
            self._hold()
            carried = self._traffic(bearer.name, peer)
            carried.packets_in += 1
            carried.bytes_in += len(packet)
            self.post(PacketArrived(bearer.name, peer, packet))

        def changed(peer: str, up: bool) -> None:  # noqa: FBT001  the port's shape
            self._changed(bearer, peer, up=up)

        await bearer.run(received, changed, lambda peer: self.post(Ready(bearer.name, peer)))

    def _hold(self) -> None:
        """Have bearers read no further while too much waits, and go on when half of it is done."""
        held = self._waiting_bytes > (HELD_BYTES_MAX // 2 if self._held else HELD_BYTES_MAX)
        if held != self._held:
            self._held = held
            for bearer in self._bearers.values():
                bearer.hold(on=held)

    def _changed(self, bearer: Bearer, peer: str, *, up: bool) -> None:
        (self._ways.add if up else self._ways.discard)((bearer.name, peer))
        self._parts.log.write("way", bearer=bearer.name, peer=peer, up=up)
        self.post(_way_changed(bearer, peer, up=up))

    def _traffic(self, bearer: str, peer: str) -> Traffic:
        return self.traffic.setdefault((bearer, peer), Traffic())

    async def _rounds(self) -> None:
        while True:
            try:
                self._round()
            except StoreError as fault:
                await self._recover(fault)
                continue
            await self._wait()

    async def _recover(self, fault: Fault) -> None:
        """After a store error: tell it, then start anew, again and again until the store lets us."""
        pause_s = 0.0
        while True:
            self._fail_answers()
            self.store_failures += 1
            self.failing = True
            self._parts.log.write("store-failed", code=fault.code, detail=fault.message)
            self._observe(Alarm(fault.code, fault.message))
            await asyncio.sleep(pause_s)
            pause_s = min(PAUSE_S_MAX, 2 * pause_s + 0.5)
            try:
                self._start_anew()
            except OurFault as again:
                fault = again
                continue
            self.failing = False
            return

    async def _wait(self) -> None:
        if self._events:
            await asyncio.sleep(0)
            return
        self._news.clear()
        now = self._parts.clock()
        wait_s = max(0.0, (self.node.wake_ms(now) - now.mono_ms) / 1000)
        try:
            async with asyncio.timeout(wait_s):
                await self._news.wait()
        except TimeoutError:
            self._events.append(Ticked())

    def _round(self) -> None:
        """Step through what is at hand, keep it in one transaction, then carry out what it asks for."""
        now = self._parts.clock()
        node = self.node
        outcomes: list[Outcome] = []
        taken = 0
        for _ in range(min(len(self._events), ROUND_EVENTS_MAX)):
            event = self._events.popleft()
            if isinstance(event, PacketArrived):
                taken += len(event.packet)
            outcomes.append(node.step(event, now))
            if taken > ROUND_BYTES_MAX:
                break
        self._waiting_bytes -= taken
        self._hold()
        outcomes.append(node.step(Gathered(), now))
        batch = joined(outcomes)
        if batch:
            self.store.append(batch)
        outcomes.append(node.step(Kept(), now))
        self.rounds += 1
        halt = ""
        for outcome in outcomes:
            for effect in outcome.effects:
                halt = self._act(effect) or halt
        if halt:
            self._start_anew()

    def _act(self, effect: Effect) -> str:
        match effect:
            case Send(name, peer, packet):
                bearer = self._bearers[name]
                if bearer.send(peer, packet):
                    carried = self._traffic(name, peer)
                    carried.packets_out += 1
                    carried.bytes_out += len(packet)
                else:
                    self.post(Refused(name, peer))
            case Answer():
                self._answer(effect)
            case Show() | ShowReceipt() | ShowAhead() | ShowReceiptAhead():
                self._observe(effect)
            case CardChanged(party, transport):
                self._parts.log.write("key-changed", party=party)
                self._parts.pin(party, transport)
                self._observe(effect)
            case Ring(party, precedence, count):
                self._parts.log.write("ring", party=party, precedence=Precedence(precedence).name, count=count)
                self._observe(effect)
            case Alarm(code, detail):
                self._parts.log.write("alarm", code=code, detail=detail)
                self._observe(effect)
            case Halt(code):
                self._parts.log.write("halt", code=code)
                self._observe(Alarm(code, ""))
                return code
        return ""

    def _answer(self, answer: Answer) -> None:
        if answer.code:
            self._parts.log.write("refused", code=answer.code)
        future = self._answers.pop(answer.token, None)
        if future is not None and not future.done():
            future.set_result(answer)

    def _start_anew(self) -> None:
        """Throw the node away, reopen the store, make another one: a new run with a new feed."""
        self._fail_answers()
        self.store.close()
        self.store = self._parts.open_store()
        self.node = lasting(lambda: self._parts.make_node(self.store, self._parts.clock()))
        for name, peer in sorted(self._ways):
            self._events.append(_way_changed(self._bearers[name], peer, up=True))

    def _fail_answers(self) -> None:
        """Tell everybody who waits that the store could not say: what is in no round yet is dropped."""
        self._events = deque(event for event in self._events if not isinstance(event, Asked))
        answers, self._answers = self._answers, {}
        for future in answers.values():
            if not future.done():
                future.set_exception(OurFault("store-failed", "The store failed: the statement may stand or not."))


def _way_changed(bearer: Bearer, peer: str, *, up: bool) -> WayChanged:
    return WayChanged(bearer.name, peer, bearer.wide, up, bearer.packet_bytes_max, bearer.round_trip_ms)
