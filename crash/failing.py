"""`python -m crash.failing [--every N] [--json]`: each call of a store to its disk fails once, in each way that it can.

Two real runtimes talk; under one of them the n-th call fails (EIO, ENOSPC, a short write, a forced write that the disk
never gets, an error though all was done). Then: the process ended with a fault, or told the failure, threw its node
away and went on in a new feed; nothing that it reported is missing at either side, nor after a power cut that follows;
no place of a feed was signed twice, and both verifiers accept the record. Ends with 1 where that does not hold, or
where a planted defect passes.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import sys
import time
from collections import Counter
from collections.abc import AsyncIterator, Callable, Iterator, Mapping
from contextlib import ExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Any, Final

from crash.disk import WAYS, Disk, Kind, Op, Way, watched
from crash.places import in_memory, logs_of
from crash.plants import FAILING_PLANTS, NONE, Plant
from crash.platter import How, Platter
from crash.story import PEER, VICTIM, Line, Slots, TwiceSigned
from crash.verdicts import PROVED, verdicts
from parley.app.records import export_of
from parley.bearers.memory import Hub, MemoryBearer
from parley.desk.messages import PlainStatement
from parley.node.effects import Alarm, Effect
from parley.node.events import Submitted
from parley.node.node import Node
from parley.node.ports import Store
from parley.node.sync import digest
from parley.runtime import clock
from parley.runtime.logs import Log
from parley.runtime.loop import Parts, Runtime
from parley.store.memory import MemoryStore
from parley.store.sqlite import SqliteStore
from parley.words.faults import OurFault
from parley.words.instants import Now
from parley.words.terms import Precedence

TALK_S_MAX: Final = 8.0
BURSTS: Final = (1, 3, 1, 12, 1, 1)
"""So many statements are released at once, one burst after the other."""
PAGES_BEFORE_CHECKPOINT: Final = 40
"""So small that a log is moved, so large that for a while it alone holds what was reported."""
STRIDE: Final = 61
"""Cases are taken in leaps, so that a part of them has calls of every kind."""
NOT_AMONG_HONEST: Final = frozenset({"feed-forked", "feed-cloned", "head-bad"})


@dataclass(slots=True)
class Party:
    """One side's process: a runtime, its answers and alarms."""

    line: Line
    party: str
    hub: Hub
    open_store: Callable[[], Store]
    signed: Slots = field(default_factory=dict)
    accepted: set[bytes] = field(default_factory=set)
    alarms: set[str] = field(default_factory=set)
    unsure: int = 0

    def runtime(self) -> Runtime:
        """Start the process. Raises OurFault where the store does not open."""

        def make_node(store: Store, now: Now) -> Node:
            return Node(self.line.config(self.party, self.signed), os.urandom, store, now)

        peers = [other for other in (VICTIM, PEER) if other != self.party]
        bearers = [MemoryBearer(self.hub, self.party, peers)]
        return Runtime(Parts(self.open_store, make_node, bearers, clock.read, Log(None)), self.observe)

    def observe(self, effect: Effect) -> None:
        """Note an alarm."""
        if isinstance(effect, Alarm):
            self.alarms.add(effect.code)

    async def say(self, runtime: Runtime, count: int) -> None:
        """Release statements, and note which were accepted."""
        speeds = list(Precedence)
        waiting = [
            runtime.submit_soon(
                Submitted(
                    token=0,
                    message=PlainStatement(language="en", text=f"{number}"),
                    precedence=speeds[number % len(speeds)],
                    officer_word=True,
                )
            )
            for number in range(count)
        ]
        for answer in await asyncio.gather(*waiting, return_exceptions=True):
            if isinstance(answer, OurFault):
                self.unsure += 1
            elif isinstance(answer, BaseException):
                raise answer
            elif answer.id is not None:
                self.accepted.add(answer.id)


