"""Obligations and views out of an export's bytes alone: slow, and written apart from the product.

It imports nothing of Parley. Entries, joint order and storing times are read by the second verifier; the machines'
tables out of docs/spec/machines.md; kinds and slots by their numbers in docs/spec/kinds.md; the terms out of the
export's agreement. Every question walks the whole record.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from pathlib import Path
from typing import Any

from tools import verify_record as v

MINUTE, HOUR, DAY = 60_000, 3_600_000, 86_400_000
PAGE = Path(__file__).resolve().parents[2] / "docs/spec/machines.md"
FLIGHT, QUERY, HOLDING, REPLY, ACK, CHECK, READ_BACK, REQUEST, ANSWER, PLAIN = range(32, 42)
EXERCISE, MOVEMENT, HAZARD, INCIDENT, PROTEST, TEXT, HELD, CONFIRMATION, READOUT, CONTACT = range(42, 52)
NOTICES = {FLIGHT: "flight", EXERCISE: "exercise", MOVEMENT: "movement", HAZARD: "hazard"}
AGAIN = {*NOTICES, INCIDENT, CONTACT}
OPENING = {*AGAIN, QUERY, PROTEST, CHECK, REQUEST, TEXT, PLAIN}
LIVENESS, REFUSED = 9, 8
SPEEDS = ("ROUTINE", "PRIORITY", "IMMEDIATE", "FLASH")


def tables(page: str) -> dict[str, dict[tuple[str, str], str]]:
    """Each machine's table on the page: what stands in the cell of a fact and a state."""
    found: dict[str, dict[tuple[str, str], str]] = {}
    for part in page.split("\n## ")[1:]:
        rows = [[cell.strip() for cell in line.strip("|").split("|")] for line in part.splitlines() if line[:1] == "|"]
        cells = {(row[0], state): cell for row in rows[2:] for state, cell in zip(rows[0][1:], row[1:], strict=True)}
        found[part.splitlines()[0]] = cells
    return found


TABLES = tables(PAGE.read_text())
BEGINS = {
    **dict.fromkeys(NOTICES, ("Notices", "declared")),
    INCIDENT: ("Incidents", "reported by one side"),
    QUERY: ("Queries", "open"),
    PROTEST: ("Protests", "lodged"),
    CHECK: ("Watch", "sent"),
    REQUEST: ("Calls", "asked"),
    CONTACT: ("Contacts", "entered by one side"),
}


@dataclass(eq=False)
class Said:
    """A statement as its bytes give it; `stored` has the storing times at the other parties."""

    id: bytes
    thread: bytes
    author: str
    clock: int
    kind: int
    speed: int
    klass: int
    to: list[str]
    slots: dict[int, Any]
    stored: dict[str, int]
    code: str = ""


@dataclass
class Talk:
    """A thread as the page's tables leave it: its state, its statements that count."""

    said: list[Said] = field(default_factory=list)
    state: str = ""
    heard: dict[tuple[bytes, str], str] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    asker: str = ""
    account: Said | None = None


