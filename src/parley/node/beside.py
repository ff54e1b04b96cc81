"""What is said of entries of a thread, beside its own state: how far word has come, doubts, meetings, other times."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from enum import StrEnum
from typing import Any, Final, TypeAlias

from parley.desk import acknowledgements, deferrals, doubts, escalation, meetings, passing
from parley.desk import messages as m
from parley.desk.machine import Machine, step
from parley.node.calling import is_of_setup, judge_setup
from parley.node.threads import Beside, Of, Statement, Thread
from parley.words.terms import TrafficClass

Judged: TypeAlias = tuple[str, Beside]
"""A code, or nothing and the states that it brings."""

ACKS, PASSING, DOUBTS, MEETING, DEFERRALS = "acknowledgements", "passing", "doubts", "meeting", "deferrals"
LADDER = "ladder"

_MACHINES: Final[dict[str, Machine]] = {
    ACKS: acknowledgements.MACHINE,
    PASSING: passing.MACHINE,
    DOUBTS: doubts.MACHINE,
    MEETING: meetings.MACHINE,
    DEFERRALS: deferrals.MACHINE,
}

QUERIES: Final = (m.Query, m.Question)


def judge_beside(thread: Thread, statement: Statement) -> Judged | None:
    """Judge what stands beside a thread's own state; None for what does not."""
    if is_of_setup(statement.message):
        return judge_setup(thread, statement)
    judge = _JUDGES.get(type(statement.message))
    return None if judge is None else judge(thread, statement, statement.message)


def take_beside(thread: Thread, statement: Statement, states: Beside) -> None:
    """Change a thread by such a statement that was judged to count."""
    thread.beside.update(states)
    match statement.message:
        case m.Acknowledgement(of=of, level=level):
            if level is m.AckLevel.NOT_UNDERSTOOD:
                thread.asked[statement.id] = Of(ACKS, of, statement.author)
        case m.Doubt() as doubt:
            thread.asked[statement.id] = _doubt_of(doubt, statement.author)
        case m.MeetingRequest(slots_ms=slots_ms):
            thread.proposed_ms, thread.proposed_by = slots_ms, statement.author
        case m.MeetingAnswer(answer=m.Answer.OTHER_TIME, at_ms=int(at_ms)):
            thread.proposed_ms, thread.proposed_by = (at_ms,), statement.author
        case m.Deferral(of=of, due_ms=due_ms):
            thread.proposals[statement.id] = (of, due_ms)
        case m.DeferralAnswer(of=of, answer=m.YesOrNo.YES):
            entry, due_ms = thread.proposals[of]
            thread.moved[entry] = (*thread.moved.get(entry, ()), due_ms)
        case _:
            pass


def _stepped(thread: Thread, of: Of, fact: StrEnum) -> Judged:
    machine = _MACHINES[of.machine]
    code, state = step(machine, thread.beside.get(of, next(iter(machine.states))), fact)
    return code, {} if code else {of: state}


def _acknowledged(thread: Thread, statement: Statement, message: m.Acknowledgement) -> Judged:
    if message.paraphrase is not None and statement.traffic_class == TrafficClass.TEST:
        return "class-refused", {}
    about = thread.said.get(message.of)
    if about is None:
        return "ack-unknown", {}
    own = about.author == statement.author
    fact = acknowledgements.Fact.OWN if own else acknowledgements.FACTS[message.level]
    return _stepped(thread, Of(ACKS, message.of, statement.author), fact)


def _progress(thread: Thread, statement: Statement, message: m.Progress) -> Judged:
    about = thread.said.get(message.of)
    if about is None:
        return "ack-unknown", {}
    own = about.author == statement.author
    if message.step is m.Step.OPENED:
        fact = acknowledgements.Fact.OWN if own else acknowledgements.Fact.OPENED
        return _stepped(thread, Of(ACKS, message.of, statement.author), fact)
    came = passing.Fact.PASSED if message.step is m.Step.PASSED else passing.Fact.SEEN
    of = Of(PASSING, message.of, statement.author, message.role or "")
    return _stepped(thread, of, passing.Fact.OWN if own else came)


def _doubt_of(doubt: m.Doubt, party: str) -> Of:
    return Of(DOUBTS, doubt.of, party, track=doubt.item)


def _doubted(thread: Thread, statement: Statement, doubt: m.Doubt) -> Judged:
    about = thread.said.get(doubt.of)
    if about is None:
        return "ack-unknown", {}
    if doubt.item is not None and doubt.item > about.tracks:
        return "track-unknown", {}
    own = about.author == statement.author
    return _stepped(thread, _doubt_of(doubt, statement.author), doubts.fact(doubt, own=own))