@asynccontextmanager
async def running(runtime: Runtime) -> AsyncIterator[Runtime]:
    """Have a process run; raises what ended it too early."""
    task = asyncio.create_task(runtime.run())
    try:
        yield runtime
    finally:
        early = task.done()
        task.cancel()
        await asyncio.wait({task})
    if early and not task.cancelled() and (error := task.exception()):
        raise error


async def rest(*runtimes: Runtime) -> None:
    """Wait until all is receipted and both hold the same."""
    while not (  # noqa: ASYNC110  a node tells nobody when it has come to rest
        all(runtime.at_rest for runtime in runtimes) and len({digest(runtime.node.state) for runtime in runtimes}) == 1
    ):
        await asyncio.sleep(0.002)


@dataclass(slots=True)
class Case:
    """One run in which one call fails, or none."""

    line: Line
    folder: Path
    disk: Disk
    counts: Counter[str] = field(default_factory=Counter)
    made: list[Kind] = field(default_factory=list)
    """The calls of the talk."""

    async def play(self) -> None:
        """Let both sides talk, then see what came of it. Raises Wrong."""
        hub, kept = Hub(), MemoryStore(self.line.id)

        def open_memory() -> Store:
            kept._closed = False  # noqa: SLF001
            return kept

        def open_disk() -> Store:
            return SqliteStore.open(self.folder, self.line.id, create=True)

        ours, theirs = Party(self.line, VICTIM, hub, open_disk), Party(self.line, PEER, hub, open_memory)
        try:
            victim = ours.runtime()
        except OurFault as fault:
            self.counts[f"stopped at start: {fault.code}"] += 1
            victim = ours.runtime()  # whoever watches over it starts it again
        reported: list[tuple[int, frozenset[bytes]]] = []
        async with running(theirs.runtime()) as peer, running(victim):
            try:
                async with asyncio.timeout(TALK_S_MAX):
                    for burst in BURSTS:
                        await ours.say(victim, burst)
                        reported.append((len(self.disk.log), frozenset(ours.accepted)))
                        await theirs.say(peer, burst)
                        await rest(victim, peer)
            except TimeoutError:
                raise Wrong("not-at-one") from None
            calls = list(self.disk.log)
            self.made = list(self.disk.calls)
            self.disk.fails_at = 0
            self.look(ours, theirs, victim, kept)
        for end, accepted in reported:
            self.cut(calls[:end], accepted)

    def look(self, ours: Party, theirs: Party, victim: Runtime, kept: MemoryStore) -> None:
        """See that all is there at both, and what people were told. Raises Wrong."""
        self.counts["accepted"] += len(ours.accepted)
        self.counts["unsure"] += ours.unsure
        self.counts["told and started anew"] += victim.store_failures > 0
        if NOT_AMONG_HONEST & (ours.alarms | theirs.alarms):
            raise Wrong("alarm")
        if (victim.store_failures > 0) != bool(ours.alarms & {"store-failed", "home-unwritable"}):
            raise Wrong("untold")
        held = {row.entry for row in kept.replay()}
        if {row.entry for row in victim.store.replay()} != held or len(list(kept.replay())) != len(held):
            raise Wrong("differ")
        if not ours.accepted | theirs.accepted <= victim.node.state.places.keys():
            raise Wrong("lost")
        home = self.line.homes[VICTIM]
        parts = export_of(self.line.files[VICTIM], home.node_key(), VICTIM, victim.store)
        if verdicts(self.line, parts) != [PROVED, PROVED]:
            raise Wrong("unverified")

    def cut(self, calls: list[Op], accepted: frozenset[bytes]) -> None:
        """Cut the power after these calls: what the disk was made to hold is all there is. Raises Wrong."""
        platter, rng = Platter(), Random(len(calls))
        for op in calls:
            platter.take(op)
        hows: tuple[How, ...] = ("only forced", "some of it")
        for how in hows:
            folder = self.folder.with_name(f"{self.folder.name}-cut-{self.counts['power cuts']}")
            folder.mkdir()
            for name, data in platter.left(how, rng).items():
                (folder / name).write_bytes(data)
            store = SqliteStore.open(folder, self.line.id, create=False)
            node = Node(self.line.config(VICTIM, {}), os.urandom, store, clock.read())
            store.close()
            self.counts["power cuts"] += 1
            if not accepted <= node.state.places.keys():
                raise Wrong("lost-at-a-power-cut")


