"""Whether a notice is in force: a fact of the clock and of nothing else, unless its author has cancelled it."""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk import messages as m
from parley.desk.machine import Cell, Machine, step
from parley.desk.notices import NOTICES, Notice


class State(StrEnum):
    """Where a notice stands by the clock."""

    TO_COME = "to come"
    IN_FORCE = "in force"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


class Fact(StrEnum):
    """What the clock says of its window as last declared, and what its author did."""

    BEFORE = "the clock is before the window"
    WITHIN = "the clock is within the window"
    PAST = "the clock is past the window"
    CANCELLED = "cancelled by its author"


_CLOCK: Final = {Fact.BEFORE: State.TO_COME, Fact.WITHIN: State.IN_FORCE, Fact.PAST: State.EXPIRED}

_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    **{(state, fact): to for state in State if state is not State.CANCELLED for fact, to in _CLOCK.items()},
    **{(state, Fact.CANCELLED): State.CANCELLED for state in State},
    **{(State.CANCELLED, fact): State.CANCELLED for fact in _CLOCK},
}

MACHINE: Final = Machine(
    "A notice by the clock. An amended window may bring it back; nothing brings back what was cancelled.",
    State,
    Fact,
    _TRANSITIONS,
    {},
)


def window_of(message: m.Message) -> tuple[int, int] | None:
    """When what a message announces begins and ends, in ms; None for what announces nothing.

    A summary of flights tells of what is over: it has a period and no window.
    """
    return window(message) if isinstance(message, NOTICES) else None


def window(notice: Notice) -> tuple[int, int]:
    """When what a notice announces begins and ends, in ms; a movement without a departure begins when it arrives."""
    if isinstance(notice, m.MovementNotice):
        return (notice.arrives_ms if notice.from_ms is None else notice.from_ms), notice.arrives_ms
    return notice.from_ms, notice.until_ms


def validity(from_ms: int, until_ms: int, now_ms: int, *, cancelled: bool) -> State:
    """Say whether a notice is in force at an instant (ms)."""
    fact = Fact.BEFORE if now_ms < from_ms else Fact.WITHIN if now_ms < until_ms else Fact.PAST
    return State(step(MACHINE, State.CANCELLED if cancelled else State.TO_COME, fact)[1])
