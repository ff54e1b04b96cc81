"""The read model: every thread of a record as the views read it, kept up to date as entries come, late ones too.

A thread that is settled (all of it stored by whom it is for, nothing of it owed) gives what the views say of it once,
and that is kept; the others are live and asked anew at each question. What was drawn from places in the joint order
that changed is drawn again.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Any, Final, Generic, NamedTuple, Protocol, TypeVar

from parley.desk import messages as m
from parley.desk.agreement import Agreement, Terms
from parley.desk.messages import Message
from parley.desk.obligations import Standing, standing
from parley.node.desk import Statement, Thread, owes_nothing
from parley.node.reports import Reports
from parley.words.cbor import Item

M = TypeVar("M")
R = TypeVar("R")

DueTime = Callable[["int | None"], "int | None"]
"""When something is due, in ms, by its storing time; None while that is not known."""

_FOREMOST: Final = (Standing.RUNNING, Standing.UNANSWERED, Standing.NOT_KNOWN, Standing.NOT_STORED)


class OpenEntry(NamedTuple):
    """An entry that a node wrote by itself and whose content stands open: a liveness report, a refusal."""

    id: bytes
    author: str
    clock_ms: int
    kind: int
    content: Item


class Erased(NamedTuple):
    """An entry whose body is erased by agreement: what stays of it."""

    id: bytes
    thread: bytes
    author: str
    clock_ms: int
    kind: int


@dataclass(slots=True)
class Told:
    """One thread: where it stands, and the statements of it that count, in joint order, its opener first."""

    thread: Thread
    statements: list[Statement]

    @property
    def opener(self) -> Statement:
        return self.statements[0]


class Source(Protocol):
    """The record that a model reads: instants in ms."""

    def storing_ms(self, entry: bytes, party: str) -> int | None:
        """The storing time of a statement at a party (docs/spec/record.md section 6), None while it has no receipt."""

    def position(self, entry: bytes) -> int:
        """Where a statement stands in the joint order, from 0."""

    def latest_clock_ms(self, party: str) -> int | None:
        """The clock of the latest entry of a party's node in the record, of whatever kind."""

    def count(self, party: str) -> int:
        """How many statements of a party there are."""

    def unconfirmed(self, party: str) -> Sequence[object]:
        """A party's statements that some other party's node has not receipted."""

    def codes(self) -> list[tuple[bytes, str]]:
        """The statements that do not count, with their codes, in joint order."""

    def refused(self) -> list[OpenEntry]:
        """The entries by which nodes refuse others' entries, in joint order."""

    @property
    def unreadable(self) -> Sequence[bytes]:
        """The entries held of a kind newer than this catalogue."""

    @property
    def reports(self) -> Mapping[str, Reports]:
        """What each party's node reported of its ways."""

    def reach(self, statement: Statement, parties: Sequence[str]) -> int | None:
        """The highest position in the joint order of a statement and of its receipts by these parties.

        None while one of them has shown no receipt.
        """


class View(NamedTuple, Generic[R]):
    """What a view says of one thread; asked of threads that a message of these kinds opened, of every one if none."""

    draw: Callable[[Reading, Told], Iterable[R]]
    kinds: tuple[type[Message], ...] = ()

    def fits(self, told: Told) -> bool:
        return not self.kinds or isinstance(told.opener.message, self.kinds)


class Views(NamedTuple):
    """What is kept of settled threads: rows, and things counted; `owes` says whether anything of a thread is owed."""

    rows: tuple[View[Any], ...]
    counts: tuple[View[Hashable], ...]
    owes: Callable[[Reading, Told], bool]


class _Settled(NamedTuple):
    reach: int
    counted: tuple[Hashable, ...]


