"""Queries: asked, held off, answered, asked further. That the clock has run out is a flag (`obligations`), no state."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere


class State(StrEnum):
    """Where a query stands."""

    OPEN = "open"
    HOLDING = "holding"
    ANSWERED = "answered"
    CANNOT = "cannot be answered"


class Fact(StrEnum):
    """What can happen to a query."""

    HELD = "holding reply by the side asked"
    REPLIED = "reply, or yes or no, by the side asked"
    CANNOT = "cannot answer, by the side asked"
    SELF_ANSWERED = "any of these, by the asking side"
    FOLLOWED_UP = "follow-up by the asking side"
    FOLLOWED_UP_BY_OTHER = "follow-up by another"


WAITING: Final = (State.OPEN, State.HOLDING)
"""States in which an answer is owed."""

_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    **{(state, Fact.HELD): State.HOLDING for state in WAITING},
    **{(state, Fact.REPLIED): State.ANSWERED for state in (*WAITING, State.CANNOT)},
    **{(state, Fact.CANNOT): State.CANNOT for state in WAITING},
    **{(state, Fact.FOLLOWED_UP): State.OPEN for state in (State.ANSWERED, State.CANNOT)},
}
_REFUSED: Final[dict[Cell, str]] = {
    **everywhere(State, Fact.SELF_ANSWERED, "query-own"),
    **everywhere(State, Fact.FOLLOWED_UP_BY_OTHER, "query-not-yours"),
    **{(state, Fact.FOLLOWED_UP): "query-open" for state in WAITING},
    **{(State.ANSWERED, fact): "query-answered" for fact in (Fact.HELD, Fact.REPLIED, Fact.CANNOT)},
    **{(State.CANNOT, fact): "query-answered" for fact in (Fact.HELD, Fact.CANNOT)},
}

MACHINE: Final = Machine(
    "A query, from its sending on. A holding reply stops no clock; a follow-up starts one anew.",
    State,
    Fact,
    _TRANSITIONS,
    _REFUSED,
)
