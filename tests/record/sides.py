"""Parties that write a record in memory: what a node does, without packets, disk or clock; the tests' players."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from random import Random
from typing import Any, Final

from parley.record.card import Card, line_of, read_card, write_card
from parley.record.entry import Entry, OpenKind, Seen, commitment, encode_entry
from parley.record.export import ExportedFeed, export
from parley.record.feed import Feed
from parley.record.folder import Body
from parley.record.head import origin, sign_head
from parley.record.joint import Record
from parley.seal.digest import sha256
from parley.seal.suite import SigningKey
from parley.seal.suite import suite as suite_of
from parley.words.cbor import Item

AGREEMENT: Final = b'title = "A line for tests"\n'
START_MS: Final = 1_700_000_000_000


@cache
def keys(party: str, suite: int = 1, generation: int = 0) -> tuple[SigningKey, SigningKey]:
    """Give root and node keys of a party, always the same."""
    seed = sha256(f"{party}/{suite}/{generation}".encode())
    make = suite_of(suite).signing_key
    return make(sha256(seed + b"root") * 2), make(sha256(seed + b"node") * 2)


@cache
def card(party: str, suite: int = 1, generation: int = 0) -> bytes:
    """Give a party's card file."""
    root, node = keys(party, suite, generation)
    return write_card(Card(suite, party, demo=True, root=root.public, node=node.public, transport=b""), root)


def line(parties: Iterable[str], suite: int = 1, agreement: bytes = AGREEMENT) -> bytes:
    return line_of(agreement, [read_card(card(party, suite)) for party in parties])


def founding(parties: Iterable[str], suite: int = 1, agreement: bytes = AGREEMENT) -> list[Item]:
    return [sha256(agreement), [[party, sha256(card(party, suite))] for party in sorted(parties)]]


