"""What a release asks of people beside the statement itself: officers, lead time. Judged at the node, before recording.

Nothing of it crosses the line, and no statement of the other side is refused for it.
"""

from __future__ import annotations

from typing import Final

from parley.desk import messages as m
from parley.desk.agreement import Agreement, is_late, officers_for, template_of
from parley.desk.people import Act
from parley.desk.suspensions import EMERGENCY
from parley.desk.validity import window_of
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS, dtg

ONE_OFFICER: Final = (
    m.Acknowledgement, m.Progress, m.WatchCheck, m.WatchAnswer, m.Manning, m.Reached, m.Escalated, m.CallTaken,
    m.CallReadback,
)  # fmt: skip
"""Kinds that the watch sends by itself, whatever the agreement asks for the others."""
TWO_OFFICERS: Final = (m.Suspension, m.Resumption)
"""Kinds that two officers release at least."""


def act_alone(kind: type[m.Message], *, reasoned: bool) -> Act | None:
    """Say as which act one seat says this without a draft; None: it needs one."""
    if kind in ONE_OFFICER:
        return Act.ANSWER
    return Act.BREAK_GLASS if reasoned and kind in EMERGENCY else None


def officers_needed(agreement: Agreement, kind: type[m.Message]) -> int:
    """Say how many officers release a statement of this kind."""
    if kind in ONE_OFFICER:
        return 1
    return max(officers_for(agreement, template_of(kind)), 2 if kind in TWO_OFFICERS else 1)


def proofs_needed(agreement: Agreement, kind: type[m.Message]) -> int:
    """Say how many officers' hardware keys a statement must bear, as both sides judge it.

    What the watch sends by itself and an emergency bear none: an alarm does not wait for a key.
    """
    spared = kind in ONE_OFFICER or kind in EMERGENCY
    return 0 if spared or not agreement.release.evidence else officers_needed(agreement, kind)


def refuse_officers(agreement: Agreement, kind: type[m.Message], officers: int, *, reasoned: bool) -> None:
    """Refuse a release by too few officers. Raises OurFault `officers-needed`.

    An emergency is released by one alone who gives the reason.
    """
    needed = officers_needed(agreement, kind)
    if officers < needed and not (reasoned and kind in EMERGENCY):
        raise OurFault("officers-needed", f"{needed} officers release this, and {officers} did.")


def refuse_undisclosed(agreement: Agreement, message: m.Message) -> None:
    """Refuse to show the other side what the agreement keeps inside. Raises OurFault `disclosure-not-agreed`."""
    opened = isinstance(message, m.Progress) and message.step is m.Step.OPENED and not agreement.disclosure.opened
    if opened or (isinstance(message, m.Reached) and not agreement.disclosure.reached):
        raise OurFault("disclosure-not-agreed")


def refuse_past(message: m.Message, now_ms: int) -> None:
    """Refuse to propose for a call, or to put its answer off to, an instant that has passed. Raises OurFault."""
    match message:
        case m.CallRequest(slots_ms=proposed_ms):
            pass
        case m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=int(at_ms)) | m.CallDeferral(by_ms=at_ms):
            proposed_ms = (at_ms,)
        case _:
            return
    if min(proposed_ms) <= now_ms:
        raise OurFault("call-slot-past", f"{dtg(min(proposed_ms))} has passed.")


def begins_ms(message: m.Message) -> int | None:
    """When what a message announces begins; ms, None if it announces nothing."""
    window = window_of(message)
    return None if window is None else window[0]


def refuse_late(agreement: Agreement, message: m.Message, before: m.Message | None, now_ms: int) -> None:
    """Warn of a lead time that is too short before anything is recorded. Raises OurFault `lead-time-short`.

    `before` is what the thread declared so far: who does not move the beginning is not warned again.
    """
    begins = begins_ms(message)
    if begins is None or (before is not None and begins_ms(before) == begins):
        return
    template = template_of(type(message))
    if is_late(agreement, template, begins, now_ms):
        agreed = [
            f"{terms[template]} {unit}"
            for terms, unit in ((agreement.notify_ahead_days, "days"), (agreement.notify_ahead_min, "minutes"))
            if template in terms
        ]
        left = max(0, begins - now_ms) // MINUTE_MS
        raise OurFault("lead-time-short", f"It begins in {left} minutes; agreed are {' and '.join(agreed)}.")
