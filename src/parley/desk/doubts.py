"""Doubts: one side cannot read what the other states so, or states otherwise. Both readings stay until settled."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere
from parley.desk.messages import Doubt, DoubtSort


class State(StrEnum):
    """What one party holds of what another states, in one entry or in one track of it."""

    NOT_DOUBTED = "not doubted"
    DOUBTFUL = "doubtful"
    DISPUTED = "disputed"
    STOOD_BY = "stood by"
    CORRECTED = "corrected"


class Fact(StrEnum):
    """What can happen to it."""

    DOUBTED = "position doubtful, by another party"
    DISPUTED = "disputed, by another party"
    OWN = "either of these, by its author"
    STOOD_BY = "its author stands by it"
    STOOD_BY_OTHER = "another party stands by it"
    CORRECTED = "correction by its author"


OPEN: Final = (State.DOUBTFUL, State.DISPUTED)
"""States in which the author has the move."""

_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    **{(state, Fact.DOUBTED): State.DOUBTFUL for state in State if state is not State.DOUBTFUL},
    **{(state, Fact.DISPUTED): State.DISPUTED for state in State if state is not State.DISPUTED},
    **{(state, Fact.STOOD_BY): State.STOOD_BY for state in OPEN},
    **{(state, Fact.CORRECTED): State.CORRECTED for state in State},
}
_REFUSED: Final[dict[Cell, str]] = {
    **everywhere(State, Fact.OWN, "doubt-own"),
    **everywhere(State, Fact.STOOD_BY_OTHER, "clarification-not-yours"),
    (State.DOUBTFUL, Fact.DOUBTED): "doubt-repeated",
    (State.DISPUTED, Fact.DISPUTED): "doubt-repeated",
    **{(state, Fact.STOOD_BY): "doubt-settled" for state in State if state not in OPEN},
}

MACHINE: Final = Machine(
    "What an entry states, as one other party reads it. While it is doubtful or disputed its author has the move.",
    State,
    Fact,
    _TRANSITIONS,
    _REFUSED,
)


def fact(doubt: Doubt, *, own: bool) -> Fact:
    """Say what a doubt is."""
    if own:
        return Fact.OWN
    return Fact.DOUBTED if doubt.sort is DoubtSort.POSITION_DOUBTFUL else Fact.DISPUTED
