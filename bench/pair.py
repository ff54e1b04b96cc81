"""Two nodes for measuring: fixed keys, real suite, either in one process on memory or as processes on disk and TCP."""

from __future__ import annotations

import os
from pathlib import Path

from parley.bearers.tcp import TcpBearer, TcpPeer
from parley.bearers.tls import OwnIdentity
from parley.desk.agreement import Agreement, parse
from parley.desk.messages import PlainStatement
from parley.node.desk import Desk
from parley.node.node import Node
from parley.node.ports import Bearer, Store
from parley.node.state import Config
from parley.record.card import Card, line_of, read_card, write_card
from parley.runtime import clock
from parley.runtime.logs import Log
from parley.runtime.loop import Parts
from parley.seal.digest import sha256
from parley.seal.suite import S1
from parley.seal.transport import TransportIdentity, transport_identity
from parley.store.sqlite import SqliteStore
from parley.words.instants import Now
from parley.words.limits import QUOTA_BYTES
from parley.words.terms import Precedence, TrafficClass

PARTIES = ("RUS", "USA")
AGREEMENT = Agreement(
    founded_ms=0,
    languages={"RUS": "ru", "USA": "en"},
    roles={},
    pairings={},
    watch=None,
    reply_within_min=dict.fromkeys(Precedence, 60),
    acknowledge_within_min={},
    call_answer_within_h=48,
    escalation=(),
)
NO_DEMO = False
AGREEMENT_FILE = b"# The bench founds its line without terms.\n"


def peer_of(party: str) -> str:
    """Give the other party."""
    return PARTIES[1 - PARTIES.index(party)]


def statement(body_bytes: int) -> PlainStatement:
    """Give a statement whose body has about this many bytes."""
    return PlainStatement(language="en", text="x" * (body_bytes - 12))


class SideBearer(TcpBearer):
    """A second TCP way, over which a third process speaks for the counterpart."""

    name = "side"


class Identities:
    """Keys, cards and line of the bench's two parties, made from fixed seeds.

    ML-DSA is hedged, so a card made twice has other bytes: the first process writes them into `folder`, and the
    others read them.
    """

    def __init__(self, folder: Path, quota_bytes: int = QUOTA_BYTES, terms: bytes = AGREEMENT_FILE) -> None:
        self.quota_bytes, self.terms = quota_bytes, terms
        self.agreement = AGREEMENT if terms == AGREEMENT_FILE else parse(terms)
        self.keys = {party: S1.signing_key(sha256(party.encode()) * 2) for party in PARTIES}
        roots = {party: S1.signing_key(sha256(b"root" + party.encode()) * 2) for party in PARTIES}
        self.transports = {party: _transport(party) for party in PARTIES}
        self.cards: dict[str, bytes] = {}
        for party in PARTIES:
            file = folder / f"{party}.card"
            if not file.exists():
                certificate = self.transports[party].certificate
                card = Card(1, party, NO_DEMO, roots[party].public, self.keys[party].public, certificate)
                file.write_bytes(write_card(card, roots[party]))
            self.cards[party] = file.read_bytes()
        self.line = line_of(terms, [read_card(data) for data in self.cards.values()])

    def config(self, party: str) -> Config:
        """Give a node's configuration."""
        return Config(
            line=self.line,
            me=party,
            parties=PARTIES,
            suite=S1,
            key=self.keys[party],
            node_keys={name: S1.verifying_key(key.public) for name, key in self.keys.items()},
            pair_secrets={peer_of(party): sha256(b"pair")},
            agreement_hash=sha256(self.terms),
            card_hashes=tuple((party, sha256(card)) for party, card in self.cards.items()),
            desk=Desk(PARTIES, self.agreement),
            classes=frozenset({TrafficClass.OPERATIONAL}),
            quota_bytes=self.quota_bytes,
        )

    def parts(self, party: str, folder: Path, ports: dict[str, int], side_port: int = 0) -> Parts:
        """Give a runtime's parts: SQLite in `folder`, TCP on loopback, with a port a second one that is dialled."""

        def open_store() -> Store:
            return SqliteStore.open(folder, self.line, create=True)

        def make_node(store: Store, now: Now) -> Node:
            return Node(self.config(party), os.urandom, store, now)

        peer = peer_of(party)
        own = OwnIdentity(*self.transports[party])
        dialled = ("127.0.0.1", ports[peer]) if party == "USA" else None
        bearers: list[Bearer] = [
            TcpBearer(own, ("127.0.0.1", ports[party]), {peer: TcpPeer(self.transports[peer].certificate, dialled)})
        ]
        if side_port:
            bearers.append(
                SideBearer(own, ("127.0.0.1", side_port), {peer: TcpPeer(self.transports[peer].certificate, None)})
            )
        return Parts(open_store, make_node, bearers, clock.read, Log(None))


def _transport(party: str) -> TransportIdentity:
    """Make a transport identity from a fixed seed, so that two processes make the same one."""
    stream = bytearray(sha256(b"transport" + party.encode()) * 8)

    def draw(size: int) -> bytes:
        drawn = bytes(stream[:size])
        del stream[:size]
        return drawn

    return transport_identity(draw, None)
