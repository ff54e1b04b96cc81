"""The desk: every thread by whose move it is. FLASH first, then ours, then theirs; the rest has no action open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from parley.node.debts import Debt, debts
from parley.node.desk import Statement
from parley.node.reading import Reading
from parley.words.terms import Precedence


class Move(StrEnum):
    """Whose move it is in a thread."""

    FLASH = "flash"
    OURS = "our move"
    THEIRS = "their move"
    NONE = "no action open"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """One thread of the desk with what is owed in it, the earliest deadline first."""

    move: Move
    thread: bytes
    opener: Statement
    state: str
    owed: tuple[Debt, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class DeskView:
    """The open threads in order, and how many are in each group."""

    items: tuple[Item, ...]

    def of(self, move: Move) -> tuple[Item, ...]:
        """Give the threads of one group."""
        return tuple(item for item in self.items if item.move is move)


def desk_view(reading: Reading, me: str) -> DeskView:
    """Group the threads in which something is owed, as a party sees them: in each group the earliest deadline first."""
    owed: dict[bytes, list[Debt]] = {}
    for debt in debts(reading):
        owed.setdefault(reading.model.thread_of(debt.entry), []).append(debt)
    items = [_item(reading, thread, found, me) for thread, found in owed.items()]
    order = list(Move)
    return DeskView(items=tuple(sorted(items, key=lambda item: order.index(item.move))))


def _item(reading: Reading, thread: bytes, owed: Sequence[Debt], me: str) -> Item:
    told = reading.model.told[thread]
    if any(debt.precedence == Precedence.FLASH for debt in owed):
        move = Move.FLASH
    else:
        move = Move.OURS if any(debt.debtor == me for debt in owed) else Move.THEIRS
    state = "" if told.thread.state is None else str(told.thread.state)
    return Item(move=move, thread=thread, opener=told.opener, state=state, owed=tuple(owed))
