"""Writing this party's own entries: what each has seen, and what is owed for what came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parley.node.folding import note_own
from parley.node.keyring import note_names
from parley.node.ports import Row
from parley.node.state import State
from parley.record.entry import Beyond, Entry, OpenKind, Seen, commitment, encode_entry
from parley.record.feed import Feed, Leaf
from parley.seal.digest import leaf_hash
from parley.words.cbor import Item
from parley.words.instants import Now
from parley.words.limits import SEEN_MAX
from parley.words.terms import Precedence, TrafficClass

SALT_BYTES = 16


def write_open(state: State, kind: OpenKind, content: list[Item] | None, now: Now) -> Leaf:
    """Write an entry whose content stands open."""
    return _write(state, _entry(state, kind, 1, content, now), None, None)


def write_keys(state: State, order: bytes, now: Now) -> Leaf:
    """Write a change of this party's keys. It is IMMEDIATE: it goes in epoch 0, and no epoch opens without it."""
    return write_committed(state, OpenKind.NODE_KEY, order, now, Precedence.IMMEDIATE)


def write_committed(
    state: State, kind: OpenKind, body: bytes, now: Now, precedence: Precedence = Precedence.ROUTINE
) -> Leaf:
    """Write an entry of a node's own kind that commits to a body."""
    salt = state.entropy(SALT_BYTES)
    entry = _entry(state, kind, 1, commitment(salt, body), now)
    return _write(state, entry._replace(precedence=max(entry.precedence, int(precedence))), salt, body)


def write_statement(
    state: State, kind: tuple[int, int], body: bytes, fields: Mapping[str, Any], now: Now
) -> tuple[Leaf, Entry]:
    """Write an entry that commits to a body; `fields` are those of the entry that the releaser chose."""
    salt = state.entropy(SALT_BYTES)
    entry = _entry(state, *kind, commitment(salt, body), now)._replace(**fields)
    return _write(state, entry, salt, body), entry


def _entry(state: State, kind: int, version: int, content: bytes | list[Item] | None, now: Now) -> Entry:
    drill = TrafficClass.DRILL in state.config.classes
    return Entry(
        line=state.config.line,
        author=state.config.me,
        feed=state.own.id,
        index=state.own.size,
        seen=_seen(state),
        beyond=_beyond(state),
        clock_ms=now.wall_ms,
        uncertainty_ms=now.uncertainty_ms,
        traffic_class=int(TrafficClass.DRILL if drill else TrafficClass.OPERATIONAL),
        # What answers FLASH is as urgent, so that it does not wait behind what stands before it.
        precedence=state.owed_precedence if state.owed_precedence >= Precedence.IMMEDIATE else 0,
        not_after_ms=None,
        addressees=(),
        kind=int(kind),
        kind_version=version,
        thread=None,
        content=content,
    )


def _seen(state: State) -> tuple[Seen, ...]:
    """Name what of each other party has come in and is not named yet: the wave that came first, its older feeds first.

    What of one author came later waits for the next entry: else this receipt could put it before what joint numbers
    have been given by.
    """
    named: list[tuple[Feed, int]] = []
    for waves in state.news.values() if _has_news(state) else ():
        if waves:
            wave = waves[0]
            first = sorted(wave, key=lambda feed: (feed.clocks[0], feed.id))[: SEEN_MAX - len(named)]
            named += [(feed, wave.pop(feed)) for feed in first]
    named.sort(key=lambda item: item[0].rank)
    return tuple([Seen(feed.party, feed.id, size, feed.tree.root(size)) for feed, size in named])


def _beyond(state: State) -> tuple[Beyond, ...]:
    """Name the entries held beyond a gap that no entry of ours has named yet, as far as the gap is still there."""
    owed, state.owed_beyond = state.owed_beyond, {}
    held = sorted((feed.rank, index, feed) for feed, index in owed if index >= feed.placed)[:SEEN_MAX]
    return tuple([Beyond(f.party, f.id, index, _leaf(state, f, index)) for _, index, f in held])


def _leaf(state: State, feed: Feed, index: int) -> bytes:
    """Give the id of an entry that came ahead: its gap may be filled, while what stands before it lacks its past."""
    return feed.tree.leaf(index) if index < feed.size else leaf_hash(state.singles[feed, index].row.entry)


def _has_news(state: State) -> bool:
    """Say whether own entries are to name something; forget what an own entry names already.

    Not before a peer was heard and gave back own entries: those may have named the same in another order.
    """
    for waves in state.news.values():
        while waves:
            for feed in [feed for feed, size in waves[0].items() if size <= state.told.get(feed, 0)]:
                del waves[0][feed]
            if waves[0]:
                break
            del waves[0]
    return any(state.news.values()) and any(peer.asked for peer in state.peers.values())


def _write(state: State, entry: Entry, salt: bytes | None, body: bytes | None) -> Leaf:
    data = encode_entry(entry)
    own = state.own
    leaf = state.record.append(own.party, own.id, data)
    row = Row(own.party, own.id, leaf.index, data, salt, body)
    state.outcome.batch.rows.append(row)
    state.keep_at_hand(own, leaf.index, row)
    note_own(state, own, leaf.index, entry)
    note_names(state, own, entry, replaying=False)
    state.digest = None
    return leaf


def write_owed(state: State, now: Now) -> None:
    """Write what is owed for what came in: adoptions, epochs, refusals, and receipts for what nothing else names."""
    adopted: list[Item] = [
        [feed.id, size, feed.size, feed.tree.root()]
        for feed, size in sorted(state.owed_adoptions.items(), key=lambda item: item[0].id)
    ]
    for feed in state.owed_adoptions:
        for peer in state.peers:
            state.delivery(peer, feed)  # its full head may be lacking, and what the adoption names has none
    for start in range(0, len(adopted), 32):
        write_open(state, OpenKind.ADOPTION, adopted[start : start + 32], now)
    for peer, number, transcript in state.owed_epochs:
        write_open(state, OpenKind.EPOCH, [peer, number, transcript], now)
    for entry_id, code in state.owed_refusals:
        write_open(state, OpenKind.REFUSED, [entry_id, code], now)
    state.owed_adoptions.clear()
    state.owed_epochs.clear()
    state.owed_refusals.clear()
    while _owes_receipt(state):
        write_open(state, OpenKind.RECEIPT, None, now)
    state.owed_precedence = 0


def _owes_receipt(state: State) -> bool:
    """Say whether something that may be named asks for it: a receipt alone does not, or they would go on for ever."""
    return bool(state.owed_beyond) or (
        _has_news(state)
        and any(
            state.asks.get(feed, 0) > state.told.get(feed, 0)
            for waves in state.news.values()
            for wave in waves
            for feed in wave
        )
    )
