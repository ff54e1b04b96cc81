"""What one side owes the other, and until when. A deadline comes from the storing time at the side that owes.

Both nodes compute it from the record alone, and so alike. A holding reply moves no deadline.
"""

from __future__ import annotations

from enum import StrEnum

from parley.desk.agreement import Agreement
from parley.desk.messages import LaunchNotice
from parley.words.instants import HOUR_MS, MINUTE_MS
from parley.words.terms import Precedence


class Owed(StrEnum):
    """What one side can owe another."""

    REPLY = "reply"
    PROMISED = "promised reply"
    CALL_ANSWER = "call answer"
    IN_EFFECT = "agreed points in effect"
    FOLLOW_UP = "follow-up of a call"
    MEETING_ANSWER = "meeting answer"
    ACKNOWLEDGEMENT = "acknowledgement"
    CLARIFICATION = "clarification"
    PRESENCE_ANSWER = "presence answer"
    LAUNCH_REPORT = "post-launch report"
    REVIEW = "review"


class Standing(StrEnum):
    """How an obligation stands, as far as the record shows it."""

    NOT_STORED = "not stored"
    RUNNING = "running"
    ANSWERED = "answered"
    ANSWERED_LATE = "answered late"
    UNANSWERED = "unanswered"
    NOT_KNOWN = "not known, line down"


def _after(stored_ms: int | None, span_ms: int) -> int | None:
    return None if stored_ms is None else stored_ms + span_ms


def reply_due_ms(agreement: Agreement, precedence: int, stored_ms: int | None) -> int | None:
    """When the reply to a query is due; ms, None while the side that owes has not stored it."""
    return _after(stored_ms, agreement.reply_within_min[Precedence(precedence)] * MINUTE_MS)


def call_answer_due_ms(agreement: Agreement, stored_ms: int | None) -> int | None:
    """When the answer to a call request, or to another time proposed for it, is due; ms, None as above."""
    return _after(stored_ms, agreement.call_answer_within_h * HOUR_MS)


def acknowledgement_due_ms(agreement: Agreement, precedence: int, stored_ms: int | None) -> int | None:
    """When an entry is to have been read; ms, None as above, or where the agreement sets no such clock."""
    within_min = agreement.acknowledge_within_min.get(Precedence(precedence))
    return None if within_min is None else _after(stored_ms, within_min * MINUTE_MS)


def meeting_answer_due_ms(agreement: Agreement, stored_ms: int | None) -> int | None:
    """When the answer to a meeting that was asked for is due: as for a call; ms, None as above."""
    return call_answer_due_ms(agreement, stored_ms)


def presence_due_ms(agreement: Agreement, precedence: int, stored_ms: int | None) -> int | None:
    """When a presence query is to be answered: as it would be to be read, or else to be answered; ms, None as above."""
    due_ms = acknowledgement_due_ms(agreement, precedence, stored_ms)
    return reply_due_ms(agreement, precedence, stored_ms) if due_ms is None else due_ms


def launch_report_due_ms(agreement: Agreement, notice: LaunchNotice) -> int:
    """When it is due to say what became of a launch: as long after its window as a routine reply may take; ms."""
    return notice.until_ms + agreement.reply_within_min[Precedence.ROUTINE] * MINUTE_MS


def standing(due_ms: int | None, answered_ms: int | None, latest_ms: int | None, now_ms: int) -> Standing:
    """Say how an obligation stands.

    `due_ms` is None while the side that owes has not stored the entry; `answered_ms` is the clock of its answer, None
    without one; `latest_ms` the clock of its node's latest entry in the record. It is *unanswered* only when the record
    shows it: the time has passed, and that node has written something since. Else the line may be down.
    """
    if answered_ms is not None:
        return Standing.ANSWERED if due_ms is None or answered_ms <= due_ms else Standing.ANSWERED_LATE
    if due_ms is None:
        return Standing.NOT_STORED
    if now_ms <= due_ms:
        return Standing.RUNNING
    return Standing.UNANSWERED if latest_ms is not None and latest_ms > due_ms else Standing.NOT_KNOWN
