"""What time brings: beats, resending, lists where copies differ, epoch offers, liveness reports."""

from __future__ import annotations

from collections.abc import Iterator

from parley.line.payloads import Beat
from parley.node.bells import bells_due
from parley.node.effects import Alarm
from parley.node.events import Ready, Refused, WayChanged
from parley.node.intake import digest_now, keep_exchange
from parley.node.own import write_open
from parley.node.state import DIFFERS_MS_MAX, PeerState, State
from parley.node.sync import OFFER_AGAIN_MS, hurry_offer, owe_list
from parley.node.unpassed import unpassed_due
from parley.node.ways import Way, best, busy, pace_ms
from parley.record.entry import OpenKind
from parley.words.cbor import Item
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, Now

OFFER_LATER_MS = 3 * SECOND_MS
"""The party with the greater code leaves the first offer to the other for this long, or for a round trip."""
EPOCH_MS = DAY_MS
EPOCH_TRIPS = 28
"""An epoch lasts at least so many round trips: by courier four weeks."""


def on_way(state: State, event: WayChanged | Ready | Refused, now: Now) -> None:
    """Learn what a bearer says of its way to a peer."""
    peer = state.peers.get(event.peer)
    if peer is None:
        return
    match event:
        case WayChanged():
            _way_changed(state, peer, event, now)
        case Ready(bearer, _):
            if bearer in peer.ways:
                peer.ways[bearer].ready = True
        case Refused(bearer, _):
            _hold(peer, bearer, now)


def _way_changed(state: State, peer: PeerState, event: WayChanged, now: Now) -> None:
    """Learn that a way opened or closed: an open one gets a beat, our list, and what waits."""
    way = peer.ways.get(event.bearer)
    if not event.up:
        if way is not None:
            way.close()
            if not way.courier:
                _move_on(peer, event.bearer)
        return
    if way is None:
        way = peer.ways[event.bearer] = Way(event.wide, event.packet_bytes_max, event.round_trip_ms)
    way.reopen(wide=event.wide, packet_bytes_max=event.packet_bytes_max, round_trip_ms=event.round_trip_ms)
    if peer.way_ms is None:
        peer.way_ms = now.mono_ms
    if not way.courier:
        way.pulse.beat_due_ms = now.mono_ms
        hurry_offer(peer, way, now)
    owe_list(state, event.peer, now, wants_answer=True)
    if not way.courier and best(peer.ways, now.mono_ms) == event.bearer:
        for delivery in peer.deliveries.values():
            delivery.start_again()
        if way.wide:
            state.delivery(event.peer, state.own).sealed = 0
    beats(state, now)


def _move_on(peer: PeerState, bearer: str) -> None:
    """Send again, by another bearer or by this one once it carries, what was on its way by one that has closed."""
    for delivery in peer.deliveries.values():
        delivery.overtaken = {spot: gone for spot, gone in delivery.overtaken.items() if spot[0] != bearer}
        if delivery.bearer == bearer:
            delivery.start_again()


def _hold(peer: PeerState, bearer: str, now: Now) -> None:
    """Wait a moment with what goes by a bearer that had no room."""
    way = peer.ways.get(bearer)
    if way is None:
        return
    until_ms = way.no_room(now.mono_ms)
    for cursor in way.cursors.values():
        cursor.hold(until_ms)
    for delivery in peer.deliveries.values():
        if delivery.bearer == bearer:
            delivery.hold(until_ms)


def beats(state: State, now: Now) -> None:
    """Send the beats that are due."""
    for name, peer in state.peers.items():
        for bearer, way in peer.ways.items():
            if way.open and (way.queue or (way.courier and way.pulse.awaits(now.mono_ms))):
                way.pulse.beat_due_ms = max(way.pulse.beat_due_ms, now.mono_ms + way.round_trip_ms)
            elif way.open and way.pulse.beat_due_ms <= now.mono_ms:
                challenge = state.entropy(8)
                way.pulse.beat(challenge, now.mono_ms)
                state.post.append((name, bearer, Beat(challenge, digest_now(state), now.wall_ms), False))


def tick(state: State, now: Now) -> None:
    """Do everything that is due by now."""
    beats(state, now)
    for name, peer in state.peers.items():
        if best(peer.ways, now.mono_ms) is not None:
            for bearer, way in peer.ways.items():
                if way.unstick(now.mono_ms):
                    _move_on(peer, bearer)
            _resend(peer, now)
            if peer.differs_ms is not None and now.mono_ms >= peer.differs_ms + _differs_wait_ms(peer, now):
                peer.differs_ms = now.mono_ms
                peer.differs_wait_ms = min(2 * peer.differs_wait_ms, DIFFERS_MS_MAX)
                if not busy(peer.ways, now.mono_ms):
                    _ask_again(state, name, peer, now)
        if peer.session.exchange.expire(now.wall_ms):
            keep_exchange(state, name)
        _report(state, name, peer, now)


