"""The desk of one line: what may be said in a thread, and what of it does not count. Pure; folded from the record."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from enum import StrEnum
from typing import Final

from parley.desk import (
    accidents,
    calls,
    contacts,
    incidents,
    launches,
    notices,
    presence,
    protests,
    queries,
    suspensions,
    watch,
)
from parley.desk import messages as m
from parley.desk.acknowledgements import is_opening
from parley.desk.agreement import Agreement, Terms, template_of
from parley.desk.escalation import has_rung
from parley.desk.machine import Machine, step
from parley.desk.release import refuse_late, refuse_officers, refuse_past, refuse_undisclosed
from parley.node.allowed import kept_out
from parley.node.beside import QUERIES, judge_beside, take_beside
from parley.node.calling import call_fact, take_call
from parley.node.threads import PLAIN, Beside, Statement, Thread, said
from parley.words.faults import OurFault
from parley.words.limits import THREAD_STATEMENTS_MAX

__all__ = ["PLAIN", "Desk", "Statement", "Thread", "fold", "opening_code"]

DECLARED: Final = (*[kind for kind in notices.NOTICES if kind is not m.LaunchNotice], m.FlightSummary)
"""Kinds with the machine of notices; a launch has one of its own."""
_REPEATED: Final = (
    *DECLARED, m.LaunchNotice, m.AccidentReport, m.IncidentReport, m.TelephoneContact, m.Suspension,
)  # fmt: skip
"""Kinds that open a thread and stand in it again, to amend or to set beside."""
SILENT: Final = (m.Acknowledgement, m.Progress, m.WatchCheck, m.WatchAnswer, m.Escalated)
"""Kinds that ask nobody to acknowledge them."""
OPENERS: Final = (
    *_REPEATED, *QUERIES, m.Protest, m.WatchCheck, m.CallRequest, m.PresenceQuery, m.FreeText, m.PlainStatement,
    m.CodedMessage, m.Manning,
)  # fmt: skip
_BEGINNINGS: Final[Mapping[type[m.Message], tuple[Machine, StrEnum]]] = {
    **dict.fromkeys(DECLARED, (notices.MACHINE, notices.State.DECLARED)),
    **dict.fromkeys(QUERIES, (queries.MACHINE, queries.State.OPEN)),
    m.LaunchNotice: (launches.MACHINE, launches.State.DECLARED),
    m.AccidentReport: (accidents.MACHINE, accidents.State.WITHOUT_POSITION),
    m.IncidentReport: (incidents.MACHINE, incidents.State.ONE_SIDE),
    m.Protest: (protests.MACHINE, protests.State.LODGED),
    m.WatchCheck: (watch.MACHINE, watch.State.SENT),
    m.CallRequest: (calls.MACHINE, calls.State.ASKED),
    m.TelephoneContact: (contacts.MACHINE, contacts.State.ENTERED),
    m.PresenceQuery: (presence.MACHINE, presence.State.ASKED),
    m.Suspension: (suspensions.MACHINE, suspensions.State.DECLARED),
}
"""The machine of each kind of thread that has one, and where it begins."""


def fold(
    terms: Terms, statements: Sequence[Statement], *, one_with: bytes | None = None
) -> tuple[Thread | None, list[tuple[bytes, str]]]:
    """Fold a thread from its statements in joint order: its state, and those that do not count, with their codes.

    `one_with` is the earlier request of the other side that its call request crossed.
    """
    thread: Thread | None = None
    refused: list[tuple[bytes, str]] = []
    for statement in statements:
        agreement = terms.at(statement.position)
        code = kept_out(agreement, statement)
        if code:
            pass
        elif statement.id == statement.thread:
            code = opening_code(agreement, statement)
            if not code:
                thread = _open(statement, one_with)
                _note_unread(agreement, thread, statement)
        else:
            code, state, beside = _judged(agreement, thread, statement)
            if thread is not None and not code:
                _take(agreement, thread, statement, state, beside)
        if code:
            refused.append((statement.id, code))
    return thread, refused


def opening_code(agreement: Agreement, statement: Statement) -> str:
    """Say why a statement opens no thread: a code, or nothing."""
    message = statement.message
    match message:
        case m.CallRequest(pairing=pairing):
            return "" if pairing in agreement.pairings else "pairing-unknown"
        case m.TelephoneContact():
            return _contact_code(agreement, message, statement.author)
        case _ if isinstance(message, OPENERS):
            return _role_code(agreement, message)
        case _:
            return "thread-needed"


def _role_code(agreement: Agreement, message: m.Message) -> str:
    """Say that a statement names a role which the agreement has not; a code, or nothing."""
    match message:
        case m.WatchCheck(seat=role) | m.WatchAnswer(seat=role) | m.Acknowledgement(seat=role):
            roles = {role}
        case m.Progress(seat=seat, role=role):
            roles = {seat, role or seat}
        case m.CallTaken(seat=seat, role=role):
            roles = {seat, role or seat}
        case m.CallToken(seat=role) | m.CallReadback(seat=role):
            roles = {role}
        case m.CallLevel(pairing=pairing):
            return "" if pairing in agreement.pairings else "pairing-unknown"
        case m.PresenceQuery(role=role) | m.Suspension(ordered_by=role) | m.Resumption(ordered_by=role):
            roles = {role}
        case _:
            return ""
    return "" if roles <= set(agreement.roles) else "seat-unknown"


def _contact_code(agreement: Agreement, contact: m.TelephoneContact, author: str) -> str:
    """Say why a party may not enter a telephone contact: it took no part, or a party or a seat is not there."""
    sides = {contact.caller, contact.called}
    if not sides <= set(agreement.languages):
        return "addressee-unknown"
    if author not in sides:
        return "contact-not-yours"
    return "" if {contact.caller_seat, contact.called_seat} <= set(agreement.roles) else "seat-unknown"


def _open(statement: Statement, one_with: bytes | None) -> Thread:
    thread = Thread(statement, None, None, statement.message, said={statement.id: said(statement)})
    begins = _BEGINNINGS.get(type(statement.message))
    if begins is not None:
        thread.machine, thread.state = begins
    match statement.message:
        case m.CallRequest(slots_ms=slots_ms):
            thread.proposed_ms, thread.proposed_by = slots_ms, statement.author
            if one_with is not None:
                thread.one_with = one_with
                _, thread.state = step(calls.MACHINE, calls.State.ASKED, calls.Fact.CROSSED)
        case m.TelephoneContact():
            thread.account, thread.account_by = statement.id, statement.author
        case m.AccidentReport() as report:
            thread.state = accidents.begins(report)
        case _:
            pass
    return thread


def _judged(agreement: Agreement, thread: Thread | None, statement: Statement) -> tuple[str, StrEnum | None, Beside]:
    """Judge a statement in a thread that another opened: a code, or nothing and the states that it brings."""
    if thread is None:
        return "thread-unknown", None, {}
    code = _barred(agreement, thread, statement)
    if code:
        return code, None, {}
    beside: Beside = {}
    judged = judge_beside(thread, statement)
    if judged is not None:
        code, beside = judged
    corrects = isinstance(statement.message, m.Correction) and not code
    if isinstance(statement.message, m.PlainStatement) or (judged is not None and not corrects):
        return code, thread.state, beside
    fact = _correction_fact(statement) if corrects else _fact(agreement, thread, statement)
    if corrects and fact is None:
        return "", thread.state, beside
    if thread.machine is None or thread.state is None or fact is None:
        return "answer-misplaced", None, {}
    code, state = step(thread.machine, thread.state, fact)
    return code, state, beside


def _barred(agreement: Agreement, thread: Thread, statement: Statement) -> str:
    """Say why a statement has no place in a thread, whatever the thread's state: a code, or nothing."""
    if thread.count >= THREAD_STATEMENTS_MAX:
        return "thread-full"
    if statement.traffic_class != thread.opener.traffic_class:
        return "class-refused"
    message = statement.message
    if isinstance(message, OPENERS) and not isinstance(message, m.PlainStatement):
        again = isinstance(message, _REPEATED) and type(message) is type(thread.opener.message)
        if not again:
            return "thread-opener"
    if isinstance(message, m.TelephoneContact):
        return _contact_code(agreement, message, statement.author)
    if isinstance(message, m.Escalated):
        return _rung_code(agreement, thread, message)
    return _role_code(agreement, message)


