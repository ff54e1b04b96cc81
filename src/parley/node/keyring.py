"""The parties' node keys as the record brings them, and two nodes of one party that sign at the same time."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace

from parley.line.payloads import KeysChanged
from parley.node.effects import Alarm, CardChanged, Halt
from parley.node.state import State
from parley.record.entry import Entry, OpenKind, commitment, decode_entry
from parley.record.feed import Feed
from parley.record.keys import Keyring, disowned_from, may_be_order, order_in
from parley.seal.digest import sha256
from parley.words.faults import PeerFault

ENDED = "ended/"
"""Under this name with its hash a change of our own keys is kept that a peer has shown."""

# ---- changes of keys


def first_rings(state: State) -> None:
    """Begin with the founding keys and what was put in by hand."""
    config = state.config
    state.rings = {p: Keyring(config.line, config.node_keys[p], config.cards.get(p)) for p in config.parties}
    for party, data in config.orders:
        state.rings[party].take(data)
    for name, data in state.reader.secrets().items():
        if name.startswith(ENDED):
            state.rings[config.me].take(data)


def learn(state: State, party: str, data: bytes, salt: bytes | None, body: bytes | None) -> None:
    """Take a change of keys before the head over it is checked: that may be under the new key.

    A change of keys stands by its own signatures, whatever packet brings it.
    """
    if salt is None or body is None or not may_be_order(body):
        return
    with suppress(PeerFault):  # if it does not hold, it is refused where it stands in the record
        entry = decode_entry(data)
        if entry.kind == OpenKind.NODE_KEY and entry.content == commitment(salt, body):
            take_order(state, party, body)


def answer_former(state: State, peer: str, offer: bytes) -> bool:
    """Answer an offer under a former key of a peer with what put an end to that key; say whether it was one."""
    ring = state.rings[peer]
    exchange = state.peers[peer].session.exchange
    former = exchange.under_former(offer, [key.public for key in ring.keys[:-1]])
    if former is None:
        return False
    state.post += [(peer, "", KeysChanged(order), True) for order in ring.written[former:]]
    return True


def take_own(state: State, order: bytes) -> None:
    """Take a change of our own keys that a peer shows: kept apart, since the record that it stands in is not here.

    Raises PeerFault of orders.
    """
    take_order(state, state.config.me, order)
    state.outcome.batch.secrets[f"{ENDED}{sha256(order).hex()}"] = order


def take_order(state: State, party: str, data: bytes) -> None:
    """Put a change of keys in force: epochs are renewed under it; our own node stops where its key holds no more.

    Raises PeerFault with the code of what is wrong with it.
    """
    ring = state.rings[party]
    if not ring.take(data):
        return
    state.outcome.effects.append(CardChanged(party, ring.card.transport))
    if party != state.config.me:
        renew(state, party)
        return
    state.revoked = ring.key.public != state.config.key.public
    if state.revoked:
        state.outcome.effects.append(Halt("node-key-revoked"))


def renew(state: State, peer: str) -> None:
    """Have the epoch with a peer renewed under the keys that hold now."""
    known = state.peers[peer]
    exchange = known.session.exchange
    if exchange.under(replace(exchange.terms, peer_key=state.rings[peer].key)):
        known.offer_due_ms = 0
        state.outcome.batch.secrets[f"exchange/{peer}"] = exchange.to_bytes()


def note_order(state: State, feed: Feed, body: bytes) -> None:
    """Remember where a change of keys stands."""
    order = order_in(body)
    if order is not None:
        state.orders_at.setdefault(feed.party, []).append((order, feed))


def own_word(state: State, feed: Feed) -> int:
    """Give the size up to which a feed is its party's word: less than is held where a stolen key signed the rest."""
    known = state.orders_at.get(feed.party)
    return disowned_from(state.record, feed.party, known).get(feed, feed.size) if known else feed.size


# ---- two at once


def note_names(state: State, feed: Feed, entry: Entry, *, replaying: bool) -> None:
    """Look whether an entry shows that two nodes of its party sign at the same time."""
    for other in state.doubles.note(state.record, feed, entry):
        if not replaying:
            state.outcome.effects.append(Alarm("node-doubled", f"{feed.party}: {feed.id.hex()} and {other.id.hex()}"))


def names_back(state: State, feed: Feed) -> bool:
    """Say whether this run has named the feed of another that signs at the same time: once shows it to everybody."""
    return feed in state.doubles.found and state.doubles.name(state.own, feed)
