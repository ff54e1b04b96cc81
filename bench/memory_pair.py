"""Two nodes in one process on memory, for sizes and for making large records quickly."""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path

from bench.pair import PARTIES, Identities, peer_of
from parley.node.effects import Send, joined
from parley.node.events import Event, Gathered, Kept, PacketArrived, Ready, Ticked, WayChanged
from parley.node.node import Node
from parley.store.memory import MemoryStore
from parley.words.instants import Now
from parley.words.limits import PACKET_BYTES_MAX

FRAME_BYTES_MAX = 220


class MemoryPair:
    """Both nodes, their stores, and every packet or frame that went, newest last."""

    def __init__(self, folder: Path, *, wide: bool) -> None:
        self.identities = Identities(folder)
        self._clock_ms = 0
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
        return Now(1_700_000_000_000 + self._clock_ms, self._clock_ms)

    def round(self, party: str, events: Sequence[Event]) -> None:
        """Run one round of a node; what it sends waits for `settle`."""
        node, now = self.nodes[party], self._now()
        outcomes = [node.step(event, now) for event in [*events, Gathered()]]
        batch = joined(outcomes)
        if batch:
            self.stores[party].append(batch)
        outcomes.append(node.step(Kept(), now))
        self._queue += [effect for outcome in outcomes for effect in outcome.effects if isinstance(effect, Send)]

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
