"""The operators' orderwire: a line of text beside the record. Sealed, unsigned, kept by nobody; it fulfils nothing."""

from __future__ import annotations

from typing import Final, NamedTuple

from parley.words.cbor import Item
from parley.words.limits import SHORT_TEXT_CHARS_MAX
from parley.words.texts import has_hidden

KIND: Final = 12


class Wire(NamedTuple):
    """What an operator says to the other: no entry, no proof, gone with the watch."""

    text: str
    clock_ms: int


def may_be_said(text: str) -> bool:
    """Say whether a text may go by the orderwire: short, and without characters that nobody sees."""
    return bool(text.strip()) and len(text) <= SHORT_TEXT_CHARS_MAX and not has_hidden(text)


def read_wire(fields: dict[int, Item]) -> Wire | None:
    """Read its fields; None if they are not in their form."""
    match fields:
        case {1: str(text), 2: int(clock_ms)} if len(fields) == 2 and type(clock_ms) is int and clock_ms >= 0:
            return Wire(text, clock_ms) if may_be_said(text) else None
        case _:
            return None
