"""What is new on a line, numbered, for whoever has the page open: what it is stands in the record, not here."""

from __future__ import annotations

import asyncio
import secrets
from collections import deque
from typing import Final, NamedTuple

KEPT: Final = 1_000
"""So many pieces of news can be caught up with; who missed more reads everything anew."""


class Item(NamedTuple):
    """One piece of news: its number in this run, and what sort of thing is new."""

    number: int
    sort: str


class News:
    """The latest pieces of news of one line in this run, whose random name tells its numbers from another run's."""

    def __init__(self) -> None:
        self.run = secrets.token_hex(6)
        self._kept: deque[Item] = deque(maxlen=KEPT)
        self._more = asyncio.Event()
        self.last = 0

    @property
    def place(self) -> str:
        """How far it has come, as a reader hands it back."""
        return self.at(self.last)

    def at(self, number: int) -> str:
        """Write a number with the run that it belongs to."""
        return f"{self.run}-{number}"

    def note(self, sort: str) -> None:
        """Tell everybody who waits."""
        self.last += 1
        self._kept.append(Item(self.last, sort))
        self._more.set()
        self._more = asyncio.Event()

    def after(self, place: str) -> int | None:
        """Read a place that a reader hands back: the number; None where it is another run's, or one not reached."""
        run, _, number = place.rpartition("-")
        known = run == self.run and number.isdecimal() and len(number) <= 18
        return int(number) if known and int(number) <= self.last else None

    def since(self, number: int) -> tuple[Item, ...] | None:
        """Give what came after a number; None where that can no longer be told."""
        if self._kept and number < self._kept[0].number - 1:
            return None
        return tuple(item for item in self._kept if item.number > number)

    async def wait(self, number: int, most_s: float) -> None:
        """Wait until there is more than a number, at most so many seconds."""
        if self.last <= number:
            more = self._more
            try:
                async with asyncio.timeout(most_s):
                    await more.wait()
            except TimeoutError:
                return