@dataclass(slots=True)
class Model:
    """Every thread that a view has something to say of: lone plain statements, by far the most, are left out."""

    terms: Terms
    source: Source
    views: Views
    parties: Sequence[str] = field(init=False)
    """Those of the line, ascending: no amendment changes them."""
    told: dict[bytes, Told] = field(default_factory=dict)
    codes: dict[bytes, list[tuple[bytes, str]]] = field(default_factory=dict)
    """By thread its statements that do not count, with their codes."""
    by_kind: dict[type, dict[bytes, None]] = field(default_factory=dict)
    about: dict[bytes, dict[bytes, None]] = field(default_factory=dict)
    """By thread the threads of the queries that ask about it."""
    rows: dict[View[Any], dict[bytes, tuple[Any, ...]]] = field(default_factory=dict)
    counted: Counter[Hashable] = field(default_factory=Counter)
    _thread_of: dict[bytes, bytes] = field(default_factory=dict)
    """The threads of statements that opened none."""
    _live: dict[bytes, None] = field(default_factory=dict)
    _settled: dict[bytes, _Settled] = field(default_factory=dict)
    _reaches: list[tuple[int, bytes]] = field(default_factory=list)
    """The settled threads by how far they reach, the farthest first (negated); old items are passed over."""

    def __post_init__(self) -> None:
        self.parties = sorted(self.terms.latest.languages)

    def note(self, name: bytes, thread: Thread | None, statements: Sequence[Statement], codes: Codes) -> None:
        """Take a thread as it now stands, with all its statements, and those of them that do not count."""
        self._unsettle(name)
        dropped = {entry for entry, _ in codes}
        if codes:
            self.codes[name] = codes
        else:
            self.codes.pop(name, None)
        if thread is None or (len(statements) == 1 and owes_nothing(self.terms, statements[0])):
            self._forget(name)
            return
        told = Told(thread, [each for each in statements if each.id not in dropped] if dropped else list(statements))
        self.told[name] = told
        self.by_kind.setdefault(type(told.opener.message), {})[name] = None
        self._live[name] = None
        self._link(name, told, told.statements[1:])

    def extend(self, name: bytes, statement: Statement, code: str) -> None:
        """Take one more statement of a known thread, behind all others of it."""
        self._unsettle(name)
        self._live[name] = None
        if code:
            self.codes.setdefault(name, []).append((statement.id, code))
            return
        told = self.told[name]
        told.statements.append(statement)
        self._link(name, told, [statement])

    def _forget(self, name: bytes) -> None:
        told = self.told.pop(name, None)
        if told is not None:
            self.by_kind[type(told.opener.message)].pop(name, None)
        self._live.pop(name, None)

    def _link(self, name: bytes, told: Told, fresh: Sequence[Statement]) -> None:
        """Have what a query asks about drawn anew, and the queries that ask about this thread; `fresh` came in it."""
        message = told.opener.message
        if isinstance(message, m.Query) and message.subject is not None:
            subject = self.thread_of(message.subject)
            self.about.setdefault(subject, {})[name] = None
            self._redraw(subject)
        for statement in fresh:
            self._thread_of[statement.id] = name
            if statement.id in self.about:
                self.about.setdefault(name, {}).update(self.about.pop(statement.id))
        for query in self.about.get(name, ()):
            self._redraw(query)

    def amended(self, terms: Terms) -> None:
        """Learn which terms hold from where on; the threads for which others hold now are to be noted anew."""
        self.terms = terms

    def forget(self, name: bytes) -> None:
        """Forget a thread whose bodies were erased by agreement."""
        self._unsettle(name)
        self.codes.pop(name, None)
        self._forget(name)

    def thread_of(self, entry: bytes) -> bytes:
        """Give the thread that an entry stands in; itself where it opens one or is not known."""
        return self._thread_of.get(entry, entry)

    def _redraw(self, name: bytes) -> None:
        if name in self._settled:
            self._unsettle(name)
            self._live[name] = None

    def _unsettle(self, name: bytes) -> None:
        settled = self._settled.pop(name, None)
        if settled is None:
            return
        self.counted.subtract(settled.counted)
        for rows in self.rows.values():
            rows.pop(name, None)

    def moved(self, lowest: int) -> None:
        """Learn that from this position on the joint order may be another than it was."""
        while self._reaches and -self._reaches[0][0] >= lowest:
            reach, name = heappop(self._reaches)
            settled = self._settled.get(name)
            if settled is not None and settled.reach == -reach:
                self._redraw(name)

    def settle(self, most: int) -> None:
        """Draw so many of the live threads, those that wait longest first, and keep what is settled."""
        reading = self.reading(0)
        for name in [name for _, name in zip(range(most), self._live, strict=False)]:
            del self._live[name]
            if not self._draw(reading, name):
                self._live[name] = None

    def _draw(self, reading: Reading, name: bytes) -> bool:
        """Keep what the views say of a thread if that is settled."""
        told = self.told[name]
        reach = 0
        for statement in told.statements:
            reached = self.source.reach(statement, reading.owing(statement))
            if reached is None:
                return False
            reach = max(reach, reached)
        if self.views.owes(reading, told):
            return False
        counted = tuple(each for view in self.views.counts if view.fits(told) for each in view.draw(reading, told))
        self.counted.update(counted)
        for view in self.views.rows:
            if view.fits(told) and (rows := tuple(view.draw(reading, told))):
                self.rows.setdefault(view, {})[name] = rows
        self._settled[name] = _Settled(reach, counted)
        heappush(self._reaches, (-reach, name))
        return True

    def live(self) -> list[Told]:
        """Give the threads of which something may still change without a word more in them."""
        return [self.told[name] for name in self._live]

    def reading(self, now_ms: int) -> Reading:
        """Give the record as it stands at an instant, in ms."""
        return Reading(self, now_ms)


