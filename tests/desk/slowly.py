"""A line's statements and threads out of an export's bytes alone: slow, and written apart from the product.

It imports nothing of Parley. Entries, joint order and storing times are read by the second verifier; the machines'
tables out of docs/spec/machines.md; kinds and slots by their numbers in docs/spec/kinds.md; the terms out of the
export's agreement. Every question walks the whole record.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Mapping
from hashlib import sha256
from typing import Any

from tests.desk.slow_words import (
    ACCIDENT,
    ACK,
    AGAIN,
    ANSWER,
    ASKING,
    BEGINS,
    CHECK,
    CLARIFY,
    CONTACT,
    CORRECT,
    DEFER,
    DEFER_ANSWER,
    DOUBT,
    ESCALATED,
    FIRST,
    HALF,
    HELD,
    KNOWN,
    LEVEL,
    LIVENESS,
    MARK,
    MEETING,
    MEETING_ANSWER,
    NEWEST,
    OPENING,
    PLAIN,
    PROGRESS,
    REACHED,
    READ_BACK,
    REFUSED,
    REQUEST,
    ROLES,
    SPEEDS,
    SUMMARY,
    TABLES,
    TOKEN,
    TRANSLATION,
    Said,
    Talk,
    answer_fact,
    corrected,
    fact_of,
    opened,
    setup_fact,
)
from tools import verify_record as v


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
        self.place: dict[bytes, int] = {}
        self.seen: dict[tuple[bytes, str], int] = {}
        """Where each entry stands, and where each party first shows that it holds it."""
        self._read(files)
        self.talks: dict[bytes, Talk] = {}
        self.crossed = self._crossed()
        for said in self.said:
            self._judge(said)

    def _crossed(self) -> dict[bytes, bytes]:
        """Call requests that crossed an earlier one: its author had not shown that it held that when it asked."""
        found: dict[bytes, bytes] = {}
        asked = [
            each for each in self.said if each.kind == REQUEST and each.id == each.thread and not self._named(each)
        ]
        for place, later in enumerate(asked):
            for party in self.parties:
                mine = [each for each in asked[:place] if each.author == party and each.id not in found
                        and each.slots[1] == later.slots[1]]  # fmt: skip
                if not mine or party == later.author or later.author not in self.whom(mine[-1]):
                    continue
                seen = self.seen.get((mine[-1].id, later.author))
                if party in self.whom(later) and (seen is None or seen > self.place[later.id]):
                    rival = found.get(later.id)
                    if rival is None or self.place[mine[-1].id] < self.place[rival]:
                        found[later.id] = mine[-1].id
        return found

    def whom(self, said: Said) -> list[str]:
        """Whom a statement is for."""
        others = [party for party in self.parties if party != said.author]
        return [party for party in others if party in said.to] or others

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
        for position, place in enumerate(order):
            feed, index = place
            entry = feed.entries[index]
            self._note_seen(position, feed, entry)
            if entry.kind == v.FOUNDING and entry.content == signed:
                founded.add(feed.party)
            elif entry.kind == LIVENESS:
                self.reports.append((feed.party, entry.content))
            elif entry.kind == REFUSED:
                self.refusals.append((feed.party, entry.content[0], entry.content[1]))
            elif entry.kind is not None and entry.kind >= 32 and feed.party in founded:
                stored = {p: at for p, times in feed.stored.items() if (at := times[index]) is not None}
                self._take(entry.id, fields[place], bodies[place], stored)

    def _note_seen(self, position: int, feed: v.Feed, entry: Any) -> None:  # noqa: ANN401  an entry that was read
        self.place[entry.id] = position
        for target, size in entry.receipts:
            for held in target.entries[:size]:
                self.seen.setdefault((held.id, feed.party), position)
        for target, single in entry.singles:
            if single < len(target.entries):
                self.seen.setdefault((target.entries[single].id, feed.party), position)

    def _take(self, entry: bytes, fields: list[Any], body: bytes | None, stored: dict[str, int]) -> None:
        kind, version, klass, speed = fields[13], fields[14], fields[9], fields[10]
        slots = v.decode_or_none(body) if body is not None else None
        if klass != 2 or body is None:
            return
        if kind not in KNOWN or not 1 <= version <= NEWEST.get(kind, 1):
            self.unreadable.append(entry)
        elif type(slots) is dict and slots and not (kind in {CHECK, READ_BACK} and speed > 1):
            thread = fields[15] or entry
            self.said.append(
                Said(entry, thread, fields[2], fields[7], kind, speed, klass, list(fields[12]), slots, stored)
            )

    # ---- threads, by the page's tables

    def _judge(self, said: Said) -> None:
        talk = self.talks.get(said.thread)
        if said.id == said.thread:
            said.code = self._named(said) if said.kind in OPENING else "thread-needed"
            if not said.code:
                talk = self.talks[said.id] = Talk(said=[said], terms=self.terms)
                self._begin(talk, said)
            return
        said.code = "thread-unknown" if talk is None else self._code(talk, said)
        if talk is not None and not said.code:
            talk.said.append(said)

    def _begin(self, talk: Talk, said: Said) -> None:
        talk.state = BEGINS.get(said.kind, ("", ""))[1]
        if said.kind == ACCIDENT and 5 in said.slots:
            talk.state = "told with a position"
        if said.kind == REQUEST:
            talk.times, talk.asker = list(said.slots[3]), said.author
            talk.state = "one with another" if said.id in self.crossed else "asked"
        if said.kind == CONTACT:
            talk.account = said

    def _code(self, talk: Talk, said: Said) -> str:
        opener = talk.said[0]
        if said.kind in OPENING - {PLAIN} and not (said.kind in AGAIN and said.kind == opener.kind):
            return "thread-opener"
        code = self._rung(talk, said) if said.kind == ESCALATED else self._named(said)
        if code or said.kind == PLAIN:
            return code
        aside = Record._set_up if said.kind == MARK and said.slots[0] < 5 else ASIDE.get(said.kind)
        if aside is not None:
            code = aside(self, talk, said)
            if code or said.kind != CORRECT:
                return code
        fact = corrected(said) if said.kind == CORRECT else fact_of(talk, opener, said)
        if fact is None:
            return "" if said.kind == CORRECT else "answer-misplaced"
        cell = TABLES[BEGINS[opener.kind][0]][fact, talk.state] if opener.kind in BEGINS else "`answer-misplaced`"
        if cell.startswith("`"):
            return cell.strip("`")
        talk.state = cell
        if said.kind == ANSWER and said.slots[0] == 2:
            talk.times, talk.asker = [said.slots[1]], said.author
        if said.kind == ANSWER and said.slots[0] == 1:
            talk.agreed, talk.sides = said.slots[1], (talk.asker, said.author)
        if said.kind in {HELD, CONTACT}:
            talk.account = said
        return ""

    def _named(self, said: Said) -> str:
        """Roles, pairings and parties that a statement names."""
        slots = said.slots
        if said.kind in {REQUEST, LEVEL}:
            return "" if slots[1] in self.terms["pairings"] else "pairing-unknown"
        roles = {slots[key] for key in ROLES.get(said.kind, ()) if key in slots}
        if said.kind == CONTACT:
            if not {slots[1], slots[3]} <= set(self.parties):
                return "addressee-unknown"
            if said.author not in {slots[1], slots[3]}:
                return "contact-not-yours"
            roles = {slots[2], slots[4]}
        return "" if roles <= set(self.terms["roles"]) else "seat-unknown"

    def _rung(self, talk: Talk, said: Said) -> str:
        """Whether the terms have a rung of this number, for this, with whom and by what is said."""
        _, lacks, number, to = (said.slots[key] for key in range(4))
        opener, about = talk.said[0], talk.named.get(said.slots[0])
        if (lacks == 3) != (opener.kind == REQUEST):
            return "rung-unknown"
        speed = SPEEDS[0 if about is None else about.speed]
        ladder = self.terms.get("escalation_by", {}).get(speed, self.terms["escalation"])
        rungs = [(each["role"], each.get("channel")) for each in ladder]
        if opener.kind == REQUEST:
            following = self.terms.get("next_pairing", {}).get(opener.slots[1])
            rungs = [] if following is None else [(following, None)]
        agreed = number <= len(rungs) and rungs[number - 1] == (to, said.slots.get(4))
        return "" if agreed else "rung-unknown"

    def _climbed(self, talk: Talk, said: Said) -> str:
        of = talk.named.get(said.slots[0])
        if of is None:
            return "ack-unknown"
        fact = "taken, says the side that waits" if of.author == said.author else "taken, says another"
        return self.stepped(talk, ("Escalation", *(said.slots[key] for key in range(3))), fact)

    def stepped(self, talk: Talk, of: tuple[Any, ...], fact: str) -> str:
        """Move what stands beside a thread's own state; a code where the table refuses."""
        cell = TABLES[of[0]][fact, talk.beside.get(of, FIRST[of[0]])]
        if cell.startswith("`"):
            return cell.strip("`")
        talk.beside[of] = cell
        return ""

    def _heard(self, talk: Talk, said: Said) -> str:
        of = talk.named.get(said.slots[0])
        if of is None:
            return "ack-unknown"
        own, step = of.author == said.author, said.slots[1]
        key = "Acknowledgements", of.id, said.author
        if said.kind == ACK:
            word = {1: "read", 2: "understood", 3: "not understood"}[step]
            code = self.stepped(talk, key, "any of these, by its author" if own else f"{word}, by another party")
            if step == 3 and not code:
                talk.asked[said.id] = key
            return code
        if step == 1:
            return self.stepped(talk, key, "any of these, by its author" if own else "opened, by another party")
        word = "passed to it" if step == 2 else "seen by it"
        fact = "either of these, by the entry's author" if own else f"{word}, by another party"
        return self.stepped(talk, ("Passing", of.id, said.author, said.slots.get(3, "")), fact)

    def _doubted(self, talk: Talk, said: Said) -> str:
        of, track = talk.named.get(said.slots[0]), said.slots.get(2)
        if of is None:
            return "ack-unknown"
        kind, slots = of.says
        if track is not None and track > (len(slots.get(9, ())) if kind == SUMMARY else 0):
            return "track-unknown"
        word = "position doubtful" if said.slots[1] == 1 else "disputed"
        fact = "either of these, by its author" if of.author == said.author else f"{word}, by another party"
        key = "Doubts", of.id, said.author, track
        code = self.stepped(talk, key, fact)
        if not code:
            talk.asked[said.id] = key
        return code

    def _clarified(self, talk: Talk, said: Said) -> str:
        key = talk.asked.get(said.slots[0])
        if key is None:
            return "doubt-unknown"
        own = talk.named[key[1]].author == said.author
        if key[0] == "Doubts":
            return self.stepped(talk, key, "its author stands by it" if own else "another party stands by it")
        return self.stepped(talk, key, "clarified or corrected by its author" if own else "clarified by another")

    def _corrected(self, talk: Talk, said: Said) -> str:
        wrong = talk.named.get(said.slots[0])
        if wrong is None:
            return "ack-unknown"
        if wrong.author != said.author:
            return "correction-not-yours"
        if wrong.says[0] != said.says[0]:
            return "correction-differs"
        if said.speed < wrong.speed:
            return "correction-slow"
        fact = corrected(said)
        machine = BEGINS.get(talk.said[0].kind, ("",))[0]
        if fact is not None and TABLES[machine].get((fact, talk.state), "`").startswith("`"):
            return TABLES[machine][fact, talk.state].strip("`")
        for key, state in list(talk.beside.items()):
            if key[0] == "Doubts" and key[1] == wrong.id:
                talk.beside[key] = "corrected"
            elif key[0] == "Acknowledgements" and key[1] == wrong.id and state == "not understood":
                talk.beside[key] = "said again"
        return ""

    def _set_up(self, talk: Talk, said: Said) -> str:
        if talk.said[0].kind != REQUEST:
            return "answer-misplaced"
        code = self.stepped(talk, ("Setups",), setup_fact(talk, said))
        if not code and said.kind == TOKEN:
            talk.token, talk.read = said.slots[0], set()
        if not code and said.kind == HALF:
            talk.read.add(said.author)
        return code

    def _met(self, talk: Talk, said: Said) -> str:
        if talk.said[0].kind not in ASKING:
            return "answer-misplaced"
        if said.kind == MEETING:
            own = said.author == talk.said[0].author
            fact = "asked for by the side of the query" if own else "asked for by another"
        else:
            fact = answer_fact(talk, said)
        code = self.stepped(talk, ("Meetings",), fact)
        if not code and said.kind == MEETING:
            talk.times, talk.asker = list(said.slots[2]), said.author
        if not code and said.kind == MEETING_ANSWER and said.slots[0] == 2:
            talk.times, talk.asker = [said.slots[1]], said.author
        return code

    def _reached(self, talk: Talk, said: Said) -> str:
        of = talk.named.get(said.slots[0])
        if of is None:
            return "ack-unknown"
        return "ack-own" if of.author == said.author else ""

    def _deferred(self, talk: Talk, said: Said) -> str:
        of = talk.named.get(said.slots[0])
        if said.kind == DEFER_ANSWER:
            if of is None or of.id not in talk.offers:
                return "deferral-unknown"
            own, yes = of.author == said.author, said.slots[1] == 1
            fact = (
                "either of these, by the side that proposed" if own else f"{'yes' if yes else 'no'}, by another party"
            )
            code = self.stepped(talk, ("Deferrals", of.id), fact)
            if not code and yes:
                entry, due = talk.offers[of.id]
                talk.moved[entry] = due
            return code
        if of is None:
            return "ack-unknown"
        if said.kind == DEFER:
            talk.offers[said.id] = said.slots[0], said.slots[1]
        return ""


ASIDE: dict[int, Callable[[Record, Talk, Said], str]] = {
    ACK: Record._heard,  # noqa: SLF001
    PROGRESS: Record._heard,  # noqa: SLF001
    DOUBT: Record._doubted,  # noqa: SLF001
    CLARIFY: Record._clarified,  # noqa: SLF001
    CORRECT: Record._corrected,  # noqa: SLF001
    MEETING: Record._met,  # noqa: SLF001
    MEETING_ANSWER: Record._met,  # noqa: SLF001
    DEFER: Record._deferred,  # noqa: SLF001
    DEFER_ANSWER: Record._deferred,  # noqa: SLF001
    TRANSLATION: Record._deferred,  # noqa: SLF001
    TOKEN: Record._set_up,  # noqa: SLF001
    HALF: Record._set_up,  # noqa: SLF001
    REACHED: Record._reached,  # noqa: SLF001
    ESCALATED: Record._climbed,  # noqa: SLF001
}
"""What is said of an entry of a thread, beside the thread's own state."""
