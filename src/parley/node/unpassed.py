"""FLASH that waits for somebody in particular: what has come and nobody here has taken up, and for how long.

In 2016 an urgent text waited 27 minutes, since its caller asked for an officer who was off shift. Whoever is on watch
takes it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from typing import Final, NamedTuple

from parley.desk import messages as m
from parley.desk import presence
from parley.desk.acknowledgements import is_opening
from parley.node.desk import Statement
from parley.node.effects import Alarm
from parley.node.reading import Reading
from parley.node.shelf import Shelf
from parley.node.state import State
from parley.words.instants import MINUTE_MS, Now
from parley.words.terms import Precedence

PASS_WITHIN_MS: Final = 2 * MINUTE_MS
"""A FLASH is read aloud in one minute; after two nobody has it."""
LOOKED_THROUGH: Final = 500
"""So many of the others' latest statements are looked through, and so many FLASH are waited for: what is older has its
place on the desk."""


class Unpassed(NamedTuple):
    """A FLASH of another party that waits here: since when (ms), and for which roles its author has asked."""

    stored_ms: int
    statement: Statement
    asked_for: tuple[str, ...]
    alarm: bool


def unpassed(shelf: Shelf, reading: Reading, me: str) -> list[Unpassed]:
    """Give every FLASH that waits here, the oldest first; `alarm` once it has waited for two minutes."""
    others = [party for party in reading.parties if party != me]
    return sorted(_waiting(shelf, reading, me, islice(shelf.latest(others), LOOKED_THROUGH)), key=lambda each: each[0])


def _waiting(shelf: Shelf, reading: Reading, me: str, latest: Iterable[Statement]) -> Iterator[Unpassed]:
    for each in latest:
        if not _is_flash(each):
            continue
        stored_ms = shelf.storing_ms(each.id, me)
        if stored_ms is not None and not _taken(shelf.thread(each.thread), each, me):
            alarm = reading.now_ms >= stored_ms + PASS_WITHIN_MS
            yield Unpassed(stored_ms, each, _asked_for(reading, each.author), alarm)


def note_flash(state: State, statement: Statement) -> None:
    """Wait for somebody here to take up a FLASH of another party; after a start anew, for nobody knows who heard it."""
    if statement.author != state.config.me and _is_flash(statement):
        state.untaken[statement.id] = None
        if len(state.untaken) > LOOKED_THROUGH:
            del state.untaken[next(iter(state.untaken))]


def alarm_unpassed(state: State, now: Now) -> None:
    """Raise the alarm, once for each FLASH, when nobody here has taken it up within two minutes."""
    state.untaken = {entry: now.mono_ms if ms is None else ms for entry, ms in state.untaken.items()}
    over = [entry for entry, since_ms in state.untaken.items() if now.mono_ms >= (since_ms or 0) + PASS_WITHIN_MS]
    for entry in over:
        del state.untaken[entry]
    left = [each for each in map(state.shelf.statement, over) if each is not None]
    waiting = [each for each in left if not _taken(state.shelf.thread(each.thread), each, state.config.me)]
    if waiting:
        state.outcome.effects.append(Alarm("flash-unpassed", ", ".join(sorted({each.author for each in waiting}))))


def unpassed_due(state: State) -> Iterator[int]:
    """Give when a FLASH that waits here has waited too long, in monotonic ms."""
    yield from (since_ms + PASS_WITHIN_MS for since_ms in state.untaken.values() if since_ms is not None)


def _is_flash(statement: Statement) -> bool:
    told = isinstance(statement.message, m.Acknowledgement | m.Progress)
    return statement.precedence >= Precedence.FLASH and not told


def _taken(thread: Iterable[Statement], flash: Statement, me: str) -> bool:
    """Say whether somebody here has it: read, passed on or answered. That it stands open on a screen is not that."""
    later = [each.message for each in thread if each.author == me and (each.position or 0) > (flash.position or 0)]
    return not all(is_opening(each) for each in later)


def _asked_for(reading: Reading, author: str) -> tuple[str, ...]:
    """Name the roles for which a party has asked and that are not known to be there."""
    asked = reading.opened_by(m.PresenceQuery)
    waiting = {
        query.role
        for told, query in asked
        if told.opener.author == author and told.thread.state is not presence.State.HERE
    }
    return tuple(sorted(waiting))
