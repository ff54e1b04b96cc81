"""One party's real node for a replay, its rounds taken apart: step, write, kept. The suite is the simulator's stub."""

from __future__ import annotations

from random import Random

from parley.desk.messages import PlainStatement
from parley.line.pairs import HEADER_BYTES, NONCE_BYTES, TAG_BYTES
from parley.line.payloads import Beat, Entries, Feeds, Payload, read_payload
from parley.node.desk import Desk
from parley.node.effects import Outcome, Send, joined
from parley.node.events import Event, Gathered, Kept, PacketArrived, Submitted, WayChanged
from parley.node.node import Node
from parley.node.state import Config
from parley.record.feed import Feed
from parley.store.memory import MemoryStore
from parley.words.instants import Now
from parley.words.terms import TrafficClass
from sim.stub import STUB
from sim.terms import agreement
from sim.workload import PARTIES
from sim.world import keys

LINE = b"L" * 32
WALL_MS = 1_700_000_000_000
STEP_MS = 2_000
"""Between any two events: more than whatever must not be said too often waits for."""


def config(party: str) -> Config:
    """Give a party's configuration."""
    return Config(
        line=LINE,
        me=party,
        parties=PARTIES,
        suite=STUB,
        key=keys(STUB, party)[0],
        node_keys={name: keys(STUB, name)[1] for name in PARTIES},
        pair_secrets={other_of(party): b"s" * 32},
        agreement_hash=b"a" * 32,
        card_hashes=tuple((name, name.encode() * 8) for name in PARTIES),
        desk=Desk(PARTIES, agreement(PARTIES)),
        classes=frozenset({TrafficClass.OPERATIONAL}),
    )


def other_of(party: str) -> str:
    """Give the other party."""
    return PARTIES[1 - PARTIES.index(party)]


class Clock:
    """The one clock of a replay."""

    def __init__(self) -> None:
        self.ms = 0

    def now(self) -> Now:
        return Now(WALL_MS + self.ms, self.ms)


class Party:
    """A node on a store; what a step wants written and done waits until it is told to."""

    def __init__(self, name: str, clock: Clock, seed: str) -> None:
        self.name, self.clock, self.seed = name, clock, seed
        self.store = MemoryStore(LINE)
        self.waiting: list[Outcome] = []
        self.runs = 0
        self.starts()

    def starts(self) -> None:
        """Start a run from the store; what it owes waits to be written."""
        self.runs += 1
        entropy = Random(f"{self.seed}/{self.name}/{self.runs}").randbytes
        self.node = Node(config(self.name), entropy, self.store, self.clock.now())
        self.waiting = [self.node.step(Gathered(), self.clock.now())]

    def step(self, *events: Event) -> None:
        """Take events in, and write what is owed for them."""
        self.waiting = [self.node.step(event, self.clock.now()) for event in (*events, Gathered())]

    def write(self) -> None:
        """Make what the step wants durable."""
        self.store.append(joined(self.waiting))

    def kept(self) -> list[bytes]:
        """Learn that it is durable; give the packets that leave."""
        self.waiting.append(self.node.step(Kept(), self.clock.now()))
        return [e.packet for outcome in self.waiting for e in outcome.effects if isinstance(e, Send)]

    def round(self, *events: Event) -> list[bytes]:
        """Do a whole round; give the packets that leave."""
        self.step(*events)
        self.write()
        return self.kept()

    @property
    def own(self) -> Feed:
        return self.node.state.own

    def opens(self) -> WayChanged:
        return WayChanged("tcp", other_of(self.name), wide=True, up=True)

    def hears(self, packet: bytes) -> PacketArrived:
        return PacketArrived("tcp", other_of(self.name), packet)

    def durable(self, party: str, feed: bytes) -> int:
        """Give how much of a feed is on the disk."""
        return len(self.store.entries(party, feed, 0, 1 << 30))

    def held(self, party: str, feed: bytes) -> int:
        """Give how much of a feed is held."""
        known = self.node.state.record.feeds.get((party, feed))
        return 0 if known is None else known.size


def payload_of(packet: bytes) -> Payload:
    """Read what a packet says; the stub hides nothing."""
    return read_payload(packet[HEADER_BYTES + NONCE_BYTES : -TAG_BYTES])


def says(*, officer_word: bool = False) -> Submitted:
    """Give a plain statement to release."""
    return Submitted(token=1, message=PlainStatement(language="en", text="ok"), officer_word=officer_word)


def founded(seed: str = "") -> tuple[Clock, Party, Party]:
    """Give RUS and USA on a line that is founded, with all receipted but the last receipt of RUS; no beat was heard."""
    clock = Clock()
    rus, usa = (Party(name, clock, seed) for name in PARTIES)
    for party in (rus, usa):
        party.write()
        party.kept()
    _settle(clock, [(party, packet) for party in (rus, usa) for packet in party.round(party.opens())], (rus, usa))
    _settle(clock, [(usa, packet) for packet in usa.round(says(officer_word=True))], (rus, usa))
    return clock, rus, usa


def _settle(clock: Clock, sent: list[tuple[Party, bytes]], both: tuple[Party, Party]) -> None:
    """Bring everything, and what it causes, but signs of life."""
    while sent:
        sender, packet = sent.pop(0)
        if isinstance(payload_of(packet), Beat):
            continue
        clock.ms += STEP_MS
        receiver = both[1] if sender is both[0] else both[0]
        sent += [(receiver, answer) for answer in receiver.round(receiver.hears(packet))]


def entries_and_lists(packets: list[bytes]) -> list[tuple[Entries | Feeds, bytes]]:
    """Give what the models know of packets: entries and lists, each with its bytes."""
    read = [(payload_of(packet), packet) for packet in packets]
    return [(payload, packet) for payload, packet in read if isinstance(payload, Entries | Feeds)]
