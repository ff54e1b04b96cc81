"""Calls in a thread: what is said in answer to a call request, how the call is set up, and requests that crossed."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from enum import StrEnum
from typing import Final

from parley.desk import calls, setups
from parley.desk import messages as m
from parley.desk.agreement import Agreement
from parley.desk.crossing import Asked, crossings
from parley.desk.machine import step
from parley.node.threads import Beside, Of, Statement, Thread
from parley.record.feed import Feed
from parley.record.joint import Record

SETUP: Final = Of("setup")
"""How the call of a thread is set up and runs."""


def is_of_setup(message: m.Message) -> bool:
    """Say whether a message sets a call up or says how it runs."""
    match message:
        case m.CallToken() | m.CallReadback():
            return True
        case m.CallMark(mark=mark):
            return mark in setups.RUNNING
        case _:
            return False


def setup_of(thread: Thread) -> setups.State:
    """Give how far the call of a thread has come."""
    return setups.State(thread.beside.get(SETUP, setups.State.NOT_SET_UP))


def judge_setup(thread: Thread, statement: Statement) -> tuple[str, Beside]:
    """Judge what sets a call up or says how it runs: a code, or nothing and the state that it brings."""
    if not isinstance(thread.opener.message, m.CallRequest):
        return "answer-misplaced", {}
    code, state = step(setups.MACHINE, setup_of(thread), _setup_fact(thread, statement))
    return code, {} if code else {SETUP: state}


def _setup_fact(thread: Thread, statement: Statement) -> setups.Fact:
    author, message = statement.author, statement.message
    if thread.agreed_ms is None or thread.state not in {calls.State.ACCEPTED, *calls.HAPPENED}:
        return setups.Fact.NOT_AGREED
    if author not in thread.sides:
        return setups.Fact.BYSTANDER
    match message:
        case m.CallToken():
            return setups.issue_fact(message, thread.agreed_ms)
        case m.CallReadback():
            half = setups.halves(thread.token)[thread.sides.index(author)]
            return setups.read_fact(message, half, again=author in thread.read_by)
        case _:
            assert isinstance(message, m.CallMark)  # all that is judged here
            return setups.mark_fact(message, thread.agreed_ms)


def call_fact(agreement: Agreement, thread: Thread, statement: Statement) -> StrEnum | None:
    """Say what a statement is to a call request; None if it is nothing to it."""
    match statement.message:
        case m.CallHeld():
            unset = agreement.calls_by_token and setup_of(thread) not in setups.BEGUN
            return calls.Fact.TOLD_UNSET if unset else calls.Fact.TOLD
        case m.Confirmation() as answer:
            return calls.outcome_fact(answer, thread.account, own=statement.author == thread.account_by)
        case m.Readout():
            return calls.Fact.READOUT
        case m.CallMark():
            return calls.Fact.DONE
        case m.CallWithdrawal() if statement.author != thread.opener.author:
            return calls.Fact.NOT_ASKER
        case m.CallWithdrawal():
            return calls.Fact.WITHDRAWN_LATE if setup_of(thread) in setups.BEGUN else calls.Fact.WITHDRAWN
        case _:
            return _answer_fact(agreement, thread, statement)


def _answer_fact(agreement: Agreement, thread: Thread, statement: Statement) -> StrEnum | None:
    in_turn = statement.author != thread.proposed_by
    match statement.message:
        case m.CallLevel() as named:
            return calls.level_fact(named, in_turn=in_turn, asker=statement.author == thread.opener.author)
        case m.CallAnswer(role=role) as answer:
            authorised = role is None or _covers(agreement, thread, statement.author, role)
            return calls.fact(answer, thread.proposed_ms, in_turn=in_turn, authorised=authorised)
        case m.CallTaken() | m.CallDeferral() if not in_turn:
            return calls.Fact.OUT_OF_TURN
        case m.CallTaken(role=role):
            return calls.Fact.TAKEN if role is None else calls.Fact.REFERRED
        case m.CallDeferral():
            return calls.Fact.DEFERRED
        case _:
            return None


def _covers(agreement: Agreement, thread: Thread, party: str, role: str) -> bool:
    request = thread.opener.message
    assert isinstance(request, m.CallRequest)  # whose thread this is
    pairing = agreement.pairings.get(request.pairing)
    return pairing is not None and pairing.covers(party, role)


def take_call(thread: Thread, statement: Statement) -> None:
    """Change a thread by a statement about its call that was judged to count."""
    match statement.message:
        case m.CallTaken(by_ms=int()) | m.CallDeferral():
            thread.promised = True
        case m.CallAnswer() | m.CallWithdrawal() | m.CallLevel(move=m.LevelMove.PROPOSED):
            thread.promised = False
        case _:
            pass
    match statement.message:
        case m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=int(at_ms)):
            thread.proposed_ms, thread.proposed_by = (at_ms,), statement.author
        case m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=int(at_ms)):
            thread.agreed_ms, thread.sides = at_ms, (thread.proposed_by, statement.author)
        case m.CallToken(token=token):
            thread.token, thread.read_by = token, ()
        case m.CallReadback():
            thread.read_by = (*thread.read_by, statement.author)
        case m.CallHeld(effective_ms=effective_ms, next_ms=next_ms):
            asked = {m.Mark.IN_EFFECT: effective_ms, m.Mark.FOLLOWED_UP: next_ms}
            marks = [mark for mark, at_ms in asked.items() if at_ms is not None]
            thread.awaited = {(party, mark) for party in thread.sides for mark in marks}
        case m.CallMark(mark=mark):
            thread.awaited.discard((statement.author, mark))
        case _:
            pass


def is_request(statement: Statement) -> bool:
    """Say whether a statement asks for a call, in a thread of its own."""
    return isinstance(statement.message, m.CallRequest) and statement.id == statement.thread


def crossed(
    record: Record, places: Mapping[bytes, tuple[Feed, int]], requests: Iterable[Statement]
) -> dict[bytes, bytes]:
    """Map each call request of a record that crossed an earlier one to that one; all have a place."""

    def position(entry: bytes) -> int:
        feed, index = places[entry]
        return feed.positions[index]

    def had_seen(later: Asked, earlier: Asked) -> bool:
        by = record.first_receipt(*places[earlier.id], later.author)
        return by is not None and by.feed.positions[by.index] <= position(later.id)

    asked = [_asked(each, record.parties) for each in requests]
    return crossings(sorted(asked, key=lambda each: position(each.id)), had_seen)


def _asked(statement: Statement, parties: Iterable[str]) -> Asked:
    assert isinstance(statement.message, m.CallRequest)  # by `is_request`
    others = frozenset(parties) - {statement.author}
    to = others & frozenset(statement.addressees)
    return Asked(statement.id, statement.message.pairing, statement.author, to or others)
