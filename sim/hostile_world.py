"""One schedule with a hostile party: its acts, how they are judged, and that the line comes back after them."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from random import Random

from parley.line.fragments import is_frame
from parley.node import ahead, bells, intake, sync
from parley.node.effects import Alarm, Outcome
from parley.node.events import Event, Gathered, Kept, PacketArrived
from parley.node.state import State
from parley.seal.suite import SigningKey, VerifyingKey
from parley.store.memory import MemoryStore
from parley.words.instants import Now
from sim.acts import ACTS, LAST_ACTS
from sim.forks import proofs_on
from sim.host import Host
from sim.hostile import HostileHost, Move
from sim.judging import WEATHER, AmongLiars
from sim.rates import HOUR, MINUTE, SECOND, Rates, draw
from sim.sealing import transfer_of
from sim.truth import Violation
from sim.workload import PARTIES
from sim.world import World, keys

ACTS_PER_SEED = 6
COVERED_FROM = 60
"""From so many seeds on an act that was never carried through fails the run."""
TRIES_MAX = 40
LOST = frozenset({"epoch-unknown", "packet-unopened", "frame-bad", "singles-too-many"})
"""Codes of what the weather spoilt, of an unknown epoch, of a quota that another act fills: it is sent again."""
ANY_TIME = WEATHER | {"feeds-too-many", "singles-too-many"}
"""What the weather and full quotas raise, also for what the core sends by itself."""


class Victim(Host):
    """The machine of an honest party: an echo that nobody asked for is no sign of life."""

    world: Byzantine  # type: ignore[mutable-override]

    def _step(self, event: Event) -> Outcome:
        before = self._signs_of_life()
        outcome = super()._step(event)
        move = self.world.moves.get(transfer_of(event.packet)) if isinstance(event, PacketArrived) else None
        if move is not None and not move.is_life and self._signs_of_life() != before:
            raise Violation(f"I9 {move.act} counts as a sign of life")
        return outcome

    def _signs_of_life(self) -> list[int | None]:
        assert self.node is not None
        return [way.pulse.echoed_ms for peer in self.node.state.peers.values() for way in peer.ways.values()]


class Byzantine(World):
    """A schedule with a hostile party."""

    erases = False

    def __init__(self, seed: int) -> None:
        self.liar = Random(f"{seed}/liar").choice(PARTIES)
        self.victim = next(party for party in PARTIES if party != self.liar)
        self.singles_max, self.feeds_max, self.evidence_max, self.listed_max = 8, 150, 40, 4_000
        self.moves: dict[bytes, Move] = {}
        self.arrived: list[tuple[int, Move]] = []
        self.by_feed: dict[bytes, Move] = {}
        self.known_refused: set[tuple[bytes, int]] = set()
        self.known_run = self.false_seen = 0
        self.told: set[str] = set()
        """Faults that the victim has noted in this step, whether or not they ring."""
        self.under_way: list[str] = []
        self.acts: dict[str, Iterator[Move]] = {}
        super().__init__(seed)
        self.checkers = AmongLiars(self)
        self.hand = Random(f"{seed}/acts")

    def drawn(self, random: Random, bearers: int) -> Rates:
        rates = draw(random, bearers)
        while "tcp" not in rates.bearers or "courier" in rates.bearers:
            rates = draw(random, bearers)
        return replace(
            rates, restore=0.0, safety_ms=max(rates.safety_ms, 3 * MINUTE), crash_in_round=rates.crash_in_round / 4
        )

    def host(self, party: str, random: Random) -> Host:
        return HostileHost(self, party, random) if party == self.liar else Victim(self, party, random)

    @property
    def hostile(self) -> HostileHost:
        """The machine of the hostile party."""
        host = self.hosts[self.liar]
        assert isinstance(host, HostileHost)
        return host

    def signing_key(self, party: str) -> SigningKey:
        """Give a party's node key."""
        return keys(self.suite, party)[0]

    def verifying_key(self, party: str) -> VerifyingKey:
        """Give the public half of it."""
        return keys(self.suite, party)[1]

    def at_most(self, count: int, most: int, what: str) -> None:
        """See that something stays within its limit."""
        if count > most:
            raise Violation(f"I11 {self.victim} keeps {count} {what}, and may keep {most}")

    def fault(self, text: str) -> None:
        """Tell that an invariant does not hold."""
        raise Violation(text)

    # ---- the schedule

    def run(self) -> None:
        """Run the whole schedule; raises Violation."""
        with smaller_limits(self):
            self._begin()
            names = list(ACTS)
            for number in range(ACTS_PER_SEED):
                name = names[(self.seed * ACTS_PER_SEED + number) % len(names)]
                self.at(self.hand.randrange(10 * SECOND, self.rates.safety_ms), self._start_act, name, number)
            self.run_until(self.rates.safety_ms)
            self._heal()
            self._finish_acts()
            last = self.hand.choice(list(LAST_ACTS)) if self.seed % 8 == 7 else ""
            if last:
                self._start_act(last, ACTS_PER_SEED)
                self._finish_acts()
                self._a_day_later()
            else:
                self._repent()
            self._nothing_against_the_honest()

    def _keep_alive(self) -> None:
        """Have every bearer serve from now on: which of them fail is what other schedules try."""
        self.alive = self.rates.bearers
        for bearer in self.alive:
            self.ways.unlock(bearer)

    def _finish_acts(self) -> None:
        end = self.ms + 2 * HOUR  # what acts before it left in the queue of a small carrier goes first
        while self.under_way and self.ms < end:
            self.run_until(self.ms + SECOND)
        if self.under_way:
            raise Violation(f"L not carried through in clear weather: {self.under_way}")

    # ---- acts

    def _start_act(self, name: str, number: int) -> None:
        self.under_way.append(name)
        act = {**ACTS, **LAST_ACTS}[name]
        self.acts[name] = act(self.hostile)
        self.at(self.ms + number, self._next_move, name, self.acts[name])

    def _can_act(self) -> bool:
        hostile, victim = self.hostile, self.hosts[self.victim]
        if hostile.node is None or victim.node is None or not hostile.ready():
            return False
        peer = victim.node.state.peers[self.liar]
        return peer.session.exchange.current() is not None and len(victim.node.state.foundings) == len(self.parties)

    def _next_move(self, name: str, act: Iterator[Move]) -> None:
        if not self._can_act():
            self.at(self.ms + 2 * SECOND, self._next_move, name, act)
            return
        move = next(act, None)
        if move is None:
            self.count(f"act-{name}")
            self.under_way.remove(name)
            return
        move.act, move.run = name, self.hosts[self.victim].run
        if move.feed:
            self.by_feed[move.feed] = move
        self._send_move(name, act, move, 0)

    def _send_move(self, name: str, act: Iterator[Move], move: Move, tries: int) -> None:
        if move.judged:
            return
        if tries > TRIES_MAX:
            self.count("act-abandoned")
            self.under_way.remove(name)
            return
        able = self._can_act()
        if able:
            self.hostile.hands_over(move)
        wait = 500 if tries == 0 else 4 * SECOND
        if self.rates.radio_bps < 1_000 and "radio" in self.rates.bearers:
            wait *= 8
        self.at(self.ms + wait, self._send_move, name, act, move, tries + able)

    # ---- judging

    def stepped(self, host: Host, event: Event, outcome: Outcome) -> None:
        """See with what codes the victim meets a move, and that nothing else raises any."""
        super().stepped(host, event, outcome)
        if host.party == self.liar:
            return
        unreadable = {effect.code for effect in outcome.effects if isinstance(effect, Alarm)} & {"kind-unknown"}
        codes, self.told = self.told | unreadable, set()
        move = self.moves.get(transfer_of(event.packet)) if isinstance(event, PacketArrived) else None
        if move is not None and isinstance(event, PacketArrived):
            if self._is_whole(host, move, event.packet):
                self.arrived.append((host.run, move))
                move.met |= codes
        elif isinstance(event, Gathered):
            self._refusals(host)
            self._false_receipts(host)
            if not self.arrived and codes - ANY_TIME:
                raise Violation(f"I9 {host.party} raises {sorted(codes)} for nothing")
        elif codes - ANY_TIME:
            raise Violation(f"I9 {host.party} raises {sorted(codes)} for {type(event).__name__}")
        if isinstance(event, Kept):
            self._judge(host)

    def _is_whole(self, host: Host, move: Move, packet: bytes) -> bool:
        """Say whether this brought the whole move: a packet, its last frame, or a frame that is the move itself."""
        assert host.node is not None
        known = host.node.state.peers[self.liar].reassembly
        return packet == move.packet or not is_frame(packet) or transfer_of(packet) in known.finished

    def _refusals(self, host: Host) -> None:
        assert host.node is not None
        state = host.node.state
        for (feed, index), code in state.refused.items():
            spot = (feed.id, index)
            if spot not in self.known_refused:
                self.known_refused.add(spot)
                self._met(host, feed.id, code)

    def _false_receipts(self, host: Host) -> None:
        """Put false receipts that are to be told down to their acts."""
        assert host.node is not None
        false_seen = host.node.state.record.false_seen
        if host.run != self.known_run:
            self.known_run, self.false_seen = host.run, len(false_seen)
        fresh, self.false_seen = false_seen[self.false_seen :], len(false_seen)
        if "seen-false" in host.node.state.fault_bells:
            for spot in fresh:
                self._met(host, spot.feed.id, "seen-false")

    def _met(self, host: Host, feed: bytes, code: str) -> None:
        move = self.by_feed.get(feed)
        if move is None:
            raise Violation(f"I9 {host.party} refuses with {code} what no act had sent")
        move.met.add(code)

    def _judge(self, host: Host) -> None:
        arrived, self.arrived = self.arrived, []
        for run, move in arrived:
            if run != host.run:
                move.met.clear()  # what that run knew was lost with it
                continue
            odd = move.met - move.must - move.may - ANY_TIME
            if odd:
                raise Violation(f"I9 {move.act} is met with {sorted(odd)}, and not with {sorted(move.must)}")
            if move.must <= move.met:
                self._goes_on(move)
                if move.proof:
                    self._is_proved(host, move.feed)
            elif move.met & LOST:
                move.met.clear()
            elif host.run == move.run:
                raise Violation(f"I9 {move.act} is met with {sorted(move.met)}, and not with {sorted(move.must)}")
            else:
                self.count("act-cut-short")
                self._goes_on(move)

    def _goes_on(self, move: Move) -> None:
        if not move.judged:
            move.judged = True
            self.at(self.ms + self.hand.randrange(20, 400), self._next_move, move.act, self.acts[move.act])

    def _is_proved(self, host: Host, feed: bytes) -> None:
        found = [name for name in proofs_on(self, host) if name == (self.liar, feed)]
        if not found:
            raise Violation("I9 two histories were shown, and no proof comes of them that both verifiers accept")
        self.count("proved")

    def _nothing_against_the_honest(self) -> None:
        for host in self.hosts.values():
            if host.party == self.liar:
                continue
            assert host.node is not None
            if any(feed.party != self.liar for feed in host.node.state.stopped):
                raise Violation(f"I9 {host.party} stops a feed of an honest party")
            if any(party != self.liar for party, _ in proofs_on(self, host)):
                raise Violation(f"I9 {host.party} has a proof against an honest party")

    # ---- afterwards

    def _a_day_later(self) -> None:
        """Have a new epoch be due, which the last act may have left no number for."""
        for host in self.hosts.values():
            host.skew_ms += 25 * HOUR
        self.run_until(self.ms + 2 * MINUTE)

    def _repent(self) -> None:
        """Have the hostile party start anew from an empty disk and behave: the line has to come back."""
        hostile, victim = self.hostile, self.hosts[self.victim]
        hostile.crash("killed")
        hostile.disk.store = MemoryStore(self.line)
        self.run_until(self.ms + 10 * SECOND)
        end = self.ms + MINUTE * (20 if "radio" not in self.rates.bearers else 60)
        begun = self.ms
        said = self.workload.plain()
        asked = replace(self.workload.plain(), officer_word=True)
        self.submit(self.victim, said)
        while differs := self._not_back(victim, asked.token):
            if self.ms >= end:
                raise Violation(f"L1 the line does not come back after hostile acts: {differs}")
            if asked.token not in self.checkers.answers or self.checkers.answers[asked.token].id is None:
                self.submit(self.liar, asked)
            self.run_until(self.ms + SECOND)
        self.count("came-back")
        self.count("came-back-late", when=self.ms > begun + 20 * MINUTE)

    def _not_back(self, victim: Host, token: int) -> str:
        if victim.node is None:
            return "the victim is down"
        state = victim.node.state
        for feed in state.record.feeds.values():
            wanted = state.asking.get(feed, 0) if feed.party == self.victim else 0
            if feed.receipted.get(self.liar, 0) < min(wanted, feed.placed):
                return f"a feed of {self.victim} is receipted to {feed.receipted.get(self.liar, 0)} of {wanted}"
        answer = self.checkers.answers.get(token)
        if answer is None or answer.id is None:
            return f"a statement of {self.liar} is not taken: {answer}"
        if answer.id not in self.checkers.views[self.victim].shown:
            return f"a statement of {self.liar} is not shown"
        return ""


@contextmanager
def smaller_limits(world: Byzantine) -> Iterator[None]:
    """Have the same limits, small enough to be reached, and see every fault that is noted, also where it rings not."""
    limits = (
        (ahead, "SINGLES_MAX", world.singles_max),
        (ahead, "FEEDS_PER_PARTY_MAX", world.feeds_max),
        (intake, "EVIDENCE_ROWS_MAX", world.evidence_max),
        (sync, "LISTED_MAX", world.listed_max),
    )
    before = [getattr(module, name) for module, name, _ in limits]
    for module, name, limit in limits:
        setattr(module, name, limit)
    note_fault = bells.note_fault

    def noted(state: State, code: str, now: Now) -> None:
        if state.config.me != world.liar:
            world.told.add(code)
        note_fault(state, code, now)

    setattr(intake, "note_fault", noted)  # noqa: B010  which intake does not export
    try:
        yield
    finally:
        setattr(intake, "note_fault", note_fault)  # noqa: B010
        for (module, name, _), limit in zip(limits, before, strict=True):
            setattr(module, name, limit)
