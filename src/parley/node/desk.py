"""The desk of one line: what may be said in a thread, and what of it does not count. Pure; folded from the record."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from parley.desk import acknowledgements, calls, contacts, incidents, notices, protests, queries, watch
from parley.desk import messages as m
from parley.desk.agreement import Agreement
from parley.desk.machine import Machine, step
from parley.words.faults import OurFault
from parley.words.limits import THREAD_STATEMENTS_MAX
from parley.words.terms import TrafficClass

PLAIN: Final = 41
"""The kind of a plain statement, which opens a thread without a state."""


class Statement(NamedTuple):
    """One accepted entry with its content. `thread` is its own id where it opens one; `position` its joint place.

    Without addressees it is for all parties.
    """

    id: bytes
    thread: bytes
    author: str
    clock_ms: int
    traffic_class: int
    precedence: int
    kind: int
    message: m.Message
    position: int | None
    addressees: tuple[str, ...] = ()


_NOTICES: Final = (m.FlightNotice, m.ExerciseNotice, m.MovementNotice, m.HazardNotice)
_REPEATED: Final = (*_NOTICES, m.IncidentReport, m.TelephoneContact)
"""Kinds that open a thread and stand in it again, to amend or to set beside."""
_OPENERS: Final = (*_REPEATED, m.Query, m.Protest, m.WatchCheck, m.CallRequest, m.FreeText, m.PlainStatement)
_BEGINNINGS: Final[Mapping[type[m.Message], tuple[Machine, StrEnum]]] = {
    **dict.fromkeys(_NOTICES, (notices.MACHINE, notices.State.DECLARED)),
    m.IncidentReport: (incidents.MACHINE, incidents.State.ONE_SIDE),
    m.Query: (queries.MACHINE, queries.State.OPEN),
    m.Protest: (protests.MACHINE, protests.State.LODGED),
    m.WatchCheck: (watch.MACHINE, watch.State.SENT),
    m.CallRequest: (calls.MACHINE, calls.State.ASKED),
    m.TelephoneContact: (contacts.MACHINE, contacts.State.ENTERED),
}
"""The machine of each kind of thread that has one, and where it begins."""


@dataclass(slots=True)
class Thread:
    """Where one thread stands: its machine's state, whose turn it is in a call, what may be confirmed, acknowledged."""

    opener: Statement
    machine: Machine | None
    state: StrEnum | None
    proposed_ms: tuple[int, ...] = ()
    proposed_by: str = ""
    account: bytes = b""
    """The newest account of what both sides took part in: an entry that says a call was held, or of a contact."""
    account_by: str = ""
    authors: dict[bytes, str] = field(default_factory=dict)
    known: dict[tuple[bytes, str], StrEnum] = field(default_factory=dict)


def fold(agreement: Agreement, statements: Sequence[Statement]) -> tuple[Thread | None, list[tuple[bytes, str]]]:
    """Fold a thread from its statements in joint order: its state, and those that do not count, with their codes."""
    thread: Thread | None = None
    refused: list[tuple[bytes, str]] = []
    for statement in statements:
        if statement.id == statement.thread:
            code = opening_code(agreement, statement)
            thread = thread if code else _open(statement)
        else:
            code, state = _judged(agreement, thread, statement)
            if thread is not None and not code:
                _take(thread, statement, state)
        if code:
            refused.append((statement.id, code))
    return thread, refused


def opening_code(agreement: Agreement, statement: Statement) -> str:
    """Say why a statement opens no thread: a code, or nothing."""
    message = statement.message
    match message:
        case m.WatchCheck(seat=seat):
            return "" if seat in agreement.roles else "seat-unknown"
        case m.CallRequest(pairing=pairing):
            return "" if pairing in agreement.pairings else "pairing-unknown"
        case m.TelephoneContact():
            return _contact_code(agreement, message, statement.author)
        case _:
            return "" if isinstance(message, _OPENERS) else "thread-needed"


def _contact_code(agreement: Agreement, contact: m.TelephoneContact, author: str) -> str:
    """Say why a party may not enter a telephone contact: it took no part, or a party or a seat is not there."""
    sides = {contact.caller, contact.called}
    if not sides <= set(agreement.languages):
        return "addressee-unknown"
    if author not in sides:
        return "contact-not-yours"
    return "" if {contact.caller_seat, contact.called_seat} <= set(agreement.roles) else "seat-unknown"


