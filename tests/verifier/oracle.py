"""Sections 6 and 7 of docs/spec/record.md, word by word and slow: sets of edges, searches, repeated minimum."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from tests.verifier.writer import Feed, leaf, tree

Node = tuple[str, bytes, int]  # party, feed, index
Sizes = dict[tuple[str, bytes], int]  # how far each feed has been taken up


@dataclass
class History:
    """Feeds as leaves with their fields, None for a leaf that is not sound; `limit` cuts each feed."""

    feeds: dict[tuple[str, bytes], list[tuple[bytes, list[Any] | None]]]

    def __post_init__(self) -> None:
        self.nodes = [(*key, i) for key, leaves in self.feeds.items() for i in range(len(leaves))]
        self.fields = {(*key, i): f for key, leaves in self.feeds.items() for i, (_, f) in enumerate(leaves)}
        self.clock = {node: self._clock(node) for node in self.nodes}
        self.false = 0
        self.receipts: dict[Node, list[tuple[str, bytes, int]]] = {}
        self.older: dict[Node, list[tuple[str, bytes, int]]] = {}
        self.lacking: set[Node] = set()
        for node in self.nodes:
            fields = self.fields[node]
            self.receipts[node] = self._counting(node, fields[5] if fields else [])
            first = fields[16] if fields and fields[13] == 1 else []
            self.older[node] = self._counting(node, [[node[0], *item] for item in first])

    def _clock(self, node: Node) -> int:
        party, feed, index = node
        fields = None
        while index >= 0 and fields is None:
            fields = self.fields[party, feed, index]
            index -= 1
        return fields[7] if fields else 0

    def root(self, party: str, feed: bytes, size: int) -> bytes:
        return tree([leaf(raw) for raw, _ in self.feeds[party, feed][:size]])

    def _counting(self, node: Node, items: Iterable[Any]) -> list[tuple[str, bytes, int]]:
        counting = []
        for party, feed, size, root in items:
            if len(self.feeds.get((party, feed), [])) < size:
                self.lacking.add(node)
            elif self.root(party, feed, size) == root:
                counting.append((party, feed, size))
            else:
                self.false += 1
        return counting


def past_of(history: History, node: Node) -> set[Node]:
    """What edges 1 to 3 bring directly before an entry."""
    party, feed, index = node
    before = {(party, feed, index - 1)} if index else set()
    return before | {(p, f, size - 1) for p, f, size in history.receipts[node] + history.older[node]}


def with_a_place(history: History) -> set[Node]:
    placed = set(history.nodes) - history.lacking
    while out := {node for node in placed if not past_of(history, node) <= placed}:
        placed -= out
    return placed


def in_order(history: History, placed: set[Node], edges: set[tuple[Node, Node]]) -> list[Node]:
    order: list[Node] = []
    while rest := placed - set(order):
        done = set(order)
        ready = [node for node in rest if all(u in done for u, v in edges if v == node)]
        order.append(min(ready, key=lambda n: (history.clock[n], n[0].encode(), n[1], n[2])))
    return order


def leads(edges: set[tuple[Node, Node]], start: Node, goal: Node) -> bool:
    found, todo = {start}, [start]
    while todo:
        node = todo.pop()
        fresh = {v for u, v in edges if u == node} - found
        found |= fresh
        todo += fresh
    return goal in found


def rule_4(history: History, order: list[Node], edges: set[tuple[Node, Node]]) -> tuple[set[Any], int]:
    """The edges that rule 4 adds, and how many were left out because they close a circle."""
    taken: dict[Node, Sizes] = {}
    all_edges = set(edges)
    left_out = 0
    for node in order:
        before = taken_before(history, node, taken)
        new = [(p, f, before.get((p, f), 0), n) for p, f, n in history.receipts[node] if n > before.get((p, f), 0)]
        for edge in wished(history, before, new):
            if leads(all_edges, edge[1], edge[0]):
                left_out += 1
            else:
                all_edges.add(edge)
        taken[node] = before | {(p, f): n for p, f, _, n in new}
    return all_edges - edges, left_out


def taken_before(history: History, node: Node, taken: dict[Node, Sizes]) -> Sizes:
    party, feed, index = node
    before = dict(taken[party, feed, index - 1]) if index else {}
    for p, f, size in history.older[node]:
        for key, n in taken[p, f, size - 1].items():
            before[key] = max(n, before.get(key, 0))
    return before


def wished(history: History, before: Sizes, new: list[tuple[str, bytes, int, int]]) -> Iterator[tuple[Node, Node]]:
    """The edges that one entry's receipts ask for, in their order."""

    def age(party: str, feed: bytes) -> tuple[int, bytes]:
        return history.clock[party, feed, 0], feed

    for p, f, old, _ in new:
        for (q, g), n in sorted(before.items()):
            if q == p and g != f:
                yield (q, g, n - 1), (p, f, old)
        for q, g, _, n in new:
            if q == p and g != f and age(q, g) < age(p, f):
                yield (q, g, n - 1), (p, f, old)


