"""Calls of a record as `slowly` reads it: what is owed in them, what came of them; and how anything owed stands."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.desk.slow_words import (
    ANSWER,
    CONFIRMATION,
    HELD,
    LEVEL,
    MARK,
    PUT_OFF,
    READOUT,
    REQUEST,
    TAKEN,
    WITHDRAW,
    Said,
    Talk,
)
from tests.desk.slowly import Record

HOUR, DAY = 3_600_000, 86_400_000
HAPPENED = {"held", "outcome agreed", "outcome differs"}
REASONS = ("NONE_GIVEN", "NOT_AVAILABLE", "NEEDS_AUTHORISATION", "WRONG_LEVEL", "TOPIC", "TIMING", "ATMOSPHERE")
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

    def boards(self) -> list[Any]:
        """The board of all time, and that since three days ago."""
        return [
            [self._board(pairing, since) for pairing in self.terms["pairings"]] for since in (0, self.now - 3 * DAY)
        ]

    def _board(self, pairing: str, since: int) -> list[Any]:
        """When a pairing last spoke, which time was agreed last, by party what became of its requests, idle days."""
        talks = [t for t in self.talks.values() if t.said[0].kind == REQUEST and t.said[0].slots[1] == pairing]
        began = [[s for s in t.said if s.kind == HELD][-1].slots[0] for t in talks if t.state in HAPPENED]
        times = [self.last(t, ANSWER).slots[1] for t in talks if t.state in {"accepted", *HAPPENED}]
        recent = [talk for talk in talks if talk.said[0].clock >= since]
        by = {party: self._asked([t for t in recent if t.said[0].author == party]) for party in self.parties}
        idle = None if recent else (self.now - since) // DAY
        return [pairing, max(began, default=None), max(times, default=None), by, idle]

    def _asked(self, talks: Sequence[Talk]) -> list[Any]:
        results = [self._result(talk, self.terms["call_answer_within_h"] * HOUR) for talk in talks]
        words = sorted("waiting" if word in {"running", "not stored"} else word for word in results)
        reasons = sorted(REASONS[self.last(talk, ANSWER).slots[2]] for talk in talks if talk.state == "declined")
        return [words, reasons, sum(talk.state in HAPPENED for talk in talks)]

    def last(self, talk: Talk, kind: int) -> Said:
        return [said for said in talk.said if said.kind == kind][-1]

    def outcomes(self) -> dict[bytes, list[Any]]:
        """Of each call that was held: every account and answer, publicity, the newest readouts, what may be told."""
        return {name: self._outcome(talk) for name, talk in self.talks.items() if talk.state in HAPPENED}

    def _outcome(self, talk: Talk) -> list[Any]:
        accounts = [
            [s.author, s.id, *[s.slots.get(slot) for slot in (0, 1, 4, 5, 7)]] for s in talk.said if s.kind == HELD
        ]
        answers = [[s.author, s.slots[0], s.slots[1]] for s in talk.said if s.kind == CONFIRMATION]
        newest = {said.author: said for said in talk.said if said.kind == READOUT}
        rules = [said.slots[2] for said in newest.values()]
        told = [[party, newest[party].id, self._public(newest[party], newest)] for party in sorted(newest)]
        strictest = next((rule for rule in (0, 1, 2, 4, 3) if rule in rules), 0)
        return [talk.state, accounts, answers, strictest, told]

    def _public(self, readout: Said, newest: dict[str, Said]) -> bool:
        """Nobody keeps the call back, no embargo runs, and what is said jointly was filed so by all."""
        rules = {party: said.slots[2] for party, said in newest.items()}
        ends = [said.slots[3] for said in newest.values() if 3 in said.slots]
        jointly = all(rules.get(party) == 4 for party in self.parties)
        open_to_all = not {0, 1} & {*rules.values()} and all(end <= self.now for end in ends)
        return open_to_all and (readout.slots[2] != 4 or jointly)

    def _result(self, talk: Talk, span: int) -> str:
        if talk.state in {"accepted", *HAPPENED}:
            return "accepted"
        if talk.state == "deferred":
            last = self.last(talk, PUT_OFF)
            found = self.standing(last.author, last.slots[0], None)
            return "deferred" if found == "running" else found
        unanswered = talk.state in {"asked", "received", "referred", "escalated"}
        return self.foremost(talk.said[0], span)[0] if unanswered else talk.state
