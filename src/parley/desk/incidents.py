"""Incidents: each side reports, corrects its own report, and never the other's."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine


class State(StrEnum):
    """Whose reports there are."""

    ONE_SIDE = "reported by one side"
    BOTH_SIDES = "reported by both sides"


class Fact(StrEnum):
    """What can happen to a reported incident."""

    CORRECTED = "report by who reported first"
    REPORTED = "report by the other side"


MACHINE: Final = Machine(
    "An incident, from its first report on. Both sides' reports stand beside each other; the last of each side counts.",
    State,
    Fact,
    {
        (State.ONE_SIDE, Fact.CORRECTED): State.ONE_SIDE,
        (State.ONE_SIDE, Fact.REPORTED): State.BOTH_SIDES,
        (State.BOTH_SIDES, Fact.CORRECTED): State.BOTH_SIDES,
        (State.BOTH_SIDES, Fact.REPORTED): State.BOTH_SIDES,
    },
    {},
)
