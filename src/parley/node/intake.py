"""What packets bring: opening them, entries under their heads, lists of feeds, signs of life, epochs."""

from __future__ import annotations

from dataclasses import replace

from parley.line.exchange import Epoch
from parley.line.liveness import Pulse
from parley.line.pairs import Header, read_header
from parley.line.payloads import Accept, Beat, Echo, Entries, Feeds, Offer, Payload, Stale, read_payload
from parley.node import sync
from parley.node.effects import Alarm
from parley.node.events import PacketArrived
from parley.node.folding import take_leaf
from parley.node.ports import EvidenceRow, HeadRow, Row
from parley.node.state import PeerState, State
from parley.record.feed import Feed
from parley.record.head import Head, origin, verify_head
from parley.record.merkle import consistent
from parley.words.faults import PeerFault
from parley.words.instants import Now
from parley.words.limits import EVIDENCE_ROWS_MAX, FEEDS_PER_PARTY_MAX

_QUIET = frozenset({"packet-malformed", "packet-version", "packet-foreign", "packet-unopened", "epoch-unknown"})
"""Anyone on a path can make these: they are told, and never fill the disk."""


def take_packet(state: State, event: PacketArrived, now: Now) -> None:
    """Open a packet and act on what it says; whatever is wrong with it is told and leaves the rest untouched."""
    try:
        header = _header(state, event)
        peer = state.peers[header.sender]
        plaintext = peer.session.open(header, event.packet)
        if header.epoch and (epoch := peer.session.exchange.on_opened(header.epoch)):
            epoch_opened(state, header.sender, epoch, now)
        _act(state, header.sender, event.bearer, read_payload(plaintext), now)
    except PeerFault as fault:
        tell(state, fault.code, event.packet, now)


def _header(state: State, event: PacketArrived) -> Header:
    """Read the header of a packet that is for us and of whom the bearer pinned, if it pins anybody."""
    header = read_header(state.config.parties, event.packet)
    if header.receiver != state.config.me or (event.peer and event.peer != header.sender):
        raise PeerFault("packet-foreign")
    return header


def tell(state: State, code: str, data: bytes, now: Now) -> None:
    """Raise an alarm and keep the bytes as evidence, as far as they prove anything."""
    state.outcome.effects.append(Alarm(code, ""))
    if code not in _QUIET and code != "pair-secrets-differ" and state.evidence < EVIDENCE_ROWS_MAX:
        state.evidence += 1
        state.outcome.batch.evidence.append(EvidenceRow(now.wall_ms, code, data))


def _act(state: State, sender: str, bearer: str, payload: Payload, now: Now) -> None:
    peer = state.peers[sender]
    match payload:
        case Entries():
            take_entries(state, sender, payload, now)
        case Beat(challenge, digest, _):
            state.post.append((sender, bearer, Echo(challenge, digest_now(state), now.wall_ms), False))
            _compare(state, peer, digest, now)
        case Echo(challenge, digest, _):
            if peer.pulses.setdefault(bearer, Pulse()).echo(challenge, now.mono_ms):
                _compare(state, peer, digest, now)
                if digest == digest_now(state):
                    peer.asked = peer.whole = True
        case Feeds():
            sync.take_list(state, sender, payload, now)
        case Offer() | Accept() | Stale():
            _exchange(state, sender, payload, now)


def _exchange(state: State, sender: str, payload: Offer | Accept | Stale, now: Now) -> None:
    """Take a transfer of the epoch exchange; what answers it leaves when the new state is durable."""
    peer = state.peers[sender]
    exchange = peer.session.exchange
    match payload:
        case Offer(offer):
            answer = exchange.on_offer(offer, (state.entropy(32), state.entropy(16)), now.wall_ms)
            keep_exchange(state, sender)
            if answer is not None:
                state.post.append((sender, "", answer, True))
        case Accept(accept):
            epoch = exchange.on_accept(accept, now.wall_ms)
            if epoch is not None:
                epoch_opened(state, sender, epoch, now)
                state.post.append((sender, "", Feeds((), wants_answer=False, last_part=False), False))
        case Stale(highest):
            exchange.on_stale(highest)
            peer.offer_due_ms = 0
            keep_exchange(state, sender)


