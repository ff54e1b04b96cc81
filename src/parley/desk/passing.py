"""Passing on: whether an entry has reached one role of the side that received it. None of it means agreement."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere


class State(StrEnum):
    """Where an entry stands with one role of a party that it is for."""

    NOT_PASSED = "not passed"
    PASSED = "passed to it"
    SEEN = "seen by it"


class Fact(StrEnum):
    """What can be said of it."""

    PASSED = "passed to it, by another party"
    SEEN = "seen by it, by another party"
    OWN = "either of these, by the entry's author"


MACHINE: Final = Machine(
    "One entry with one role of a party that did not write it. Only what was passed on or seen is said.",
    State,
    Fact,
    {
        (State.NOT_PASSED, Fact.PASSED): State.PASSED,
        (State.NOT_PASSED, Fact.SEEN): State.SEEN,
        (State.PASSED, Fact.SEEN): State.SEEN,
    },
    everywhere(State, Fact.OWN, "ack-own")
    | {(state, Fact.PASSED): "ack-repeated" for state in (State.PASSED, State.SEEN)}
    | {(State.SEEN, Fact.SEEN): "ack-repeated"},
)
