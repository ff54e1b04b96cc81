"""Two nodes that talk: rounds, packets, time, restarts and old backups, told step by step; the suite is a stub."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from random import Random
from typing import Any

from parley.desk import messages as m
from parley.line.pairs import HEADER_BYTES, NONCE_BYTES, TAG_BYTES
from parley.line.payloads import Payload, read_payload
from parley.node.desk import Desk
from parley.node.effects import Alarm, Answer, Effect, Halt, Send, Show, ShowAhead, ShowReceipt, joined
from parley.node.events import Event, Gathered, Kept, PacketArrived, Ready, Submitted, Ticked, WayChanged
from parley.node.node import Node
from parley.node.ports import Batch
from parley.node.state import Config, PeerState
from parley.record.entry import Entry, decode_entry
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


def config(party: str, **changes: Any) -> Config:  # noqa: ANN401  any field of it
    """Give a node's configuration, with some fields changed."""
    peers = [other for other in PARTIES if other != party]
    fields: dict[str, Any] = {
        "line": LINE,
        "me": party,
        "parties": PARTIES,
        "suite": STUB,
        "key": keys(STUB, party)[0],
        "node_keys": {other: keys(STUB, other)[1] for other in PARTIES},
        "pair_secrets": dict.fromkeys(peers, b"s" * 32),
        "agreement_hash": b"a" * 32,
        "card_hashes": tuple((other, other.encode() * 8) for other in PARTIES),
        "desk": Desk(PARTIES, agreement(PARTIES)),
        "classes": frozenset({TrafficClass.OPERATIONAL, TrafficClass.TEST}),
    }
    return Config(**fields | changes)


def text(words: str = "we have seen it") -> m.PlainStatement:
    """Give a plain statement."""
    return m.PlainStatement(language="en", text=words)


@dataclass
class Side:
    """One party: a node on a store, and all that it did."""

    talk: Talk
    party: str
    changes: dict[str, Any] = field(default_factory=dict)
    skew_ms: int = 0
    effects: list[Effect] = field(default_factory=list)
    tokens: int = 0

    def __post_init__(self) -> None:
        self.store = MemoryStore(LINE)
        self.runs = 0
        self.starts()

    # ---- its life

    def starts(self) -> None:
        """Start a run from the store; the way to the peer is still closed."""
        self.runs += 1
        entropy = Random(f"{self.party}/{self.runs}").randbytes
        self.node = Node(config(self.party, **self.changes), entropy, self.store, self.now())
        self.up = False
        self.round()

    def restores(self, backup: MemoryStore) -> None:
        """Start from an old backup: the record as it was, without secrets."""
        self.store = backup.copy()
        self.store.append(Batch(secrets=dict.fromkeys(self.store.secrets())))
        self.starts()

    def now(self) -> Now:
        return Now(WALL_MS + self.talk.ms + self.skew_ms, self.talk.ms)

    # ---- rounds

    def round(self, *events: Event) -> list[Effect]:
        """Take events in as one round; what was kept is durable before anything leaves."""
        outcomes = [self.node.step(event, self.now()) for event in (*events, Gathered())]
        batch = joined(outcomes)
        if batch:
            self.store.append(batch)
        outcomes.append(self.node.step(Kept(), self.now()))
        assert not outcomes[-1].batch
        done = [effect for outcome in outcomes for effect in outcome.effects]
        self.effects += done
        for effect in done:
            if isinstance(effect, Send):
                self.talk.carries(self, effect)
        # A small carrier takes one packet at a time; this one is fast, and takes the next at once.
        for bearer in [effect.bearer for effect in done if isinstance(effect, Send) and effect.bearer != "tcp"]:
            done += self.round(Ready(bearer, self.peer.party))
        return done

    def says(self, message: m.Message | str, **fields: Any) -> Answer:  # noqa: ANN401  any field of the event
        """Release a statement; give the answer."""
        self.tokens += 1
        said = text(message) if isinstance(message, str) else message
        done = self.round(Submitted(token=self.tokens, message=said, **fields))
        return next(effect for effect in done if isinstance(effect, Answer))

    def hears(self, packet: bytes, bearer: str = "tcp") -> list[Effect]:
        """Take a packet in; give what came of it, alarms and all."""
        return self.round(PacketArrived(bearer, self.peer.party, packet))

    def opens_way(self, bearer: str = "tcp", *, wide: bool = True) -> None:
        self.up = True
        self.round(WayChanged(bearer, self.peer.party, wide, up=True))

    # ---- looking

    @property
    def peer(self) -> Side:
        return self.talk.usa if self.party == "RUS" else self.talk.rus

    @property
    def known(self) -> PeerState:
        return self.node.state.peers[self.peer.party]

    @property
    def own(self) -> Feed:
        return self.node.state.own

    def all_of(self, kind: type[Any]) -> list[Any]:
        return [effect for effect in self.effects if isinstance(effect, kind)]

    def alarms(self) -> list[str]:
        return [alarm.code for alarm in self.all_of(Alarm)]

    def shown(self) -> list[tuple[str, str]]:
        """Give what was shown: words (or the kind) and the code of a refusal."""
        return [
            (getattr(s.statement.message, "text", type(s.statement.message).__name__), s.code)
            for s in self.all_of(Show)
        ]

    def shown_ahead(self) -> list[str]:
        """Give the words of what was shown ahead of earlier entries."""
        return [getattr(each.statement.message, "text", "") for each in self.all_of(ShowAhead)]

    def receipts(self) -> dict[bytes, int]:
        return {show.feed: show.size for show in self.all_of(ShowReceipt)}

    def halts(self) -> list[str]:
        return [halt.code for halt in self.all_of(Halt)]

    def entries(self, feed: bytes | None = None) -> list[Entry]:
        """Give the entries of an own feed, the present one if none is named."""
        rows = self.store.entries(self.party, feed or self.own.id, 0, 1 << 30)
        return [decode_entry(row.entry) for row in rows]

    def kinds(self) -> list[int]:
        return [entry.kind for entry in self.entries()]

    def seals(self, payload_bytes: bytes, *, epoch_zero: bool = False) -> bytes:
        """Seal a payload to the peer, as this side's node would."""
        return self.known.session.seal(payload_bytes, b"n" * NONCE_BYTES, epoch_zero=epoch_zero)