def _ask_again(state: State, name: str, peer: PeerState, now: Now) -> None:
    """Ask what the peer holds, and blame the way that took the last such question and brought no answer."""
    question, bearer = peer.asked_by
    if peer.question and question == peer.question and (way := peer.ways.get(bearer)) is not None and not way.courier:
        way.blame(now.mono_ms)
    owe_list(state, name, now, wants_answer=True)
    peer.asked_by = (peer.question, best(peer.ways, now.mono_ms) or "")


def _differs_wait_ms(peer: PeerState, now: Now) -> int:
    """Give how long the copies may differ before the peer is asked what it holds."""
    return pace_ms(peer.ways, now.mono_ms, peer.differs_wait_ms)


def _resend(peer: PeerState, now: Now) -> None:
    """Send again what no receipt came for in time, and put its bearer behind the others."""
    for delivery in peer.deliveries.values():
        if delivery.overdue(now.mono_ms) and (way := peer.ways.get(delivery.bearer)):
            way.blame(now.mono_ms)
    for way in peer.ways.values():
        for cursor in way.cursors.values():
            cursor.overdue(now.mono_ms)


def offer_epochs(state: State, now: Now) -> None:
    """Offer an epoch to each peer with which none is open, or whose epoch is a day old."""
    for name, peer in state.peers.items():
        due = _offer_due(state, name, peer, now)
        if due is None or due > now.mono_ms:
            continue
        if busy(peer.ways, now.mono_ms):  # tried soon again: a list of the same pace would go before it each time
            peer.offer_due_ms = now.mono_ms + OFFER_AGAIN_MS
            continue
        peer.offer_due_ms = now.mono_ms + pace_ms(peer.ways, now.mono_ms, OFFER_AGAIN_MS)
        exchange = peer.session.exchange
        fresh = exchange.offered is None
        try:
            offer = exchange.offer(state.entropy(32), state.entropy(16))
        except OurFault as fault:  # the peer can name the last number: epoch 0 goes on, and a ceremony mends it
            peer.offer_due_ms = now.mono_ms + DAY_MS
            state.outcome.effects.append(Alarm(fault.code, name))
            continue
        _pass_by(peer, now, again=not fresh)
        if fresh:
            keep_exchange(state, name)
        state.post.append((name, "", offer, True))


def _pass_by(peer: PeerState, now: Now, *, again: bool) -> None:
    """Blame the way that took this offer before and brought no answer; remember which one takes it now."""
    if again and (way := peer.ways.get(peer.offered_by)) is not None and not way.courier:
        way.blame(now.mono_ms)
    peer.offered_by = best(peer.ways, now.mono_ms) or ""


def _offer_due(state: State, name: str, peer: PeerState, now: Now) -> int | None:
    """Give when the next offer is due, in monotonic ms; None while none is needed or no way is open."""
    exchange = peer.session.exchange
    current = exchange.current()
    bearer = best(peer.ways, now.mono_ms)
    if bearer is None:
        return None
    fresh_ms = max(EPOCH_MS, EPOCH_TRIPS * peer.ways[bearer].round_trip_ms)
    if current is not None and not peer.deaf and now.wall_ms - current.opened_ms < fresh_ms:
        return None
    if any(not epoch.confirmed for epoch in exchange.epochs):
        return max(peer.offer_due_ms, (peer.way_ms or 0) + 2 * OFFER_AGAIN_MS)
    first = name.encode() < state.config.me.encode()
    later_ms = pace_ms(peer.ways, now.mono_ms, OFFER_LATER_MS)
    return max(peer.offer_due_ms, (peer.way_ms or 0) + (later_ms if first else 0))


def _report(state: State, name: str, peer: PeerState, now: Now) -> None:
    """Enter a liveness report when what is observed has changed, and each hour; at most one a minute."""
    for bearer, way in peer.ways.items():
        up = way.pulse.up(now.mono_ms)
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
    yield from bells_due(state)
    yield from unpassed_due(state)
    for name, peer in state.peers.items():
        if best(peer.ways, now.mono_ms) is None:
            continue
        for way in peer.ways.values():
            if way.open:
                yield way.pulse.beat_due_ms
            if (stuck_ms := way.stuck_ms()) is not None:
                yield stuck_ms
            yield from [cursor.due_ms for cursor in way.cursors.values() if cursor.due_ms is not None]
        for delivery in peer.deliveries.values():
            if delivery.due_ms is not None:
                yield delivery.due_ms
            dues = [gone.due_ms for gone in delivery.overtaken.values()]
            yield from [due for due in dues if due is not None and due > now.mono_ms]
        if peer.differs_ms is not None:
            yield peer.differs_ms + _differs_wait_ms(peer, now)
        offer = _offer_due(state, name, peer, now)
        if offer is not None:
            yield offer
