"""Acknowledgements: how far word of one entry has come at one party. None of them means agreement."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere
from parley.desk.messages import AckLevel, Message, Progress, Step


class State(StrEnum):
    """Where an entry stands at a party that it is for."""

    SENT = "sent"
    OPENED = "opened"
    READ = "read"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not understood"
    CLARIFIED = "said again"


class Fact(StrEnum):
    """What can be said of an entry."""

    OPENED = "opened, by another party"
    READ = "read, by another party"
    UNDERSTOOD = "understood, by another party"
    NOT_UNDERSTOOD = "not understood, by another party"
    OWN = "any of these, by its author"
    CLARIFIED = "clarified or corrected by its author"
    CLARIFIED_BY_OTHER = "clarified by another"


_KNOWN: Final = (State.READ, State.UNDERSTOOD, State.NOT_UNDERSTOOD, State.CLARIFIED)
_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    (State.SENT, Fact.OPENED): State.OPENED,
    **{(state, Fact.READ): State.READ for state in (State.SENT, State.OPENED)},
    **{(state, Fact.UNDERSTOOD): State.UNDERSTOOD for state in State if state is not State.UNDERSTOOD},
    **{(state, Fact.NOT_UNDERSTOOD): State.NOT_UNDERSTOOD for state in State},
    (State.NOT_UNDERSTOOD, Fact.CLARIFIED): State.CLARIFIED,
}
_REFUSED: Final[dict[Cell, str]] = {
    **everywhere(State, Fact.OWN, "ack-own"),
    **everywhere(State, Fact.CLARIFIED_BY_OTHER, "clarification-not-yours"),
    **{(state, Fact.OPENED): "ack-repeated" for state in (State.OPENED, *_KNOWN)},
    **{(state, Fact.READ): "ack-repeated" for state in _KNOWN},
    (State.UNDERSTOOD, Fact.UNDERSTOOD): "ack-repeated",
    **{(state, Fact.CLARIFIED): "doubt-settled" for state in State if state is not State.NOT_UNDERSTOOD},
}

MACHINE: Final = Machine(
    "One entry at one party that did not write it. Who has understood may find later that it was not so; while it is "
    "not understood its author has the move.",
    State,
    Fact,
    _TRANSITIONS,
    _REFUSED,
)

FACTS: Final = {
    AckLevel.READ: Fact.READ,
    AckLevel.UNDERSTOOD: Fact.UNDERSTOOD,
    AckLevel.NOT_UNDERSTOOD: Fact.NOT_UNDERSTOOD,
}


def is_opening(message: Message) -> bool:
    """Say whether a message tells only that an entry stands open on a screen: nobody need have read it."""
    return isinstance(message, Progress) and message.step is Step.OPENED
