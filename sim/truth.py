"""What really happened, as nobody in the simulation knows it: every entry ever written, and what each disk holds."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TypeAlias

from parley.node.ports import Row
from parley.record.entry import Entry, OpenKind, decode_entry, named_feeds
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash

Name: TypeAlias = tuple[str, bytes]
"""A feed: its party and its id."""
Place: TypeAlias = tuple[str, bytes, int]


class Violation(Exception):
    """An invariant does not hold; the text begins with its number in the notes, where it has one."""


@dataclass(slots=True)
class Chain:
    """One feed as its author wrote it, whether or not that became durable; only the run that opened it may go on."""

    run: int
    rows: list[Row] = field(default_factory=list)
    tree: Tree = field(default_factory=Tree)


@dataclass(slots=True)
class Truth:
    """All feeds as written; `entries` and `places` know each entry by its id."""

    chains: dict[Name, Chain] = field(default_factory=dict)
    entries: dict[bytes, Entry] = field(default_factory=dict)
    places: dict[bytes, Place] = field(default_factory=dict)

    def write(self, row: Row, run: int, *, whole: bool = True) -> None:
        """Take an author's own row: a new one, or one that others gave back, which must be the same."""
        name = (row.party, row.feed)
        chain = self.chains.setdefault(name, Chain(run))
        if row.index < len(chain.rows):
            self.compare(row, whole=whole)
            return
        if row.index > len(chain.rows):
            raise Violation(f"I2 {row.party} wrote entry {row.index} of a feed of {len(chain.rows)}")
        if chain.run != run:
            raise Violation(f"I2 run {run} of {row.party} goes on in the feed of run {chain.run}")
        leaf = leaf_hash(row.entry)
        chain.rows.append(row)
        chain.tree.append(leaf)
        self.entries[leaf] = decode_entry(row.entry)
        self.places[leaf] = (row.party, row.feed, row.index)

    def compare(self, row: Row, *, whole: bool = True) -> None:
        """See that a copy is what its author wrote, with salt and body unless they are for others."""
        chain = self.chains.get((row.party, row.feed))
        if chain is None or row.index >= len(chain.rows):
            raise Violation(f"I4 a row of {row.party} that it never wrote")
        written = chain.rows[row.index]
        if row != (written if whole else replace(written, salt=None, body=None)):
            raise Violation(f"I3 entry {row.index} of a feed of {row.party} differs from what its author wrote")

    def root(self, name: Name, size: int) -> bytes | None:
        """Give the root that a feed has at a size, or None if it was never so long."""
        chain = self.chains.get(name)
        return None if chain is None or size > chain.tree.size else chain.tree.root(size)

    def named(self, party: str, start: bytes) -> Name:
        """Give the feed whose id begins so, the newest of them."""
        return next(name for name in reversed(self.chains) if name[0] == party and name[1].startswith(start))

    def entry(self, row: Row) -> Entry:
        """Give a row's entry, decoded."""
        return self.entries[leaf_hash(row.entry)]


@dataclass(slots=True)
class Past:
    """How far each feed on one disk is held with its whole past, computed for itself."""

    claims: dict[Name, list[list[tuple[Name, int]]]] = field(default_factory=dict)
    placed: dict[Name, int] = field(default_factory=dict)

    def take(self, rows: Iterable[Row], truth: Truth) -> None:
        """Take in rows that are now on the disk."""
        for row in rows:
            entry = truth.entry(row)
            claims = [((s.party, s.feed), s.size) for s in entry.seen]
            if entry.kind == OpenKind.FIRST:
                claims += [((row.party, n.feed), n.size) for n in named_feeds(entry) or ()]
            self.claims.setdefault((row.party, row.feed), []).append(claims)
        self._advance()

    def _advance(self) -> None:
        moved = True
        while moved:
            moved = False
            for name, claims in self.claims.items():
                at = self.placed.get(name, 0)
                while at < len(claims) and all(self.placed.get(other, 0) >= size for other, size in claims[at]):
                    at += 1
                    moved = True
                    self.placed[name] = at
