"""The workload of the crash images: a real node on a real store, with a counterpart that is real too, in one process.

One side's record and secrets lie on the disk that is watched; beside it goes what the batches say that it holds.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from pathlib import Path
from random import Random
from typing import Final

from crash.disk import Disk, Op
from parley.app.assemble import config_of
from parley.app.home import Home, LineFiles, read_line
from parley.node.effects import Send, Show, joined
from parley.node.events import Event, Gathered, Kept, PacketArrived, Ready, Ticked, WayChanged
from parley.node.node import Node
from parley.node.ports import Batch, Reader
from parley.node.state import Config
from parley.record.head import line_part
from parley.store.memory import MemoryStore
from parley.store.sqlite import SqliteStore
from parley.words.instants import DAY_MS, HOUR_MS, SECOND_MS, Now
from parley.words.limits import PACKET_BYTES_MAX
from sim.stub import WatchedKey
from sim.workload import PARTIES, Workload
from tools.kill9 import pair

VICTIM, PEER = PARTIES
LINE: Final = "main"
WALL_MS: Final = 1_800_000_000_000
FRAME_BYTES_MAX: Final = 220
CARRIED_MAX: Final = 200
WAYS: Final = {"wide": PACKET_BYTES_MAX, "radio": FRAME_BYTES_MAX}

Slots = dict[tuple[str, int], bytes]
"""The root that was signed for a feed's origin at a size."""
Content = tuple[bytes, bytes]
"""Digests of a record and of secrets."""


class TwiceSigned(Exception):
    """A node has signed two roots for one size of a feed."""


@dataclass(slots=True)
class Line:
    """What the ceremony left: both homes, and for each a configuration whose key tells what it signs."""

    homes: dict[str, Home]
    files: dict[str, LineFiles]

    @classmethod
    def founded(cls, folder: Path) -> Line:
        """Make two homes with a line between them in a folder."""
        homes = {home.party: home for home in pair(folder)}
        return cls(homes, {party: read_line(home, LINE) for party, home in homes.items()})

    @property
    def id(self) -> bytes:
        """The line's id."""
        return self.files[VICTIM].line

    def config(self, party: str, signed: Slots) -> Config:
        """Give a configuration; every head that its key signs is entered in `signed`, which may hold earlier ones."""
        part = line_part(self.id)
        config = config_of(self.homes[party], self.files[party])

        def watch(message: bytes) -> None:
            if message.startswith(part.encode()):
                origin, size, root, *_ = message.decode().split("\n")
                sign_slot(signed, (origin, int(size)), base64.b64decode(root))

        return replace(config, key=WatchedKey(config.key, watch))


def sign_slot(signed: Slots, slot: tuple[str, int], root: bytes) -> None:
    """Enter a head. Raises TwiceSigned where another root stands for it."""
    if signed.setdefault(slot, root) != root:
        raise TwiceSigned(f"{slot[0]} at size {slot[1]}")


def content(reader: Reader) -> Content:
    """Give digests of what a store holds, whatever it lies on."""
    parts = [repr(row) for row in reader.replay()]
    parts += sorted(repr(head) for head in reader.heads())
    parts += sorted(repr(single) for single in reader.singles())
    parts += [repr(each) for each in reader.evidence()]
    return _digest(parts), _digest([repr(sorted(reader.secrets().items()))])


def _digest(parts: list[str]) -> bytes:
    return blake2b("\n".join(parts).encode(), digest_size=16).digest()


@dataclass(frozen=True, slots=True)
class Stage:
    """What holds between two batches: what the store has to hold, and how many heads had been signed by its end."""

    model: MemoryStore
    signed: int


@dataclass(slots=True)
class Watched:
    """A store on a watched disk; in the disk's log it writes down which batch was asked for and which reported."""

    folder: Path
    line: bytes
    disk: Disk
    model: MemoryStore
    signed: Slots = field(default_factory=dict)
    """Every head that was signed, in the order of signing."""
    stages: list[Stage] = field(default_factory=list)
    peer: MemoryStore | None = None
    """What the counterpart held in the end."""
    store: SqliteStore = field(init=False)

    def __post_init__(self) -> None:
        self.stages.append(Stage(self.model.copy(), len(self.signed)))
        self.open()

    def open(self) -> None:
        """Open the store, or open it again."""
        self.store = SqliteStore.open(self.folder, self.line, create=True)

    def append(self, batch: Batch) -> None:
        """Keep a batch and write down that it is reported."""
        self.stages[-1] = replace(self.stages[-1], signed=len(self.signed))
        self.disk.log.append(Op("begin", offset=len(self.stages) - 1))
        self.store.append(batch)
        self.disk.log.append(Op("reported", offset=len(self.stages)))
        self.model.append(batch)
        self.stages.append(Stage(self.model.copy(), len(self.signed)))

    def kill(self) -> None:
        """End as kill -9 does: nothing more is written, what was is in the files."""
        self.store._broken = True  # noqa: SLF001  a killed process moves no log
        self.store.close()