class Side:
    """One party with its store (`rows`, `bodies`) and the record made of it."""

    agreement = AGREEMENT

    def __init__(self, party: str, parties: Iterable[str], random: Random, *, suite: int = 1) -> None:
        self.party, self.parties, self.random, self.suite = party, tuple(sorted(parties)), random, suite
        self.line = line(self.parties, suite, self.agreement)
        self.rows: dict[tuple[str, bytes], list[bytes]] = {}
        self.bodies: dict[bytes, tuple[bytes, bytes]] = {}
        self.skew_ms = 0
        self.restart()

    # ---- the store

    def backup(self) -> dict[tuple[str, bytes], list[bytes]]:
        return {name: entries.copy() for name, entries in self.rows.items()}

    def restart(self, rows: dict[tuple[str, bytes], list[bytes]] | None = None) -> None:
        """Begin again from the store, or from a backup of it; nothing is said yet."""
        self.rows = self.rows if rows is None else rows
        self.record = Record(self.line, self.parties)
        for (party, feed), entries in self.rows.items():
            for entry in entries:
                self.record.append(party, feed, entry)
        self.record.settle()
        self.current: Feed | None = None
        self.asked = False
        """Whether this run has back what others hold of its own; until then it tells nothing that it has seen."""

    def put(self, party: str, feed: bytes, entries: Iterable[bytes]) -> None:
        """Keep what came in."""
        for entry in entries:
            self.rows.setdefault((party, feed), []).append(entry)
            self.record.append(party, feed, entry)

    # ---- speaking

    def own_feeds(self) -> list[Feed]:
        return [feed for feed in self.record.feeds.values() if feed.party == self.party and feed.size]

    def open_feed(self, now_ms: int) -> None:
        """Open a new feed whose first entry names the older ones that no other older one names at that size."""
        older = sorted(self.own_feeds(), key=lambda feed: feed.id)
        named = {(other, size) for feed in older for other, size in feed.covers.items()}
        tips: list[Item] = [[feed.id, feed.size, feed.tree.root()] for feed in older if (feed, feed.size) not in named]
        told: dict[Feed, int] = {}
        for feed in older:
            for other, size in feed.taken.items():
                told[other] = max(size, told.get(other, 0))
        self.told = told
        self.current = self.record.feed(self.party, self.random.randbytes(8))
        self.say(now_ms, OpenKind.FIRST, tips)

    def say(
        self,
        now_ms: int,
        kind: int = OpenKind.RECEIPT,
        content: bytes | list[Item] | None = None,
        **fields: Any,  # noqa: ANN401  those of an entry
    ) -> bytes:
        """Write one entry with all that is seen; settle it."""
        if self.current is None:
            self.open_feed(now_ms)
        assert self.current is not None
        seen = []
        for feed in self.grown():
            seen.append(Seen(feed.party, feed.id, feed.placed, feed.tree.root(feed.placed)))
            self.told[feed] = feed.placed
        entry = Entry(
            line=self.line,
            author=self.party,
            feed=self.current.id,
            index=self.current.size,
            seen=tuple(seen),
            beyond=(),
            clock_ms=max(0, now_ms + self.skew_ms),
            uncertainty_ms=None,
            traffic_class=0,
            precedence=0,
            not_after_ms=None,
            addressees=(),
            kind=int(kind),
            kind_version=1,
            thread=None,
            content=content,
        )
        data = encode_entry(entry._replace(**fields))
        self.put(self.party, self.current.id, [data])
        self.record.settle()
        return data

    def grown(self) -> list[Feed]:
        """Give the feeds of others of which more is held than was told, in the order of `seen`."""
        feeds = sorted(self.record.feeds.values(), key=lambda feed: feed.rank) if self.asked else []
        return [feed for feed in feeds if feed.party != self.party and feed.placed > self.told.get(feed, 0)]

    def state(self, now_ms: int, text: str) -> bytes:
        """Write a statement with a body."""
        salt, body = self.random.randbytes(16), text.encode()
        self.bodies[commitment(salt, body)] = salt, body
        return self.say(now_ms, 32, commitment(salt, body))

    def found(self, now_ms: int) -> None:
        """Sign the agreement."""
        self.say(now_ms, OpenKind.FOUNDING, founding(self.parties, self.suite, self.agreement))

    # ---- exchanging

    def missing(self, other: Side) -> list[tuple[str, bytes, list[bytes]]]:
        """Give what the other side lacks of each feed here."""
        return [
            (party, feed, entries[len(other.rows.get((party, feed), ())) :])
            for (party, feed), entries in self.rows.items()
            if len(other.rows.get((party, feed), ())) < len(entries)
        ]

    def take(self, now_ms: int, items: Iterable[tuple[str, bytes, list[bytes]]], *others: Side) -> None:
        """Keep what came in and receipt it at once, if anything of others got a place.

        `others` are those who have told what they hold; the run has asked once nothing of its own is lacking.
        """
        for party, feed, entries in items:
            self.put(party, feed, entries)
        self.record.settle()
        own = [name for other in others for name, _, _ in other.missing(self)]
        self.asked = self.asked or (bool(others) and self.party not in own)
        if self.current is None:
            self.open_feed(now_ms)
        elif self.grown():
            self.say(now_ms)

    # ---- exporting

    def export(self, *, without_bodies: bool = False) -> dict[str, bytes]:
        return export_of(self.record, self.rows, {} if without_bodies else self.bodies, self.suite)


def export_of(
    record: Record,
    rows: dict[tuple[str, bytes], list[bytes]],
    bodies: dict[bytes, tuple[bytes, bytes]],
    suite: int = 1,
) -> dict[str, bytes]:
    """Export rows, the heads signed by each author's keys."""
    feeds = []
    for (party, feed), entries in rows.items():
        held = Record(record.line, record.parties)
        leaves = [held.append(party, feed, entry) for entry in entries]
        committed = [leaf.entry.content for leaf in leaves if leaf.entry and type(leaf.entry.content) is bytes]
        found: list[Body] = [bodies.get(content) for content in committed]
        root = held.feed(party, feed).tree.root()
        head = sign_head(keys(party, suite)[1], origin(record.line, party, feed), len(entries), root, full=True)
        feeds.append(ExportedFeed(party, feed, entries, found, head))
    cards = {party: card(party, suite) for party in record.parties}
    return {path: b"".join(chunks) for path, chunks in export(record.line, AGREEMENT, cards, feeds)}