class Wrong(Exception):
    """What must not be; its text says what."""


def cases(calls: list[Kind], every: int) -> Iterator[tuple[int, Way]]:
    """Give the calls that are to fail, from 1, and how."""
    found = [(number, way) for number, kind in enumerate(calls, 1) for way in WAYS[kind]]
    leaps = sorted(range(len(found)), key=lambda at: at * STRIDE % 997)
    yield from (found[at] for at in leaps[: -(-len(found) // every)])


def play(line: Line, folder: Path, fails_at: int, way: Way, plant: Plant) -> tuple[str, Counter[str], list[Kind]]:
    """Play one case; give what was wrong, what was counted, and which calls there were."""
    with watched() as disk, plant.planted(disk):
        disk.fails_at, disk.way = fails_at, way
        case = Case(line, folder, disk)
        wrong = ""
        try:
            asyncio.run(case.play())
        except Wrong as found:
            wrong = str(found)
        except TwiceSigned:
            wrong = "signed-twice"
        except OurFault as fault:
            wrong = f"ended: {fault.code}"
        return wrong, case.counts, case.made or disk.calls


def tried(line: Line, folder: Path, every: int, plant: Plant) -> dict[str, Any]:
    """Play all cases, under a planted defect until one is wrong; give what was found."""
    folder.mkdir()
    wrong, _, calls = play(line, folder / "whole", 0, "refused", NONE)
    if wrong:
        raise RuntimeError(f"nothing failed, and yet: {wrong}")
    counts, kinds, faults = Counter[str](), Counter[str](), Counter[str]()
    for number, (fails_at, way) in enumerate(cases(calls, every)):
        wrong, found, made = play(line, folder / str(number), fails_at, way, plant)
        counts.update(found)
        if len(made) >= fails_at:  # packets come in other rounds each time: the last calls of one run another lacks
            kinds[f"{made[fails_at - 1]}: {way}"] += 1
        faults.update([wrong] if wrong else [])
        if wrong and plant is not NONE:
            break
    return {"calls": len(calls), "cases": sum(kinds.values()), "failed": kinds, "counts": counts, "faults": faults}


def run(every: int) -> dict[str, Any]:
    """Play all cases, and some of them with each planted defect."""
    began_s = time.monotonic()
    with ExitStack() as stack:
        stack.enter_context(logs_of(PAGES_BEFORE_CHECKPOINT))
        folder = in_memory(stack)
        line = Line.founded(folder / "line")
        found = tried(line, folder / "sound", every, NONE)
        controls: Mapping[str, Any] = {
            plant.name: tried(line, folder / f"control-{number}", 1, plant)["faults"]
            for number, plant in enumerate(FAILING_PLANTS)
        }
    return {"seconds": round(time.monotonic() - began_s, 1), **found, "controls": controls}


def good(found: dict[str, Any]) -> bool:
    """Say whether nothing was wrong, something was tried, and each planted defect was found."""
    return not found["faults"] and found["cases"] > 0 and all(found["controls"].values())


def main() -> int:
    """Play and tell."""
    parser = argparse.ArgumentParser(prog="python -m crash.failing", description=__doc__.splitlines()[0])
    parser.add_argument("--every", type=int, default=1, help="only one case in so many")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    found = run(given.every)
    print(json.dumps(found, indent=None if given.json else 2))
    return 0 if good(found) else 1


if __name__ == "__main__":
    sys.exit(main())
