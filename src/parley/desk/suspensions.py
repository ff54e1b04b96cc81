"""Suspensions: declared by one side, reviewed by declaring anew, ended by an entry of its own.

What a suspension declares is one thing and what crosses the line is another: no statement of the other side is refused
for it, and our own are stopped before they are released (`stopped`).
"""

from __future__ import annotations

from collections.abc import Iterable
from enum import StrEnum
from typing import Final, NamedTuple

from parley.desk import messages as m
from parley.desk.machine import Cell, Machine, everywhere
from parley.desk.messages import Direction


class State(StrEnum):
    """Where a suspension stands. That its hour has not come is seen from the clock."""

    DECLARED = "declared"
    RENEWED = "renewed"
    ENDED = "ended"


class Fact(StrEnum):
    """What can happen to a suspension."""

    RENEWED = "suspension by the side that declared it"
    RESUMED = "resumption by the side that declared it"
    BY_OTHER = "any of these, by another"


_STANDING: Final = (State.DECLARED, State.RENEWED)

_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    **{(state, Fact.RENEWED): State.RENEWED for state in _STANDING},
    **{(state, Fact.RESUMED): State.ENDED for state in _STANDING},
}

MACHINE: Final = Machine(
    "A suspension, from its sending on. The last one in the thread counts.",
    State,
    Fact,
    _TRANSITIONS,
    everywhere(State, Fact.BY_OTHER, "suspension-not-yours")
    | {(State.ENDED, fact): "suspension-ended" for fact in (Fact.RENEWED, Fact.RESUMED)},
)

EMERGENCY: Final[frozenset[type[m.Message]]] = frozenset(
    {
        m.AccidentReport,
        m.IncidentReport,
        m.HazardNotice,
        m.LaunchNotice,
        m.LaunchReport,
        m.HumanitarianNotice,
        m.CodedMessage,
    }
)
"""Kinds that no suspension and no order of silence stops; so are what corrects or cancels, and what acts on entries."""

STOPPABLE: Final[frozenset[type[m.Message]]] = frozenset(
    {
        m.FlightNotice,
        m.FlightSummary,
        m.ExerciseNotice,
        m.MovementNotice,
        m.NavalNotice,
        m.AirspaceNotice,
        m.Query,
        m.Question,
        m.CallRequest,
        m.PresenceQuery,
        m.PlainStatement,
        m.FreeText,
        m.Protest,
    }
)
"""Kinds that a suspension may stop. What answers, acknowledges or takes back is never stopped."""

ON_REQUEST: Final[frozenset[type[m.Message]]] = frozenset({m.WatchCheck})
"""Kinds that a suspension stops only where it names them."""


class Standing(NamedTuple):
    """A suspension in force or to come: who declared it, its newest terms, from when to when (ms) it holds."""

    author: str
    terms: m.Suspension
    until_ms: int | None


def stops(terms: m.Suspension, kind: type[m.Message], template: str) -> bool:
    """Say whether a suspension is about this kind, whatever the direction and the hour."""
    if template in terms.templates:
        return kind in STOPPABLE or kind in ON_REQUEST
    return not terms.templates and kind in STOPPABLE


def stopped(standing: Iterable[Standing], author: str, kind: type[m.Message], template: str, now_ms: int) -> bool:
    """Say whether a statement of this kind by this party is suspended at an instant (ms)."""
    return any(
        stops(each.terms, kind, template)
        and each.terms.from_ms <= now_ms
        and (each.until_ms is None or now_ms < each.until_ms)
        and each.terms.direction in {Direction.BOTH, Direction.OURS if each.author == author else Direction.YOURS}
        for each in standing
    )
