"""Sections 6 and 7 of docs/spec/record.md, from scratch and slowly: what `Record`, step by step, must agree with."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TypeAlias

from parley.record.entry import Entry, OpenKind, decode_entry, entry_id, named_feeds
from parley.record.merkle import root_of
from parley.words.faults import PeerFault

Name: TypeAlias = tuple[str, bytes]
Spot: TypeAlias = tuple[str, bytes, int]
Rows: TypeAlias = dict[Name, list[bytes]]
Item: TypeAlias = tuple[Name, int, bytes]


@dataclass
class Found:
    """What the page says of a set of leaves."""

    order: list[Spot] = field(default_factory=list)
    numbered: int = 0
    storing: dict[tuple[Spot, str], int] = field(default_factory=dict)
    false_seen: int = 0
    unplaced: int = 0


@dataclass
class Defects:
    """Ways to read the page wrongly, for the tests to find."""

    no_rule_four: bool = False
    arrival: dict[Name, int] | None = None


class Oracle:
    """Leaves as the page reads them."""

    def __init__(self, line: bytes, parties: tuple[str, ...], rows: Rows, defects: Defects) -> None:
        self.parties, self.rows, self.defects = parties, rows, defects
        self.entries: dict[Spot, Entry | None] = {}
        self.clocks: dict[Spot, int] = {}
        self.whole: dict[tuple[Name, str], int] = {}
        """How far each party has receipted each feed without a gap."""
        for (party, feed), leaves in rows.items():
            for index, data in enumerate(leaves):
                spot = (party, feed, index)
                entry = sound(line, spot, data)
                self.entries[spot] = entry
                self.clocks[spot] = entry.clock_ms if entry else self.clocks.get((party, feed, index - 1), 0)

    def items(self, spot: Spot) -> tuple[list[Item], list[Item]]:
        """What a first entry names, and what an entry has seen."""
        entry = self.entries[spot]
        if entry is None:
            return [], []
        named = named_feeds(entry) or [] if spot[2] == 0 else []
        return (
            [((spot[0], item.feed), item.size, item.root) for item in named],
            [((item.party, item.feed), item.size, item.root) for item in entry.seen],
        )

    def case(self, item: Item) -> str:
        name, size, root = item
        leaves = self.rows.get(name, [])
        if len(leaves) < size:
            return "lacks"
        return "counts" if root_of([entry_id(leaf) for leaf in leaves[:size]]) == root else "false"

    def cases(self, spot: Spot) -> list[str]:
        return [self.case(item) for part in self.items(spot) for item in part]

    def counting(self, spot: Spot) -> tuple[list[Item], list[Item]]:
        named, seen = self.items(spot)
        return ([i for i in named if self.case(i) == "counts"], [i for i in seen if self.case(i) == "counts"])

    def edges_before(self, spot: Spot) -> list[Spot]:
        """Edges 1 to 3."""
        party, feed, index = spot
        named, seen = self.counting(spot)
        before = [(party, feed, index - 1)] if index else []
        return before + [(*name, size - 1) for name, size, _ in (*named, *seen)]

    def placed(self) -> set[Spot]:
        """Entries whose whole past is held."""
        lacking = {spot for spot in self.entries if "lacks" in self.cases(spot)}
        has = set(self.entries) - lacking
        while True:
            fewer = {spot for spot in has if all(before in has for before in self.edges_before(spot))}
            if fewer == has:
                return has
            has = fewer

    def key(self, spot: Spot) -> tuple[int, int | bytes, bytes, int]:
        party, feed, index = spot
        if self.defects.arrival is not None:
            return self.defects.arrival[party, feed], b"", b"", index
        return self.clocks[spot], party.encode(), feed, index

    def sort(self, spots: set[Spot], edges: dict[Spot, set[Spot]]) -> list[Spot]:
        """Again and again the smallest of those whose earlier entries are all placed."""
        left = sorted(spots, key=self.key)
        out: list[Spot] = []
        done: set[Spot] = set()
        while left:
            spot = next(spot for spot in left if edges[spot] <= done)
            left.remove(spot)
            done.add(spot)
            out.append(spot)
        return out

    def taken(self, spot: Spot, memo: dict[Spot, dict[Name, int]]) -> dict[Name, int]:
        """What had been taken up after an entry."""
        if spot not in memo:
            _, seen = self.counting(spot)
            memo[spot] = dict(self.taken_before(spot, memo))
            for name, size, _ in seen:
                memo[spot][name] = max(size, memo[spot].get(name, 0))
        return memo[spot]

    def taken_before(self, spot: Spot, memo: dict[Spot, dict[Name, int]]) -> dict[Name, int]:
        party, feed, index = spot
        if index:
            return self.taken((party, feed, index - 1), memo)
        greatest: dict[Name, int] = {}
        for name, size, _ in self.counting(spot)[0]:
            for other, upto in self.taken((*name, size - 1), memo).items():
                greatest[other] = max(upto, greatest.get(other, 0))
        return greatest

    def rule_four(self, order: list[Spot], edges: dict[Spot, set[Spot]]) -> None:
        memo: dict[Spot, dict[Name, int]] = {}
        for spot in order:
            before = self.taken_before(spot, memo)
            new = [(n, before.get(n, 0), s) for n, s, _ in self.counting(spot)[1] if s > before.get(n, 0)]
            for f, old, _ in new:
                beside = sorted((g, n) for g, n in before.items() if g[0] == f[0] and g != f)
                older = [(g, n) for g, _, n in new if g[0] == f[0] and self.age(g) < self.age(f)]
                for g, n in beside + older:
                    earlier, later = (*g, n - 1), (*f, old)
                    if not reaches(edges, earlier, later):
                        edges[later].add(earlier)

    def age(self, name: Name) -> tuple[int, bytes]:
        return self.clocks[*name, 0], name[1]


def reaches(before: dict[Spot, set[Spot]], spot: Spot, target: Spot) -> bool:
    """Say whether `target` stands somewhere before `spot`."""
    todo, found = [spot], {spot}
    while todo:
        at = todo.pop()
        if at == target:
            return True
        todo += before[at] - found
        found |= before[at]
    return False


def sound(line: bytes, spot: Spot, data: bytes) -> Entry | None:
    try:
        entry = decode_entry(data)
    except PeerFault:
        return None
    if (entry.line, entry.author, entry.feed, entry.index) != (line, *spot):
        return None
    if (entry.kind == OpenKind.FIRST) != (spot[2] == 0) or (spot[2] == 0 and named_feeds(entry) is None):
        return None
    return entry


def find(line: bytes, parties: tuple[str, ...], rows: Rows, defects: Defects | None = None) -> Found:
    """Give what the page says of these leaves."""
    oracle = Oracle(line, parties, rows, defects or Defects())
    spots = oracle.placed()
    edges = {spot: set(oracle.edges_before(spot)) for spot in spots}
    order = oracle.sort(spots, edges)
    if len(parties) == 2 and not oracle.defects.no_rule_four:
        oracle.rule_four(order, edges)
        order = oracle.sort(spots, edges)
    found = Found(order, unplaced=len(oracle.entries) - len(spots))
    found.false_seen = sum(oracle.cases(spot).count("false") for spot in spots)
    receipts(oracle, found)
    ends = parting(oracle, set(order)) if len(parties) > 2 else set()
    while found.numbered < len(order):
        spot = order[found.numbered]
        if spot in ends or any(
            oracle.whole.get((spot[:2], party), 0) <= spot[2] for party in parties if party != spot[0]
        ):
            break
        found.numbered += 1
    return found


def parting(oracle: Oracle, placed: set[Spot]) -> set[Spot]:
    """The first entry in each of two feeds of one author that the other, and what that names, does not name."""

    def names(name: Name) -> set[Spot]:
        found: set[Spot] = set()
        for older, size, _ in oracle.counting((*name, 0))[0]:
            found |= {(*older, index) for index in range(size)} | names(older)
        return found

    heads = {spot[:2]: names(spot[:2]) for spot in placed if spot[2] == 0}
    ends: set[Spot] = set()
    for one, named_by_one in heads.items():
        for other, named_by_other in heads.items():
            mine = {spot for spot in placed if spot[:2] == one} - named_by_other
            theirs = {spot for spot in placed if spot[:2] == other} - named_by_one
            if one != other and one[0] == other[0] and mine and theirs:
                ends.add(min(mine))
    return ends


def receipts(oracle: Oracle, found: Found) -> None:
    """The storing time: the clock of the first entry of a party, in joint order, that receipts an entry."""
    for spot in found.order:
        entry = oracle.entries[spot]
        covered: list[Spot] = []
        for name, size, _ in oracle.counting(spot)[1]:
            covered += [(*name, index) for index in range(size)]
            oracle.whole[name, spot[0]] = max(size, oracle.whole.get((name, spot[0]), 0))
        for item in entry.beyond if entry else ():
            single = (item.party, item.feed, item.index)
            if single in oracle.entries and entry_id(oracle.rows[item.party, item.feed][item.index]) == item.id:
                covered.append(single)
        for other in covered:
            found.storing.setdefault((other, spot[0]), oracle.clocks[spot])
