"""What packets bring: opening them, entries under their heads, lists of feeds, signs of life, epochs."""

from __future__ import annotations

from dataclasses import replace

from parley.line.exchange import Epoch
from parley.line.fragments import frame_sender, is_frame
from parley.line.orderwire import Wire
from parley.line.pairs import read_header
from parley.line.payloads import (
    Accept,
    Beat,
    Echo,
    Entries,
    Feeds,
    HeadOnly,
    KeysChanged,
    Offer,
    Overtaking,
    Payload,
    Stale,
    ThinEntries,
    read_payload,
)
from parley.node import sync
from parley.node.ahead import fill_gap, open_feed, take_ahead
from parley.node.bells import note_fault
from parley.node.events import PacketArrived
from parley.node.folding import take_leaf
from parley.node.heads import forked, head_left, signed
from parley.node.keyring import answer_former, learn, names_back, own_word, take_own
from parley.node.orderwire import take_wire
from parley.node.ports import EvidenceRow, HeadRow, Row
from parley.node.quota import charge, check_room
from parley.node.relay import bearer_of, take_foreign
from parley.node.state import PeerState, State
from parley.node.thinning import named, whole_entry
from parley.node.ways import pace_ms
from parley.record.feed import Feed, Leaf
from parley.record.fork import Forked
from parley.record.head import Head
from parley.record.merkle import consistent
from parley.record.thin import FEED_BYTES
from parley.words.faults import PeerFault
from parley.words.instants import SECOND_MS, Now
from parley.words.limits import EVIDENCE_ROWS_MAX

_QUIET = frozenset(
    {
        "packet-malformed",
        "packet-version",
        "packet-foreign",
        "packet-unopened",
        "epoch-unknown",
        "frame-bad",
        "thin-unbuildable",
        "quota-full",
    }
)
"""Anyone on a path can make these, or an honest peer that takes more for held than is, or has more to say than fits."""


DEAF_MS = 10 * SECOND_MS
UNCONFIRMED_TRIPS = 4
"""So long whoever answered an offer waits for a packet in the new epoch before he makes an offer of his own."""


def take_packet(state: State, event: PacketArrived, now: Now) -> None:
    """Open a packet and act on what it says; whatever is wrong with it is told and leaves the rest untouched.

    A frame of a small carrier is put with the others of its packet first. What is for another member is handed on.
    """
    said = event.packet
    try:
        sender, receiver = _ends(state, event)
        if receiver != state.config.me:
            take_foreign(state, receiver, event.packet)
            return
        peer = state.peers[sender]
        packet = peer.reassembly.take(event.packet) if is_frame(event.packet) else event.packet
        if packet is None:
            return
        header = read_header(state.config.parties, packet)
        _listen(state, sender, bearer_of(event, sender), header.epoch, now)
        said = plaintext = peer.session.open(header, packet)
        peer.opened_ms = now.mono_ms if header.epoch else peer.opened_ms
        if header.epoch and (epoch := peer.session.exchange.on_opened(header.epoch)):
            epoch_opened(state, sender, epoch, now)
        bearer = bearer_of(event, sender)
        way = peer.ways.get(bearer)
        if way is not None:
            way.count_in(len(event.packet))
        _act(state, sender, bearer, read_payload(plaintext), now)
    except Forked as fault:
        note_fault(state, fault.code, now)
        if fault.fresh:  # bounded by the feeds there are, so that no noise before it takes its room
            state.outcome.batch.evidence.append(EvidenceRow(now.wall_ms, fault.code, fault.shown))
    except PeerFault as fault:
        tell(state, fault.code, said, now)


def _listen(state: State, sender: str, bearer: str, number: int, now: Now) -> None:
    """Find out that the peer has gone on to an epoch that is not known here: another node of ours agreed it.

    Who still speaks in an epoch that is gone is shown one of now. A header proves nothing: it counts only while nothing
    else opens, and costs one small packet in a while.
    """
    peer = state.peers[sender]
    exchange = peer.session.exchange
    if not number or not exchange.epochs or exchange.epoch(number) is not None:
        return
    if number > exchange.epochs[-1].number:
        peer.deaf = peer.deaf or now.mono_ms - (peer.opened_ms or 0) >= DEAF_MS
    elif now.mono_ms - (peer.shown_ms or 0) >= DEAF_MS:
        peer.shown_ms = now.mono_ms
        state.post.append((sender, bearer, Echo(bytes(8), digest_now(state), now.wall_ms), False))


