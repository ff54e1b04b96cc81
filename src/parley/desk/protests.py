"""Protests: lodged, and perhaps answered. A protest starts no clock, so silence breaks nothing."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere


class State(StrEnum):
    """Where a protest stands."""

    LODGED = "lodged"
    ANSWERED = "answered"


class Fact(StrEnum):
    """What can happen to a protest."""

    REPLIED = "reply by the other side"
    SELF_ANSWERED = "reply by the side that protests"


MACHINE: Final = Machine(
    "A protest, from its sending on. Nothing withdraws it.",
    State,
    Fact,
    {(State.LODGED, Fact.REPLIED): State.ANSWERED},
    everywhere(State, Fact.SELF_ANSWERED, "protest-own") | {(State.ANSWERED, Fact.REPLIED): "protest-answered"},
)
