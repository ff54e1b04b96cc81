"""Ways that open and close: cuts of which the ends learn late, windows in a courier's weeks, hosts that come and go."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from parley.node.events import WayChanged
from sim.rates import MINUTE

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

TOLD_WITHIN_MS = 30_000


class Ways:
    """Which bearers are shut for all, and who is told what of the others."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.shut = {bearer for bearer in world.rates.bearers if "courier" in world.rates.bearers} - {"courier"}

    # ---- opening and closing

    def open(self, party: str, peer: str, bearer: str) -> None:
        """Tell a host that a way is open, if it can be."""
        world = self.world
        host, carrier = world.hosts[party], world.network.carriers[bearer]
        if host.node is None or bearer in self.shut or (bearer == "tcp" and world.hosts[peer].node is None):
            return
        if (bearer, peer) in host.ways:
            self.close(party, peer, bearer)
        host.ways[bearer, peer] = world.ms
        world.troubles.shrunk.discard((bearer, party, peer))
        host.take(WayChanged(bearer, peer, carrier.wide, True, carrier.packet_bytes_max, carrier.round_trip_ms))  # noqa: FBT003

    def close(self, party: str, peer: str, bearer: str) -> None:
        """Tell a host that a way has closed."""
        host = self.world.hosts[party]
        if host.node is not None and host.ways.pop((bearer, peer), None) is not None:
            host.take(WayChanged(bearer, peer, wide=self.world.network.carriers[bearer].wide, up=False))

    def started(self, host: Host) -> None:
        """Connect a host that has just started."""
        world = self.world
        for bearer, one, other in world.network.links:
            if host.party in (one, other) and (bearer == "tcp" or host.party == one):
                world.at(world.ms + self.random.randint(1, 500), self.open, one, other, bearer)
        world.network.courier.started(host.party)

    def died(self, host: Host) -> None:
        """Let the other ends learn that a host has gone."""
        for bearer, one, other in self.world.network.links:
            if bearer == "tcp" and other == host.party and self.random.random() < 0.8:
                self.world.at(self.world.ms + self.random.randint(1, 5_000), self._close_if_dead, one, other)

    def _close_if_dead(self, party: str, peer: str) -> None:
        if self.world.hosts[peer].node is None:
            self.close(party, peer, "tcp")

    # ---- weather

    def cut(self) -> None:
        """Cut a bearer in one direction or both for a while, or a member from all; the ends may learn of it, later."""
        world, random, links = self.world, self.random, self.world.network.links
        bearer, one, other = random.choice(list(links))
        keys = random.choice(([(bearer, one, other)], [(bearer, one, other), (bearer, other, one)]))
        world.count("cut-both" if len(keys) == 2 else "cut-one-way")
        if len(world.parties) > 2 and random.random() < 0.3:
            world.count("member-partitioned")
            keys = [key for key in links if one in key[1:]]
        world.network.cut(keys, 1)
        told = random.random() < 0.6
        if told:
            for key in keys:
                if key[0] != "radio":
                    world.at(
                        world.ms + random.randint(0, TOLD_WITHIN_MS), self._bad_weather, self.close, key[1:], key[0]
                    )
        span = 1 + int(random.expovariate(1 / world.rates.cut_for_ms))
        world.at(world.ms + span, self._mend, keys, told)

    def silence(self, party: str, span_ms: int) -> None:
        """Let nothing come to a party for a while."""
        self.world.count("silenced")
        keys = [key for key in self.world.network.links if key[2] == party]
        self.world.network.cut(keys, 1)
        self.world.at(self.world.ms + span_ms, self._mend, keys, False)  # noqa: FBT003

    def _bad_weather(self, act: Callable[..., None], who: tuple[str, ...], bearer: str) -> None:
        """Do what bad weather does, unless it is over by now."""
        if self.world.ms < self.world.rates.safety_ms:
            act(*who, bearer)

    def _mend(self, keys: list[tuple[str, str, str]], told: bool) -> None:  # noqa: FBT001
        self.world.network.cut(keys, -1)
        if told:
            for bearer, one, other in keys:
                after = self.random.randint(TOLD_WITHIN_MS, TOLD_WITHIN_MS + 5_000)
                self.world.at(self.world.ms + after, self.open, one, other, bearer)

    def flap(self) -> None:
        """Close a way at one end and open it again at once."""
        host = self.random.choice(list(self.world.hosts.values()))
        if host.ways:
            self.world.count("flapped")
            bearer, peer = self.random.choice(list(host.ways))
            self.close(host.party, peer, bearer)
            self.open(host.party, peer, bearer)

    def window(self) -> None:
        """Open a bearer for some minutes where there is a courier."""
        bearers = sorted(set(self.world.rates.bearers) - {"courier"})
        if bearers:
            bearer = self.random.choice(bearers)
            self.unlock(bearer)
            span = self.random.randint(1, 5) * MINUTE
            self.world.at(self.world.ms + span, self._bad_weather, self.lock, (), bearer)

    def unlock(self, bearer: str) -> None:
        """Open a bearer for everybody."""
        self.shut.discard(bearer)
        for key in self.world.network.links:
            if key[0] == bearer and (bearer, key[2]) not in self.world.hosts[key[1]].ways:
                self.open(key[1], key[2], bearer)

    def lock(self, bearer: str) -> None:
        """Close a bearer for everybody."""
        self.shut.add(bearer)
        for key in self.world.network.links:
            if key[0] == bearer:
                self.close(key[1], key[2], bearer)
