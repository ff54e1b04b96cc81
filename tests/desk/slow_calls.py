"""Calls of a record as `slowly` reads it: what is owed in them, what came of them; and how anything owed stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.desk.slow_words import (
    ANSWER,
    HELD,
    LEVEL,
    MARK,
    PUT_OFF,
    REQUEST,
    TAKEN,
    WITHDRAW,
    Said,
    Talk,
)
from tests.desk.slowly import Record

HOUR = 3_600_000
Asked = tuple[str, str, Said, "int | None", "int | None"]


class Calls(Record):
    """A record at an instant, and what is shown of its calls."""

    def standing(self, debtor: str, due: int | None, answered: int | None) -> str:
        if answered is not None:
            return "answered" if due is None or answered <= due else "answered late"
        if due is None:
            return "not stored"
        if self.now <= due:
            return "running"
        return "unanswered" if self.latest.get(debtor, -1) > due else "not known, line down"

    def came(self, later: Sequence[Said], party: str, kinds: set[int]) -> int | None:
        return next((said.clock for said in later if said.author == party and said.kind in kinds), None)

    def due(self, said: Said, party: str, span: int) -> int | None:
        stored = said.stored.get(party)
        return None if stored is None else stored + span

    def foremost(self, said: Said, span: int) -> tuple[str, str]:
        """How what nobody has answered stands: of several who owe, with whom it still runs."""
        order = ("running", "unanswered", "not known, line down", "not stored")
        found = [(self.standing(party, self.due(said, party, span), None), party) for party in self.whom(said)]
        return min(found, key=lambda each: order.index(each[0]))

    def promised(self, talk: Talk) -> Iterator[Asked]:
        promises = [said for said in talk.said if said.kind == TAKEN and 2 in said.slots]
        for said in promises[-1:]:
            later = talk.said[talk.said.index(said) + 1 :]
            came = self.came(later, said.author, {ANSWER, LEVEL, PUT_OFF})
            if came is not None or not any(each.kind == WITHDRAW for each in later):
                yield said.author, "promised reply", said, talk.moved.get(said.id, said.slots[2]), came

    def outcome(self, talk: Talk) -> Iterator[Asked]:
        if talk.state != "outcome agreed" or talk.account is None:
            return
        account = talk.account
        later = talk.said[talk.said.index(account) + 1 :]
        for what, slot, mark in (("agreed points in effect", 5, 5), ("follow-up of a call", 7, 6)):
            for party in {*talk.sides} if slot in account.slots else ():
                marks = [s.clock for s in later if s.kind == MARK and s.slots[0] == mark and s.author == party]
                due = talk.moved.get(account.id, account.slots[slot]) if slot == 7 else account.slots[slot]
                yield party, what, account, due, marks[0] if marks else None

    def proposals(self, talk: Talk) -> Iterator[Asked]:
        if talk.state == "one with another":
            return
        turns = [s for s in talk.said if s.kind in {REQUEST, ANSWER, PUT_OFF, WITHDRAW} or
                 (s.kind == LEVEL and s.slots[0] == 1)]  # fmt: skip
        span = self.terms["call_answer_within_h"] * HOUR
        for place, said in enumerate(turns):
            if said.kind in {LEVEL, WITHDRAW} or (said.kind == ANSWER and said.slots[0] != 2):
                continue
            answer = turns[place + 1] if place + 1 < len(turns) else None
            gone = answer is not None and answer.kind == WITHDRAW
            if said.kind == PUT_OFF:
                parties = [said.author]
            else:
                parties = self.whom(said) if answer is None or gone else [answer.author]
            for party in parties:
                due = said.slots[0] if said.kind == PUT_OFF else self.due(said, party, span)
                came = None if answer is None else answer.clock
                if not gone:
                    yield party, "call answer", said, due, came
                elif due is not None and came is not None and came > due:
                    yield party, "call answer", said, due, None

    def calls(self) -> list[Any]:
        """By pairing and party: what became of its requests; and when the last call that was held began."""
        span, found = self.terms["call_answer_within_h"] * HOUR, []
        for pairing in self.terms["pairings"]:
            talks = [t for t in self.talks.values() if t.said[0].kind == REQUEST and t.said[0].slots[1] == pairing]
            began = [
                [s for s in t.said if s.kind == HELD][-1].slots[0]
                for t in talks
                if t.state in {"held", "outcome agreed", "outcome differs"}
            ]
            for party in self.parties:
                results = [self._result(talk, span) for talk in talks if talk.said[0].author == party]
                found.append([pairing, party, sorted(results), max(began, default=None)])
        return found

    def _result(self, talk: Talk, span: int) -> str:
        if talk.state in {"accepted", "held", "outcome agreed", "outcome differs"}:
            return "accepted"
        if talk.state == "deferred":
            last = [said for said in talk.said if said.kind == PUT_OFF][-1]
            found = self.standing(last.author, last.slots[0], None)
            return "deferred" if found == "running" else found
        unanswered = talk.state in {"asked", "received", "referred", "escalated"}
        return self.foremost(talk.said[0], span)[0] if unanswered else talk.state
