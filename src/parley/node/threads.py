"""One thread of the desk: what was said in it and where it stands; folded from the record by `parley.node.desk`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Final, NamedTuple, TypeAlias

from parley.desk import acknowledgements, doubts
from parley.desk import messages as m
from parley.desk.machine import Machine
from parley.record.entry import Entry
from parley.record.release import Evidence, Judged, OfficerKeys

PLAIN: Final = 41
"""The kind of a plain statement, which opens a thread without a state."""


class Released(NamedTuple):
    """The release evidence of a statement, its digest as its reader computed it, and the keys that it is judged by."""

    evidence: Evidence
    digest: bytes
    keys: OfficerKeys

    def judged(self, author: str, position: int | None) -> list[Judged]:
        """Judge each assertion as the record stands where the statement does."""
        return self.keys.judge(author, position, self.evidence, self.digest)


class Statement(NamedTuple):
    """One accepted entry with its content. `thread` is its own id where it opens one; `position` its joint place.

    Without addressees it is for all parties.
    """

    id: bytes
    thread: bytes
    author: str
    clock_ms: int
    traffic_class: int
    precedence: int
    kind: int
    message: m.Message
    position: int | None
    addressees: tuple[str, ...] = ()
    released: Released | None = None


def statement_from(leaf: bytes, entry: Entry, message: m.Message, position: int | None) -> Statement:
    """Give an entry whose leaf this is with its content, as it stands at a joint place."""
    return Statement(
        leaf, entry.thread or leaf, entry.author, entry.clock_ms,
        entry.traffic_class, entry.precedence, entry.kind, message, position, entry.addressees,
    )  # fmt: skip


def after(statements: Sequence[Statement], entry: bytes) -> Sequence[Statement]:
    """Give what was said in a thread after one of its entries."""
    return statements[[each.id for each in statements].index(entry) + 1 :]


class Said(NamedTuple):
    """What later statements need to know of one that counts; a correction is of the kind that it corrects."""

    author: str
    kind: type[m.Message]
    precedence: int
    tracks: int


def said(statement: Statement) -> Said:
    """Keep of a statement what later ones need to know."""
    message = m.stated(statement.message)
    tracks = len(message.tracks) if isinstance(message, m.FlightSummary) else 0
    return Said(statement.author, type(message), statement.precedence, tracks)


class Of(NamedTuple):
    """What stands beside a thread's own state: a machine for an entry or one of its tracks, at a party, with a role."""

    machine: str
    entry: bytes = b""
    party: str = ""
    role: str = ""
    track: int | None = None


Beside: TypeAlias = dict[Of, StrEnum]


@dataclass(slots=True)
class Thread:
    """Where one thread stands: its machine's state, whose turn it is, what may be answered, what stands beside it."""

    opener: Statement
    machine: Machine | None
    state: StrEnum | None
    latest: m.Message
    """What the opener's author declares, as last amended or corrected."""
    ends_ms: int | None = None
    """When a suspension ends, if its author said so."""
    count: int = 1
    """Statements that count."""
    proposed_ms: tuple[int, ...] = ()
    proposed_by: str = ""
    one_with: bytes | None = None
    """The earlier request that a call request crossed: the call goes on there."""
    agreed_ms: int | None = None
    """The time that was accepted for a call, and its two sides: whose time it was, and who accepted it."""
    sides: tuple[str, ...] = ()
    token: str = ""
    read_by: tuple[str, ...] = ()
    """Who has read back its half of the newest token."""
    promised: bool = False
    """Whether an answer to a call request is promised for a time."""
    awaited: set[tuple[str, m.Mark]] = field(default_factory=set)
    """What the newest account asks each side of a call to enter once it is done."""
    account: bytes = b""
    """The newest account of what both sides took part in: an entry that says a call was held, or of a contact."""
    account_by: str = ""
    said: dict[bytes, Said] = field(default_factory=dict)
    """What may be acknowledged, doubted, corrected, translated or put off, by its id."""
    beside: Beside = field(default_factory=dict)
    asked: dict[bytes, Of] = field(default_factory=dict)
    """Entries that gave the move back to an author, each with what it is about."""
    proposals: dict[bytes, tuple[bytes, int]] = field(default_factory=dict)
    """Other times that were proposed: for which entry, and when (ms)."""
    moved: dict[bytes, tuple[int, ...]] = field(default_factory=dict)
    """Other times that were agreed to for an entry, in ms, the last one counts."""
    unread: set[str] = field(default_factory=set)
    """The parties that have yet to show, by whatever they say next, that their watch has read what asks for it."""

    def unsettled(self) -> set[bytes]:
        """Give the entries whose question to an author is still open; of several about the same the newest asks."""
        newest = {of: entry for entry, of in self.asked.items()}
        return {entry for of, entry in newest.items() if self.beside[of] in UNSETTLED}


UNSETTLED: Final = frozenset({acknowledgements.State.NOT_UNDERSTOOD, *doubts.OPEN})
"""States in which the author of what was said has the move."""
