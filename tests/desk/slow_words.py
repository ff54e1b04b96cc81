"""Kinds, tables and facts of the desk for `slowly`: by their numbers and by the words of docs/spec/machines.md."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

PAGE = Path(__file__).resolve().parents[2] / "docs/spec/machines.md"
FLIGHT, QUERY, HOLDING, REPLY, ACK, CHECK, READ_BACK, REQUEST, ANSWER, PLAIN = range(32, 42)
EXERCISE, MOVEMENT, HAZARD, INCIDENT, PROTEST, TEXT, HELD, CONFIRMATION, READOUT, CONTACT = range(42, 52)
SUMMARY, LAUNCH, LAUNCHED, NAVAL, AIRSPACE, HUMANITARIAN, CANCEL, CORRECT, CODED = range(52, 61)
DOUBT, CLARIFY, PROGRESS, CANNOT, QUESTION, YES_NO, FOLLOW_UP, MEETING, MEETING_ANSWER, ACCIDENT = range(62, 72)
PRESENCE, PRESENT, SUSPEND, RESUME, TRANSLATION, DEFER, DEFER_ANSWER = range(72, 79)
TAKEN, LEVEL, PUT_OFF, WITHDRAW, TOKEN, HALF, MARK = range(79, 86)
MANNING, REACHED, ESCALATED = 86, 87, 91
KNOWN = {*range(32, 61), *range(62, 88), ESCALATED}
NEWEST = {ANSWER: 2, HELD: 2}
"""Kinds of which there is more than a first version."""
BEGUN = {"in call", "interrupted", "ended"}
MINUTE, HOUR = 60_000, 3_600_000
NOTICES = {
    FLIGHT: "flight", EXERCISE: "exercise", MOVEMENT: "movement", HAZARD: "hazard", LAUNCH: "launch", NAVAL: "naval",
    AIRSPACE: "airspace", HUMANITARIAN: "humanitarian",
}  # fmt: skip
DECLARED = ({*NOTICES} - {LAUNCH}) | {SUMMARY}
ASKING = {QUERY, QUESTION}
AGAIN = {*DECLARED, LAUNCH, ACCIDENT, INCIDENT, CONTACT, SUSPEND}
OPENING = {*AGAIN, *ASKING, PROTEST, CHECK, REQUEST, PRESENCE, TEXT, PLAIN, CODED, MANNING}
FROM = {FLIGHT: 3, EXERCISE: 3, HAZARD: 2, LAUNCH: 3, NAVAL: 5, AIRSPACE: 1, HUMANITARIAN: 2}
ROLES = {
    CHECK: (1,),
    READ_BACK: (1,),
    ACK: (2,),
    PROGRESS: (2, 3),
    PRESENCE: (0,),
    SUSPEND: (3,),
    RESUME: (1,),
    TAKEN: (0, 1),
    TOKEN: (2,),
    HALF: (1,),
}
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
    **dict.fromkeys(DECLARED, ("Notices", "declared")),
    **dict.fromkeys(ASKING, ("Queries", "open")),
    LAUNCH: ("Launches", "declared"),
    ACCIDENT: ("Accidents", "told, position to follow"),
    INCIDENT: ("Incidents", "reported by one side"),
    PROTEST: ("Protests", "lodged"),
    CHECK: ("Watch", "sent"),
    REQUEST: ("Calls", "asked"),
    CONTACT: ("Contacts", "entered by one side"),
    PRESENCE: ("Presence", "asked"),
    SUSPEND: ("Suspensions", "declared"),
}
FIRST = {
    "Acknowledgements": "sent", "Passing": "not passed", "Doubts": "not doubted", "Meetings": "not asked for",
    "Deferrals": "proposed", "Setups": "not set up", "Escalation": "reached",
}  # fmt: skip


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

    @property
    def says(self) -> tuple[int, dict[int, Any]]:
        """Kind and slots of what it states: a correction states what it should have been."""
        return (self.slots[1][0], self.slots[1][2]) if self.kind == CORRECT else (self.kind, self.slots)


@dataclass
class Talk:
    """A thread as the page's tables leave it: its state, its statements that count."""

    said: list[Said] = field(default_factory=list)
    state: str = ""
    beside: dict[tuple[Any, ...], str] = field(default_factory=dict)
    """What stands beside: by machine, entry, party, and track or role."""
    asked: dict[bytes, tuple[Any, ...]] = field(default_factory=dict)
    """Entries that gave the move back, each with what it is about."""
    offers: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    moved: dict[bytes, int] = field(default_factory=dict)
    times: list[int] = field(default_factory=list)
    asker: str = ""
    account: Said | None = None
    terms: dict[str, Any] = field(default_factory=dict)
    agreed: int | None = None
    """The time that was accepted for a call."""
    sides: tuple[str, ...] = ()
    token: str = ""
    read: set[str] = field(default_factory=set)

    @property
    def setup(self) -> str:
        return self.beside.get(("Setups",), "not set up")

    @property
    def named(self) -> dict[bytes, Said]:
        """The statements that others may speak of."""
        return {said.id: said for said in self.said if said.kind not in {ACK, PROGRESS, ESCALATED}}


