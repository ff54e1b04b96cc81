"""When did the principals speak, and who asked since? From the record alone."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any, Final

from parley.desk import calls
from parley.desk import messages as m
from parley.desk.obligations import Standing, call_answer_due_ms
from parley.node.held_views import CallView, call_views
from parley.node.reading import Reading, Told
from parley.words.instants import DAY_MS, iso, iso_or_none

_ACCEPTED: Final = (calls.State.ACCEPTED, *calls.HAPPENED)


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """How often one party asked for a call of one pairing, and what came of it.

    `held` counts those of the accepted that somebody has entered as held; `reasons` counts refusals; `crossed` those
    that are one with an earlier request of the other side.
    """

    asked: int = 0
    accepted: int = 0
    held: int = 0
    other_time: int = 0
    other_level: int = 0
    deferred: int = 0
    declined: int = 0
    reasons: Mapping[str, int]
    no_answer: int = 0
    not_known: int = 0
    waiting: int = 0
    withdrawn: int = 0
    crossed: int = 0

    def machine(self) -> dict[str, Any]:
        return {
            "asked": self.asked,
            "accepted": self.accepted,
            "held": self.held,
            "other_time": self.other_time,
            "other_level": self.other_level,
            "deferred": self.deferred,
            "declined": self.declined,
            "reasons": dict(self.reasons),
            "no_answer": self.no_answer,
            "not_known": self.not_known,
            "waiting": self.waiting,
            "withdrawn": self.withdrawn,
            "crossed": self.crossed,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class PairingView:
    """One pairing since an instant: who asked; days without any attempt, None if one was.

    Ever: when the last call that was held began, as its newest account tells it, and the time that was agreed last.
    """

    pairing: str
    held_ms: int | None
    agreed_ms: int | None
    since_ms: int
    by: Mapping[str, Asked]
    none_attempted_days: int | None

    def machine(self) -> dict[str, Any]:
        return {
            "pairing": self.pairing,
            "last_held": iso_or_none(self.held_ms),
            "agreed_for": iso_or_none(self.agreed_ms),
            "since": iso(self.since_ms),
            "by": {party: asked.machine() for party, asked in self.by.items()},
            "none_attempted_days": self.none_attempted_days,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Attempt:
    """One request for a call: who asked when, what came of it, and why; when it was answered and was held; ms."""

    request: bytes
    pairing: str
    by: str
    asked_ms: int
    result: str
    reason: str | None
    answered_ms: int | None
    held_ms: int | None

    def machine(self) -> dict[str, Any]:
        return {
            "request": self.request.hex(),
            "by": self.by,
            "asked": iso(self.asked_ms),
            "result": self.result,
            "reason": self.reason,
            "answered": iso_or_none(self.answered_ms),
            "held": iso_or_none(self.held_ms),
        }


def attempts(reading: Reading, since_ms: int) -> tuple[Attempt, ...]:
    """Show each request since an instant, and each that led to a call held since then, in joint order."""
    held = {view.request: view.from_ms for view in call_views(reading)}
    return tuple(
        _attempt(reading, told, request, held.get(told.opener.id))
        for told, request in reading.opened_by(m.CallRequest)
        if max(told.opener.clock_ms, held.get(told.opener.id, 0)) >= since_ms
    )


def _attempt(reading: Reading, told: Told, request: m.CallRequest, held_ms: int | None) -> Attempt:
    answers = [(each.clock_ms, each.message) for each in told.statements if isinstance(each.message, m.CallAnswer)]
    answered_ms, answer = answers[-1] if answers else (None, None)
    return Attempt(
        request=told.opener.id,
        pairing=request.pairing,
        by=told.opener.author,
        asked_ms=told.opener.clock_ms,
        result="held" if told.thread.state in calls.HAPPENED else _result(reading, told),
        reason=None if answer is None or answer.reason is None else answer.reason.name,
        answered_ms=answered_ms,
        held_ms=held_ms,
    )


def pairing_views(reading: Reading, since_ms: int) -> tuple[PairingView, ...]:
    """Show each pairing of the agreement, in its order."""
    held = call_views(reading)
    return tuple(_pairing_view(reading, pairing, held, since_ms) for pairing in reading.agreement.pairings)


def _pairing_view(reading: Reading, pairing: str, calls_held: Sequence[CallView], since_ms: int) -> PairingView:
    requests = [told for told, request in reading.opened_by(m.CallRequest) if request.pairing == pairing]
    agreed = [_last_answer(told).at_ms for told in requests if told.thread.state in _ACCEPTED]
    held = [view.from_ms for view in calls_held if view.pairing == pairing]
    recent = [told for told in requests if told.opener.clock_ms >= since_ms]
    return PairingView(
        pairing=pairing,
        held_ms=max(held, default=None),
        agreed_ms=max((at_ms for at_ms in agreed if at_ms is not None), default=None),
        since_ms=since_ms,
        by={
            party: _asked(reading, [told for told in recent if told.opener.author == party])
            for party in sorted(reading.agreement.languages)
        },
        none_attempted_days=None if recent else (reading.now_ms - since_ms) // DAY_MS,
    )


def _last_answer(told: Told) -> m.CallAnswer:
    """The last answer in the thread of a request that has one."""
    return [each.message for each in told.statements if isinstance(each.message, m.CallAnswer)][-1]


def _asked(reading: Reading, requests: list[Told]) -> Asked:
    results = [_result(reading, told) for told in requests]
    refusals = [_last_answer(told) for told in requests if told.thread.state is calls.State.DECLINED]
    reasons = [answer.reason.name for answer in refusals if answer.reason is not None]
    return Asked(
        asked=len(requests),
        accepted=results.count("accepted"),
        held=sum(told.thread.state in calls.HAPPENED for told in requests),
        other_time=results.count(calls.State.OTHER_TIME),
        other_level=results.count(calls.State.OTHER_LEVEL),
        deferred=results.count(calls.State.DEFERRED),
        declined=results.count("declined"),
        reasons={reason: reasons.count(reason) for reason in sorted(set(reasons))},
        no_answer=results.count(Standing.UNANSWERED),
        not_known=results.count(Standing.NOT_KNOWN),
        waiting=results.count(Standing.RUNNING) + results.count(Standing.NOT_STORED),
        withdrawn=results.count(calls.State.WITHDRAWN),
        crossed=results.count(calls.State.CROSSED),
    )


def _result(reading: Reading, told: Told) -> str:
    """What came of a request: its state, or how the answer that is owed stands."""
    if told.thread.state in _ACCEPTED:
        return "accepted"
    if told.thread.state is calls.State.DEFERRED:
        return _deferred(reading, told)
    if told.thread.state not in calls.UNANSWERED:
        return str(told.thread.state)
    return reading.foremost(told.opener, partial(call_answer_due_ms, reading.agreed(told.opener)))[0]


def _deferred(reading: Reading, told: Told) -> str:
    """Put off until a time; when that has passed, it is as if nobody had answered."""
    by, until_ms = next(
        (each.author, each.message.by_ms)
        for each in reversed(told.statements)
        if isinstance(each.message, m.CallDeferral)
    )
    standing = reading.standing(by, until_ms, None)
    return str(calls.State.DEFERRED) if standing is Standing.RUNNING else standing
