"""The rarer faults of the catalogue: each seed draws a few of them, and how often they come (docs/testing.md)."""

from __future__ import annotations

from collections.abc import Callable
from random import Random
from typing import TYPE_CHECKING

from parley.node.events import WayChanged
from sim.rates import HOUR, MINUTE, SECOND

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

Key = tuple[str, str, str]
"""Bearer, sender, receiver."""
OUTAGE_CHANCE = 0.02
SHRUNK_BYTES_MIN = 80


class Troubles:
    """What is wrong at present, and what will be; drawn apart, so that the rest of a schedule stays as it is."""

    def __init__(self, world: World, random: Random) -> None:
        self.world, self.random = world, random
        some = {name for name in _SORTS if random.random() < 0.12}
        self.some = some
        self.outage_ms = random.randint(1, 3) * HOUR if random.random() < OUTAGE_CHANCE else 0
        self.bursts: dict[Key, int] = {}
        self.clogs: dict[Key, int] = {}
        """Until when a link loses everything, or holds it back."""
        self.shrunk: set[Key] = set()
        """The ways that take less at once than their carrier says."""
        self.full: dict[str, int] = {}
        """Until when a disk takes nothing more."""
        self.stuck: dict[str, tuple[int, int]] = {}
        """From when to when a wall clock stands still."""
        self.drift_ppm = {p: random.choice((-500, 0, 500)) if "drift" in some else 0 for p in world.parties}
        self.lag = {key: 10 ** random.random() if "uneven-link" in some else 1.0 for key in _links(world)}

    def begin(self) -> None:
        """Plan what this seed has drawn, until the weather clears."""
        world = self.world
        mean = max(1, world.rates.safety_ms // 4)
        acts: dict[str, Callable[[], None]] = {
            "burst": self._burst, "clog": self._clog, "shrunk": self._shrink, "disk-full": self._fill,
            "paused": self._pause, "wall-stuck": self._stick,
        }  # fmt: skip
        for name in sorted(self.some & set(acts)):
            self._again(acts[name], mean)
        world.count("drift", when=any(self.drift_ppm.values()))
        world.count("uneven-link", when="uneven-link" in self.some)

    def heal(self) -> None:
        """Undo everything; a clock that drifts goes on drifting."""
        self.bursts, self.clogs, self.full, self.stuck, self.some = {}, {}, {}, {}, set()
        for bearer, party, peer in sorted(self.shrunk):
            self.world.ways.open(party, peer, bearer)

    def outage(self) -> None:
        """Have every bearer down for hours, where the seed has drawn that."""
        if self.outage_ms:
            world = self.world
            world.count("outage-of-hours")
            world.network.cut(world.network.links, 1)
            world.run_until(world.ms + self.outage_ms)

    def _again(self, act: Callable[[], None], mean_ms: int) -> None:
        due = self.world.ms + 1 + int(self.random.expovariate(1 / mean_ms))
        if due < self.world.rates.safety_ms:
            self.world.at(due, self._act, act, mean_ms)

    def _act(self, act: Callable[[], None], mean_ms: int) -> None:
        act()
        self._again(act, mean_ms)

    def _span(self) -> int:
        return 1 + int(self.random.expovariate(8 / self.world.rates.safety_ms))

    def _host(self) -> Host:
        return self.random.choice(list(self.world.hosts.values()))

    # ---- network

    def _burst(self) -> None:
        self.bursts[self.random.choice(_links(self.world))] = self.world.ms + min(self._span(), MINUTE)

    def _clog(self) -> None:
        self.clogs[self.random.choice(_links(self.world))] = self.world.ms + min(self._span(), 10 * MINUTE)

    def loses(self, key: Key) -> bool:
        """Say whether a link is in a burst of losses."""
        lost = self.bursts.get(key, 0) > self.world.ms
        self.world.count("burst-lost", when=lost)
        return lost

    def delayed(self, key: Key, delay_ms: int) -> int:
        """Give the delay of a packet, where a link is slower than the others or lets nothing through for a while."""
        free_ms = self.clogs.get(key, 0)
        if free_ms > self.world.ms:
            self.world.count("clogged")
            return free_ms - self.world.ms + self.random.randint(0, 20)
        return int(delay_ms * self.lag[key])

    def _shrink(self) -> None:
        """Have a small carrier open anew with less room than before."""
        keys = [key for key in _links(self.world) if key[0] == "radio"]
        if not keys:
            return
        key = bearer, party, peer = self.random.choice(keys)
        host, carrier = self.world.hosts[party], self.world.network.carriers[bearer]
        if host.node is None or (bearer, peer) not in host.ways:
            return
        self.world.count("shrunk")
        self.world.ways.close(party, peer, bearer)
        self.shrunk.add(key)
        size = self.random.randint(SHRUNK_BYTES_MIN, carrier.packet_bytes_max)
        host.ways[bearer, peer] = self.world.ms
        host.take(WayChanged(bearer, peer, carrier.wide, True, size, carrier.round_trip_ms))  # noqa: FBT003

    # ---- disk and process

    def _fill(self) -> None:
        self.full[self._host().party] = self.world.ms + self._span()

    def is_full(self, host: Host) -> bool:
        """Say whether a disk takes nothing more at present."""
        full = self.full.get(host.party, 0) > self.world.ms
        self.world.count("disk-full", when=full)
        return full

    def back_off_ms(self, host: Host) -> int:
        """Give how long a process at least stays down: while its disk is full nobody starts it at once again."""
        return self.world.rates.safety_ms // 100 if self.full.get(host.party, 0) > self.world.ms else 0

    def write_ms(self) -> int:
        """Give what a write takes on top of what it always takes: now and then seconds."""
        if "slow-write" not in self.some or self.random.random() > 0.05:
            return 0
        self.world.count("slow-write")
        return int(self.random.uniform(1, 10) * SECOND)

    def dies_at_start(self) -> bool:
        """Say whether a process dies between reading its store and its first write."""
        return "crash-at-start" in self.some and self.random.random() < 0.3

    def _pause(self) -> None:
        """Stop a process without ending it: it goes on later with what it had in memory."""
        host = self._host()
        if host.node is not None and not host.busy:
            self.world.count("paused")
            host.pause(min(self._span(), 10 * MINUTE))

    # ---- clocks

    def _stick(self) -> None:
        self.world.count("wall-stuck")
        self.stuck[self._host().party] = (self.world.ms, self.world.ms + min(self._span(), HOUR))

    def wall_ms(self, party: str) -> int:
        """Give how long a wall clock says that the schedule runs."""
        ms = self.world.ms
        begun, ends = self.stuck.get(party, (0, 0))
        return (begun if ms < ends else ms) + ms * self.drift_ppm[party] // 1_000_000

    # ---- operators

    def clicks_twice(self) -> bool:
        """Say whether a statement is handed in twice."""
        twice = "double-click" in self.some and self.random.random() < 0.2
        self.world.count("double-click", when=twice)
        return twice

    def carries_back(self) -> bool:
        """Say whether a courier brings a stick back to who gave it to him, too."""
        back = "stick-carried-back" in self.some and self.random.random() < 0.2
        self.world.count("stick-carried-back", when=back)
        return back

    def takes_the_wrong_backup(self) -> bool:
        """Say whether an operator restores the other side's copy of the record for his own."""
        return "restored-other-sides" in self.some


_SORTS = (
    "burst", "clog", "shrunk", "disk-full", "paused", "wall-stuck", "drift", "uneven-link", "slow-write",
    "crash-at-start", "double-click", "stick-carried-back", "restored-other-sides",
)  # fmt: skip


def _links(world: World) -> list[Key]:
    return [
        (bearer, one, other)
        for bearer in world.rates.bearers
        for one in world.parties
        for other in world.parties
        if world.reaches(one, other)
    ]
