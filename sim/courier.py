"""A courier between two hosts: sticks that leave now and then, take minutes to weeks, get lost, or come twice."""

from __future__ import annotations

from random import Random
from typing import TYPE_CHECKING

from sim.rates import DAY

if TYPE_CHECKING:
    from sim.network import Network
    from sim.world import World

LATE_DAYS_MAX = 40


class Courier:
    """What lies in the outgoing folders, what travels, and what lies in the folders of hosts that are down."""

    def __init__(self, world: World, random: Random, network: Network) -> None:
        self.world, self.random, self.network = world, random, network
        self.waiting: dict[tuple[str, str], list[bytes]] = {}
        self.arrived: dict[str, list[tuple[tuple[str, str, str], bytes]]] = {party: [] for party in world.parties}
        self.kept_since = 0
        """How often everything on its way was forgotten."""

    def take(self, sender: str, receiver: str, packet: bytes) -> None:
        """Have a file lie in the outgoing folder until the courier leaves."""
        pile = self.waiting.setdefault((sender, receiver), [])
        if not pile:
            span = 1 + self.random.randrange(self.world.now_rates.leaves_every_ms)
            self.world.at(self.world.ms + span, self._leave, sender, receiver)
        pile.append(packet)

    def _leave(self, sender: str, receiver: str) -> None:
        world, rates, random = self.world, self.world.now_rates, self.random
        batch = self.waiting.pop((sender, receiver), [])
        key = ("courier", sender, receiver)
        if not batch:
            return
        world.count("stick-sent")
        if random.random() < rates.stick_lost or self.network.links[key].cut:
            world.count("stick-lost")
            return
        for copy in range(1 + (random.random() < rates.stick_doubled)):
            if copy:
                world.count("stick-doubled")
            travels_ms = 1 + int(random.expovariate(1 / rates.travels_ms))
            if random.random() < rates.stick_late:
                world.count("courier-late")
                travels_ms += random.randint(7, LATE_DAYS_MAX) * DAY
            if rates.reorder:
                random.shuffle(batch)
            world.at(world.ms + travels_ms, self._arrive, key, tuple(batch), self.kept_since)

    def _arrive(self, key: tuple[str, str, str], batch: tuple[bytes, ...], kept_since: int) -> None:
        if kept_since != self.kept_since:
            return
        back = self.world.troubles.carries_back()
        for packet in batch:
            if back and self.world.hosts[key[1]].node is not None:
                self.network.arrive((key[0], key[2], key[1]), packet, False)  # noqa: FBT003
            if self.world.hosts[key[2]].node is None:
                self.world.count("stick-waits")
                self.arrived[key[2]].append((key, packet))
            else:
                self.network.arrive(key, packet, False)  # noqa: FBT003

    def started(self, party: str) -> None:
        """Hand over what came while the host was down."""
        files, self.arrived[party] = self.arrived[party], []
        for key, packet in files:
            self.network.arrive(key, packet, False)  # noqa: FBT003

    def forget(self) -> None:
        """Burn every stick: what it holds no disk holds any more."""
        self.kept_since += 1
        self.waiting.clear()
        for files in self.arrived.values():
            files.clear()
