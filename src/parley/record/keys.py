"""Changes of a party's node keys: the order that names new ones, and which key counts for what (record.md 13)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from typing import Final, NamedTuple

from parley.record.card import OFFICERS_MIN, Card, Officer, read_card
from parley.record.entry import Named, read_named
from parley.record.feed import Feed
from parley.record.joint import Record
from parley.seal.digest import sha256
from parley.seal.suite import PublicKey, SigningKey, Suite, VerifyingKey
from parley.seal.suite import suite as suite_of
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import BODY_BYTES_MAX, FIRST_NAMES_MAX, OFFICERS_MAX, ORDERS_WAITING_MAX

LABEL: Final = b"parley/keys/v1"


class Order(NamedTuple):
    """What a change of keys says: the card before (its file's hash), the new card's file, what counts of older feeds.

    `stolen`: the key before is in other hands; what it signed beyond `counted` is not this party's word.
    """

    line: bytes
    previous: bytes
    card: bytes
    stolen: bool
    counted: tuple[Named, ...]


class Signature(NamedTuple):
    """An officer's signature under an order or a hand-over."""

    seat: str
    ed: bytes
    pq: bytes


class Signed(NamedTuple):
    """An order with what has been signed of it: body, the root's signatures (empty before it signs), the officers'."""

    body: bytes
    ed: bytes
    pq: bytes
    officers: tuple[Signature, ...]


def write_body(order: Order) -> bytes:
    """Write what root and officers sign."""
    counted: list[Item] = [list(item) for item in order.counted]
    return encode([1, order.line, order.previous, order.card, order.stolen, counted])


def write_signed(signed: Signed) -> bytes:
    """Write an order with its signatures: the body of an entry of kind 5."""
    officers: list[Item] = [list(each) for each in signed.officers]
    return encode([signed.body, signed.ed, signed.pq, officers])


def sign(key: SigningKey, body: bytes, label: bytes = LABEL) -> tuple[bytes, bytes]:
    """Give both signatures over a body."""
    return key.ed(label + b"\x00" + body), key.pq(body, label)


def read_signed(data: bytes) -> Signed:
    """Read an order's envelope; no signature is checked. Raises PeerFault `keys-malformed`."""
    match _decoded(data):
        case [bytes(body), bytes(ed), bytes(pq), list(officers)] if len(data) <= BODY_BYTES_MAX:
            return Signed(body, ed, pq, read_signatures(officers))
    raise PeerFault("keys-malformed", "A change of keys is a body and signatures.")


def read_signatures(items: Sequence[Item]) -> tuple[Signature, ...]:
    """Read officers' signatures, ascending by seat. Raises PeerFault `keys-malformed`."""
    found: list[Signature] = []
    for item in items:
        match item:
            case [str(seat), bytes(ed), bytes(pq)] if not found or found[-1].seat.encode() < seat.encode():
                found.append(Signature(seat, ed, pq))
            case _:
                raise PeerFault("keys-malformed", "The officers' signatures are not in their order.")
    if len(found) > OFFICERS_MAX:
        raise PeerFault("keys-malformed", "More officers sign than a card lists.")
    return tuple(found)


def read_body(body: bytes) -> Order:
    """Read what an order says. Raises PeerFault `keys-malformed`."""
    match _decoded(body):
        case [version, bytes(line), bytes(previous), bytes(card), bool(stolen), counted] if (
            type(version) is int and version == 1 and (len(line), len(previous)) == (32, 32)
        ):
            named = read_named(counted)
            if named is not None:
                return Order(line, previous, card, stolen, tuple(named))
    raise PeerFault("keys-malformed", "A change of keys has other fields.")


def order_in(data: bytes) -> Order | None:
    """Give what the body of an entry says as an order, if it is one; no signature is checked."""
    try:
        return read_body(read_signed(data).body)
    except PeerFault:
        return None


def enough_officers(
    officers: Sequence[Officer], signatures: Iterable[Signature], body: bytes, label: bytes, suite: Suite
) -> bool:
    """Say whether two officers have signed, and nobody else; a card that lists none asks for none."""
    known = {officer.seat: officer.key for officer in officers}
    given = tuple(signatures)
    return len(given) >= min(len(known), OFFICERS_MIN) and all(
        each.seat in known and _holds(suite.verifying_key(known[each.seat]), (each.ed, each.pq), body, label)
        for each in given
    )


def _holds(key: VerifyingKey, pair: tuple[bytes, bytes], body: bytes, label: bytes) -> bool:
    return key.ed(label + b"\x00" + body, pair[0]) and key.pq(body, pair[1], label)


def _decoded(data: bytes) -> Item:
    try:
        return decode(data)
    except PeerFault:
        raise PeerFault("keys-malformed", "A change of keys is not in the strict encoding.") from None


class Keyring:
    """The node keys of one party on one line, oldest first, as the orders known so far name them."""

    def __init__(self, line: bytes, founding: VerifyingKey, card: bytes | None = None) -> None:
        """Begin with the founding key; without its card no order can follow."""
        self._line = line
        self.keys: list[VerifyingKey] = [founding]
        self.files: list[bytes] = [] if card is None else [card]
        self.orders: list[Order] = []
        self.written: list[bytes] = []
        """The orders as they came, with their signatures."""
        self._known: set[bytes] = set()
        self._waiting: dict[bytes, bytes] = {}

    @classmethod
    def of(cls, line: bytes, card: bytes) -> Keyring:
        """Begin with a founding card. Raises PeerFault of cards."""
        read = read_card(card)
        return cls(line, suite_of(read.suite).verifying_key(read.node), card)

    @property
    def key(self) -> VerifyingKey:
        """The key that signs now."""
        return self.keys[-1]

    @property
    def card(self) -> Card:
        """The card that holds now."""
        return read_card(self.files[-1])

    def take(self, data: bytes) -> bool:
        """Take an order in; say whether a new key holds now. One that came before its forerunner waits for it.

        Raises PeerFault `keys-malformed`, `keys-foreign`, `keys-signature`, `keys-officers`, `keys-conflict`.
        """
        digest = sha256(data)
        if digest in self._known:
            return False
        signed = read_signed(data)
        order = read_body(signed.body)
        if not self.files or order.line != self._line:
            raise PeerFault("keys-foreign", "The change of keys is of another line, or the party has no card here.")
        if order.previous != sha256(self.files[-1]):
            if any(order.previous == sha256(file) for file in self.files):
                raise PeerFault("keys-conflict")
            if len(self._waiting) < ORDERS_WAITING_MAX:
                self._waiting.setdefault(order.previous, data)
            return False
        self._follow(order, signed)
        self.written.append(data)
        self._known.add(digest)
        waiting = self._waiting.pop(sha256(order.card), None)
        if waiting is not None:
            with suppress(PeerFault):  # it is judged where it stands in the record
                self.take(waiting)
        return True

    def _follow(self, order: Order, signed: Signed) -> None:
        """Check an order against the card before it, and put its key in force."""
        before, after = self.card, read_new_card(order.card)
        if (after.party, after.suite, after.demo, after.root) != (before.party, before.suite, before.demo, before.root):
            raise PeerFault("keys-foreign", "The new card is of another party, suite or root identity.")
        suite = suite_of(after.suite)
        if not _holds(suite.verifying_key(before.root), (signed.ed, signed.pq), signed.body, LABEL):
            raise PeerFault("keys-signature")
        if not enough_officers(before.officers, signed.officers, signed.body, LABEL, suite):
            raise PeerFault("keys-officers")
        if after.node in [key.public for key in self.keys]:
            raise PeerFault("keys-malformed", "The new card names a node key that this party had before.")
        self.keys.append(suite.verifying_key(after.node))
        self.files.append(order.card)
        self.orders.append(order)

    def counts(self, generation: int, feed: bytes, size: int, root: bytes) -> bool:
        """Say whether a head of a former key counts by the order that put an end to it."""
        named = next((item for item in self.orders[generation].counted if item.feed == feed), None)
        return named is not None and (size < named.size or (size, root) == (named.size, named.root))


def read_new_card(data: bytes) -> Card:
    """Read the card in an order. Raises PeerFault `keys-malformed`, whatever is wrong with it."""
    try:
        return read_card(data)
    except PeerFault as fault:
        raise PeerFault("keys-malformed", f"The new card does not hold: {fault.message}") from None


def fingerprint(key: PublicKey) -> str:
    """Give what people compare of a node key: eight bytes in hex."""
    return sha256(key.ed + key.pq)[:8].hex()


def tips(record: Record, party: str) -> list[Feed]:
    """Give a party's feeds that have a place, less those that another of them names as far as they have one."""
    mine = [feed for feed in record.feeds.values() if feed.party == party and feed.placed]
    found = [f for f in mine if not any(g.covers.get(f, 0) == f.placed for g in mine)]
    return sorted(found, key=lambda feed: feed.id)[:FIRST_NAMES_MAX]


def disowned_from(record: Record, party: str, orders: Iterable[tuple[Order, Feed]]) -> dict[Feed, int]:
    """Give each feed of a party of which a stolen key signed more than counts, and the size up to which it counts.

    `orders` has each order with the feeds in which it stands: these, and what comes after them, is under the new key.
    """
    limits: dict[Feed, int] = {}
    standing: dict[Order, list[Feed]] = {}
    for order, feed in orders:
        standing.setdefault(order, []).append(feed)
    for order, feeds in standing.items():
        counted = _counted(record, party, order) if order.stolen else {}
        for feed in record.feeds.values() if order.stolen else ():
            later = feed in feeds or any(by in feed.covers for by in feeds)
            if feed.party == party and not later and feed.size > counted.get(feed, 0):
                limits[feed] = min(counted.get(feed, 0), limits.get(feed, feed.size))
    return limits


def _counted(record: Record, party: str, order: Order) -> dict[Feed, int]:
    """Give what counts by an order: the feeds that it names, and what their first entries name."""
    counted: dict[Feed, int] = {}
    for item in order.counted:
        feed = record.feeds.get((party, item.feed))
        if feed is not None and feed.size >= item.size and feed.tree.root(item.size) == item.root:
            for each, size in ((feed, item.size), *feed.covers.items()):
                counted[each] = max(size, counted.get(each, 0))
    return counted


def may_be_order(body: bytes | None) -> bool:
    """Say whether bytes begin as an order does; most bodies of statements do not, and need no second look."""
    return body is not None and body[:1] == b"\x84"


def rings_of(line: bytes, cards: Mapping[str, bytes], orders: Iterable[tuple[str, bytes]]) -> dict[str, Keyring]:
    """Give each party's keys from the founding cards and orders (author and bytes): of those that follow, the first.

    Orders that do not hold put nothing in force. Raises PeerFault of founding cards.
    """
    rings = {party: Keyring.of(line, card) for party, card in cards.items()}
    pending = list(orders)
    while (found := next((item for item in pending if _follows(rings, *item)), None)) is not None:
        pending.remove(found)
    return rings


def _follows(rings: Mapping[str, Keyring], party: str, data: bytes) -> bool:
    try:
        return rings[party].take(data)
    except PeerFault:
        return False
