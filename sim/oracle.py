"""Joint order, numbers and storing times of a record, computed at once as docs/spec/record.md 6 and 7 say.

Slow and separate on purpose: what a node keeps step by step must come out the same.
"""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from parley.node.ports import Row
from parley.record.entry import Entry, OpenKind, decode_entry, named_feeds
from parley.record.merkle import root_of
from parley.seal.digest import leaf_hash
from sim.truth import Name, Place

_read = lru_cache(maxsize=4096)(decode_entry)
"""The sides hold the same entries, and each is computed for itself."""


@dataclass(slots=True)
class Joint:
    """What the whole rule gives: order, how many have a number, storing times by place and party."""

    order: list[Place]
    ids: list[bytes]
    numbered: int
    times: dict[Place, dict[str, int]]

    def root(self) -> bytes:
        """Give the joint root."""
        return root_of(self.ids[: self.numbered])


@dataclass(slots=True)
class _Graph:
    """Entries with their edges; `after` holds for each the bits of all that come behind it."""

    numbers: dict[Place, int]
    after: list[int]
    later: list[list[int]] = field(default_factory=list)

    def add(self, before: Place, behind: Place) -> None:
        """Add an edge unless it closes a circle."""
        u, v = self.numbers[before], self.numbers[behind]
        if u == v or self.after[v] >> u & 1:
            return
        self.later[u].append(v)
        if not self.after[u] >> v & 1:
            reach = self.after[v] | 1 << v
            for w in range(len(self.after)):
                if w == u or self.after[w] >> u & 1:
                    self.after[w] |= reach


def joint(rows: Iterable[Row], parties: Sequence[str]) -> Joint:
    """Compute the joint order of sound rows."""
    feeds: dict[Name, list[tuple[bytes, Entry]]] = {}
    for row in rows:
        feeds.setdefault((row.party, row.feed), []).append((leaf_hash(row.entry), _read(row.entry)))
    past = {(*name, i): _past(feeds, (*name, i), entry) for name, f in feeds.items() for i, (_, entry) in enumerate(f)}
    placed = _placed(past)
    graph = _graph(placed, past)
    clocks = {place: feeds[place[:2]][place[2]][1].clock_ms for place in placed}
    order = _sorted(graph, placed, clocks)
    if len(parties) == 2:
        _rule_four(graph, order, feeds)
        order = _sorted(graph, placed, clocks)
    times, whole = _times(order, feeds)
    numbered = 0
    while numbered < len(order) and whole[order[numbered]] >= set(parties) - {order[numbered][0]}:
        numbered += 1
    if len(parties) > 2:
        numbered = min([numbered, *_losses(order, feeds)])
    return Joint(order, [feeds[p[:2]][p[2]][0] for p in order], numbered, times)


def _items(entry: Entry) -> list[tuple[Name, int]]:
    return [((item.party, item.feed), item.size) for item in entry.seen]


def _named(entry: Entry) -> list[tuple[Name, int]]:
    if entry.kind != OpenKind.FIRST:
        return []
    return [((entry.author, item.feed), item.size) for item in named_feeds(entry) or ()]


def _past(feeds: Mapping[Name, list[tuple[bytes, Entry]]], place: Place, entry: Entry) -> list[Place] | None:
    """Give what edges 1 to 3 put directly before an entry, or None where it lacks its past."""
    claims = _items(entry) + _named(entry)
    if any(len(feeds.get(name, ())) < size for name, size in claims):
        return None
    before = [(*name, size - 1) for name, size in claims]
    return [*before, (place[0], place[1], place[2] - 1)] if place[2] else before


def _placed(past: Mapping[Place, list[Place] | None]) -> list[Place]:
    """Give the entries that have a place, each behind its past."""
    waits = {place: len(before) for place, before in past.items() if before is not None}
    behind: dict[Place, list[Place]] = {}
    for place, before in past.items():
        for other in before or ():
            behind.setdefault(other, []).append(place)
    todo = [place for place, count in waits.items() if not count]
    out: list[Place] = []
    while todo:
        place = todo.pop()
        out.append(place)
        for other in behind.get(place, ()):
            if other in waits:
                waits[other] -= 1
                if not waits[other]:
                    todo.append(other)
    return out


