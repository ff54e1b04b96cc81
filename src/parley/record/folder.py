"""The files of an exported record: their names, and how entries and bodies stand in them (docs/spec/record.md 8)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import Final, NamedTuple, TypeAlias

from parley.words.limits import BODY_BYTES_MAX

MARK_FILE: Final = "parley-record.txt"
MARK: Final = b"parley record 1\n"
AGREEMENT_FILE: Final = "agreement.toml"
CARDS: Final = "cards"
FEED_FILES: Final = ("bodies", "entries", "head", "leaves")
SALT_BYTES: Final = 16
LEAF_BYTES: Final = 32

_CARD_FILE: Final = re.compile(r"cards/([A-Za-z][A-Za-z0-9-]{1,15})\.card", re.ASCII)
_FEED_FILE: Final = re.compile(r"(feeds/([A-Za-z][A-Za-z0-9-]{1,15})-([0-9a-f]{16}))/.*", re.ASCII | re.DOTALL)

Body: TypeAlias = "tuple[bytes, bytes] | None"
"""Salt and body of an entry, or None where they are not in the export."""

ERASED: Final = (b"", b"")
"""Stands where salt and body were erased by agreement: no salt is empty."""


class Folder(NamedTuple):
    """Where a feed stands in an export."""

    name: str
    party: str
    feed: bytes

    def file(self, name: str) -> str:
        """Give the path of one of its files."""
        return f"{self.name}/{name}"


def card_file(party: str) -> str:
    """Give the path of a party's card."""
    return f"{CARDS}/{party}.card"


def card_party(path: str) -> str | None:
    """Give the party whose card this path names, or None."""
    match = _CARD_FILE.fullmatch(path)
    return match[1] if match else None


def feed_folder(party: str, feed: bytes) -> Folder:
    """Give the folder of a feed."""
    return Folder(f"feeds/{party}-{feed.hex()}", party, feed)


def folder_of(path: str) -> Folder | None:
    """Give the feed's folder that a path lies in, or None."""
    match = _FEED_FILE.fullmatch(path)
    return Folder(match[1], match[2], bytes.fromhex(match[3])) if match else None


def frame_entries(entries: Iterable[bytes]) -> Iterator[bytes]:
    """Write entries: each behind its length of two bytes."""
    for entry in entries:
        yield len(entry).to_bytes(2, "big") + entry


def split_entries(data: bytes) -> tuple[list[bytes], bool]:
    """Read entries; give those that are there whole, and whether nothing is left behind them."""
    entries: list[bytes] = []
    at, end = 0, len(data)
    while at + 2 <= end:
        stop = at + 2 + (data[at] << 8 | data[at + 1])
        if stop > end:
            break
        entries.append(data[at + 2 : stop])
        at = stop
    return entries, at == end


def frame_bodies(bodies: Iterable[Body]) -> Iterator[bytes]:
    """Write bodies: 0 for one that is not there, 2 for one erased, else 1, its salt, its length of 4 bytes, itself."""
    for item in bodies:
        if item is None:
            yield b"\x00"
        elif item == ERASED:
            yield b"\x02"
        else:
            salt, body = item
            yield b"\x01" + salt + len(body).to_bytes(4, "big") + body


class Bodies:
    """Reads bodies one after the other."""

    __slots__ = ("_at", "_data")

    def __init__(self, data: bytes) -> None:
        self._data = data
        self._at = 0

    def take(self) -> Body:
        """Give the next one. Raises ValueError where it is not there whole or is over the limit."""
        data, at = self._data, self._at
        mark = data[at : at + 1]
        if mark in {b"\x00", b"\x02"}:
            self._at = at + 1
            return None if mark == b"\x00" else ERASED
        start = at + 1 + SALT_BYTES + 4
        size = int.from_bytes(data[start - 4 : start], "big")
        if mark != b"\x01" or size > BODY_BYTES_MAX or start + size > len(data):
            raise ValueError("no body stands here")
        self._at = start + size
        return data[at + 1 : start - 4], data[start : self._at]

    def ended(self) -> bool:
        """Say whether nothing is left."""
        return self._at == len(self._data)
