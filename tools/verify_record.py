#!/usr/bin/env python3
"""Verify an exported record, a proof of entries or of equivocation, offline and without Parley.

A second implementation, written from docs/spec/record.md alone; the sections named below are that page's.
Needs Python 3.11 or newer and the package `cryptography` (50 or newer), nothing else.

    verify_record.py record FOLDER [--card FILE ...] [--json] [--timeline]
    verify_record.py proof FILE [--card FILE ...] [--json]
    verify_record.py fork FILE [--card FILE] [--json]
"""

from __future__ import annotations

import argparse
import base64
import binascii
import gc
import heapq
import json
import os
import re
import struct
import sys
import tomllib
from bisect import bisect_left
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from itertools import pairwise
from pathlib import Path
from typing import Any, Final, TypeAlias

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PublicKey, MLDSA87PublicKey
from cryptography.hazmat.primitives.hashes import SHA256

PROVED: Final = "proved under these keys"
CONSISTENT: Final = "consistent, keys not compared"
REFUSED: Final = "refused"

FIRST, FOUNDING, OFFICER_KEY, REVOCATION, AMENDMENT = 1, 2, 6, 7, 10  # the kinds that a verifier reads
STATEMENT_MIN: Final = 32  # kinds from here on have bodies that may be erased
NOT_READABLE: Final = frozenset({OFFICER_KEY, REVOCATION, *range(11, 32)})  # unless they name a key (section 16)

Cbor: TypeAlias = Any  # int, bytes, str, list, dict, bool or None
Test: TypeAlias = Callable[[Cbor], bool]
Key: TypeAlias = tuple[str, bytes]  # party, feed
Who: TypeAlias = str | Key | None  # of a fault: the party, or party and feed


class Fault(Exception):
    """The first thing that is wrong: a stable code, its place, and a sentence for a person."""

    def __init__(
        self, code: str, detail: str, file: str | None = None, who: Who = None, index: int | None = None
    ) -> None:
        super().__init__(code)
        party, feed = who if isinstance(who, tuple) else (who, None)
        self.form = {"code": code, "file": file, "party": party, "feed": feed and feed.hex(), "index": index}
        self.form["detail"] = detail


# ---------------------------------------------------------------- section 1: encoding


class NotStrict(ValueError):
    """These bytes are not one item of strict CBOR."""


DEPTH_MAX: Final = 16
SHORTEST: Final = {24: 24, 25: 1 << 8, 26: 1 << 16, 27: 1 << 32}  # least number that needs this form
SIMPLE: Final = {20: False, 21: True, 22: None}


def decode(data: bytes) -> Cbor:
    """Return the one item that `data` is in strict CBOR; raises NotStrict."""
    try:
        item, end = _item(data, 0, 0)
    except (IndexError, UnicodeDecodeError) as error:
        raise NotStrict from error
    if end != len(data):
        raise NotStrict
    return item


def decode_or_none(data: bytes) -> Cbor:
    """Return the item, or None where these bytes are none (or null)."""
    try:
        return decode(data)
    except NotStrict:
        return None


def _argument(data: bytes, at: int, short: int) -> tuple[int, int]:
    """Read the number of 1, 2, 4 or 8 bytes behind an initial byte; its form must be the shortest."""
    if short not in SHORTEST:
        raise NotStrict
    end = at + (1 << (short - 24))
    number = int.from_bytes(data[at:end], "big")
    if end > len(data) or number < SHORTEST[short]:
        raise NotStrict
    return number, end


def _item(data: bytes, at: int, depth: int) -> tuple[Cbor, int]:
    major, number = divmod(data[at], 32)
    at += 1
    if number >= 24:
        number, at = _argument(data, at, number)
    if major == 0:
        return number, at
    if major == 2 or major == 3:  # noqa: PLR1714 (a tuple costs a tenth of the whole run)
        end = at + number
        if end > len(data):
            raise NotStrict
        return (data[at:end] if major == 2 else data[at:end].decode("utf-8")), end
    if major == 4:
        return _array(data, at, number, depth + 1)
    return _rarer_item(data, at, depth, (major, number))


def _array(data: bytes, at: int, length: int, depth: int) -> tuple[list[Cbor], int]:
    if depth > DEPTH_MAX:
        raise NotStrict
    items = []
    for _ in range(length):
        item, at = _item(data, at, depth)
        items.append(item)
    return items, at


def _rarer_item(data: bytes, at: int, depth: int, head: tuple[int, int]) -> tuple[Cbor, int]:
    major, number = head
    if major == 1:
        return -1 - number, at
    if major == 7 and number in SIMPLE:
        return SIMPLE[number], at
    if major != 5 or depth == DEPTH_MAX:
        raise NotStrict
    pairs: dict[int, Cbor] = {}
    last = -1
    for _ in range(number):
        key, at = _item(data, at, DEPTH_MAX)
        if not unsigned(key) or key <= last:
            raise NotStrict
        pairs[key], at = _item(data, at, depth + 1)
        last = key
    return pairs, at


def encode(item: Cbor) -> bytes:
    """Return the strict CBOR of an item that `decode` can give."""
    if item is None or isinstance(item, bool):
        return {False: b"\xf4", True: b"\xf5", None: b"\xf6"}[item]
    if isinstance(item, int):
        return _initial(0, item) if item >= 0 else _initial(1, -1 - item)
    if isinstance(item, dict):
        return _initial(5, len(item)) + b"".join(encode(key) + encode(item[key]) for key in sorted(item))
    if isinstance(item, bytes):
        return _initial(2, len(item)) + item
    if isinstance(item, str):
        return _initial(3, len(item.encode())) + item.encode()
    return _initial(4, len(item)) + b"".join(map(encode, item))


def _initial(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major * 32 + number])
    short = max(form for form, least in SHORTEST.items() if number >= least)
    return bytes([major * 32 + short]) + number.to_bytes(1 << (short - 24), "big")


def of_type(kind: type) -> Test:
    """Return the test for values of this very type: True is no number."""
    return lambda value: type(value) is kind


def number(least: int = 0, most: int = 2**64 - 1) -> Test:
    """Return the test for a number in this range."""
    return lambda value: type(value) is int and least <= value <= most


def octets(length: int) -> Test:
    """Return the test for a byte string of `length`."""
    return lambda value: type(value) is bytes and len(value) == length


def null_or(*tests: Test) -> Test:
    """Return the test for null or what one of `tests` takes."""
    return lambda value: value is None or any(test(value) for test in tests)


def array(*tests: Test) -> Test:
    """Return the test for an array with exactly these fields."""
    return lambda value: (
        type(value) is list
        and len(value) == len(tests)
        and all(test(part) for test, part in zip(tests, value, strict=True))
    )


def ascending(test: Test, parts: int) -> Test:
    """Return the test for an array of such items, the first `parts` fields ascending and each once."""

    def in_order(items: list[Cbor]) -> bool:
        keys = [item[:parts] if type(item) is list else item for item in items]
        return all(a < b for a, b in pairwise(keys))

    return lambda value: type(value) is list and all(map(test, value)) and in_order(value)


is_bytes, is_boolean, is_list = of_type(bytes), of_type(bool), of_type(list)
unsigned, is_positive, is_1 = number(), number(1), number(1, 1)
is_8_bytes, is_32_bytes = octets(8), octets(32)


# ---------------------------------------------------------------- section 2: keys, cards, the line

P: Final = 2**255 - 19  # the field of the curve
L: Final = 2**252 + 27742317777372353535851937790883648493  # the order of its base point
D: Final = -121665 * pow(121666, -1, P) % P
Y_OF_ORDER_8: Final = 0x05FC536D880238B13933C6D305ACDFD5F098EFF289F4C345B027B2C28F95E826
# The eight points of low order: (0, 1), (0, -1), two with y = 0, four of order 8.
LOW_ORDER_Y: Final = frozenset({0, 1, P - 1, Y_OF_ORDER_8, P - Y_OF_ORDER_8})

Suite: TypeAlias = tuple[type[MLDSA44PublicKey] | type[MLDSA87PublicKey], int, int, int]
# ML-DSA, bytes of its public key, bytes of its signature, C2SP type of its line in a head
SUITES: Final[dict[int, Suite]] = {
    1: (MLDSA44PublicKey, 1312, 2420, 0x06),
    2: (MLDSA87PublicKey, 2592, 4627, 0xFF),
}
PARTY: Final = re.compile(r"[A-Za-z][A-Za-z0-9-]{1,15}")
CARD_LABEL: Final = b"parley/card/v1"
is_card = array(is_bytes, octets(64), is_bytes)  # body, ed, pq
CARD_MAX: Final = 32_768
SEAT: Final = re.compile(r"[a-z][a-z0-9-]{1,31}")
OFFICERS: Final = (2, 5)  # so many at least and at most, where a card lists any


def party_code(value: Cbor) -> bool:
    """Say whether `value` is the code of a party."""
    return type(value) is str and PARTY.fullmatch(value) is not None


def seat_name(value: Cbor) -> bool:
    """Say whether `value` is the name of a seat."""
    return type(value) is str and SEAT.fullmatch(value) is not None


