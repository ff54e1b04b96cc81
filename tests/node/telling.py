"""A line between USA and RUS told without any node: who says what, when it is stored, what the record then shows."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from parley.app.story import Event, story
from parley.desk import messages as m
from parley.desk.agreement import Agreement, Terms
from parley.node.desk import Statement, fold
from parley.node.reading import Model, OpenEntry, Reading
from parley.node.reports import Reports
from parley.node.views import VIEWS
from parley.wire.catalogue import check, decode, encode
from parley.words.instants import parse_iso
from parley.words.terms import Precedence, TrafficClass
from tests.desk.agreements import AGREEMENT

STORY = story(AGREEMENT, ("USA", "RUS"))
STORED_AFTER_MS = 400


@dataclass
class Kept:
    """A record in which only this is known: storing times by entry and party, latest clocks, what nodes wrote."""

    stored: dict[tuple[bytes, str], int] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    statements: list[Statement] = field(default_factory=list)
    refused_codes: list[tuple[bytes, str]] = field(default_factory=list)
    refusals: list[OpenEntry] = field(default_factory=list)
    reports: dict[str, Reports] = field(default_factory=dict)
    unreadable: tuple[bytes, ...] = ()

    def storing_ms(self, entry: bytes, party: str) -> int | None:
        return self.stored.get((entry, party))

    def latest_clock_ms(self, party: str) -> int | None:
        return self.latest.get(party)

    def position(self, entry: bytes) -> int:
        return [said.id for said in self.statements].index(entry)

    def reach(self, statement: Statement, parties: Sequence[str]) -> int | None:
        return 0 if all((statement.id, party) in self.stored for party in parties) else None

    def count(self, party: str) -> int:
        return sum(said.author == party for said in self.statements)

    def unconfirmed(self, party: str) -> list[Statement]:
        return [s for s in self.statements if s.author == party and not any(entry == s.id for entry, _ in self.stored)]

    def codes(self) -> list[tuple[bytes, str]]:
        return self.refused_codes

    def refused(self) -> list[OpenEntry]:
        return self.refusals


def read(agreement: Agreement, statements: Sequence[Statement], source: Kept, now_ms: int) -> Reading:
    """Read statements, given in joint order."""
    terms = Terms(agreement)
    model = Model(terms, source, VIEWS)
    source.statements = list(statements)
    threads: dict[bytes, list[Statement]] = {}
    for statement in statements:
        threads.setdefault(statement.thread, []).append(statement)
    for name, members in threads.items():
        thread, codes = fold(terms, members)
        model.note(name, thread, members, codes)
        source.refused_codes += codes
    return model.reading(now_ms)


@dataclass
class Telling:
    """What was said so far. Each entry is stored by the other side a moment later, unless `lost`."""

    statements: list[Statement] = field(default_factory=list)
    stored: dict[bytes, int] = field(default_factory=dict)
    latest: dict[str, int] = field(default_factory=dict)
    traffic_class: TrafficClass = TrafficClass.DRILL

    def say(
        self,
        author: str,
        message: m.Message,
        at: str | int,
        *,
        to: Statement | bytes | None = None,
        precedence: Precedence = Precedence.ROUTINE,
        lost: bool = False,
    ) -> Statement:
        """Say something, in a thread if `to` is given; it passes through its bytes, as on the line."""
        clock_ms = at if isinstance(at, int) else parse_iso(at)
        kind, version, body = encode(message)
        check(kind, version, self.traffic_class, precedence)
        entry = len(self.statements).to_bytes(32, "big")
        thread = to.thread if isinstance(to, Statement) else to or entry
        said = Statement(
            id=entry,
            thread=thread,
            author=author,
            clock_ms=clock_ms,
            traffic_class=self.traffic_class,
            precedence=precedence,
            kind=kind,
            message=decode(kind, version, body),
            position=len(self.statements),
        )
        self.statements.append(said)
        self.alive(author, clock_ms)
        if not lost:
            other = "RUS" if author == "USA" else "USA"
            self.stored[entry] = clock_ms + STORED_AFTER_MS
            self.alive(other, clock_ms + STORED_AFTER_MS)
        return said

    def alive(self, party: str, at: str | int) -> None:
        """A party's node writes something, if only a receipt."""
        clock_ms = at if isinstance(at, int) else parse_iso(at)
        self.latest[party] = max(clock_ms, self.latest.get(party, 0))

    def reading(self, now: str | int, agreement: Agreement = AGREEMENT) -> Reading:
        """What the record shows at an instant."""
        authors = {said.id: said.author for said in self.statements}
        stored = {(said.id, party): self.stored.get(said.id) for said in self.statements for party in ("USA", "RUS")}
        source = Kept(
            {key: at for key, at in stored.items() if at is not None and authors[key[0]] != key[1]}, self.latest
        )
        return read(agreement, self.statements, source, now if isinstance(now, int) else parse_iso(now))


def told(events: Iterable[Event]) -> tuple[Telling, dict[str, str]]:
    """Tell events of the story; also the refs by the ids (in hex) of what was said."""
    telling = Telling()
    ids: dict[str, bytes] = {}
    for event in events:
        thread = None if event.thread is None else ids[event.thread]
        said = telling.say(event.author, event.message(ids), event.at_ms, to=thread, precedence=event.precedence)
        ids[event.ref] = said.id
    return telling, {entry.hex(): ref for ref, entry in ids.items()}
