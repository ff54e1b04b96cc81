"""One party of a history with the node's own fold: rows in the order in which they came, restarts, an export."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from random import Random
from typing import Any

from parley.desk import messages as m
from parley.desk.agreement import parse
from parley.node.desk import Desk
from parley.node.folding import settle, take_leaf
from parley.node.ports import Row
from parley.node.rows import statement_at
from parley.node.shelf import Shelf
from parley.node.state import Config, State
from parley.node.views import VIEWS
from parley.record.entry import Entry, commitment, decode_entry
from parley.record.export import ExportedFeed, export
from parley.record.feed import Feed
from parley.record.head import Head
from parley.record.joint import Record
from parley.seal.digest import sha256
from parley.seal.suite import suite
from parley.store.memory import MemoryStore
from parley.wire.catalogue import encode
from parley.words.limits import QUOTA_BYTES
from parley.words.terms import TrafficClass
from tests.record import sides
from tests.record.oracle import Rows

Bodies = dict[bytes, tuple[bytes, bytes]]
"""Salt and body by commitment."""


class Folding:
    """A record that is settled by the node's fold: what the players of `sides` take it for."""

    def __init__(self, state: State) -> None:
        self.state = state

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the record has
        return getattr(self.state.record, name)

    def settle(self) -> None:
        settle(self.state)
        self.state.outcome.effects.clear()


class DeskSide(sides.Side):
    """One party with a node's state made of its rows, in the order in which they came."""

    def __init__(self, party: str, parties: Sequence[str], random: Random, agreement: bytes, bodies: Bodies) -> None:
        self.agreement, self.all_bodies = agreement, bodies
        self.log: list[tuple[str, bytes, bytes]] = []
        super().__init__(party, parties, random)

    def restart(self, rows: Rows | None = None) -> None:
        """Fold all that the store holds anew, some of it at a time; nothing is said yet."""
        self.rows = self.rows if rows is None else rows
        self.state_ = state_of(self)
        self.record: Any = Folding(self.state_)
        held: dict[tuple[str, bytes], int] = {}
        log, self.log = self.log, []
        every = self.random.choice((1, 3, 1_000))
        for party, feed, entry in log:
            index = held[party, feed] = held.get((party, feed), -1) + 1
            if index < len(self.rows.get((party, feed), ())):
                self._fold(party, feed, entry, replaying=True)
                if len(self.log) % every == 0:
                    settle(self.state_, replaying=True)
        settle(self.state_, replaying=True)
        self.state_.shelf.model.settle(len(self.log))
        self.current = None
        self.asked = False

    def put(self, party: str, feed: bytes, entries: Any) -> None:  # noqa: ANN401  as the player hands it over
        for entry in entries:
            self.rows.setdefault((party, feed), []).append(entry)
            self._fold(party, feed, entry, replaying=False)

    def _fold(self, party: str, name: bytes, entry: bytes, *, replaying: bool) -> None:
        self.log.append((party, name, entry))
        record = self.state_.record
        leaf = record.append(party, name, entry)
        salt, body = (leaf.entry is not None and self._body(leaf.entry)) or (None, None)
        row = Row(party, name, leaf.index, entry, salt, body)
        feed = record.feed(party, name)
        self.state_.keep_at_hand(feed, leaf.index, row)
        take_leaf(self.state_, feed, leaf, row, replaying=replaying)

    def _body(self, entry: Entry) -> tuple[bytes, bytes] | None:
        """Give salt and body of an entry that is for this side too."""
        for_us = not entry.addressees or self.party in {entry.author, *entry.addressees}
        return self.all_bodies.get(entry.content) if for_us and type(entry.content) is bytes else None

    def speak(self, now_ms: int, kind: tuple[int, int], body: bytes, **fields: Any) -> None:  # noqa: ANN401  an entry's
        """Write a statement."""
        salt = self.random.randbytes(16)
        content = commitment(salt, body)
        self.all_bodies[content] = salt, body
        self.say(now_ms, kind[0], content, kind_version=kind[1], **fields)

    def say_message(self, now_ms: int, message: m.Message, thread: bytes | None = None) -> None:
        """Write a statement, in a thread or as its own."""
        kind, version, body = encode(message)
        self.speak(now_ms, (kind, version), body, traffic_class=int(TrafficClass.DRILL), thread=thread)

    def files(self) -> dict[str, bytes]:
        """Export what is held, under heads that nobody signed: the slow reading does not look at them."""
        feeds = []
        for (party, name), entries in self.rows.items():
            decoded = [decode_entry(entry) for entry in entries]
            bodies = [self._body(entry) for entry in decoded if type(entry.content) is bytes]
            head = Head(len(entries), bytes(32), bytes(64), bytes(2420))
            feeds.append(ExportedFeed(party, name, entries, bodies, head))
        cards = {party: sides.card(party, 1) for party in self.parties}
        return {path: b"".join(chunks) for path, chunks in export(self.line, self.agreement, cards, feeds)}


def state_of(side: DeskSide) -> State:
    """Give a node's state in which nothing is held yet."""
    parties = tuple(side.parties)
    agreement = parse(side.agreement)
    config = Config(
        line=side.line,
        me=side.party,
        parties=parties,
        suite=suite(1),
        key=sides.keys(side.party)[1],
        node_keys={},
        pair_secrets={},
        agreement_hash=sha256(side.agreement),
        card_hashes=tuple((party, sha256(sides.card(party, 1))) for party in sorted(parties)),
        desk=Desk(parties, agreement),
        classes=frozenset({TrafficClass.DRILL}),
        quota_bytes=QUOTA_BYTES,
    )
    record = Record(side.line, parties)
    state = State(config, side.random.randbytes, MemoryStore(side.line), record, {}, Feed(side.party, bytes(8), 0))
    state.shelf = Shelf(config.desk.terms, VIEWS, record, state.places, partial(statement_at, state))
    return state
