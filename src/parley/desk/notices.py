"""Notices: what a party declares beforehand. Its own later word in the same thread amends, corrects or cancels it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final, TypeAlias, get_args

from parley.desk import messages as m
from parley.desk.machine import Machine, everywhere

Notice: TypeAlias = (
    m.FlightNotice
    | m.ExerciseNotice
    | m.MovementNotice
    | m.HazardNotice
    | m.LaunchNotice
    | m.NavalNotice
    | m.AirspaceNotice
    | m.HumanitarianNotice
)
"""What is announced before it begins: it has a window, and may have a lead time."""
NOTICES: Final[tuple[type[Notice], ...]] = get_args(Notice)


class State(StrEnum):
    """Where a notice stands. That its window has passed is seen from the clock (`validity`)."""

    DECLARED = "declared"
    AMENDED = "amended"
    CORRECTED = "corrected"
    CANCELLED = "cancelled"


class Fact(StrEnum):
    """What can happen to a notice."""

    AMENDED = "notice by its author"
    CORRECTED = "correction by its author"
    CANCELLED = "cancellation by its author"
    BY_OTHER = "any of these, by another"


_LATER: Final = {Fact.AMENDED: State.AMENDED, Fact.CORRECTED: State.CORRECTED, Fact.CANCELLED: State.CANCELLED}
_STANDING: Final = (State.DECLARED, State.AMENDED, State.CORRECTED)

MACHINE: Final = Machine(
    "A notice, or a summary of flights, from its sending on; amended by one of its own kind. Cancelled is for good.",
    State,
    Fact,
    {(state, fact): to for state in _STANDING for fact, to in _LATER.items()},
    everywhere(State, Fact.BY_OTHER, "notice-not-yours")
    | {(State.CANCELLED, fact): "notice-cancelled" for fact in _LATER},
)