def _ends(state: State, event: PacketArrived) -> tuple[str, str]:
    """Give sender and receiver of a packet or frame that came from whom the bearer pinned, or over a member."""
    parties = state.config.parties
    if is_frame(event.packet):
        sender, receiver = frame_sender(parties, event.packet)
    else:
        header = read_header(parties, event.packet)
        sender, receiver = header.sender, header.receiver
    over_member = len(parties) > 2 and event.peer in state.peers
    if sender == state.config.me or not (event.peer in {"", sender} or over_member):
        raise PeerFault("packet-foreign")
    return sender, receiver


def tell(state: State, code: str, data: bytes, now: Now) -> None:
    """Raise an alarm and keep the bytes as evidence, as far as they prove anything: opened, since keys are erased."""
    note_fault(state, code, now)
    if code not in _QUIET and code != "pair-secrets-differ" and state.evidence < EVIDENCE_ROWS_MAX:
        state.evidence += 1
        state.outcome.batch.evidence.append(EvidenceRow(now.wall_ms, code, data))


def _act(state: State, sender: str, bearer: str, payload: Payload, now: Now) -> None:
    match payload:
        case Entries() | ThinEntries() | Overtaking() | HeadOnly():
            _content(state, sender, payload, now)
        case Beat() | Echo():
            _sign_of_life(state, sender, bearer, payload, now)
        case Feeds():
            sync.take_list(state, sender, payload, now, answer_by(state, sender, bearer))
        case KeysChanged(order):
            take_own(state, order)
        case Wire():
            take_wire(state, sender, payload, now)
        case Offer(offer) if answer_former(state, sender, offer):
            pass
        case Offer() | Accept() | Stale():
            _exchange(state, sender, bearer, payload, now)


def _content(state: State, sender: str, payload: Entries | ThinEntries | Overtaking | HeadOnly, now: Now) -> None:
    """Take what brings entries and heads."""
    match payload:
        case Entries():
            take_entries(state, sender, payload, now)
        case ThinEntries(name, start, sent, ed):
            feed = named(state, sender, name)
            if feed is None and len(name) < FEED_BYTES:
                raise PeerFault("thin-unbuildable", "A thin packet names a feed by what does not tell it here.")
            whole, end = name if feed is None else feed.id, start + len(sent)
            take_entries(state, sender, Entries(sender, whole, start, sent, end, None, ed, None, ()), now)
        case Overtaking():
            take_ahead(state, sender, payload)
        case HeadOnly():
            _take_head(state, payload)


def _sign_of_life(state: State, sender: str, bearer: str, payload: Beat | Echo, now: Now) -> None:
    """Answer a beat; only the echo of our last challenge on its bearer counts as life."""
    peer = state.peers[sender]
    digest = digest_now(state)
    if isinstance(payload, Beat):
        state.post.append((sender, bearer, Echo(payload.challenge, digest, now.wall_ms), False))
        _compare(state, peer, payload.digest, now)
        return
    way = peer.ways.get(bearer)
    if way is not None and way.pulse.echo(payload.challenge, now.mono_ms):
        if payload.digest == digest:
            peer.asked = peer.whole = True
        _compare(state, peer, payload.digest, now)


def answer_by(state: State, sender: str, bearer: str) -> str:
    """Give the bearer for an answer: the one that brought the question, unless a courier did; empty for the best."""
    way = state.peers[sender].ways.get(bearer)
    return "" if way is None or way.courier else bearer


