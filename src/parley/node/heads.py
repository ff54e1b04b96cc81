"""Signing heads of own feeds, and checking those of everybody."""

from __future__ import annotations

from parley.node.state import State
from parley.record.feed import Feed
from parley.record.fork import Forked
from parley.record.head import Head, origin, sign_head, verify_head

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


def forked(state: State, feed: Feed, head: Head) -> Forked:
    """Stop a feed of which a signed head shows another history; give the fault to raise."""
    full = head.pq is not None
    fresh = feed not in state.stopped or (full and not state.stopped[feed])
    state.stopped[feed] = full or state.stopped.get(feed, False)
    return Forked(feed.party, feed.id, head, fresh=fresh)


def signed(state: State, party: str, feed: bytes, head: Head) -> bool:
    """Say whether every signature that a head bears is of its party's node over this feed."""
    return verify_head(state.config.node_keys[party], origin(state.config.line, party, feed), head)
