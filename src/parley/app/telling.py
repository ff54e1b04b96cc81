"""Statements as commands show them: numbers, receipts and seals, and sentences in the language of the home's party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from typing import Any, Final

from parley.app.home import Home
from parley.app.ledger import Ledger, author_number, by_author_number
from parley.desk import launches, notices
from parley.desk.validity import validity, window_of
from parley.node.debts import Debt, debts
from parley.node.desk import Statement
from parley.node.ladder import ladder
from parley.node.reading import Reading, Told
from parley.record.joint import Place
from parley.wire.context import Context
from parley.wire.render import render, subject
from parley.wire.speech import Piece, speech
from parley.wire.wording import standing
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS, iso, iso_or_none
from parley.words.terms import Precedence, TrafficClass

ID_CHARS_MIN: Final = 6
_NUMBER: Final = re.compile(r"#?(\d{1,9})")
_AUTHORS: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,15})[ /](\d{1,9})")
_ID: Final = re.compile(rf"[0-9a-f]{{{ID_CHARS_MIN},64}}")


def kind_name(message: object) -> str:
    """Give a kind's name as commands write it: flight-notice."""
    return re.sub(r"(?<=.)([A-Z])", r"-\1", type(message).__name__).lower()


class Teller:
    """One line's statements, as they stand at one instant (ms)."""

    def __init__(self, home: Home, ledger: Ledger, now_ms: int) -> None:
        self._me, self._ledger, self._now_ms = home.party, ledger, now_ms
        self.agreement = ledger.agreement
        self.language = self.agreement.languages[home.party]

    @cached_property
    def reading(self) -> Reading:
        """The record, read."""
        return self._ledger.reading(self._now_ms)

    @cached_property
    def _by_id(self) -> dict[bytes, Statement]:
        return {each.id: each for each in self.reading.statements}

    @cached_property
    def _codes(self) -> dict[bytes, str]:
        return dict(self.reading.refused)

    @cached_property
    def _owed(self) -> dict[bytes, list[Debt]]:
        found: dict[bytes, list[Debt]] = {}
        for debt in debts(self.reading):
            found.setdefault(debt.entry, []).append(debt)
        return found

    def find(self, ref: str) -> Statement:
        """Give the statement that a person means: `12`, `USA 12`, or the beginning of an id.

        Raises OurFault `entry-unknown`, `entry-ambiguous`.
        """
        found = {each.id: each for each in self._meant(ref.strip())}
        if len(found) > 1:
            raise OurFault("entry-ambiguous", f"{len(found)} entries' ids begin with {ref}.")
        if not found:
            raise OurFault("entry-unknown", f"No statement of this line is {ref!r}.")
        return next(iter(found.values()))

    def _meant(self, ref: str) -> Iterator[Statement]:
        record = self._ledger.record
        place: Place | None = None
        number, authors = _NUMBER.fullmatch(ref), _AUTHORS.fullmatch(ref)
        if number is not None and 1 <= int(number[1]) <= record.numbered:
            place = record.at(int(number[1]) - 1)
        elif authors is not None:
            place = by_author_number(record, authors[1], int(authors[2]))
        elif _ID.fullmatch(ref):
            yield from (each for entry, each in self._by_id.items() if entry.hex().startswith(ref))
        if place is not None:
            statement = self._by_id.get(place.feed.tree.leaf(place.index))
            if statement is None:
                raise OurFault("entry-unknown", f"Entry {ref} says nothing: it is one of those that nodes write.")
            yield statement

    def told(self, statement: Statement) -> dict[str, Any]:
        """Tell a statement for JSON: instants as ISO 8601, ids in hex, `text` in the reader's language."""
        place = self._ledger.place(statement.id)
        record = self._ledger.record
        others = [party for party in sorted(self.agreement.languages) if party != statement.author]
        stored = {party: record.storing_ms(*place, party) for party in others}
        exposed = statement.author == self._me and None in stored.values()
        number = author_number(record, place)
        return {
            "id": statement.id.hex(),
            "number": record.number(*place),
            "author_number": None if number is None else f"{statement.author} {number}",
            "thread": statement.thread.hex(),
            "opens": statement.id == statement.thread,
            "author": statement.author,
            "kind": kind_name(statement.message),
            "class": TrafficClass(statement.traffic_class).name,
            "precedence": Precedence(statement.precedence).name,
            "clock": iso(statement.clock_ms),
            "stored": {party: iso_or_none(at_ms) for party, at_ms in stored.items()},
            "unconfirmed_s": max(0, self._now_ms - statement.clock_ms) // SECOND_MS if exposed else None,
            "pq_pending": statement.author != self._me and place.index >= self._ledger.sealed(place.feed),
            "disowned": self._ledger.disowned(place),
            "refused": self._codes.get(statement.id),
            "owed": [debt.machine() for debt in self._owed.get(statement.id, ())],
            "ladder": {party: self._ladder(statement, party, at_ms) for party, at_ms in stored.items()},
            "validity": self._validity(statement),
            "language": self.language,
            "subject": self._subject(statement),
            "text": self.rendered(statement),
            "wording": standing(type(statement.message), self.language),
        }

    def _subject(self, statement: Statement) -> str | None:
        """What the thread that a statement opens is about; None for one that opens none."""
        if statement.id != statement.thread:
            return None
        return subject(statement.message, self.language, self._context(statement))

    @cached_property
    def _threads(self) -> dict[bytes, Told]:
        return {told.opener.id: told for told in self.reading.told}

    def _ladder(self, statement: Statement, party: str, stored_ms: int | None) -> list[dict[str, Any]]:
        """Tell how far a statement has come at a party, in the ladder's own words."""
        told = self._threads.get(statement.thread)
        words = speech(self.language)
        return [
            {
                "step": str(reached.rung),
                "at": iso(reached.at_ms),
                "role": reached.role or None,
                "said": words.say(f"ladder-{reached.rung}", role=Piece(self._named(reached.role))),
            }
            for reached in ladder(statement.id, party, stored_ms, told.statements if told else ())
        ]

    def _validity(self, statement: Statement) -> str | None:
        """Say whether a notice that was declared here is in force; None for what is no notice."""
        told = self._threads.get(statement.thread)
        if told is None or statement.id != statement.thread:
            return None
        window = window_of(told.thread.latest)
        if window is None:
            return None
        cancelled = told.thread.state in {notices.State.CANCELLED, launches.State.CANCELLED}
        return str(validity(*window, self._now_ms, cancelled=cancelled))

    def rendered(self, statement: Statement) -> str:
        """Give a statement's sentences in the language of the home's party."""
        return render(statement.message, self.language, self._context(statement))

    def _context(self, statement: Statement) -> Context:
        others = [party for party in sorted(self.agreement.languages) if party != statement.author]
        addressee = self._me if statement.author != self._me else ", ".join(others)
        return Context(author=statement.author, addressee=addressee, cite=self._cite, name=self._named)

    def _cite(self, entry: bytes) -> str:
        if entry not in self._by_id:
            return entry[:ID_CHARS_MIN].hex()
        place = self._ledger.place(entry)
        number = self._ledger.record.number(*place)
        return str(number) if number else f"{place.feed.party} {author_number(self._ledger.record, place)}"

    def _named(self, key: str) -> str:
        terms = self.agreement
        found = terms.roles.get(key) or terms.pairings.get(key)
        return key if found is None else found.name[self.language]

    def thread(self, ref: str) -> list[Statement]:
        """Give the whole thread that a statement belongs to, in joint order."""
        thread = self.find(ref).thread
        return [each for each in self.reading.statements if each.thread == thread]

    def listed(self, *, whose: str, open_only: bool) -> list[Statement]:
        """Give statements in joint order: those `ours`, `theirs` or all; or only those of which something is owed."""
        chosen = self.reading.statements
        if open_only:
            chosen = tuple(each for each in chosen if each.id in self._owed)
        if whose:
            chosen = tuple(each for each in chosen if (each.author == self._me) == (whose == "ours"))
        return list(chosen)

    def exposed(self) -> list[Statement]:
        """Give our own statements that some other party has not confirmed."""
        others = [party for party in self.agreement.languages if party != self._me]
        storing_ms = self.reading.storing_ms
        return [
            each
            for each in self.reading.statements
            if each.author == self._me and any(storing_ms(each.id, party) is None for party in others)
        ]
