"""Watch checks and ladders of a record as `slowly` reads it: every question walks the whole of it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from tests.desk.slow_views import DAY, HOUR, MINUTE, Views
from tests.desk.slow_words import (
    ANSWER,
    CHECK,
    ESCALATED,
    LEVEL,
    MANNING,
    READ_BACK,
    REQUEST,
    SPEEDS,
    Said,
    Talk,
    minute,
    ms,
)

LACKS = {"reply": 1, "acknowledgement": 2}
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


class Ladders(Views):
    """A record at an instant, what is shown of it, whether somebody is there, who takes up what is not there."""

    def counts_from(self, party: str, at: int) -> int:
        """By the agreed hours, or later by what the party's people last said of their watch before."""
        said = [talk.said[0] for talk in self.talks.values() if talk.said[0].kind == MANNING]
        mine = [each for each in said if each.author == party and each.clock <= at]
        needed = max(mine, key=lambda each: (each.clock, each.id)).slots.get(1, 0) if mine else 0
        return max(self._watched_from(party, at), at + needed * MINUTE)

    def _watched_from(self, party: str, at: int) -> int:
        """Minute by minute: when a party's watch is there, or who is called could be."""
        hours = self.terms.get("hours", {}).get(party)
        if hours is None:
            return at
        begin, end = minute(hours["from"]), minute(hours["until"]) or 24 * 60

        def there(when: datetime) -> bool:
            return DAYS[when.weekday()] in hours.get("days", DAYS) and begin <= 60 * when.hour + when.minute < end

        when = datetime(1970, 1, 1, tzinfo=UTC) + timedelta(milliseconds=at)
        if there(when):
            return at
        called: int = at + hours["within_min"] * MINUTE
        while not there(when):
            when = when.replace(second=0, microsecond=0) + timedelta(minutes=1)
        return min(called, round((when - datetime(1970, 1, 1, tzinfo=UTC)) / timedelta(milliseconds=1)))

    def watch(self) -> list[Any]:
        """Agreed checks: answered, and the missed ones with whose people were silent, if that is known."""
        found = list(self.checks())
        missed = [[at, party, verdict] for at, _, verdict, party in found if verdict not in {"", "present"}]
        return [sum(verdict == "present" for _, _, verdict, _ in found), missed]

    def checks(self) -> Iterator[tuple[int, str, str, str | None]]:
        """Each agreed check up to now, who opens it, its verdict, empty while its time runs, and who failed."""
        terms = self.terms["watch"]
        within, first = terms["answer_within_min"] * MINUTE, ms(terms["first"])
        times = [
            first - first % DAY + day * DAY + minute(text) * MINUTE
            for day in range(2 + (self.now - first) // DAY)
            for text in terms["times"]
        ]
        slots = [at for at in sorted(times) if first <= at <= self.now]
        for number, at in enumerate(slots):
            opener = terms["opened_by"][number % len(terms["opened_by"])]
            yield at, opener, *self._checked(at, opener, within)

    def _checked(self, at: int, opener: str, within: int) -> tuple[str, str | None]:
        more = self.counts_from(opener, at) - at
        tries = [
            (talk.said[0].clock, talk.said[0].id, self._try(talk, within), talk) for talk in self.tries(at, opener)
        ]
        tries.sort(key=lambda each: each[:2])
        if any(standing == "answered" for _, _, (standing, _), _ in tries):
            return "present", None
        if tries:
            standing, party = tries[-1][2]
            more = self.counts_from(party, at) - at
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

    def tries(self, at: int, opener: str) -> list[Talk]:
        """The checks that were sent for an agreed time, near it."""
        within = self.terms["watch"]["answer_within_min"] * MINUTE
        until = self.counts_from(opener, at) + within
        found = [(talk, talk.said[0]) for talk in self.talks.values()]
        checks = [(talk, check) for talk, check in found if check.kind == CHECK and check.slots.get(2) == at]
        return [talk for talk, check in checks if at - within <= check.clock <= until]

    def _try(self, talk: Talk, within: int) -> tuple[str, str]:
        check = talk.said[0]
        for said in talk.said:
            if said.kind == READ_BACK:
                return self.standing(said.author, self.due(check, said.author, within), said.clock), said.author
        return self.foremost(check, within)

    def rungs(self, party: str, speed: int, since: int) -> list[list[Any]]:
        ladder = self.terms.get("escalation_by", {}).get(SPEEDS[speed], self.terms["escalation"])
        start = self.counts_from(party, since)
        return [
            [number, start + rung["after_min"] * MINUTE, rung["role"], rung.get("channel")]
            for number, rung in enumerate(ladder, 1)
        ]

    def ladders(self) -> list[Any]:
        """What is lacking, of whom, for which entry, since when; each rung, where it stands, and what says so."""
        found = []
        for party, what, said, due, answered in self.asked():
            if what in LACKS and answered is None and due is not None:
                found.append(self._ladder(said, LACKS[what], party, due, self.rungs(party, said.speed, due)))
        found += [each for talk in self.talks.values() for each in self._call(talk)]
        found += self._silence()
        return sorted((each for each in found if each[-1]), key=lambda each: (each[4], each[1], each[0], each[3]))

    def _ladder(self, said: Said, lacks: int, party: str, since: int, rungs: list[list[Any]]) -> list[Any]:
        told = []
        for rung in rungs:
            taken = next(
                (
                    each
                    for each in self.talks[said.thread].said
                    if each.kind == ESCALATED
                    and [each.slots[0], each.slots[1], each.slots[2]] == [said.id, lacks, rung[0]]
                ),
                None,
            )
            if taken is not None and taken.clock >= rung[1]:
                state = "taken"
            else:
                state = "waiting" if rung[1] > max(self.now, 0 if taken is None else taken.clock) else "reached"
            told.append([*rung, state, None if taken is None else taken.id])
        return [lacks, party, said.author, said.id, since, told]

    def _call(self, talk: Talk) -> list[Any]:
        opener = talk.said[0]
        following = self.terms.get("next_pairing", {}).get(opener.slots[1]) if opener.kind == REQUEST else None
        if following is None:
            return []
        if talk.state == "declined":
            answer = [said for said in talk.said if said.kind == ANSWER][-1]
            party, since = answer.author, answer.stored.get(opener.author)
        elif talk.state in {"asked", "received", "referred", "escalated"}:
            span = self.terms["call_answer_within_h"] * HOUR
            standing, party = self.foremost(opener, span)
            since = None if standing == "not stored" else self.due(opener, party, span)
        else:
            return []
        raised = any(said.kind == LEVEL and said.slots[0] == 2 and said.slots[1] == following for said in talk.said)
        if since is None or party == opener.author or raised:
            return []
        for other in self.talks.values():
            first = other.said[0]
            wanted = first.kind == REQUEST and first.slots[1] == following
            if wanted and first.author == opener.author and first.clock >= since:
                return []
        return [self._ladder(opener, 3, party, since, [[1, since, following, None]])]

    def _silence(self) -> list[Any]:
        """Three agreed checks in a row at which the same people were silent; what nobody knows breaks no row."""
        row: list[tuple[int, str, str]] = []
        for at, opener, verdict, party in self.checks():
            if verdict == "present":
                row = []
            elif verdict == "silent" and party is not None:
                row = [*row, (at, party, opener)] if row and row[-1][1] == party else [(at, party, opener)]
        if len(row) < 3:
            return []
        party, within = row[2][1], self.terms["watch"]["answer_within_min"] * MINUTE
        since = row[2][0] + within
        for at, _, opener in reversed(row[:3]):
            tries = [talk.said[0] for talk in self.tries(at, opener) if self._try(talk, within)[1] == party]
            if tries:
                check = max(tries, key=lambda each: (each.clock, each.id))
                rungs = self.rungs(party, check.speed, since)
                if check.author != party:
                    return [self._ladder(check, 4, party, since, rungs)]
                break
        else:
            rungs = self.rungs(party, 0, since)
        other = next(each for each in self.parties if each != party)
        told = [[*rung, "waiting" if rung[1] > self.now else "reached", None] for rung in rungs]
        return [[4, party, other, b"", since, told]]

    def whole(self) -> dict[str, Any]:
        return {**super().whole(), "watch": self.watch(), "ladders": self.ladders()}