def _rung_code(agreement: Agreement, thread: Thread, message: m.Escalated) -> str:
    """Say that the agreement has no such rung for what an entry is owed; a code, or nothing."""
    opener, about = thread.opener.message, thread.said.get(message.of)
    pairing = opener.pairing if isinstance(opener, m.CallRequest) else None
    precedence = 0 if about is None else about.precedence
    return "" if has_rung(agreement, message, precedence, pairing) else "rung-unknown"


def _correction_fact(statement: Statement) -> StrEnum | None:
    """Say what a correction is to its thread's machine; None where it moves nothing."""
    match m.stated(statement.message):
        case m.LaunchNotice():
            return launches.Fact.CORRECTED
        case m.AccidentReport() as report:
            return accidents.fact(report, own=True)
        case says:
            return notices.Fact.CORRECTED if isinstance(says, DECLARED) else None


def _fact(agreement: Agreement, thread: Thread, statement: Statement) -> StrEnum | None:
    """Say what a statement is to its thread's machine; None if it is nothing to it."""
    own = statement.author == thread.opener.author
    opener, message = thread.opener.message, statement.message
    match opener, message:
        case m.CallRequest(), _:
            return call_fact(agreement, thread, statement)
        case m.TelephoneContact(), m.TelephoneContact():
            return contacts.Fact.ENTERED if own else contacts.Fact.ENTERED_BY_OTHER
        case m.TelephoneContact(), m.Confirmation():
            return contacts.fact(message, thread.account, own=statement.author == thread.account_by)
        case m.WatchCheck() as check, m.WatchAnswer() as answer:
            if own:
                return watch.Fact.SELF_ANSWERED
            return watch.Fact.READ_BACK if answer.challenge == check.challenge else watch.Fact.MISREAD
        case m.AccidentReport(), m.AccidentReport():
            return accidents.fact(message, own=own)
        case m.PresenceQuery(), m.PresenceAnswer():
            return presence.fact(message, own=own)
        case _:
            facts = _FACTS.get((type(opener), type(message)))
            return None if facts is None else facts[0 if own else 1]


