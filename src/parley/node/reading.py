"""The record as the views read it: threads folded, what does not count set aside."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Final, NamedTuple, TypeVar

from parley.desk.agreement import Agreement, Terms
from parley.desk.messages import Message
from parley.desk.obligations import Standing, standing
from parley.node.desk import PLAIN, Statement, Thread, fold, not_in_force
from parley.node.unfinished import is_pending
from parley.words.cbor import Item

M = TypeVar("M")

StoringTime = Callable[[bytes, str], "int | None"]
"""The storing time of an entry at a party (docs/spec/record.md section 6) in ms, None while it has no receipt."""

DueTime = Callable[["int | None"], "int | None"]
"""When something is due, in ms, by its storing time; None while that is not known."""

LatestClock = Callable[[str], "int | None"]
"""The clock of the latest entry of a party's node in the record, of whatever kind, in ms."""

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


@dataclass(frozen=True, slots=True)
class Told:
    """One thread: where it stands, and the statements of it that count, in joint order, its opener first."""

    thread: Thread
    statements: tuple[Statement, ...]

    @property
    def opener(self) -> Statement:
        return self.statements[0]

    def after(self, entry: bytes) -> tuple[Statement, ...]:
        """What was said in the thread after one of its entries."""
        ids = [statement.id for statement in self.statements]
        return self.statements[ids.index(entry) + 1 :]


@dataclass(frozen=True, slots=True)
class Reading:
    """All that a view needs. `told` leaves out the threads of which no view has anything to say: lone plain statements.

    `refused` names the statements that do not count, with their codes; `unreadable` those held of a kind newer than
    this catalogue; `open_entries` are what nodes wrote by themselves, in joint order.
    """

    terms: Terms
    statements: tuple[Statement, ...]
    told: tuple[Told, ...]
    refused: tuple[tuple[bytes, str], ...]
    storing_ms: StoringTime
    latest_clock_ms: LatestClock
    now_ms: int
    open_entries: tuple[OpenEntry, ...] = ()
    unreadable: tuple[bytes, ...] = ()
    erased: tuple[Erased, ...] = ()
    """What was said and is erased by agreement, in joint order."""

    @property
    def agreement(self) -> Agreement:
        """The terms that hold now."""
        return self.terms.latest

    def agreed(self, statement: Statement) -> Agreement:
        """The terms that hold for what was said then: deadlines of an entry keep them."""
        return self.terms.at(statement.position)

    def others(self, party: str) -> list[str]:
        """The parties that are not this one, ascending."""
        return [other for other in sorted(self.agreement.languages) if other != party]

    def owing(self, statement: Statement) -> list[str]:
        """The parties that owe what a statement asks for, each its own: its addressees, else all others; ascending."""
        others = self.others(statement.author)
        return [party for party in others if party in statement.addressees] or others

    def foremost(self, statement: Statement, due_ms: DueTime) -> tuple[Standing, str]:
        """How what nobody has answered yet stands, and with whom: of several who owe, with whom it still runs."""
        found = [
            (self.standing(party, due_ms(self.storing_ms(statement.id, party)), None), party)
            for party in self.owing(statement)
        ]
        return min(found, key=lambda one: _FOREMOST.index(one[0]))

    def opened_by(self, kind: type[M]) -> Iterator[tuple[Told, M]]:
        """The threads that a message of this kind opened, each with that message."""
        for told in self.told:
            message: Message = told.opener.message
            if isinstance(message, kind):
                yield told, message

    def standing(self, debtor: str, due_ms: int | None, answered_ms: int | None) -> Standing:
        """How an obligation of a party stands now."""
        return standing(due_ms, answered_ms, self.latest_clock_ms(debtor), self.now_ms)


def _owes_nothing(terms: Terms, lone: Statement) -> bool:
    """Say whether a statement alone in its thread is plain, in force and without a clock, as by far the most are."""
    if lone.kind != PLAIN or lone.id != lone.thread:
        return False
    agreement = terms.at(lone.position)
    return lone.precedence not in agreement.acknowledge_within_min and not not_in_force(agreement, lone)


def without_erased(
    reading: Reading, reached_ms: int, is_old: Callable[[Statement], bool]
) -> tuple[Reading, tuple[Statement, ...]]:
    """Take out of a reading the threads that are over and as old as was agreed; give the statements that go with them.

    `reached_ms` is the instant that the record has reached; `is_old` says whether the agreed age has passed since the
    others stored a statement.
    """
    open_threads = {told.opener.thread for told in reading.told if is_pending(told.thread, reached_ms)}
    young = {each.thread for each in reading.statements if each.thread in open_threads or not is_old(each)}
    gone = tuple([each for each in reading.statements if each.thread not in young])
    kept = tuple([each for each in reading.statements if each.thread in young])
    told = tuple([each for each in reading.told if each.opener.thread in young])
    return replace(reading, statements=kept, told=told), gone


def read(
    terms: Terms,
    statements: Iterable[Statement],
    storing_ms: StoringTime,
    latest_clock_ms: LatestClock,
    now_ms: int,
    erased: Collection[bytes] = (),
) -> Reading:
    """Read accepted statements, given in joint order; what came late in an `erased` thread is not judged any more."""
    everything = tuple(statements)
    threads: dict[bytes, list[Statement]] = {}
    for statement in everything:
        if statement.thread in erased:
            continue
        threads.setdefault(statement.thread, []).append(statement)
    told: list[Told] = []
    refused: list[tuple[bytes, str]] = []
    for members in threads.values():
        if len(members) == 1 and _owes_nothing(terms, members[0]):
            continue
        thread, without = fold(terms, members)
        refused += without
        if thread is not None:
            dropped = {entry for entry, _ in without}
            told.append(Told(thread, tuple([each for each in members if each.id not in dropped])))
    return Reading(terms, everything, tuple(told), tuple(refused), storing_ms, latest_clock_ms, now_ms)
