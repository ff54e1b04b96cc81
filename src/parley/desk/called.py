"""What is said round a call between principals, and of telephone contacts.

Used by way of `parley.desk.messages`.
"""

from __future__ import annotations

from dataclasses import dataclass

from parley.desk.values import (
    Answer,
    DeclineReason,
    Ending,
    Entered,
    Interpreter,
    LevelMove,
    Mark,
    Publicity,
    Verdict,
)


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
    """The call is accepted for `at_ms`, by `role` (else the pairing's own), or another time proposed, or declined."""

    answer: Answer
    at_ms: int | None = None
    reason: DeclineReason | None = None
    language: str | None = None
    text: str | None = None
    role: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallTaken:
    """The watch has received the call request, or has referred it to a role, which answers by `by_ms` if given."""

    seat: str
    role: str | None = None
    by_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallLevel:
    """The call is proposed at, or escalated to, another pairing; `request` is the call request made there, if any."""

    move: LevelMove
    pairing: str
    request: bytes | None = None
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallDeferral:
    """The answer to the call request is put off, and is owed by `by_ms`."""

    by_ms: int
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallWithdrawal:
    """The side that asked for the call asks no more."""

    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CallToken:
    """A one-time token for this call at its agreed time `at_ms`: six groups of five digits."""

    token: str
    at_ms: int
    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallReadback:
    """A watch officer reads back the three groups of the token that are this side's."""

    digits: str
    seat: str


@dataclass(frozen=True, slots=True, kw_only=True)
class CallMark:
    """The call started, was interrupted, went on or ended; or what was agreed in it is done: each at `at_ms`."""

    mark: Mark
    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class CallHeld:
    """A call was held, with its outcome, as the author tells it: agreed points, since when they hold, what follows.

    `next_ms` is when the follow-up is due, mostly the next call.
    """

    from_ms: int
    until_ms: int
    ending: Ending = Ending.COMPLETED
    language: str | None = None
    points: tuple[str, ...] = ()
    effective_ms: int | None = None
    follow_up: str | None = None
    next_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Confirmation:
    """The other side's account of a call or a telephone contact is confirmed, amended or disputed."""

    of: bytes
    verdict: Verdict
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Readout:
    """What a side says, or will say, in public of a call that was held."""

    language: str
    text: str
    publicity: Publicity
    embargo_until_ms: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TelephoneContact:
    """Two seats spoke by telephone: by whom to whom, when, what was passed, and what was read back."""

    language: str
    caller: str
    caller_seat: str
    called: str
    called_seat: str
    at_ms: int
    passed: str
    read_back: str | None = None
    entered: Entered = Entered.AT_ONCE
