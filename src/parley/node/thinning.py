"""Whole entries out of what came, and short names of feeds: thin forms are rebuilt from what is held here."""

from __future__ import annotations

from parley.line.payloads import Sent
from parley.node.state import State
from parley.record.entry import BODY_KIND_MIN, entry_or_none
from parley.record.feed import Feed
from parley.record.thin import FEED_BYTES, SHORT_BYTES_MIN, rebuild, thin
from parley.words.cbor import Item


def whole_entry(state: State, place: tuple[str, bytes, int], sent: Sent) -> bytes:
    """Give an entry's bytes; `place` is party, feed and index. Raises PeerFault `thin-unbuildable` and of its form."""
    if isinstance(sent.entry, bytes):
        return sent.entry
    sealed = None if sent.salt is None or sent.body is None else (sent.salt, sent.body)

    def root_at(party: str, name: bytes, size: int) -> tuple[bytes, bytes] | None:
        held = named(state, party, name)
        return None if held is None or held.size < size else (held.id, held.tree.root(size))

    return rebuild(sent.entry, (state.config.line, *place), sealed, state.config.parties, root_at)


def thin_entry(state: State, data: bytes) -> list[Item]:
    """Give the thin form of an own entry."""
    return thin(data, state.config.parties, lambda party, feed: short_name(state, party, feed))


def short_name(state: State, party: str, feed: bytes) -> bytes:
    """Give the shortest beginning of a feed's id, of two bytes at least, that no other feed of its party has here."""
    others = [other.id for other in state.record.feeds.values() if other.party == party and other.id != feed]
    length = SHORT_BYTES_MIN
    while any(other[:length] == feed[:length] for other in others):
        length += 1
    return feed[:length]


def named(state: State, party: str, name: bytes) -> Feed | None:
    """Give the one feed of a party whose id begins so; None where there is none or more than one."""
    if len(name) == FEED_BYTES:
        return state.record.feeds.get((party, name))
    held = [feed for feed in state.record.feeds.values() if feed.party == party and feed.id.startswith(name)]
    return held[0] if len(held) == 1 and len(name) >= SHORT_BYTES_MIN else None


def can_be_thin(sent: Sent) -> bool:
    """Say whether a whole entry could be rebuilt: its commitment comes with the body, if it has one."""
    entry = entry_or_none(sent.entry) if isinstance(sent.entry, bytes) else None
    return entry is not None and (sent.body is not None or entry.kind < BODY_KIND_MIN)
