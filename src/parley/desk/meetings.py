"""Meetings about a query: asked for by the side that asked, accepted, put off or declined. It stops no other clock."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere
from parley.desk.messages import Answer, MeetingAnswer


class State(StrEnum):
    """Where the meeting step of a query stands."""

    NOT_ASKED = "not asked for"
    ASKED = "asked for"
    OTHER_TIME = "other time"
    AGREED = "agreed"
    DECLINED = "declined"


class Fact(StrEnum):
    """What can happen to it; whose turn it is: the side that did not speak last."""

    ASKED = "asked for by the side of the query"
    ASKED_BY_OTHER = "asked for by another"
    ACCEPTED = "accepted for a proposed time"
    ACCEPTED_ELSEWHEN = "accepted for a time that nobody proposed"
    OTHER_TIME = "another time proposed"
    DECLINED = "declined"
    OUT_OF_TURN = "answer by the side that has just asked or proposed"


OPEN: Final = (State.ASKED, State.OTHER_TIME)
"""States in which an answer is owed."""

_ANSWERS: Final = {
    Fact.ACCEPTED: State.AGREED,
    Fact.OTHER_TIME: State.OTHER_TIME,
    Fact.DECLINED: State.DECLINED,
}
_ANSWERING: Final = (*_ANSWERS, Fact.ACCEPTED_ELSEWHEN, Fact.OUT_OF_TURN)
_REFUSED: Final[dict[Cell, str]] = {
    **everywhere(State, Fact.ASKED_BY_OTHER, "query-not-yours"),
    **{(state, Fact.ASKED): "meeting-open" for state in OPEN},
    **{(state, Fact.ACCEPTED_ELSEWHEN): "meeting-time-unknown" for state in OPEN},
    **{(state, Fact.OUT_OF_TURN): "meeting-not-yours" for state in OPEN},
    **{(State.NOT_ASKED, fact): "meeting-not-asked" for fact in _ANSWERING},
    **{(state, fact): "meeting-over" for state in (State.AGREED, State.DECLINED) for fact in _ANSWERING},
}

_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    **{(state, fact): to for state in OPEN for fact, to in _ANSWERS.items()},
    **{(state, Fact.ASKED): State.ASKED for state in (State.NOT_ASKED, State.AGREED, State.DECLINED)},
}

MACHINE: Final = Machine(
    "The meeting step of a query. After an answer the side of the query may ask for another meeting.",
    State,
    Fact,
    _TRANSITIONS,
    _REFUSED,
)


def fact(answer: MeetingAnswer, proposed_ms: tuple[int, ...], *, in_turn: bool) -> Fact:
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
