"""What a home does by itself beside a line's loop: climb the agreed ladder, and call people outside the console."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Final

from parley.app.alarm_sender import send
from parley.app.alarms import (
    Call,
    Due,
    Plan,
    due,
    forget_others,
    keep_outbox,
    note_sent,
    outbox_bytes,
    read_outbox,
    read_plan,
)
from parley.app.home import Home, LineFiles, refuse_blocked
from parley.app.ledger import LiveLedger, author_number
from parley.app.silence import refuse_silent
from parley.desk import messages as m
from parley.desk.escalation import State
from parley.node.desk import Statement
from parley.node.effects import Effect, Show, ShowAhead
from parley.node.escalation_view import Matter, Taking, matters, takings
from parley.node.events import Submitted
from parley.node.reading import Reading
from parley.runtime.logs import Log
from parley.runtime.loop import Runtime, together
from parley.words.faults import Fault, OurFault
from parley.words.instants import MINUTE_MS
from parley.words.limits import ALARMS_WAITING_MAX
from parley.words.terms import Precedence, TrafficClass

LOOK_S: Final = 5.0
"""A rung is taken, and a repeat leaves, at most so long after its time."""

FLOOD_MS: Final = 10 * MINUTE_MS
"""In so long as many statements call somebody as may wait."""

Sender = Callable[[str, str], Awaitable[bool]]


class Reach:
    """One line's hand beyond the desk. Raises OurFault `alarms-malformed` when it is made."""

    def __init__(self, home: Home, files: LineFiles, runtime: Runtime, log: Log, sender: Sender = send) -> None:
        self._home, self._files, self._runtime, self._log, self._send = home, files, runtime, log, sender
        self._ledger = LiveLedger(runtime)
        self._plan = read_plan(home.folder)
        self._outbox = read_outbox(files.folder)
        self._kept = outbox_bytes(self._outbox)
        self._came: list[int] = []
        """When statements came for which somebody was called, in ms, the latest ones."""
        self._leaving: set[str] = set()
        self._news = asyncio.Event()
        self._refused: set[tuple[m.Escalated, str]] = set()

    def observe(self, effect: Effect) -> None:
        """Learn of an urgent statement that came in: whoever is to be called is called soon."""
        match effect:
            case Show(statement, "") | ShowAhead(statement):
                speeds = {each for target in self._plan.targets for each in target.precedences}
                theirs = statement.author != self._home.party and statement.traffic_class != TrafficClass.TEST
                if theirs and statement.precedence in speeds:
                    self._wait_for(statement)
            case _:
                pass

    def _wait_for(self, statement: Statement) -> None:
        """Call for a statement until it is acknowledged; of a flood the first call, of what waits the oldest ends."""
        waiting, now_ms = self._outbox.waiting, _now_ms()
        self._came = [came_ms for came_ms in self._came if now_ms - came_ms < FLOOD_MS]
        if statement.id.hex() not in waiting and len(self._came) < ALARMS_WAITING_MAX:
            self._came.append(now_ms)
            waiting[statement.id.hex()] = statement.thread.hex()
            if len(waiting) > ALARMS_WAITING_MAX:
                del waiting[next(iter(waiting))]
            self._news.set()

    async def run(self) -> None:
        """Climb and call until cancelled."""
        await together(self._climbing(), self._calling())

    # ---- the ladder

    async def _climbing(self) -> None:
        while True:
            await asyncio.sleep(LOOK_S)
            for taking in takings(self._reading(), self._home.party):
                await self._take(taking)

    async def _take(self, taking: Taking) -> None:
        """Say that a rung is taken, under every rule that binds a desk; a refusal is told once."""
        about, says = taking
        channel = self._reading().agreement.channels.get(says.channel or "")
        relay = () if channel is None or channel.party is None or not about.addressees else (channel.party,)
        submitted = Submitted(
            token=0,
            message=says,
            precedence=Precedence(about.precedence),
            traffic_class=TrafficClass(about.traffic_class),
            not_after_ms=None,
            addressees=(*about.addressees, *relay),
            thread=about.thread,
        )
        try:
            refuse_blocked(self._files.folder)
            refuse_silent(self._files.folder, says, reasoned=False)
            code = (await self._runtime.submit(submitted)).code
        except Fault as fault:
            code = fault.code
        if (says, code) not in self._refused:
            self._refused.add((says, code))
            self._log.write("climbed", entry=says.of.hex(), lacks=says.lacks.name, rung=says.rung, code=code or None)

    # ---- people outside

    async def _calling(self) -> None:
        async with asyncio.TaskGroup() as group:  # a target that hangs holds up no other
            while True:
                self._news.clear()
                for one in await self._look():
                    self._leaving.add(one.key)
                    group.create_task(self._leave(one))
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._news.wait(), LOOK_S)

    async def _look(self) -> list[Due]:
        """Give what is to leave and is not on its way, once what is pending is kept."""
        self._replan()
        if not self._plan.targets:
            return []
        calls = self._calls()
        found = due(self._plan, self._files.name, calls, self._outbox.sent, _now_ms())
        forget_others(self._outbox, calls)
        await self._keep()
        return [one for one in found if one.key not in self._leaving]

    async def _leave(self, one: Due) -> None:
        left = await self._send(one.target.url, one.text)
        note_sent(self._outbox, one.key, _now_ms(), left=left)
        self._leaving.discard(one.key)
        self._log.write("alarm", target=one.target.name, text=one.text, left=left)
        await self._keep()

    async def _keep(self) -> None:
        """Keep what changed, before an alarm leaves and after: a restart then neither forgets nor doubles it."""
        outbox = outbox_bytes(self._outbox)
        if outbox == self._kept:
            return
        try:
            await asyncio.to_thread(keep_outbox, self._files.folder, outbox)
            self._kept = outbox
        except OSError as error:
            self._log.write("alarms-not-kept", error=error.strerror)

    def _replan(self) -> None:
        """Take the home's file as it stands now; one that is wrong leaves the last good one in force."""
        try:
            self._plan = read_plan(self._home.folder)
        except OurFault as fault:
            self._log.write("alarms", code=fault.code)

    def _calls(self) -> list[Call]:
        reading = self._reading()
        for entry, thread in list(self._outbox.waiting.items()):
            if _acknowledged(self._ledger, self._plan, bytes.fromhex(thread), bytes.fromhex(entry), self._home.party):
                del self._outbox.waiting[entry]
        came = [self._incoming(bytes.fromhex(entry)) for entry in self._outbox.waiting]
        climbed = [call for matter in matters(reading) for call in self._rungs(reading, matter)]
        return [call for call in came if call is not None] + climbed

    def _incoming(self, entry: bytes) -> Call | None:
        statement = self._ledger.shelf.statement(entry)
        return None if statement is None else self._call(entry.hex(), statement, None)

    def _rungs(self, reading: Reading, matter: Matter) -> list[Call]:
        """Whom the rungs of a matter call on this side: the roles, or for a call this side's of the next pairing."""
        found = []
        for rung in matter.rungs:
            if rung.state in {State.REACHED, State.TAKEN}:
                pairing = reading.agreement.pairings.get(rung.step.to) if matter.lacks is m.Lacking.CALL else None
                roles = (rung.step.to, *rung.step.alternates) if pairing is None else (pairing.roles[self._home.party],)
                entry = b"" if matter.entry is None else matter.entry.id
                key = f"{entry.hex()}:{matter.lacks.name}:{matter.since_ms}:{rung.step.number}"
                found += [self._call(f"{key}:{role}", matter.entry, role, matter.debtor) for role in roles]
        return found

    def _call(self, key: str, about: Statement | None, role: str | None, debtor: str = "") -> Call:
        if about is None:
            return Call(key, Precedence.ROUTINE, debtor, "WATCH", role)
        number = author_number(self._ledger.shelf.record, self._ledger.shelf.place(about.id))
        mark = "DRILL " if about.traffic_class == TrafficClass.DRILL else ""
        told = about.id[:3].hex() if number is None else f"{number:06}"
        return Call(key, Precedence(about.precedence), about.author, told, role, mark)

    def _reading(self) -> Reading:
        return self._ledger.shelf.model.reading(_now_ms())


def _acknowledged(ledger: LiveLedger, plan: Plan, thread: bytes, entry: bytes, me: str) -> bool:
    """Say whether this side has said enough in a thread, behind an entry, for its alarm to end."""
    if not ledger.shelf.holds(entry):
        return False
    said = ledger.shelf.thread(thread)
    place = next((place for place, each in enumerate(said) if each.id == entry), len(said))
    ours = [each.message for each in said[place + 1 :] if each.author == me]
    opened = [each for each in ours if isinstance(each, m.Progress) and each.step is m.Step.OPENED]
    return len(ours) > (0 if plan.acknowledged_by == "opened" else len(opened))


def _now_ms() -> int:
    return time.time_ns() // 1_000_000
