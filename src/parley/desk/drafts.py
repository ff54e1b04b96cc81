"""Drafts of this side: written, reviewed, released by others than wrote them, held for some seconds, then sent.

Nothing of it crosses the line. What a release binds is the draft's digest: a draft that changed has no signatures.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from enum import StrEnum
from typing import Final

from parley.desk.machine import Machine, everywhere, step
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS
from parley.words.terms import Precedence


class State(StrEnum):
    """Where a draft stands."""

    WRITTEN = "written"
    PART = "released by one of two"
    HELD = "released and held"
    LEAVING = "being sent"
    SENT = "sent"
    VOID = "void"


class Fact(StrEnum):
    """What can happen to a draft."""

    EDITED = "edited"
    REVIEWED = "reviewed by another seat"
    PART = "released by one officer of two"
    RELEASED = "released by the last officer, or alone in an emergency"
    STOPPED = "stopped"
    HOLD_OVER = "the hold is over"
    ENTERED = "entered in the record"
    REFUSED = "refused by the node"
    VOIDED = "voided"


_OPEN: Final = (State.WRITTEN, State.PART)
_OVER: Final = (State.SENT, State.VOID)

MACHINE: Final = Machine(
    "A draft, from its writing on. It stays here; only what it became is in the record.",
    State,
    Fact,
    {
        **{(state, Fact.EDITED): State.WRITTEN for state in _OPEN},
        **{(state, Fact.REVIEWED): state for state in _OPEN},
        **{(state, Fact.RELEASED): State.HELD for state in _OPEN},
        **{(state, Fact.VOIDED): State.VOID for state in (*_OPEN, State.LEAVING)},
        (State.WRITTEN, Fact.PART): State.PART,
        (State.HELD, Fact.STOPPED): State.WRITTEN,
        (State.HELD, Fact.HOLD_OVER): State.LEAVING,
        (State.LEAVING, Fact.ENTERED): State.SENT,
        (State.LEAVING, Fact.REFUSED): State.WRITTEN,
    },
    {
        **{(state, fact): "draft-over" for state in _OVER for fact in Fact},
        **{(state, Fact.STOPPED): "draft-not-held" for state in (*_OPEN, State.LEAVING)},
        **{(state, Fact.HOLD_OVER): "draft-not-held" for state in (*_OPEN, State.LEAVING)},
        **{
            (state, fact): "draft-not-held" for state in (*_OPEN, State.HELD) for fact in (Fact.ENTERED, Fact.REFUSED)
        },
        (State.PART, Fact.PART): "draft-released",
        **everywhere((State.HELD,), Fact.EDITED, "draft-held"),  # type: ignore[arg-type]
        **{(State.HELD, fact): "draft-held" for fact in (Fact.REVIEWED, Fact.PART, Fact.RELEASED, Fact.VOIDED)},
        **{
            (State.LEAVING, fact): "draft-unsure"
            for fact in (Fact.EDITED, Fact.REVIEWED, Fact.PART, Fact.RELEASED)
        },
    },
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Signature:
    """A seat's word for a draft as it stood: its digest; of a release also whether it broke the glass."""

    seat: str
    digest: bytes


@dataclass(frozen=True, slots=True)
class Course:
    """How a draft went: its state, who wrote any of it, who reviewed and who released what it says now."""

    state: State = State.WRITTEN
    writers: tuple[str, ...] = ()
    reviews: tuple[Signature, ...] = ()
    releases: tuple[Signature, ...] = ()
    hold_until_ms: int | None = None


def hold_ms(precedence: Precedence) -> int:
    """How long a released draft is held before it leaves, so that it can be stopped; ms."""
    return (3 if precedence is Precedence.FLASH else 10) * SECOND_MS


def move(course: Course, fact: Fact) -> Course:
    """Give the course after a fact. Raises OurFault with the code of the machine."""
    code, state = step(MACHINE, course.state, fact)
    if code:
        raise OurFault(code, f"The draft is {course.state}.")
    return replace(course, state=State(state))


def edited(course: Course, seat: str) -> Course:
    """Give the course of a draft that a seat wrote, or wrote anew: every signature under it is void."""
    writers = course.writers if seat in course.writers else (*course.writers, seat)
    return replace(move(course, Fact.EDITED), writers=writers, reviews=(), releases=())


def reviewed(course: Course, seat: str, digest: bytes) -> Course:
    """Give the course of a draft that another seat has read and found good. Raises OurFault `review-own`."""
    if seat in course.writers:
        raise OurFault("review-own", f"{seat} wrote in this draft.")
    reviews = (*(each for each in course.reviews if each.seat != seat), Signature(seat, digest))
    return replace(move(course, Fact.REVIEWED), reviews=reviews)


def released(course: Course, seat: str, digest: bytes, *, needed: int, alone: bool, hold_until_ms: int) -> Course:
    """Give the course of a draft that a seat releases; `alone`: in an emergency, whoever wrote it.

    Raises OurFault `release-own`, `release-twice` and the machine's.
    """
    if seat in course.writers and not alone:
        raise OurFault("release-own", f"{seat} wrote in this draft; another seat releases it.")
    if any(each.seat == seat for each in course.releases):
        raise OurFault("release-twice", f"{seat} has released this draft; another seat has to.")
    stale = [each.seat for each in course.releases if each.digest != digest]
    if stale:
        raise OurFault("draft-changed", f"What {', '.join(stale)} released was another draft than this.")
    releases = (*course.releases, Signature(seat, digest))
    if len(releases) < needed and not alone:
        return replace(move(course, Fact.PART), releases=releases)
    return replace(move(course, Fact.RELEASED), releases=releases, hold_until_ms=hold_until_ms)


def stopped(course: Course) -> Course:
    """Give the course of a draft that was stopped while it was held: whoever released it has to do so again."""
    return replace(move(course, Fact.STOPPED), releases=(), hold_until_ms=None)


def unreleased(course: Course) -> Course:
    """Give the course of a draft that the node refused."""
    return replace(move(course, Fact.REFUSED), releases=(), hold_until_ms=None)


def signers(signatures: Sequence[Signature]) -> list[str]:
    """Name the seats of signatures."""
    return [each.seat for each in signatures]