def _open(statement: Statement) -> Thread:
    thread = Thread(statement, None, None, authors={statement.id: statement.author})
    begins = _BEGINNINGS.get(type(statement.message))
    if begins is not None:
        thread.machine, thread.state = begins
    match statement.message:
        case m.CallRequest(slots_ms=slots_ms):
            thread.proposed_ms, thread.proposed_by = slots_ms, statement.author
        case m.TelephoneContact():
            thread.account, thread.account_by = statement.id, statement.author
        case _:
            pass
    return thread


def _judged(agreement: Agreement, thread: Thread | None, statement: Statement) -> tuple[str, StrEnum | None]:
    """Judge a statement in a thread that another opened: a code, or nothing and the state that it brings."""
    if thread is None:
        return "thread-unknown", None
    code = _barred(agreement, thread, statement)
    if code:
        return code, None
    if isinstance(statement.message, m.PlainStatement):
        return "", thread.state
    if isinstance(statement.message, m.Acknowledgement):
        return _acknowledged(thread, statement, statement.message)
    fact = _fact(thread, statement)
    if thread.machine is None or thread.state is None or fact is None:
        return "answer-misplaced", None
    return step(thread.machine, thread.state, fact)


def _barred(agreement: Agreement, thread: Thread, statement: Statement) -> str:
    """Say why a statement has no place in a thread, whatever the thread's state: a code, or nothing."""
    if len(thread.authors) + len(thread.known) >= THREAD_STATEMENTS_MAX:
        return "thread-full"
    if statement.traffic_class != thread.opener.traffic_class:
        return "class-refused"
    message = statement.message
    if isinstance(message, _OPENERS) and not isinstance(message, m.PlainStatement):
        again = isinstance(message, _REPEATED) and type(message) is type(thread.opener.message)
        if not again:
            return "thread-opener"
    match message:
        case m.WatchAnswer(seat=seat) | m.Acknowledgement(seat=seat):
            return "" if seat in agreement.roles else "seat-unknown"
        case m.TelephoneContact():
            return _contact_code(agreement, message, statement.author)
        case _:
            return ""


def _fact(thread: Thread, statement: Statement) -> StrEnum | None:
    """Say what a statement is to its thread's machine; None if it is nothing to it."""
    own = statement.author == thread.opener.author
    opener, message = thread.opener.message, statement.message
    match opener, message:
        case m.CallRequest(), _:
            return _call_fact(thread, statement)
        case m.TelephoneContact(), m.TelephoneContact():
            return contacts.Fact.ENTERED if own else contacts.Fact.ENTERED_BY_OTHER
        case m.TelephoneContact(), m.Confirmation():
            return contacts.fact(message, thread.account, own=statement.author == thread.account_by)
        case m.WatchCheck() as check, m.WatchAnswer() as answer:
            if own:
                return watch.Fact.SELF_ANSWERED
            return watch.Fact.READ_BACK if answer.challenge == check.challenge else watch.Fact.MISREAD
        case _:
            facts = _FACTS.get((type(opener), type(message)))
            return None if facts is None else facts[0 if own else 1]


_FACTS: Final[Mapping[tuple[type[m.Message], type[m.Message]], tuple[StrEnum, StrEnum]]] = {
    **{(kind, kind): (notices.Fact.AMENDED, notices.Fact.AMENDED_BY_OTHER) for kind in _NOTICES},
    (m.IncidentReport, m.IncidentReport): (incidents.Fact.CORRECTED, incidents.Fact.REPORTED),
    (m.Query, m.HoldingReply): (queries.Fact.SELF_ANSWERED, queries.Fact.HELD),
    (m.Query, m.Reply): (queries.Fact.SELF_ANSWERED, queries.Fact.REPLIED),
    (m.Protest, m.Reply): (protests.Fact.SELF_ANSWERED, protests.Fact.REPLIED),
}
"""What a kind is in a thread that another opened: said by its opener, and by somebody else."""