class Record:
    """An export as this page's reader sees it at an instant."""

    def __init__(self, files: Mapping[str, bytes], now: int) -> None:
        self.now = now
        self.terms: dict[str, Any] = tomllib.loads(files["agreement.toml"].decode())
        self.parties = sorted(self.terms["parties"])
        self.said: list[Said] = []
        self.unreadable: list[bytes] = []
        self.reports: list[tuple[str, Any]] = []
        self.refusals: list[tuple[str, bytes, str]] = []
        self.latest: dict[str, int] = {}
        self._read(files)
        self.talks: dict[bytes, Talk] = {}
        for said in self.said:
            self._judge(said)

    def _read(self, files: Mapping[str, bytes]) -> None:
        feeds = v.check_1_files(files)
        cards = v.check_2_cards(files, ())
        line = v.line_of(files["agreement.toml"], cards)
        fields: dict[tuple[v.Feed, int], Any] = {}
        bodies: dict[tuple[v.Feed, int], bytes | None] = {}
        for feed in feeds:
            leaves, _ = v.split_entries(files[f"{feed.folder}/entries"])
            feed.entries = v.read_entries(leaves, [sha256(b"\0" + leaf).digest() for leaf in leaves], line, feed)
            taken = opened(files[f"{feed.folder}/bodies"])
            for index, entry in enumerate(feed.entries):
                fields[feed, index] = v.decode(leaves[index])
                bodies[feed, index] = next(taken) if type(entry.content) is bytes else None
            if feed.entries:
                self.latest[feed.party] = max(feed.entries[-1].clock_ms, self.latest.get(feed.party, 0))
        v.check_6_seen(feeds)
        order = v.joint_order(feeds, self.parties)
        v.take_receipts(order, feeds, self.parties)
        signed = [
            sha256(files["agreement.toml"]).digest(),
            [[p, sha256(files[f"cards/{p}.card"]).digest()] for p in sorted(cards)],
        ]
        founded: set[str] = set()
        for place in order:
            feed, index = place
            entry = feed.entries[index]
            if entry.kind == v.FOUNDING and entry.content == signed:
                founded.add(feed.party)
            elif entry.kind == LIVENESS:
                self.reports.append((feed.party, entry.content))
            elif entry.kind == REFUSED:
                self.refusals.append((feed.party, entry.content[0], entry.content[1]))
            elif entry.kind is not None and entry.kind >= 32 and feed.party in founded:
                stored = {p: at for p, times in feed.stored.items() if (at := times[index]) is not None}
                self._take(entry.id, fields[place], bodies[place], stored)

    def _take(self, entry: bytes, fields: Any, body: bytes | None, stored: dict[str, int]) -> None:
        kind, version, klass, speed = fields[13], fields[14], fields[9], fields[10]
        slots = v.decode_or_none(body) if body is not None else None
        if klass != 2 or body is None:
            return
        if kind > CONTACT or version != 1:
            self.unreadable.append(entry)
        elif type(slots) is dict and slots and not (kind in {CHECK, READ_BACK} and speed > 1):
            thread = fields[15] or entry
            self.said.append(
                Said(entry, thread, fields[2], fields[7], kind, speed, klass, list(fields[12]), slots, stored)
            )

    # ---- threads, by the page's tables

    def _judge(self, said: Said) -> None:
        said.code = self._code(said)
        talk = self.talks.get(said.thread)
        if said.id == said.thread:
            if not said.code:
                talk = self.talks[said.id] = Talk()
                self._begin(talk, said)
        if talk is not None and not said.code:
            talk.said.append(said)

    def _begin(self, talk: Talk, said: Said) -> None:
        talk.state = BEGINS.get(said.kind, ("", ""))[1]
        if said.kind == REQUEST:
            talk.times, talk.asker = list(said.slots[3]), said.author
        if said.kind == CONTACT:
            talk.account = said

    def _code(self, said: Said) -> str:
        if said.id == said.thread:
            if said.kind not in OPENING:
                return "thread-needed"
            return self._named(said)
        talk = self.talks.get(said.thread)
        if talk is None:
            return "thread-unknown"
        opener = talk.said[0]
        if said.kind in OPENING - {PLAIN} and not (said.kind in AGAIN and said.kind == opener.kind):
            return "thread-opener"
        code = self._named(said)
        if code or said.kind == PLAIN:
            return code
        if said.kind == ACK:
            return self._heard(talk, said)
        fact = self._fact(talk, opener, said)
        if fact is None:
            return "answer-misplaced"
        cell = TABLES[BEGINS[opener.kind][0]][fact, talk.state]
        if cell.startswith("`"):
            return cell.strip("`")
        talk.state = cell
        self._turn(talk, said)
        return ""

    def _named(self, said: Said) -> str:
        """Roles, pairings and parties that a statement names."""
        slots = said.slots
        if said.kind == REQUEST:
            return "" if slots[1] in self.terms["pairings"] else "pairing-unknown"
        if said.kind == CONTACT:
            if not {slots[1], slots[3]} <= set(self.parties):
                return "addressee-unknown"
            if said.author not in {slots[1], slots[3]}:
                return "contact-not-yours"
            return "" if {slots[2], slots[4]} <= set(self.terms["roles"]) else "seat-unknown"
        seat = {CHECK: 1, READ_BACK: 1, ACK: 2}.get(said.kind)
        return "seat-unknown" if seat is not None and slots[seat] not in self.terms["roles"] else ""

    def _heard(self, talk: Talk, said: Said) -> str:
        of = next((each for each in talk.said if each.id == said.slots[0] and each.kind != ACK), None)
        if of is None:
            return "ack-unknown"
        fact = {1: "read, by another party", 2: "understood, by another party", 3: "not understood, by another party"}[
            said.slots[1]
        ]
        if of.author == said.author:
            fact = "any of these, by its author"
        key = of.id, said.author
        cell = TABLES["Acknowledgements"][fact, talk.heard.get(key, "sent")]
        if cell.startswith("`"):
            return cell.strip("`")
        talk.heard[key] = cell
        return ""

    def _fact(self, talk: Talk, opener: Said, said: Said) -> str | None:
        own, kind = said.author == opener.author, said.kind
        if opener.kind in NOTICES and kind == opener.kind:
            return "notice by its author" if own else "notice by another"
        if opener.kind == INCIDENT and kind == INCIDENT:
            return "report by who reported first" if own else "report by the other side"
        if opener.kind == QUERY and kind in {HOLDING, REPLY}:
            return (
                "holding reply or reply by the asking side"
                if own
                else f"{'holding ' if kind == HOLDING else ''}reply by the side asked"
            )
        if opener.kind == PROTEST and kind == REPLY:
            return "reply by the side that protests" if own else "reply by the other side"
        if opener.kind == CHECK and kind == READ_BACK:
            right = said.slots[0] == opener.slots[0]
            return (
                "answer by the side that sent it"
                if own
                else f"{'challenge' if right else 'something else'} read back by the other side"
            )
        if opener.kind == CONTACT:
            return self._contact_fact(talk, said, own=own)
        return self._call_fact(talk, said) if opener.kind == REQUEST else None

    def _contact_fact(self, talk: Talk, said: Said, *, own: bool) -> str | None:
        assert talk.account is not None
        if said.kind == CONTACT:
            return "entered anew by the side that entered it" if own else "entered by the other side"
        if said.kind != CONFIRMATION:
            return None
        if said.slots[0] != talk.account.id:
            return "any of these, of an account that was entered anew"
        if said.author == talk.account.author:
            return "any of these, by the side that entered it"
        return f"{ {1: 'confirmed', 2: 'amended', 3: 'disputed'}[said.slots[1]] } by the other side"

    def _call_fact(self, talk: Talk, said: Said) -> str | None:
        if said.kind == ANSWER:
            if said.author == talk.asker:
                return "answer by the side that has just asked or proposed"
            if said.slots[0] == 1:
                return (
                    "accepted for a proposed time"
                    if said.slots[1] in talk.times
                    else "accepted for a time that nobody proposed"
                )
            return "another time proposed" if said.slots[0] == 2 else "declined"
        if said.kind == CONFIRMATION:
            if talk.account is None or said.slots[0] != talk.account.id:
                return "an account answered that is not the newest"
            if said.author == talk.account.author:
                return "an account confirmed, amended or disputed by its author"
            word = "confirmed" if said.slots[1] == 1 else "amended or disputed"
            return f"this account {word} by the other side"
        return {HELD: "held, as either side tells it", READOUT: "readout by either side"}.get(said.kind)

    def _turn(self, talk: Talk, said: Said) -> None:
        if said.kind == ANSWER and said.slots[0] == 2:
            talk.times, talk.asker = [said.slots[1]], said.author
        if said.kind in {HELD, CONTACT}:
            talk.account = said

    # ---- obligations

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

    def asked(self) -> Iterator[tuple[str, str, Said, int | None, int | None]]:
        """Everything that was asked for: of whom, what, by which entry, until when, and when it came."""
        for talk in self.talks.values():
            opener = talk.said[0]
            if opener.kind == QUERY:
                came = {
                    party: min((s.clock, i) for i, s in enumerate(talk.said) if s.kind == REPLY and s.author == party)
                    for party in {s.author for s in talk.said if s.kind == REPLY}
                }
                first = {
                    party: next(s.clock for s in talk.said if s.kind == REPLY and s.author == party) for party in came
                }
                for party in first if talk.state == "answered" else self.whom(opener):
                    yield (
                        party,
                        "reply",
                        opener,
                        self.due(opener, party, self.terms["reply_within_min"][SPEEDS[opener.speed]] * MINUTE),
                        first.get(party),
                    )
            if opener.kind == REQUEST:
                yield from self._proposals(talk)
            for place, said in enumerate(talk.said):
                within = self.terms["acknowledge_within_min"].get(SPEEDS[said.speed])
                if within is None or said.kind in {ACK, CHECK, READ_BACK}:
                    continue
                for party in self.whom(said):
                    answer = next((later.clock for later in talk.said[place + 1 :] if later.author == party), None)
                    yield party, "acknowledgement", said, self.due(said, party, within * MINUTE), answer

    def _proposals(self, talk: Talk) -> Iterator[tuple[str, str, Said, int | None, int | None]]:
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
        return sorted(found, key=lambda debt: (debt[3] is None, debt[3] or 0, debt[0], debt[2]))

    # ---- notices and statistics

    def notices(self) -> list[Any]:
        found = []
        for talk in self.talks.values():
            opener = talk.said[0]
            if opener.kind in NOTICES:
                forms = [said for said in talk.said if said.kind == opener.kind]
                begins, ends = window(forms[-1])
                first = next(form for form in forms if window(form)[0] == begins)
                stored = self.by_all(first)
                owed = self.terms.get("notify_ahead_days", {}).get(NOTICES[opener.kind])
                ahead = None if stored is None else begins // DAY - stored // DAY
                late = None if owed is None or ahead is None else ahead < owed
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

        for kind, author, _, _, _, _, _, _, owed, late in self.notices():
            count(
                author,
                "lead",
                kind,
                "no_term" if owed is None else {None: "not_stored", True: "late", False: "kept"}[late],
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
        tries = []
        for talk in self.talks.values():
            check = talk.said[0]
            if check.kind == CHECK and check.slots.get(2) == at and abs(check.clock - at) <= within:
                tries.append((check.clock, check.id, self._try(talk, within)))
        tries.sort(key=lambda each: each[:2])
        if any(standing == "answered" for _, _, (standing, _) in tries):
            return "present", None
        standing, party = tries[-1][2] if tries else (self.standing(opener, at + within, None), opener)
        if standing == "running" or (standing == "not stored" and self.now <= at + within):
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
            forms = [said for said in talk.said if said.kind == FLIGHT]
            if talk.said[0].kind == FLIGHT and 8 in forms[-1].slots:
                point = forms[-1].slots[8]
                stored = self.by_all(next(form for form in forms if form.slots.get(8) == point))
                ids = {said.id for said in talk.said}
                claims = [s.id for t in self.talks.values() if t.said[0].kind == QUERY and t.said[0].slots.get(2) in ids
                          for s in t.said if s.kind in {QUERY, REPLY} and s.slots.get({QUERY: 3, REPLY: 2}[s.kind])]  # fmt: skip
                ahead = None if stored is None else round((point[0] - stored) / MINUTE)
                found.append([talk.said[0].id, ahead, sorted(claims)])
        return sorted(found)

    def claimed(self) -> list[Any]:
        """Queries that claim a point which no notice declares, and how their replies stand."""
        declared = {
            s.id
            for t in self.talks.values()
            if t.said[0].kind == FLIGHT and 8 in [s for s in t.said if s.kind == FLIGHT][-1].slots
            for s in t.said
        }
        found = []
        for talk in self.talks.values():
            query = talk.said[0]
            if query.kind == QUERY and 3 in query.slots and query.slots.get(2) not in declared:
                span = self.terms["reply_within_min"][SPEEDS[query.speed]] * MINUTE
                reply = next((said for said in talk.said if said.kind == REPLY), None)
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
        return sorted(
            found, key=lambda span: (span[0], span[4], span[1], span[2], span[5] is None, span[5] or 0, span[3])
        )

    def whole(self) -> dict[str, Any]:
        """Everything, to compare."""
        return {
            "said": [[said.id, said.author] for said in self.said],
            "codes": [[said.id, said.code] for said in self.said if said.code],
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


def opened(data: bytes) -> Iterator[bytes | None]:
    """The bodies of one feed, None where one is not there."""
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            yield None
        else:
            size = int.from_bytes(data[at + 17 : at + 21], "big")
            yield data[at + 21 : at + 21 + size]
            at += 21 + size


def window(said: Said) -> tuple[int, int]:
    """When what a notice declares begins and ends."""
    if said.kind == MOVEMENT:
        return said.slots.get(4, said.slots[5]), said.slots[5]
    first = 2 if said.kind == HAZARD else 3
    return said.slots[first], said.slots[first + 1]


def minute(text: str) -> int:
    hours, minutes = re.fullmatch(r"(\d\d):(\d\d)Z", text).groups()  # type: ignore[union-attr]
    return int(hours) * 60 + int(minutes)


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)
