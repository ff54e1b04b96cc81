"""Urgent entries ahead of what stands before them: sending, taking, and what becomes of them (docs/spec/line.md)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from parley.line.delivery import NEVER_SENT, RESEND_MS_MIN, WHOLE_AFTER_TRIES, Delivery
from parley.line.payloads import Overtaking
from parley.node.bells import note_urgent
from parley.node.effects import ShowAhead
from parley.node.folding import note_beyond, note_seen_ahead, statement_of
from parley.node.heads import own_head, signed
from parley.node.keyring import learn, own_word
from parley.node.ports import HeadRow, Row, SingleRow
from parley.node.quota import charge, check_room
from parley.node.rows import row_at
from parley.node.state import PeerState, Pressing, State
from parley.node.sync import sent_to
from parley.node.thinning import can_be_thin, thin_entry, whole_entry
from parley.node.ways import is_doubtful
from parley.record.entry import Entry, OpenKind, decode_entry
from parley.record.feed import Feed
from parley.record.gap import gap_hashes, root_over_gap
from parley.record.head import Head
from parley.seal.digest import leaf_hash
from parley.words.faults import PeerFault
from parley.words.instants import Now
from parley.words.limits import FEEDS_PER_PARTY_MAX, SINGLES_MAX
from parley.words.terms import Precedence

# ---- sending


def send_ahead(state: State, name: str, bearers: Sequence[str], now: Now) -> Iterator[tuple[str, Overtaking, int]]:
    """Give what is to go ahead to a peer now: bearer, payload, precedence; `bearers` are those in use, the best first.

    FLASH goes out on every way that leads to the peer until it is receipted; IMMEDIATE on those in use. What the
    ordinary flow has sent over one of these does not go ahead there, unless the peer has no room for it.
    """
    peer = state.peers[name]
    flowing = peer.session.exchange.current() is not None
    for feed, pressing in list(state.pressing.items()):
        word = own_word(state, feed)
        for item in [item for item in pressing if item.place < word and not _receipted(state, feed, item, name)]:
            delivery = state.delivery(name, feed)
            for way_name, way in peer.ways.items():
                beside = item.precedence >= Precedence.FLASH and not is_doubtful(way_name, way, now.mono_ms)
                if not way.open or (way_name not in bearers and not beside):
                    continue
                cursor = delivery if way_name == bearers[0] and not way.courier else way.cursors.get(feed)
                if way_name in bearers and flowing and cursor is not None and _flows(peer, cursor, item):
                    continue
                gone = delivery.overtaken.get((way_name, item.place), NEVER_SENT)
                if not gone.again(now.mono_ms):
                    continue
                patience_ms = way.patience_ms(RESEND_MS_MIN)
                delivery.overtaken[way_name, item.place] = gone.gone(now.mono_ms, patience_ms, asks=item.asks)
                whole = way.wide or gone.tries > WHOLE_AFTER_TRIES
                yield way_name, _overtaking(state, name, (feed, delivery), item, (way.wide, whole)), item.precedence
        _forget_receipted(state, feed)


def _flows(peer: PeerState, delivery: Delivery, item: Pressing) -> bool:
    """Say whether the ordinary flow brings an entry: not where the peer has no room for what stands before it."""
    return item.place < delivery.sent and not peer.full


def _overtaking(
    state: State, name: str, own: tuple[Feed, Delivery], item: Pressing, form: tuple[bool, bool]
) -> Overtaking:
    feed, delivery = own
    full, whole = form
    row = row_at(state, feed, item.place)
    head = own_head(state, feed, item.place + 1, full=full)
    start = min(delivery.receipted, item.place)
    sent = sent_to(state, [row], name)[0]
    if not whole and can_be_thin(sent):
        sent = sent._replace(entry=thin_entry(state, row.entry))
    root = head.root if head.pq is not None else None
    gap = tuple(gap_hashes(feed.tree, start, item.place))
    return Overtaking(feed.party, feed.id, item.place, sent, root, head.ed, head.pq, start, gap)


def _receipted(state: State, feed: Feed, item: Pressing, name: str) -> bool:
    return feed.receipted.get(name, 0) > item.place or (name, feed, item.place) in state.receipted_ahead


def _forget_receipted(state: State, feed: Feed) -> None:
    waiting = [
        item
        for item in state.pressing[feed]
        if not all(feed.receipted.get(peer, 0) > item.place for peer in state.peers)
    ]
    if waiting:
        state.pressing[feed] = waiting
    else:
        del state.pressing[feed]


# ---- taking


def take_ahead(state: State, sender: str, payload: Overtaking) -> None:
    """Take an entry ahead of a gap: verified under its head, kept, shown at once, receipted by name.

    Raises PeerFault: `thin-unbuildable`, `head-bad`, `singles-too-many`, `quota-full` and those of a leaf's form.
    """
    config = state.config
    if payload.party not in config.parties or payload.party == config.me:
        raise PeerFault("packet-foreign")
    held = state.record.feeds.get((payload.party, payload.feed))
    feed = held or open_feed(state, payload.party, payload.feed)
    try:
        _take_single(state, sender, feed, payload)
    finally:
        if held is None and (feed, payload.place) not in state.singles:
            state.record.forget(feed)  # nobody fills memory, or another's quota, with ids


def open_feed(state: State, party: str, feed: bytes) -> Feed:
    """Give a feed of which nothing is held yet. Raises PeerFault `feeds-too-many`."""
    if sum(1 for known, _ in state.record.feeds if known == party) >= FEEDS_PER_PARTY_MAX:
        raise PeerFault("feeds-too-many")
    return state.record.feed(party, feed)


def _take_single(state: State, sender: str, feed: Feed, payload: Overtaking) -> None:
    spot = (feed, payload.place)
    if payload.place < feed.size or spot in state.singles:
        state.owes_again.add(sender)
        return
    if payload.start > feed.size:
        return
    if sum(1 for held, _ in state.singles if held.party == feed.party) >= SINGLES_MAX:
        raise PeerFault("singles-too-many")
    data = whole_entry(state, (payload.party, payload.feed, payload.place), payload.sent)
    root = root_over_gap(feed.tree, payload.start, payload.place, payload.gap, leaf_hash(data))
    learn(state, payload.party, data, payload.sent.salt, payload.sent.body)
    head = Head(payload.place + 1, root or b"", payload.ed, payload.pq)
    if (
        root is None
        or payload.root not in {None, root}
        or not signed(state, feed.party, feed.id, head, vouched=sender != feed.party)
    ):
        raise PeerFault("head-bad")
    row = Row(feed.party, feed.id, payload.place, data, payload.sent.salt, payload.sent.body)
    check_room(state, feed.party, leaf_hash(data), _entry(data))
    charge(state, [row])
    single = SingleRow(row, HeadRow(feed.party, feed.id, *head))
    state.outcome.batch.singles.append(single)
    hold_single(state, feed, single, fresh=True)


def fill_gap(state: State, feed: Feed, rows: list[Row]) -> Head | None:
    """Compare what a feed grows by with what had come ahead, and keep the body that has come only so.

    Gives the head of an entry ahead that was another one. What fills the gap stays: with its tree that head, for which
    it leaves no place, proves both histories.
    """
    other: Head | None = None
    for position, row in enumerate(rows):
        single = state.singles.pop((feed, row.index), None)
        if single is None:
            continue
        if leaf_hash(single.row.entry) != feed.tree.leaf(row.index):
            head = single.head
            other = Head(head.size, head.root, head.ed, head.pq)
        elif row.body is None:
            rows[position] = single.row
    return other


def hold_single(state: State, feed: Feed, single: SingleRow, *, fresh: bool) -> None:
    """Remember an entry beyond a gap; a fresh one is shown and will be named in our next entry."""
    row = single.row
    state.singles[feed, row.index] = single
    entry = _entry(row.entry)
    if entry is None:
        return
    note_beyond(state, entry)
    note_seen_ahead(state, entry)
    if not fresh:
        return
    if entry.kind != OpenKind.RECEIPT:
        state.owed_beyond[feed, row.index] = None
        state.owed_precedence = max(state.owed_precedence, entry.precedence)
    statement = statement_of(state, row)
    if statement is not None:
        state.outcome.effects.append(ShowAhead(statement))
        note_urgent(state, statement, ahead=True)


def _entry(data: bytes) -> Entry | None:
    try:
        return decode_entry(data)
    except PeerFault:
        return None
