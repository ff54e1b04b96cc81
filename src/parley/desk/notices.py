"""Notices: what a party declares beforehand. Its own later notice in the same thread amends it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere


class State(StrEnum):
    """Where a notice stands. That its window has passed is seen from the clock, and is no state."""

    DECLARED = "declared"
    AMENDED = "amended"


class Fact(StrEnum):
    """What can happen to a notice."""

    AMENDED = "notice by its author"
    AMENDED_BY_OTHER = "notice by another"


MACHINE: Final = Machine(
    "A notice of a flight, an exercise, a movement or a hazard, from its sending on; amended by one of its own kind.",
    State,
    Fact,
    {(State.DECLARED, Fact.AMENDED): State.AMENDED, (State.AMENDED, Fact.AMENDED): State.AMENDED},
    everywhere(State, Fact.AMENDED_BY_OTHER, "notice-not-yours"),
)
