"""What waits, for whom, until when? From the record alone."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import zip_longest
from typing import Any, Final, NamedTuple

from parley.desk import calls, escalation, watch
from parley.desk import messages as m
from parley.desk.acknowledgements import is_opening
from parley.desk.obligations import (
    Owed,
    Standing,
    acknowledgement_due_ms,
    call_answer_due_ms,
)
from parley.node.desk import SILENT, Statement
from parley.node.duties import Case, duties
from parley.node.reading import Reading, Told
from parley.node.watch_view import MANNED, on_call_ms
from parley.words.instants import iso, iso_or_none
from parley.words.terms import Precedence

_CLAUSES: Final = {
    Owed.PROMISED: "as promised",
    Owed.MEETING_ANSWER: "call_answer_within_h",
    Owed.IN_EFFECT: "as agreed in the call",
    Owed.FOLLOW_UP: "as agreed in the call",
    Owed.LAUNCH_REPORT: "reply_within_min.ROUTINE",
    Owed.REVIEW: "as declared",
}


CLIMBED: Final = {Owed.REPLY: m.Lacking.REPLY, Owed.ACKNOWLEDGEMENT: m.Lacking.ACKNOWLEDGEMENT}
"""What a ladder is agreed for, beside calls and the watch itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What one party owes for an entry.

    `clause` is the field of the agreement that sets the time; `rungs` are roles and instants; `was_ms` is the
    time before another was agreed.
    """

    debtor: str
    what: Owed
    entry: bytes
    precedence: Precedence
    stored_ms: int | None
    due_ms: int | None
    standing: Standing
    clause: str
    rungs: tuple[tuple[str, int], ...] = ()
    was_ms: int | None = None

    @property
    def breached(self) -> bool:
        return self.standing in {Standing.UNANSWERED, Standing.NOT_KNOWN}

    def machine(self) -> dict[str, Any]:
        return {
            "debtor": self.debtor,
            "what": str(self.what),
            "entry": self.entry.hex(),
            "precedence": self.precedence.name,
            "stored": iso_or_none(self.stored_ms),
            "due": iso_or_none(self.due_ms),
            "standing": str(self.standing),
            "breached": self.breached,
            "clause": self.clause,
            "ladder": [{"role": role, "since": iso(at_ms)} for role, at_ms in self.rungs],
            **({} if self.was_ms is None else {"was": iso(self.was_ms)}),
        }


class Obligation(NamedTuple):
    """What one party was asked for by an entry, whether it has done so or not; instants in ms."""

    debtor: str
    what: Owed
    entry: Statement
    due_ms: int | None
    answered_ms: int | None
    clause: str
    """The field of the agreement that sets the time, or what else does."""
    was_ms: int | None = None


def obligations(reading: Reading, told: Told) -> Iterator[Obligation]:
    """Give everything that was asked for in a thread: its duties, answers to call requests, acknowledgements."""
    agreement = reading.agreed(told.opener)
    for duty in duties(Case(agreement, told.thread, told.statements, reading.owing, reading.storing_ms)):
        clause = _clause(duty.what, duty.entry) if duty.was_ms is None else "agreed anew"
        yield Obligation(duty.debtor, duty.what, duty.entry, duty.due_ms, duty.answered_ms, clause, duty.was_ms)
    if isinstance(told.opener.message, m.CallRequest):
        yield from _call_answers(reading, told)
    if agreement.acknowledge_within_min or reading.agreement.acknowledge_within_min:
        yield from _acknowledgements(reading, told)


def _clause(what: Owed, entry: Statement) -> str:
    """Name the field of the agreement that sets the time of a duty, or what else does."""
    by_speed = f"reply_within_min.{Precedence(entry.precedence).name}"
    return _CLAUSES.get(what, by_speed)


def owes(reading: Reading, told: Told) -> bool:
    """Say whether anything that was asked for in a thread is not there."""
    if isinstance(told.opener.message, m.WatchCheck) and told.thread.state is not watch.State.ANSWERED:
        return True
    return any(each.answered_ms is None for each in obligations(reading, told))


def _open(reading: Reading, told: Told) -> Iterator[Debt]:
    for each in obligations(reading, told):
        if each.answered_ms is not None:
            continue
        standing = reading.standing(each.debtor, each.due_ms, None)
        if each.what is Owed.CALL_ANSWER and standing is Standing.UNANSWERED:
            continue
        ladder = ladder_of(reading, each.what, each.debtor, each.entry.precedence, each.due_ms)
        yield Debt(
            debtor=each.debtor,
            what=each.what,
            entry=each.entry.id,
            precedence=Precedence(each.entry.precedence),
            stored_ms=reading.storing_ms(each.entry.id, each.debtor),
            due_ms=each.due_ms,
            standing=standing,
            clause=each.clause,
            rungs=tuple((rung.to, rung.at_ms) for rung in ladder if rung.at_ms <= reading.now_ms),
            was_ms=each.was_ms,
        )


def ladder_of(
    reading: Reading, what: Owed, debtor: str, precedence: int, due_ms: int | None
) -> tuple[escalation.Step, ...]:
    """Give the ladder of what a party owes, empty where none is agreed for that or no clock runs yet."""
    if due_ms is None or what not in CLIMBED:
        return ()
    spared_ms = on_call_ms(reading.agreement, reading.rows(MANNED), debtor, due_ms)
    return escalation.steps(reading.agreement, precedence, due_ms + spared_ms)


def debts(reading: Reading) -> tuple[Debt, ...]:
    """List what is owed, the earliest deadline first.

    A reply stays owed after its time, with the breach flag; a call request that nobody answered in time has lapsed.
    """
    found = [debt for told in reading.model.live() for debt in _open(reading, told)]
    return tuple(
        sorted(
            found,
            key=lambda debt: (
                debt.due_ms is None,
                debt.due_ms or 0,
                debt.debtor,
                debt.entry,
                list(Owed).index(debt.what),
            ),
        )
    )


_TURNS: Final = (m.CallRequest, m.CallAnswer, m.CallLevel, m.CallDeferral, m.CallWithdrawal)


def _call_answers(reading: Reading, told: Told) -> Iterator[Obligation]:
    """Each proposal asks for an answer, and each that was put off for another; the next answer in the thread is it.

    What was withdrawn before its time is not owed; a request that crossed another is answered there.
    """
    if told.thread.state is calls.State.CROSSED:
        return
    turns = [each for each in told.statements if isinstance(each.message, _TURNS) and not _escalates(each.message)]
    for proposal, answer in zip_longest(turns, turns[1:]):
        if not _asks(proposal.message):
            continue
        withdrawn = answer is not None and isinstance(answer.message, m.CallWithdrawal)
        for debtor in _debtors(reading, proposal, answer):
            due_ms = _answer_due_ms(reading, proposal, debtor)
            if withdrawn and answer is not None and (due_ms is None or answer.clock_ms <= due_ms):
                continue
            answered_ms = None if answer is None or withdrawn else answer.clock_ms
            clause = "as deferred" if isinstance(proposal.message, m.CallDeferral) else "call_answer_within_h"
            yield Obligation(debtor, Owed.CALL_ANSWER, proposal, due_ms, answered_ms, clause)


def _asks(message: m.Message) -> bool:
    match message:
        case m.CallRequest() | m.CallDeferral() | m.CallAnswer(answer=m.Answer.OTHER_TIME):
            return True
        case _:
            return False


def _escalates(message: m.Message) -> bool:
    return isinstance(message, m.CallLevel) and message.move is m.LevelMove.ESCALATED


def _debtors(reading: Reading, proposal: Statement, answer: Statement | None) -> Sequence[str]:
    if isinstance(proposal.message, m.CallDeferral):
        return [proposal.author]
    if answer is None or isinstance(answer.message, m.CallWithdrawal):
        return reading.owing(proposal)
    return [answer.author]


def _answer_due_ms(reading: Reading, proposal: Statement, debtor: str) -> int | None:
    if isinstance(proposal.message, m.CallDeferral):
        return proposal.message.by_ms
    return call_answer_due_ms(reading.agreed(proposal), reading.storing_ms(proposal.id, debtor))


def _acknowledgements(reading: Reading, told: Told) -> Iterator[Obligation]:
    """Urgent entries ask the other side to show that its watch has read, by whatever it says next in the thread.

    That an entry stands open on a screen shows it not.
    """
    for place, entry in enumerate(told.statements):
        silent = isinstance(entry.message, SILENT)
        agreement = reading.agreed(entry)
        if silent or entry.precedence not in agreement.acknowledge_within_min:
            continue
        clause = f"acknowledge_within_min.{Precedence(entry.precedence).name}"
        for debtor in reading.owing(entry):
            later = (
                each.clock_ms
                for each in told.statements[place + 1 :]
                if each.author == debtor and not is_opening(each.message)
            )
            due_ms = acknowledgement_due_ms(agreement, entry.precedence, reading.storing_ms(entry.id, debtor))
            yield Obligation(debtor, Owed.ACKNOWLEDGEMENT, entry, due_ms, next(later, None), clause)
