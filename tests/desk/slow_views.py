"""Obligations and views of a record as `slowly` reads it: every question walks the whole of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from tests.desk.slow_words import (
    ACK,
    ANSWER,
    ASKING,
    CANCEL,
    CANNOT,
    CHECK,
    CLARIFY,
    CORRECT,
    DOUBT,
    FLIGHT,
    FOLLOW_UP,
    HELD,
    HOLDING,
    LAUNCH,
    LAUNCHED,
    MEETING,
    MEETING_ANSWER,
    NOTICES,
    PRESENCE,
    PRESENT,
    PROGRESS,
    QUERY,
    READ_BACK,
    REPLY,
    REQUEST,
    RESUME,
    SPEEDS,
    SUSPEND,
    YES_NO,
    Said,
    Talk,
    minute,
    ms,
    span_order,
    until,
    window,
)
from tests.desk.slowly import Record

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
POINTS = {QUERY: 3, REPLY: 2}
WHAT = (
    "reply", "promised reply", "call answer", "meeting answer", "acknowledgement", "clarification", "presence answer",
    "post-launch report", "review",
)  # fmt: skip
Asked = tuple[str, str, Said, "int | None", "int | None"]


class Views(Record):
    """A record at an instant, and what is shown of it."""

    def whom(self, said: Said) -> list[str]:
        others = [party for party in self.parties if party != said.author]
        return [party for party in others if party in said.to] or others

    def standing(self, debtor: str, due: int | None, answered: int | None) -> str:
        if answered is not None:
            return "answered" if due is None or answered <= due else "answered late"
        if due is None:
            return "not stored"
        if self.now <= due:
            return "running"
        return "unanswered" if self.latest.get(debtor, -1) > due else "not known, line down"

    def asked(self) -> Iterator[Asked]:
        """Everything that was asked for: of whom, what, by which entry, until when, and when it came."""
        for talk in self.talks.values():
            opener = talk.said[0]
            if opener.kind in ASKING:
                yield from self._replies(talk)
                yield from self._meetings(talk)
            if opener.kind == PRESENCE:
                yield from self._presence(talk)
            if opener.kind == LAUNCH and not any(said.kind == CANCEL for said in talk.said):
                forms = [said.says[1] for said in talk.said if said.says[0] == LAUNCH and said.author == opener.author]
                due = forms[-1][4] + self.terms["reply_within_min"]["ROUTINE"] * MINUTE
                came = self.came(talk.said[1:], opener.author, {LAUNCHED})
                yield opener.author, "post-launch report", opener, talk.moved.get(opener.id, due), came
            for place, said in enumerate(talk.said):
                if said.kind == SUSPEND:
                    came = self.came(talk.said[place + 1 :], said.author, {SUSPEND, RESUME})
                    yield said.author, "review", said, talk.moved.get(said.id, said.slots[4]), came
            yield from self._clarifications(talk)
            if opener.kind == REQUEST:
                yield from self._proposals(talk)
            yield from self._acknowledged(talk)

    def came(self, later: Sequence[Said], party: str, kinds: set[int]) -> int | None:
        return next((said.clock for said in later if said.author == party and said.kind in kinds), None)

    def _replies(self, talk: Talk) -> Iterator[Asked]:
        for place, asked in enumerate(talk.said):
            if asked.kind not in {*ASKING, FOLLOW_UP}:
                continue
            later = until(talk.said[place + 1 :], FOLLOW_UP)
            answers = {REPLY, YES_NO, CANNOT}
            for party in {said.author for said in later if said.kind in answers} or self.whom(asked):
                due = talk.moved.get(asked.id, self.due(asked, party, self.reply_span(asked)))
                yield party, "reply", asked, due, self.came(later, party, answers)
            held = [said for said in later if said.kind == HOLDING]
            if held and held[-1].slots.get(2):
                promise = held[-1]
                due = talk.moved.get(promise.id, promise.slots[2])
                yield promise.author, "promised reply", promise, due, self.came(later, promise.author, answers)

    def reply_span(self, said: Said) -> int:
        return int(self.terms["reply_within_min"][SPEEDS[said.speed]]) * MINUTE

    def _meetings(self, talk: Talk) -> Iterator[Asked]:
        for place, asked in enumerate(talk.said):
            if asked.kind == MEETING or (asked.kind == MEETING_ANSWER and asked.slots[0] == 2):
                answers = [s for s in until(talk.said[place + 1 :], MEETING) if s.kind == MEETING_ANSWER]
                for party in [answers[0].author] if answers else self.whom(asked):
                    due = self.due(asked, party, self.terms["call_answer_within_h"] * HOUR)
                    came = answers[0].clock if answers else None
                    yield party, "meeting answer", asked, talk.moved.get(asked.id, due), came

    def _presence(self, talk: Talk) -> Iterator[Asked]:
        asked, later = talk.said[0], talk.said[1:]
        within = self.terms["acknowledge_within_min"].get(SPEEDS[asked.speed])
        span = self.reply_span(asked) if within is None else within * MINUTE
        for party in {said.author for said in later if said.kind == PRESENT} or self.whom(asked):
            due = talk.moved.get(asked.id, self.due(asked, party, span))
            yield party, "presence answer", asked, due, self.came(later, party, {PRESENT})

    def _clarifications(self, talk: Talk) -> Iterator[Asked]:
        """What was not understood, or is doubted, puts the move back on its author."""
        for entry, key in talk.asked.items():
            place = next(place for place, said in enumerate(talk.said) if said.id == entry)
            asked, later = talk.said[place], talk.said[place + 1 :]
            debtor = talk.named[key[1]].author
            newest = [other for other, about in talk.asked.items() if about == key][-1]
            is_open = newest == entry and talk.beside[key] in {"not understood", "doubtful", "disputed"}
            words = [
                said.clock
                for said in later
                if (said.kind == CLARIFY and said.slots[0] == entry)
                or (said.kind in {CORRECT, ACK, DOUBT} and said.slots[0] == key[1])
            ]
            due = talk.moved.get(entry, self.due(asked, debtor, self.reply_span(asked)))
            yield debtor, "clarification", asked, due, None if is_open else (words or [asked.clock])[0]

    def _acknowledged(self, talk: Talk) -> Iterator[Asked]:
        for place, said in enumerate(talk.said):
            within = self.terms["acknowledge_within_min"].get(SPEEDS[said.speed])
            if within is None or said.kind in {ACK, PROGRESS, CHECK, READ_BACK}:
                continue
            for party in self.whom(said):
                answer = next((later.clock for later in talk.said[place + 1 :] if later.author == party), None)
                yield party, "acknowledgement", said, self.due(said, party, within * MINUTE), answer

    def unread(self, talk: Talk) -> list[str]:
        return sorted({party for party, _, _, _, answered in self._acknowledged(talk) if answered is None})

    def _proposals(self, talk: Talk) -> Iterator[Asked]:
        turns = [said for said in talk.said if said.kind in {REQUEST, ANSWER}]
        span = self.terms["call_answer_within_h"] * HOUR
        for place, said in enumerate(turns):
            if said.kind == ANSWER and said.slots[0] != 2:
                continue
            answer = turns[place + 1] if place + 1 < len(turns) else None
            for party in [answer.author] if answer else self.whom(said):
                yield party, "call answer", said, self.due(said, party, span), answer.clock if answer else None

    def due(self, said: Said, party: str, span: int) -> int | None:
        stored = said.stored.get(party)
        return None if stored is None else stored + span

    def debts(self) -> list[Any]:
        found = []
        for party, what, said, due, answered in self.asked():
            standing = self.standing(party, due, answered)
            if answered is None and not (what == "call answer" and standing == "unanswered"):
                rungs = [
                    [rung["role"], due + rung["after_min"] * MINUTE]
                    for rung in self.terms["escalation"]
                    if what == "reply" and due is not None and due + rung["after_min"] * MINUTE <= self.now
                ]
                found.append([party, what, said.id, due, standing, rungs])
        return sorted(found, key=lambda debt: (debt[3] is None, debt[3] or 0, debt[0], debt[2], WHAT.index(debt[1])))

    # ---- notices and statistics

    def notices(self) -> list[Any]:
        found = []
        for talk in self.talks.values():
            opener = talk.said[0]
            if opener.kind in NOTICES:
                forms = [said for said in talk.said if said.says[0] in NOTICES]
                begins, ends = window(forms[-1])
                first = next(form for form in forms if window(form)[0] == begins)
                stored = self.by_all(first)
                owed = self.terms.get("notify_ahead_days", {}).get(NOTICES[opener.kind])
                ahead = None if stored is None else begins // DAY - stored // DAY
                least = self.terms.get("notify_ahead_min", {}).get(NOTICES[opener.kind])
                left = 0 if stored is None else (begins - stored) // MINUTE
                short = [here < asked for here, asked in ((ahead or 0, owed), (left, least)) if asked is not None]
                late = None if stored is None or not short else any(short)
                found.append(
                    [
                        NOTICES[opener.kind],
                        opener.author,
                        opener.id,
                        talk.state,
                        begins,
                        ends,
                        stored,
                        ahead,
                        owed,
                        least,
                        late,
                    ]
                )
        return sorted(found, key=lambda notice: (notice[4], notice[2]))

    def by_all(self, said: Said) -> int | None:
        times = [said.stored.get(party) for party in self.whom(said)]
        return None if None in times else max(time for time in times if time is not None)

    def statistics(self) -> dict[str, Any]:
        words = {"answered": "in_time", "answered late": "late", "unanswered": "overdue", "running": "running",
                 "not stored": "not_stored", "not known, line down": "not_known"}  # fmt: skip
        found: dict[str, Any] = {party: {} for party in self.parties}

        def count(party: str, *names: str) -> None:
            key = "/".join(names)
            found[party][key] = found[party].get(key, 0) + 1

        for kind, author, _, _, _, _, _, _, owed, least, late in self.notices():
            count(
                author,
                "lead",
                kind,
                "no_term" if (owed, least) == (None, None) else {None: "not_stored", True: "late", False: "kept"}[late],
            )
        for party, what, _, due, answered in self.asked():
            count(party, "asked", what, words[self.standing(party, due, answered)])
        for said in self.said:
            count(said.author, "statements")
            if any(party not in said.stored for party in self.parties if party != said.author):
                count(said.author, "unconfirmed")
        return found

    # ---- watch

    def watch(self) -> list[Any]:
        """Agreed checks: answered, and the missed ones with whose people were silent, if that is known."""
        terms = self.terms["watch"]
        within, first = terms["answer_within_min"] * MINUTE, ms(terms["first"])
        times = [
            first - first % DAY + day * DAY + minute(text) * MINUTE
            for day in range(2 + (self.now - first) // DAY)
            for text in terms["times"]
        ]
        slots = [at for at in sorted(times) if first <= at <= self.now]
        answered, missed = 0, []
        for number, at in enumerate(slots):
            opener = terms["opened_by"][number % len(terms["opened_by"])]
            verdict, party = self._checked(at, opener, within)
            if verdict == "present":
                answered += 1
            elif verdict:
                missed.append([at, party, verdict])
        return [answered, missed]

    def _checked(self, at: int, opener: str, within: int) -> tuple[str, str | None]:
        tries, more = [], self.on_call(opener, at)
        for talk in self.talks.values():
            check = talk.said[0]
            if check.kind == CHECK and check.slots.get(2) == at and at - within <= check.clock <= at + within + more:
                tries.append((check.clock, check.id, self._try(talk, within), talk))
        tries.sort(key=lambda each: each[:2])
        if any(standing == "answered" for _, _, (standing, _), _ in tries):
            return "present", None
        if tries:
            standing, party = tries[-1][2]
            more = self.on_call(party, at)
            if standing != "not stored":
                check, came = tries[-1][3].said[0], self.came(tries[-1][3].said, party, {READ_BACK})
                standing = self.standing(party, self.due(check, party, within + more), came)
        else:
            standing, party = self.standing(opener, at + within + more, None), opener
        if standing == "answered":
            return "present", None
        if standing == "running" or (standing == "not stored" and self.now <= at + within + more):
            return "", None
        return ("not known, line down" if standing in {"not stored", "not known, line down"} else "silent"), party

    def _try(self, talk: Talk, within: int) -> tuple[str, str]:
        check = talk.said[0]
        for said in talk.said:
            if said.kind == READ_BACK:
                return self.standing(said.author, self.due(check, said.author, within), said.clock), said.author
        return self.foremost(check, within)

    def foremost(self, said: Said, span: int) -> tuple[str, str]:
        """How what nobody has answered stands: of several who owe, with whom it still runs."""
        order = ("running", "unanswered", "not known, line down", "not stored")
        found = [(self.standing(party, self.due(said, party, span), None), party) for party in self.whom(said)]
        return min(found, key=lambda each: order.index(each[0]))

    # ---- calls, points, availability

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
        return self.foremost(talk.said[0], span)[0] if talk.state == "asked" else talk.state

    def flights(self) -> list[Any]:
        """Notices with a closest point: metres, minutes ahead, and which entries claim something of it."""
        found = []
        for talk in self.talks.values():
            forms = [said for said in talk.said if said.says[0] == FLIGHT]
            if talk.said[0].kind == FLIGHT and 8 in forms[-1].says[1]:
                point = forms[-1].says[1][8]
                stored = self.by_all(next(form for form in forms if form.says[1].get(8) == point))
                ids = {said.id for said in talk.said}
                asking = [t for t in self.talks.values() if t.said[0].kind == QUERY and t.said[0].slots.get(2) in ids]
                claims = [s.id for t in asking for s in t.said if s.slots.get(POINTS.get(s.kind, -1))]
                ahead = None if stored is None else round((point[0] - stored) / MINUTE)
                found.append([talk.said[0].id, ahead, sorted(claims)])
        return sorted(found)

    def shows_point(self, talk: Talk) -> bool:
        """Whether a thread is a flight notice's that declares its closest point."""
        forms = [said.says[1] for said in talk.said if said.says[0] == FLIGHT]
        return talk.said[0].kind == FLIGHT and 8 in forms[-1]

    def claimed(self) -> list[Any]:
        """Queries that claim a point which no notice declares, and how their replies stand."""
        declared = {said.id for talk in self.talks.values() if self.shows_point(talk) for said in talk.said}
        found = []
        for talk in self.talks.values():
            query = talk.said[0]
            if query.kind == QUERY and 3 in query.slots and query.slots.get(2) not in declared:
                span = self.terms["reply_within_min"][SPEEDS[query.speed]] * MINUTE
                reply = next((said for said in talk.said if said.kind in {REPLY, CANNOT}), None)
                standing = (
                    self.foremost(query, span)[0]
                    if reply is None
                    else self.standing(reply.author, self.due(query, reply.author, span), reply.clock)
                )
                found.append([query.id, standing])
        return sorted(found)

    def spans(self) -> list[Any]:
        """When each party's node saw another's up or down by each bearer, as its reports say in their order."""
        found: list[list[Any]] = []
        for observer, (peer, lamps, _, _) in self.reports:
            for bearer, up, since in lamps:
                before = [span for span in found if span[:3] == [observer, peer, bearer]]
                if before and before[-1][3] == bool(up):
                    continue
                if before:
                    before[-1][5] = since
                found.append([observer, peer, bearer, bool(up), since, None])
        return sorted(found, key=span_order)

    def whole(self) -> dict[str, Any]:
        """Everything, to compare."""
        return {
            "said": [[said.id, said.author] for said in self.said],
            "codes": [[said.id, said.code] for said in self.said if said.code],
            "unread": {name: waits for name, talk in self.talks.items() if (waits := self.unread(talk))},
            "states": {name: talk.state for name, talk in self.talks.items() if talk.state},
            "unreadable": self.unreadable,
            "refusals": [list(each) for each in self.refusals],
            "debts": self.debts(),
            "notices": self.notices(),
            "statistics": self.statistics(),
            "watch": self.watch(),
            "calls": self.calls(),
            "flights": self.flights(),
            "claimed": self.claimed(),
            "spans": self.spans(),
        }