def storing_times(history: History, order: list[Node], parties: list[str]) -> dict[Node, dict[str, int]]:
    times: dict[Node, dict[str, int]] = {node: {} for node in history.nodes}
    for node in order:
        who = node[0]
        covered = [(p, f, i) for p, f, size in history.receipts[node] for i in range(size)]
        for p, f, index, identity in (history.fields[node] or [[]] * 17)[6]:
            leaves = history.feeds.get((p, f), [])
            if index < len(leaves) and leaf(leaves[index][0]) == identity:
                covered.append((p, f, index))
        for other in covered:
            if who in parties and who != other[0]:
                times[other].setdefault(who, history.clock[node])
    return times


def parting(history: History, placed: set[Node]) -> set[Node]:
    """The lowest entry of a feed that another one of its author does not name, nor names whole."""

    def named(party: str, feed: bytes) -> set[Node]:
        found: set[Node] = set()
        for p, f, size in history.older[party, feed, 0]:
            found |= {(p, f, index) for index in range(size)} | named(p, f)
        return found

    ends: set[Node] = set()
    feeds = [(party, feed) for party, feed, index in placed if index == 0]
    for one in feeds:
        for other in feeds:
            if one != other and one[0] == other[0]:
                mine = {node for node in placed if node[:2] == one} - named(*other)
                theirs = {node for node in placed if node[:2] == other} - named(*one)
                ends |= {min(mine)} if mine and theirs else set()
    return ends


@dataclass
class Verdict:
    """What the verifiers must find."""

    order: list[Node]
    numbered: int
    times: dict[Node, dict[str, int]]
    false: int
    tied: int  # edges of rule 4 that were not there
    left_out: int
    root: bytes
    moved: bool  # rule 4 changed the order


def judge(feeds: list[Feed], fields: dict[Node, list[Any] | None], parties: list[str]) -> Verdict:
    history = History(
        {(f.party.code, f.id): [(raw, fields[f.party.code, f.id, i]) for i, raw in enumerate(f.leaves)] for f in feeds}
    )
    placed = with_a_place(history)
    edges = {(u, node) for node in placed for u in past_of(history, node)}
    first_order = in_order(history, placed, edges)
    more, left_out = rule_4(history, first_order, edges) if len(parties) == 2 else (set[Any](), 0)
    order = in_order(history, placed, edges | more)
    times = storing_times(history, order, parties)
    numbered = 0
    whole = {(p, f, i, node[0]) for node in placed for p, f, size in history.receipts[node] for i in range(size)}
    ends = parting(history, placed) if len(parties) > 2 else set()
    while (
        numbered < len(order)
        and order[numbered] not in ends
        and all((*order[numbered], party) in whole for party in parties if party != order[numbered][0])
    ):
        numbered += 1
    root = tree([leaf(history.feeds[p, f][i][0]) for p, f, i in order[:numbered]])
    return Verdict(order, numbered, times, history.false, len(more), left_out, root, order != first_order)