def strong_point(encoded: bytes) -> bool:
    """Say whether these 32 bytes are the canonical encoding of a point that is not of low order."""
    y = int.from_bytes(encoded, "little") & (2**255 - 1)
    if y >= P or y in LOW_ORDER_Y:  # with x = 0 the sign bit is moot: both such points are of low order
        return False
    x_squared = (y * y - 1) * pow(D * y * y + 1, -1, P) % P
    return pow(x_squared, (P - 1) // 2, P) == 1


def ed25519_holds(public: bytes, signature: bytes, message: bytes) -> bool:
    """Check a signature under the strict rule; the library does S·B = R + k·A and compares R as bytes."""
    r, s = signature[:32], int.from_bytes(signature[32:], "little")
    if s >= L or not strong_point(public) or not strong_point(r):
        return False
    try:
        Ed25519PublicKey.from_public_bytes(public).verify(signature, message)
    except InvalidSignature:
        return False
    return True


def ml_dsa_holds(card: Card, public: bytes, signature: bytes, message: bytes, context: bytes) -> bool:
    """Check a signature of the card's suite after FIPS 204."""
    try:
        SUITES[card.suite][0].from_public_bytes(public).verify(signature, message, context)
    except (InvalidSignature, ValueError):
        return False
    return True


@dataclass(frozen=True, slots=True)
class Card:
    """A party's public identity, as its card says it."""

    suite: int
    party: str
    root_ed: bytes
    root_pq: bytes
    node_ed: bytes
    node_pq: bytes
    demo: bool
    officers: dict[str, tuple[bytes, bytes]]  # by seat: both keys
    digest: bytes


def parse_card(data: bytes) -> tuple[Card, bytes, bytes, bytes] | None:
    """Return the card with its body and both signatures, or None where these bytes are no card."""
    card = decode_or_none(data)
    body = decode_or_none(card[0]) if len(data) <= CARD_MAX and is_card(card) else None
    if type(body) is not list or len(body) not in {9, 10} or type(body[1]) is not int or body[1] not in SUITES:
        return None
    _, public_bytes, signature_bytes, _ = SUITES[body[1]]
    public_pq = octets(public_bytes)
    fields = [is_1, unsigned, party_code, is_boolean, is_32_bytes, public_pq, is_32_bytes, public_pq, is_bytes]
    if len(body) == 10:
        fields = [number(2, 2), *fields[1:], ascending(array(seat_name, is_32_bytes, public_pq), 1)]
    if not array(*fields)(body) or len(card[2]) != signature_bytes:
        return None
    _, suite, party, demo, root_ed, root_pq, node_ed, node_pq, _, *rest = body
    officers = {seat: (ed, pq) for seat, ed, pq in (rest[0] if rest else ())}
    different = [{pair[at] for pair in officers.values()} for at in (0, 1)]
    if rest and not (
        OFFICERS[0] <= len(rest[0]) <= OFFICERS[1] and all(len(each) == len(officers) for each in different)
    ):
        return None
    return Card(suite, party, root_ed, root_pq, node_ed, node_pq, demo, officers, sha256(data).digest()), *card


def read_card(data: bytes, file: str | None = None, name: str | None = None) -> Card:
    """Return a checked card (section 9, check 2); raises Fault at `file` and the party `name`."""
    parsed = parse_card(data)
    if parsed is None:
        raise Fault("card-malformed", "This is not a card.", file, name)
    card, body, ed, pq = parsed
    party = name or card.party
    if not all(map(strong_point, (card.root_ed, card.node_ed, *(ed for ed, _ in card.officers.values())))):
        raise Fault("key-weak", "An Ed25519 key of this card is weak or no key at all.", file, party)
    ed_holds = ed25519_holds(card.root_ed, ed, CARD_LABEL + b"\0" + body)
    if not (ed_holds and ml_dsa_holds(card, card.root_pq, pq, body, CARD_LABEL)):
        raise Fault("card-signature", "The card is not signed by its own root keys.", file, party)
    if card.party != party:
        raise Fault("card-malformed", "This is the card of another party.", file, party)
    return card


def line_of(agreement: bytes, cards: Mapping[str, Card]) -> bytes:
    """Return the 32 bytes that name the line of this agreement among these root identities."""
    return line_of_hash(sha256(agreement).digest(), cards)


def line_of_hash(agreement: bytes, cards: Mapping[str, Card]) -> bytes:
    """Return the line by the hash of the agreement file alone."""
    parties = [[name, cards[name].root_ed, cards[name].root_pq] for name in sorted(cards)]
    suite = next(iter(cards.values())).suite
    return sha256(b"parley/line/v1\0" + encode([1, suite, agreement, parties])).digest()


# ---------------------------------------------------------------- RFC 6962: Merkle trees

NOTHING: Final = sha256(b"").digest()


def node(left: bytes, right: bytes) -> bytes:
    """Return the hash of an inner node."""
    return sha256(b"\1" + left + right).digest()


def roots(leaves: Sequence[bytes], sizes: Iterable[int]) -> dict[int, bytes]:
    """Return the roots over the first n leaves, for each n in `sizes` (all at most the number of leaves)."""
    wanted = set(sizes)
    found = {0: NOTHING}
    peaks: list[bytes] = []  # of the complete subtrees, largest first
    for size, leaf in enumerate(leaves, 1):
        peaks.append(leaf)
        odd = size
        while odd & 1 == 0:
            right = peaks.pop()
            peaks[-1] = node(peaks[-1], right)
            odd >>= 1
        if size in wanted:
            root = peaks[-1]
            for peak in peaks[-2::-1]:
                root = node(peak, root)
            found[size] = root
    return found


def path_leads(sizes: tuple[int, int], start: bytes, end: bytes, path: Sequence[bytes]) -> bool:
    """Say whether the consistency path leads from root `start` to root `end` (0 < sizes[0] < sizes[1])."""
    first, last = sizes[0] - 1, sizes[1] - 1
    steps = list(path)
    if sizes[0] & first == 0:  # a power of two: its root is itself a node of the larger tree
        steps.insert(0, start)
    if not steps:
        return False
    while first & 1:
        first, last = first >> 1, last >> 1
    old = new = steps[0]
    for step in steps[1:]:
        if last == 0:
            return False
        if first & 1 or first == last:
            old, new = node(step, old), node(step, new)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            new = node(new, step)
        first, last = first >> 1, last >> 1
    return last == 0 and old == start and new == end


# ---------------------------------------------------------------- section 3: entries

ENTRY_MAX: Final = 4096


is_seen = ascending(array(party_code, is_8_bytes, is_positive, is_32_bytes), 2)
is_beyond = ascending(array(party_code, is_8_bytes, unsigned, is_32_bytes), 3)
is_first = ascending(array(is_8_bytes, is_positive, is_32_bytes), 1)

# Fields 5 to 16; fields 0 to 4 are compared with the entry's place.
FIELDS: Final[tuple[Test, ...]] = (
    is_seen,
    is_beyond,
    unsigned,  # clock_ms
    null_or(unsigned),  # uncertainty_ms
    number(0, 2),  # class
    number(0, 3),  # precedence
    null_or(unsigned),  # not_after_ms
    ascending(party_code, 1),  # addressees
    unsigned,  # kind
    unsigned,  # kind_version
    null_or(is_32_bytes),  # thread
    null_or(is_32_bytes, is_list),  # content
)


@dataclass(eq=False, slots=True)
class Feed:
    """One run of a party's node: its leaves, and what sections 6 and 7 find out about them."""

    party: str
    feed: bytes
    folder: str
    entries: list[Entry] = field(default_factory=list)
    receipted: dict[str, int] = field(default_factory=dict)  # by each other party, up to this size
    stored: dict[str, list[int | None]] = field(default_factory=dict)  # each other party's storing times
    key_number: int = 0  # which of its party's keys signed its head
    root: bytes = b""  # its head's
    orders: list[Order] = field(default_factory=list)  # changes of keys that stand in it
    amendments: dict[int, bytes] = field(default_factory=dict)  # bodies of amendments, by index
    erased: list[int] = field(default_factory=list)  # whose bodies are said to be erased
    proved: dict[int, bytes] = field(default_factory=dict)  # bodies that may have release evidence, by index

    @property
    def key(self) -> Key:
        return self.party, self.feed

    @property
    def age(self) -> tuple[int, bytes]:
        """The smaller, the older."""
        return self.entries[0].clock_ms, self.feed


Part: TypeAlias = tuple[Feed, int]  # the first entries of a feed, so many
Place: TypeAlias = tuple[Feed, int]  # one entry: its feed and index


@dataclass(eq=False, slots=True)
class Entry:
    """A leaf as it counts; one that is not sound has no kind, names nothing, has its predecessor's clock."""

    id: bytes
    clock_ms: int
    kind: int | None = None
    seen: Sequence[Cbor] = ()  # [party, feed, size, root]
    beyond: Sequence[Cbor] = ()  # [party, feed, index, id]
    content: Cbor = None
    decided: Sequence[Cbor] = ()  # class, addressees, kind and version, thread, precedence, not_after
    receipts: Sequence[Part] = ()  # the items of `seen` that count
    singles: Sequence[Place] = ()  # the items of `beyond` that are held
    older: Sequence[Part] = ()  # the items of a first entry that count
    lacks_past: bool = False


def read_entries(leaves: Sequence[bytes], ids: Sequence[bytes], line: bytes, feed: Feed) -> list[Entry]:
    """Return the leaves of a feed, sound or not."""
    entries = []
    clock_ms = 0
    for index, (raw, identity) in enumerate(zip(leaves, ids, strict=True)):
        fields: Cbor = decode_or_none(raw) if len(raw) <= ENTRY_MAX else None
        if is_sound(fields, [1, line, feed.party, feed.feed, index]):
            clock_ms = fields[7]
            decided = [fields[9], *fields[12:16], fields[10], fields[11]]
            entry = Entry(identity, clock_ms, fields[13], fields[5], fields[6], fields[16], decided)
        else:
            entry = Entry(identity, clock_ms)
        entries.append(entry)
    return entries


def is_sound(fields: Cbor, place: list[Cbor]) -> bool:
    """Say whether a decoded leaf is an entry of its place (section 3)."""
    if type(fields) is not list or len(fields) != 17 or fields[:5] != place or fields[0] is True:
        return False
    if fields[4] is True or fields[4] is False:  # in Python these equal 1 and 0
        return False
    for test, value in zip(FIELDS, fields[5:], strict=True):
        if not test(value):
            return False
    _, _, author, feed, index = place
    if any(item[0] == author for item in (*fields[5], *fields[6])) or (fields[13] == FIRST) != (index == 0):
        return False
    return fields[13] != FIRST or (is_first(fields[16]) and all(i[0] != feed for i in fields[16]))


# ---------------------------------------------------------------- section 5: heads


@dataclass(frozen=True, slots=True)
class Head:
    """A head as its file says it; `ids` are the key ids of both lines, `signatures` both signatures."""

    origin: str
    size: int
    root: bytes
    ids: tuple[bytes, bytes]
    signatures: tuple[bytes, bytes]


HEAD: Final = re.compile(
    rb"([!-~]+)\n(0|[1-9][0-9]{0,19})\n([A-Za-z0-9+/=]{44})\n\n"
    rb"\xe2\x80\x94 ([!-~]+) ([A-Za-z0-9+/=]+)\n\xe2\x80\x94 ([!-~]+) ([A-Za-z0-9+/=]+)\n"
)


def read_head(data: bytes, suite: int) -> Head | None:
    """Return a full head of this suite, or None where these bytes are none."""
    match = HEAD.fullmatch(data)
    if match is None or not match[1] == match[4] == match[6]:
        return None
    root, ed, pq = (_base64(match[group]) for group in (3, 5, 7))
    lengths = (32, 4 + 64, 4 + 8 + SUITES[suite][2])
    if (len(root), len(ed), len(pq)) != lengths or pq[4:12] != bytes(8):
        return None
    return Head(match[1].decode(), int(match[2]), root, (ed[:4], pq[:4]), (ed[4:], pq[12:]))


def _base64(text: bytes) -> bytes:
    """Decode canonical base64; anything else becomes nothing, which has no right length."""
    try:
        data = base64.b64decode(text, validate=True)
    except binascii.Error:
        return b""
    return data if base64.b64encode(data) == text else b""


def origin_of(line: bytes, party: str, feed: bytes) -> str:
    """Return the origin of a feed's heads."""
    return f"parley/v1/{line[:16].hex()}/{party}/{feed.hex()}"


def head_signed(card: Card, origin: str, size: int, root: bytes, signatures: Sequence[bytes]) -> bool:
    """Check both signatures of the card's node under a head."""
    ed, pq = signatures
    name = bytes([len(origin)]) + origin.encode()
    text = f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n".encode()
    subtree = b"subtree/v1\n\0" + name + bytes(8) + name + bytes(8) + struct.pack(">Q", size) + root
    return ed25519_holds(card.node_ed, ed, text) and ml_dsa_holds(card, card.node_pq, pq, subtree, b"")


def key_ids(card: Card, origin: str) -> tuple[bytes, bytes]:
    """Return the C2SP key ids of the two lines of a head."""

    def key_id(kind: int, public: bytes) -> bytes:
        return sha256(origin.encode() + b"\n" + bytes([kind]) + public).digest()[:4]

    return key_id(0x01, card.node_ed), key_id(SUITES[card.suite][3], card.node_pq)


# ---------------------------------------------------------------- section 13: changes of node keys

KEYS_LABEL: Final = b"parley/keys/v1"
ORDER_START: Final = b"\x84"  # an array of four
is_order = array(is_bytes, is_bytes, is_bytes, lambda value: is_list(value) and len(value) <= OFFICERS[1])
is_order_body = array(is_1, is_32_bytes, is_32_bytes, is_bytes, is_boolean, is_first)
is_signature = ascending(array(of_type(str), is_bytes, is_bytes), 1)

Order: TypeAlias = list[Cbor]  # version, line, previous, card, stolen, counted


@dataclass(eq=False, slots=True)
class Keys:
    """The cards of one party, oldest first, and the orders that lead from each to the next."""

    cards: list[Card]
    orders: list[Order] = field(default_factory=list)

    def key_of(self, head: Head) -> int | None:
        """Return which card's node key the lines of a head name; None for none of them."""
        return next((at for at, card in enumerate(self.cards) if key_ids(card, head.origin) == head.ids), None)

    def follow(self, line: bytes, data: bytes) -> bool:
        """Put an order in force if it holds and follows the last card."""
        order: Cbor = decode_or_none(data) if len(data) <= BODY_MAX else None
        body: Cbor = decode_or_none(order[0]) if is_order(order) and is_signature(order[3]) else None
        last = self.cards[-1]
        if not is_order_body(body) or body[1] != line or body[2] != last.digest:
            return False
        try:
            card = read_card(body[3], None, last.party)
        except Fault:
            return False
        same = ("suite", "demo", "root_ed", "root_pq")
        old = any((each.node_ed, each.node_pq) == (card.node_ed, card.node_pq) for each in self.cards)
        if old or any(getattr(card, name) != getattr(last, name) for name in same):
            return False
        signers = [((last.root_ed, last.root_pq), order[1:3])]
        for seat, *pair in order[3]:
            if seat not in last.officers:
                return False
            signers.append((last.officers[seat], pair))
        if len(order[3]) < min(len(last.officers), OFFICERS[0]):
            return False
        if not all(signed_body(last, keys, pair, order[0]) for keys, pair in signers):
            return False
        self.cards.append(card)
        self.orders.append(body)
        return True


def signed_body(card: Card, keys: tuple[bytes, bytes], pair: Sequence[bytes], body: bytes) -> bool:
    """Check both signatures under the body of an order."""
    ed_holds = len(pair[0]) == 64 and ed25519_holds(keys[0], pair[0], KEYS_LABEL + b"\0" + body)
    return ed_holds and ml_dsa_holds(card, keys[1], pair[1], body, KEYS_LABEL)


def keys_in(
    files: Mapping[str, bytes], feeds: Sequence[Feed], line: bytes, cards: Mapping[str, Card]
) -> dict[str, Keys]:
    """Return each party's keys by the orders among the bodies, as far as those can be read."""
    keys = {party: Keys([card]) for party, card in cards.items()}
    found = [(feed.party, body) for feed in feeds for body in readable(files[f"{feed.folder}/bodies"])]
    waiting = [(party, body) for party, body in found if body.startswith(ORDER_START)]
    while followed := next((item for item in waiting if keys[item[0]].follow(line, item[1])), None):
        waiting.remove(followed)
    return keys


def readable(data: bytes) -> Iterator[bytes]:
    """Yield the bodies of a feed that are there, up to the first that is not there whole."""
    at = 0
    while at < len(data):
        if data[at] == 0:
            at += 1
            continue
        length = int.from_bytes(data[at + 17 : at + 21], "big")
        end = at + 21 + length
        if data[at] != 1 or length > BODY_MAX or end > len(data):
            return
        yield data[at + 21 : end]
        at = end


def check_8_former(feeds: Sequence[Feed], keys: Mapping[str, Keys]) -> None:
    """Check that heads of former keys sign no more than counts under them."""
    for feed in feeds:
        own = keys[feed.party]
        if feed.key_number == len(own.orders):
            continue
        size = len(feed.entries)
        counted = {name: (upto, root) for name, upto, root in own.orders[feed.key_number][5]}
        upto, root = counted.get(feed.feed, (0, b""))
        named = size < upto or (size == upto and feed.root == root)
        if not named and size > max(feed.receipted.values(), default=0):
            detail = "A former key of this party signed more than counts under it."
            raise Fault("head-revoked", detail, f"{feed.folder}/head", feed.key)


def disowned(order: Sequence[Place], feeds: Sequence[Feed], keys: Mapping[str, Keys]) -> int:
    """Return how many entries stolen keys signed beyond what counts."""
    names = named_by_first(order)
    counts: dict[Feed, int] = {}
    for party, own in keys.items():
        mine = [feed for feed in feeds if feed.party == party]
        for body in own.orders:
            standing = [feed for feed in mine if body in feed.orders]
            if not body[4] or not standing:
                continue
            counted: dict[Feed, int] = {}
            for name, size, root in body[5]:
                for feed in mine:
                    ids = [entry.id for entry in feed.entries]
                    if feed.feed == name and size <= len(ids) and roots(ids, [size])[size] == root:
                        for each, upto in ((feed, size), *names.get(feed, {}).items()):
                            counted[each] = max(upto, counted.get(each, 0))
            for feed in mine:
                if feed not in standing and not any(by in names.get(feed, {}) for by in standing):
                    counts[feed] = min(counted.get(feed, 0), counts.get(feed, len(feed.entries)))
    return sum(max(0, len(feed.entries) - size) for feed, size in counts.items())


# ---------------------------------------------------------------- sections 14 and 15: amendments, erased bodies


Step: TypeAlias = tuple[Feed, int, bytes]  # where an amendment came in force, and its agreement file
DAY_MS: Final = 86_400_000
FILE_MAX, DOTS_MAX = 262_144, 32

is_amendment = array(is_1, is_32_bytes, is_bytes)


def amended(order: Sequence[Place], agreement: bytes, parties: Sequence[str]) -> list[Step]:
    """Walk the signatures in joint order; return those that put an amendment in force."""
    steps: list[Step] = []
    signed: dict[str, bytes] = {}
    for feed, index in order:
        amendment = decode_or_none(feed.amendments.get(index, b""))
        if not is_amendment(amendment) or amendment[1] != agreement:
            continue
        signed[feed.party] = amendment[2]
        if all(signed.get(party) == amendment[2] for party in parties):
            steps.append((feed, index, amendment[2]))
            agreement, signed = sha256(amendment[2]).digest(), {}
    return steps


def kept_days(agreement: bytes) -> int | None:
    """Return after how many days an agreement file has bodies erased; None for never, or where it is no such file."""
    if len(agreement) > FILE_MAX or any(line.count(b".") > DOTS_MAX for line in agreement.split(b"\n")):
        return None
    try:
        retention: Any = tomllib.loads(agreement.decode()).get("retention")
    except (ValueError, RecursionError):
        return None
    days = retention.get("bodies_days") if type(retention) is dict else None
    return days if type(days) is int and 1 <= days <= 36_525 else None


def check_9_erased(feeds: Sequence[Feed], order: Sequence[Place], agreement: bytes, steps: Sequence[Step]) -> None:
    """Check that what is said to be erased is a statement as old as was agreed for it."""
    clocks: dict[str, int] = {}
    days = kept_days(agreement)
    ages: dict[Place, int | None] = {}
    later = {(feed, index): kept_days(file) for feed, index, file in steps}
    for feed, index in order:
        clocks[feed.party] = max(feed.entries[index].clock_ms, clocks.get(feed.party, 0))
        ages[feed, index] = days
        days = later.get((feed, index), days)
    parties = {party for feed in feeds for party in (feed.party, *feed.stored)}
    reached = min((clocks.get(party, 0) for party in parties), default=0)
    for feed in feeds:
        for index in feed.erased:
            age = ages.get((feed, index))
            stored = [times[index] for times in feed.stored.values()]
            known = [time for time in stored if time is not None]
            is_statement = (feed.entries[index].kind or 0) >= STATEMENT_MIN
            allowed = age is not None and len(known) == len(stored) and max(known) + age * DAY_MS <= reached
            if not is_statement or not allowed:
                detail = "This body is said to be erased, and no agreed age allows it."
                raise Fault("body-erased-early", detail, f"{feed.folder}/bodies", feed.key, index)


# ---------------------------------------------------------------- section 16: release evidence

EVIDENCE: Final = b"\x18\x40"  # 64, the number under which it stands in a body
ES256, ES256_Y = bytes.fromhex("a5010203262001215820"), bytes.fromhex("225820")
EDDSA: Final = bytes.fromhex("a4010103272006215820")
PART_MAX: Final = 1_024
PRESENT_VERIFIED: Final = 1 | 4


def cose_key(key: bytes) -> ec.EllipticCurvePublicKey | bytes | None:
    """Return the key in the one form that is taken, ES256 or EdDSA (its 32 bytes); None for any other."""
    if len(key) == 77 and key.startswith(ES256) and key[42:45] == ES256_Y:
        numbers = ec.EllipticCurvePublicNumbers(int.from_bytes(key[10:42]), int.from_bytes(key[45:]), ec.SECP256R1())
        try:
            return numbers.public_key()
        except ValueError:
            return None
    sound = len(key) == 42 and key.startswith(EDDSA) and strong_point(key[10:])
    return key[10:] if sound else None


def named_key(entry: Entry) -> tuple[str, str, bytes] | None:
    """Return seat, host and public half of an entry that names an officer's key."""
    content = entry.content
    if entry.kind != OFFICER_KEY or type(content) is not list or list(map(type, content)) != [str, str, bytes]:
        return None
    seat, host, key = content
    return (seat, host, key) if seat_name(seat) and 0 < len(host) <= 64 and cose_key(key) is not None else None


def revoked_key(entry: Entry) -> bytes | None:
    """Return the hash of the key that an entry revokes."""
    content = entry.content
    if entry.kind != REVOCATION or type(content) is not list or list(map(type, content)) != [str, bytes]:
        return None
    return content[1] if seat_name(content[0]) and len(content[1]) == 32 else None


def released(order: Sequence[Place], line: bytes) -> Iterator[dict[str, Any]]:
    """Yield what each placed entry with evidence shows: its digest, and which seats' assertions count."""
    named: dict[tuple[str, str, bytes], set[str]] = {}
    revoked: set[tuple[str, bytes]] = set()
    for feed, index in order:
        entry = feed.entries[index]
        if key := named_key(entry):
            named.setdefault((feed.party, key[0], key[2]), set()).add(key[1])
        elif dead := revoked_key(entry):
            revoked.add((feed.party, dead))
        slots: Cbor = decode_or_none(feed.proved[index]) if index in feed.proved else None
        if type(slots) is not dict or 64 not in slots:
            continue
        shown = {"party": feed.party, "feed": feed.feed.hex(), "index": index}
        evidence = slots.pop(64)
        if not is_evidence(evidence):
            yield {**shown, "digest": bytes(32).hex(), "seats": []}
            continue
        digest = sha256(b"parley/draft/v1\0" + encode([line, *entry.decided, encode(slots)])).digest()
        seats = []
        for seat, key, *parts in evidence[1]:
            hosts = named.get((feed.party, seat, key), set())
            if evidence[0] != digest:
                code = "release-digest"
            elif not hosts:
                code = "release-key-unknown"
            elif (feed.party, sha256(key).digest()) in revoked:
                code = "release-key-revoked"
            else:
                code = min(assertion_code(key, parts, host, digest) for host in hosts)
            seats.append({"seat": seat, "refused": code or None})
        yield {**shown, "digest": digest.hex(), "seats": seats}


def is_evidence(item: Cbor) -> bool:
    """Say whether this is `[digest, [[seat, key, authenticator data, client data, signature], …]]`."""
    if type(item) is not list or len(item) != 2 or not octets(32)(item[0]) or type(item[1]) is not list:
        return False
    for each in item[1]:
        if type(each) is not list or len(each) != 5 or not seat_name(each[0]):
            return False
        if any(type(part) is not bytes or len(part) > PART_MAX for part in each[1:]):
            return False
    seats = [each[0] for each in item[1]]
    return 1 <= len(seats) <= 2 and seats == sorted(set(seats))


def assertion_code(key: bytes, parts: Sequence[bytes], host: str, digest: bytes) -> str:
    """Return why a hardware key's answer does not release this digest; nothing if it does."""
    data, client_data, signature = parts
    try:
        client = json.loads(client_data)
    except (ValueError, RecursionError):
        client = None
    if not isinstance(client, dict) or client.get("type") != "webauthn.get" or len(data) < 37:
        return "release-malformed"
    if client.get("challenge") != base64.urlsafe_b64encode(digest).rstrip(b"=").decode():
        return "release-digest"
    if data[:32] != sha256(host.encode()).digest() or client.get("crossOrigin", False) is not False:
        return "release-origin"
    if data[32] & PRESENT_VERIFIED != PRESENT_VERIFIED:
        return "release-presence"
    signed, public = data + sha256(client_data).digest(), cose_key(key)
    if isinstance(public, bytes):
        return "" if len(signature) == 64 and ed25519_holds(public, signature, signed) else "release-signature"
    if public is None:
        return "key-malformed"
    try:
        public.verify(signature, signed, ec.ECDSA(SHA256()))
    except InvalidSignature:
        return "release-signature"
    return ""


# ---------------------------------------------------------------- sections 8 and 9: the checks in their order


REPORTED: Final = ("unsound", "false_seen", "without_place", "bodies_absent", "not_readable")


def verify(files: Mapping[str, bytes], cards: Sequence[bytes] = (), *, timeline: bool = False) -> dict[str, Any]:
    """Return the verdict on the files of an export in machine form; never raises on what they hold."""
    try:
        return _verify(files, cards, timeline=timeline)
    except Fault as fault:
        last = ("beyond_this_record", "key_changes", "disowned", "amendments", "bodies_erased")
        nothing = dict.fromkeys(("line", "entries", "feeds", "joint", *REPORTED, *last))
        return {"verdict": REFUSED, "fault": fault.form} | nothing


def _verify(files: Mapping[str, bytes], outside: Sequence[bytes], *, timeline: bool) -> dict[str, Any]:
    feeds = check_1_files(files)
    cards = check_2_cards(files, outside)
    line = check_3_line(files, cards, feeds)
    keys = keys_in(files, feeds, line, cards)
    for feed in feeds:
        check_4_feed(files, feed, line, keys[feed.party])
    bodies_absent = sum(check_5_bodies(files, feed) for feed in feeds)
    false_seen, beyond = check_6_seen(feeds)
    order = joint_order(feeds, sorted(cards))
    numbered = take_receipts(order, feeds, sorted(cards))
    check_7_founding(files, feeds, cards)
    check_8_former(feeds, keys)
    releases = list(released(order, line))
    steps = amended(order, sha256(files["agreement.toml"]).digest(), sorted(cards))
    check_9_erased(feeds, order, files["agreement.toml"], steps)

    entries = [entry for feed in feeds for entry in feed.entries]
    ids = [feed.entries[index].id for feed, index in order[:numbered]]
    verdict: dict[str, Any] = {
        "verdict": PROVED if outside else CONSISTENT,
        "fault": None,
        "line": line.hex(),
        "entries": len(entries),
        "feeds": [tell_feed(feed, beyond) for feed in sorted(feeds, key=lambda feed: feed.key)],
        "joint": {"size": numbered, "root": roots(ids, [numbered])[numbered].hex()},
        "unsound": sum(entry.kind is None for entry in entries),
        "false_seen": false_seen,
        "without_place": len(entries) - len(order),
        "bodies_absent": bodies_absent,
        "not_readable": sum(
            entry.kind in NOT_READABLE and not (named_key(entry) or revoked_key(entry)) for entry in entries
        ),
        "beyond_this_record": [
            {"party": party, "feed": feed.hex(), "size": size} for (party, feed), size in sorted(beyond.items())
        ],
        "key_changes": {party: len(keys[party].orders) for party in sorted(keys)},
        "disowned": disowned(order, feeds, keys),
        "amendments": [
            {"agreement": sha256(file).hexdigest(), "party": feed.party, "feed": feed.feed.hex(), "index": index}
            for feed, index, file in steps
        ],
        "bodies_erased": sum(len(feed.erased) for feed in feeds),
    }
    if releases:
        verdict["releases"] = releases
    if timeline:
        verdict["timeline"] = tell_order(order, numbered)
    return verdict


def tell_feed(feed: Feed, beyond: Mapping[Key, int]) -> dict[str, Any]:
    """Return what the verdict says about one feed."""
    return {
        "party": feed.party,
        "feed": feed.feed.hex(),
        "size": len(feed.entries),
        "last_clock_ms": feed.entries[-1].clock_ms if feed.entries else None,
        "receipted": {party: feed.receipted.get(party, 0) for party in feed.stored},
        "reaches": feed.key not in beyond,
    }


def tell_order(order: Sequence[Place], numbered: int) -> list[list[Any]]:
    """Return the timeline: one row for each entry that has a place."""
    rows = []
    for number, (feed, index) in enumerate(order, 1):
        entry = feed.entries[index]
        stored = {p: times[index] for p, times in feed.stored.items() if times[index] is not None}
        place = [number if number <= numbered else None, feed.party, feed.feed.hex(), index]
        rows.append([*place, entry.id.hex(), entry.clock_ms, stored])
    return rows


CARD_FILE: Final = re.compile(r"cards/([A-Za-z][A-Za-z0-9-]{1,15})\.card")
FEED_FILE: Final = re.compile(r"(feeds/([A-Za-z][A-Za-z0-9-]{1,15})-([0-9a-f]{16}))/")
FEED_FILES: Final = ("entries", "leaves", "bodies", "head")


def check_1_files(files: Mapping[str, bytes]) -> list[Feed]:
    """Check that the files of section 8 are there and no others; return the feeds by folder name."""
    parties = {match[1] for name in files if (match := CARD_FILE.fullmatch(name))}
    feeds = {}
    for name in files:
        match = FEED_FILE.match(name)
        if match and match[2] in parties:
            feeds[match[1]] = Feed(match[2], bytes.fromhex(match[3]), match[1])
    expected = {"parley-record.txt", "agreement.toml"}
    expected |= {f"cards/{party}.card" for party in parties}
    if len(parties) < 2:
        expected.add("cards")
    expected |= {f"{folder}/{name}" for folder in feeds for name in FEED_FILES}
    odd = expected ^ set(files)
    if odd:
        name = min(odd)
        detail = "This file is missing." if name in expected else "This file has no place in a record."
        raise Fault("record-files", detail, name)
    if files["parley-record.txt"] != b"parley record 1\n":
        raise Fault("record-version", "This is not a record of version 1.", "parley-record.txt")
    return [feeds[folder] for folder in sorted(feeds)]


def check_2_cards(files: Mapping[str, bytes], outside: Sequence[bytes]) -> dict[str, Card]:
    """Check the cards, and that they have the root keys of those given from outside."""
    cards: dict[str, Card] = {}
    for name in sorted(name for name in files if name.startswith("cards/")):
        party = name[len("cards/") : -len(".card")]
        cards[party] = read_card(files[name], name, party)
        if cards[party].suite != next(iter(cards.values())).suite:
            raise Fault("card-malformed", "The cards are not of one suite.", name, party)
    if outside:
        here = {(card.party, card.root_ed, card.root_pq) for card in cards.values()}
        given = {(card.party, card.root_ed, card.root_pq) for card in map(read_card, outside)}
        if here != given:
            party = min(here ^ given)[0]
            raise Fault("card-differs", "These are not the root keys given.", f"cards/{party}.card", party)
    return cards


def check_3_line(files: Mapping[str, bytes], cards: Mapping[str, Card], feeds: Sequence[Feed]) -> bytes:
    """Compute the line; at least one head must name it."""
    line = line_of(files["agreement.toml"], cards)
    prefix = f"parley/v1/{line[:16].hex()}/".encode()
    if feeds and not any(files[f"{feed.folder}/head"].startswith(prefix) for feed in feeds):
        raise Fault("line-differs", "No head is of the line of this agreement and cards.", "agreement.toml")
    return line


FEED_FAULTS: Final = {
    "entries-framing": ("entries", "This entry is not there whole."),
    "head-malformed": ("head", "This is not a full head of this feed."),
    "line-differs": ("head", "This head is of another line."),
    "head-size": ("head", "The head is of another number of entries than are here."),
    "head-signature": ("head", "The head is not signed by the keys of the party's node."),
    "entry-altered": ("entries", "This entry is not the one that the head signs."),
    "leaf-altered": ("leaves", "This leaf is not that of the entry, which the head signs."),
    "root-differs": ("entries", "The head signs neither these entries nor these leaves."),
}


def check_4_feed(files: Mapping[str, bytes], feed: Feed, line: bytes, keys: Keys) -> None:
    """Check the framing of a feed, its head and the three roots; fill in its entries."""
    raw, whole = split_entries(files[f"{feed.folder}/entries"])
    ids = [sha256(b"\0" + entry).digest() for entry in raw]
    packed = files[f"{feed.folder}/leaves"]
    leaves = [packed[at : at + 32] for at in range(0, len(packed), 32)]
    head = read_head(files[f"{feed.folder}/head"], keys.cards[0].suite)
    origin = origin_of(line, feed.party, feed.feed)

    code = head_fault(head, origin, keys, len(ids)) if whole else "entries-framing"
    if head is not None and head.origin == origin and code != "head-signature":
        code = root_fault(head, ids, leaves, code)
    if code:
        file, detail = FEED_FAULTS[code]
        index = None
        if code in {"entry-altered", "leaf-altered"}:
            index = first_difference(ids, leaves)
        elif code == "entries-framing":
            index = len(ids)
        raise Fault(code, detail, f"{feed.folder}/{file}", feed.key, index)
    if head is not None:
        feed.key_number, feed.root = keys.key_of(head) or 0, head.root
    feed.entries = read_entries(raw, ids, line, feed)


def split_entries(data: bytes) -> tuple[list[bytes], bool]:
    """Return the entries that are there whole, and whether nothing is behind them."""
    entries = []
    at = 0
    while at + 2 <= len(data):
        end = at + 2 + int.from_bytes(data[at : at + 2], "big")
        if end > len(data):
            break
        entries.append(data[at + 2 : end])
        at = end
    return entries, at == len(data)


def head_fault(head: Head | None, origin: str, keys: Keys, size: int) -> str | None:
    """Return the code of what is wrong with a head: form, origin, size, signatures."""
    if head is None:
        return "head-malformed"
    if head.origin != origin:
        _, _, _, party, feed = origin.split("/")
        other_line = re.fullmatch(f"parley/v1/[0-9a-f]{{32}}/{party}/{feed}", head.origin)
        return "line-differs" if other_line else "head-malformed"
    if head.size != size:
        return "head-size"
    number = keys.key_of(head)
    signed = number is not None and head_signed(keys.cards[number], origin, size, head.root, head.signatures)
    return None if signed else "head-signature"


def root_fault(head: Head, ids: list[bytes], leaves: list[bytes], code: str | None) -> str | None:
    """Compare the three roots; leaves that give the head's name the entry behind `code` too."""
    size = len(leaves)
    if size == head.size and roots(leaves, [size])[size] == head.root:
        return None if code is None and ids == leaves else "entry-altered"
    if code is None:
        return "leaf-altered" if roots(ids, [head.size])[head.size] == head.root else "root-differs"
    return code


def first_difference(ids: Sequence[bytes], leaves: Sequence[bytes]) -> int:
    """Return the first index at which these differ or only one goes on."""
    shorter = min(len(ids), len(leaves))
    return next((index for index in range(shorter) if ids[index] != leaves[index]), shorter)


BODY_MAX: Final = 65_536


def keep_body(feed: Feed, index: int, kind: int | None, body: bytes) -> None:
    """Keep a body that later sections read: a change of keys, an amendment, release evidence."""
    order: Cbor = decode_or_none(body) if body.startswith(ORDER_START) else None
    if is_order(order) and is_order_body(content := decode_or_none(order[0])):
        feed.orders.append(content)
    if kind == AMENDMENT:
        feed.amendments[index] = body
    elif kind is not None and kind >= STATEMENT_MIN and EVIDENCE in body:
        feed.proved[index] = body


def check_5_bodies(files: Mapping[str, bytes], feed: Feed) -> int:
    """Check that each body opens its entry's commitment; return how many are not in this export."""
    file = f"{feed.folder}/bodies"
    data = files[file]
    at = absent = 0
    for index, entry in enumerate(feed.entries):
        if type(entry.content) is not bytes:
            continue
        if data[at : at + 1] == b"\0":
            at, absent = at + 1, absent + 1
            continue
        if data[at : at + 1] == b"\2":
            at += 1
            feed.erased.append(index)
            continue
        salt, length = data[at + 1 : at + 17], int.from_bytes(data[at + 17 : at + 21], "big")
        body = data[at + 21 : at + 21 + length]
        if data[at : at + 1] != b"\1" or length > BODY_MAX or at + 21 + length > len(data):
            raise Fault("bodies-framing", "This entry's body is not there whole.", file, feed.key, index)
        if sha256(b"parley/body/v1" + salt + body).digest() != entry.content:
            raise Fault("body-altered", "This body is not the one of its entry.", file, feed.key, index)
        keep_body(feed, index, entry.kind, body)
        at += 21 + length
    if at != len(data):
        raise Fault("bodies-framing", "There are bytes behind the last body.", file, feed.key)
    return absent


# ---------------------------------------------------------------- section 6: what has been seen

Claim: TypeAlias = tuple[Feed, Entry, Feed, int, bytes, bool]  # who says so, of what; is it of a first entry


def check_6_seen(feeds: Sequence[Feed]) -> tuple[int, dict[Key, int]]:
    """Sort out what each entry names; return how many items are false, and the feeds that end beyond."""
    held = {feed.key: feed for feed in feeds}
    claims: list[Claim] = []
    beyond: dict[Key, int] = {}
    for feed in feeds:
        for entry in feed.entries:
            for key, size, root, is_first in items_of(feed, entry):
                target = held.get(key)
                if target is not None and size <= len(target.entries):
                    claims.append((feed, entry, target, size, root, is_first))
                else:
                    entry.lacks_past = True
                    beyond[key] = max(size, beyond.get(key, 0))
            entry.singles = [
                (target, index)
                for party, name, index, identity in entry.beyond
                if (target := held.get((party, name)))
                and index < len(target.entries)
                and target.entries[index].id == identity
            ]
            entry.seen = entry.beyond = ()  # no longer needed: a long record has many
    return settle(claims, feeds), beyond


def items_of(feed: Feed, entry: Entry) -> Iterator[tuple[Key, int, bytes, bool]]:
    """Yield what an entry names: a feed, its size and root, and whether as a first entry."""
    for party, name, size, root in entry.seen:
        yield (party, name), size, root, False
    if entry.kind == FIRST:
        for name, size, root in entry.content:
            yield (feed.party, name), size, root, True


def settle(claims: Sequence[Claim], feeds: Sequence[Feed]) -> int:
    """Let the claims with the right root count; return how many have another."""
    sizes: dict[Feed, set[int]] = {feed: set() for feed in feeds}
    for _, _, target, size, _, _ in claims:
        sizes[target].add(size)
    known = {feed: roots([entry.id for entry in feed.entries], sizes[feed]) for feed in feeds}
    false = 0
    for feed, entry, target, size, root, is_first in claims:
        if known[target][size] != root:
            false += 1
        elif is_first:
            entry.older = [*entry.older, (target, size)]
        else:
            entry.receipts = [*entry.receipts, (target, size)]
            target.receipted[feed.party] = max(size, target.receipted.get(feed.party, 0))
    return false


def take_receipts(order: Sequence[Place], feeds: Sequence[Feed], parties: Sequence[str]) -> int:
    """Fill in the storing times; return how many entries have a joint number."""
    reach: dict[tuple[Feed, str], int] = {}
    for feed in feeds:
        feed.stored = {party: [None] * len(feed.entries) for party in parties if party != feed.party}
    for author, index in order:
        entry = author.entries[index]
        for feed, size in entry.receipts:
            indices = range(reach.get((feed, author.party), 0), size)
            store(feed.stored[author.party], indices, entry.clock_ms)
            if indices:
                reach[feed, author.party] = size
        for feed, single in entry.singles:
            store(feed.stored.get(author.party, [None] * (single + 1)), [single], entry.clock_ms)
    limit = parting(order, feeds) if len(parties) > 2 else len(order)
    for number, (feed, index) in enumerate(order[:limit]):
        if any(reach.get((feed, party), 0) <= index for party in feed.stored):
            return number
    return limit


def named_by_first(order: Sequence[Place]) -> dict[Feed, dict[Feed, int]]:
    """Return what the first entry of each feed names, and what the feeds named there name."""
    named: dict[Feed, dict[Feed, int]] = {}
    for feed, index in order:
        if index == 0:
            named[feed] = {}
            for older, size in feed.entries[0].older:
                for each, upto in ((older, size), *named[older].items()):
                    named[feed][each] = max(upto, named[feed].get(each, 0))
    return named


def parting(order: Sequence[Place], feeds: Sequence[Feed]) -> int:
    """Return the first position at which two feeds of one author part: neither names all of the other."""
    sizes = dict.fromkeys(feeds, 0)
    for feed, index in order:
        sizes[feed] = index + 1
    named = named_by_first(order)
    ends: set[Place] = set()
    for feed, mine in named.items():
        for other, theirs in named.items():
            if other is feed or other.party != feed.party:
                continue
            if theirs.get(feed, 0) < sizes[feed] and mine.get(other, 0) < sizes[other]:
                ends.add((feed, theirs.get(feed, 0)))
    return next((position for position, place in enumerate(order) if place in ends), len(order))


def store(times: list[int | None], indices: Iterable[int], clock_ms: int) -> None:
    """Note the storing time of these entries where none is known yet."""
    for index in indices:
        if times[index] is None:
            times[index] = clock_ms


# ---------------------------------------------------------------- section 7: joint order


def joint_order(feeds: Sequence[Feed], parties: Sequence[str]) -> list[Place]:
    """Return the entries that have a place, in joint order."""
    order = put_in_order(feeds, {})
    edges = interleave(order, feeds) if len(parties) == 2 else {}
    return put_in_order(feeds, edges) if edges else order


def put_in_order(feeds: Sequence[Feed], edges: Mapping[Place, Sequence[Part]]) -> list[Place]:
    """Return the order that edges 1 to 3 and these give; what lacks its past is not reached."""
    order: list[Place] = []
    placed = dict.fromkeys(feeds, 0)
    waiting: dict[Part, list[Feed]] = {}
    ready: list[tuple[int, str, bytes, int, Feed]] = []

    def offer(feed: Feed) -> None:
        index = placed[feed]
        if index == len(feed.entries) or feed.entries[index].lacks_past:
            return
        entry = feed.entries[index]
        for parts in (entry.receipts, entry.older, edges.get((feed, index), ())):
            for before, size in parts:
                if placed[before] < size:
                    waiting.setdefault((before, size), []).append(feed)
                    return
        heapq.heappush(ready, (entry.clock_ms, feed.party, feed.feed, index, feed))

    for feed in feeds:
        offer(feed)
    while ready:
        *_, index, feed = heapq.heappop(ready)
        order.append((feed, index))
        placed[feed] = index + 1
        offer(feed)
        for other in waiting.pop((feed, index + 1), ()):
            offer(other)
    return order


class Edges:
    """The edges between feeds, so that a path is found fast.

    Of the edges from one feed to another only those are kept that no other one implies: of two, the one that leaves
    later and arrives earlier. So both columns ascend, and a bisection finds the earliest arrival.
    """

    def __init__(self, feeds: Sequence[Feed]) -> None:
        self.steps: dict[Feed, dict[Feed, tuple[list[int], list[int]]]] = {feed: {} for feed in feeds}
        for feed in feeds:
            for index, entry in enumerate(feed.entries):
                for before, size in (*entry.receipts, *entry.older):
                    self.add((before, size - 1), (feed, index))

    def add(self, source: Place, target: Place) -> None:
        leaves, arrives = self.steps[source[0]].setdefault(target[0], ([], []))
        at = bisect_left(leaves, source[1])
        if at < len(leaves) and arrives[at] <= target[1]:
            return
        end = at + (at < len(leaves) and leaves[at] == source[1])
        while at and arrives[at - 1] >= target[1]:
            at -= 1
        leaves[at:end], arrives[at:end] = [source[1]], [target[1]]

    def direct(self, source: Place, target: Place) -> bool:
        """Say whether one edge between the two feeds leads from `source` or later to `target` or earlier."""
        leaves, arrives = self.steps[source[0]].get(target[0], ((), ()))
        at = bisect_left(leaves, source[1])
        return at < len(leaves) and arrives[at] <= target[1]

    def path(self, source: Place, target: Place) -> bool:
        """Say whether any path leads from `source` to `target`, two entries of different feeds."""
        reached = dict([source])
        todo = [source[0]]
        while todo:
            feed = todo.pop()
            if self.direct((feed, reached[feed]), target):
                return True
            for other, (leaves, arrives) in self.steps[feed].items():
                at = bisect_left(leaves, reached[feed])
                if at < len(leaves) and (other not in reached or arrives[at] < reached[other]):
                    reached[other] = arrives[at]
                    todo.append(other)
        return False


Taken: TypeAlias = dict[str, dict[Feed, tuple[int, int]]]  # by author and feed: size, and where it was raised
Raise: TypeAlias = tuple[Feed, int, int]  # feed, old size, new size


def interleave(order: Sequence[Place], feeds: Sequence[Feed]) -> dict[Place, list[Part]]:
    """Return the edges of rule 4 that are not implied, as what has to come before an entry."""
    weaver = Weaver(feeds)
    for feed, index in order:
        weaver.take_up(feed, index)
    return weaver.found


class Weaver:
    """Rule 4 at work: what each feed has taken up so far, in the order of its last raises."""

    def __init__(self, feeds: Sequence[Feed]) -> None:
        self.edges = Edges(feeds)
        self.found: dict[Place, list[Part]] = {}
        self.taken: dict[Feed, Taken] = {}
        self.kept: dict[Part, dict[Feed, int]] = {
            part: {} for feed in feeds for e in feed.entries[:1] for part in e.older
        }
        self.left_out: dict[tuple[Feed, Feed], set[Feed]] = {}
        self.opened_after: dict[Feed, dict[Feed, int]] = {}  # the author's older feeds, so far, by edges 2

    def take_up(self, owner: Feed, index: int) -> None:
        entry = owner.entries[index]
        if index == 0:
            self.taken[owner] = self.inherited(entry)
            self.opened_after[owner] = self.older_than(entry)
        taken = self.taken[owner]
        new = []
        for feed, size in entry.receipts:
            old, _ = taken.get(feed.party, {}).get(feed, (0, -1))
            if size > old:
                new.append((feed, old, size))
        for item in new:
            self.tie(owner, item, new)
        for feed, _, size in new:
            sizes = taken.setdefault(feed.party, {})
            sizes.pop(feed, None)  # the last raised stands last
            sizes[feed] = (size, index)
        if (owner, index + 1) in self.kept:
            self.kept[owner, index + 1] = {f: n for sizes in taken.values() for f, (n, _) in sizes.items()}

    def inherited(self, first: Entry) -> Taken:
        """Return what the older feeds that a first entry names had taken up."""
        taken: Taken = {}
        for part in first.older:
            for feed, size in self.kept[part].items():
                sizes = taken.setdefault(feed.party, {})
                sizes[feed] = (max(size, sizes.get(feed, (0, -1))[0]), -1)
        return taken

    def older_than(self, first: Entry) -> dict[Feed, int]:
        """Return the feeds that a first entry names and those that their first entries name, and so on."""
        older: dict[Feed, int] = {}
        for part in first.older:
            for feed, size in (part, *self.opened_after[part[0]].items()):
                older[feed] = max(size, older.get(feed, 0))
        return older

    def tie(self, owner: Feed, item: Raise, new: Sequence[Raise]) -> None:
        """Put the author's other feeds, as far as taken up, before what `item` newly takes up.

        A feed that was tied when `owner` last raised this one, and not raised since, is tied for good.
        """
        feed, old, _ = item
        known = self.taken[owner].get(feed.party, {})
        _, last = known.get(feed, (0, -1))
        others = self.left_out.pop((owner, feed), set())
        for other in reversed(known):
            if known[other][1] < last:
                break
            others.add(other)
        for other in sorted(others - {feed}, key=lambda other: other.feed):
            if not self.tied((other, known[other][0]), (feed, old)):
                self.left_out.setdefault((owner, feed), set()).add(other)
        for other, _, size in new:
            if other.party == feed.party and other.age < feed.age:
                self.tied((other, size), (feed, old))

    def tied(self, before: Part, place: Place) -> bool:
        """Say whether `before` now comes before the entry at `place`; it does not if that closes a circle."""
        source = (before[0], before[1] - 1)
        if self.opened_after[place[0]].get(before[0], 0) >= before[1] or self.edges.direct(source, place):
            return True
        if self.edges.path(place, source):
            return False
        self.edges.add(source, place)
        self.found.setdefault(place, []).append(before)
        return True


# ---------------------------------------------------------------- section 9, check 7


def check_7_founding(files: Mapping[str, bytes], feeds: Sequence[Feed], cards: Mapping[str, Card]) -> None:
    """Check that each party signed this agreement among these cards."""
    parties = [[party, cards[party].digest] for party in sorted(cards)]
    founding = [sha256(files["agreement.toml"]).digest(), parties]
    for party in sorted(cards):
        found = [
            (feed, index, entry.content)
            for feed in feeds
            if feed.party == party
            for index, entry in enumerate(feed.entries)
            if entry.kind == FOUNDING
        ]
        if not found:
            raise Fault("founding-missing", "This party has not signed the agreement.", "agreement.toml", party)
        if all(content != founding for _, _, content in found):
            feed, index, _ = found[0]
            detail = "This party signed another agreement or other cards."
            raise Fault("founding-differs", detail, f"{feed.folder}/entries", feed.key, index)


# ---------------------------------------------------------------- section 10: proof of equivocation


def verify_fork(data: bytes, outside: bytes | None = None) -> dict[str, Any]:
    """Return the verdict on a proof of equivocation in machine form; never raises on what it holds."""
    try:
        return _verify_fork(data, outside)
    except Fault as fault:
        return {"verdict": REFUSED, "fault": fault.form} | dict.fromkeys(("line", "party", "feed", "sizes"))


is_head = array(unsigned, is_32_bytes, octets(64), is_bytes)
is_fork = array(
    is_1,
    is_32_bytes,
    is_bytes,
    is_8_bytes,
    is_head,
    is_head,
    null_or(is_32_bytes),  # start
    lambda value: is_list(value) and all(map(is_32_bytes, value)),  # path
)


def _verify_fork(data: bytes, outside: bytes | None) -> dict[str, Any]:
    # 1. The form, and the card in it.
    proof = decode_or_none(data)
    if not is_fork(proof) or proof[4][0] > proof[5][0]:
        raise Fault("fork-malformed", "This is not a proof of equivocation.")
    _, line, card_file, feed, *heads, start, path = proof
    card = read_card(card_file)
    # 2. The card from outside.
    if outside is not None:
        given = read_card(outside)
        if (given.party, given.root_ed, given.root_pq) != (card.party, card.root_ed, card.root_pq):
            raise Fault("card-differs", "The proof is not about the card given.", None, card.party)
    # 3. Both heads are signed.
    origin = origin_of(line, card.party, feed)
    if not all(head_signed(card, origin, size, root, pair) for size, root, *pair in heads):
        raise Fault("head-signature", "A head is not signed by the node of this card.", None, card.party)
    # 4. They do not belong to one history.
    (small, root, *_), (large, other_root, *_) = heads
    if small == large:
        proved = root != other_root and start is None and not path
    else:
        leads = small > 0 and start is not None and path_leads((small, large), start, other_root, path)
        proved = leads and start != root
    if not proved:
        raise Fault("fork-not-proved", "Both heads can be of one history.", None, card.party)
    told = {"line": line.hex(), "party": card.party, "feed": feed.hex(), "sizes": [small, large]}
    return {"verdict": CONSISTENT if outside is None else PROVED, "fault": None} | told


# ---------------------------------------------------------------- section 12: proof of entries


def verify_proof(data: bytes, outside: Sequence[bytes] = ()) -> dict[str, Any]:
    """Return the verdict on a proof of entries in machine form; never raises on what it holds."""
    try:
        return _verify_proof(data, outside)
    except Fault as fault:
        return {"verdict": REFUSED, "fault": fault.form} | dict.fromkeys(("line", "entries"))


is_path = null_or(lambda value: is_list(value) and all(map(is_32_bytes, value)))
is_proof = array(
    is_1,
    is_32_bytes,
    lambda value: is_list(value) and len(value) > 1 and all(map(is_bytes, value)),  # cards
    ascending(array(party_code, is_8_bytes, unsigned, is_32_bytes, octets(64), is_bytes), 2),  # feeds
    ascending(
        array(
            unsigned,
            unsigned,
            is_bytes,
            lambda value: value is not None and is_path(value),
            null_or(array(octets(16), lambda value: is_bytes(value) and len(value) <= BODY_MAX)),
            ascending(array(unsigned, is_path), 1),
        ),
        2,
    ),
)


def _verify_proof(data: bytes, outside: Sequence[bytes]) -> dict[str, Any]:
    # 1. The form.
    proof = decode_or_none(data)
    whole = is_proof(proof) and proof[3] and {entry[0] for entry in proof[4]} == set(range(len(proof[3])))
    if not whole or any(by >= len(proof[4]) for entry in proof[4] for by, _ in entry[5]):
        raise Fault("proof-malformed", "This is not a proof of entries.")
    _, agreement, card_files, feeds, entries = proof
    # 2. The cards.
    cards = proof_cards(card_files, feeds, outside)
    # 3. The heads.
    line = line_of_hash(agreement, {party: found[0] for party, found in cards.items()})
    for party, feed, size, root, *pair in feeds:
        name = origin_of(line, party, feed)
        if not any(head_signed(card, name, size, root, pair) for card in cards[party]):
            raise Fault("head-signature", "The head is not signed by this party's node.", None, (party, feed))
    # 4. The entries.
    read = [proved_entry(line, feeds[proved[0]], proved) for proved in entries]
    # 5. The receipts.
    told = []
    for proved, entry in zip(entries, read, strict=True):
        number, index, raw, _, body, receipts = proved
        party, feed = feeds[number][:2]
        receipted: dict[str, int] = {}
        for by, path in receipts:
            if not receipts_it(read[by], (party, feed, index, sha256(b"\0" + raw).digest()), path):
                detail = "The entry named has not seen this one."
                raise Fault("receipt-not-proved", detail, None, (party, feed), index)
            author, clock_ms = read[by][2], read[by][7]
            receipted[author] = min(clock_ms, receipted.get(author, clock_ms))
        told.append(tell_entry(entry, raw, body, receipted))
    return {"verdict": PROVED if outside else CONSISTENT, "fault": None, "line": line.hex(), "entries": told}


def proof_cards(files: Sequence[bytes], feeds: Sequence[Cbor], outside: Sequence[bytes]) -> dict[str, list[Card]]:
    """Check the cards of a proof, that each feed has one, and those from outside."""
    cards: dict[str, list[Card]] = {}
    last: tuple[str, bytes] | None = None
    for data in files:
        card = read_card(data)
        mine = cards.setdefault(card.party, [])
        first = next(iter(cards.values()))
        roots = {(each.root_ed, each.root_pq) for each in (*mine, card)}
        if (last and (card.party, data) <= last) or (first and card.suite != first[0].suite) or len(roots) > 1:
            raise Fault("card-malformed", "The cards are not in order, or not of one suite or root.", None, card.party)
        last = card.party, data
        mine.append(card)
    if len(cards) < 2:
        raise Fault("proof-malformed", "Cards of two parties are needed.")
    for party, feed, *_ in feeds:
        if party not in cards:
            raise Fault("proof-malformed", "The party of this feed has no card here.", None, (party, feed))
    if outside:
        here = {(card.party, card.root_ed, card.root_pq) for found in cards.values() for card in found}
        given = {(card.party, card.root_ed, card.root_pq) for card in map(read_card, outside)}
        if here != given:
            raise Fault("card-differs", "These are not the root keys given.", None, min(here ^ given)[0])
    return cards


def proved_entry(line: bytes, head: Cbor, proved: Cbor) -> list[Cbor]:
    """Return the fields of an entry that is under its head, sound, and opened by its body if that is here."""
    party, feed, size, root, *_ = head
    _, index, raw, path, body, _ = proved
    if not path_includes(sha256(b"\0" + raw).digest(), index, size, root, path):
        raise Fault("entry-not-proved", "The entry is not under its head.", None, (party, feed), index)
    fields: Cbor = decode_or_none(raw) if len(raw) <= ENTRY_MAX else None
    if not is_sound(fields, [1, line, party, feed, index]):
        raise Fault("entry-malformed", "This leaf is no sound entry.", None, (party, feed), index)
    if body is not None and sha256(b"parley/body/v1" + body[0] + body[1]).digest() != fields[16]:
        raise Fault("body-altered", "This body is not the one of its entry.", None, (party, feed), index)
    found: list[Cbor] = fields
    return found


def path_includes(leaf: bytes, index: int, size: int, root: bytes, path: Sequence[bytes]) -> bool:
    """Say whether the path leads from a leaf at its index to the root at this size (RFC 9162 section 2.1.3.2)."""
    if index >= size:
        return False
    first, last, found = index, size - 1, leaf
    for step in path:
        if last == 0:
            return False
        if first & 1 or first == last:
            found = node(step, found)
            while first and not first & 1:
                first, last = first >> 1, last >> 1
        else:
            found = node(found, step)
        first, last = first >> 1, last >> 1
    return last == 0 and found == root


def receipts_it(fields: Sequence[Cbor], place: tuple[str, bytes, int, bytes], path: Sequence[bytes] | None) -> bool:
    """Say whether an entry has seen the one at `place`: singly without a path, else under a root that it names."""
    party, feed, index, identity = place
    if fields[2] == party:
        return False
    if path is None:
        return list(place) in fields[6]
    return any(
        item[:2] == [party, feed] and path_includes(identity, index, item[2], item[3], path) for item in fields[5]
    )


def tell_entry(fields: Sequence[Cbor], raw: bytes, body: Cbor, receipted: dict[str, int]) -> dict[str, Any]:
    """Return what the verdict says about one entry."""
    return {
        "party": fields[2],
        "feed": fields[3].hex(),
        "index": fields[4],
        "id": sha256(b"\0" + raw).hexdigest(),
        "clock_ms": fields[7],
        "class": fields[9],
        "precedence": fields[10],
        "kind": fields[13],
        "kind_version": fields[14],
        "thread": fields[15] and fields[15].hex(),
        "body": None if body is None else body[1].hex(),
        "receipted": dict(sorted(receipted.items())),
    }


# ---------------------------------------------------------------- the command


class Folder(Mapping[str, bytes]):
    """The files below a folder by their names with `/`, read when asked for; a link counts as a file."""

    def __init__(self, folder: Path) -> None:
        self.paths = {}
        for at, folders, files in os.walk(folder, onerror=_stop):
            for path in (Path(at, name) for name in (*files, *folders)):
                if path.is_symlink() or not path.is_dir():
                    self.paths[path.relative_to(folder).as_posix()] = path

    def __getitem__(self, name: str) -> bytes:
        return self.paths[name].read_bytes()

    def __iter__(self) -> Iterator[str]:
        return iter(self.paths)

    def __len__(self) -> int:
        return len(self.paths)


def _stop(error: OSError) -> None:
    raise error


def tell(verdict: Mapping[str, Any]) -> Iterator[str]:
    """Yield a verdict as lines for a person."""
    yield verdict["verdict"]
    fault = verdict["fault"]
    if fault:
        place = [f"{name} {fault[name]!r}" for name in ("file", "party", "feed", "index") if fault[name] is not None]
        yield f"  {fault['code']}: {fault['detail']}"
        yield f"  at {', '.join(place) or 'the file given'}"
        return
    if "sizes" in verdict:
        small, large = verdict["sizes"]
        yield f"  {verdict['party']} signed two histories of its feed {verdict['feed']}: sizes {small}, {large}"
        return
    if "feeds" not in verdict:
        yield f"  line {verdict['line']}"
        for entry in verdict["entries"]:
            yield f"  {entry['party']} {entry['feed']} {entry['index']}: kind {entry['kind']}, id {entry['id']}"
            yield f"    at {entry['clock_ms']} ms, receipted {entry['receipted']}, body {entry['body'] or 'not here'}"
        return
    yield f"  line {verdict['line']}, {verdict['entries']} entries"
    for feed in verdict["feeds"]:
        receipted = ", ".join(f"{party} {size}" for party, size in feed["receipted"].items())
        end = "" if feed["reaches"] else "; others name more than is here"
        size = f"{feed['size']} entries to {feed['last_clock_ms']} ms"
        yield f"  {feed['party']} {feed['feed']}: {size}, receipted {receipted}{end}"
    for feed in verdict["beyond_this_record"]:
        yield f"  cut: an entry names {feed['size']} entries of {feed['party']} {feed['feed']}"
    yield f"  joint order: {verdict['joint']['size']} entries, root {verdict['joint']['root']}"
    for release in verdict.get("releases", ()):
        seats = ", ".join(f"{seat['seat']} {seat['refused'] or 'counts'}" for seat in release["seats"])
        yield f"  released: {release['party']} {release['feed']} {release['index']}: {seats or 'not in its form'}"
    for name in REPORTED:
        if verdict[name]:
            yield f"  {name.replace('_', ' ')}: {verdict[name]}"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command; return its exit code."""
    parser = argparse.ArgumentParser(description="Verify an exported record or a proof.")
    commands = parser.add_subparsers(dest="command", required=True)
    record = commands.add_parser("record", help="verify the folder of an exported record")
    record.add_argument("path", type=Path, metavar="FOLDER")
    record.add_argument("--card", type=Path, action="append", default=[], metavar="FILE")
    record.add_argument("--timeline", action="store_true", help="with --json: tell the joint order")
    proof = commands.add_parser("proof", help="verify a proof of entries")
    proof.add_argument("path", type=Path, metavar="FILE")
    proof.add_argument("--card", type=Path, action="append", default=[], metavar="FILE")
    fork = commands.add_parser("fork", help="verify a proof of equivocation")
    fork.add_argument("path", type=Path, metavar="FILE")
    fork.add_argument("--card", type=Path, metavar="FILE")
    for command in (record, proof, fork):
        command.add_argument("--json", action="store_true", help="print one JSON object")
    asked = parser.parse_args(arguments)
    gc.disable()  # nothing here is circular, and a long record has many objects to look at
    try:
        if asked.command == "fork":
            card = asked.card.read_bytes() if asked.card else None
            verdict = verify_fork(asked.path.read_bytes(), card)
        else:
            cards = [path.read_bytes() for path in asked.card]
            if asked.command == "proof":
                verdict = verify_proof(asked.path.read_bytes(), cards)
            else:
                verdict = verify(Folder(asked.path), cards, timeline=asked.timeline)
    except OSError as error:
        print(f"Can not read {error.filename}: {error.strerror}", file=sys.stderr)
        return 2
    print(json.dumps(verdict) if asked.json else "\n".join(tell(verdict)))
    return 1 if verdict["verdict"] == REFUSED else 0


if __name__ == "__main__":
    sys.exit(main())
