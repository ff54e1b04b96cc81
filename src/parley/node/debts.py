"""What waits, for whom, until when? From the record alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from parley.desk import calls
from parley.desk import messages as m
from parley.desk.obligations import (
    Owed,
    Standing,
    acknowledgement_due_ms,
    call_answer_due_ms,
    rungs_due,
)
from parley.node.desk import Statement
from parley.node.duties import Case, duties
from parley.node.reading import Reading
from parley.words.instants import iso, iso_or_none
from parley.words.terms import Precedence


@dataclass(frozen=True, slots=True, kw_only=True)
class Debt:
    """What one party owes for an entry. `rungs`: roles and instants; `was_ms`: the time before another was agreed."""

    debtor: str
    what: Owed
    entry: bytes
    precedence: Precedence
    stored_ms: int | None
    due_ms: int | None
    standing: Standing
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
            "ladder": [{"role": role, "since": iso(at_ms)} for role, at_ms in self.rungs],
            **({} if self.was_ms is None else {"was": iso(self.was_ms)}),
        }


def debts(reading: Reading) -> tuple[Debt, ...]:
    """List what is owed, the earliest deadline first.

    A reply stays owed after its time, with the breach flag; a call request that nobody answered in time has lapsed.
    """
    found = [*_duties(reading), *_call_answers(reading), *_acknowledgements(reading)]
    return tuple(sorted(found, key=lambda debt: (debt.due_ms is None, debt.due_ms or 0, debt.debtor, debt.entry)))


def _debt(reading: Reading, what: Owed, entry: Statement, debtor: str, due_ms: int | None) -> Debt:
    return Debt(
        debtor=debtor,
        what=what,
        entry=entry.id,
        precedence=Precedence(entry.precedence),
        stored_ms=reading.storing_ms(entry.id, debtor),
        due_ms=due_ms,
        standing=reading.standing(debtor, due_ms, None),
    )


def _duties(reading: Reading) -> Iterator[Debt]:
    for told in reading.told:
        case = Case(reading.agreement, told.thread, told.statements, reading.owing, reading.storing_ms)
        for duty in duties(case):
            if duty.answered_ms is None:
                runs = duty.what is Owed.REPLY and duty.due_ms is not None
                rungs = rungs_due(reading.agreement, duty.due_ms or 0, reading.now_ms) if runs else ()
                debt = _debt(reading, duty.what, duty.entry, duty.debtor, duty.due_ms)
                yield replace(debt, rungs=tuple((rung.role, at_ms) for rung, at_ms in rungs), was_ms=duty.was_ms)


def _call_answers(reading: Reading) -> Iterator[Debt]:
    for told, _ in reading.opened_by(m.CallRequest):
        if told.thread.state not in {calls.State.ASKED, calls.State.OTHER_TIME}:
            continue
        proposal = [each for each in told.statements if isinstance(each.message, m.CallRequest | m.CallAnswer)][-1]
        for debtor in reading.owing(proposal):
            due_ms = call_answer_due_ms(reading.agreed(proposal), reading.storing_ms(proposal.id, debtor))
            debt = _debt(reading, Owed.CALL_ANSWER, proposal, debtor, due_ms)
            if debt.standing is not Standing.UNANSWERED:
                yield debt


def _acknowledgements(reading: Reading) -> Iterator[Debt]:
    """Urgent entries of which nothing shows that the other side's watch has read them."""
    for told in reading.told:
        for entry in told.statements:
            silent = isinstance(entry.message, m.Acknowledgement | m.Progress | m.WatchCheck | m.WatchAnswer)
            if silent or entry.precedence not in reading.agreed(entry).acknowledge_within_min:
                continue
            for debtor in reading.owing(entry):
                if any(later.author == debtor for later in told.after(entry.id)):
                    continue
                stored_ms = reading.storing_ms(entry.id, debtor)
                due_ms = acknowledgement_due_ms(reading.agreed(entry), entry.precedence, stored_ms)
                yield _debt(reading, Owed.ACKNOWLEDGEMENT, entry, debtor, due_ms)
