"""A private log: a line of JSON for each thing done, each bound to the one before it; it never leaves this side.

`before` is the SHA-256 of the line before it, so no line can be changed, moved or taken out of the midst unseen. The
log's end can be cut, and who owns the machine can write all of it anew: it is no evidence to others.
"""

from __future__ import annotations

import fcntl
import json
import os
from collections import deque
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, BinaryIO, Final

from parley.seal.digest import sha256
from parley.words.faults import OurFault
from parley.words.instants import from_ms

_PIECE_BYTES: Final = 8192


def add(path: Path, now_ms: int, fields: Mapping[str, Any]) -> None:
    """Add a line of what happened at an instant (ms), durable on return. Raises OurFault `home-unwritable`."""
    try:
        descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "r+b") as file:
            fcntl.flock(file, fcntl.LOCK_EX)  # two commands may add at once while no node runs
            last, whole = _last_line(file)
            moment = f"{from_ms(now_ms):%Y-%m-%dT%H:%M:%SZ}"
            text = json.dumps({"at": moment, **fields, "before": sha256(last).hex()})
            file.write((b"" if whole else b"\n") + text.encode() + b"\n")
            file.flush()
            os.fsync(file.fileno())
    except OSError as error:
        said = f"It is done, but does not stand in {path}, which cannot be written: {error.strerror}."
        raise OurFault("home-unwritable", said) from error


def _last_line(file: BinaryIO) -> tuple[bytes, bool]:
    """Give the last line, and whether its end was written; leave the file at its end."""
    start = file.seek(0, os.SEEK_END)
    tail = b""
    while start and b"\n" not in tail[:-1]:
        begin = max(0, start - _PIECE_BYTES)
        file.seek(begin)
        tail = file.read(start - begin) + tail
        start = begin
    file.seek(0, os.SEEK_END)
    whole = tail.endswith(b"\n") or not tail
    return tail.removesuffix(b"\n").rpartition(b"\n")[2], whole


def lines(path: Path, *events: str) -> Iterator[Mapping[str, Any]]:
    """Give the lines of these events, of all if none is named, oldest first; what cannot be read is passed over."""
    try:
        file = path.open("rb")
    except FileNotFoundError:
        return
    with file:
        for line in file:
            found = _fields(line)
            if found is not None and (not events or found.get("event") in events):
                yield found


def latest(path: Path, most: int, *events: str) -> Iterator[Mapping[str, Any]]:
    """Give of the latest so many lines those of these events, oldest first; what cannot be read is passed over."""
    try:
        with path.open("rb") as file:
            kept = deque(file, maxlen=most)
    except FileNotFoundError:
        return
    for line in kept:
        found = _fields(line)
        if found is not None and found.get("event") in events:
            yield found


def check(path: Path) -> int:
    """Check that every line names the one before it; give the number of lines.

    Lines that an earlier version wrote without a name, and one that a power cut tore, are held by the next one's.
    Raises OurFault `private-log-altered`, `home-malformed`.
    """
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return 0
    except OSError as error:
        raise OurFault("home-malformed", f"{path} cannot be read: {error.strerror}.") from error
    every = data.removesuffix(b"\n").split(b"\n") if data else []
    for number, (before, line) in enumerate(zip([b"", *every], every, strict=False), start=1):
        named = (_fields(line) or {}).get("before")
        if named is not None and named != sha256(before).hex():
            raise OurFault("private-log-altered", f"Line {number} of {path} does not follow on the line before it.")
    return len(every)


def _fields(line: bytes) -> Mapping[str, Any] | None:
    try:
        found: Any = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None
