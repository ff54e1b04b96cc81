"""One schedule: two hosts on one clock, first with all that may go wrong, then in clear weather until they agree."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from hashlib import sha256
from random import Random
from typing import Any

from parley.node.desk import Desk
from parley.node.effects import Outcome
from parley.node.events import Event, Kept, Submitted
from parley.node.state import Config
from parley.seal.suite import S1, SigningKey, Suite, VerifyingKey
from parley.words.terms import TrafficClass
from sim.checkers import FLASH_WITHIN_MS, Checkers
from sim.host import Host
from sim.network import Network
from sim.rates import MINUTE, SECOND, Rates, draw
from sim.stub import STUB, WatchedKey
from sim.truth import Violation
from sim.workload import AGREEMENT, PARTIES, Workload

CONVERGED_WITHIN_MS = 10 * MINUTE
STEPS_MAX = 200_000
REAL_EVERY = 100
"""One seed in so many runs with the real cryptography."""

_KEYS: dict[str, tuple[SigningKey, VerifyingKey]] = {}


def keys(suite: Suite, party: str) -> tuple[SigningKey, VerifyingKey]:
    """Give a party's keys, always the same."""
    name = f"{suite.name}/{party}"
    if name not in _KEYS:
        key = suite.signing_key(sha256(name.encode()).digest() * 2)
        _KEYS[name] = (key, suite.verifying_key(key.public))
    return _KEYS[name]