def _graph(placed: Sequence[Place], past: Mapping[Place, list[Place] | None]) -> _Graph:
    numbers = {place: number for number, place in enumerate(placed)}
    graph = _Graph(numbers, [0] * len(placed), [[] for _ in placed])
    for place in placed:
        for other in past[place] or ():
            graph.later[numbers[other]].append(numbers[place])
    for number in range(len(placed) - 1, -1, -1):
        for later in graph.later[number]:
            graph.after[number] |= graph.after[later] | 1 << later
    return graph


def _sorted(graph: _Graph, placed: Sequence[Place], clocks: Mapping[Place, int]) -> list[Place]:
    waits = [0] * len(placed)
    for behind in graph.later:
        for later in behind:
            waits[later] += 1

    def key(number: int) -> tuple[int, bytes, bytes, int, int]:
        place = placed[number]
        return clocks[place], place[0].encode(), place[1], place[2], number

    ready = [key(number) for number in range(len(placed)) if not waits[number]]
    heapq.heapify(ready)
    out: list[Place] = []
    while ready:
        number = heapq.heappop(ready)[-1]
        out.append(placed[number])
        for later in graph.later[number]:
            waits[later] -= 1
            if not waits[later]:
                heapq.heappush(ready, key(later))
    return out


def _rule_four(graph: _Graph, order: Sequence[Place], feeds: Mapping[Name, list[tuple[bytes, Entry]]]) -> None:
    taken: dict[Place, dict[Name, int]] = {}

    def age(name: Name) -> tuple[int, bytes]:
        return feeds[name][0][1].clock_ms, name[1]

    for place in order:
        entry = feeds[place[:2]][place[2]][1]
        before = dict(taken[place[0], place[1], place[2] - 1]) if place[2] else {}
        for name, size in _named(entry):
            for key, n in taken[(*name, size - 1)].items():
                before[key] = max(n, before.get(key, 0))
        new = [(name, before.get(name, 0), size) for name, size in _items(entry) if size > before.get(name, 0)]
        for f, old, _ in new:
            for g in sorted(before):
                if g[0] == f[0] and g != f:
                    graph.add((*g, before[g] - 1), (*f, old))
            for g, _, n in new:
                if g[0] == f[0] and g != f and age(g) < age(f):
                    graph.add((*g, n - 1), (*f, old))
        taken[place] = before | {name: size for name, _, size in new}


def _times(
    order: Sequence[Place], feeds: Mapping[Name, list[tuple[bytes, Entry]]]
) -> tuple[dict[Place, dict[str, int]], dict[Place, set[str]]]:
    """Give the storing times, and who has receipted each place with all before it: a single receipt gives no number.

    A storing time is the clock of the first entry of another party that receipts a place, in either way.
    """
    times: dict[Place, dict[str, int]] = {(*name, i): {} for name, f in feeds.items() for i in range(len(f))}
    whole: dict[Place, set[str]] = {place: set() for place in times}
    upto: dict[tuple[str, Name], int] = {}
    for place in order:
        entry = feeds[place[:2]][place[2]][1]
        for name, size in _items(entry):
            for index in range(upto.get((place[0], name), 0), size):
                times[(*name, index)].setdefault(place[0], entry.clock_ms)
                whole[(*name, index)].add(place[0])
            upto[place[0], name] = max(size, upto.get((place[0], name), 0))
        for item in entry.beyond:
            spot = (item.party, item.feed, item.index)
            if spot in times and feeds[spot[:2]][item.index][0] == item.id:
                times[spot].setdefault(place[0], entry.clock_ms)
    return times, whole


def _losses(order: Sequence[Place], feeds: Mapping[Name, list[tuple[bytes, Entry]]]) -> Iterator[int]:
    """Give the positions at which two feeds of one author part: neither takes in the whole of the other."""
    at = {place: position for position, place in enumerate(order)}
    sizes = Counter(place[:2] for place in order)
    covers: dict[Name, dict[Name, int]] = {}
    for name in sorted(sizes, key=lambda name: at[(*name, 0)]):
        covers[name] = {}
        for older, size in _named(feeds[name][0][1]):
            for each, upto in ((older, size), *covers[older].items()):
                covers[name][each] = max(upto, covers[name].get(each, 0))
    for f in sizes:
        for g in sizes:
            if f != g and f[0] == g[0] and covers[g].get(f, 0) < sizes[f] and covers[f].get(g, 0) < sizes[g]:
                yield at[(*f, covers[g].get(f, 0))]
