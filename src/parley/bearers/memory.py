"""Bearers inside one process, for tests that are about something else, with a hook that plays the weather."""
# ruff: noqa: SLF001 -- the bearers of one hub are one thing

from __future__ import annotations

import asyncio
from collections.abc import Callable, Iterable

from parley.words.faults import OurFault
from parley.words.limits import PACKET_BYTES_MAX

WAITING_BYTES_MAX = 4 << 20

Weather = Callable[[str, str, bytes], Iterable[bytes]]
"""Called with sender, receiver and packet; what it returns arrives: nothing, the packet, doubles, earlier ones."""


class Hub:
    """What the bearers of one process are plugged into; in the default weather each packet arrives once, in order."""

    def __init__(self, weather: Weather = lambda _sender, _receiver, packet: [packet]) -> None:
        self.weather = weather
        self.running: dict[str, MemoryBearer] = {}


class MemoryBearer:
    """The bearer of one party on a hub."""

    name = "memory"
    wide = True
    packet_bytes_max = PACKET_BYTES_MAX
    round_trip_ms = 1_000

    def __init__(self, hub: Hub, party: str, peers: Iterable[str]) -> None:
        self._hub, self._party, self._peers = hub, party, frozenset(peers)
        self._inbox: asyncio.Queue[tuple[str, bytes | bool]] = asyncio.Queue()
        self._waiting_bytes = 0

    def send(self, peer: str, packet: bytes) -> bool:
        """Hand a packet over; False when there is no way or 4 MiB wait; raises OurFault (packet-oversize)."""
        if len(packet) > self.packet_bytes_max:
            raise OurFault("packet-oversize")
        there = self._ways().get(peer)
        if there is None or there._waiting_bytes + len(packet) > WAITING_BYTES_MAX:
            return False
        for arriving in self._hub.weather(self._party, peer, packet):
            there._arrive(self._party, arriving)
        return True

    def hold(self, *, on: bool) -> None:
        """Do nothing: it has no other end that would wait."""

    async def run(
        self, received: Callable[[str, bytes], None], changed: Callable[[str, bool], None], ready: Callable[[str], None]
    ) -> None:
        """Carry until cancelled, or until a callback raises; what waits then is lost."""
        del ready  # only small carriers tell it
        self._inbox, self._waiting_bytes = asyncio.Queue(), 0
        self._hub.running[self._party] = self
        for peer, there in self._ways().items():
            there._arrive(self._party, True)  # noqa: FBT003
            self._arrive(peer, True)  # noqa: FBT003
        try:
            while True:
                peer, what = await self._inbox.get()
                if isinstance(what, bool):
                    changed(peer, what)
                else:
                    self._waiting_bytes -= len(what)
                    received(peer, what)
        finally:
            for there in self._ways().values():
                there._arrive(self._party, False)  # noqa: FBT003
            del self._hub.running[self._party]

    def _ways(self) -> dict[str, MemoryBearer]:
        running = self._hub.running
        if self._party not in running:
            return {}
        return {peer: there for peer, there in running.items() if peer in self._peers and self._party in there._peers}

    def _arrive(self, sender: str, what: bytes | bool) -> None:  # noqa: FBT001
        if isinstance(what, bytes):
            self._waiting_bytes += len(what)
        self._inbox.put_nowait((sender, what))


class NarrowMemoryBearer(MemoryBearer):
    """A small carrier on a hub: one frame at a time, and each takes the time that its bits take."""

    name = "radio"
    wide = False
    packet_bytes_max = 220
    round_trip_ms = 10_000
    bits_per_s = 1_000_000

    def __init__(self, hub: Hub, party: str, peers: Iterable[str]) -> None:
        super().__init__(hub, party, peers)
        self._under_way: asyncio.TimerHandle | None = None
        self._ready: Callable[[str], None] = lambda _peer: None

    def send(self, peer: str, packet: bytes) -> bool:
        """Hand a frame over; False while one is under way; raises OurFault (packet-oversize)."""
        if len(packet) > self.packet_bytes_max:
            raise OurFault("packet-oversize")
        if self._under_way is not None or peer not in self._ways():
            return False
        air_s = len(packet) * 8 / self.bits_per_s
        self._under_way = asyncio.get_running_loop().call_later(air_s, self._sent, peer, packet)
        return True

    def _sent(self, peer: str, packet: bytes) -> None:
        self._under_way = None
        super().send(peer, packet)
        self._ready(peer)

    async def run(
        self, received: Callable[[str, bytes], None], changed: Callable[[str, bool], None], ready: Callable[[str], None]
    ) -> None:
        """Carry until cancelled, or until a callback raises; the frame under way then is lost."""
        self._ready = ready
        try:
            await super().run(received, changed, ready)
        finally:
            if self._under_way is not None:
                self._under_way.cancel()
                self._under_way = None
