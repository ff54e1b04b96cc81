"""Launches: announced like any notice, and then told what became of it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere


class State(StrEnum):
    """Where a launch notice stands."""

    DECLARED = "declared"
    AMENDED = "amended"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"
    REPORTED = "reported"


class Fact(StrEnum):
    """What can happen to a launch notice."""

    AMENDED = "notice by its author"
    CORRECTED = "correction of the notice by its author"
    CANCELLED = "cancellation by its author"
    REPORTED = "post-launch report by its author"
    BY_OTHER = "any of these, by another"


_LATER: Final = {
    Fact.AMENDED: State.AMENDED,
    Fact.CORRECTED: State.CORRECTED,
    Fact.CANCELLED: State.CANCELLED,
    Fact.REPORTED: State.REPORTED,
}
_STANDING: Final = (State.DECLARED, State.AMENDED, State.CORRECTED)
_REFUSED: Final[dict[Cell, str]] = {
    **everywhere(State, Fact.BY_OTHER, "notice-not-yours"),
    **{(State.CANCELLED, fact): "notice-cancelled" for fact in _LATER},
    **{(State.REPORTED, fact): "launch-reported" for fact in _LATER},
}

MACHINE: Final = Machine(
    "A launch, from its notice on. A report that was wrong is corrected, which moves nothing.",
    State,
    Fact,
    {(state, fact): to for state in _STANDING for fact, to in _LATER.items()},
    _REFUSED,
)
