"""What both verifiers say of an export, in this process."""

from __future__ import annotations

from collections.abc import Iterable

from crash.story import Line
from parley.record.verdict import PROVED
from parley.record.verify import verify
from tools import verify_record

__all__ = ["PROVED", "verdicts"]


def verdicts(line: Line, parts: Iterable[tuple[str, Iterable[bytes]]]) -> list[str]:
    """Give the verdict of each, or the code of the first fault."""
    files = {path: b"".join(chunks) for path, chunks in parts}
    cards = [home.card_file.read_bytes() for home in line.homes.values()]
    first, second = verify(files, cards), verify_record.verify(files, cards)
    fault = second["fault"]
    return [
        first.verdict if first.fault is None else first.fault.code,
        str(second["verdict"]) if fault is None else str(fault["code"]),
    ]
