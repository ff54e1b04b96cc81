"""A counterpart that has RUS's keys and writes what it likes: feeds, heads and packets made by hand."""

from __future__ import annotations

from typing import Any

from parley.desk.messages import PlainStatement
from parley.line.payloads import Entries, Sent, write_payload
from parley.node.outbox import own_head
from parley.record.entry import Entry, OpenKind, commitment, encode_entry
from parley.record.feed import Feed
from parley.record.head import Head, origin, sign_head
from parley.record.merkle import Tree
from parley.seal.digest import leaf_hash
from parley.wire.catalogue import encode
from sim.stub import STUB
from sim.world import keys
from tests.node.talk import LINE, WALL_MS, Side

SALT = b"s" * 16


def packet_of(sealer: Side, feed: Feed, side: Side) -> bytes:
    """Make a packet of all that a side holds of its own present feed, sealed by another."""
    rows = side.store.entries(feed.party, feed.id, 0, feed.size)
    head = own_head(side.node.state, feed, feed.size, full=True)
    sent = tuple(Sent(row.entry, row.salt, row.body) for row in rows)
    payload = Entries(feed.party, feed.id, 0, sent, feed.size, head.root, head.ed, head.pq, ())
    return sealer.seals(write_payload(payload))


class Forger:
    """One feed of RUS by hand; its first entry names the honest feed, unless told otherwise."""

    def __init__(self, rus: Side, feed: bytes = b"forged!!", *, named: bool = True) -> None:
        self.rus, self.feed = rus, feed
        self.sent: list[Sent] = []
        honest = rus.own
        self.writes(OpenKind.FIRST, [[honest.id, honest.size, honest.tree.root()]] if named else [])

    # ---- writing

    def entry(self, kind: int, content: Any, **fields: Any) -> Entry:  # noqa: ANN401  whatever a forger likes
        made = Entry(
            LINE, "RUS", self.feed, len(self.sent), (), (), WALL_MS, None, 0, 0, None, (), int(kind), 1, None, content
        )  # fmt: skip
        return made._replace(**fields)

    def writes(self, kind: int, content: Any = None, **fields: Any) -> None:  # noqa: ANN401
        """Write an entry without a body."""
        self.adds(encode_entry(self.entry(kind, content, **fields)))

    def says(self, words: str, **fields: Any) -> bytes:  # noqa: ANN401
        """Write a plain statement; give its id."""
        kind, version, body = encode(PlainStatement(language="ru", text=words))
        made = self.entry(kind, commitment(SALT, body), kind_version=version)
        return self.adds(encode_entry(made._replace(**fields)), SALT, body)

    def adds(self, data: bytes, salt: bytes | None = None, body: bytes | None = None) -> bytes:
        """Add whatever bytes as the next leaf; give its id."""
        self.sent.append(Sent(data, salt, body))
        return leaf_hash(data)

    def but(self, index: int, words: str) -> Forger:
        """Give a second history: the same up to an index, and then other words."""
        other = object.__new__(Forger)
        other.rus, other.feed, other.sent = self.rus, self.feed, self.sent[:index]
        other.says(words)
        return other

    # ---- sending

    def head(self, size: int) -> Head:
        tree = Tree(leaf_hash(item.entry) for item in self.sent[:size])
        name = origin(LINE, "RUS", self.feed)
        return sign_head(keys(STUB, "RUS")[0], name, size, tree.root(), full=True)

    def packet(self, start: int = 0, stop: int | None = None, head: Head | None = None) -> bytes:
        """Make a packet of entries from `start` on under a head of theirs, or under another."""
        stop = len(self.sent) if stop is None else stop
        made = head or self.head(stop)
        root, ed, pq = made.root, made.ed, made.pq
        payload = Entries("RUS", self.feed, start, tuple(self.sent[start:stop]), made.size, root, ed, pq, ())
        return self.rus.seals(write_payload(payload))
