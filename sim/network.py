"""Bearers between the two hosts: they lose, double, delay, reorder, cut and spoil packets, and tell late of cuts."""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING

from parley.node.events import PacketArrived, Refused, WayChanged

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

OLD_PACKETS = 64


@dataclass(slots=True)
class Link:
    """One bearer in one direction."""

    cut: int = 0
    """How many cuts are on at present."""
    clear_ms: int = 0
    old: list[bytes] = field(default_factory=list)


class Network:
    """All links; `tcp` is wide and knows its ways, `radio` is narrow and always open."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.bearers = ("tcp", "radio") if world.rates.radio else ("tcp",)
        self.links = {(bearer, party): Link() for bearer in self.bearers for party in world.parties}

    # ---- packets

    def send(self, host: Host, bearer: str, packet: bytes) -> None:
        """Take a packet from a host: what becomes of it is drawn."""
        world, rates, random = self.world, self.world.now_rates, self.random
        if bearer not in host.ways:
            world.count("way-closed")
            return
        if random.random() < rates.no_room:
            world.count("no-room")
            host.take(Refused(bearer, host.peer.party))
            return
        link = self.links[bearer, host.party]
        if random.random() < rates.replay and link.old:
            world.count("replayed")
            self._carry(host, random.choice(self.bearers), random.choice(link.old))
        if len(link.old) < OLD_PACKETS or random.random() < 0.1:
            link.old[OLD_PACKETS - 1 :] = [packet]
        self._carry(host, bearer, packet)

    def _carry(self, host: Host, bearer: str, packet: bytes) -> None:
        world, rates, random = self.world, self.world.now_rates, self.random
        link = self.links[bearer, host.party]
        if link.cut:
            world.count("cut-off")
            return
        if random.random() < rates.loss:
            world.count("lost")
            return
        if random.random() < rates.corrupt:
            packet = self._spoil(packet, link)
        for copy in range(1 + (random.random() < rates.double)):
            if copy:
                world.count("doubled")
            delay = 1 + int(random.expovariate(1 / rates.delay_ms))
            arrives = world.ms + delay
            if rates.reorder:
                if arrives < link.clear_ms:
                    world.count("reordered")
            else:
                arrives = max(arrives, link.clear_ms)
            link.clear_ms = max(arrives, link.clear_ms)
            world.at(arrives, self._arrive, host.peer, bearer, packet)

    def _spoil(self, packet: bytes, link: Link) -> bytes:
        random = self.random
        how = random.choice(("flipped", "cut-short", "extended", "spliced"))
        self.world.count(how)
        place = random.randrange(len(packet))
        match how:
            case "flipped":
                spoilt = bytearray(packet)
                spoilt[place] ^= 1 << random.randrange(8)
                return bytes(spoilt)
            case "cut-short":
                return packet[:place]
            case "extended":
                return packet + random.randbytes(random.randint(1, 40))
            case _:
                spliced = packet[:place] + random.choice(link.old or [b""])[place:]
                return packet[:place] if spliced in link.old else spliced

    def _arrive(self, host: Host, bearer: str, packet: bytes) -> None:
        if host.node is None:
            self.world.count("arrived-at-dead")
            return
        host.take(PacketArrived(bearer, host.peer.party, packet))

    # ---- ways

    def cut(self) -> None:
        """Cut a bearer in one direction or both for a while; the ends may learn of it, later."""
        world, random = self.world, self.random
        bearer = random.choice(self.bearers)
        parties = random.choice((world.parties, world.parties[:1], world.parties[1:]))
        world.count("cut-both" if len(parties) == 2 else "cut-one-way")
        for party in parties:
            self.links[bearer, party].cut += 1
        span = 1 + int(random.expovariate(1 / world.rates.cut_for_ms))
        told = bearer == "tcp" and random.random() < 0.6
        if told:
            for party in world.parties:
                world.at(world.ms + random.randint(0, 30_000), self.close, party, bearer)
        world.at(world.ms + span, self._mend, bearer, parties, told)

    def silence(self, party: str, span_ms: int) -> None:
        """Let nothing come to a party for a while."""
        self.world.count("silenced")
        peer = self.world.hosts[party].peer.party
        for bearer in self.bearers:
            self.links[bearer, peer].cut += 1
            self.world.at(self.world.ms + span_ms, self._mend, bearer, (peer,), False)  # noqa: FBT003

    def _mend(self, bearer: str, parties: tuple[str, ...], told: bool) -> None:  # noqa: FBT001
        for party in parties:
            self.links[bearer, party].cut = max(0, self.links[bearer, party].cut - 1)
        if told:
            for party in self.world.parties:
                self.world.at(self.world.ms + self.random.randint(30_000, 35_000), self.open, party, bearer)

    def open(self, party: str, bearer: str) -> None:
        """Tell a host that a way is open, if both hosts are there."""
        host = self.world.hosts[party]
        if host.node is not None and (host.peer.node is not None or bearer == "radio"):
            if bearer in host.ways:
                self.close(party, bearer)
            host.ways[bearer] = self.world.ms
            host.take(WayChanged(bearer, host.peer.party, wide=bearer == "tcp", up=True))

    def close(self, party: str, bearer: str) -> None:
        """Tell a host that a way has closed."""
        host = self.world.hosts[party]
        if host.node is not None and host.ways.pop(bearer, None) is not None:
            host.take(WayChanged(bearer, host.peer.party, wide=bearer == "tcp", up=False))

    def started(self, host: Host) -> None:
        """Connect a host that has just started."""
        world = self.world
        for bearer in self.bearers:
            if bearer == "radio":
                world.at(world.ms + 1, self.open, host.party, bearer)
                continue
            for party in world.parties:
                world.at(world.ms + self.random.randint(1, 500), self.open, party, bearer)

    def died(self, host: Host) -> None:
        """Let the other end learn that a host has gone."""
        if self.random.random() < 0.8:
            self.world.at(self.world.ms + self.random.randint(1, 5_000), self.close_if_dead, host.peer.party)

    def close_if_dead(self, party: str) -> None:
        """Close the way of a host whose peer is down."""
        if self.world.hosts[party].peer.node is None:
            self.close(party, "tcp")

    def forget(self) -> None:
        """Forget old packets: what both sides have lost does not come back by a replay."""
        for link in self.links.values():
            link.old.clear()

    def heal(self) -> None:
        """Undo every cut and open every way."""
        for link in self.links.values():
            link.cut = 0
        for bearer in self.bearers:
            for party in self.world.parties:
                if bearer not in self.world.hosts[party].ways:
                    self.open(party, bearer)
