"""What leaves once everything is durable: heads are signed, payloads sealed, packets handed to bearers."""

from __future__ import annotations

from parley.line.delivery import (
    AGAIN_MS,
    CHUNK,
    CHUNK_BYTES,
    NARROW_CHUNK,
    NARROW_CHUNK_BYTES,
    RESEND_MS_MIN,
    WHOLE_AFTER_TRIES,
    Delivery,
)
from parley.line.fragments import cut, fragment_key
from parley.line.pairs import read_header
from parley.line.payloads import (
    Beat,
    Entries,
    Feeds,
    HeadOnly,
    Offer,
    Payload,
    Sent,
    ThinEntries,
    write_payload,
)
from parley.node.ahead import send_ahead
from parley.node.effects import Send, ShowReceipt
from parley.node.heads import own_head
from parley.node.ports import Row
from parley.node.relay import carrier, refresh
from parley.node.state import PeerState, State
from parley.node.sync import GIVE_BYTES_MAX, GIVE_ENTRIES_MAX, GIVE_PACKET_BYTES, gift, rows_of, sent_to
from parley.node.thinning import can_be_thin, short_name, thin_entry
from parley.node.ways import CONTROL_RANK, VIA, Way, best, in_use, pace_ms
from parley.record.entry import entry_or_none
from parley.record.feed import Feed
from parley.words.instants import Now
from parley.words.terms import Precedence

GIVE_BEHIND_MAX = 32
"""Frames that may wait before what others lack is put off to the next list."""
RELAY_BEHIND_MAX = 32
"""Frames that may wait before those of another member are dropped."""
REPEATS_MAX = 3
SEAL_LATER_MS = 600_000
"""On a small carrier a full head waits this long for a wide one to open."""


def flush(state: State, now: Now) -> None:
    """Send what is due to each peer that a way is open to."""
    refresh(state, now)
    for name, peer in state.peers.items():
        _note_receipts(state, name, peer, now)
        bearers = in_use(peer.ways, now.mono_ms)
        if not bearers:
            continue
        if peer.session.exchange.current() is not None:
            for bearer in bearers:
                for own in _in_turn(peer.ways[bearer], cursors(state, name, bearer, leads=bearer == bearers[0])):
                    _deliver(state, name, bearer, own, now)
            _seal_later(state, name, now)
        for way_name, urgent, rank in send_ahead(state, name, bearers, now):
            hand_over(state, (name, way_name), urgent, now, rank)
    _give(state, now)
    posts, state.post = state.post, []
    for name, bearer, payload, epoch_zero in posts:
        _post(state, name, bearer, payload, now, epoch_zero=epoch_zero)
    _hand_on(state, now)
    for name, peer in state.peers.items():
        for bearer, way in peer.ways.items():
            pump(state, name, bearer, way, now)


def _hand_on(state: State, now: Now) -> None:
    """Hand on the sealed packets of other members; whatever is too large for the way, or would wait long, is dropped.

    Its sender says it again, and would fill a small carrier without end if all of that were kept.
    """
    relayed, state.relayed = state.relayed, []
    for name, packet in relayed:
        ways = {key: way for key, way in state.peers[name].ways.items() if not key.startswith(VIA)}
        for bearer in in_use(ways, now.mono_ms):
            way = ways[bearer]
            if way.wide:
                way.count_out(len(packet))
                state.outcome.effects.append(Send(bearer, name, packet))
            elif len(packet) <= way.packet_bytes_max and len(way.queue) < RELAY_BEHIND_MAX:
                way.push(int(Precedence.ROUTINE), packet)


def _note_receipts(state: State, name: str, peer: PeerState, now: Now) -> None:
    """Learn from the record how far the peer has receipted our feeds."""
    own, repeated = state.own, set[str]()
    state.delivery(name, own)
    for feed, delivery in list(peer.deliveries.items()):
        size = feed.receipted.get(name, 0)
        beside = _note_receipts_beside(peer, feed, size, now, again=name in state.owes_again)
        if size > delivery.receipted:
            if delivery.bearer in peer.ways and not beside:
                peer.ways[delivery.bearer].carried()
            delivery.receipt(size, now.mono_ms)
            peer.moved()
            peer.full = False
            state.outcome.effects.append(ShowReceipt(name, feed.id, size))
        if name in state.owes_again and delivery.nothing_new(now.mono_ms, pace_ms(peer.ways, now.mono_ms, AGAIN_MS)):
            repeated.add(delivery.bearer)
            continue
        if size == feed.size == delivery.sent == delivery.sealed and feed is not own:
            del peer.deliveries[feed]
    state.owes_again.discard(name)
    _blame_for_receipts(peer, repeated, now)


