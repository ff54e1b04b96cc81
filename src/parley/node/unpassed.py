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
from parley.node.reading import Reading
from parley.node.shelf import Shelf
from parley.words.instants import MINUTE_MS
from parley.words.terms import Precedence

PASS_WITHIN_MS: Final = 2 * MINUTE_MS
"""A FLASH is read aloud in one minute; after two nobody has it."""
LOOKED_THROUGH: Final = 500
"""So many of the others' latest statements are looked through: a FLASH that is older has its place on the desk."""


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
        if each.precedence < Precedence.FLASH or isinstance(each.message, m.Acknowledgement | m.Progress):
            continue
        stored_ms = shelf.storing_ms(each.id, me)
        if stored_ms is not None and not _taken(shelf.thread(each.thread), each, me):
            alarm = reading.now_ms >= stored_ms + PASS_WITHIN_MS
            yield Unpassed(stored_ms, each, _asked_for(reading, each.author), alarm)


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
