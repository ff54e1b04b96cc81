"""`python -m sim.sites --seeds N [--from S] [--json]`: one party's watch at two sites, and what the other party sees.

Two real nodes of USA, one of RUS, on one seeded clock. In some schedules both sites run at once on one key: within a
minute of clear weather all three must have found it. In some the watch is handed over and back, with crashes and old
copies, and nobody may ever think so. In some the first site is lost and the second goes on under a new key: the first
one, if it comes back, must have stopped for good within a minute, and the line goes on.
"""

from __future__ import annotations

import argparse
import heapq
import itertools
import json
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any, Final

from parley.node.desk import Desk
from parley.node.effects import Alarm, Effect, Halt, Send, joined
from parley.node.events import Event, Gathered, Kept, PacketArrived, Submitted, Ticked, WayChanged
from parley.node.node import Node
from parley.node.ports import Batch
from parley.node.sync import digest
from parley.seal.suite import S1
from parley.store.memory import MemoryStore
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS, SECOND_MS, Now
from sim.run import Result, run_world
from sim.site_keys import LINE, config, later_key, order
from sim.stub import STUB
from sim.terms import agreement
from sim.truth import Violation
from sim.workload import PARTIES, Workload

FOUND_WITHIN_MS: Final = MINUTE_MS
CONVERGED_WITHIN_MS: Final = 10 * MINUTE_MS
STEPS_MAX: Final = 20_000
EPOCH_START_MS: Final = 1_700_000_000_000
BEARER: Final = "tcp"


class Site:
    """One machine of a party."""

    def __init__(self, world: Sites, party: str, name: str) -> None:
        self.world, self.party, self.name = world, party, name
        self.random = Random(f"{world.seed}/{name}")
        self.store = MemoryStore(LINE)
        self.node: Node | None = None
        self.runs = 0
        self.opened: list[tuple[int, bytes]] = []
        """Its runs' feeds, by the number of the run."""
        self.cut = False
        """Whether no way leads to the other party now."""
        self.woken_ms: int | None = None
        self.alarms: Counter[str] = Counter()
        self.config = config(party, world.suite)
        self.revoked = False
        """Whether it was told that its key holds no more."""

    @property
    def peer(self) -> str:
        return next(party for party in PARTIES if party != self.party)

    def start(self) -> None:
        self.runs += 1
        self.woken_ms = None
        fresh = replace(self.config, desk=Desk(PARTIES, agreement(PARTIES)))
        try:
            self.node = Node(fresh, self.random.randbytes, self.store, self.world.now())
        except OurFault as fault:
            if fault.code != "node-key-revoked" or not self.revoked:
                raise
            return
        self.opened.append((self.runs, self.node.state.own.id))
        self.step([self.way()] if not self.cut else [])

    def stop(self) -> None:
        self.node = None

    def way(self) -> WayChanged:
        return WayChanged(BEARER, self.peer, wide=True, up=not self.cut)

    def turn(self, *, cut: bool) -> None:
        """Cut the site off, or connect it again."""
        self.cut = cut
        if self.node is not None:
            self.step([self.way()])

    def take(self, event: Event) -> None:
        if self.node is not None and not (self.cut and isinstance(event, PacketArrived)):
            self.step([event])

    def step(self, events: list[Event]) -> None:
        """Run one round."""
        node, now, world = self.node, self.world.now(), self.world
        assert node is not None
        outcomes = [node.step(event, now) for event in [*events, Gathered()]]
        batch = joined(outcomes)
        if batch:
            self.store.append(batch)
        outcomes.append(node.step(Kept(), now))
        world.stepped(self, len(batch.rows))
        for outcome in outcomes:
            for effect in outcome.effects:
                self._act(effect)
        wake_ms = node.wake_ms(now)
        if self.woken_ms is None or wake_ms < self.woken_ms:
            self.woken_ms = wake_ms
            world.at(wake_ms, self._wake, self.runs)

    def _start_anew(self, run: int) -> None:
        if run == self.runs:
            self.stop()
            self.start()

    def _wake(self, run: int) -> None:
        if run == self.runs:
            self.woken_ms = None
            self.take(Ticked())

    def _act(self, effect: Effect) -> None:
        match effect:
            case Send(_, _, packet) if not self.cut:
                self.world.carry(self, packet)
            case Halt("node-key-revoked"):
                self.revoked = True
                self.world.count("stopped-for-good")
                self.world.at(self.world.ms, self._start_anew, self.runs)
            case Alarm(code, _):
                self.alarms[code] += 1
                self.world.count(f"alarm-{code}")
            case _:
                pass


