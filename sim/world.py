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
from parley.node.events import Event, Kept, PacketArrived, Submitted
from parley.node.state import Config
from parley.seal.suite import S1, S2, SigningKey, Suite, VerifyingKey
from parley.words.terms import TrafficClass
from sim.amending import Amending
from sim.checkers import Checkers
from sim.ending import Ending
from sim.host import Host
from sim.keeping import Keeping
from sim.network import Network
from sim.rates import DAY, HOUR, MINUTE, SECOND, Rates, draw
from sim.sealing import Sealed, Sealing, WatchedSuite
from sim.stub import STUB, STUB_TWO, WatchedKey
from sim.terms import agreement, agreement_file
from sim.troubles import Troubles
from sim.truth import Violation
from sim.ways import Ways
from sim.workload import PARTIES, THREE, Workload

CONVERGED_WITHIN_MS = {"tcp": 10 * MINUTE, "radio": 30 * MINUTE, "courier": 40 * DAY}
"""What each bearer allows when it is the slowest that is alive; a radio has so long at 9,600 bit/s."""
SILENCED_MS = 20 * SECOND
HOLE_MS = 30 * MINUTE
"""So long a bearer may take and drop everything where a courier alone is alive; else to the end."""
STEPS_MAX = 200_000
STEPS_PER_S_MAX = 30
"""Beside those, for each second: a small carrier is handed each frame that it takes, for hours, for nothing."""
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

    erases = True
    """Whether some seeds have bodies erased by agreement."""

    def __init__(self, seed: int, parties: int = 2, bearers: int = 0) -> None:
        self.seed = seed
        self.parties = PARTIES if parties == 2 else THREE
        self.keeping = Keeping(self, Random(f"{seed}/keeping"))
        self.agreement = agreement(self.parties, bodies_days=self.keeping.days)
        self.suite = _suite(seed)
        self.line = sha256(b"line").digest()
        self.random = Random(f"{seed}/world")
        self.rates = self.drawn(Random(f"{seed}/rates"), bearers)
        self.apart = self._apart(Random(f"{seed}/apart"))
        self.now_rates = self.rates
        self.ms = 0
        self.steps = 0
        self.alive: tuple[str, ...] = ()
        self.converged_ms = 0
        self.counts: Counter[str] = Counter()
        self._heap: list[tuple[int, int, Callable[..., None], tuple[Any, ...]]] = []
        self._serial = 0
        self._trace = sha256()
        self.troubles = Troubles(self, Random(f"{seed}/troubles"))
        self.sealing = Sealing(self.parties)
        self.hosts = {party: self.host(party, Random(f"{seed}/{party}")) for party in self.parties}
        self.network = Network(self, Random(f"{seed}/network"))
        self.ways = Ways(self, Random(f"{seed}/ways"))
        self.workload = Workload(Random(f"{seed}/workload"), self.parties, Random(f"{seed}/kinds"))
        self.amending = Amending(self, Random(f"{seed}/amending"))
        self.checkers = Checkers(self)
        self.ending = Ending(self)
        self.count(f"bearers-{len(self.rates.bearers)}")

    def drawn(self, random: Random, bearers: int) -> Rates:
        """Draw what may go wrong in this schedule; other sorts of schedule draw otherwise."""
        return draw(random, bearers, len(self.parties))

    def host(self, party: str, random: Random) -> Host:
        """Make the machine of a party."""
        return Host(self, party, random)

    def _apart(self, random: Random) -> frozenset[str]:
        """Draw the two members of three who have no way of their own to each other, if any."""
        return frozenset(random.sample(self.parties, 2) if len(self.parties) > 2 and random.random() < 0.4 else ())

    def reaches(self, one: str, other: str) -> bool:
        """Say whether a bearer leads from one party to another."""
        return one != other and bool({one, other} - self.apart)

    def config(self, party: str, desk: Desk) -> Config:
        """Give a node's configuration."""
        key = keys(self.suite, party)[0]
        host = self.hosts[party]
        peers = [other for other in self.parties if other != party]

        def on_seal(sealed: Sealed, packet: bytes) -> None:
            self.checkers.sealing(host, sealed, packet)

        def on_open(key: bytes) -> None:
            self.checkers.opening(host, key)

        return Config(
            line=self.line,
            me=party,
            parties=self.parties,
            suite=WatchedSuite(self.suite, self.sealing, on_seal, on_open),
            key=WatchedKey(key, lambda message: self.checkers.signing(host, message)),
            node_keys={other: keys(self.suite, other)[1] for other in self.parties},
            pair_secrets={other: sha256("/".join(sorted((party, other))).encode()).digest() for other in peers},
            agreement_hash=sha256(agreement_file(self.parties, bodies_days=self.keeping.days)).digest(),
            card_hashes=tuple((other, other.encode() * 8) for other in self.parties),
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
            if self.steps > STEPS_MAX + STEPS_PER_S_MAX * self.ms // SECOND:
                raise Violation(f"L1 more than {self.steps - 1} steps in {self.ms} simulated ms")
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

    def count(self, fault: str, *, when: bool = True) -> None:
        """Count a fault that was taken, or something that happened."""
        if when:
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
        name, effects = type(event).__name__, [type(effect).__name__ for effect in outcome.effects]
        self.trace(host.party, name, effects)
        if batch:
            self.trace([len(row.entry) for row in batch.rows], len(batch.heads), sorted(batch.secrets))
        if isinstance(event, PacketArrived):
            assert host.node is not None
            self.count("relayed", when=bool(host.node.state.relayed))
        if isinstance(event, Kept):
            self.checkers.round_kept(host)
            self._note_blame(host)

    def _note_blame(self, host: Host) -> None:
        assert host.node is not None
        now_ms = host.mono_ms
        for peer in host.node.state.peers.values():
            for way in peer.ways.values():
                self.count("bearer-blamed", when=way.blamed_ms == now_ms)

    # ---- the schedule

    def run(self) -> None:
        """Run the whole schedule; raises Violation."""
        self._begin()
        self.run_until(self.rates.safety_ms)
        self.troubles.outage()
        self._heal()
        if self.alive == ("courier",):
            self._carry_by_hand()
        self.converge()
        self._speak_once_more()
        self.ending.check()
        self.keeping.come_due()
        if "tcp" in self.alive:
            self._seal()
        self.ending.erased()

    def _begin(self) -> None:
        """Start the hosts, and plan what goes wrong and what is said."""
        rates, random = self.rates, self.random
        for host in self.hosts.values():
            host.skew_ms = random.choice((-1, 0, 1)) * rates.skew_ms
            self.at(random.randint(0, 3_000), host.start)
        self.every(rates.crash_every_ms, self._kill)
        self.every(rates.cut_every_ms, self.ways.cut)
        self.every(rates.cut_every_ms * 2, self.ways.flap)
        self.every(rates.step_every_ms, self._step_clock)
        self.every(rates.safety_ms // 12 if rates.restore else 0, self._back_up)
        if self.ways.shut:
            self.every(rates.safety_ms // rates.windows if rates.windows else 0, self.ways.window)
        self.troubles.begin()
        self.amending.begin()
        self.keeping.begin()
        self._plan(rates.safety_ms)

    def _plan(self, safety_ms: int) -> None:
        random, left = self.random, self.rates.statements
        while left > 0:
            burst = random.choice((1, 1, 1, 1, 1, 2, 5, 20))
            at, party = random.randrange(safety_ms), random.choice(self.parties)
            for _ in range(min(burst, left)):
                self.at(at, self._say, party)
            left -= burst

    def _say(self, party: str) -> None:
        self.submit(party, self.workload.next(party))

    def flash(self, party: str) -> None:
        """Have a host that has lost something say FLASH, often while nothing comes through to it."""
        if self.ms < self.rates.safety_ms and self.random.random() < 0.5:
            self.ways.silence(party, SILENCED_MS)
        self.submit(party, self.workload.flash())

    def submit(self, party: str, event: Submitted) -> None:
        """Hand a statement to a host, if it is there."""
        host = self.hosts[party]
        if host.node is not None:
            self.checkers.submitting(host, event)
            host.take(event)
            if self.troubles.clicks_twice():
                host.take(replace(event, token=-event.token))

    def _kill(self) -> None:
        parties = self.parties if self.random.random() < 0.2 else (self.random.choice(self.parties),)
        for party in parties:
            if self.hosts[party].node is not None:
                self.hosts[party].crash("killed-both" if len(parties) > 1 else "killed")
        if len(parties) > 1 and self.random.random() < self.rates.epochs_lost:
            self.count("epochs-lost-thin" if self.rates.bearers == ("radio",) else "epochs-lost")
            for host in self.hosts.values():
                host.lose_epochs()

    def _step_clock(self) -> None:
        self.count("clock-step")
        host = self.hosts[self.random.choice(self.parties)]
        host.skew_ms += int(self.random.choice((-1, 1)) * 100 * 1_000_000 ** self.random.random())

    def _back_up(self) -> None:
        self.count("backup")
        self.hosts[self.random.choice(self.parties)].back_up()

    def _heal(self) -> None:
        """Clear weather from now on."""
        self.trace("heal")
        self.now_rates = replace(
            self.rates, loss=0.0, double=0.0, corrupt=0.0, replay=0.0, no_room=0.0, delay_ms=2, write_ms=0,
            write_fails=0.0, read_fails=0.0, crash_in_round=0.0, restore=0.0, stuck=0.0,
            stick_lost=0.0, stick_doubled=0.0, stick_late=0.0,
        )  # fmt: skip
        self.troubles.heal()
        self.keeping.leap()
        for host in self.hosts.values():
            host.disk.read_fails = 0.0
            if host.node is None:
                host.start()
        self.network.heal()
        self._keep_alive()

    def _keep_alive(self) -> None:
        """Choose which bearers serve from now on; another one may take and drop all that it is handed for a while."""
        bearers, random = self.rates.bearers, self.random
        self.alive = tuple(sorted(random.sample(bearers, random.randint(1, len(bearers)))))
        dead = [bearer for bearer in bearers if bearer not in self.alive]
        self.count("alive-" + "-".join(self.alive))
        for bearer in dead:
            self.ways.lock(bearer)
        for bearer in self.alive:
            self.ways.unlock(bearer)
        holes = [bearer for bearer in dead if bearer != "courier"]
        if holes and random.random() < 0.5:
            hole = random.choice(holes)
            self.count("hole")
            self.network.hole = (hole, random.random() < 0.5)
            self.ways.unlock(hole)
            if self.alive == ("courier",):
                self.at(self.ms + HOLE_MS, self.ways.lock, hole)

    def _carry_by_hand(self) -> None:
        """See that a courier alone brings everything; the copies differ all the while, since each writes every hour."""
        sizes, begun = self.ending.sizes(), self.ms
        while not self.ending.reached(sizes):
            if self.ms >= begun + CONVERGED_WITHIN_MS["courier"] + 30 * (
                self.rates.leaves_every_ms + self.rates.travels_ms
            ):
                raise Violation(f"L1 a courier has not brought everything in {(self.ms - begun) // DAY} days")
            self.run_until(self.ms + HOUR)
        self.count("courier-brought-all")
        self.network.hole = None
        others = [bearer for bearer in self.rates.bearers if bearer != "courier"]
        for bearer in others:
            self.ways.unlock(bearer)
        self.alive = tuple(sorted(self.rates.bearers))

    def _allowed_ms(self) -> int:
        """Give how long the fastest bearer that is alive needs at most until all are at one."""
        allowed = dict(CONVERGED_WITHIN_MS)
        allowed["radio"] = max(allowed["radio"] * 9_600 // self.rates.radio_bps, HOUR)
        return min(allowed[bearer] for bearer in self.alive) + (HOLE_MS if self.network.hole else 0)

    def converge(self) -> None:
        """Let time pass until all are at one. Raises Violation where that takes too long."""
        begun, end = self.ms, self.ms + self._allowed_ms()
        while differs := self.ending.differs():
            if self.ms >= end:
                raise Violation(f"L1 not at one after {(end - begun) // MINUTE} clear minutes: {differs}")
            self.run_until(self.ms + SECOND)
        self.converged_ms = max(self.converged_ms, self.ms - begun)

    def _seal(self) -> None:
        """See that everything comes under a full head where a wide way is open."""
        end = self.ms + 3 * CONVERGED_WITHIN_MS["tcp"]  # so long a wide way of a member may stand behind its radio
        while pending := self.ending.pending():
            if self.ms >= end:
                raise Violation(f"L the seal over {pending} is still pending in clear weather")
            self.run_until(self.ms + SECOND)

    def _speak_once_more(self) -> None:
        """See that the line serves: a plain statement of each side is taken and receipted."""
        for party in self.parties:
            event = self.workload.plain()
            self.submit(party, event)
            self.run_until(self.ms + SECOND)
            answer = self.checkers.answers.get(event.token)
            if answer is None or answer.id is None:
                code = "nothing" if answer is None else answer.code
                raise Violation(f"L1 a plain statement of {party} in clear weather is answered {code}")
        self.converge()


def _suite(seed: int) -> Suite:
    """Give the suite of a seed: mostly a stub, and of each the second one now and then."""
    if seed % REAL_EVERY == REAL_EVERY - 1:
        return S2 if seed % (2 * REAL_EVERY) == 2 * REAL_EVERY - 1 else S1
    return STUB_TWO if seed % 5 == 3 else STUB