def _blame_for_receipts(peer: PeerState, bearers: set[str], now: Now) -> None:
    """Blame the bearers of our receipts when the peer goes on repeating what we hold and brings nothing new.

    A receipt has no receipt of its own: else a bearer that drops them would never be passed by.
    """
    if not bearers:
        return
    peer.repeats += 1
    if peer.repeats < REPEATS_MAX:
        return
    peer.repeats = 0
    for bearer in sorted(bearers & set(peer.ways)):
        peer.ways[bearer].blame(now.mono_ms)


def _note_receipts_beside(peer: PeerState, feed: Feed, size: int, now: Now, *, again: bool) -> bool:
    """Learn of a receipt on the accounts of ways beside the best; say whether one of them alone can have brought it."""
    alone = False
    for way in peer.ways.values():
        cursor = way.cursors.get(feed)
        if cursor is None:
            continue
        if size > cursor.receipted:
            if not way.courier and cursor.sent >= size > peer.deliveries[feed].sent:
                alone, way.blames = True, 0
            cursor.receipt(size, now.mono_ms)
            way.hold_ms = 0
        if again:
            cursor.nothing_new(now.mono_ms, way.patience_ms(AGAIN_MS))
    return alone


def cursors(state: State, name: str, bearer: str, *, leads: bool) -> dict[Feed, Delivery]:
    """Give how far each own feed has gone to a peer by a bearer: the best one's account, or that of one beside it."""
    peer = state.peers[name]
    way = peer.ways[bearer]
    if leads and not way.courier:
        return peer.deliveries
    way.cursors = {
        feed: way.cursors.get(feed) or Delivery(sent=delivery.receipted, receipted=delivery.receipted)
        for feed, delivery in peer.deliveries.items()
    }
    return way.cursors


def _in_turn(way: Way, known: dict[Feed, Delivery]) -> list[tuple[Feed, Delivery]]:
    """Give the own feeds in the order in which they are served: on a small carrier the one that rested longest first.

    Else those that cannot be receipted before an older one has come would keep it from going out.
    """
    return list(known.items()) if way.wide else sorted(known.items(), key=lambda own: own[1].quiet_ms)


def _deliver(state: State, name: str, bearer: str, own: tuple[Feed, Delivery], now: Now) -> None:
    """Send what waits of one own feed, as far as the window allows; on a small carrier one packet at a time."""
    feed, delivery = own
    way = state.peers[name].ways[bearer]
    count, size_max = (CHUNK, CHUNK_BYTES) if way.wide else (NARROW_CHUNK, NARROW_CHUNK_BYTES)
    limit = feed.size
    if way.courier and now.mono_ms - delivery.quiet_ms < way.round_trip_ms:
        limit = state.telling.get(feed, 0)  # reports of each hour go with the next statement, or once a day
    delivery.patience_ms = way.patience_ms(RESEND_MS_MIN)
    while delivery.sent < (room := delivery.room(limit, courier=way.courier)):
        if not way.wide and way.queue:
            return
        start = delivery.sent
        rows = rows_of(state, feed, start, min(start + count, room), size_max)
        rank = int(Precedence.ROUTINE)
        if not way.wide:
            rows, rank = _of_one_rank(rows)
        end = start + len(rows)
        whole = way.wide or delivery.tries >= WHOLE_AFTER_TRIES or start < delivery.receipted
        packet = _packet(state, name, (feed, delivery), rows, (way.wide, whole))
        put(state, (name, bearer), packet, now, rank)
        asks = state.asking.get(feed, 0) > delivery.receipted
        wait_ms = max(delivery.wait_ms, delivery.patience_ms)
        delivery.handed_over(end, len(packet), bearer, (now.mono_ms, now.mono_ms + wait_ms if asks else None))
        if way.wide:
            shared = state.delivery(name, feed)
            shared.sealed = max(shared.sealed, end)