_FACTS: Final[Mapping[tuple[type[m.Message], type[m.Message]], tuple[StrEnum, StrEnum]]] = {
    **{(kind, kind): (notices.Fact.AMENDED, notices.Fact.BY_OTHER) for kind in DECLARED},
    **{(kind, m.Cancellation): (notices.Fact.CANCELLED, notices.Fact.BY_OTHER) for kind in DECLARED},
    (m.LaunchNotice, m.LaunchNotice): (launches.Fact.AMENDED, launches.Fact.BY_OTHER),
    (m.LaunchNotice, m.Cancellation): (launches.Fact.CANCELLED, launches.Fact.BY_OTHER),
    (m.LaunchNotice, m.LaunchReport): (launches.Fact.REPORTED, launches.Fact.BY_OTHER),
    (m.IncidentReport, m.IncidentReport): (incidents.Fact.CORRECTED, incidents.Fact.REPORTED),
    **{(kind, m.HoldingReply): (queries.Fact.SELF_ANSWERED, queries.Fact.HELD) for kind in QUERIES},
    **{(kind, m.Reply): (queries.Fact.SELF_ANSWERED, queries.Fact.REPLIED) for kind in QUERIES},
    **{(kind, m.CannotAnswer): (queries.Fact.SELF_ANSWERED, queries.Fact.CANNOT) for kind in QUERIES},
    **{(kind, m.FollowUp): (queries.Fact.FOLLOWED_UP, queries.Fact.FOLLOWED_UP_BY_OTHER) for kind in QUERIES},
    (m.Question, m.YesNo): (queries.Fact.SELF_ANSWERED, queries.Fact.REPLIED),
    (m.Protest, m.Reply): (protests.Fact.SELF_ANSWERED, protests.Fact.REPLIED),
    (m.Suspension, m.Suspension): (suspensions.Fact.RENEWED, suspensions.Fact.BY_OTHER),
    (m.Suspension, m.Resumption): (suspensions.Fact.RESUMED, suspensions.Fact.BY_OTHER),
}
"""What a kind is in a thread that another opened: said by its opener, and by somebody else."""


def _note_unread(agreement: Agreement, thread: Thread, statement: Statement) -> None:
    """Remember who has yet to show that its watch has read: whoever says more next than that it stands open, has."""
    if is_opening(statement.message):
        return
    thread.unread.discard(statement.author)
    if statement.precedence in agreement.acknowledge_within_min and not isinstance(statement.message, SILENT):
        others = agreement.languages.keys() - {statement.author}
        thread.unread |= others & {*statement.addressees} or others


def _take(agreement: Agreement, thread: Thread, statement: Statement, state: StrEnum | None, beside: Beside) -> None:
    """Change a thread by a statement that was judged to count."""
    message = statement.message
    thread.count += 1
    _note_unread(agreement, thread, statement)
    take_beside(thread, statement, beside)
    if isinstance(message, m.Acknowledgement | m.Progress | m.Escalated):
        return
    thread.said[statement.id] = said(statement)
    thread.state = state
    stated = m.stated(message)
    if type(stated) is type(thread.opener.message) and statement.author == thread.opener.author:
        thread.latest = stated
    if isinstance(message, m.Resumption):
        thread.ends_ms = message.from_ms
    take_call(thread, statement)
    if isinstance(message, m.CallHeld | m.TelephoneContact):
        thread.account, thread.account_by = statement.id, statement.author


