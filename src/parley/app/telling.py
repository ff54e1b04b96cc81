"""Statements as commands show them: numbers, receipts and seals, and sentences in the language of the home's party."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cached_property
from itertools import islice
from typing import Any, Final

from parley.app.home import Home
from parley.app.ledger import Ledger, author_number, by_author_number
from parley.desk import launches, notices
from parley.desk.messages import Message
from parley.desk.validity import validity, window_of
from parley.node.debts import Debt, debts
from parley.node.desk import Statement
from parley.node.ladder import ladder
from parley.node.ledger import refusals
from parley.node.reading import Erased
from parley.record.joint import Place
from parley.wire.context import Context
from parley.wire.local_times import shown
from parley.wire.render import fields, render, sentence_name, subject
from parley.wire.speech import Piece, speech
from parley.wire.wording import standing
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS, iso, iso_or_none
from parley.words.terms import Precedence, TrafficClass

ID_CHARS_MIN: Final = 6
EXPOSED_TOLD: Final = 1_000
"""Of our unconfirmed statements so many are told one by one: more than a person reads."""
_NUMBER: Final = re.compile(r"#?(\d{1,9})")
_AUTHORS: Final = re.compile(r"([A-Za-z][A-Za-z0-9-]{1,15})[ /](\d{1,9})")
_ID: Final = re.compile(rf"[0-9a-f]{{{ID_CHARS_MIN},64}}")


def _released(statement: Statement) -> list[dict[str, str]]:
    """Tell which seats' hardware keys released a statement, and which of them do not count, with their codes."""
    if statement.released is None:
        return []
    judged = statement.released.judged(statement.author, statement.position)
    return [{"seat": each.seat, "refused": each.code} for each in judged]


