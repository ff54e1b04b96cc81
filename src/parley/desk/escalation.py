"""The ladder: who takes it up where what is owed is not there, and from when on. Both nodes compute it alike.

Its clock is the instant at which something was due at the side that owes, as the storing time gives it, or the later
one from which the silence of people there counts. A fold knows no clock and takes what is said; views judge the time.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final, NamedTuple

from parley.desk.agreement import Agreement, Rung
from parley.desk.escalated import Escalated, Lacking
from parley.desk.machine import Cell, Machine, everywhere, step
from parley.words.instants import MINUTE_MS
from parley.words.terms import Precedence

SILENT_CHECKS: Final = 3
"""After so many watch checks in a row that nobody answered the ladder of the agreement is climbed."""


class State(StrEnum):
    """Where one rung stands."""

    WAITING = "waiting"
    REACHED = "reached"
    TAKEN = "taken"
    STOPPED = "stopped"


class Fact(StrEnum):
    """What can happen to it."""

    TIME = "its time has come"
    TAKEN = "taken, says the side that waits"
    BY_OTHER = "taken, says another"
    ANSWERED = "what was owed is there"


_MOVES: Final[dict[Cell, StrEnum]] = {
    (State.WAITING, Fact.TIME): State.REACHED,
    (State.REACHED, Fact.TAKEN): State.TAKEN,
    # A restart, a late entry or a clock that was put back brings the time again: it calls nobody twice.
    **{(state, Fact.TIME): state for state in (State.REACHED, State.TAKEN, State.STOPPED)},
    **{(state, Fact.ANSWERED): State.STOPPED for state in (State.WAITING, State.REACHED, State.STOPPED)},
    (State.TAKEN, Fact.ANSWERED): State.TAKEN,
}
_REFUSED: Final[dict[Cell, str]] = {
    (State.WAITING, Fact.TAKEN): "rung-early",
    (State.TAKEN, Fact.TAKEN): "rung-repeated",
    (State.STOPPED, Fact.TAKEN): "rung-answered",
    **everywhere(State, Fact.BY_OTHER, "rung-not-yours"),
}
MACHINE: Final = Machine(
    "One rung of the ladder of what is owed for one entry. A fold begins at *reached*, a view at *waiting*.",
    State,
    Fact,
    _MOVES,
    _REFUSED,
)


class Step(NamedTuple):
    """A rung of one ladder, counted from 1: from when on (ms), who takes it up, and by which channel besides."""

    number: int
    at_ms: int
    to: str
    alternates: tuple[str, ...] = ()
    channel: str | None = None


def rungs_for(agreement: Agreement, precedence: int) -> tuple[Rung, ...]:
    """Give the ladder of a precedence: its own, or the common one."""
    return agreement.escalation_by.get(Precedence(precedence), agreement.escalation)


def steps(agreement: Agreement, precedence: int, from_ms: int) -> tuple[Step, ...]:
    """Give the ladder of what is owed, since silence counts (`watch.counts_from_ms`)."""
    return tuple(
        Step(number, from_ms + rung.after_min * MINUTE_MS, rung.role, rung.alternates, rung.channel)
        for number, rung in enumerate(rungs_for(agreement, precedence), 1)
    )


def call_steps(agreement: Agreement, pairing: str, from_ms: int) -> tuple[Step, ...]:
    """Give the ladder of a call that was declined or not answered: the next pairing, if one is agreed."""
    following = agreement.next_pairing.get(pairing)
    return () if following is None else (Step(1, from_ms, following),)


def has_rung(agreement: Agreement, said: Escalated, precedence: int, pairing: str | None) -> bool:
    """Say whether the agreement has the rung that is said to be taken; `pairing`: that of the call, if it is one."""
    if (said.lacks is Lacking.CALL) != (pairing is not None):
        return False
    ladder = steps(agreement, precedence, 0) if pairing is None else call_steps(agreement, pairing, 0)
    return any((each.number, each.to, each.channel) == (said.rung, said.takes, said.channel) for each in ladder)


def state_at(at_ms: int, now_ms: int, *, taken_ms: int | None = None, ended_ms: int | None = None) -> State:
    """Say where a rung stands: its time, when it was said to be taken, when what was owed came; instants in ms.

    What the record holds has happened, whatever the clock here says; what came at the rung's time stops it.
    """
    happened = ((at_ms, Fact.TIME), (ended_ms, Fact.ANSWERED), (taken_ms, Fact.TAKEN))
    latest_ms = max(now_ms, taken_ms or 0, ended_ms or 0)
    facts = [(when_ms, fact) for when_ms, fact in happened if when_ms is not None and when_ms <= latest_ms]
    state: StrEnum = State.WAITING
    for _, fact in sorted(facts, key=lambda each: each[0]):
        _, state = step(MACHINE, state, fact)
    return State(state)