class Talk:
    """Both sides on one clock; what is sent waits until it is brought."""

    def __init__(self, *, usa: dict[str, Any] | None = None, rus: dict[str, Any] | None = None) -> None:
        self.ms = 0
        self.waiting: list[tuple[Side, bytes, str]] = []
        self.sent: list[tuple[str, bytes]] = []
        self.loses: Callable[[Side, Payload], bool] = lambda _sender, _payload: False
        self.rus = Side(self, "RUS", rus or {})
        self.usa = Side(self, "USA", usa or {})

    def carries(self, sender: Side, send: Send) -> None:
        self.sent.append((sender.party, send.packet))
        if not self.loses(sender, payload_of(send.packet)):
            self.waiting.append((sender.peer, send.packet, send.bearer))

    def brings(self) -> None:
        """Bring all packets, and those that they cause, one a round."""
        for _ in range(1_000):
            if not self.waiting:
                return
            side, packet, bearer = self.waiting.pop(0)
            if side.up:
                side.hears(packet, bearer)
        raise AssertionError("they never stop talking")

    def passes(self, ms: int) -> None:
        """Let time pass: both sides are woken when they asked for it."""
        end = self.ms + ms
        self.brings()
        while True:
            wake = min(side.node.wake_ms(side.now()) for side in (self.rus, self.usa))
            if wake > end:
                break
            self.ms = max(self.ms + 1, wake)
            for side in (self.rus, self.usa):
                side.round(Ticked())
            self.brings()
        self.ms = end

    def connects(self) -> None:
        """Open the way at both ends and let them come to rest."""
        for side in (self.rus, self.usa):
            side.opens_way()
        self.passes(25_000)


def payload_of(packet: bytes) -> Payload:
    """Read what a packet says; the stub hides nothing."""
    return read_payload(packet[HEADER_BYTES + NONCE_BYTES : -TAG_BYTES])


def founded() -> Talk:
    """Give a line on which both have founded, heard each other and opened an epoch."""
    talk = Talk()
    talk.connects()
    assert talk.rus.known.session.exchange.current()
    return talk
