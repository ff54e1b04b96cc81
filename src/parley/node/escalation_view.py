"""What is not there, who takes it up, and what comes next if nothing happens? From the record alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import partial
from typing import Any, NamedTuple

from parley.desk import calls, escalation
from parley.desk import messages as m
from parley.desk.escalation import State, Step
from parley.desk.obligations import Standing, call_answer_due_ms
from parley.node.debts import CLIMBED, debts, ladder_of
from parley.node.reading import Reading, Told
from parley.node.threads import Statement
from parley.node.watch_view import MANNED, on_call_ms, watch_view
from parley.words.instants import MINUTE_MS, iso


class RungView(NamedTuple):
    """One rung: where it stands, and the statement that says it was taken."""

    step: Step
    state: State
    taken: Statement | None

    def machine(self) -> dict[str, Any]:
        return {
            "rung": self.step.number,
            "at": iso(self.step.at_ms),
            "to": self.step.to,
            "alternates": list(self.step.alternates),
            "by": self.step.channel,
            "state": str(self.state),
            "taken": None if self.taken is None else self.taken.id.hex(),
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """What one party lacks of another, and its ladder; `entry`: what it was asked for by, None if the line has none."""

    lacks: m.Lacking
    debtor: str
    climber: str
    entry: Statement | None
    since_ms: int
    rungs: tuple[RungView, ...]

    def machine(self) -> dict[str, Any]:
        return {
            "lacks": self.lacks.name,
            "debtor": self.debtor,
            "climber": self.climber,
            "entry": None if self.entry is None else self.entry.id.hex(),
            "since": iso(self.since_ms),
            "rungs": [rung.machine() for rung in self.rungs],
        }


class Owed(NamedTuple):
    """Who owes something, and since when it is due; ms."""

    by: str
    since_ms: int


class Taking(NamedTuple):
    """A rung whose time has come and that nobody has said to be taken: by which statement its climber says so."""

    about: Statement
    says: m.Escalated


def matters(reading: Reading) -> tuple[Matter, ...]:
    """Give every matter that has a ladder and is not settled, those that are due first, first."""
    found = [*_owed(reading), *_calls(reading), *_watch(reading)]
    return tuple(
        sorted(found, key=lambda one: (one.since_ms, one.debtor, one.lacks, one.entry.id if one.entry else b""))
    )


def takings(reading: Reading, me: str) -> list[Taking]:
    """Give the rungs that a party is to say it takes, the lowest of each ladder first."""
    return [
        Taking(matter.entry, _says(matter.entry.id, matter.lacks, rung.step))
        for matter in matters(reading)
        if matter.climber == me and matter.entry is not None
        for rung in matter.rungs
        if rung.state is State.REACHED and rung.taken is None
    ]


def refusal(reading: Reading, said: m.Escalated) -> str:
    """Say why a rung may not be taken now, as the clock and the record show it: a code, or nothing."""
    rungs = [
        rung
        for matter in matters(reading)
        if matter.entry is not None and (matter.entry.id, matter.lacks) == (said.of, said.lacks)
        for rung in matter.rungs
        if rung.step.number == said.rung
    ]
    if not rungs:
        return "rung-answered"
    return "rung-early" if all(rung.state is State.WAITING for rung in rungs) else ""


def _says(of: bytes, lacks: m.Lacking, step: Step) -> m.Escalated:
    return m.Escalated(of=of, lacks=lacks, rung=step.number, takes=step.to, channel=step.channel)


def _matter(
    reading: Reading, told: Told, about: Statement, lacks: m.Lacking, owed: Owed, ladder: tuple[Step, ...]
) -> Iterator[Matter]:
    taken = {
        each.message.rung: each
        for each in told.statements
        if isinstance(each.message, m.Escalated) and (each.message.of, each.message.lacks) == (about.id, lacks)
    }
    if ladder:
        rungs = tuple(_rung(step, reading.now_ms, taken.get(step.number)) for step in ladder)
        yield Matter(
            lacks=lacks, debtor=owed.by, climber=about.author, entry=about, since_ms=owed.since_ms, rungs=rungs
        )


def _rung(step: Step, now_ms: int, taken: Statement | None) -> RungView:
    state = escalation.state_at(step.at_ms, now_ms, taken_ms=None if taken is None else taken.clock_ms)
    return RungView(step, state, taken)


def _owed(reading: Reading) -> Iterator[Matter]:
    """Replies and acknowledgements that are owed, once their clock runs."""
    for debt in debts(reading):
        ladder = ladder_of(reading, debt.what, debt.debtor, debt.precedence, debt.due_ms)
        if ladder and debt.due_ms is not None:
            told = reading.model.told[reading.model.thread_of(debt.entry)]
            about = next(each for each in told.statements if each.id == debt.entry)
            owed = Owed(debt.debtor, debt.due_ms)
            yield from _matter(reading, told, about, CLIMBED[debt.what], owed, ladder)


def _calls(reading: Reading) -> Iterator[Matter]:
    """Calls that were declined, or not answered in time, until the side that asked turns to the next pairing."""
    requests = list(reading.opened_by(m.CallRequest))
    for told, request in requests:
        following = reading.agreement.next_pairing.get(request.pairing)
        opener = told.opener
        begun = _refused(reading, told) if following is not None else None
        if begun is None:
            continue
        asked = (
            other.opener.author == opener.author and other.opener.clock_ms >= begun.since_ms
            for other, wanted in requests
            if wanted.pairing == following
        )
        raised = (
            each.message.pairing == following
            for each in told.statements
            if isinstance(each.message, m.CallLevel) and each.message.move is m.LevelMove.ESCALATED
        )
        if not any(asked) and not any(raised):
            ladder = escalation.call_steps(reading.agreement, request.pairing, begun.since_ms)
            yield from _matter(reading, told, opener, m.Lacking.CALL, begun, ladder)


def _refused(reading: Reading, told: Told) -> Owed | None:
    """Give who declined a call, or owes the answer to the request, and since when or until when; ms."""
    state, opener = told.thread.state, told.opener
    if state is calls.State.DECLINED:
        answer = next(each for each in reversed(told.statements) if isinstance(each.message, m.CallAnswer))
        since_ms = reading.storing_ms(answer.id, opener.author) if answer.author != opener.author else None
        return None if since_ms is None else Owed(answer.author, since_ms)
    if state not in calls.UNANSWERED:
        return None
    due_ms = partial(call_answer_due_ms, reading.agreed(opener))
    standing, debtor = reading.foremost(opener, due_ms)
    since_ms = due_ms(reading.storing_ms(opener.id, debtor))
    return None if since_ms is None or standing is Standing.NOT_STORED else Owed(debtor, since_ms)


def _watch(reading: Reading) -> Iterator[Matter]:
    """A watch that answered none of so many checks in a row, while its node is up."""
    silent = watch_view(reading).silent[: escalation.SILENT_CHECKS]
    schedule = reading.agreement.watch
    if schedule is None or len(silent) < escalation.SILENT_CHECKS:
        return
    last = silent[-1]
    since_ms = last.at_ms + schedule.answer_within_min * MINUTE_MS
    entry = next((each.entry for each in reversed(silent) if each.entry is not None), None)
    told = None if entry is None else reading.model.told.get(entry)
    spared_ms = on_call_ms(reading.agreement, reading.rows(MANNED), last.party, since_ms)
    precedence = 0 if told is None else told.opener.precedence
    ladder = escalation.steps(reading.agreement, precedence, since_ms + spared_ms)
    if told is not None and told.opener.author != last.party:
        yield from _matter(reading, told, told.opener, m.Lacking.WATCH, Owed(last.party, since_ms), ladder)
    elif ladder:
        rungs = tuple(_rung(step, reading.now_ms, None) for step in ladder)
        others = reading.others(last.party)
        yield Matter(
            lacks=m.Lacking.WATCH, debtor=last.party, climber=others[0], entry=None, since_ms=since_ms, rungs=rungs
        )
