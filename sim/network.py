"""Bearers between the hosts: they lose, double, delay, reorder, cut and spoil what they are handed."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from random import Random
from typing import TYPE_CHECKING, TypeAlias

from parley.line.fragments import OVERHEAD_BYTES, is_frame
from parley.node.events import PacketArrived, Ready, Refused
from sim.carriers import Carrier, carriers
from sim.courier import Courier
from sim.truth import Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

OLD_PACKETS = 64
Hole: TypeAlias = tuple[str, bool]
"""A bearer that takes and drops everything, and whether it lets signs of life through."""


@dataclass(slots=True)
class Link:
    """One bearer in one direction."""

    cut: int = 0
    """How many cuts are on at present."""
    clear_ms: int = 0
    free_ms: int = 0
    """When a small carrier takes the next frame."""
    bytes_max: int = 0
    """The most that it takes at once, as the node has been told."""
    old: list[bytes] = field(default_factory=list)


class Network:
    """What is on its way. Only a courier's sticks outlive the process that handed something over."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        self.carriers = carriers(world.rates.bearers, world.rates.radio_bps)
        self.links = {
            (bearer, sender, receiver): Link()
            for bearer in self.carriers
            for sender in world.parties
            for receiver in world.parties
            if world.reaches(sender, receiver)
        }
        self.courier = Courier(world, random, self)
        self.hole: Hole | None = None

    # ---- packets

    def send(self, host: Host, bearer: str, peer: str, packet: bytes) -> None:
        """Take a packet from a host: what becomes of it is drawn."""
        world, rates, random = self.world, self.world.now_rates, self.random
        if (bearer, peer) not in host.ways:
            world.count("way-closed")
            return
        carrier = self.carriers[bearer]
        if carrier.wide and random.random() < rates.no_room:
            world.count("no-room")
            host.take(Refused(bearer, peer))
            return
        link = self.links[bearer, host.party, peer]
        if not carrier.wide:
            self._on_air(host, carrier, peer, packet)
        if self.hole is not None and self.hole[0] == bearer and not (self.hole[1] and world.sealing.is_life(packet)):
            world.count("taken-and-dropped")
            return
        if random.random() < rates.replay and link.old:
            world.count("replayed")
            others = [key for key in self.links if key[1:] == (host.party, peer)]
            self._carry(random.choice(others), random.choice(link.old))
        if len(link.old) < OLD_PACKETS or random.random() < 0.1:
            link.old[OLD_PACKETS - 1 :] = [packet]
        if bearer == "courier":
            self.courier.take(host.party, peer, packet)
        else:
            self._carry((bearer, host.party, peer), packet)

    def _on_air(self, host: Host, carrier: Carrier, peer: str, packet: bytes) -> None:
        """Keep a small carrier busy for the time that a frame takes; then, mostly, it says that it is ready."""
        world, link = self.world, self.links[carrier.name, host.party, peer]
        if len(packet) > link.bytes_max:
            raise Violation(f"L {host.party} hands {len(packet)} bytes to the {carrier.name}")
        if world.ms < link.free_ms:
            raise Violation(f"L {host.party} hands a frame to the {carrier.name} that is not ready")
        link.free_ms = world.ms + carrier.air_ms(len(packet))
        if self.random.random() < world.now_rates.stuck:
            world.count("carrier-stuck")
            return
        world.at(link.free_ms, self._free, (carrier.name, host.party, peer), host.run, link.free_ms)

    def has_frame(self, host: Host, event: Ready) -> bool:
        """Say whether a host's small carrier still has a frame on its way to a peer."""
        return self.world.ms < self.links[event.bearer, host.party, event.peer].free_ms

    def _free(self, key: tuple[str, str, str], run: int, free_ms: int) -> None:
        """Tell a host that its radio takes the next frame, if it is still the same run and the same frame."""
        host = self.world.hosts[key[1]]
        if host.run == run and (key[0], key[2]) in host.ways and self.links[key].free_ms == free_ms:
            host.take(Ready(key[0], key[2]))

    def _carry(self, key: tuple[str, str, str], packet: bytes) -> None:
        world, rates, random = self.world, self.world.now_rates, self.random
        link, what = self.links[key], "frame-" if is_frame(packet) else ""
        if link.cut:
            world.count("cut-off")
            return
        if world.troubles.loses(key):
            return
        if random.random() < rates.loss:
            world.count(f"{what}lost")
            return
        spoilt = False
        if random.random() < rates.corrupt:
            before, packet = packet, self.spoil(packet, link.old)
            spoilt = packet != before
        for copy in range(1 + (random.random() < rates.double)):
            if copy:
                world.count(f"{what}doubled")
            delay = 1 + self.carriers[key[0]].air_ms(len(packet)) + int(random.expovariate(1 / rates.delay_ms))
            arrives = world.ms + world.troubles.delayed(key, delay)
            if rates.reorder:
                if arrives < link.clear_ms:
                    world.count("reordered")
            else:
                arrives = max(arrives, link.clear_ms)
            link.clear_ms = max(arrives, link.clear_ms)
            world.at(arrives, self.arrive, key, packet, spoilt)

    def spoil(self, packet: bytes, old: list[bytes]) -> bytes:
        """Give a packet as bad weather or a stranger leaves it."""
        random = self.random
        frames = [other for other in old if is_frame(other)] if is_frame(packet) else []
        how = random.choice(("flipped", "cut-short", "extended", "spliced", *["mixed"] * bool(frames)))
        self.world.count(f"frame-{how}" if is_frame(packet) else how)
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
            case "mixed":
                return packet[:OVERHEAD_BYTES] + random.choice(frames)[OVERHEAD_BYTES:]
            case _:
                spliced = packet[:place] + random.choice(old or [b""])[place:]
                return packet[:place] if spliced in old else spliced

    def arrive(self, key: tuple[str, str, str], packet: bytes, spoilt: bool) -> None:  # noqa: FBT001
        """Bring a packet to its receiver, who may be dead."""
        bearer, sender, receiver = key
        host = self.world.hosts[receiver]
        if host.node is None:
            self.world.count("arrived-at-dead")
            return
        pinned = sender if self.carriers[bearer].pins else ""
        event = PacketArrived(bearer, pinned, packet)
        host.take(event)
        if spoilt:
            host.spoilt.append(event)

    def cut(self, keys: Iterable[tuple[str, str, str]], by: int) -> None:
        """Begin a cut of some directions, or end it."""
        for key in keys:
            self.links[key].cut = max(0, self.links[key].cut + by)

    def forget(self) -> None:
        """Forget old packets: what all sides have lost does not come back by a replay, nor by a courier."""
        for link in self.links.values():
            link.old.clear()
        self.courier.forget()

    def heal(self) -> None:
        """Undo every cut."""
        for link in self.links.values():
            link.cut = 0
