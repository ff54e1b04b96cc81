"""Precedence: what is urgent leaves at once on every way that it should take, and never behind what is less urgent."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeAlias

from parley.line.fragments import is_frame
from parley.line.payloads import Entries, HeadOnly, Overtaking, ThinEntries
from parley.node.bells import RING_MS
from parley.node.effects import Outcome, Ring, Send
from parley.words.terms import Precedence
from sim.sealing import Sealed, transfer_of
from sim.truth import Violation

if TYPE_CHECKING:
    from sim.host import Host
    from sim.world import World

WayKey: TypeAlias = tuple[str, str, str]
"""Party, bearer, peer."""


class Urgent:
    """What has not left yet, for each open way of each host."""

    def __init__(self, world: World) -> None:
        self.world = world
        self.waiting: dict[WayKey, dict[bytes, int]] = {}
        """Ids of urgent own entries that a way has still to take whole, with their precedence."""
        self.gone: dict[tuple[WayKey, bytes], set[bytes]] = {}
        """Which frames of a transfer a way has taken."""
        self.rung_ms: dict[tuple[str, str, int], int] = {}
        """When a host last rang for a counterpart's statements of a precedence."""

    def started(self, host: Host) -> None:
        """Begin with a run that has no way."""
        self.waiting = {key: ids for key, ids in self.waiting.items() if key[0] != host.party}
        self.gone = {key: places for key, places in self.gone.items() if key[0][0] != host.party}
        self.rung_ms = {key: ms for key, ms in self.rung_ms.items() if key[0] != host.party}

    def rang(self, host: Host, outcome: Outcome) -> None:
        """See that people are called no more often than they can look up."""
        for effect in [effect for effect in outcome.effects if isinstance(effect, Ring)]:
            key, now_ms = (host.party, effect.party, effect.precedence), host.mono_ms
            if now_ms - self.rung_ms.get(key, now_ms - RING_MS) < RING_MS:
                raise Violation(f"I14 {host.party} rings for {effect.party} again within {RING_MS // 1000} s")
            self.rung_ms[key] = now_ms
            self.world.count("rang")

    def opened(self, host: Host, bearer: str, peer: str) -> None:
        """Learn that a host knows of an open way: what is IMMEDIATE may take that one now."""
        for key, ids in self.waiting.items():
            if key[0] == host.party:
                self.waiting[key] = {i: precedence for i, precedence in ids.items() if precedence == Precedence.FLASH}
        self.waiting[host.party, bearer, peer] = {}

    def closed(self, host: Host, bearer: str, peer: str) -> None:
        """Learn that a host knows that a way is closed."""
        self.waiting.pop((host.party, bearer, peer), None)

    def answered(self, host: Host, entry_id: bytes) -> None:
        """Learn that a statement is durable: FLASH has to leave on every open way, IMMEDIATE on the only one."""
        precedence = self.world.checkers.truth.entries[entry_id].precedence
        keys = [key for key in self.waiting if key[0] == host.party]
        if precedence == Precedence.FLASH or (precedence == Precedence.IMMEDIATE and len(keys) == 1):
            for key in keys:
                self.waiting[key][entry_id] = precedence

    def round_over(self, host: Host) -> None:
        """See that no wide way has still to take something urgent once a round is over."""
        for (party, bearer, peer), ids in self.waiting.items():
            if party == host.party and ids:
                self._forget_receipted(host, peer, ids)
            if party == host.party and ids and self.world.network.carriers[bearer].wide:
                raise Violation(f"L FLASH or IMMEDIATE of {party} has not left at once by {bearer} to {peer}")

    def sent(self, host: Host, send: Send) -> None:
        """See that what a way is handed is not less urgent than what waits for it."""
        sealed = self.world.sealing.of(send.packet)
        ids = self.waiting.get((host.party, send.bearer, send.peer))
        if sealed is None or not ids or (sealed.header.sender, sealed.header.receiver) != (host.party, send.peer):
            return
        self._forget_receipted(host, send.peer, ids)
        rank, carried = self._carried(sealed)
        small = not self.world.network.carriers[send.bearer].wide
        if small and any(waiting > rank for waiting in ids.values()):
            raise Violation(f"I12 {host.party} hands a frame to the {send.bearer} while what is more urgent waits")
        if self._is_whole(host, send):
            for entry_id in carried:
                if ids.pop(entry_id, 0) == Precedence.FLASH:
                    self.world.count("flash-timed")
                    if self.world.hosts[host.party].ways and is_frame(send.packet):
                        self.world.count("flash-in-frames")

    def _forget_receipted(self, host: Host, peer: str, ids: dict[bytes, int]) -> None:
        """Forget what the peer has receipted meanwhile, or says in its list that it holds: it came by another way."""
        assert host.node is not None
        state = host.node.state
        for entry_id in list(ids):
            party, name, index = self.world.checkers.truth.places[entry_id]
            feed = state.record.feed(party, name)
            delivery = state.peers[peer].deliveries.get(feed)
            listed = 0 if delivery is None else delivery.held or 0
            if max(feed.receipted.get(peer, 0), listed) > index or (peer, feed, index) in state.receipted_ahead:
                del ids[entry_id]

    def _is_whole(self, host: Host, send: Send) -> bool:
        if not is_frame(send.packet):
            return True
        key = ((host.party, send.bearer, send.peer), transfer_of(send.packet))
        places = self.gone.setdefault(key, set())
        places.add(send.packet[6:8])
        return len(places) == int.from_bytes(send.packet[8:10], "big")

    def _carried(self, sealed: Sealed) -> tuple[int, list[bytes]]:
        """Give how urgent a packet is, and the ids of the entries in it."""
        payload, truth = sealed.payload, self.world.checkers.truth
        match payload:
            case Entries(party, feed, start, sent):
                name, places = (party, feed), range(start, start + len(sent))
            case ThinEntries(feed, start, sent):
                name, places = truth.named(sealed.header.sender, feed), range(start, start + len(sent))
            case Overtaking(party, feed, place):
                name, places = (party, feed), range(place, place + 1)
            case HeadOnly():
                return int(Precedence.ROUTINE), []
            case _:
                return int(Precedence.IMMEDIATE), []
        ids = [truth.chains[name].tree.leaf(place) for place in places]
        return max(truth.entries[entry_id].precedence for entry_id in ids), ids
