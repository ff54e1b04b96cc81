"""Deferrals: another time for what is due, proposed by either side and agreed to by the other. The old time is kept."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere


class State(StrEnum):
    """Where a proposal of another time stands."""

    PROPOSED = "proposed"
    AGREED = "agreed"
    DECLINED = "declined"


class Fact(StrEnum):
    """What can happen to it."""

    AGREED = "yes, by another party"
    DECLINED = "no, by another party"
    OWN = "either of these, by the side that proposed"


MACHINE: Final = Machine(
    "A proposal of another time. Until it is agreed to, the old time runs.",
    State,
    Fact,
    {(State.PROPOSED, Fact.AGREED): State.AGREED, (State.PROPOSED, Fact.DECLINED): State.DECLINED},
    everywhere(State, Fact.OWN, "deferral-own")
    | {
        (state, fact): "deferral-over"
        for state in (State.AGREED, State.DECLINED)
        for fact in (Fact.AGREED, Fact.DECLINED)
    },
)
