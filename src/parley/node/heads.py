"""Signing heads of own feeds, and checking those of everybody."""

from __future__ import annotations

from parley.node.state import State
from parley.record.feed import Feed
from parley.record.fork import Forked
from parley.record.head import Head, origin, sign_head, verify_head
from parley.words.faults import PeerFault

_HEADS_MAX = 64


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


def signed(state: State, party: str, feed: bytes, head: Head, *, vouched: bool = False) -> bool:
    """Say whether every signature that a head bears is of one key of its party's node over this feed.

    A former key counts only for what the change of keys names, what another party has receipted, and what another
    party gives as held (`vouched`). Raises PeerFault `key-revoked` for what else it signed.
    """
    name = origin(state.config.line, party, feed)
    ring = state.rings[party]
    if verify_head(ring.key, name, head):
        return True
    for generation in range(len(ring.orders) - 1, -1, -1):
        if verify_head(ring.keys[generation], name, head):
            if not _counts(state.record.feeds.get((party, feed)), head, vouched=vouched) and not ring.counts(
                generation, feed, head.size, head.root
            ):
                raise PeerFault("key-revoked")
            return True
    return False


def _counts(held: Feed | None, head: Head, *, vouched: bool) -> bool:
    """Say whether a head of a former key counts by what others hold; never where it contradicts what is held here."""
    if held is not None and head.size <= held.size:
        receipted = any(size >= head.size for party, size in held.receipted.items() if party != held.party)
        return (vouched or receipted) and held.tree.root(head.size) == head.root
    return vouched


def head_left(state: State, feed: Feed, had: int) -> Head | None:
    """Give a head kept with its path that a feed has grown past in another way: it proves a second history."""
    for full in (True, False):
        row = state.paths.get((feed, full))
        if row is not None and had < row.size <= feed.size and feed.tree.root(row.size) != row.root:
            return Head(row.size, row.root, row.ed, row.pq)
    return None


def forked(state: State, feed: Feed, head: Head) -> Forked:
    """Stop a feed of which a signed head shows another history; give the fault to raise."""
    full = head.pq is not None
    fresh = feed not in state.stopped or (full and not state.stopped[feed])
    state.stopped[feed] = full or state.stopped.get(feed, False)
    return Forked(feed.party, feed.id, head, fresh=fresh)