def _call_fact(thread: Thread, statement: Statement) -> StrEnum | None:
    match statement.message:
        case m.CallAnswer() as answer:
            return calls.fact(answer, thread.proposed_ms, in_turn=statement.author != thread.proposed_by)
        case m.CallHeld():
            return calls.Fact.TOLD
        case m.Confirmation() as answer:
            return calls.outcome_fact(answer, thread.account, own=statement.author == thread.account_by)
        case m.Readout():
            return calls.Fact.READOUT
        case _:
            return None


def _acknowledged(thread: Thread, statement: Statement, message: m.Acknowledgement) -> tuple[str, StrEnum | None]:
    """Judge an acknowledgement; the state is that of the acknowledged entry at the acknowledging party."""
    if message.paraphrase is not None and statement.traffic_class == TrafficClass.TEST:
        return "class-refused", None
    author = thread.authors.get(message.of)
    if author is None:
        return "ack-unknown", None
    fact = acknowledgements.Fact.OWN if author == statement.author else acknowledgements.FACTS[message.level]
    state = thread.known.get((message.of, statement.author), acknowledgements.State.SENT)
    return step(acknowledgements.MACHINE, state, fact)


def _take(thread: Thread, statement: Statement, state: StrEnum | None) -> None:
    """Change a thread by a statement that was judged to count."""
    message = statement.message
    if isinstance(message, m.Acknowledgement):
        assert state is not None
        thread.known[message.of, statement.author] = state
        return
    thread.authors[statement.id] = statement.author
    thread.state = state
    if isinstance(message, m.CallAnswer) and message.answer is m.Answer.OTHER_TIME:
        assert message.at_ms is not None  # a rule of its kind
        thread.proposed_ms, thread.proposed_by = (message.at_ms,), statement.author
    if isinstance(message, m.CallHeld | m.TelephoneContact):
        thread.account, thread.account_by = statement.id, statement.author


def owes_nothing(agreement: Agreement, lone: Statement) -> bool:
    """Say whether a statement alone in its thread is plain and without a clock, as by far the most are."""
    plain = lone.kind == PLAIN and lone.id == lone.thread
    return plain and lone.precedence not in agreement.acknowledge_within_min


class Desk:
    """The present state of each thread that has one; a plain statement that stands alone costs nothing.

    Raises OurFault `agreement-malformed` if the agreement names other parties than the line.
    """

    def __init__(self, parties: Sequence[str], agreement: Agreement) -> None:
        if set(parties) != set(agreement.languages):
            raise OurFault("agreement-malformed", "The agreement names other parties than the line.")
        self._agreement = agreement
        self._threads: dict[bytes, Thread] = {}

    def judge(self, statement: Statement, so_far: Callable[[], Sequence[Statement]] = tuple) -> str:
        """Say why this may not be said in the present state of its thread: a code, or nothing.

        `so_far` gives the statements of the thread in joint order; asked for only where no state of it is kept.
        """
        if statement.id == statement.thread:
            return opening_code(self._agreement, statement)
        thread = self._threads.get(statement.thread)
        if thread is None:
            thread, _ = fold(self._agreement, so_far())
        return _judged(self._agreement, thread, statement)[0]

    def refold(self, thread: bytes, statements: Sequence[Statement]) -> list[tuple[bytes, str]]:
        """Fold a thread anew from its statements in joint order; give those that do not count, with their codes."""
        if len(statements) == 1 and owes_nothing(self._agreement, statements[0]):
            self._threads.pop(thread, None)
            return []
        state, refused = fold(self._agreement, statements)
        if state is None:
            self._threads.pop(thread, None)
        else:
            self._threads[thread] = state
        return refused

    @property
    def agreement(self) -> Agreement:
        return self._agreement

    def thread(self, name: bytes) -> Thread | None:
        """Give the state of a thread that has one."""
        return self._threads.get(name)

    def extend(self, statement: Statement) -> str:
        """Fold one more statement onto a thread that has a state, behind all others of it: a code, or nothing."""
        thread = self._threads[statement.thread]
        code, state = _judged(self._agreement, thread, statement)
        if not code:
            _take(thread, statement, state)
        return code
