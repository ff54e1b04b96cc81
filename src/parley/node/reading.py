"""The record as the views read it: threads folded, what does not count set aside."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, NamedTuple, TypeVar

from parley.desk.agreement import Agreement
from parley.desk.messages import Message
from parley.desk.obligations import Standing, standing
from parley.node.desk import PLAIN, Statement, Thread, fold
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

    agreement: Agreement
    statements: tuple[Statement, ...]
    told: tuple[Told, ...]
    refused: tuple[tuple[bytes, str], ...]
    storing_ms: StoringTime
    latest_clock_ms: LatestClock
    now_ms: int
    open_entries: tuple[OpenEntry, ...] = ()
    unreadable: tuple[bytes, ...] = ()

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


def _owes_nothing(agreement: Agreement, lone: Statement) -> bool:
    """Say whether a statement alone in its thread is plain and without a clock, as by far the most are."""
    plain = lone.kind == PLAIN and lone.id == lone.thread
    return plain and lone.precedence not in agreement.acknowledge_within_min


def read(
    agreement: Agreement,
    statements: Iterable[Statement],
    storing_ms: StoringTime,
    latest_clock_ms: LatestClock,
    now_ms: int,
) -> Reading:
    """Read accepted statements, given in joint order."""
    everything = tuple(statements)
    threads: dict[bytes, list[Statement]] = {}
    for statement in everything:
        threads.setdefault(statement.thread, []).append(statement)
    told: list[Told] = []
    refused: list[tuple[bytes, str]] = []
    for members in threads.values():
        if len(members) == 1 and _owes_nothing(agreement, members[0]):
            continue
        thread, without = fold(agreement, members)
        refused += without
        if thread is not None:
            dropped = {entry for entry, _ in without}
            told.append(Told(thread, tuple([each for each in members if each.id not in dropped])))
    return Reading(agreement, everything, tuple(told), tuple(refused), storing_ms, latest_clock_ms, now_ms)
