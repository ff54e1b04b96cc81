"""Members of a line of three and more that carry each other's sealed packets; two need none of it.

A way over a member is a way like any other, named `via` and the member: it serves where no own bearer reaches the peer.
"""

from __future__ import annotations

from parley.node.events import PacketArrived
from parley.node.state import State
from parley.node.sync import hurry_offer, owe_list
from parley.node.ways import VIA, Way, best
from parley.words.faults import PeerFault
from parley.words.instants import Now

RELAYED_MAX = 1_024
"""Packets of others that wait in one round; what is over it is dropped, since its sender sends it again."""


def refresh(state: State, now: Now) -> None:
    """Open and close the ways over members as their own ways open and close, or another one of theirs becomes the best.

    A peer that a way over a member leads to anew, or faster, is asked what it holds.
    """
    if len(state.peers) < 2:
        return
    for member, known in state.peers.items():
        bearer = best({name: way for name, way in known.ways.items() if not name.startswith(VIA)}, now.mono_ms)
        over = None if bearer is None else known.ways[bearer]
        for name, peer in state.peers.items():
            if name != member and _refresh_way(peer.ways, VIA + member, over, now):
                hurry_offer(peer, peer.ways[VIA + member], now)
                owe_list(state, name, now, wants_answer=True)


def _refresh_way(ways: dict[str, Way], name: str, over: Way | None, now: Now) -> bool:
    """Bring a way over a member to the state of the member's own way; say whether it opened or changed.

    What waits for the member's own way waits for both: else one that is full would be filled from here without end.
    """
    way = ways.get(name)
    if over is None:
        if way is not None and way.open:
            way.queue = []
            way.close()
        return False
    if way is None:
        way = ways[name] = Way(over.wide, over.packet_bytes_max, 2 * over.round_trip_ms, open=False)
    way.queue = over.queue
    if way.open and way.round_trip_ms == 2 * over.round_trip_ms:
        return False
    way.reopen(wide=over.wide, packet_bytes_max=over.packet_bytes_max, round_trip_ms=2 * over.round_trip_ms)
    way.pulse.beat_due_ms = now.mono_ms
    return True


def carrier(state: State, name: str, bearer: str, now: Now) -> tuple[str, str] | None:
    """Give the peer and bearer that a packet for `name` over `bearer` is really handed to."""
    if not bearer.startswith(VIA):
        return name, bearer
    member = bearer.removeprefix(VIA)
    own = {key: way for key, way in state.peers[member].ways.items() if not key.startswith(VIA)}
    over = best(own, now.mono_ms)
    return None if over is None else (member, over)


def bearer_of(event: PacketArrived, sender: str) -> str:
    """Give the name of the way that a packet came by."""
    return event.bearer if event.peer in {"", sender} else VIA + event.peer


def take_foreign(state: State, receiver: str, packet: bytes) -> None:
    """Take a sealed packet for another member, to be handed on. Raises PeerFault `packet-foreign` if there is none."""
    if receiver not in state.peers or len(state.peers) < 2:
        raise PeerFault("packet-foreign")
    if len(state.relayed) < RELAYED_MAX:
        state.relayed.append((receiver, packet))
