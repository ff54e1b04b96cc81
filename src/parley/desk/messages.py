"""What one party says to the others: one frozen class a kind, its slots as fields, values in the unit named last.

`parley.wire` gives each its number, its bytes and its sentence. Texts stand in the author's language, whose code is
in `language`; whatever else is said needs no translation.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import TypeAlias


class AckLevel(IntEnum):
    """How far word has come. None of these means agreement."""

    READ = 1
    UNDERSTOOD = 2
    NOT_UNDERSTOOD = 3


class Answer(IntEnum):
    """What is said to a call request."""

    ACCEPTED = 1
    OTHER_TIME = 2
    DECLINED = 3


class DeclineReason(IntEnum):
    """Why a call is declined; none need be given."""

    NONE_GIVEN = 0
    NOT_AVAILABLE = 1
    NEEDS_AUTHORISATION = 2
    WRONG_LEVEL = 3
    TOPIC = 4
    TIMING = 5
    ATMOSPHERE = 6


class Interpreter(IntEnum):
    """Who brings the interpreters to a call, seen from the asking side."""

    NONE = 0
    OURS = 1
    YOURS = 2
    BOTH = 3


class Assertion(IntEnum):
    """What a plain statement does: say that something is so, say that it is not, or neither."""

    STATEMENT = 0
    ASSERTION = 1
    DENIAL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place on WGS 84, in units of 1e-7 degrees; north and east are positive."""

    lat_e7: int
    lon_e7: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderDistance:
    """How far from whose border, as claimed: in metres, and to how many metres it is meant."""

    distance_m: int
    precision_m: int
    border_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """When something was, or will be, where, and how near a border, as its author claims."""

    at_ms: int
    position: Position | None = None
    distance: BorderDistance | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightNotice:
    """Aircraft will fly in an area, between two flight levels (hundreds of feet), within a window."""

    language: str
    aircraft: int
    aircraft_type: str | None = None
    from_ms: int
    until_ms: int
    fl_min: int
    fl_max: int
    area: str
    closest: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Query:
    """Was that you? The author asks for an explanation, and may say what it claims to know."""

    language: str
    text: str
    subject: bytes | None = None
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HoldingReply:
    """An answer will come, at the promised time if one is given. It stops no clock."""

    language: str
    text: str
    promised_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The answer to a query, with what the answering side claims of the same point."""

    language: str
    text: str
    point: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledgement:
    """An entry was read, or understood (said again in other words), or not understood (in these of its slots)."""

    of: bytes
    level: AckLevel
    seat: str
    language: str | None = None
    paraphrase: str | None = None
    slots: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchCheck:
    """Is anybody there? `scheduled_ms` is the time in the agreement, None for a check out of turn."""

    challenge: str
    seat: str
    scheduled_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class WatchAnswer:
    """A person is here, and reads the challenge back."""

    challenge: str
    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallRequest:
    """A pair of principals is asked to speak, at one of these times (ms, ascending)."""

    language: str
    pairing: str
    topic: str
    slots_ms: tuple[int, ...]
    call_language: str
    interpreter: Interpreter
    reply_within_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallAnswer:
    """The call is accepted for `at_ms`, or another time is proposed, or it is declined."""

    answer: Answer
    at_ms: int | None = None
    reason: DeclineReason | None = None
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class PlainStatement:
    """What its author says in free text; `subject` is the entry that it speaks of."""

    language: str
    text: str
    assertion: Assertion = Assertion.STATEMENT
    subject: bytes | None = None


Message: TypeAlias = (
    FlightNotice
    | Query
    | HoldingReply
    | Reply
    | Acknowledgement
    | WatchCheck
    | WatchAnswer
    | CallRequest
    | CallAnswer
    | PlainStatement
)
