"""Files of the file drop: one packet in a container that tells whole from half-copied, cut, foreign and damaged.

A file is `89 50 4C 59 0D 0A 1A ‖ 1 ‖ length (4) ‖ SHA-256 of the packet (32) ‖ packet`; bytes behind the packet count
for nothing, since a repaired stick pads files to its blocks. Names are eight digits or capitals and `.PLY`, which every
file system keeps; they ascend with the time of writing, and nothing but the order of reading depends on them.
"""

from __future__ import annotations

import contextlib
import os
from enum import Enum
from pathlib import Path
from typing import Final

from parley.seal.digest import sha256
from parley.words.limits import PACKET_BYTES_MAX

MAGIC: Final = b"\x89PLY\r\n\x1a"
"""As of PNG: a copy made as text, or stripped to seven bits, is no longer ours."""
VERSION: Final = b"\x01"
HEAD_BYTES: Final = 44
SUFFIX: Final = ".PLY"
UNFINISHED: Final = ".TMP"
_DIGITS: Final = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ"


class Verdict(Enum):
    """What a file in the incoming folder is."""

    WHOLE = "whole"
    CUT = "drop-cut"
    """It begins as ours and is shorter than it says: perhaps still being copied."""
    DAMAGED = "drop-damaged"
    """It is not what was written: perhaps still being copied into its full length."""
    NEWER = "drop-version"
    FOREIGN = "drop-foreign"


def wrap(packet: bytes) -> bytes:
    """Put a packet into its container."""
    return MAGIC + VERSION + len(packet).to_bytes(4, "big") + sha256(packet) + packet


def file_name(at_ms: int) -> str:
    """Give the name of a file written at that instant (Unix ms): eight digits of base 36, until the year 2059."""
    stem = ""
    for _ in range(8):
        at_ms, digit = divmod(at_ms, 36)
        stem = _DIGITS[digit] + stem
    return stem + SUFFIX


def write_file(folder: Path, at_ms: int, packet: bytes) -> int:
    """Write a packet so that it is there whole or not at all; give the instant that its name bears.

    The caller syncs the folder. Raises OSError; then nothing is left of it but, perhaps, a `.TMP`.
    """
    while (path := folder / file_name(at_ms)).exists():
        at_ms += 1
    unfinished = path.with_suffix(UNFINISHED)
    try:
        with unfinished.open("wb") as file:
            file.write(wrap(packet))
            file.flush()
            os.fsync(file.fileno())
        unfinished.rename(path)
    except OSError:
        with contextlib.suppress(OSError):
            unfinished.unlink()
        raise
    return at_ms


def sync_folder(folder: Path) -> None:
    """Have the names in a folder durable. Raises OSError."""
    handle = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def read_file(path: Path) -> tuple[Verdict, bytes]:
    """Judge a plain file, and give its packet if it is whole. Raises OSError."""
    with open(path, "rb", opener=_no_link) as file:
        head = file.read(HEAD_BYTES)
        if head[: len(MAGIC)] != MAGIC:
            return Verdict.FOREIGN, b""
        if len(head) < HEAD_BYTES:
            return Verdict.CUT, b""
        if head[7:8] != VERSION:
            return Verdict.NEWER, b""
        length = int.from_bytes(head[8:12], "big")
        if not 0 < length <= PACKET_BYTES_MAX:
            return Verdict.DAMAGED, b""
        packet = file.read(length)
    if len(packet) < length:
        return Verdict.CUT, b""
    return (Verdict.WHOLE, packet) if sha256(packet) == head[12:] else (Verdict.DAMAGED, b"")


def _no_link(path: str, flags: int) -> int:
    """Open what has not been put in a plain file's place since it was looked at: no link, no pipe that waits."""
    return os.open(path, flags | os.O_NOFOLLOW | os.O_NONBLOCK)
