"""Puts entries that come late into an order in one walk along it, so that many of them cost no more than one."""

from __future__ import annotations

import heapq
from collections.abc import Callable, Sequence
from typing import TypeAlias

Key: TypeAlias = tuple[int, tuple[bytes, bytes], int]
"""What breaks ties: clock, author and feed, index."""


class Late:
    """Entries with a place whose position is still to be found, by their number; the past of each comes before it."""

    def __init__(self) -> None:
        self._waits: dict[int, int] = {}
        self._floors: dict[int, int] = {}
        self._behind: dict[int, list[int]] = {}
        self._asleep: list[tuple[int, int]] = []

    def add(self, ref: int, floor: int, past: Sequence[int]) -> None:
        """Add an entry that stands at `floor` at the lowest, and behind those of its past that are late too."""
        self._floors[ref] = floor
        self._waits[ref] = len(past)
        for earlier in past:
            self._behind.setdefault(earlier, []).append(ref)
        if not past:
            self._asleep.append((floor, ref))

    def walk(self, order: Sequence[int], key: Callable[[int], Key]) -> tuple[int, list[int]]:
        """Give the first position that changes, and the order from there on with the late entries in it.

        Each wakes when all its past stands before it, and goes before the first that the tie-break puts after it. The
        entries of the order keep their order: nothing of theirs comes behind a late one.
        """
        asleep = self._asleep
        heapq.heapify(asleep)
        start = at = asleep[0][0]
        end, out = len(order), list[int]()
        ready: list[tuple[Key, int]] = []
        while asleep or ready:
            while asleep and asleep[0][0] <= at:
                ref = heapq.heappop(asleep)[1]
                heapq.heappush(ready, (key(ref), ref))
            if at < end and not (ready and ready[0][0] < key(order[at])):
                out.append(order[at])
                at += 1
                continue
            ref = heapq.heappop(ready)[1]
            out.append(ref)
            for later in self._behind.get(ref, ()):
                self._waits[later] -= 1
                if not self._waits[later]:
                    heapq.heappush(asleep, (self._floors[later], later))
        return start, [*out, *order[at:]]
