"""Edge rule 4 of the joint order: feeds of one author interleave as receipts took them up (docs/spec/record.md 7)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence
from typing import TypeAlias

from parley.record.feed import Feed

Spot: TypeAlias = tuple[Feed, int]
Edges: TypeAlias = dict[Spot, list[Spot]]


def interleave(spots: Sequence[Spot]) -> tuple[list[Spot], bool]:
    """Sort placed entries by the whole rule; what stands before all of them is fixed and not among them.

    Gives them in joint order, and whether rule 4 had a say.
    """
    later: Edges = {spot: [] for spot in spots}
    earlier: Edges = {spot: [] for spot in spots}
    for spot in spots:
        for past in _past(spot):
            if past in later:
                later[past].append(spot)
                earlier[spot].append(past)
    order = _sorted(later)
    graph = _Graph(later, earlier, order)
    return (_sorted(later), True) if _add_rule_four(graph, order) else (order, False)


def _past(spot: Spot) -> Iterator[Spot]:
    """Give the entries that edges 1 to 3 put directly before this one."""
    feed, index = spot
    if index:
        yield feed, index - 1
    else:
        for other, size in feed.covers.items():
            yield other, size - 1
    for other, size in feed.seen.get(index, ()):
        yield other, size - 1


def _sorted(later: Edges) -> list[Spot]:
    """Give the entries in order: again and again the smallest of those whose earlier ones are all out."""
    waits = dict.fromkeys(later, 0)
    for behind in later.values():
        for spot in behind:
            waits[spot] += 1
    ready = [(*_key(spot), spot[0]) for spot, count in waits.items() if not count]
    heapq.heapify(ready)
    out: list[Spot] = []
    while ready:
        _, _, index, feed = heapq.heappop(ready)
        out.append((feed, index))
        for spot in later[feed, index]:
            waits[spot] -= 1
            if not waits[spot]:
                heapq.heappush(ready, (*_key(spot), spot[0]))
    return out


def _key(spot: Spot) -> tuple[int, tuple[bytes, bytes], int]:
    feed, index = spot
    return feed.clocks[index], feed.rank, index


class _Graph:
    """The edges, with some order that keeps them all, so that an edge is tried against few entries (Pearce, Kelly)."""

    def __init__(self, later: Edges, earlier: Edges, order: Sequence[Spot]) -> None:
        self.later, self.earlier = later, earlier
        self.places = {spot: place for place, spot in enumerate(order)}

    def holds(self, before: Spot, after: Spot) -> bool:
        """Say whether both are among the entries to sort."""
        return before in self.places and after in self.places

    def add(self, before: Spot, after: Spot) -> bool:
        """Add an edge between two of the entries, unless it would close a circle."""
        low, high = self.places[after], self.places[before]
        if low <= high and not self._make_way(before, after, low, high):
            return False
        self.later[before].append(after)
        self.earlier[after].append(before)
        return True

    def _make_way(self, before: Spot, after: Spot, low: int, high: int) -> bool:
        """Move what leads to `before` ahead of what follows `after`; False where these are the same entries."""
        behind = self._reached(after, self.later, low, high)
        if before in behind:
            return False
        ahead = self._reached(before, self.earlier, low, high)
        moved = [*sorted(ahead, key=self.places.__getitem__), *sorted(behind, key=self.places.__getitem__)]
        for spot, place in zip(moved, sorted(self.places[spot] for spot in moved), strict=True):
            self.places[spot] = place
        return True

    def _reached(self, start: Spot, edges: Edges, low: int, high: int) -> dict[Spot, None]:
        found = {start: None}
        todo = [start]
        while todo:
            for spot in edges[todo.pop()]:
                if spot not in found and low <= self.places[spot] <= high:
                    found[spot] = None
                    todo.append(spot)
        return found


def _add_rule_four(graph: _Graph, order: Sequence[Spot]) -> bool:
    """Add the edges that receipts ask for, in the order in which they are to be tried; say whether any was new."""
    takers: dict[Feed, _Taker] = {}
    new = False
    for feed, index in order:
        items = feed.seen.get(index)
        if items:
            taker = takers.get(feed)
            if taker is None:
                taker = takers[feed] = _Taker(graph, feed.taken_before(index))
            new |= taker.take(items)
    return new


class _Taker:
    """One feed of a receiver: what it has taken up so far, and which edges that gave."""

    def __init__(self, graph: _Graph, taken: dict[Feed, int]) -> None:
        self.graph, self.taken = graph, taken
        self.calm: dict[str, Feed] = {}
        """For an author the feed taken up last, where all that it comes behind has been added: nothing new to try."""

    def take(self, items: Sequence[tuple[Feed, int]]) -> bool:
        """Add the edges of one entry's counting items; say whether any was new."""
        taken, new = self.taken, False
        raised = [(f, taken.get(f, 0), n) for f, n in items if n > taken.get(f, 0)]
        for f, old, _ in raised:
            alone = not any(g.party == f.party and g is not f for g, _, _ in raised)
            if alone and self.calm.get(f.party) is f:
                continue
            edges = [((g, n - 1), (f, old)) for g, n in self._before(f, raised) if f.covers.get(g, 0) < n]
            added = [self.graph.add(before, after) for before, after in edges if self.graph.holds(before, after)]
            new |= any(added)
            if alone and all(added):
                self.calm[f.party] = f
            else:
                self.calm.pop(f.party, None)
        for f, _, n in raised:
            taken[f] = n
        return new

    def _before(self, f: Feed, raised: Sequence[tuple[Feed, int, int]]) -> Iterator[tuple[Feed, int]]:
        """Give the other feeds of an author that this receipt puts before `f`, with their sizes."""
        beside = [(g, n) for g, n in self.taken.items() if g.party == f.party and g is not f]
        yield from sorted(beside, key=lambda item: item[0].id)
        for g, _, n in raised:
            if g.party == f.party and _age(g) < _age(f):
                yield g, n


def _age(feed: Feed) -> tuple[int, bytes]:
    return feed.clocks[0], feed.id
