"""The private log of a line, `released.log`: which seat released which entry, ordered silence, ticked what off."""

from __future__ import annotations

import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from parley.app import chained

NAME: Final = "released.log"


def note_release(folder: Path, *, seat: str, entry: bytes, kind: str, **more: str) -> None:
    """Note which seat released an entry, with what else is to be known of it. Raises OurFault `home-unwritable`."""
    note(folder, "released", seat=seat, id=entry.hex(), kind=kind, **more)


def note(folder: Path, event: str, **fields: str) -> None:
    """Add a line to the log in a line's folder, durable on return. Raises OurFault `home-unwritable`."""
    chained.add(folder / NAME, time.time_ns() // 1_000_000, {"event": event, **fields})


def notes(folder: Path, *events: str) -> Iterator[Mapping[str, Any]]:
    """Give the lines of these events, oldest first; one that cannot be read is passed over (`check_released`)."""
    return chained.lines(folder / NAME, *events)


def latest(folder: Path, most: int, *events: str) -> Iterator[Mapping[str, Any]]:
    """Give of the latest so many lines those of these events, oldest first."""
    return chained.latest(folder / NAME, most, *events)


def check_released(folder: Path) -> int:
    """Check that every line names the one before it; give the number of lines.

    Raises OurFault `private-log-altered`, `home-malformed`.
    """
    return chained.check(folder / NAME)