def _exchange(state: State, sender: str, bearer: str, payload: Offer | Accept | Stale, now: Now) -> None:
    """Take a transfer of the epoch exchange; what answers it leaves when the new state is durable."""
    peer = state.peers[sender]
    exchange = peer.session.exchange
    match payload:
        case Offer(offer):
            answer = exchange.on_offer(offer, (state.entropy(32), state.entropy(16)), now.wall_ms)
            keep_exchange(state, sender)
            wait_ms = UNCONFIRMED_TRIPS * pace_ms(peer.ways, now.mono_ms, 0)
            peer.offer_due_ms = max(peer.offer_due_ms, now.mono_ms + wait_ms)
            if isinstance(answer, Accept):
                _withdraw(state, sender, answer)
            if answer is not None:
                state.post.append((sender, answer_by(state, sender, bearer), answer, True))
        case Accept(accept):
            epoch = exchange.on_accept(accept, now.wall_ms)
            if epoch is not None:
                epoch_opened(state, sender, epoch, now)
                state.post.append((sender, "", Feeds((), wants_answer=False, last_part=False), False))
        case Stale(highest):
            exchange.on_stale(highest)
            peer.offer_due_ms = 0
            keep_exchange(state, sender)


def _withdraw(state: State, peer: str, answer: Accept) -> None:
    """Say nothing more to an offer that came before in this round: that answer is not kept, nor waited for."""
    state.post = [each for each in state.post if each[0] != peer or each[2] == answer or type(each[2]) is not Accept]


def keep_exchange(state: State, peer: str) -> None:
    """Have the state of a pair's exchange kept."""
    state.outcome.batch.secrets[f"exchange/{peer}"] = state.peers[peer].session.exchange.to_bytes()


def epoch_opened(state: State, peer: str, epoch: Epoch, now: Now) -> None:
    """Enter an epoch that has just opened on this side, and send in it what waits.

    What the peer holds is asked for again: a restored backup has lost the keys under which the answer came.
    """
    state.owed_epochs.append((peer, epoch.number, epoch.transcript))
    state.peers[peer].deaf = False
    keep_exchange(state, peer)
    if not state.peers[peer].asked:
        sync.owe_list(state, peer, now, wants_answer=True)


def digest_now(state: State) -> bytes:
    """Give the digest of what is held."""
    if state.digest is None:
        state.digest = sync.digest(state)
    return state.digest


def _compare(state: State, peer: PeerState, digest: bytes, now: Now) -> None:
    """Note since when the copies differ or a question is open; an equal digest, perhaps an old one, answers none."""
    if peer.whole and digest == digest_now(state):
        peer.moved()
    elif peer.differs_ms is None:
        peer.differs_ms = now.mono_ms


def take_entries(state: State, sender: str, payload: Entries, now: Now) -> None:
    """Take entries under a head: all that continues our copy of the feed, or nothing of it."""
    config, record = state.config, state.record
    if payload.party not in config.parties:
        raise PeerFault("packet-foreign", "The entries are of a party that this line does not have.")
    feed = record.feeds.get((payload.party, payload.feed))
    have = 0 if feed is None else feed.size
    if payload.party == config.me and payload.feed == state.own.id:
        sync.check_clone(state, payload)
        return
    end = payload.start + len(payload.sent)
    if payload.start > have:
        sync.owe_list(state, sender, now)
        return
    if feed is not None and feed in state.stopped:
        return
    if end <= have:
        _nothing_new(state, sender, feed, payload)
        return
    fresh = feed is None
    feed = feed or open_feed(state, payload.party, payload.feed)
    try:
        _extend(state, feed, have, payload, vouched=sender != feed.party)
    finally:
        if fresh and not feed.size:
            state.record.forget(feed)
    state.peers[sender].moved()


