"""A drill as it goes: the counterpart plays its part, and what the watch says is kept for judging.

The drill's clock goes on in steps, and after each both nodes come to rest: a slow machine slows the drill and costs the
watch nothing.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable, Sequence
from typing import Final, NamedTuple, TextIO

from parley.app.drills import slots
from parley.app.drills.homes import LINE, Homes
from parley.app.drills.judging import Ended, Happened, Played
from parley.app.drills.scenarios import SEAT, START, Network, Scenario, Step, refuse_other_terms
from parley.app.home import read_line
from parley.app.playing.live import LiveLine
from parley.app.playing.sides import DrillClock, Link, Side
from parley.app.telling import Teller
from parley.desk.agreement import parse
from parley.node.desk import Statement
from parley.node.effects import Show
from parley.wire.catalogue import encode
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS

STEP_S: Final = 0.05
STEP_MS_MAX: Final = 10_000
"""The longest step of the drill's clock: less than what turns a lamp off."""


class Line(NamedTuple):
    """A line for the screen: when (ms), who or what, and what of it."""

    at_ms: int
    who: str
    text: str


class Manner(NamedTuple):
    """How a drill is played: so many times as fast as time, by a script for the watch, beside a live line."""

    speed: float = 1.0
    script: Sequence[Step] = ()
    live: LiveLine | None = None


