"""What leaves once everything is durable: heads are signed, payloads sealed, packets handed to bearers."""

from __future__ import annotations

from parley.line.delivery import CHUNK, CHUNK_BYTES, Delivery
from parley.line.payloads import Entries, Feeds, Payload, Sent, write_payload
from parley.node.effects import Send, ShowReceipt
from parley.node.state import PeerState, State
from parley.node.sync import GIVE_BYTES_MAX, GIVE_ENTRIES_MAX, gift, rows_of
from parley.record.feed import Feed
from parley.record.head import Head, origin, sign_head
from parley.words.instants import Now

_HEADS_MAX = 64


def flush(state: State, now: Now) -> None:
    """Send what is due to each peer that a way is open to."""
    for name, peer in state.peers.items():
        _note_receipts(state, name, peer, now)
        if not peer.ways:
            continue
        for feed, delivery in peer.deliveries.items():
            _deliver(state, name, feed, delivery, now)
    _give(state)
    posts, state.post = state.post, []
    for name, bearer, payload, epoch_zero in posts:
        _post(state, name, bearer, payload, epoch_zero=epoch_zero)


def _note_receipts(state: State, name: str, peer: PeerState, now: Now) -> None:
    """Learn from the record how far the peer has receipted our feeds."""
    own = state.own
    state.delivery(name, own)
    for feed, delivery in list(peer.deliveries.items()):
        size = feed.receipted.get(name, 0)
        if size > delivery.receipted:
            delivery.receipt(size, now.mono_ms)
            peer.moved()
            state.outcome.effects.append(ShowReceipt(name, feed.id, size))
        if name in state.owes_again and delivery.nothing_new(now.mono_ms):
            continue
        if size == feed.size == delivery.sent and feed is not own:
            del peer.deliveries[feed]
    state.owes_again.discard(name)


def _deliver(state: State, name: str, feed: Feed, delivery: Delivery, now: Now) -> None:
    """Send what waits of one own feed, as far as the window and the epoch allow."""
    peer = state.peers[name]
    urgent = state.urgent.get(feed, 0)
    limit = feed.size if peer.session.exchange.current() is not None else urgent
    while delivery.sent < (room := delivery.room(limit)):
        start = delivery.sent
        rows = rows_of(state, feed, start, min(start + CHUNK, room), CHUNK_BYTES)
        end = start + len(rows)
        sent = tuple([Sent(row.entry, row.salt, row.body) for row in rows])
        flash = start < urgent and _has_flash(state, feed, start, end)
        size = 0
        for bearer in _bearers(peer, everywhere=flash):
            head = own_head(state, feed, end, full=peer.ways[bearer])
            root = head.root if head.pq is not None else None
            payload = Entries(feed.party, feed.id, start, sent, end, root, head.ed, head.pq, ())
            packet = peer.session.seal(write_payload(payload), state.entropy(12))
            size = len(packet)
            state.outcome.effects.append(Send(bearer, name, packet))
        delivery.handed_over(end, size, now.mono_ms, asks_receipt=state.asking.get(feed, 0) > delivery.receipted)


def _has_flash(state: State, feed: Feed, start: int, end: int) -> bool:
    return any(start <= index < end for index in state.flash.get(feed, ()))


def own_head(state: State, feed: Feed, size: int, *, full: bool) -> Head:
    """Sign a head of an own feed, or give the one just signed."""
    key = (feed.id, size, full)
    head = state.own_heads.get(key)
    if head is None:
        name = origin(state.config.line, feed.party, feed.id)
        head = sign_head(state.config.key, name, size, feed.tree.root(size), full=full)
        if len(state.own_heads) >= _HEADS_MAX:
            state.own_heads.clear()
        state.own_heads[key] = head
    return head


def _bearers(peer: PeerState, *, everywhere: bool = False) -> list[str]:
    """Give the bearer to use, wide ones first; all of them for FLASH."""
    ways = sorted(peer.ways, key=lambda bearer: (not peer.ways[bearer], bearer))
    return ways if everywhere else ways[:1]


def _give(state: State) -> None:
    """Send peers what they lack of the feeds of others, and ask for their list again where more remains."""
    gifts, state.gifts = state.gifts, {}
    for (name, feed), held in gifts.items():
        at, total = held, 0
        while at - held < GIVE_ENTRIES_MAX and total < GIVE_BYTES_MAX:
            given = gift(state, feed, at)
            if given is None:
                break
            payload, at = given
            total += sum(len(item.entry) + len(item.body or b"") for item in payload.sent)
            state.post.append((name, "", payload, False))
        if held < at < feed.size:
            state.post.append((name, "", Feeds((), wants_answer=True, last_part=False), False))


def _post(state: State, name: str, bearer: str, payload: Payload, *, epoch_zero: bool) -> None:
    peer = state.peers[name]
    if isinstance(payload, Entries) and peer.session.exchange.current() is None:
        return
    ways = [bearer] if bearer in peer.ways else _bearers(peer)
    plaintext = write_payload(payload) if ways else b""
    for way in ways:
        packet = peer.session.seal(plaintext, state.entropy(12), epoch_zero=epoch_zero)
        state.outcome.effects.append(Send(way, name, packet))
