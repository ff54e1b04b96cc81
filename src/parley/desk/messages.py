"""What one party says to the others: one frozen class a kind, its slots as fields, values in the unit named last.

`parley.wire` gives each its number, its bytes and its sentence. Texts stand in the author's language, whose code is
in `language`; whatever else is said needs no translation.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TypeAlias

from parley.desk.answered import (
    CannotAnswer,
    Clarification,
    Deferral,
    DeferralAnswer,
    Doubt,
    FollowUp,
    MeetingAnswer,
    MeetingRequest,
    PresenceAnswer,
    PresenceQuery,
    Progress,
    Question,
    Resumption,
    Suspension,
    Translation,
    YesNo,
)
from parley.desk.called import (
    CallAnswer,
    CallDeferral,
    CallHeld,
    CallLevel,
    CallMark,
    CallReadback,
    CallRequest,
    CallTaken,
    CallToken,
    CallWithdrawal,
    Confirmation,
    Readout,
    TelephoneContact,
)
from parley.desk.declared import (
    AccidentReport,
    AirspaceNotice,
    Cancellation,
    CodedMessage,
    ExerciseNotice,
    FlightNotice,
    FlightSummary,
    HazardNotice,
    HumanitarianNotice,
    LaunchNotice,
    LaunchReport,
    MovementNotice,
    NavalNotice,
)
from parley.desk.escalated import Escalated, Lacking
from parley.desk.manned import Kept, Manning, Reached
from parley.desk.values import (
    CODED_PHRASES,
    Accident,
    AckLevel,
    Answer,
    Armed,
    Assertion,
    BorderDistance,
    CannotReason,
    CodeWord,
    DeclineReason,
    Direction,
    DoubtSort,
    Ending,
    Entered,
    ExerciseType,
    Grade,
    Hazard,
    Humanitarian,
    Incident,
    Interpreter,
    LaunchResult,
    LaunchVehicle,
    LevelMove,
    Mark,
    Movement,
    NavalPurpose,
    Point,
    Position,
    Presence,
    Publicity,
    Step,
    Transponder,
    Verdict,
    YesOrNo,
)

__all__ = [
    "CODED_PHRASES",
    "Accident",
    "AccidentReport",
    "AckLevel",
    "Acknowledgement",
    "AirspaceNotice",
    "Answer",
    "Armed",
    "Assertion",
    "BorderDistance",
    "CallAnswer",
    "CallDeferral",
    "CallHeld",
    "CallLevel",
    "CallMark",
    "CallReadback",
    "CallRequest",
    "CallTaken",
    "CallToken",
    "CallWithdrawal",
    "Cancellation",
    "CannotAnswer",
    "CannotReason",
    "Clarification",
    "CodeWord",
    "CodedMessage",
    "Confirmation",
    "Correction",
    "DeclineReason",
    "Deferral",
    "DeferralAnswer",
    "Direction",
    "Doubt",
    "DoubtSort",
    "Ending",
    "Entered",
    "Escalated",
    "ExerciseNotice",
    "ExerciseType",
    "FlightNotice",
    "FlightSummary",
    "FollowUp",
    "FreeText",
    "Grade",
    "Hazard",
    "HazardNotice",
    "HoldingReply",
    "Humanitarian",
    "HumanitarianNotice",
    "Incident",
    "IncidentReport",
    "Interpreter",
    "Kept",
    "Lacking",
    "LaunchNotice",
    "LaunchReport",
    "LaunchResult",
    "LaunchVehicle",
    "LevelMove",
    "Manning",
    "Mark",
    "MeetingAnswer",
    "MeetingRequest",
    "Message",
    "Movement",
    "MovementNotice",
    "NavalNotice",
    "NavalPurpose",
    "PlainStatement",
    "Point",
    "Position",
    "Presence",
    "PresenceAnswer",
    "PresenceQuery",
    "Progress",
    "Protest",
    "Publicity",
    "Query",
    "Question",
    "Reached",
    "Readout",
    "Reply",
    "Resumption",
    "Step",
    "Suspension",
    "TelephoneContact",
    "Translation",
    "Transponder",
    "Verdict",
    "WatchAnswer",
    "WatchCheck",
    "YesNo",
    "YesOrNo",
    "stated",
]


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
class PlainStatement:
    """What its author says in free text; `subject` is the entry that it speaks of."""

    language: str
    text: str
    assertion: Assertion = Assertion.STATEMENT
    subject: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class IncidentReport:
    """What happened, when and where, as its author reports it. The other side's report stands beside it."""

    language: str
    incident: Incident
    point: Point
    text: str
    forces: str | None = None
    dead: int | None = None
    injured: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Protest:
    """The author protests. It asks for nothing and starts no clock; a question is a query of its own."""

    language: str
    text: str
    subject: bytes | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FreeText:
    """A text of any content with a title, in its original language. It asserts, asks and answers nothing."""

    language: str
    title: str
    text: str
    reference: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Correction:
    """An entry of its author's was wrong (`of`): `says` is what it should have said, whole, in the same kind."""

    of: bytes
    says: Message


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
    | ExerciseNotice
    | MovementNotice
    | HazardNotice
    | IncidentReport
    | Protest
    | FreeText
    | CallHeld
    | Confirmation
    | Readout
    | TelephoneContact
    | FlightSummary
    | LaunchNotice
    | LaunchReport
    | NavalNotice
    | AirspaceNotice
    | HumanitarianNotice
    | Cancellation
    | Correction
    | Doubt
    | Clarification
    | Progress
    | CannotAnswer
    | Question
    | YesNo
    | FollowUp
    | MeetingRequest
    | MeetingAnswer
    | AccidentReport
    | PresenceQuery
    | PresenceAnswer
    | Suspension
    | Resumption
    | Translation
    | Deferral
    | DeferralAnswer
    | CodedMessage
    | CallTaken
    | CallLevel
    | CallDeferral
    | CallWithdrawal
    | CallToken
    | CallReadback
    | CallMark
    | Manning
    | Reached
    | Escalated
)


def stated(message: Message) -> Message:
    """Give what a message states: a correction what it puts right, every other itself."""
    return message.says if isinstance(message, Correction) else message
