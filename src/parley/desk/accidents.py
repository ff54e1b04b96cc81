"""Accidents: something has left without being meant. The first word goes at once; the position may follow."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere
from parley.desk.messages import AccidentReport


class State(StrEnum):
    """How much its author has told."""

    WITHOUT_POSITION = "told, position to follow"
    WITH_POSITION = "told with a position"


class Fact(StrEnum):
    """What can happen to a reported accident."""

    TOLD_ON = "report by its author, without a position"
    PLACED = "report by its author, with a position"
    BY_OTHER = "report by another"


MACHINE: Final = Machine(
    "An accident, from its first report on. The last report counts, and a position that was given stays given.",
    State,
    Fact,
    {
        (State.WITHOUT_POSITION, Fact.TOLD_ON): State.WITHOUT_POSITION,
        (State.WITHOUT_POSITION, Fact.PLACED): State.WITH_POSITION,
        (State.WITH_POSITION, Fact.TOLD_ON): State.WITH_POSITION,
        (State.WITH_POSITION, Fact.PLACED): State.WITH_POSITION,
    },
    everywhere(State, Fact.BY_OTHER, "accident-not-yours"),
)


def begins(report: AccidentReport) -> State:
    """Say where an accident stands by its first report."""
    return State.WITHOUT_POSITION if report.position is None else State.WITH_POSITION


def fact(report: AccidentReport, *, own: bool) -> Fact:
    """Say what a further report is."""
    if not own:
        return Fact.BY_OTHER
    return Fact.TOLD_ON if report.position is None else Fact.PLACED
