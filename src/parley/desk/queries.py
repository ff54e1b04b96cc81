"""Queries: asked, held off, answered. That the clock has run out is a flag (`obligations`), and is no state."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere


class State(StrEnum):
    """Where a query stands."""

    OPEN = "open"
    HOLDING = "holding"
    ANSWERED = "answered"


class Fact(StrEnum):
    """What can happen to a query."""

    HELD = "holding reply by the side asked"
    REPLIED = "reply by the side asked"
    SELF_ANSWERED = "holding reply or reply by the asking side"


MACHINE: Final = Machine(
    "A query, from its sending on. A holding reply stops no clock.",
    State,
    Fact,
    {
        (State.OPEN, Fact.HELD): State.HOLDING,
        (State.OPEN, Fact.REPLIED): State.ANSWERED,
        (State.HOLDING, Fact.HELD): State.HOLDING,
        (State.HOLDING, Fact.REPLIED): State.ANSWERED,
    },
    everywhere(State, Fact.SELF_ANSWERED, "query-own")
    | {(State.ANSWERED, Fact.HELD): "query-answered", (State.ANSWERED, Fact.REPLIED): "query-answered"},
)