def _of_one_rank(rows: list[Row]) -> tuple[list[Row], int]:
    """Cut rows for a small carrier before one that is more urgent than the first; give the rank of these frames.

    The other one goes ahead by itself and does not wait within a packet of what is less urgent.
    """
    ranks = [_rank(row) for row in rows]
    count = next((at for at, rank in enumerate(ranks) if rank > ranks[0]), len(rows))
    return rows[:count], ranks[0]


def _rank(row: Row) -> int:
    entry = entry_or_none(row.entry)
    urgent = entry is not None and entry.precedence >= Precedence.IMMEDIATE
    return entry.precedence if entry is not None and urgent else int(Precedence.ROUTINE)


def _packet(state: State, name: str, own: tuple[Feed, Delivery], rows: list[Row], form: tuple[bool, bool]) -> bytes:
    """Seal consecutive own entries under a head over them; `form` is (full head, whole entries).

    For two tries a small carrier gets the same bytes, so that frames of the first one still count; not for ever, since
    whoever could not take a packet drops its repeats unseen.
    """
    feed, delivery = own
    full, whole = form
    session = state.peers[name].session
    current = session.exchange.current()
    start, end = rows[0].index, rows[-1].index + 1
    key = (start, end, 0 if current is None else current.number, whole, delivery.tries // WHOLE_AFTER_TRIES)
    if not full and delivery.kept is not None and delivery.kept[0] == key:
        return delivery.kept[1]
    head = own_head(state, feed, end, full=full)
    root = head.root if head.pq is not None else None
    payload: Payload
    sent = sent_to(state, rows, name)
    if whole or not all(map(can_be_thin, sent)):
        payload = Entries(feed.party, feed.id, start, sent, end, root, head.ed, head.pq, ())
    else:
        thinned = tuple(
            [Sent(thin_entry(state, row.entry), item.salt, item.body) for row, item in zip(rows, sent, strict=True)]
        )
        # Whoever holds the beginning of a feed knows it by a short name.
        known = feed.id if delivery.receipted == 0 else short_name(state, feed.party, feed.id)
        payload = ThinEntries(known, start, thinned, head.ed)
    packet = session.seal(write_payload(payload), state.entropy(12))
    delivery.kept = None if full else (key, packet)
    return packet


def _seal_later(state: State, name: str, now: Now) -> None:
    """Send a full head over what went under heads with a deferred signature, as soon as that is cheap."""
    peer = state.peers[name]
    for own, delivery in peer.deliveries.items():
        if delivery.sealed >= delivery.receipted:
            continue
        bearer = _sealing_way(peer.ways, now, idle=_idle(delivery, now))
        if bearer is None:
            return
        head = own_head(state, own, delivery.receipted, full=True)
        delivery.sealed = delivery.receipted
        if head.pq is not None:
            payload = HeadOnly(own.party, own.id, head.size, head.root, head.ed, head.pq)
            hand_over(state, (name, bearer), payload, now, int(Precedence.ROUTINE))


def _sealing_way(ways: dict[str, Way], now: Now, *, idle: bool) -> str | None:
    """Give the bearer for a full head: a wide one, a courier who has none yet, a small one with nothing else to do."""
    wide = best({key: way for key, way in ways.items() if way.wide}, now.mono_ms)
    if wide is not None and (not ways[wide].courier or _once_a_trip(ways[wide], HeadOnly.__name__, now)):
        return wide
    small = best({key: way for key, way in ways.items() if not way.wide}, now.mono_ms)
    return small if small is not None and idle and not ways[small].queue else None


def _idle(delivery: Delivery, now: Now) -> bool:
    """Say whether nothing was on its way for so long that a small carrier may spend a minute on a signature."""
    return not delivery.flight and now.mono_ms - delivery.quiet_ms >= SEAL_LATER_MS


def _give(state: State, now: Now) -> None:
    """Send peers what they lack of the feeds of others, by each bearer in use."""
    gifts, state.gifts = state.gifts, {}
    for (name, feed), held in gifts.items():
        for bearer in in_use(state.peers[name].ways, now.mono_ms):
            _give_by(state, (name, bearer), feed, held)


def _give_by(state: State, to: tuple[str, str], feed: Feed, held: int) -> None:
    """Have what a peer lacks sent, on a small carrier a packet a list, and its list asked for where more remains."""
    name, bearer = to
    way = state.peers[name].ways[bearer]
    if len(way.queue) > GIVE_BEHIND_MAX:
        return  # it goes with the next list
    packet_bytes, bytes_max = (GIVE_PACKET_BYTES, GIVE_BYTES_MAX) if way.wide else (NARROW_CHUNK_BYTES, 1)
    at, total = held, 0
    while at - held < GIVE_ENTRIES_MAX and total < bytes_max:
        given = gift(state, feed, at, name, packet_bytes)
        if given is None:
            break
        payload, at = given
        total += sum(len(item.entry) + len(item.body or b"") for item in payload.sent)
        state.post.append((name, bearer, payload, False))
    if held < at < feed.size:
        state.post.append((name, bearer, Feeds((), wants_answer=True, last_part=False), False))


def _post(state: State, name: str, bearer: str, payload: Payload, now: Now, *, epoch_zero: bool) -> None:
    peer = state.peers[name]
    if isinstance(payload, Entries) and peer.session.exchange.current() is None:
        return
    known = peer.ways.get(bearer)
    rank = int(Precedence.ROUTINE) if isinstance(payload, Entries) else CONTROL_RANK
    for chosen in [bearer] if known is not None and known.open else in_use(peer.ways, now.mono_ms):
        if not _asked_already(peer.ways[chosen], payload, now):
            hand_over(state, (name, chosen), payload, now, rank, epoch_zero=epoch_zero)


def _asked_already(way: Way, payload: Payload, now: Now) -> bool:
    """Say whether a courier is on his way with such a question, and note it if none is."""
    if not way.courier or not (
        isinstance(payload, Beat | Offer) or (isinstance(payload, Feeds) and payload.wants_answer)
    ):
        return False
    return not _once_a_trip(way, type(payload).__name__, now)


def _once_a_trip(way: Way, name: str, now: Now) -> bool:
    """Say whether a courier may take one of this sort again, and note it if so."""
    if now.mono_ms < way.asked_ms.get(name, 0):
        return False
    way.asked_ms[name] = now.mono_ms + way.patience_ms(0)
    return True


def hand_over(
    state: State, to: tuple[str, str], payload: Payload, now: Now, rank: int, *, epoch_zero: bool = False
) -> None:
    """Seal a payload and hand it to a bearer."""
    session = state.peers[to[0]].session
    packet = session.seal(write_payload(payload), state.entropy(12), epoch_zero=epoch_zero)
    put(state, to, packet, now, rank)


def put(state: State, to: tuple[str, str], packet: bytes, now: Now, rank: int) -> None:
    """Hand a packet for a peer to a wide bearer, or cut it into frames that wait for a small one; `to` names both."""
    name = to[0]
    over_whom = carrier(state, *to, now)
    if over_whom is None:
        return
    peer, over = over_whom
    way = state.peers[peer].ways[over]
    if way.wide:
        way.count_out(len(packet))
        state.outcome.effects.append(Send(over, peer, packet))
        return
    config = state.config
    if len(packet) <= way.packet_bytes_max:
        way.push(rank, packet)
        return
    secret, suite = config.pair_secrets[name], config.suite.number
    key = fragment_key(secret, config.line, suite, (config.me, name))
    header = read_header(config.parties, packet)
    for frame in cut(config.parties, header, packet, key, way.packet_bytes_max):
        way.push(rank, frame)


def pump(state: State, name: str, bearer: str, way: Way, now: Now) -> None:
    """Hand the next frame to a small carrier that is ready for one; a way over a member has none of its own."""
    if way.open and not way.wide and not bearer.startswith(VIA):
        frame = way.pop(now.mono_ms)
        if frame is not None:
            way.count_out(len(frame))
            state.outcome.effects.append(Send(bearer, name, frame))