class World:
    """The state of one schedule; everything that is drawn comes from its seed."""

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.parties = PARTIES
        self.agreement = AGREEMENT
        self.suite = S1 if seed % REAL_EVERY == REAL_EVERY - 1 else STUB
        self.line = sha256(b"line").digest()
        self.random = Random(f"{seed}/world")
        self.rates: Rates = draw(Random(f"{seed}/rates"))
        self.now_rates = self.rates
        self.ms = 0
        self.steps = 0
        self.counts: Counter[str] = Counter()
        self._heap: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._serial = 0
        self._trace = sha256()
        self.hosts = {party: Host(self, party, Random(f"{seed}/{party}")) for party in PARTIES}
        for host, peer in (PARTIES, PARTIES[::-1]):
            self.hosts[host].peer = self.hosts[peer]
        self.network = Network(self, Random(f"{seed}/network"))
        self.workload = Workload(Random(f"{seed}/workload"))
        self.checkers = Checkers(self)

    def config(self, party: str, desk: Desk) -> Config:
        """Give a node's configuration."""
        key = keys(self.suite, party)[0]
        host = self.hosts[party]
        peers = [other for other in PARTIES if other != party]
        return Config(
            line=self.line,
            me=party,
            parties=PARTIES,
            suite=self.suite,
            key=WatchedKey(key, lambda message: self.checkers.signing(host, message)),
            node_keys={other: keys(self.suite, other)[1] for other in PARTIES},
            pair_secrets=dict.fromkeys(peers, b"s" * 32),
            agreement_hash=b"a" * 32,
            card_hashes=tuple((other, other.encode() * 8) for other in PARTIES),
            desk=desk,
            classes=frozenset(TrafficClass) - {TrafficClass.DRILL},
        )

    # ---- time

    def at(self, ms: int, act: Callable[..., None], *arguments: Any) -> None:  # noqa: ANN401  whatever the act takes
        """Have something done at a time, or now if that has passed."""
        self._serial += 1
        heapq.heappush(self._heap, (max(ms, self.ms), self._serial, act, arguments))

    def run_until(self, ms: int) -> None:
        """Let time pass."""
        heap = self._heap
        while heap and heap[0][0] <= ms:
            self.ms, _, act, arguments = heapq.heappop(heap)
            act(*arguments)
            if self.steps > STEPS_MAX:
                raise Violation(f"L1 more than {STEPS_MAX} steps in {self.ms} simulated ms")
        self.ms = ms

    def every(self, mean_ms: int, act: Callable[[], None]) -> None:
        """Have something done again and again while the weather is bad; a mean of 0 means never."""
        if not mean_ms:
            return
        due = self.ms + 1 + int(self.random.expovariate(1 / mean_ms))
        if due < self.rates.safety_ms:
            self.at(due, self._again, mean_ms, act)

    def _again(self, mean_ms: int, act: Callable[[], None]) -> None:
        act()
        self.every(mean_ms, act)

    # ---- record of the schedule

    def count(self, fault: str) -> None:
        """Count a fault that was taken."""
        self.counts[fault] += 1

    def trace(self, *what: object) -> None:
        """Add to the digest of everything that happened."""
        self._trace.update(f"{self.ms} {what}\n".encode())

    def digest(self) -> str:
        """Give the digest of everything that happened so far."""
        return self._trace.hexdigest()

    def stepped(self, host: Host, event: Event, outcome: Outcome) -> None:
        """Note one step of a node."""
        self.steps += 1
        batch = outcome.batch
        self.trace(host.party, type(event).__name__, len(batch.rows), [len(row.entry) for row in batch.rows])
        self.trace([type(effect).__name__ for effect in outcome.effects], len(batch.heads), sorted(batch.secrets))
        if isinstance(event, Kept):
            self.checkers.durable(host)

    # ---- the schedule

    def run(self) -> None:
        """Run the whole schedule; raises Violation."""
        rates, random = self.rates, self.random
        for party in PARTIES:
            host = self.hosts[party]
            host.skew_ms = random.choice((-1, 0, 1)) * rates.skew_ms
            self.at(random.randint(0, 3_000), host.start)
        self.every(rates.crash_every_ms, self._kill)
        self.every(rates.cut_every_ms, self.network.cut)
        self.every(rates.step_every_ms, self._step_clock)
        self.every(rates.safety_ms // 12 if rates.restore else 0, self._back_up)
        self._plan(rates.safety_ms)
        self.run_until(rates.safety_ms)
        self._heal()
        self._converge()
        self._speak_once_more()
        self.checkers.at_end()

    def _plan(self, safety_ms: int) -> None:
        random, left = self.random, self.rates.statements
        while left > 0:
            burst = random.choice((1, 1, 1, 1, 1, 2, 5, 20))
            at, party = random.randrange(safety_ms), random.choice(PARTIES)
            for _ in range(min(burst, left)):
                self.at(at, self._say, party)
            left -= burst

    def _say(self, party: str) -> None:
        self.submit(party, self.workload.next(party))

    def flash(self, party: str) -> None:
        """Have a restored host say FLASH, often while nothing comes through to it."""
        if self.ms < self.rates.safety_ms and self.random.random() < 0.5:
            self.network.silence(party, 2 * FLASH_WITHIN_MS)
        self.submit(party, self.workload.flash())

    def submit(self, party: str, event: Submitted) -> None:
        """Hand a statement to a host, if it is there."""
        host = self.hosts[party]
        if host.node is not None:
            self.checkers.submitting(host, event)
            host.take(event)

    def _kill(self) -> None:
        hosts = self.random.choice((PARTIES, PARTIES[:1], PARTIES[1:], PARTIES[:1], PARTIES[1:]))
        for party in hosts:
            if self.hosts[party].node is not None:
                self.hosts[party].crash("killed-both" if len(hosts) == 2 else "killed")

    def _step_clock(self) -> None:
        self.count("clock-step")
        host = self.hosts[self.random.choice(PARTIES)]
        host.skew_ms += int(self.random.choice((-1, 1)) * 100 * 1_000_000 ** self.random.random())

    def _back_up(self) -> None:
        self.count("backup")
        self.hosts[self.random.choice(PARTIES)].disk.back_up()

    def _heal(self) -> None:
        """Clear weather from now on."""
        self.trace("heal")
        self.now_rates = replace(
            self.rates, loss=0.0, double=0.0, corrupt=0.0, replay=0.0, no_room=0.0, delay_ms=2, write_ms=0,
            write_fails=0.0, read_fails=0.0, crash_in_round=0.0, restore=0.0,
        )  # fmt: skip
        for host in self.hosts.values():
            host.disk.read_fails = 0.0
            if host.node is None:
                host.start()
        self.network.heal()

    def _converge(self) -> None:
        end = self.ms + CONVERGED_WITHIN_MS
        while differs := self.checkers.differs():
            if self.ms >= end:
                raise Violation(f"L1 not at one after {CONVERGED_WITHIN_MS // MINUTE} clear minutes: {differs}")
            self.run_until(self.ms + SECOND)

    def _speak_once_more(self) -> None:
        """See that the line serves: a plain statement of each side is taken and receipted."""
        for party in PARTIES:
            event = self.workload.plain()
            self.submit(party, event)
            self.run_until(self.ms + SECOND)
            answer = self.checkers.answers.get(event.token)
            if answer is None or answer.id is None:
                code = "nothing" if answer is None else answer.code
                raise Violation(f"L1 a plain statement of {party} in clear weather is answered {code}")
        self._converge()