class Teller:
    """One line's statements, as they stand at one instant (ms)."""

    def __init__(self, home: Home, ledger: Ledger, now_ms: int) -> None:
        self.home, self.me, self.now_ms, self._ledger = home, home.party, now_ms, ledger
        self.shelf = ledger.shelf
        self.agreement = self.shelf.model.terms.latest
        self.language = self.agreement.languages[home.party]
        self.reading = self.shelf.model.reading(now_ms)

    @cached_property
    def _erased(self) -> dict[bytes, Erased]:
        return {each.id: each for each in self.shelf.erased()}

    @cached_property
    def _codes(self) -> dict[bytes, str]:
        return dict(self.shelf.codes())

    @cached_property
    def _refusals(self) -> dict[bytes, dict[str, str]]:
        """By entry who answered it by a refusal, and with which code."""
        found: dict[bytes, dict[str, str]] = {}
        for each in refusals(self.reading):
            found.setdefault(each.refusal.entry, {})[each.by] = each.refusal.code
        return found

    @cached_property
    def owed(self) -> dict[bytes, list[Debt]]:
        """What is owed, by the entry that asks for it."""
        found: dict[bytes, list[Debt]] = {}
        for debt in debts(self.reading):
            found.setdefault(debt.entry, []).append(debt)
        return found

    def find(self, ref: str) -> Statement:
        """Give the statement that a person means: `12`, `USA 12`, or the beginning of an id.

        Raises OurFault `entry-unknown`, `entry-ambiguous`, `entry-erased`.
        """
        found = {each.id: each for each in self._meant(ref.strip())}
        if len(found) > 1:
            raise OurFault("entry-ambiguous", f"{len(found)} entries' ids begin with {ref}.")
        if not found:
            raise OurFault("entry-unknown", f"No statement of this line is {ref!r}.")
        return next(iter(found.values()))

    def _meant(self, ref: str) -> Iterator[Statement]:
        record = self.shelf.record
        place: Place | None = None
        number, authors = _NUMBER.fullmatch(ref), _AUTHORS.fullmatch(ref)
        if number is not None and 1 <= int(number[1]) <= record.numbered:
            place = record.at(int(number[1]) - 1)
        elif authors is not None:
            place = by_author_number(record, authors[1], int(authors[2]))
        elif _ID.fullmatch(ref):
            yield from (each for entry in self.shelf.beginning_with(ref) if (each := self.shelf.statement(entry)))
            for entry, erased in self._erased.items():
                if entry.hex().startswith(ref):
                    raise self._gone(erased)
        if place is not None:
            leaf = place.feed.tree.leaf(place.index)
            statement = self.shelf.statement(leaf)
            if leaf in self._erased:
                raise self._gone(self._erased[leaf])
            if statement is None:
                raise OurFault("entry-unknown", f"Entry {ref} says nothing: it is one of those that nodes write.")
            yield statement

    def _gone(self, erased: Erased) -> OurFault:
        at = shown(erased.clock_ms, self.agreement.time_zones)
        said = f"{erased.author} said this at {at}; its body is erased by agreement."
        return OurFault("entry-erased", said)

    def told(self, statement: Statement) -> dict[str, Any]:
        """Tell a statement for JSON: instants as ISO 8601, ids in hex, `text` in the reader's language."""
        place = self.shelf.place(statement.id)
        record = self.shelf.record
        others = [party for party in sorted(self.agreement.languages) if party != statement.author]
        stored = {party: record.storing_ms(*place, party) for party in others}
        exposed = statement.author == self.me and None in stored.values()
        number = author_number(record, place)
        return {
            "id": statement.id.hex(),
            "number": record.number(*place),
            "author_number": None if number is None else f"{statement.author} {number}",
            "thread": statement.thread.hex(),
            "opens": statement.id == statement.thread,
            "author": statement.author,
            "kind": sentence_name(type(statement.message)),
            "class": TrafficClass(statement.traffic_class).name,
            "precedence": Precedence(statement.precedence).name,
            "clock": iso(statement.clock_ms),
            "stored": {party: iso_or_none(at_ms) for party, at_ms in stored.items()},
            "unconfirmed_s": max(0, self.now_ms - statement.clock_ms) // SECOND_MS if exposed else None,
            "pq_pending": statement.author != self.me and place.index >= self._ledger.sealed(place.feed),
            "disowned": self._ledger.disowned(place),
            "refused": self._codes.get(statement.id),
            "released": _released(statement),
            "refused_by": self._refusals.get(statement.id, {}),
            "owed": [debt.machine() for debt in self.owed.get(statement.id, ())],
            "ladder": {party: self._ladder(statement, party, at_ms) for party, at_ms in stored.items()},
            "validity": self._validity(statement),
            "language": self.language,
            "time_zones": self.agreement.time_zones,
            "subject": self._subject(statement),
            "text": self.rendered(statement),
            "wording": standing(type(statement.message), self.language),
        }

    def _ladder(self, statement: Statement, party: str, stored_ms: int | None) -> list[dict[str, Any]]:
        """Tell how far a statement has come at a party, in the ladder's own words."""
        told = self.shelf.model.told.get(statement.thread)
        words = speech(self.language)
        return [
            {
                "step": str(reached.rung),
                "at": iso(reached.at_ms),
                "role": reached.role or None,
                "said": words.say(f"ladder-{reached.rung}", role=Piece(self.named(reached.role))),
            }
            for reached in ladder(statement.id, party, stored_ms, told.statements if told else ())
        ]

    def _validity(self, statement: Statement) -> str | None:
        """Say whether a notice that was declared here is in force; None for what is no notice."""
        told = self.shelf.model.told.get(statement.thread)
        if told is None or statement.id != statement.thread:
            return None
        window = window_of(told.thread.latest)
        if window is None:
            return None
        cancelled = told.thread.state in {notices.State.CANCELLED, launches.State.CANCELLED}
        return str(validity(*window, self.now_ms, cancelled=cancelled))

    def _subject(self, statement: Statement) -> str | None:
        """What the thread that a statement opens is about; None for one that opens none."""
        if statement.id != statement.thread:
            return None
        return self.headed(statement)

    def headed(self, statement: Statement) -> str | None:
        """Say what a thread that this statement opens is about; None where its kind has no such words."""
        return subject(statement.message, self.language, self._context(statement))

    def rendered(self, statement: Statement) -> str:
        """Give a statement's sentences in the language of the home's party."""
        return render(statement.message, self.language, self._context(statement))

    def texts(self, statement: Statement) -> dict[str, str]:
        """Give a statement's sentences in every language of the line, this side's first."""
        return {each: render(statement.message, each, self._by(statement.author, each)) for each in self.languages}

    @property
    def languages(self) -> list[str]:
        """The languages of the line: this side's first."""
        others = set(self.agreement.languages.values()) - {self.language}
        return [self.language, *sorted(others)]

    def bilingual(self, statement: Statement) -> dict[str, Any]:
        """Tell a statement in each language of the line: subject, sentence and fields; texts of people as written."""
        by = {each: self._by(statement.author, each) for each in self.languages}
        rows = zip(*(fields(statement.message, each, by[each]) for each in self.languages), strict=True)
        return {
            "languages": self.languages,
            "subjects": {each: subject(statement.message, each, by[each]) for each in self.languages},
            "texts": self.texts(statement),
            "fields": [
                {
                    "key": row[0].key,
                    "slot": row[0].slot,
                    "original": row[0].original or None,
                    "label": {each: found.label for each, found in zip(self.languages, row, strict=True)},
                    "text": {each: found.text for each, found in zip(self.languages, row, strict=True)},
                }
                for row in rows
            ],
        }

    def preview(self, message: Message) -> dict[str, str]:
        """Give a message of this party as every language of the line will show it, by language."""
        return {
            language: render(message, language, self._by(self.me, language))
            for language in sorted(set(self.agreement.languages.values()))
        }

    def reference(self, statement: Statement) -> str:
        """Give what people call a statement: its author and its number among the author's, or its id's beginning."""
        number = author_number(self.shelf.record, self.shelf.place(statement.id))
        return statement.id[:3].hex() if number is None else f"{statement.author} {number}"

    def _context(self, statement: Statement) -> Context:
        return self._by(statement.author, self.language)

    def _by(self, author: str, language: str) -> Context:
        others = [party for party in sorted(self.agreement.languages) if party != author]
        addressee = self.me if author != self.me else ", ".join(others)
        return Context(
            author=author,
            addressee=addressee,
            cite=self._cite,
            name=lambda key: self.named(key, language),
            zones=self.agreement.time_zones,
        )

    def _cite(self, entry: bytes) -> str:
        if not self.shelf.holds(entry):
            return entry[:ID_CHARS_MIN].hex()
        place = self.shelf.place(entry)
        number = self.shelf.record.number(*place)
        return str(number) if number else f"{place.feed.party} {author_number(self.shelf.record, place)}"

    def named(self, key: str, language: str = "") -> str:
        """Name a role, a pairing or a channel of the agreement in a language of the line, by default this side's."""
        terms = self.agreement
        found = terms.roles.get(key) or terms.pairings.get(key) or terms.channels.get(key)
        return key if found is None else found.name[language or self.language]

    def thread(self, ref: str) -> list[Statement]:
        """Give the whole thread that a statement belongs to, in joint order."""
        return self.shelf.thread(self.find(ref).thread)

    def listed(self, *, whose: str, open_only: bool, last: int) -> tuple[list[Statement], int]:
        """Give the last so many statements in joint order, and how many more there are.

        Those `ours`, `theirs` or all; or only those of which something is owed.
        """
        shelf = self.shelf
        if open_only:
            entries = sorted(self.owed, key=shelf.position)
            found = [each for entry in entries if (each := shelf.statement(entry)) and self._is(each.author, whose)]
            return found[-last:], max(0, len(found) - last)
        parties = [party for party in self.agreement.languages if self._is(party, whose)]
        latest = list(islice(shelf.latest(parties), last))[::-1]
        return latest, sum(map(shelf.count, parties)) - len(latest)

    def _is(self, author: str, whose: str) -> bool:
        return not whose or (author == self.me) == (whose == "ours")

    def exposed(self) -> tuple[list[Statement], int]:
        """Give our own statements that some other party has not confirmed, as many as are told, and how many."""
        spots = self.shelf.unconfirmed(self.me)
        return [self.shelf.statement_at(*spot) for spot in spots[:EXPOSED_TOLD]], len(spots)
