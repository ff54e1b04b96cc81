"""The own log of a home, `own.log`: what its people did, by seat; hash-chained (`app/chained.py`), never sent."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final, TypeAlias

from parley.app import chained

NAME: Final = "own.log"
Fact: TypeAlias = "str | int | bool | Sequence[Fact] | Mapping[str, Fact] | None"


def note(home: Path, now_ms: int, seat: str, event: str, **facts: Fact) -> None:
    """Add what a seat did to the log in a home's folder, durable on return. Raises OurFault `home-unwritable`."""
    chained.add(home / NAME, now_ms, {"at_ms": now_ms, "event": event, "seat": seat, **facts})


def read(home: Path, *events: str) -> Iterator[Mapping[str, Any]]:
    """Give the lines of these events, of all if none is named, oldest first; what cannot be read is passed over."""
    return chained.lines(home / NAME, *events)


def check_own_log(home: Path) -> int:
    """Check that every line names the one before it; give the number of lines.

    Raises OurFault `private-log-altered`, `home-malformed`.
    """
    return chained.check(home / NAME)