def keep_exchange(state: State, peer: str) -> None:
    """Have the state of a pair's exchange kept."""
    state.outcome.batch.secrets[f"exchange/{peer}"] = state.peers[peer].session.exchange.to_bytes()


def epoch_opened(state: State, peer: str, epoch: Epoch, now: Now) -> None:
    """Enter an epoch that has just opened on this side, and send in it what waits.

    What the peer holds is asked for again: a restored backup has lost the keys under which the answer came.
    """
    state.owed_epochs.append((peer, epoch.number, epoch.transcript))
    keep_exchange(state, peer)
    if not state.peers[peer].asked:
        sync.owe_list(state, peer, now, wants_answer=True)


def digest_now(state: State) -> bytes:
    """Give the digest of what is held."""
    if state.digest is None:
        state.digest = sync.digest(state)
    return state.digest


def _compare(state: State, peer: PeerState, digest: bytes, now: Now) -> None:
    if digest == digest_now(state):
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
    if feed is None:
        if sum(1 for party, _ in record.feeds if party == payload.party) >= FEEDS_PER_PARTY_MAX:
            raise PeerFault("feeds-too-many")
        feed = record.feed(payload.party, payload.feed)
    _extend(state, feed, have, payload)
    state.peers[sender].moved()


def _extend(state: State, feed: Feed, have: int, payload: Entries) -> None:
    sent = payload.sent[have - payload.start :]
    leaves = [state.record.append(feed.party, feed.id, item.entry) for item in sent]
    head = Head(payload.size, payload.root or feed.tree.root(), payload.ed, payload.pq)
    fault = _head_fault(state, feed, head, payload.path)
    if fault:
        state.record.truncate(feed, have)
        raise PeerFault(fault)
    rows = [
        Row(feed.party, feed.id, leaf.index, item.entry, item.salt, item.body)
        for leaf, item in zip(leaves, sent, strict=True)
    ]
    for position, (leaf, row) in enumerate(zip(leaves, rows, strict=True)):
        take_leaf(state, feed, leaf, row, replaying=False)
        if state.refused.get((feed, leaf.index)) == "body-bad":
            rows[position] = replace(row, salt=None, body=None)
        state.keep_at_hand(feed, leaf.index, rows[position])
    state.outcome.batch.rows += rows
    keep_head(state, feed, head)
    state.digest = None
    if feed.party == state.config.me:
        state.owed_adoptions.setdefault(feed, have)
    sync.grown(state, feed)


def keep_head(state: State, feed: Feed, head: Head) -> None:
    """Have a verified head of another run or party kept."""
    row = HeadRow(feed.party, feed.id, *head)
    state.outcome.batch.heads.append(row)
    state.note_head(feed, row)


def _head_fault(state: State, feed: Feed, head: Head, path: tuple[bytes, ...]) -> str:
    """Check a head over the feed as it now stands: first the root, then the signatures."""
    key = state.config.node_keys[feed.party]
    name = origin(state.config.line, feed.party, feed.id)
    if path:
        fits = consistent(feed.size, head.size, feed.tree.root(), head.root, path)
    else:
        fits = head.root == feed.tree.root()
    if verify_head(key, name, head):
        if fits:
            return ""
        state.stopped.add(feed)
        return "feed-forked"
    return "head-bad"


def _nothing_new(state: State, sender: str, feed: Feed | None, payload: Entries) -> None:
    """Take a packet whose entries are all held: it may show a fork, or that our receipts were lost."""
    if feed is not None and payload.root is not None and payload.size <= feed.size:
        head = Head(payload.size, payload.root, payload.ed, payload.pq)
        key, name = state.config.node_keys[feed.party], origin(state.config.line, feed.party, feed.id)
        if feed.tree.root(payload.size) != payload.root and verify_head(key, name, head):
            state.stopped.add(feed)
            raise PeerFault("feed-forked")
    state.owes_again.add(sender)
