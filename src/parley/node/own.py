"""Writing this party's own entries: what each has seen, and what is owed for what came in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from parley.node.folding import note_own
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
    """Name every feed of others that grew since this party's last entry, as far as its past is held."""
    grown = _grown(state)
    if not grown:
        return ()
    grown = sorted(grown, key=lambda feed: feed.rank)[:SEEN_MAX]
    for feed in grown:
        state.told[feed] = feed.placed
    return tuple([Seen(f.party, f.id, f.placed, f.tree.root(f.placed)) for f in grown])


def _beyond(state: State) -> tuple[Beyond, ...]:
    """Name the entries held beyond a gap that no entry of ours has named yet, as far as the gap is still there."""
    owed, state.owed_beyond = state.owed_beyond, {}
    held = sorted((feed.rank, index, feed) for feed, index in owed if index >= feed.placed)[:SEEN_MAX]
    return tuple([Beyond(f.party, f.id, index, leaf_hash(state.singles[f, index].row.entry)) for _, index, f in held])


def _grown(state: State) -> list[Feed]:
    me, told = state.config.me, state.told
    return [feed for feed in state.record.feeds.values() if feed.party != me and feed.placed > told.get(feed, 0)]


def _write(state: State, entry: Entry, salt: bytes | None, body: bytes | None) -> Leaf:
    data = encode_entry(entry)
    own = state.own
    leaf = state.record.append(own.party, own.id, data)
    row = Row(own.party, own.id, leaf.index, data, salt, body)
    state.outcome.batch.rows.append(row)
    state.keep_at_hand(own, leaf.index, row)
    note_own(state, own, leaf.index, entry)
    state.digest = None
    return leaf


def write_owed(state: State, now: Now) -> None:
    """Write what is owed for what came in: adoptions, epochs, refusals, and a receipt if nothing else carries it."""
    before = state.own.size
    adopted: list[Item] = [
        [feed.id, size, feed.size, feed.tree.root()]
        for feed, size in sorted(state.owed_adoptions.items(), key=lambda item: item[0].id)
    ]
    for start in range(0, len(adopted), 32):
        write_open(state, OpenKind.ADOPTION, adopted[start : start + 32], now)
    for peer, number, transcript in state.owed_epochs:
        write_open(state, OpenKind.EPOCH, [peer, number, transcript], now)
    for entry_id, code in state.owed_refusals:
        write_open(state, OpenKind.REFUSED, [entry_id, code], now)
    state.owed_adoptions.clear()
    state.owed_epochs.clear()
    state.owed_refusals.clear()
    if state.owes_receipt and state.own.size == before and (state.owed_beyond or _grown(state)):
        write_open(state, OpenKind.RECEIPT, None, now)
    state.owes_receipt = False
    state.owed_precedence = 0
