"""The desk of one line: what may be said in a thread, and what of it does not count. Pure; folded from the record."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple

from parley.desk import acknowledgements, calls, notices, queries, watch
from parley.desk import messages as m
from parley.desk.agreement import Agreement
from parley.desk.machine import Machine, step
from parley.words.faults import OurFault
from parley.words.limits import THREAD_STATEMENTS_MAX
from parley.words.terms import TrafficClass

PLAIN: Final = 41
"""The kind of a plain statement, which opens a thread without a state."""


class Statement(NamedTuple):
    """One accepted entry with its content. `thread` is its own id where it opens one; `position` its joint place."""

    id: bytes
    thread: bytes
    author: str
    clock_ms: int
    traffic_class: int
    precedence: int
    kind: int
    message: m.Message
    position: int | None


@dataclass(slots=True)
class Thread:
    """Where one thread stands: its machine's state, whose turn it is in a call, and what may be acknowledged."""

    opener: Statement
    machine: Machine | None
    state: StrEnum | None
    proposed_ms: tuple[int, ...] = ()
    proposed_by: str = ""
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
    match statement.message:
        case m.FlightNotice() | m.Query() | m.PlainStatement():
            return ""
        case m.WatchCheck(seat=seat):
            return "" if seat in agreement.roles else "seat-unknown"
        case m.CallRequest(pairing=pairing):
            return "" if pairing in agreement.pairings else "pairing-unknown"
        case m.HoldingReply() | m.Reply() | m.Acknowledgement() | m.WatchAnswer() | m.CallAnswer():
            return "thread-needed"


def _open(statement: Statement) -> Thread:
    thread = Thread(statement, None, None, authors={statement.id: statement.author})
    match statement.message:
        case m.FlightNotice():
            thread.machine, thread.state = notices.MACHINE, notices.State.DECLARED
        case m.Query():
            thread.machine, thread.state = queries.MACHINE, queries.State.OPEN
        case m.WatchCheck():
            thread.machine, thread.state = watch.MACHINE, watch.State.SENT
        case m.CallRequest(slots_ms=slots_ms):
            thread.machine, thread.state = calls.MACHINE, calls.State.ASKED
            thread.proposed_ms, thread.proposed_by = slots_ms, statement.author
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
    match statement.message:
        case m.Query() | m.CallRequest() | m.WatchCheck():
            return "thread-opener"
        case m.FlightNotice():
            return "" if isinstance(thread.opener.message, m.FlightNotice) else "thread-opener"
        case m.WatchAnswer(seat=seat) | m.Acknowledgement(seat=seat):
            return "" if seat in agreement.roles else "seat-unknown"
        case _:
            return ""


def _fact(thread: Thread, statement: Statement) -> StrEnum | None:
    """Say what a statement is to its thread's machine; None if it is nothing to it."""
    own = statement.author == thread.opener.author
    match thread.opener.message, statement.message:
        case m.FlightNotice(), m.FlightNotice():
            return notices.Fact.AMENDED if own else notices.Fact.AMENDED_BY_OTHER
        case m.Query(), m.HoldingReply():
            return queries.Fact.SELF_ANSWERED if own else queries.Fact.HELD
        case m.Query(), m.Reply():
            return queries.Fact.SELF_ANSWERED if own else queries.Fact.REPLIED
        case m.WatchCheck() as check, m.WatchAnswer() as answer:
            if own:
                return watch.Fact.SELF_ANSWERED
            return watch.Fact.READ_BACK if answer.challenge == check.challenge else watch.Fact.MISREAD
        case m.CallRequest(), m.CallAnswer() as call_answer:
            in_turn = statement.author != thread.proposed_by
            return calls.fact(call_answer, thread.proposed_ms, in_turn=in_turn)
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


class Desk:
    """The present state of each thread that has one; a plain statement that stands alone costs nothing.

    Raises OurFault `agreement-malformed` if the agreement names other parties than the line.
    """

    def __init__(self, parties: Sequence[str], agreement: Agreement) -> None:
        if set(parties) != set(agreement.languages):
            raise OurFault("agreement-malformed", "The agreement names other parties than the line.")
        self._agreement = agreement
        self._threads: dict[bytes, Thread] = {}

    def judge(self, statement: Statement) -> str:
        """Say why this may not be said in the present state of its thread: a code, or nothing.

        Of a thread without a state the desk knows only that, at most, a plain statement opened it: it may be spoken to
        and acknowledged. Whether it is there at all, and whose it is, `refold` sees.
        """
        if statement.id == statement.thread:
            return opening_code(self._agreement, statement)
        thread = self._threads.get(statement.thread)
        if thread is not None:
            return _judged(self._agreement, thread, statement)[0]
        match statement.message:
            case m.PlainStatement():
                return ""
            case m.Acknowledgement(of=of):
                return "" if of == statement.thread else "ack-unknown"
            case _:
                return "thread-unknown"

    def refold(self, thread: bytes, statements: Sequence[Statement]) -> list[tuple[bytes, str]]:
        """Fold a thread anew from its statements in joint order; give those that do not count, with their codes."""
        if len(statements) == 1 and statements[0].kind == PLAIN and statements[0].id == thread:
            self._threads.pop(thread, None)
            return []
        state, refused = fold(self._agreement, statements)
        if state is None:
            self._threads.pop(thread, None)
        else:
            self._threads[thread] = state
        return refused
