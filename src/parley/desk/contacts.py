"""Telephone contacts: entered by one side; confirmed, amended or disputed by the other."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere
from parley.desk.messages import Confirmation, Verdict


class State(StrEnum):
    """How far both sides agree on what was said."""

    ENTERED = "entered by one side"
    CONFIRMED = "confirmed"
    AMENDED = "amended"
    DISPUTED = "disputed"


class Fact(StrEnum):
    """What can happen to an account of a contact."""

    ENTERED = "entered anew by the side that entered it"
    ENTERED_BY_OTHER = "entered by the other side"
    CONFIRMED = "confirmed by the other side"
    AMENDED = "amended by the other side"
    DISPUTED = "disputed by the other side"
    OWN = "any of these, by the side that entered it"
    SUPERSEDED = "any of these, of an account that was entered anew"


_ANSWERS: Final = {
    Fact.ENTERED: State.ENTERED,
    Fact.CONFIRMED: State.CONFIRMED,
    Fact.AMENDED: State.AMENDED,
    Fact.DISPUTED: State.DISPUTED,
}
_OPEN: Final = (State.ENTERED, State.AMENDED, State.DISPUTED)
_TRANSITIONS: Final[dict[Cell, StrEnum]] = {(state, fact): to for state in _OPEN for fact, to in _ANSWERS.items()}

MACHINE: Final = Machine(
    "A telephone contact, from its entering on. What is confirmed stays; what is amended or disputed is shown so.",
    State,
    Fact,
    _TRANSITIONS,
    everywhere(State, Fact.ENTERED_BY_OTHER, "contact-not-yours")
    | everywhere(State, Fact.OWN, "account-own")
    | everywhere(State, Fact.SUPERSEDED, "account-superseded")
    | {(State.CONFIRMED, fact): "account-confirmed" for fact in _ANSWERS},
)

_VERDICTS: Final = {
    Verdict.CONFIRMED: Fact.CONFIRMED,
    Verdict.AMENDED: Fact.AMENDED,
    Verdict.DISPUTED: Fact.DISPUTED,
}


def fact(answer: Confirmation, account: bytes, *, own: bool) -> Fact:
    """Say what an answer is to the newest account, and whether its author is the one that told it."""
    if answer.of != account:
        return Fact.SUPERSEDED
    return Fact.OWN if own else _VERDICTS[answer.verdict]