def corrected(said: Said) -> str | None:
    """What a correction is to its thread's own machine."""
    if said.says[0] in DECLARED:
        return "correction by its author"
    return "correction of the notice by its author" if said.says[0] == LAUNCH else None


def fact_of(talk: Talk, opener: Said, said: Said) -> str | None:
    """What a statement is to the machine of its thread."""
    own, kind = said.author == opener.author, said.kind
    if opener.kind == REQUEST:
        return call_fact(talk, said)
    if opener.kind == CONTACT:
        return contact_fact(talk, said, own=own)
    if opener.kind == CHECK and kind == READ_BACK:
        word = "challenge" if said.slots[0] == opener.slots[0] else "something else"
        return "answer by the side that sent it" if own else f"{word} read back by the other side"
    if opener.kind == ACCIDENT and kind == ACCIDENT:
        word = "with a position" if 5 in said.slots else "without a position"
        return f"report by its author, {word}" if own else "report by another"
    if opener.kind == PRESENCE and kind == PRESENT:
        word = {1: "here", 2: "on the way", 3: "not here, or not said", 4: "not here, or not said"}[said.slots[0]]
        return "any of these, by the asking side" if own else f"{word}, says the side asked"
    both = FACTS.get((opener.kind, kind))
    return None if both is None else both[0 if own else 1]


_NOT_YOURS = "any of these, by another"
FACTS = {
    **{(kind, kind): ("notice by its author", _NOT_YOURS) for kind in {*DECLARED, LAUNCH}},
    **{(kind, CANCEL): ("cancellation by its author", _NOT_YOURS) for kind in {*DECLARED, LAUNCH}},
    (LAUNCH, LAUNCHED): ("post-launch report by its author", _NOT_YOURS),
    (INCIDENT, INCIDENT): ("report by who reported first", "report by the other side"),
    (PROTEST, REPLY): ("reply by the side that protests", "reply by the other side"),
    **{(kind, HOLDING): ("any of these, by the asking side", "holding reply by the side asked") for kind in ASKING},
    **{(kind, CANNOT): ("any of these, by the asking side", "cannot answer, by the side asked") for kind in ASKING},
    **{(kind, FOLLOW_UP): ("follow-up by the asking side", "follow-up by another") for kind in ASKING},
    **dict.fromkeys(
        ((QUERY, REPLY), (QUESTION, REPLY), (QUESTION, YES_NO)),
        ("any of these, by the asking side", "reply, or yes or no, by the side asked"),
    ),
    (SUSPEND, SUSPEND): ("suspension by the side that declared it", _NOT_YOURS),
    (SUSPEND, RESUME): ("resumption by the side that declared it", _NOT_YOURS),
}
"""What a kind is in a thread that another opened: said by its opener, and by somebody else."""


def contact_fact(talk: Talk, said: Said, *, own: bool) -> str | None:
    assert talk.account is not None
    if said.kind == CONTACT:
        return "entered anew by the side that entered it" if own else "entered by the other side"
    if said.kind != CONFIRMATION:
        return None
    if said.slots[0] != talk.account.id:
        return "any of these, of an account that was entered anew"
    if said.author == talk.account.author:
        return "any of these, by the side that entered it"
    return {1: "confirmed", 2: "amended", 3: "disputed"}[said.slots[1]] + " by the other side"