def opens(terms: Terms, statement: Statement) -> bool:
    """Say whether a statement with a place opens a thread."""
    agreement = terms.at(statement.position)
    return not kept_out(agreement, statement) and not opening_code(agreement, statement)


def owes_nothing(terms: Terms, lone: Statement) -> bool:
    """Say whether a statement alone in its thread is plain, in force and without a clock, as by far the most are."""
    if lone.kind != PLAIN or lone.id != lone.thread:
        return False
    agreement = terms.at(lone.position)
    return lone.precedence not in agreement.acknowledge_within_min and not kept_out(agreement, lone)


class Desk:
    """The present state of each thread that has one; a plain statement that stands alone costs nothing.

    Raises OurFault `agreement-malformed` if the agreement names other parties than the line.
    """

    def __init__(self, parties: Sequence[str], agreement: Agreement) -> None:
        if set(parties) != set(agreement.languages):
            raise OurFault("agreement-malformed", "The agreement names other parties than the line.")
        self.terms = Terms(agreement)
        """What holds from where on; the fold of amendments puts others in their place."""
        self._threads: dict[bytes, Thread] = {}
        self._suspensions: dict[bytes, None] = {}
        """The threads in which something is suspended."""
        self.requests: dict[bytes, Statement] = {}
        """The call requests that were said."""
        self.one_with: dict[bytes, bytes] = {}
        """Those of them that crossed an earlier one, each with that one."""

    def judge(self, statement: Statement, so_far: Callable[[], Sequence[Statement]] = tuple) -> str:
        """Say why this may not be said in the present state of its thread: a code, or nothing.

        `so_far` gives the statements of the thread in joint order; asked for only where no state of it is kept.
        """
        agreement = self.terms.at(statement.position)
        code = kept_out(agreement, statement)
        if code or statement.id == statement.thread:
            return code or opening_code(agreement, statement)
        thread = self._threads.get(statement.thread)
        if thread is None:
            thread, _ = fold(self.terms, so_far(), one_with=self.one_with.get(statement.thread))
        return _judged(agreement, thread, statement)[0]

    def refold(self, thread: bytes, statements: Sequence[Statement]) -> list[tuple[bytes, str]]:
        """Fold a thread anew from its statements in joint order; give those that do not count, with their codes."""
        if len(statements) == 1 and owes_nothing(self.terms, statements[0]):
            self._threads.pop(thread, None)
            return []
        state, refused = fold(self.terms, statements, one_with=self.one_with.get(thread))
        if state is None:
            self._threads.pop(thread, None)
        else:
            self._threads[thread] = state
            if isinstance(state.opener.message, m.Suspension):
                self._suspensions[thread] = None
        return refused

    def extend(self, statement: Statement) -> str:
        """Fold one more statement onto a thread that has a state, behind all others of it: a code, or nothing."""
        thread = self._threads[statement.thread]
        agreement = self.terms.at(statement.position)
        code = kept_out(agreement, statement)
        if code:
            return code
        code, state, beside = _judged(agreement, thread, statement)
        if not code:
            _take(agreement, thread, statement, state, beside)
        return code

    def refuse_release(self, statement: Statement, *, officers: int, reasoned: bool, late: bool) -> None:
        """Refuse what people here may not let go, or not without knowing what is wrong with it.

        Raises OurFault `disclosure-not-agreed`, `officers-needed`, `call-slot-past`, `suspended`, `lead-time-short`.
        """
        agreement, kind = self.terms.latest, type(statement.message)
        refuse_undisclosed(agreement, statement.message)
        refuse_officers(agreement, kind, officers, reasoned=reasoned)
        refuse_past(statement.message, statement.clock_ms)
        if suspensions.stopped(self.suspended(), statement.author, kind, template_of(kind), statement.clock_ms):
            raise OurFault("suspended")
        thread = self._threads.get(statement.thread)
        if not late:
            refuse_late(agreement, statement.message, None if thread is None else thread.latest, statement.clock_ms)

    def suspended(self) -> Iterator[suspensions.Standing]:
        """Give every suspension that was declared, also what has not begun or has ended."""
        for name in self._suspensions:
            thread = self._threads.get(name)
            if thread is not None and isinstance(thread.latest, m.Suspension):
                yield suspensions.Standing(thread.opener.author, thread.latest, thread.ends_ms)

    def forget(self, thread: bytes) -> None:
        """Forget a thread whose bodies were erased."""
        self._threads.pop(thread, None)
        self.requests.pop(thread, None)

    def thread(self, thread: bytes) -> Thread | None:
        """Give the present state of a thread that has one."""
        return self._threads.get(thread)
