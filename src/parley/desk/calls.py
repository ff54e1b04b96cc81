"""Calls between principals: asked for, accepted, put off, declined; held, with an outcome that both agree on or not.

That nobody answered is seen from the clock.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine
from parley.desk.messages import Answer, CallAnswer, Confirmation, Verdict


class State(StrEnum):
    """Where a call request stands."""

    ASKED = "asked"
    OTHER_TIME = "other time"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    HELD = "held"
    OUTCOME_AGREED = "outcome agreed"
    OUTCOME_DIFFERS = "outcome differs"


class Fact(StrEnum):
    """What can happen to a call request; whose turn it is: the side that did not speak last."""

    ACCEPTED = "accepted for a proposed time"
    ACCEPTED_ELSEWHEN = "accepted for a time that nobody proposed"
    OTHER_TIME = "another time proposed"
    DECLINED = "declined"
    OUT_OF_TURN = "answer by the side that has just asked or proposed"
    TOLD = "held, as either side tells it"
    CONFIRMED = "this account confirmed by the other side"
    CONTESTED = "this account amended or disputed by the other side"
    OWN = "an account confirmed, amended or disputed by its author"
    SUPERSEDED = "an account answered that is not the newest"
    READOUT = "readout by either side"


HAPPENED: Final = (State.HELD, State.OUTCOME_AGREED, State.OUTCOME_DIFFERS)
"""States of a call that was held."""

_ASKING: Final = (Fact.ACCEPTED, Fact.ACCEPTED_ELSEWHEN, Fact.OTHER_TIME, Fact.DECLINED, Fact.OUT_OF_TURN)
_ANSWERING: Final = (Fact.CONFIRMED, Fact.CONTESTED, Fact.OWN, Fact.SUPERSEDED)
_UNTOLD: Final = (State.ASKED, State.OTHER_TIME, State.ACCEPTED, State.DECLINED)
_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    (State.ASKED, Fact.ACCEPTED): State.ACCEPTED,
    (State.ASKED, Fact.OTHER_TIME): State.OTHER_TIME,
    (State.ASKED, Fact.DECLINED): State.DECLINED,
    (State.OTHER_TIME, Fact.ACCEPTED): State.ACCEPTED,
    (State.OTHER_TIME, Fact.OTHER_TIME): State.OTHER_TIME,
    (State.OTHER_TIME, Fact.DECLINED): State.DECLINED,
    (State.ACCEPTED, Fact.TOLD): State.HELD,
    (State.HELD, Fact.TOLD): State.HELD,
    (State.HELD, Fact.CONFIRMED): State.OUTCOME_AGREED,
    (State.HELD, Fact.CONTESTED): State.OUTCOME_DIFFERS,
    (State.OUTCOME_DIFFERS, Fact.TOLD): State.HELD,
    (State.OUTCOME_DIFFERS, Fact.CONFIRMED): State.OUTCOME_AGREED,
    (State.OUTCOME_DIFFERS, Fact.CONTESTED): State.OUTCOME_DIFFERS,
    **{(state, Fact.READOUT): state for state in HAPPENED},
}
_REFUSED: Final[dict[Cell, str]] = {
    (State.ASKED, Fact.ACCEPTED_ELSEWHEN): "call-time-unknown",
    (State.ASKED, Fact.OUT_OF_TURN): "call-not-yours",
    (State.OTHER_TIME, Fact.ACCEPTED_ELSEWHEN): "call-time-unknown",
    (State.OTHER_TIME, Fact.OUT_OF_TURN): "call-not-yours",
    **{(state, fact): "call-over" for state in (State.ACCEPTED, State.DECLINED, *HAPPENED) for fact in _ASKING},
    **{(state, Fact.TOLD): "call-not-agreed" for state in (State.ASKED, State.OTHER_TIME, State.DECLINED)},
    **{(state, fact): "call-not-held" for state in _UNTOLD for fact in (*_ANSWERING, Fact.READOUT)},
    **{(state, Fact.OWN): "account-own" for state in HAPPENED},
    **{(state, Fact.SUPERSEDED): "account-superseded" for state in HAPPENED},
    **{(State.OUTCOME_AGREED, fact): "account-confirmed" for fact in (Fact.TOLD, Fact.CONFIRMED, Fact.CONTESTED)},
}

MACHINE: Final = Machine(
    "A call request, from its sending on. Each proposal of another time passes the turn; the newest account counts.",
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


def outcome_fact(answer: Confirmation, account: bytes, *, own: bool) -> Fact:
    """Say what an answer is to the newest account of the call, and whether its author is the one that told it."""
    if answer.of != account:
        return Fact.SUPERSEDED
    if own:
        return Fact.OWN
    return Fact.CONFIRMED if answer.verdict is Verdict.CONFIRMED else Fact.CONTESTED
