"""Two nodes in one process, with carriers between them that lose, delay and take their time; a test reads as a talk."""

from __future__ import annotations

import heapq
import itertools
import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from parley.desk.agreement import Agreement
from parley.desk.messages import PlainStatement
from parley.line.exchange import Exchange
from parley.node.desk import Desk
from parley.node.effects import (
    Alarm,
    Answer,
    Effect,
    Send,
    Show,
    ShowAhead,
    ShowReceipt,
    ShowReceiptAhead,
    joined,
)
from parley.node.events import Event, Gathered, Kept, PacketArrived, Ready, Submitted, Ticked, WayChanged
from parley.node.node import Node
from parley.node.state import Config, PeerState
from parley.node.ways import Way
from parley.seal.digest import sha256
from parley.seal.suite import S1
from parley.store.memory import MemoryStore
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Now
from parley.words.limits import PACKET_BYTES_MAX
from parley.words.terms import Precedence, TrafficClass

PARTIES = ("RUS", "USA")
LINE = sha256(b"line")
PAIR_SECRET = b"s" * 32
AGREEMENT = Agreement(
    founded_ms=0,
    languages={"RUS": "ru", "USA": "en"},
    roles={},
    pairings={},
    watch=None,
    reply_within_min=dict.fromkeys(Precedence, 60),
    acknowledge_within_min={},
    call_answer_within_h=48,
    notify_ahead_days={},
    escalation=(),
)
KEYS = {party: S1.signing_key(sha256(party.encode()) * 2) for party in PARTIES}
EPOCH_START_MS = 1_700_000_000_000


def other(party: str) -> str:
    return PARTIES[1 - PARTIES.index(party)]


def config(party: str) -> Config:
    return Config(
        line=LINE,
        me=party,
        parties=PARTIES,
        suite=S1,
        key=KEYS[party],
        node_keys={name: S1.verifying_key(key.public) for name, key in KEYS.items()},
        pair_secrets={other(party): PAIR_SECRET},
        agreement_hash=sha256(b"agreement"),
        card_hashes=(("RUS", b"r" * 32), ("USA", b"u" * 32)),
        desk=Desk(PARTIES, AGREEMENT),
        classes=frozenset({TrafficClass.OPERATIONAL}),
    )


Weather = Callable[[str, bytes], Iterable[bytes]]
"""What arrives of a packet that a party sent."""


@dataclass(slots=True)
class Carrier:
    """What a carrier is like; a wide one takes `delay_ms` for everything, a small one the time of its bits."""

    wide: bool = True
    packet_bytes_max: int = PACKET_BYTES_MAX
    round_trip_ms: int = SECOND_MS
    delay_ms: int = 10
    bits_per_s: int = 0
    weather: Weather = lambda _sender, packet: [packet]
    mute: bool = False
    """Whether it takes frames and never says that it is ready for the next."""
    open: bool = False
    sent: list[tuple[int, str, bytes]] = field(default_factory=list)
    """All that was handed over: instant, sender, packet."""


def radio(bits_per_s: int = 1066) -> Carrier:
    trip_ms = 8 * 220 * 8_000 // bits_per_s  # as the serial bearer reckons: a packet of some frames, and its receipt
    return Carrier(wide=False, packet_bytes_max=220, round_trip_ms=trip_ms, bits_per_s=bits_per_s)


def courier(days: float = 1) -> Carrier:
    return Carrier(round_trip_ms=DAY_MS, delay_ms=int(days * DAY_MS))


def errand() -> Carrier:
    """A courier round the corner, for talks in which the other carrier's beats would make days long."""
    return Carrier(round_trip_ms=2 * HOUR_MS, delay_ms=HOUR_MS)


def lose(every: int) -> Weather:
    """Every so many packets one does not arrive."""
    count = itertools.count(1)
    return lambda _sender, packet: [] if next(count) % every == 0 else [packet]


def swallow(_sender: str, _packet: bytes) -> list[bytes]:
    """Take and drop."""
    return []


