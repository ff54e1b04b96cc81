"""The private log of a line, `released.log`: which seat released which entry, ordered silence, ticked what off.

It never leaves this side.

A line of JSON each; `before` is the SHA-256 of the line before it, so no line can be changed, moved or taken out of the
midst unseen. Its end can be cut, and who owns the machine can write all of it anew: it is no evidence to others.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections.abc import Iterator, Mapping
from io import StringIO
from pathlib import Path
from typing import Any, BinaryIO, Final

from parley.runtime.logs import Log
from parley.seal.digest import sha256
from parley.words.faults import OurFault

NAME: Final = "released.log"
_TAIL_BYTES: Final = 8192
"""More than the longest line: two seats of 64 characters, an id, a kind, a reason and a reference of 500."""


def note_release(folder: Path, *, seat: str, entry: bytes, kind: str, **more: str) -> None:
    """Note which seat released an entry, with what else is to be known of it. Raises OurFault `home-unwritable`."""
    note(folder, "released", seat=seat, id=entry.hex(), kind=kind, **more)


def note(folder: Path, event: str, **fields: str) -> None:
    """Add a line to the log in a line's folder, durable on return. Raises OurFault `home-unwritable`."""
    try:
        descriptor = os.open(folder / NAME, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two commands may release at once while no node runs
            last, whole = _last_line(file)
            text = StringIO()
            Log(text).write(event, **fields, before=sha256(last).hex())
            file.write((b"" if whole else b"\n") + text.getvalue().encode())
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        said = f"It is done, but does not stand in {folder / NAME}, which cannot be written: {error.strerror}."
        raise OurFault("home-unwritable", said) from error


def _last_line(file: BinaryIO) -> tuple[bytes, bool]:
    """Give the last line, and whether its end was written; leave the file at its end."""
    size = file.seek(0, os.SEEK_END)
    file.seek(max(0, size - _TAIL_BYTES))
    tail = file.read()
    whole = tail.endswith(b"\n") or not tail
    return tail.removesuffix(b"\n").rpartition(b"\n")[2], whole


def notes(folder: Path, *events: str) -> Iterator[Mapping[str, str]]:
    """Give the lines of these events, oldest first; one that cannot be read is passed over (`check_released`)."""
    try:
        file = (folder / NAME).open("rb")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            try:
                found: Any = json.loads(line)
            except (ValueError, RecursionError):
                continue
            if isinstance(found, dict) and found.get("event") in events:
                yield found


def check_released(folder: Path) -> int:
    """Check that every line names the one before it; give the number of lines.

    Lines that an earlier version wrote without a name, and one that a power cut tore, are held by the next one's.
    Raises OurFault `private-log-altered`, `home-malformed`.
    """
    path = folder / NAME
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise OurFault("home-malformed", f"{path} cannot be read: {error.strerror}.") from error
    lines = data.removesuffix(b"\n").split(b"\n") if data else []
    for number, (before, line) in enumerate(zip([b"", *lines], lines, strict=False), start=1):
        named = _before(line)
        if named is not None and named != sha256(before).hex():
            raise OurFault("private-log-altered", f"Line {number} of {path} does not follow on the line before it.")
    return len(lines)


def _before(line: bytes) -> object:
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found.get("before") if isinstance(found, dict) else None