def _clarified(thread: Thread, statement: Statement, message: m.Clarification) -> Judged:
    about = thread.asked.get(message.of)
    if about is None:
        return "doubt-unknown", {}
    own = thread.said[about.entry].author == statement.author
    if about.machine == ACKS:
        said = acknowledgements.Fact.CLARIFIED if own else acknowledgements.Fact.CLARIFIED_BY_OTHER
        return _stepped(thread, about, said)
    return _stepped(thread, about, doubts.Fact.STOOD_BY if own else doubts.Fact.STOOD_BY_OTHER)


def _corrected(thread: Thread, statement: Statement, message: m.Correction) -> Judged:
    """A correction settles every doubt of what it corrects, and rings no softer than that rang."""
    wrong = thread.said.get(message.of)
    if wrong is None:
        return "ack-unknown", {}
    if wrong.author != statement.author:
        return "correction-not-yours", {}
    if wrong.kind is not type(message.says):
        return "correction-differs", {}
    if statement.precedence < wrong.precedence:
        return "correction-slow", {}
    settled: Beside = {}
    for of, state in thread.beside.items():
        if of.entry == message.of and of.machine == DOUBTS:
            settled[of] = doubts.State.CORRECTED
        elif of.entry == message.of and state is acknowledgements.State.NOT_UNDERSTOOD:
            settled[of] = acknowledgements.State.CLARIFIED
    return "", settled


def _meeting(thread: Thread, statement: Statement, message: m.MeetingRequest | m.MeetingAnswer) -> Judged:
    if not isinstance(thread.opener.message, QUERIES):
        return "answer-misplaced", {}
    if isinstance(message, m.MeetingAnswer):
        in_turn = statement.author != thread.proposed_by
        return _stepped(thread, Of(MEETING), meetings.fact(message, thread.proposed_ms, in_turn=in_turn))
    asking = statement.author == thread.opener.author
    return _stepped(thread, Of(MEETING), meetings.Fact.ASKED if asking else meetings.Fact.ASKED_BY_OTHER)


def _deferred(thread: Thread, statement: Statement, message: m.Deferral) -> Judged:
    proposed: Beside = {Of(DEFERRALS, statement.id): deferrals.State.PROPOSED}
    return ("", proposed) if message.of in thread.said else ("ack-unknown", {})


def _translated(thread: Thread, _: Statement, message: m.Translation) -> Judged:
    return ("" if message.of in thread.said else "ack-unknown"), {}


def _reached(thread: Thread, statement: Statement, message: m.Reached) -> Judged:
    about = thread.said.get(message.of)
    if about is None:
        return "ack-unknown", {}
    return ("ack-own" if about.author == statement.author else ""), {}


def _deferral_answered(thread: Thread, statement: Statement, answer: m.DeferralAnswer) -> Judged:
    proposed = thread.said.get(answer.of)
    if proposed is None or answer.of not in thread.proposals:
        return "deferral-unknown", {}
    agreed = deferrals.Fact.AGREED if answer.answer is m.YesOrNo.YES else deferrals.Fact.DECLINED
    own = proposed.author == statement.author
    return _stepped(thread, Of(DEFERRALS, answer.of), deferrals.Fact.OWN if own else agreed)


def rung_of(said: m.Escalated) -> Of:
    """Name the rung that is said to be taken."""
    return Of(LADDER, said.of, role=said.lacks.name, track=said.rung)


def _escalated(thread: Thread, statement: Statement, message: m.Escalated) -> Judged:
    about = thread.said.get(message.of)
    if about is None:
        return "ack-unknown", {}
    fact = escalation.Fact.TAKEN if about.author == statement.author else escalation.Fact.BY_OTHER
    of = rung_of(message)
    code, state = step(escalation.MACHINE, thread.beside.get(of, escalation.State.REACHED), fact)
    return code, {} if code else {of: state}


_JUDGES: Final[Mapping[type[m.Message], Callable[[Thread, Statement, Any], Judged]]] = {
    m.Acknowledgement: _acknowledged,
    m.Progress: _progress,
    m.Doubt: _doubted,
    m.Clarification: _clarified,
    m.Correction: _corrected,
    m.MeetingRequest: _meeting,
    m.MeetingAnswer: _meeting,
    m.Deferral: _deferred,
    m.DeferralAnswer: _deferral_answered,
    m.Translation: _translated,
    m.Reached: _reached,
    m.Escalated: _escalated,
}