class Dialogue:
    """The nodes, and what they told; times are ms since the start."""

    def __init__(self, **carriers: Carrier) -> None:
        self.at_ms = 0
        self.random = random.Random(0)
        self.carriers = carriers
        self.stores = {party: MemoryStore(LINE) for party in PARTIES}
        self.nodes: dict[str, Node] = {}
        self.told: list[tuple[int, str, Effect]] = []
        self._air: list[tuple[int, int, str, Event]] = []
        self.said = dict.fromkeys(PARTIES, 0)
        """Size of each own feed up to the last statement."""
        self._count = itertools.count()
        for party in PARTIES:
            self.start(party)
        for name in carriers:
            self.open(name)

    # ---- what happens

    def now(self) -> Now:
        return Now(EPOCH_START_MS + self.at_ms, self.at_ms)

    def start(self, party: str) -> None:
        """Start a node, anew if it ran; the ways that are open are open for it."""
        self.nodes[party] = Node(self.config(party), self.random.randbytes, self.stores[party], self.now())
        self.step(party, [self._changed(name, party, up=True) for name, way in self.carriers.items() if way.open])

    def config(self, party: str) -> Config:
        """What a party's next run is given."""
        return config(party)

    def open(self, name: str) -> None:
        self.carriers[name].open = True
        for party in PARTIES:
            self.step(party, [self._changed(name, party, up=True)])

    def close(self, name: str) -> None:
        """Close a way; what is on it is lost, but a courier goes on."""
        self.carriers[name].open = False
        if self.carriers[name].delay_ms < HOUR_MS:
            self._air = [item for item in self._air if getattr(item[3], "bearer", "") != name]
            heapq.heapify(self._air)
        for party in PARTIES:
            self.step(party, [self._changed(name, party, up=False)])

    def say(self, party: str, text: str = "ok", precedence: Precedence = Precedence.ROUTINE, count: int = 1) -> None:
        message = PlainStatement(language="en", text=text)
        self.step(party, [Submitted(token=1, message=message, precedence=precedence, officer_word=True)] * count)
        self.said[party] = self.nodes[party].state.own.size

    def bring(self, party: str, bearer: str, packets: Sequence[bytes]) -> None:
        """Have packets arrive now, whoever sent them."""
        self.step(party, [PacketArrived(bearer, "", packet) for packet in packets])

    def run(self, for_ms: int) -> None:
        """Let time pass."""
        end_ms = self.at_ms + for_ms
        while True:
            next_ms = min([*[item[0] for item in self._air[:1]], *[self._wake_ms(party) for party in PARTIES]])
            if next_ms > end_ms:
                self.at_ms = end_ms
                return
            self.at_ms = max(self.at_ms, next_ms)
            due: dict[str, list[Event]] = {party: [] for party in PARTIES}
            while self._air and self._air[0][0] <= self.at_ms:
                _, _, party, event = heapq.heappop(self._air)
                due[party].append(event)
            for party in PARTIES:
                if self._wake_ms(party) <= self.at_ms:
                    due[party].append(Ticked())
                if due[party]:
                    self.step(party, due[party])

    def until(self, true: Callable[[], object], within_ms: int = 10 * MINUTE_MS) -> int:
        """Let time pass until it is so; give how long it took."""
        start_ms = self.at_ms
        while not true():
            assert self.at_ms - start_ms < within_ms, "it did not come about"
            self.run(100 if within_ms < DAY_MS else MINUTE_MS)
        return self.at_ms - start_ms

    def founded(self) -> None:
        """Let the line come up."""
        slow = max(carrier.delay_ms for carrier in self.carriers.values())
        self.until(lambda: all(self.peer(party).asked and self.epoch(party) for party in PARTIES), 10 * slow + 600_000)
        self.run(60 * SECOND_MS + 2 * slow)

    def step(self, party: str, events: Sequence[Event]) -> None:
        """Run one round of a node and carry out what it asks for."""
        node, now = self.nodes[party], self.now()
        outcomes = [node.step(event, now) for event in [*events, Gathered()]]
        batch = joined(outcomes)
        if batch:
            self.stores[party].append(batch)
        outcomes.append(node.step(Kept(), now))
        for effect in [effect for outcome in outcomes for effect in outcome.effects]:
            if isinstance(effect, Send):
                self._send(party, effect)
            else:
                self.told.append((self.at_ms, party, effect))

    def _send(self, party: str, send: Send) -> None:
        carrier = self.carriers[send.bearer]
        assert carrier.open
        assert len(send.packet) <= carrier.packet_bytes_max
        carrier.sent.append((self.at_ms, party, send.packet))
        arrives_ms = self.at_ms + carrier.delay_ms
        if carrier.bits_per_s:
            arrives_ms = self.at_ms + max(1, len(send.packet) * 8_000 // carrier.bits_per_s)
        for packet in carrier.weather(party, send.packet):
            self._post(arrives_ms, send.peer, PacketArrived(send.bearer, "", packet))
        if not carrier.wide and not carrier.mute:
            self._post(arrives_ms, party, Ready(send.bearer, send.peer))

    def _post(self, at_ms: int, party: str, event: Event) -> None:
        heapq.heappush(self._air, (at_ms, next(self._count), party, event))

    def _changed(self, name: str, party: str, *, up: bool) -> WayChanged:
        way = self.carriers[name]
        return WayChanged(name, other(party), way.wide, up, way.packet_bytes_max, way.round_trip_ms)

    def _wake_ms(self, party: str) -> int:
        return self.nodes[party].wake_ms(self.now())

    # ---- what is so

    def peer(self, party: str) -> PeerState:
        return self.nodes[party].state.peers[other(party)]

    def way(self, party: str, bearer: str) -> Way:
        return self.peer(party).ways[bearer]

    def exchange(self, party: str) -> Exchange:
        return self.peer(party).session.exchange

    def epoch(self, party: str) -> bool:
        return self.exchange(party).current() is not None

    def receipted(self, party: str) -> bool:
        """Whether everything that a party said has its receipt."""
        return self.nodes[party].state.own.receipted.get(other(party), 0) >= self.said[party]

    def texts(self, party: str) -> list[str]:
        """What a party was shown of the other's words, in its order."""
        shown = [effect.statement for _, to, effect in self.told if to == party and isinstance(effect, Show)]
        return [s.message.text for s in shown if s.author != party and isinstance(s.message, PlainStatement)]

    def ahead(self, party: str) -> list[str]:
        """What a party was shown ahead of earlier entries."""
        shown = [effect.statement for _, to, effect in self.told if to == party and isinstance(effect, ShowAhead)]
        return [s.message.text for s in shown if isinstance(s.message, PlainStatement)]

    def receipts_ahead(self, party: str) -> list[int]:
        return [e.index for _, to, e in self.told if to == party and isinstance(e, ShowReceiptAhead)]

    def receipts(self, party: str) -> list[int]:
        return [e.size for _, to, e in self.told if to == party and isinstance(e, ShowReceipt)]

    def alarms(self, party: str | None = None) -> list[str]:
        return [e.code for _, to, e in self.told if isinstance(e, Alarm) and party in {None, to}]

    def refusals(self) -> list[str]:
        return [e.code for _, _, e in self.told if isinstance(e, Answer) and e.code]

    def same(self) -> bool:
        """Whether both hold the same feeds."""
        held = [
            {(f.party, f.id): f.tree.root() for f in node.state.record.feeds.values() if f.size}
            for node in self.nodes.values()
        ]
        return held[0] == held[1]