def _extend(state: State, feed: Feed, have: int, payload: Entries, *, vouched: bool) -> None:
    """Take what a feed grows by. Raises PeerFault; `feed-forked` where an entry held beyond a gap was another one."""
    sent = payload.sent[have - payload.start :]
    leaves: list[Leaf] = []
    rows: list[Row] = []
    try:
        for item in sent:
            data = whole_entry(state, (feed.party, feed.id, feed.size), item)
            leaves.append(state.record.append(feed.party, feed.id, data))
            if not vouched:  # a member who relays is not believed about what its author wrote before the head is
                check_room(state, feed.party, leaves[-1].id, leaves[-1].entry)
            rows.append(Row(feed.party, feed.id, leaves[-1].index, data, item.salt, item.body))
            learn(state, feed.party, data, item.salt, item.body)
        head = Head(payload.size, payload.root or feed.tree.root(), payload.ed, payload.pq)
        _check_head(state, feed, head, payload.path, vouched=vouched)
        for leaf in leaves if vouched else ():
            check_room(state, feed.party, leaf.id, leaf.entry)
        other = fill_gap(state, feed, rows) or head_left(state, feed, have)
    except PeerFault:
        state.record.truncate(feed, have)
        raise
    for position, (leaf, row) in enumerate(zip(leaves, rows, strict=True)):
        take_leaf(state, feed, leaf, row, replaying=False)
        if state.refused.get((feed, leaf.index)) == "body-bad":
            rows[position] = replace(row, salt=None, body=None)
        state.keep_at_hand(feed, leaf.index, rows[position])
        if feed.party != state.config.me and leaf.entry is not None:
            state.owed_precedence = max(state.owed_precedence, leaf.entry.precedence)
    charge(state, rows)
    state.outcome.batch.rows += rows
    keep_head(state, feed, head, payload.path)
    state.digest = None
    if feed.party == state.config.me and own_word(state, feed) == feed.size and not names_back(state, feed):
        state.owed_adoptions.setdefault(feed, have)
    sync.grown(state, feed)
    if other is not None:
        raise forked(state, feed, other)


def keep_head(state: State, feed: Feed, head: Head, path: tuple[bytes, ...] = ()) -> None:
    """Have a verified head of another run or party kept; one above the feed as it stands with its path from there."""
    row = HeadRow(feed.party, feed.id, *head, feed.size if path else 0, b"".join(path))
    state.outcome.batch.heads.append(row)
    state.note_head(feed, row)


def _check_head(state: State, feed: Feed, head: Head, path: tuple[bytes, ...], *, vouched: bool) -> None:
    """Check a head over the feed as it now stands, root and signatures. Raises PeerFault `head-bad`.

    A well signed head over other entries than came with it accuses whoever sent them, who may be a third member: what
    proves a fork is a head over what is held.
    """
    if path:
        fits = consistent(feed.size, head.size, feed.tree.root(), head.root, path)
    else:
        fits = head.root == feed.tree.root()
    if not fits or not signed(state, feed.party, feed.id, head, vouched=vouched):
        raise PeerFault("head-bad")


def _take_head(state: State, payload: HeadOnly) -> None:
    """Take a full head over what is held, whose ML-DSA signature had been deferred."""
    feed = state.record.feeds.get((payload.party, payload.feed))
    if feed is None or payload.size > feed.size or payload.party == state.config.me:
        return
    same, full = feed.tree.root(payload.size) == payload.root, state.heads.get((feed, True))
    if same and full is not None and full.size >= payload.size:
        return
    head = Head(payload.size, payload.root, payload.ed, payload.pq)
    if not signed(state, feed.party, feed.id, head):
        raise PeerFault("head-bad")
    if not same:
        raise forked(state, feed, head)
    keep_head(state, feed, head)


def _nothing_new(state: State, sender: str, feed: Feed | None, payload: Entries) -> None:
    """Take a packet whose entries are all held: it may show a fork, or that our receipts were lost."""
    if feed is not None and payload.root is not None and payload.size <= feed.size:
        head = Head(payload.size, payload.root, payload.ed, payload.pq)
        if feed.tree.root(payload.size) != payload.root and signed(state, feed.party, feed.id, head):
            raise forked(state, feed, head)
        full = state.heads.get((feed, True))
        if head.pq is not None and (full is None or full.size < head.size):
            _take_head(state, HeadOnly(feed.party, feed.id, head.size, head.root, head.ed, head.pq))
    state.owes_again.add(sender)
