"""Telling how far a check of a record has come."""

from __future__ import annotations

from collections.abc import Callable
from typing import Final

Progress = Callable[[int, int], None]
"""Told, at the beginning of each feed and at each thousandth entry of it, how many of all entries have been checked."""
STEP: Final = 1_000


def telling(progress: Progress | None, before: int, total: int) -> Callable[[int], None]:
    """Give what is told the entries taken of one feed, behind so many of those before it."""

    def tell(taken: int) -> None:
        if progress is not None and taken % STEP == 0:
            progress(before + taken, total)

    return tell
