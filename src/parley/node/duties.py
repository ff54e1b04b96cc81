"""What the entries of one thread oblige a party to, with its times; both nodes compute it alike from the record alone.

A deadline comes from the storing time at the side that owes, or stands in the entry itself. Another time that both
agreed to takes its place, and the old one is kept.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from typing import Final, NamedTuple

from parley.desk import calls
from parley.desk import messages as m
from parley.desk import obligations as o
from parley.desk.agreement import Agreement
from parley.desk.obligations import Owed
from parley.node.beside import QUERIES
from parley.node.threads import Statement, Thread, after


class Duty(NamedTuple):
    """What one party is to do for an entry; instants in ms. `was_ms`: the time that held before another was agreed."""

    debtor: str
    what: Owed
    entry: Statement
    due_ms: int | None
    answered_ms: int | None
    was_ms: int | None = None


class Case(NamedTuple):
    """A thread as its duties are computed: who owes what an entry asks for, and when each party stored an entry."""

    agreement: Agreement
    thread: Thread
    statements: Sequence[Statement]
    owing: Callable[[Statement], Sequence[str]]
    storing_ms: Callable[[bytes, str], int | None]

    def due(self, debtor: str, what: Owed, entry: Statement, due_ms: int | None, answered_ms: int | None) -> Duty:
        """Put the time that was agreed to last in the place of the first, which is kept."""
        agreed = self.thread.moved.get(entry.id)
        if agreed is None:
            return Duty(debtor, what, entry, due_ms, answered_ms)
        return Duty(debtor, what, entry, agreed[-1], answered_ms, due_ms)


_ANSWERS: Final = (m.Reply, m.YesNo, m.CannotAnswer)


def duties(case: Case) -> Iterator[Duty]:
    """Give every duty of a thread, done or not, but for answers to call requests and acknowledgements (`debts`)."""
    opener = case.statements[0].message
    if isinstance(opener, QUERIES):
        yield from _replies(case)
        yield from _meeting(case)
    elif isinstance(opener, m.CallRequest):
        yield from _promised_answers(case)
        yield from _outcome(case)
    elif isinstance(opener, m.PresenceQuery):
        yield from _presence(case)
    elif isinstance(opener, m.LaunchNotice):
        yield from _launch_report(case)
    elif isinstance(opener, m.Suspension):
        yield from _review(case)
    yield from _clarifications(case)


def _first_ms(later: Sequence[Statement], party: str, kinds: tuple[type[m.Message], ...]) -> int | None:
    return next((each.clock_ms for each in later if each.author == party and isinstance(each.message, kinds)), None)


def _replies(case: Case) -> Iterator[Duty]:
    """A query asks for a reply, and each follow-up for another; what was promised is due at the promised time."""
    for asked in case.statements:
        if not isinstance(asked.message, (*QUERIES, m.FollowUp)):
            continue
        later = _until(after(case.statements, asked.id), m.FollowUp)
        done = {each.author for each in later if isinstance(each.message, _ANSWERS)}
        for debtor in done or case.owing(asked):
            stored_ms = case.storing_ms(asked.id, debtor)
            due_ms = o.reply_due_ms(case.agreement, asked.precedence, stored_ms)
            answered_ms = _first_ms(later, debtor, _ANSWERS)
            yield case.due(debtor, Owed.REPLY, asked, due_ms, answered_ms)
        promise = next((each for each in reversed(later) if isinstance(each.message, m.HoldingReply)), None)
        if promise is not None and isinstance(promise.message, m.HoldingReply) and promise.message.promised_ms:
            answered_ms = _first_ms(later, promise.author, _ANSWERS)
            yield case.due(promise.author, Owed.PROMISED, promise, promise.message.promised_ms, answered_ms)


def _until(later: Sequence[Statement], kind: type[m.Message]) -> Sequence[Statement]:
    """What was said before the next of a kind."""
    end = next((place for place, each in enumerate(later) if isinstance(each.message, kind)), len(later))
    return later[:end]


def _meeting(case: Case) -> Iterator[Duty]:
    for asked in case.statements:
        match asked.message:
            case m.MeetingRequest() | m.MeetingAnswer(answer=m.Answer.OTHER_TIME):
                later = _until(after(case.statements, asked.id), m.MeetingRequest)
                answers = [each for each in later if isinstance(each.message, m.MeetingAnswer)]
                for debtor in [answers[0].author] if answers else case.owing(asked):
                    stored_ms = case.storing_ms(asked.id, debtor)
                    due_ms = o.meeting_answer_due_ms(case.agreement, stored_ms)
                    answered_ms = answers[0].clock_ms if answers else None
                    yield case.due(debtor, Owed.MEETING_ANSWER, asked, due_ms, answered_ms)
            case _:
                continue


def _promised_answers(case: Case) -> Iterator[Duty]:
    """Whoever referred a call request to a role says by when it answers; any answer but the same again is it."""
    referred = [each for each in case.statements if isinstance(each.message, m.CallTaken) and each.message.by_ms]
    for promise in referred[-1:]:
        assert isinstance(promise.message, m.CallTaken)  # as found
        later = after(case.statements, promise.id)
        answered_ms = _first_ms(later, promise.author, (m.CallAnswer, m.CallLevel, m.CallDeferral))
        withdrawn = any(isinstance(each.message, m.CallWithdrawal) for each in later)
        if answered_ms is not None or not withdrawn:
            yield case.due(promise.author, Owed.PROMISED, promise, promise.message.by_ms, answered_ms)


def _outcome(case: Case) -> Iterator[Duty]:
    """What both agreed on in a call binds each of them: points from their time on, and the follow-up at its time."""
    if case.thread.state is not calls.State.OUTCOME_AGREED:
        return
    account = next(each for each in case.statements if each.id == case.thread.account)
    assert isinstance(account.message, m.CallHeld)  # by the machine of calls
    later = after(case.statements, account.id)
    for party in sorted(case.thread.sides):
        if account.message.effective_ms is not None:
            done_ms = _marked_ms(later, party, m.Mark.IN_EFFECT)
            yield Duty(party, Owed.IN_EFFECT, account, account.message.effective_ms, done_ms)
        if account.message.next_ms is not None:
            done_ms = _marked_ms(later, party, m.Mark.FOLLOWED_UP)
            yield case.due(party, Owed.FOLLOW_UP, account, account.message.next_ms, done_ms)


def _marked_ms(later: Sequence[Statement], party: str, mark: m.Mark) -> int | None:
    marks = (each for each in later if isinstance(each.message, m.CallMark) and each.message.mark is mark)
    return next((each.clock_ms for each in marks if each.author == party), None)


def _presence(case: Case) -> Iterator[Duty]:
    asked = case.statements[0]
    later = after(case.statements, asked.id)
    done = {each.author for each in later if isinstance(each.message, m.PresenceAnswer)}
    for debtor in done or case.owing(asked):
        stored_ms = case.storing_ms(asked.id, debtor)
        due_ms = o.presence_due_ms(case.agreement, asked.precedence, stored_ms)
        yield case.due(debtor, Owed.PRESENCE_ANSWER, asked, due_ms, _first_ms(later, debtor, (m.PresenceAnswer,)))


def _launch_report(case: Case) -> Iterator[Duty]:
    """Who announced a launch says what became of it; who took it back need not."""
    notice, newest = case.statements[0], case.thread.latest
    later = after(case.statements, notice.id)
    if isinstance(newest, m.LaunchNotice) and not any(isinstance(each.message, m.Cancellation) for each in later):
        due_ms = o.launch_report_due_ms(case.agreement, newest)
        answered_ms = _first_ms(later, notice.author, (m.LaunchReport,))
        yield case.due(notice.author, Owed.LAUNCH_REPORT, notice, due_ms, answered_ms)


def _review(case: Case) -> Iterator[Duty]:
    """Each suspension is reviewed when it says: by declaring it anew, or by ending it."""
    for declared in case.statements:
        if isinstance(declared.message, m.Suspension):
            answered_ms = _first_ms(after(case.statements, declared.id), declared.author, (m.Suspension, m.Resumption))
            yield case.due(declared.author, Owed.REVIEW, declared, declared.message.review_ms, answered_ms)


def _clarifications(case: Case) -> Iterator[Duty]:
    """What was not understood, or is doubted, puts the move back on its author, with a clock."""
    open_still = case.thread.unsettled()
    by_id = {each.id: each for each in case.statements} if case.thread.asked else {}
    for entry, about in case.thread.asked.items():
        asked = by_id[entry]
        debtor = case.thread.said[about.entry].author
        stored_ms = case.storing_ms(entry, debtor)
        due_ms = o.reply_due_ms(case.agreement, asked.precedence, stored_ms)
        settled = None if entry in open_still else _settled_ms(case, asked, about.entry)
        yield case.due(debtor, Owed.CLARIFICATION, asked, due_ms, settled)


def _settled_ms(case: Case, asked: Statement, about: bytes) -> int:
    """When what was asked was settled: by the author, or by another word of the side that asked."""
    for each in after(case.statements, asked.id):
        match each.message:
            case m.Clarification(of=of) if of == asked.id:
                return each.clock_ms
            case m.Correction(of=of) | m.Acknowledgement(of=of) | m.Doubt(of=of) if of == about:
                return each.clock_ms
            case _:
                continue
    return asked.clock_ms
