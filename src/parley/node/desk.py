"""The desk of one line: what may be said in a thread, and what of it does not count. Pure; folded from the record."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, NamedTuple

from parley.desk.agreement import Agreement
from parley.desk.messages import Message

PLAIN: Final = 41


class Statement(NamedTuple):
    """One accepted entry with its content. `thread` is its own id where it opens one; `position` its joint place."""

    id: bytes
    thread: bytes
    author: str
    clock_ms: int
    traffic_class: int
    precedence: int
    kind: int
    message: Message
    position: int | None


class Desk:
    """The present state of each thread that has one; a plain statement that stands alone costs nothing."""

    def __init__(self, parties: Sequence[str], agreement: Agreement) -> None:
        self._parties = tuple(parties)
        self._agreement = agreement
        self._threads: dict[bytes, Mapping[bytes, str]] = {}

    def judge(self, statement: Statement) -> str:
        """Say why this may not be said in the present state of its thread: a code, or nothing."""
        return ""

    def refold(self, thread: bytes, statements: Sequence[Statement]) -> list[tuple[bytes, str]]:
        """Fold a thread anew from its statements in joint order; give those that do not count, with their codes."""
        return []
