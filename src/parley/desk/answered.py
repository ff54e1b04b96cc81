"""What is said of what was said: doubts, passing on, answers of few words, meetings, suspensions, translations.

Used by way of `parley.desk.messages`.
"""

from __future__ import annotations

from dataclasses import dataclass

from parley.desk.values import (
    Answer,
    CannotReason,
    DeclineReason,
    Direction,
    DoubtSort,
    Grade,
    Point,
    Presence,
    Step,
    YesOrNo,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Doubt:
    """What an entry states (of its tracks that numbered `item`) is doubtful or disputed; `point` is as we have it."""

    of: bytes
    sort: DoubtSort
    item: int | None = None
    point: Point | None = None
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Clarification:
    """Its author stands by what was not understood or was doubted (`of` names the entry that said so)."""

    of: bytes
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Progress:
    """An entry was opened on a screen by a seat, passed to a role, or seen by a principal."""

    of: bytes
    step: Step
    seat: str
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CannotAnswer:
    """The query cannot be answered, and why, if that is said."""

    why: CannotReason
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """A query that asks for yes or no."""

    language: str
    text: str
    subject: bytes | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class YesNo:
    """The answer to a question that asks for yes or no."""

    answer: YesOrNo
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FollowUp:
    """The side that asked asks again after the answer; the clock starts anew."""

    language: str
    text: str
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingRequest:
    """The side that asked wants to meet about its query, at one of these times."""

    language: str
    text: str
    slots_ms: tuple[int, ...]
    place: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MeetingAnswer:
    """The meeting is accepted for `at_ms`, or another time is proposed, or it is declined."""

    answer: Answer
    at_ms: int | None = None
    reason: DeclineReason | None = None
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceQuery:
    """Is the holder of this role at the machine? It asks for nothing else."""

    role: str
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PresenceAnswer:
    """Whether the role that was asked for is there, or by when it will be."""

    presence: Presence
    by_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Suspension:
    """The author suspends templates (all of the agreement where none is named), in a direction, from an instant on.

    `ordered_by` is the role that ordered it. Emergency kinds, heartbeats, recording and watch checks go on.
    """

    direction: Direction
    templates: tuple[str, ...] = ()
    from_ms: int
    ordered_by: str
    review_ms: int
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Resumption:
    """What this thread suspends goes on again from an instant on."""

    from_ms: int
    ordered_by: str
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Translation:
    """What an entry says, in another language, and how good the translation is. The original rules."""

    of: bytes
    grade: Grade
    language: str
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Deferral:
    """What is due for an entry shall be due at another time, if the other side agrees. The old time is kept."""

    of: bytes
    due_ms: int
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class DeferralAnswer:
    """The other time is agreed to, or not."""

    of: bytes
    answer: YesOrNo
