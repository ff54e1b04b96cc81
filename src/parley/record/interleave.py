"""Edge rule 4 of the joint order: feeds of one author interleave as receipts took them up (docs/spec/record.md 7)."""

from __future__ import annotations

import heapq
from collections.abc import Iterator, Sequence

from parley.record.feed import Feed

Spot = tuple[Feed, int]


def interleave(spots: Sequence[Spot], start: int) -> tuple[list[Spot], bool]:
    """Sort placed entries, all that stand from position `start` on, by the whole rule.

    Gives them in joint order, and whether rule 4 still had a say; entries below `start` are behind us and fixed.
    """
    edges: dict[Spot, list[Spot]] = {spot: [] for spot in spots}
    for spot in spots:
        for earlier in _past(spot):
            if earlier in edges:
                edges[earlier].append(spot)
    added = False
    for earlier, later in _rule_four(_sorted(edges)):
        if earlier in edges and later in edges and not _reaches(edges, later, earlier):
            if not _reaches(edges, earlier, later):
                added = True
            edges[earlier].append(later)
    return _sorted(edges), added


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


def _sorted(edges: dict[Spot, list[Spot]]) -> list[Spot]:
    """Give the entries in order: again and again the smallest of those whose earlier ones are all out."""
    waits = dict.fromkeys(edges, 0)
    for later in edges.values():
        for spot in later:
            waits[spot] += 1
    ready = [(_key(spot), spot[0].number, spot) for spot, count in waits.items() if not count]
    heapq.heapify(ready)
    out: list[Spot] = []
    while ready:
        spot = heapq.heappop(ready)[2]
        out.append(spot)
        for later in edges[spot]:
            waits[later] -= 1
            if not waits[later]:
                heapq.heappush(ready, (_key(later), later[0].number, later))
    return out


def _key(spot: Spot) -> tuple[int, tuple[bytes, bytes], int]:
    feed, index = spot
    return feed.clocks[index], feed.rank, index


def _rule_four(spots: Sequence[Spot]) -> Iterator[tuple[Spot, Spot]]:
    """Give the edges that receipts ask for, in the order in which they are to be tried."""
    before: dict[Feed, dict[Feed, int]] = {}
    for feed, index in spots:
        items = feed.seen.get(index)
        if not items:
            continue
        taken = before.get(feed)
        if taken is None:
            taken = before[feed] = feed.taken_before(index)
        raised = [(f, taken.get(f, 0), n) for f, n in items if n > taken.get(f, 0)]
        for f, old, _ in raised:
            beside = [(g, n) for g, n in taken.items() if g.party == f.party and g is not f]
            for g, n in sorted(beside, key=lambda item: item[0].id):
                yield (g, n - 1), (f, old)
            for g, _, n in raised:
                if g.party == f.party and _age(g) < _age(f):
                    yield (g, n - 1), (f, old)
        for f, _, n in raised:
            taken[f] = n


def _age(feed: Feed) -> tuple[int, bytes]:
    return feed.clocks[0], feed.id
