"""How an accepted call is set up and runs: a one-time token that both watches read back, then the call itself.

A voice or a caller's number proves nothing: no call is *in call* before both halves of the token stand in the record.
"""

from __future__ import annotations

from enum import StrEnum
from typing import Final

from parley.desk.machine import Cell, Machine, everywhere
from parley.desk.messages import CallMark, CallReadback, CallToken, Mark
from parley.words.instants import HOUR_MS, MINUTE_MS

HALF_CHARS: Final = len("00000 00000 00000")
EARLY_MS: Final = 30 * MINUTE_MS
LATE_MS: Final = 4 * HOUR_MS
"""A token is good for a call that starts from so long before its agreed time to so long after it."""


class State(StrEnum):
    """How far an accepted call has come."""

    NOT_SET_UP = "not set up"
    ISSUED = "token issued"
    HALF = "one half read back"
    AUTHENTICATED = "authenticated"
    IN_CALL = "in call"
    INTERRUPTED = "interrupted"
    ENDED = "ended"


class Fact(StrEnum):
    """What can happen to it."""

    NOT_AGREED = "any of these, while no time is agreed"
    BYSTANDER = "any of these, by a party that takes no part"
    ISSUED = "token for the agreed time"
    ISSUED_ELSEWHEN = "token for another time"
    READ = "a side's half read back"
    READ_AGAIN = "a side's half read back again"
    MISREAD = "something else read back"
    STARTED = "started"
    STALE = "started outside the time of the token"
    INTERRUPTED = "interrupted"
    RESUMED = "resumed"
    ENDED = "ended"


BEGUN: Final = (State.IN_CALL, State.INTERRUPTED, State.ENDED)
"""States of a call in which somebody has spoken."""

_READING: Final = (Fact.READ, Fact.READ_AGAIN, Fact.MISREAD)
_RUNNING: Final = (Fact.STARTED, Fact.STALE, Fact.INTERRUPTED, Fact.RESUMED, Fact.ENDED)
_TRANSITIONS: Final[dict[Cell, StrEnum]] = {
    **{(state, Fact.ISSUED): State.ISSUED for state in (State.NOT_SET_UP, State.ISSUED, State.HALF)},
    (State.ISSUED, Fact.READ): State.HALF,
    (State.HALF, Fact.READ): State.AUTHENTICATED,
    **{(state, Fact.STARTED): State.IN_CALL for state in (State.AUTHENTICATED, State.IN_CALL)},
    **{(state, Fact.INTERRUPTED): State.INTERRUPTED for state in (State.IN_CALL, State.INTERRUPTED)},
    **{(state, Fact.RESUMED): State.IN_CALL for state in (State.IN_CALL, State.INTERRUPTED)},
    **{(state, Fact.ENDED): State.ENDED for state in BEGUN},
}
_REFUSED: Final[dict[Cell, str]] = {
    **everywhere(State, Fact.NOT_AGREED, "call-not-agreed"),
    **everywhere(State, Fact.BYSTANDER, "call-not-yours"),
    **everywhere(State, Fact.ISSUED_ELSEWHEN, "call-token-time"),
    (State.AUTHENTICATED, Fact.ISSUED): "call-authenticated",
    (State.IN_CALL, Fact.ISSUED): "call-authenticated",
    (State.INTERRUPTED, Fact.ISSUED): "call-authenticated",
    (State.ENDED, Fact.ISSUED): "call-ended",
    **{(State.NOT_SET_UP, fact): "call-token-missing" for fact in _READING},
    **{(state, Fact.READ_AGAIN): "call-token-read" for state in (State.ISSUED, State.HALF)},
    **{(state, Fact.MISREAD): "call-token-misread" for state in (State.ISSUED, State.HALF)},
    **{(state, fact): "call-authenticated" for state in (State.AUTHENTICATED, *BEGUN) for fact in _READING},
    **{
        (state, fact): "call-not-authenticated"
        for state in (State.NOT_SET_UP, State.ISSUED, State.HALF)
        for fact in _RUNNING
    },
    (State.AUTHENTICATED, Fact.STALE): "call-token-stale",
    **{(State.AUTHENTICATED, fact): "call-not-begun" for fact in (Fact.INTERRUPTED, Fact.RESUMED, Fact.ENDED)},
    (State.IN_CALL, Fact.STALE): "call-token-stale",
    **{(State.INTERRUPTED, fact): "call-interrupted" for fact in (Fact.STARTED, Fact.STALE)},
    **{(State.ENDED, fact): "call-ended" for fact in _RUNNING if fact is not Fact.ENDED},
}

MACHINE: Final = Machine(
    "An accepted call: set up by a token of which each watch reads back its half, then started. A new token voids the "
    "one before, until both halves were read. Either side enters what happens, and the other may enter the same.",
    State,
    Fact,
    _TRANSITIONS,
    _REFUSED,
)
_MARKS: Final = {Mark.INTERRUPTED: Fact.INTERRUPTED, Mark.RESUMED: Fact.RESUMED, Mark.ENDED: Fact.ENDED}
RUNNING: Final = frozenset({Mark.STARTED, *_MARKS})
"""What is entered while a call runs; the other marks are of what was agreed in it."""


def halves(token: str) -> tuple[str, str]:
    """Give what each side reads back: first the side whose time was accepted, then the side that accepted it."""
    return token[:HALF_CHARS], token[-HALF_CHARS:]


def issue_fact(issued: CallToken, agreed_ms: int) -> Fact:
    """Say whether a token is for the agreed time (ms)."""
    return Fact.ISSUED if issued.at_ms == agreed_ms else Fact.ISSUED_ELSEWHEN


def read_fact(read: CallReadback, half: str, *, again: bool) -> Fact:
    """Say what reading back is, given the half that is this side's."""
    if read.digits != half:
        return Fact.MISREAD
    return Fact.READ_AGAIN if again else Fact.READ


def mark_fact(entered: CallMark, agreed_ms: int) -> Fact:
    """Say what is entered of a call that is agreed for an instant (ms)."""
    if entered.mark is not Mark.STARTED:
        return _MARKS[entered.mark]
    in_time = agreed_ms - EARLY_MS <= entered.at_ms <= agreed_ms + LATE_MS
    return Fact.STARTED if in_time else Fact.STALE
