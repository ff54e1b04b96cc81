"""What time brings: beats, resending, lists where copies differ, epoch offers, liveness reports."""

from __future__ import annotations

from collections.abc import Iterator

from parley.line.liveness import Pulse
from parley.line.payloads import Beat
from parley.node.intake import digest_now, keep_exchange
from parley.node.own import write_open
from parley.node.state import DIFFERS_MS_MAX, PeerState, State
from parley.node.sync import owe_list
from parley.record.entry import OpenKind
from parley.words.cbor import Item
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Now

OFFER_AGAIN_MS = 5 * SECOND_MS
OFFER_LATER_MS = 3 * SECOND_MS
"""The party with the greater code leaves the first offer to the other for this long."""
EPOCH_MS = DAY_MS


def way_changed(state: State, name: str, bearer: str, *, wide: bool, up: bool, now: Now) -> None:
    """Learn that a way opened or closed: an open one gets a beat, our list, and what waits."""
    peer = state.peers.get(name)
    if peer is None:
        return
    if not up:
        peer.ways.pop(bearer, None)
        return
    peer.ways[bearer] = wide
    if peer.way_ms is None:
        peer.way_ms = now.mono_ms
    peer.pulses.setdefault(bearer, Pulse()).beat_due_ms = now.mono_ms
    owe_list(state, name, now, wants_answer=True)
    for delivery in peer.deliveries.values():
        delivery.start_again()
    beats(state, now)


def beats(state: State, now: Now) -> None:
    """Send the beats that are due."""
    for name, peer in state.peers.items():
        for bearer in peer.ways:
            pulse = peer.pulses.setdefault(bearer, Pulse())
            if pulse.beat_due_ms <= now.mono_ms:
                challenge = state.entropy(8)
                pulse.beat(challenge, now.mono_ms)
                state.post.append((name, bearer, Beat(challenge, digest_now(state), now.wall_ms), False))


def tick(state: State, now: Now) -> None:
    """Do everything that is due by now."""
    beats(state, now)
    for name, peer in state.peers.items():
        for delivery in peer.deliveries.values():
            if peer.ways:
                delivery.overdue(now.mono_ms)
        if peer.differs_ms is not None and now.mono_ms - peer.differs_ms >= peer.differs_wait_ms and peer.ways:
            peer.differs_ms = now.mono_ms
            peer.differs_wait_ms = min(2 * peer.differs_wait_ms, DIFFERS_MS_MAX)
            owe_list(state, name, now, wants_answer=True)
        if peer.session.exchange.expire(now.wall_ms):
            keep_exchange(state, name)
        _report(state, name, peer, now)


def offer_epochs(state: State, now: Now) -> None:
    """Offer an epoch to each peer with which none is open, or whose epoch is a day old."""
    for name, peer in state.peers.items():
        due = _offer_due(state, name, peer, now)
        if due is None or due > now.mono_ms:
            continue
        exchange = peer.session.exchange
        fresh = exchange.offered is None
        offer = exchange.offer(state.entropy(32), state.entropy(16))
        if fresh:
            keep_exchange(state, name)
        peer.offer_due_ms = now.mono_ms + OFFER_AGAIN_MS
        state.post.append((name, "", offer, True))


def _offer_due(state: State, name: str, peer: PeerState, now: Now) -> int | None:
    """Give when the next offer is due, in monotonic ms; None while none is needed or no way is open."""
    exchange = peer.session.exchange
    current = exchange.current()
    if not peer.ways or (current is not None and now.wall_ms - current.opened_ms < EPOCH_MS):
        return None
    if any(not epoch.confirmed for epoch in exchange.epochs):
        return max(peer.offer_due_ms, (peer.way_ms or 0) + 2 * OFFER_AGAIN_MS)
    first = name.encode() < state.config.me.encode()
    return max(peer.offer_due_ms, (peer.way_ms or 0) + (OFFER_LATER_MS if first else 0))


def _report(state: State, name: str, peer: PeerState, now: Now) -> None:
    """Enter a liveness report when what is observed has changed, and each hour; at most one a minute."""
    for bearer, pulse in peer.pulses.items():
        up = pulse.up(now.mono_ms)
        if bearer not in peer.lamps or peer.lamps[bearer][0] != up:
            peer.lamps[bearer] = (up, now.wall_ms)
    lamp = tuple([(bearer, up, since_ms) for bearer, (up, since_ms) in sorted(peer.lamps.items())])
    if not lamp or (peer.lamp_ms is None and not any(up for _, up, _ in lamp)):
        return
    age = None if peer.lamp_ms is None else now.mono_ms - peer.lamp_ms
    if age is not None and age < (MINUTE_MS if lamp != peer.lamp else HOUR_MS):
        return
    peer.lamp, peer.lamp_ms = lamp, now.mono_ms
    observed: list[Item] = [[bearer, int(up), since_ms] for bearer, up, since_ms in lamp]
    write_open(state, OpenKind.LIVENESS, [name, observed, 0, now.wall_ms], now)


def wake_ms(state: State, now: Now) -> int:
    """Give the monotonic ms at which a tick is next worth while."""
    return min(_due(state, now), default=now.mono_ms + HOUR_MS)


def _due(state: State, now: Now) -> Iterator[int]:
    for name, peer in state.peers.items():
        if not peer.ways:
            continue
        for bearer in peer.ways:
            yield peer.pulses.setdefault(bearer, Pulse()).beat_due_ms
        for delivery in peer.deliveries.values():
            if delivery.due_ms is not None:
                yield delivery.due_ms
        if peer.differs_ms is not None:
            yield peer.differs_ms + peer.differs_wait_ms
        offer = _offer_due(state, name, peer, now)
        if offer is not None:
            yield offer
