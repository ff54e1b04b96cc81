"""Calls between principals: asked for, answered, withdrawn, escalated; held, with an outcome that both agree on or not.

That nobody answered is seen from the record at an instant (`obligations`), and so no state. How a call is set up and
runs is a machine of its own (`setups`).
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere
from parley.desk.messages import Answer, CallAnswer, CallLevel, Confirmation, LevelMove, Verdict


class State(StrEnum):
    """Where a call request stands."""

    ASKED = "asked"
    RECEIVED = "received"
    REFERRED = "referred"
    OTHER_TIME = "other time"
    OTHER_LEVEL = "other level"
    DEFERRED = "deferred"
    ESCALATED = "escalated"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    WITHDRAWN = "withdrawn"
    CROSSED = "one with another"
    HELD = "held"
    OUTCOME_AGREED = "outcome agreed"
    OUTCOME_DIFFERS = "outcome differs"


class Fact(StrEnum):
    """What can happen to a call request; whose turn it is: the side that did not speak last."""

    CROSSED = "it crossed an earlier request of the other side"
    TAKEN = "received by the watch"
    REFERRED = "referred to a role"
    ACCEPTED = "accepted for a proposed time"
    ACCEPTED_ELSEWHEN = "accepted for a time that nobody proposed"
    UNAUTHORISED = "accepted by a role whose authority does not reach to the pairing"
    OTHER_TIME = "another time proposed"
    OTHER_LEVEL = "another level proposed"
    DEFERRED = "answer put off"
    DECLINED = "declined"
    OUT_OF_TURN = "answer by the side that has just asked or proposed"
    WITHDRAWN = "withdrawn by the side that asked"
    WITHDRAWN_LATE = "withdrawn after it began"
    ESCALATED = "escalated by the side that asked"
    NOT_ASKER = "withdrawn or escalated by another"
    TOLD = "held, as either side tells it"
    TOLD_UNSET = "held, though no token was read back as agreed"
    CONFIRMED = "this account confirmed by the other side"
    CONTESTED = "this account amended or disputed by the other side"
    OWN = "an account confirmed, amended or disputed by its author"
    SUPERSEDED = "an account answered that is not the newest"
    READOUT = "readout by either side"
    DONE = "in effect or followed up, as either side enters it"


HAPPENED: Final = (State.HELD, State.OUTCOME_AGREED, State.OUTCOME_DIFFERS)
"""States of a call that was held."""
OPEN: Final = (
    State.ASKED, State.RECEIVED, State.REFERRED, State.OTHER_TIME, State.OTHER_LEVEL, State.DEFERRED, State.ESCALATED,
)  # fmt: skip
"""States in which the request may still be answered."""
UNANSWERED: Final = (State.ASKED, State.RECEIVED, State.REFERRED, State.ESCALATED)
"""States in which the side asked has said neither when nor whether."""

_ANSWERS: Final = {
    Fact.ACCEPTED: State.ACCEPTED,
    Fact.OTHER_TIME: State.OTHER_TIME,
    Fact.OTHER_LEVEL: State.OTHER_LEVEL,
    Fact.DEFERRED: State.DEFERRED,
    Fact.DECLINED: State.DECLINED,
    Fact.WITHDRAWN: State.WITHDRAWN,
    Fact.ESCALATED: State.ESCALATED,
}
_WRONG: Final = {
    Fact.ACCEPTED_ELSEWHEN: "call-time-unknown",
    Fact.UNAUTHORISED: "call-unauthorised",
    Fact.OUT_OF_TURN: "call-not-yours",
    Fact.NOT_ASKER: "call-not-yours",
    Fact.WITHDRAWN_LATE: "call-begun",
}
_ASKING: Final = (Fact.TAKEN, Fact.REFERRED, *_ANSWERS, *_WRONG)
_ANSWERING: Final = (Fact.CONFIRMED, Fact.CONTESTED, Fact.OWN, Fact.SUPERSEDED)
_TELLING: Final = (Fact.TOLD, Fact.TOLD_UNSET)
_UNTOLD: Final = tuple(state for state in State if state not in HAPPENED)
_KEPT: Final = (State.OTHER_TIME, State.OTHER_LEVEL, State.DEFERRED, State.ESCALATED)
"""States that say more than that the watch has received the request, or to whom it went."""

_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    (State.ASKED, Fact.CROSSED): State.CROSSED,
    (State.ASKED, Fact.TAKEN): State.RECEIVED,
    **{(state, Fact.REFERRED): State.REFERRED for state in (State.ASKED, State.RECEIVED, State.REFERRED)},
    **{(state, fact): state for state in _KEPT for fact in (Fact.TAKEN, Fact.REFERRED)},
    **{(state, fact): to for state in OPEN for fact, to in _ANSWERS.items()},
    (State.DECLINED, Fact.ESCALATED): State.DECLINED,
    (State.ACCEPTED, Fact.WITHDRAWN): State.WITHDRAWN,
    (State.ACCEPTED, Fact.TOLD): State.HELD,
    (State.HELD, Fact.TOLD): State.HELD,
    (State.HELD, Fact.CONFIRMED): State.OUTCOME_AGREED,
    (State.HELD, Fact.CONTESTED): State.OUTCOME_DIFFERS,
    (State.OUTCOME_DIFFERS, Fact.TOLD): State.HELD,
    (State.OUTCOME_DIFFERS, Fact.CONFIRMED): State.OUTCOME_AGREED,
    (State.OUTCOME_DIFFERS, Fact.CONTESTED): State.OUTCOME_DIFFERS,
    **{(state, Fact.READOUT): state for state in HAPPENED},
    (State.OUTCOME_AGREED, Fact.DONE): State.OUTCOME_AGREED,
}
_OVER: Final = {
    **dict.fromkeys((State.ACCEPTED, State.DECLINED, *HAPPENED), "call-over"),
    State.WITHDRAWN: "call-withdrawn",
    State.CROSSED: "call-crossed",
}
_REFUSED: Final[dict[Cell, str]] = {
    **{(state, Fact.CROSSED): "call-crossed" for state in State if state is not State.ASKED},
    **{(state, Fact.TAKEN): "call-received" for state in (State.RECEIVED, State.REFERRED)},
    **{(state, fact): code for state in OPEN for fact, code in _WRONG.items()},
    **{
        (state, fact): _WRONG[fact] if fact in {Fact.NOT_ASKER, Fact.WITHDRAWN_LATE} else code
        for state, code in _OVER.items()
        for fact in _ASKING
        if (state, fact) not in _TRANSITIONS
    },
    **{(state, fact): "call-not-agreed" for state in _UNTOLD if state is not State.ACCEPTED for fact in _TELLING},
    (State.ACCEPTED, Fact.TOLD_UNSET): "call-not-authenticated",
    **{(state, Fact.TOLD_UNSET): "call-not-authenticated" for state in (State.HELD, State.OUTCOME_DIFFERS)},
    **{(state, fact): "call-not-held" for state in _UNTOLD for fact in (*_ANSWERING, Fact.READOUT)},
    **{(state, Fact.OWN): "account-own" for state in HAPPENED},
    **{(state, Fact.SUPERSEDED): "account-superseded" for state in HAPPENED},
    **{(State.OUTCOME_AGREED, fact): "account-confirmed" for fact in (*_TELLING, Fact.CONFIRMED, Fact.CONTESTED)},
    **{
        cell: code
        for cell, code in everywhere(State, Fact.DONE, "call-outcome-open").items()
        if cell[0] is not State.OUTCOME_AGREED
    },
}

MACHINE: Final = Machine(
    "A call request, from its sending on. Each proposal of another time passes the turn; the newest account counts.",
    State,
    Fact,
    _TRANSITIONS,
    _REFUSED,
)


def fact(answer: CallAnswer, proposed_ms: tuple[int, ...], *, in_turn: bool, authorised: bool) -> Fact:
    """Say what an answer is, given the times that are proposed, whose turn it is, and whom the pairing names."""
    if not in_turn:
        return Fact.OUT_OF_TURN
    match answer.answer:
        case Answer.ACCEPTED if not authorised:
            return Fact.UNAUTHORISED
        case Answer.ACCEPTED:
            return Fact.ACCEPTED if answer.at_ms in proposed_ms else Fact.ACCEPTED_ELSEWHEN
        case Answer.OTHER_TIME:
            return Fact.OTHER_TIME
        case Answer.DECLINED:
            return Fact.DECLINED


def level_fact(named: CallLevel, *, in_turn: bool, asker: bool) -> Fact:
    """Say what naming another level is: the side whose turn it is proposes it, the side that asked escalates to it."""
    if named.move is LevelMove.ESCALATED:
        return Fact.ESCALATED if asker else Fact.NOT_ASKER
    return Fact.OTHER_LEVEL if in_turn else Fact.OUT_OF_TURN


def outcome_fact(answer: Confirmation, account: bytes, *, own: bool) -> Fact:
    """Say what an answer is to the newest account of the call, and whether its author is the one that told it."""
    if answer.of != account:
        return Fact.SUPERSEDED
    if own:
        return Fact.OWN
    return Fact.CONFIRMED if answer.verdict is Verdict.CONFIRMED else Fact.CONTESTED
