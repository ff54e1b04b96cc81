"""How much of this node's disk each counterpart may fill: beyond it nothing more is taken, and an entry tells it so.

What is not taken is not receipted, so it waits at its author and comes again; nothing that was receipted is dropped.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from parley.node.effects import Alarm
from parley.node.ports import Row
from parley.node.state import State
from parley.record.entry import BODY_KIND_MIN, Entry
from parley.wire.reports import QUOTA_FULL
from parley.words.faults import PeerFault
from parley.words.terms import Precedence

ROW_BYTES: Final = 200
"""What a row costs beside its entry and body: its keys, and its share of indexes and heads."""
_NEAR: Final = (8, 10)
_EIGHTHS_OPEN: Final = 10
_EIGHTHS_URGENT: Final = 9
_EIGHTHS: Final = 8
"""Daily statements stop at the quota; urgent ones an eighth above it, receipts and the like another eighth above."""


def cost(row: Row) -> int:
    """Give the bytes of disk that a row is counted for."""
    return ROW_BYTES + len(row.entry) + len(row.body or b"")


def charge(state: State, rows: Iterable[Row]) -> None:
    """Count what is held of a counterpart."""
    for row in rows:
        state.held_bytes[row.party] = state.held_bytes.get(row.party, 0) + cost(row)


def check_room(state: State, party: str, leaf: bytes, entry: Entry | None) -> None:
    """Refuse an entry of a counterpart whose disk space is used up; `leaf` is its id, and it may be in no form.

    Raises PeerFault `quota-full`; the first one is named in one signed refusal until its like are taken again.
    """
    if party == state.config.me:
        return
    held, quota, eighths = state.held_bytes.get(party, 0), state.config.quota_bytes, _eighths(entry)
    if held * 8 < quota * eighths:
        _warn(state, party, held, quota)
        if eighths <= state.quota_refused.get(party, 0):
            del state.quota_refused[party]
        return
    if state.quota_refused.get(party, 0) < eighths:
        state.quota_refused[party] = eighths
        state.owed_refusals.append((leaf, QUOTA_FULL))
    raise PeerFault(QUOTA_FULL)


def _eighths(entry: Entry | None) -> int:
    if entry is None:
        return _EIGHTHS
    if entry.kind < BODY_KIND_MIN:
        return _EIGHTHS_OPEN
    return _EIGHTHS_URGENT if entry.precedence >= Precedence.IMMEDIATE else _EIGHTHS


def _warn(state: State, party: str, held: int, quota: int) -> None:
    """Tell people once while there is still room."""
    part, whole = _NEAR
    if held * whole >= quota * part and party not in state.quota_near:
        state.quota_near.add(party)
        state.outcome.effects.append(Alarm("quota-near", party))
