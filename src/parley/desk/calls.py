"""Calls between principals: asked for, accepted, put off, declined. That nobody answered is seen from the clock."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine
from parley.desk.messages import Answer, CallAnswer


class State(StrEnum):
    """Where a call request stands."""

    ASKED = "asked"
    OTHER_TIME = "other time"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Fact(StrEnum):
    """What can happen to a call request; whose turn it is: the side that did not speak last."""

    ACCEPTED = "accepted for a proposed time"
    ACCEPTED_ELSEWHEN = "accepted for a time that nobody proposed"
    OTHER_TIME = "another time proposed"
    DECLINED = "declined"
    OUT_OF_TURN = "answer by the side that has just asked or proposed"


_CLOSED: Final = (State.ACCEPTED, State.DECLINED)
_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    (State.ASKED, Fact.ACCEPTED): State.ACCEPTED,
    (State.ASKED, Fact.OTHER_TIME): State.OTHER_TIME,
    (State.ASKED, Fact.DECLINED): State.DECLINED,
    (State.OTHER_TIME, Fact.ACCEPTED): State.ACCEPTED,
    (State.OTHER_TIME, Fact.OTHER_TIME): State.OTHER_TIME,
    (State.OTHER_TIME, Fact.DECLINED): State.DECLINED,
}
_REFUSED: Final[dict[Cell, str]] = {
    (State.ASKED, Fact.ACCEPTED_ELSEWHEN): "call-time-unknown",
    (State.ASKED, Fact.OUT_OF_TURN): "call-not-yours",
    (State.OTHER_TIME, Fact.ACCEPTED_ELSEWHEN): "call-time-unknown",
    (State.OTHER_TIME, Fact.OUT_OF_TURN): "call-not-yours",
    **{(state, fact): "call-over" for state in _CLOSED for fact in Fact},
}

MACHINE: Final = Machine(
    "A call request, from its sending on. Each proposal of another time passes the turn.",
    State,
    Fact,
    _TRANSITIONS,
    _REFUSED,
)


def fact(answer: CallAnswer, proposed_ms: tuple[int, ...], *, in_turn: bool) -> Fact:
    """Say what an answer is, given the times that are proposed and whether its author has the turn."""
    if not in_turn:
        return Fact.OUT_OF_TURN
    match answer.answer:
        case Answer.ACCEPTED:
            return Fact.ACCEPTED if answer.at_ms in proposed_ms else Fact.ACCEPTED_ELSEWHEN
        case Answer.OTHER_TIME:
            return Fact.OTHER_TIME
        case Answer.DECLINED:
            return Fact.DECLINED
