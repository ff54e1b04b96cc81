"""Two nodes in one process on memory, for sizes and for making large records quickly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from typing import Generic, Protocol, TypeVar

from bench.pair import PARTIES, peer_of
from parley.node.effects import Answer, Effect, Send, joined
from parley.node.events import Event, Gathered, Kept, PacketArrived, Ready, Submitted, Ticked, WayChanged
from parley.node.node import Node
from parley.node.state import Config
from parley.store.memory import MemoryStore
from parley.words.instants import Now
from parley.words.limits import PACKET_BYTES_MAX

FRAME_BYTES_MAX = 220


class Keyed(Protocol):
    """Whose keys two nodes have: the bench's own, or those of two homes."""

    line: bytes

    def config(self, party: str) -> Config:
        """Give a node's configuration."""


KeyedBy = TypeVar("KeyedBy", bound=Keyed)


class MemoryPair(Generic[KeyedBy]):
    """Both nodes, their stores, and every packet or frame that went, newest last."""

    def __init__(
        self,
        keyed: KeyedBy,
        *,
        wide: bool,
        start_ms: int = 1_700_000_000_000,
    ) -> None:
        self.identities = keyed
        self._start_ms, self._clock_ms = start_ms, 0
        self._wide = wide
        self.stores = {party: MemoryStore(self.identities.line) for party in PARTIES}
        self.nodes = {
            party: Node(self.identities.config(party), os.urandom, self.stores[party], self._now()) for party in PARTIES
        }
        self.packets: list[tuple[str, bytes]] = []
        self._queue: list[Send] = []
        size = PACKET_BYTES_MAX if wide else FRAME_BYTES_MAX
        for party in PARTIES:
            self.round(party, [WayChanged("memory", peer_of(party), wide, up=True, packet_bytes_max=size)])
        self.settle()
        for _ in range(10):
            self._clock_ms += 1_000
            for party in PARTIES:
                self.round(party, [Ticked()])
            self.settle()

    def _now(self) -> Now:
        return Now(self._start_ms + self._clock_ms, self._clock_ms)

    @property
    def now_ms(self) -> int:
        """Both nodes' wall clock."""
        return self._start_ms + self._clock_ms

    def wait(self, until_ms: int) -> None:
        """Let time pass until an instant; both nodes then have their turn."""
        self._clock_ms = max(self._clock_ms, until_ms - self._start_ms)
        for party in PARTIES:
            self.round(party, [Ticked()])
        self.settle()

    def say(self, party: str, said: Sequence[Submitted]) -> list[bytes]:
        """Have a party say things in one round, carried to the other side; give their ids. Raises ValueError."""
        answers = [effect for effect in self.round(party, said) if isinstance(effect, Answer)]
        self.settle()
        ids = [answer.id for answer in answers if answer.id is not None]
        if len(ids) < len(said):
            raise ValueError(next(answer.code for answer in answers if answer.code))
        return ids

    def round(self, party: str, events: Sequence[Event]) -> list[Effect]:
        """Run one round of a node and give its effects; what it sends waits for `settle`."""
        node, now = self.nodes[party], self._now()
        outcomes = [node.step(event, now) for event in [*events, Gathered()]]
        batch = joined(outcomes)
        if batch:
            self.stores[party].append(batch)
        outcomes.append(node.step(Kept(), now))
        effects = [effect for outcome in outcomes for effect in outcome.effects]
        self._queue += [effect for effect in effects if isinstance(effect, Send)]
        return effects

    def under_way(self) -> set[bytes]:
        """Give the transfers of the frames that have been handed over and not carried yet."""
        return {send.packet[2:6] for send in self._queue}

    def settle(self, count: int | None = None) -> None:
        """Carry packets until none is left, or for some turns."""
        while self._queue and count != 0:
            count = None if count is None else count - 1
            queue, self._queue = self._queue, []
            for send in queue:
                self._carry(send)
            self._clock_ms += 1

    def _carry(self, send: Send) -> None:
        sender = peer_of(send.peer)
        self.packets.append((sender, send.packet))
        self.round(send.peer, [PacketArrived(send.bearer, sender, send.packet)])
        if not self._wide:
            self.round(sender, [Ready(send.bearer, send.peer)])