class Sites:
    """One schedule."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.random = Random(f"{seed}/sites")
        self.ms = self.steps = 0
        self.counts: Counter[str] = Counter()
        self._heap: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._serial = itertools.count()
        self._trace = sha256()
        self.loss = self.random.choice((0.0, 0.05, 0.3))
        self.delay_ms = self.random.choice((5, 100, 400))
        self.to_both = self.random.random() < 0.5
        self.story = self.random.choice(("at-once", "at-once", "by-turns", "by-turns", "lost"))
        self.suite = S1 if self.story == "lost" else STUB
        self.rus = Site(self, "RUS", "rus")
        self.sites = [Site(self, "USA", "first"), Site(self, "USA", "second")]
        self.spoke = self.sites[0]
        """Which site of USA was heard last: what RUS says goes there, unless it goes to both."""
        self.workload = Workload(Random(f"{seed}/workload"), PARTIES)
        self.count("to-both" if self.to_both else "to-the-last")

    # ---- time and carriers

    def now(self) -> Now:
        return Now(EPOCH_START_MS + self.ms, self.ms)

    def at(self, ms: int, act: Callable[..., None], *arguments: Any) -> None:  # noqa: ANN401  whatever the act takes
        heapq.heappush(self._heap, (max(ms, self.ms), next(self._serial), act, arguments))

    def run_for(self, for_ms: int) -> None:
        end_ms = self.ms + for_ms
        while self._heap and self._heap[0][0] <= end_ms:
            self.ms, _, act, arguments = heapq.heappop(self._heap)
            act(*arguments)
        self.ms = end_ms

    def carry(self, sender: Site, packet: bytes) -> None:
        """Bring a packet to whom it reaches, if it does."""
        if self.random.random() < self.loss:
            self.count("packet-lost")
            return
        to = [self.rus]
        if sender is self.rus:
            to = [site for site in self.sites if self.to_both or site is self.spoke]
        for site in to:
            arrives_ms = self.ms + 1 + self.random.randrange(self.delay_ms)
            self.at(arrives_ms, self._arrive, sender, site, packet)

    def _arrive(self, sender: Site, site: Site, packet: bytes) -> None:
        if site is self.rus:
            self.spoke = sender
        site.take(PacketArrived(BEARER, sender.party, packet))

    def count(self, what: str) -> None:
        self.counts[what] += 1

    def stepped(self, site: Site, rows: int) -> None:
        self.steps += 1
        if self.steps > STEPS_MAX:
            raise Violation(f"L1 more than {STEPS_MAX} steps in {self.ms} simulated ms")
        self._trace.update(f"{self.ms} {site.name} {rows}\n".encode())

    def digest(self) -> str:
        return self._trace.hexdigest()

    # ---- the schedule

    def run(self) -> None:
        """Run the whole schedule; raises Violation."""
        first, second = self.sites
        self.rus.start()
        first.start()
        self._talk(self.random.randrange(1, 6) * MINUTE_MS)
        copy = first.store.copy()
        copy.append(Batch(secrets=dict.fromkeys(copy.secrets())))  # a warm copy has no epoch secrets
        self._talk(self.random.randrange(4) * MINUTE_MS)
        second.store = copy
        self.count(self.story)
        {"at-once": self._both, "by-turns": self._by_turns, "lost": self._lost}[self.story]()

    def _talk(self, for_ms: int) -> None:
        """Let time pass with statements and crashes of those that run."""
        end_ms = self.ms + for_ms
        while self.ms < end_ms:
            self.run_for(self.random.randrange(1, 30) * SECOND_MS)
            running = [site for site in (self.rus, *self.sites) if site.node is not None]
            site = self.random.choice(running)
            site.take(self._statement())
            if self.random.random() < 0.2:
                site = self.random.choice(running)
                self.count("crash")
                site.stop()
                site.start()

    def _statement(self) -> Submitted:
        return self.workload.next(self.random.choice(PARTIES)) if self.random.random() < 0.5 else self.workload.plain()

    def _both(self) -> None:
        """Have both sites run, first in bad weather, one of them perhaps cut off; then all must find it."""
        for site in self.sites:
            if self.random.random() < 0.4:
                self.count("site-cut-off")
                site.turn(cut=True)
        self.sites[1].start()
        self._talk(self.random.randrange(3) * MINUTE_MS)
        self.loss = 0.0
        for site in self.sites:
            site.turn(cut=False)
        clear_ms = self.ms
        while blind := [site.name for site in (self.rus, *self.sites) if not site.alarms["node-doubled"]]:
            if self.ms < clear_ms + FOUND_WITHIN_MS:
                self.run_for(SECOND_MS)
                continue
            raise Violation(f"S1 two sites sign at once, and a clear minute later {blind} have not found it")
        self.count(f"found-within-{10 * -(-(self.ms - clear_ms) // (10 * SECOND_MS))}-s")

    def _by_turns(self) -> None:
        """Hand the watch over and back, the site that gives it up stopped for good before the other starts."""
        there, here = self.sites
        for _ in range(self.random.randrange(1, 4)):
            there.stop()
            here.start()
            self.count("handed-over")
            self._talk(self.random.randrange(1, 5) * MINUTE_MS)
            there, here = here, there
        self.loss = 0.0
        self._converge(there)
        for site in (self.rus, *self.sites):
            for code in ("node-doubled", "feed-forked", "head-bad", "key-revoked"):
                if site.alarms[code]:
                    raise Violation(f"S2 {site.name} says {code}, and one site ran at a time")

    def _lost(self) -> None:
        """Lose the first site, give the second a key of its own, and perhaps have the first one come back."""
        first, second = self.sites
        first.stop()
        changed = order("USA", stolen=self.random.random() < 0.5)
        second.config = replace(second.config, key=later_key("USA", 1), orders=(("USA", changed),))
        second.start()
        self._talk(self.random.randrange(1, 5) * MINUTE_MS)
        back, knew, opened = self.random.random() < 0.6, self._knows(second), first.runs
        if back:
            self.count("came-back")
            first.start()
            self._talk(MINUTE_MS)
        self.loss = 0.0
        self.run_for(FOUND_WITHIN_MS)
        if back and (not first.revoked or first.node is not None):
            raise Violation("S3 a site whose key holds no more goes on")
        second.take(self.workload.plain())
        self._converge(second)
        for site in (self.rus, second):
            if found := [code for code in ("feed-forked", "head-bad") if site.alarms[code]]:
                raise Violation(f"S3 {site.name} says {found}")
        if not self._knows(second):
            raise Violation("S3 RUS does not know the new key")
        later = {feed for run, feed in first.opened if back and knew and run > opened}
        if any(row.feed in later for row in self.rus.store.replay()):
            raise Violation("S3 RUS took what a former key signed after it had ended")

    def _knows(self, site: Site) -> bool:
        node = self.rus.node
        return node is not None and node.state.rings["USA"].key.public == site.config.key.public

    def _converge(self, site: Site) -> None:
        end_ms = self.ms + CONVERGED_WITHIN_MS
        while not self._at_one(site):
            if self.ms >= end_ms:
                raise Violation(
                    f"L1 RUS and {site.name} are not at one after {CONVERGED_WITHIN_MS // MINUTE_MS} minutes"
                )
            self.run_for(SECOND_MS)

    def _at_one(self, site: Site) -> bool:
        nodes = [self.rus.node, site.node]
        return len({digest(node.state) for node in nodes if node is not None}) == 1


def run_seed(seed: int, parties: int = 2) -> Result:
    """Run one schedule to its end, or to the first violation; an exception of a node is one too."""
    assert parties == 2
    return run_world(Sites(seed))


def results(seeds: range) -> Iterator[Result]:
    """Run schedules one after the other, and tell of those that fail."""
    for result in map(run_seed, seeds):
        if result.fault:
            again = f"python -m sim.sites --seeds 1 --from {result.seed}"
            print(f"seed {result.seed}: {result.fault}\n{result.detail}    again: {again}", file=sys.stderr)
        yield result


def main() -> int:
    """Run the schedules that were asked for and tell what came of them."""
    parser = argparse.ArgumentParser(prog="python -m sim.sites", description="Run a party's watch at two sites.")
    parser.add_argument("--seeds", type=int, default=100, help="how many schedules")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    given = parser.parse_args()
    counts: Counter[str] = Counter()
    failed = []
    for result in results(range(given.first, given.first + given.seeds)):
        counts.update(result.counts)
        failed += [result.seed] if result.fault else []
    summary = {"schedules": given.seeds, "failed": failed, "counts": dict(sorted(counts.items()))}
    print(json.dumps(summary) if given.json else "\n".join(f"{name:<12} {value}" for name, value in summary.items()))
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
