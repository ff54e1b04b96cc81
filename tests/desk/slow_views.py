"""Obligations and views of a record as `slowly` reads it: every question walks the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from tests.desk.slow_calls import Asked, Calls
from tests.desk.slow_words import (
    ACK,
    ASKING,
    CANCEL,
    CANNOT,
    CHECK,
    CLARIFY,
    CORRECT,
    DOUBT,
    ESCALATED,
    FLIGHT,
    FOLLOW_UP,
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
    span_order,
    until,
    window,
)

OPENED = 1
MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
POINTS = {QUERY: 3, REPLY: 2}
WHAT = (
    "reply", "promised reply", "call answer", "agreed points in effect", "follow-up of a call", "meeting answer",
    "acknowledgement", "clarification", "presence answer",
    "post-launch report", "review",
)  # fmt: skip


class Views(Calls):
    """A record at an instant, and what is shown of it."""

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
                yield from self.promised(talk)
                yield from self.outcome(talk)
                yield from self.proposals(talk)
            yield from self._acknowledged(talk)

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
            if within is None or said.kind in {ACK, PROGRESS, CHECK, READ_BACK, ESCALATED}:
                continue
            for party in self.whom(said):
                shown = [
                    later.clock
                    for later in talk.said[place + 1 :]
                    if later.author == party and not (later.kind == PROGRESS and later.slots[1] == OPENED)
                ]
                answer = shown[0] if shown else None
                yield party, "acknowledgement", said, self.due(said, party, within * MINUTE), answer

    def unread(self, talk: Talk) -> list[str]:
        return sorted({party for party, _, _, _, answered in self._acknowledged(talk) if answered is None})

    def rungs(self, party: str, speed: int, since: int) -> list[list[Any]]:
        """The ladder of what a party owes: number, from when on, who, by what (`slow_ladder`)."""
        raise NotImplementedError

    def debts(self) -> list[Any]:
        found = []
        for party, what, said, due, answered in self.asked():
            standing = self.standing(party, due, answered)
            if answered is None and not (what == "call answer" and standing == "unanswered"):
                climbs = what in {"reply", "acknowledgement"}
                ladder = self.rungs(party, said.speed, due) if climbs and due is not None else []
                rungs = [[role, at] for _, at, role, _ in ladder if at <= self.now]
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

    # ---- calls, points, availability

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
            "boards": self.boards(),
            "outcomes": self.outcomes(),
            "crossed": self.crossed,
            "setups": {name: talk.setup for name, talk in self.talks.items() if talk.setup != "not set up"},
            "flights": self.flights(),
            "claimed": self.claimed(),
            "spans": self.spans(),
        }
