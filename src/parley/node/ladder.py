"""How far one entry has come at a party that it is for: one list of words for every screen. None of it is agreement."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from enum import StrEnum
from typing import Final, NamedTuple

from parley.desk import messages as m
from parley.node.threads import Statement


class Rung(StrEnum):
    """A rung of the ladder; what it is called stands in the catalogue as `ladder-…`."""

    STORED = "stored"
    OPENED = "opened"
    READ = "read"
    UNDERSTOOD = "understood"
    NOT_UNDERSTOOD = "not-understood"
    PASSED = "passed"
    SEEN = "seen"


class Reached(NamedTuple):
    """A rung that an entry has reached, when (ms), and with which role."""

    rung: Rung
    at_ms: int
    role: str = ""


_LEVELS: Final = {
    m.AckLevel.READ: Rung.READ,
    m.AckLevel.UNDERSTOOD: Rung.UNDERSTOOD,
    m.AckLevel.NOT_UNDERSTOOD: Rung.NOT_UNDERSTOOD,
}
_STEPS: Final = {m.Step.OPENED: Rung.OPENED, m.Step.PASSED: Rung.PASSED, m.Step.SEEN: Rung.SEEN}


def ladder(entry: bytes, party: str, stored_ms: int | None, thread: Iterable[Statement]) -> tuple[Reached, ...]:
    """Give the rungs that an entry has reached at a party, from the statements of its thread that count."""
    return tuple(_ladder(entry, party, stored_ms, thread))


def _ladder(entry: bytes, party: str, stored_ms: int | None, thread: Iterable[Statement]) -> Iterator[Reached]:
    if stored_ms is not None:
        yield Reached(Rung.STORED, stored_ms)
    for said in thread:
        match said.message:
            case m.Acknowledgement(of=of, level=level) if of == entry and said.author == party:
                yield Reached(_LEVELS[level], said.clock_ms)
            case m.Progress(of=of, step=step, role=role) if of == entry and said.author == party:
                yield Reached(_STEPS[step], said.clock_ms, role or "")
            case _:
                continue