@dataclass(slots=True)
class Side:
    """One party: its node and what it stands on."""

    config: Callable[[], Config]
    reader: Reader
    keep: Callable[[Batch], None]
    random: Random
    signs_first: bool = False
    """A planted defect: it signs and sends before its batch is durable."""
    node: Node = field(init=False)

    def start(self, now: Now) -> None:
        """Start a node from the store."""
        self.node = Node(self.config(), self.random.randbytes, self.reader, now)

    def round(self, events: Sequence[Event], now: Now) -> list[Send | Show]:
        """Run one round: step, keep, sign; give what it sends and shows."""
        outcomes = [self.node.step(event, now) for event in (*events, Gathered())]
        batch = joined(outcomes)
        if self.signs_first:
            outcomes.append(self.node.step(Kept(), now))
        if batch:
            self.keep(batch)
        outcomes.append(self.node.step(Kept(), now))
        effects = [effect for outcome in outcomes for effect in outcome.effects]
        return [effect for effect in effects if isinstance(effect, Send | Show)]


class Talk:
    """Both sides on a wide way and a radio, on one clock; what one sends is under way until it is carried."""

    def __init__(self, victim: Side, peer: Side, random: Random, clock_ms: int = 0) -> None:
        self.sides = {VICTIM: victim, PEER: peer}
        self.random, self.clock_ms = random, clock_ms
        self.workload = Workload(random)
        self.up = {"wide": True, "radio": True}
        self.queue: list[tuple[str, Send]] = []
        self.spoils = False
        """Whether what is carried may be lost, doubled and spoilt."""

    def now(self) -> Now:
        """Read the clocks."""
        return Now(WALL_MS + self.clock_ms, self.clock_ms, 50)

    def start(self, party: str) -> None:
        """Start a node and tell it which ways are open."""
        self.sides[party].start(self.now())
        self.round(party, [self.way(party, name) for name in WAYS if self.up[name]])

    def way(self, party: str, name: str) -> WayChanged:
        """Give the state of a party's way."""
        return WayChanged(name, other(party), name == "wide", self.up[name], WAYS[name])

    def round(self, party: str, events: Sequence[Event]) -> None:
        """Run a round of one side."""
        for effect in self.sides[party].round(events, self.now()):
            if isinstance(effect, Send):
                self.queue.append((party, effect))
            else:
                self.workload.shown(party, effect.statement)

    def tick(self, span_ms: int) -> None:
        """Let time go by."""
        self.clock_ms += span_ms
        for party in PARTIES:
            self.round(party, [Ticked()])

    def carry(self, count: int) -> None:
        """Carry so many packets or frames."""
        while self.queue and count:
            count -= 1
            sender, send = self.queue.pop(0)
            if not self.up[send.bearer]:
                continue
            self.clock_ms += 1
            for packet in self._arriving(send.packet):
                self.round(send.peer, [PacketArrived(send.bearer, sender, packet)])
            if send.bearer == "radio":
                self.round(sender, [Ready(send.bearer, send.peer)])

    def _arriving(self, packet: bytes) -> Iterator[bytes]:
        fate = self.random.random() if self.spoils else 0.5
        if fate < 0.05:
            return
        if fate < 0.1:
            spoilt = bytearray(packet)
            spoilt[self.random.randrange(len(spoilt))] ^= 1 << self.random.randrange(8)
            yield bytes(spoilt)
        yield packet
        if fate > 0.95:
            yield packet


class Story(Talk):
    """Both sides talk in bad weather, and the victim, whose store is watched, starts anew at times."""

    def __init__(self, line: Line, watched: Watched, seed: int, *, signs_first: bool = False) -> None:
        self.watched = watched
        self.theirs: Slots = {}
        self.peer = MemoryStore(line.id)
        random = Random(seed)
        victim = Side(lambda: line.config(VICTIM, watched.signed), watched.store, watched.append, random, signs_first)
        peer = Side(lambda: line.config(PEER, self.theirs), self.peer, self.peer.append, random)
        super().__init__(victim, peer, random)
        self.start(PEER)
        self.start(VICTIM)
        self.carry(CARRIED_MAX)
        self.tick(SECOND_MS)
        self.carry(CARRIED_MAX)
        self.spoils = True

    def turn(self) -> None:
        """Let one of the things happen that do, then some of what is under way arrive."""
        random = self.random
        match random.randrange(12):
            case 0:
                self.start_anew()
            case 1:
                name = random.choice(list(WAYS))
                self.up[name] = not self.up[name]
                for party in PARTIES:
                    self.round(party, [self.way(party, name)])
            case 2:
                self.clock_ms += random.choice((HOUR_MS, DAY_MS, 31 * DAY_MS))
            case _:
                for party in random.choices(PARTIES, k=random.randint(1, 2)):
                    self.round(party, [self.workload.next(party) for _ in range(random.randint(1, 4))])
        self.tick(random.choice((1, SECOND_MS, 10 * SECOND_MS)))
        self.carry(random.randint(0, 40))

    def start_anew(self) -> None:
        """End the victim's process, in order or not, and start it again."""
        if self.random.random() < 0.5:
            self.watched.kill()
        else:
            self.watched.store.close()
        self.watched.open()
        self.queue = [each for each in self.queue if each[0] != VICTIM]
        self.sides[VICTIM].reader = self.watched.store
        self.start(VICTIM)


def other(party: str) -> str:
    """Give the other party."""
    return PEER if party == VICTIM else VICTIM
