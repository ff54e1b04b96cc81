"""The two parties of `sim.sites`: their cards, the key that comes after the founding one, and what their nodes get."""

from __future__ import annotations

from functools import cache
from hashlib import sha256
from typing import Final

from parley.node.desk import Desk
from parley.node.state import Config
from parley.record.card import Card, write_card
from parley.record.keys import Order, Signed, sign, write_body, write_signed
from parley.seal.suite import S1, SigningKey, Suite
from parley.words.terms import TrafficClass
from sim.stub import STUB
from sim.terms import agreement
from sim.workload import PARTIES
from sim.world import keys

LINE: Final = sha256(b"sites").digest()


@cache
def card(party: str, number: int = 0) -> bytes:
    """Give a party's card with its node key of a number, the founding one being 0."""
    root = S1.signing_key(sha256(f"root {party}".encode()).digest() * 2)
    node = later_key(party, number).public
    return write_card(Card(1, party, demo=False, root=root.public, node=node, transport=b""), root)


@cache
def later_key(party: str, number: int) -> SigningKey:
    """Give a party's node key of a number."""
    return keys(S1, party)[0] if number == 0 else S1.signing_key(sha256(f"{party} {number}".encode()).digest() * 2)


def order(party: str, *, stolen: bool) -> bytes:
    """Give a party's change to its second key."""
    root = S1.signing_key(sha256(f"root {party}".encode()).digest() * 2)
    body = write_body(Order(LINE, sha256(card(party)).digest(), card(party, 1), stolen, ()))
    return write_signed(Signed(body, *sign(root, body), ()))


def config(party: str, suite: Suite = STUB) -> Config:
    """Give a node's configuration; both sites of a party begin with the same."""
    return Config(
        line=LINE,
        me=party,
        parties=PARTIES,
        suite=suite,
        key=keys(suite, party)[0],
        node_keys={other: keys(suite, other)[1] for other in PARTIES},
        cards={other: card(other) for other in PARTIES} if suite is S1 else {},
        pair_secrets={other: LINE for other in PARTIES if other != party},
        agreement_hash=b"a" * 32,
        card_hashes=tuple((other, other.encode() * 8) for other in PARTIES),
        desk=Desk(PARTIES, agreement(PARTIES)),
        classes=frozenset(TrafficClass) - {TrafficClass.DRILL},
    )