Codes = list[tuple[bytes, str]]


@dataclass(frozen=True, slots=True)
class Reading:
    """A record at an instant, in ms, as the views ask it."""

    model: Model
    now_ms: int

    @property
    def agreement(self) -> Agreement:
        """The terms that hold now."""
        return self.model.terms.latest

    def agreed(self, statement: Statement) -> Agreement:
        """The terms that hold for what was said then: deadlines of an entry keep them."""
        return self.model.terms.at(self.source.position(statement.id))

    @property
    def source(self) -> Source:
        return self.model.source

    @property
    def parties(self) -> Sequence[str]:
        return self.model.parties

    def others(self, party: str) -> list[str]:
        """The parties that are not this one, ascending."""
        return [other for other in self.parties if other != party]

    def owing(self, statement: Statement) -> list[str]:
        """The parties that owe what a statement asks for, each its own: its addressees, else all others; ascending."""
        others = self.others(statement.author)
        return [party for party in others if party in statement.addressees] or others

    def storing_ms(self, entry: bytes, party: str) -> int | None:
        """The storing time of a statement at a party, None while it has no receipt."""
        return self.source.storing_ms(entry, party)

    def stored_ms(self, statement: Statement) -> int | None:
        """The time at which all whom a statement is for had stored it, None while one has not."""
        times_ms = [self.storing_ms(statement.id, party) for party in self.owing(statement)]
        known_ms = [time_ms for time_ms in times_ms if time_ms is not None]
        return max(known_ms) if len(known_ms) == len(times_ms) else None

    def rows(self, view: View[R]) -> list[R]:
        """What a view says of all threads, in no order."""
        kept = self.model.rows.get(view, {})
        found = [row for rows in kept.values() for row in rows]
        return found + [row for told in self.model.live() if view.fits(told) for row in view.draw(self, told)]

    def counted(self) -> Counter[Hashable]:
        """How often each thing was counted, of all threads."""
        live = self.model.live()
        views = self.model.views.counts
        fresh = (each for told in live for view in views if view.fits(told) for each in view.draw(self, told))
        return +self.model.counted + Counter(fresh)

    def foremost(self, statement: Statement, due_ms: DueTime) -> tuple[Standing, str]:
        """How what nobody has answered yet stands, and with whom: of several who owe, with whom it still runs."""
        found = [
            (self.standing(party, due_ms(self.storing_ms(statement.id, party)), None), party)
            for party in self.owing(statement)
        ]
        return min(found, key=lambda one: _FOREMOST.index(one[0]))

    def opened_by(self, kind: type[M]) -> Iterator[tuple[Told, M]]:
        """The threads that a message of this kind opened, each with that message."""
        for name in self.model.by_kind.get(kind, ()):
            told = self.model.told[name]
            message: Any = told.opener.message
            yield told, message

    def about(self, told: Told) -> list[Told]:
        """The threads of the queries that ask about an entry of this thread."""
        return [self.model.told[name] for name in self.model.about.get(told.opener.id, ()) if name in self.model.told]

    def standing(self, debtor: str, due_ms: int | None, answered_ms: int | None) -> Standing:
        """How an obligation of a party stands now."""
        return standing(due_ms, answered_ms, self.source.latest_clock_ms(debtor), self.now_ms)
