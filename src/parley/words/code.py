"""What a fault's code says to people."""

from __future__ import annotations

from typing import NamedTuple


class Code(NamedTuple):
    """What a code means, and what the reader does next."""

    meaning: str
    todo: str
