"""Acknowledgements: how far word of one entry has come at one party. None of them means agreement."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere
from parley.desk.messages import AckLevel


class State(StrEnum):
    """Where an entry stands at a party that it is for."""

    SENT = "sent"
    READ = "read"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not understood"


class Fact(StrEnum):
    """What can be said of an entry."""

    READ = "read, by another party"
    UNDERSTOOD = "understood, by another party"
    NOT_UNDERSTOOD = "not understood, by another party"
    OWN = "any of these, by its author"


_KNOWN: Final = (State.READ, State.UNDERSTOOD, State.NOT_UNDERSTOOD)

MACHINE: Final = Machine(
    "One entry at one party that did not write it. Who has understood may find later that it was not so.",
    State,
    Fact,
    {
        (State.SENT, Fact.READ): State.READ,
        (State.SENT, Fact.UNDERSTOOD): State.UNDERSTOOD,
        (State.SENT, Fact.NOT_UNDERSTOOD): State.NOT_UNDERSTOOD,
        (State.READ, Fact.UNDERSTOOD): State.UNDERSTOOD,
        (State.READ, Fact.NOT_UNDERSTOOD): State.NOT_UNDERSTOOD,
        (State.UNDERSTOOD, Fact.NOT_UNDERSTOOD): State.NOT_UNDERSTOOD,
        (State.NOT_UNDERSTOOD, Fact.UNDERSTOOD): State.UNDERSTOOD,
        (State.NOT_UNDERSTOOD, Fact.NOT_UNDERSTOOD): State.NOT_UNDERSTOOD,
    },
    everywhere(State, Fact.OWN, "ack-own")
    | {(state, Fact.READ): "ack-repeated" for state in _KNOWN}
    | {(State.UNDERSTOOD, Fact.UNDERSTOOD): "ack-repeated"},
)

FACTS: Final = {
    AckLevel.READ: Fact.READ,
    AckLevel.UNDERSTOOD: Fact.UNDERSTOOD,
    AckLevel.NOT_UNDERSTOOD: Fact.NOT_UNDERSTOOD,
}
