"""What both sides took part in, as each tells it: calls with outcomes and readouts, telephone contacts."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from parley.desk import calls
from parley.desk import messages as m
from parley.node.reading import Reading, Told
from parley.words.instants import iso, iso_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class Account:
    """One side's account of a call that was held."""

    author: str
    entry: bytes
    held: m.CallHeld

    def machine(self) -> dict[str, Any]:
        held = self.held
        return {
            "by": self.author,
            "entry": self.entry.hex(),
            "from": iso(held.from_ms),
            "until": iso(held.until_ms),
            "ending": held.ending.name,
            "points": list(held.points),
            "effective": iso_or_none(held.effective_ms),
            "follow_up": held.follow_up,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class Answered:
    """What the other side says of an account."""

    author: str
    entry: bytes
    answer: m.Confirmation

    def machine(self) -> dict[str, Any]:
        answer = self.answer
        return {
            "by": self.author,
            "entry": self.entry.hex(),
            "of": answer.of.hex(),
            "verdict": answer.verdict.name,
            "text": answer.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadoutView:
    """One side's readout, and when it was filed."""

    author: str
    entry: bytes
    filed_ms: int
    readout: m.Readout

    def machine(self) -> dict[str, Any]:
        return {
            "by": self.author,
            "entry": self.entry.hex(),
            "filed": iso(self.filed_ms),
            "publicity": self.readout.publicity.name,
            "embargo_until": iso_or_none(self.readout.embargo_until_ms),
            "language": self.readout.language,
            "text": self.readout.text,
        }


@dataclass(frozen=True, slots=True, kw_only=True)
class CallView:
    """A call that was held: every account, what the other side says of it, and the last readout of each side."""

    request: bytes
    pairing: str
    outcome: str
    accounts: tuple[Account, ...]
    answers: tuple[Answered, ...]
    readouts: tuple[ReadoutView, ...]

    @property
    def from_ms(self) -> int:
        """When it began, as the newest account tells it."""
        return self.accounts[-1].held.from_ms

    def machine(self) -> dict[str, Any]:
        return {
            "request": self.request.hex(),
            "pairing": self.pairing,
            "outcome": self.outcome,
            "accounts": [account.machine() for account in self.accounts],
            "answers": [answer.machine() for answer in self.answers],
            "readouts": [readout.machine() for readout in self.readouts],
        }


def call_views(reading: Reading) -> tuple[CallView, ...]:
    """Show the calls that were held, in the order in which they began."""
    held = [
        call_view(told, request)
        for told, request in reading.opened_by(m.CallRequest)
        if told.thread.state in calls.HAPPENED
    ]
    return tuple(sorted(held, key=lambda view: (view.from_ms, view.request)))


def call_view(told: Told, request: m.CallRequest) -> CallView:
    """Show a call that was held."""
    accounts = [
        Account(author=each.author, entry=each.id, held=each.message)
        for each in told.statements
        if isinstance(each.message, m.CallHeld)
    ]
    readouts = {
        each.author: ReadoutView(author=each.author, entry=each.id, filed_ms=each.clock_ms, readout=each.message)
        for each in told.statements
        if isinstance(each.message, m.Readout)
    }
    return CallView(
        request=told.opener.id,
        pairing=request.pairing,
        outcome=str(told.thread.state),
        accounts=tuple(accounts),
        answers=_answers(told),
        readouts=tuple(readouts[party] for party in sorted(readouts)),
    )


def _answers(told: Told) -> tuple[Answered, ...]:
    return tuple(
        Answered(author=each.author, entry=each.id, answer=each.message)
        for each in told.statements
        if isinstance(each.message, m.Confirmation)
    )


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactView:
    """A telephone contact as last entered, and what the other side says of it."""

    author: str
    entry: bytes
    entered_ms: int
    contact: m.TelephoneContact
    state: str
    answers: tuple[Answered, ...]

    def machine(self) -> dict[str, Any]:
        contact = self.contact
        return {
            "by": self.author,
            "entry": self.entry.hex(),
            "entered": iso(self.entered_ms),
            "later": contact.entered is m.Entered.LINE_WAS_DOWN,
            "at": iso(contact.at_ms),
            "caller": [contact.caller, contact.caller_seat],
            "called": [contact.called, contact.called_seat],
            "passed": contact.passed,
            "read_back": contact.read_back,
            "state": self.state,
            "answers": [answer.machine() for answer in self.answers],
        }


def contact_views(reading: Reading) -> tuple[ContactView, ...]:
    """Show telephone contacts in the order in which they took place."""
    found = []
    for told, _ in reading.opened_by(m.TelephoneContact):
        forms = [(each, each.message) for each in told.statements if isinstance(each.message, m.TelephoneContact)]
        entry, contact = forms[-1]
        found.append(
            ContactView(
                author=entry.author,
                entry=entry.id,
                entered_ms=entry.clock_ms,
                contact=contact,
                state=str(told.thread.state),
                answers=_answers(told),
            )
        )
    return tuple(sorted(found, key=lambda view: (view.contact.at_ms, view.entry)))