def call_fact(talk: Talk, said: Said) -> str | None:
    kind, asker = said.kind, talk.said[0].author
    if kind in {ANSWER, TAKEN, PUT_OFF} or (kind == LEVEL and said.slots[0] == 1):
        return turn_fact(talk, said)
    if kind in {WITHDRAW, LEVEL}:
        if said.author != asker:
            return "withdrawn or escalated by another"
        late = talk.setup in BEGUN
        word = "after it began" if late else "by the side that asked"
        return "escalated by the side that asked" if kind == LEVEL else f"withdrawn {word}"
    if kind == CONFIRMATION:
        if talk.account is None or said.slots[0] != talk.account.id:
            return "an account answered that is not the newest"
        if said.author == talk.account.author:
            return "an account confirmed, amended or disputed by its author"
        word = "confirmed" if said.slots[1] == 1 else "amended or disputed"
        return f"this account {word} by the other side"
    if kind == HELD and talk.terms.get("calls_by_token") and talk.setup not in BEGUN:
        return "held, though no token was read back as agreed"
    return {
        HELD: "held, as either side tells it",
        READOUT: "readout by either side",
        MARK: "in effect or followed up, as either side enters it",
    }.get(kind)


def turn_fact(talk: Talk, said: Said) -> str:
    """What an answer is to a call request, by whose turn it is."""
    if said.author == talk.asker:
        return "answer by the side that has just asked or proposed"
    if said.kind == TAKEN:
        return "referred to a role" if 1 in said.slots else "received by the watch"
    if said.kind == ANSWER:
        pairing = talk.terms["pairings"][talk.said[0].slots[1]]
        roles = [pairing["roles"].get(said.author), *pairing.get("alternates", {}).get(said.author, ())]
        if said.slots[0] == 1 and said.slots.get(5, roles[0]) not in roles:
            return "accepted by a role whose authority does not reach to the pairing"
        return answer_fact(talk, said)
    return "answer put off" if said.kind == PUT_OFF else "another level proposed"


def setup_fact(talk: Talk, said: Said) -> str:
    """What is said round a call that was accepted."""
    if talk.agreed is None or talk.state not in {"accepted", "held", "outcome agreed", "outcome differs"}:
        return "any of these, while no time is agreed"
    if said.author not in talk.sides:
        return "any of these, by a party that takes no part"
    if said.kind == TOKEN:
        return "token for the agreed time" if said.slots[1] == talk.agreed else "token for another time"
    if said.kind == HALF:
        groups = talk.token.split()
        mine = groups[:3] if said.author == talk.sides[0] else groups[3:]
        if said.slots[0].split() != mine:
            return "something else read back"
        return "a side's half read back" + (" again" if said.author in talk.read else "")
    if said.slots[0] == 1:
        good = talk.agreed - 30 * MINUTE <= said.slots[1] <= talk.agreed + 4 * HOUR
        return "started" if good else "started outside the time of the token"
    return {2: "interrupted", 3: "resumed", 4: "ended"}[said.slots[0]]


def answer_fact(talk: Talk, said: Said) -> str:
    """What an answer is to a call or a meeting that was asked for."""
    if said.author == talk.asker:
        return "answer by the side that has just asked or proposed"
    if said.slots[0] == 1:
        return (
            "accepted for a proposed time"
            if said.slots[1] in talk.times
            else "accepted for a time that nobody proposed"
        )
    return "another time proposed" if said.slots[0] == 2 else "declined"


def span_order(span: Sequence[Any]) -> tuple[Any, ...]:
    """By observer and beginning."""
    observer, peer, bearer, up, since, until_ms = span
    return observer, since, peer, bearer, until_ms is None, until_ms or 0, up


def until(later: Sequence[Said], kind: int) -> Sequence[Said]:
    """What was said before the next of a kind."""
    return later[: next((place for place, said in enumerate(later) if said.kind == kind), len(later))]


def window(said: Said) -> tuple[int, int]:
    """When what a notice declares begins and ends."""
    kind, slots = said.says
    if kind == MOVEMENT:
        return slots.get(4, slots[5]), slots[5]
    return slots[FROM[kind]], slots[FROM[kind] + 1]


def minute(text: str) -> int:
    hours, minutes = re.fullmatch(r"(\d\d):(\d\d)Z", text).groups()  # type: ignore[union-attr]
    return int(hours) * 60 + int(minutes)


def ms(moment: datetime) -> int:
    return round(moment.timestamp() * 1000)


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
