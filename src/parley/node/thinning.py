"""Whole entries out of what came: thin forms are rebuilt from what is held here."""

from __future__ import annotations

from parley.line.payloads import Sent
from parley.node.state import State
from parley.record.thin import rebuild


def whole_entry(state: State, place: tuple[str, bytes, int], sent: Sent) -> bytes:
    """Give an entry's bytes; `place` is party, feed and index. Raises PeerFault `thin-unbuildable` and of its form."""
    if isinstance(sent.entry, bytes):
        return sent.entry
    sealed = None if sent.salt is None or sent.body is None else (sent.salt, sent.body)

    def root_at(party: str, feed: bytes, size: int) -> bytes | None:
        held = state.record.feeds.get((party, feed))
        return None if held is None or held.size < size else held.tree.root(size)

    return rebuild(sent.entry, (state.config.line, *place), sealed, state.config.parties, root_at)