class Play:
    """One drill on two homes; a script plays the watch where there is one."""

    def __init__(
        self, homes: Homes, scenario: Scenario, tell: Callable[[Line], None], log: TextIO, manner: Manner
    ) -> None:
        """Make it ready. Raises OurFault `scenario-terms`, and those of homes."""
        agreement = parse(read_line(homes.watch, LINE, secrets=False).agreement)
        refuse_other_terms(scenario, agreement)
        self._homes, self._tell, self._manner = homes, tell, manner
        self._clock = DrillClock()
        self._fired: set[str] = set()
        self._shown: list[Show] = []
        self._seen: set[bytes] = set()
        self._watch = Side(homes.watch, self._clock, log, self._shown.append)
        self._counterpart = Side(homes.counterpart, self._clock, log, lambda _show: None)
        self._link = Link(self._watch, self._counterpart)
        self._goes_on = asyncio.Event()
        self._goes_on.set()
        self._looked_s = 0.0
        """When the drill's clock was last moved on, by this machine's."""
        self.played = Played(
            scenario=scenario,
            agreement=agreement,
            watch=homes.watch.party,
            counterpart=homes.counterpart.party,
            start_ms=0,
            now_ms=0,
        )

    # ---- what people do with it

    def pause(self) -> None:
        """Stop the clock; both nodes stay."""
        self._goes_on.clear()

    def resume(self) -> None:
        """Let the clock go on."""
        self._goes_on.set()

    def end(self, ended: Ended, real: str = "") -> None:
        """End it at once, before its end."""
        self.played.ended, self.played.real = ended, real
        self._goes_on.set()

    async def run(self) -> None:
        """Play it to its end; then no node runs. Raises OurFault of homes, and what a statement is refused with."""
        ringing = None if self._manner.live is None else asyncio.create_task(self._manner.live.rings())
        if ringing is not None:
            ringing.add_done_callback(self._rung)
        try:
            Link.place(self._homes)
            await self._link.heal()
            self._begin()
            while self.played.ended is None:
                await self._happen()
                await self._pass_time()
            if self.played.ended is Ended.PLAYED and not self._link.up:
                await self._link.heal()
            self._look()
        finally:
            if ringing is not None:
                ringing.cancel()
            await self._watch.stop()
            await self._counterpart.stop()

    def _rung(self, ringing: asyncio.Task[str]) -> None:
        """The live line calls: the drill is over."""
        if not ringing.cancelled():
            real = ringing.result()
            self.end(Ended.REAL, real)
            self._say("REAL", real)

    # ---- its clock

    def _begin(self) -> None:
        """Begin after all that was said in drills before, whose clocks may have run ahead of this machine's."""
        played, shelf = self.played, self._watch.shelf
        latest_ms = max(shelf.latest_clock_ms(party) or 0 for party in (played.watch, played.counterpart))
        self._clock.pass_ms(max(0, latest_ms + 1 - self._clock.wall_ms))
        played.now_ms = self._clock.wall_ms
        played.start_ms = played.now_ms - played.now_ms % MINUTE_MS
        played.happened[START] = Happened(played.now_ms)
        self._seen = {each.statement.id for each in self._shown}
        self._shown.clear()
        self._looked_s = time.monotonic()

    async def _pass_time(self) -> None:
        await asyncio.sleep(min(STEP_S, STEP_MS_MAX / 1000 / self._manner.speed))
        if not self._goes_on.is_set():
            await self._goes_on.wait()
            self._looked_s = time.monotonic()
        before_s, self._looked_s = self._looked_s, time.monotonic()
        passed_ms = round((self._looked_s - before_s) * 1000 * self._manner.speed)
        self._clock.pass_ms(min(STEP_MS_MAX, passed_ms))
        self.played.now_ms = self._clock.wall_ms
        await self._link.rest()
        if self.played.ended is None and (self._all_done() or self._overdue()):
            self.played.ended = Ended.PLAYED

    def _overdue(self) -> bool:
        return self.played.now_ms >= self.played.happened[START].at_ms + self.played.scenario.ends_ms

    def _all_done(self) -> bool:
        scenario = self.played.scenario
        everything = {each.name for each in scenario.steps} | {
            each.name for each in scenario.expected if not each.never
        }
        return everything <= self.played.happened.keys()

    # ---- what happens

    async def _happen(self) -> None:
        """Take in what was said, then do whatever has its time."""
        self._look()
        for step in (*self.played.scenario.steps, *self._manner.script):
            after = self.played.happened.get(step.when.after)
            if step.name not in self._fired and after and self._clock.wall_ms >= after.at_ms + step.when.wait_ms:
                await self._do(step)

    def _look(self) -> None:
        """Take in what the watch's node shows, and what it holds of what the counterpart said."""
        played, shelf = self.played, self._watch.shelf
        for show in self._shown:
            if show.statement.id not in self._seen:
                self._seen.add(show.statement.id)
                self._note(show)
        self._shown.clear()
        for step in played.scenario.steps:
            entry = self._entry(step)
            if entry is not None and step.name not in played.stored_ms and shelf.holds(entry):
                stored_ms = shelf.storing_ms(entry, played.watch)
                if stored_ms is not None:
                    played.stored_ms[step.name] = stored_ms
        for each in played.scenario.expected:
            done = None if each.never or each.name in played.happened else played.done(each)
            if done is not None:
                played.happened[each.name] = Happened(done.clock_ms, done.id, done.thread)

    def _note(self, show: Show) -> None:
        said = show.statement
        if said.author == self.played.watch and not show.code:
            self.played.deeds.append(said)
        refused = f" [{show.code}]" if show.code else ""
        self._say(said.author, self._text(said) + refused)
        self._interpret(said)

    def _interpret(self, said: Statement) -> None:
        """Say in the watch's language what the counterpart wrote in its own, as an interpreter at the desk would."""
        played = self.played
        step = next((step for step in played.scenario.steps if self._entry(step) == said.id), None)
        if step is not None and played.spoken_by(played.counterpart) != played.language:
            found = " · ".join(slots.texts(step.slots, played.language))
            if found:
                self._say("interpreter", found)

    def _entry(self, step: Step) -> bytes | None:
        happened = self.played.happened.get(step.name)
        return None if happened is None else happened.entry

    def _text(self, said: Statement) -> str:
        return Teller(self._homes.watch, self._watch.line.ledger, self._clock.wall_ms).rendered(said)

    def _say(self, who: str, text: str) -> None:
        self._tell(Line(self._clock.wall_ms, who, text))

    async def _do(self, step: Step) -> None:
        """Do a step; one that waits for what has not been said yet, or for power, is tried again."""
        if step.say:
            side = self._watch if step in self._manner.script else self._counterpart
            if not side.powered:
                return
            try:
                happened = await self._speak(side, step)
            except LookupError:
                return
            except OurFault as fault:
                if side is self._watch:
                    raise
                self._fired.add(step.name)  # what the watch did before leaves no room for it: the drill goes on without
                self.played.unsaid.add(step.name)
                self._say("drill", f"{fault.message} It is left out. [{fault.code}]")
                return
        else:
            happened = Happened(self._clock.wall_ms)
            if step.tell:
                self._say("desk", step.tell[self.played.language])
            if step.network is not None:
                self._say("network", step.network)
                await {
                    Network.CUT: self._link.cut,
                    Network.POWER_CUT: self._link.cut_power,
                    Network.HEAL: self._link.heal,
                }[step.network]()
        self._fired.add(step.name)
        self.played.happened[step.name] = happened

    async def _speak(self, side: Side, step: Step) -> Happened:
        """Have an officer of one side say what a step says. Raises LookupError while it is about what is not there."""
        told = self.played.told(side.home.party, step.thread)
        thread = None
        if step.thread is not None:
            about = side.shelf.statement(told.entry(step.thread))
            if about is None:
                raise LookupError(step.thread)
            thread = about.thread
        kind, version, body = encode(slots.message(step.say, step.slots, told))
        request = {
            "do": "say", "seat": SEAT, "kind": kind, "version": version, "body": body.hex(),
            "thread": thread and thread.hex(), "precedence": step.precedence.name, "class": "DRILL",
            "not_after_ms": None, "addressees": [], "late": True, "officer_word": True,
        }  # fmt: skip
        try:
            answer = await side.ask(request)
        except OurFault as fault:
            raise OurFault(fault.code, f"{step.name}: {fault.message}", fault.todo) from None
        entry = bytes.fromhex(answer["id"])
        return Happened(self._clock.wall_ms, entry, thread or entry)
