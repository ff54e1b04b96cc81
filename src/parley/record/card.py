"""A party's card, its public identity, and the line that cards and agreement name together."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from parley.seal.digest import sha256
from parley.seal.suite import PublicKey, SigningKey, Suite, VerifyingKey
from parley.seal.suite import suite as suite_of
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import CARD_BYTES_MAX, OFFICERS_MAX
from parley.words.terms import SEAT, is_party_code

LABEL: Final = b"parley/card/v1"
LINE_LABEL: Final = b"parley/line/v1\x00"


OFFICERS_MIN: Final = 2
"""So many officers sign a change of keys; a card lists none, or at least so many."""


class Officer(NamedTuple):
    """A seat whose holder signs changes of keys and hand-overs of the watch, and its public key."""

    seat: str
    key: PublicKey


class Card(NamedTuple):
    """A party's code, suite and public keys; `transport` is the DER certificate of its node's transport."""

    suite: int
    party: str
    demo: bool
    root: PublicKey
    node: PublicKey
    transport: bytes
    officers: tuple[Officer, ...] = ()


def _pair(key: PublicKey) -> tuple[bytes, bytes]:
    return key.ed, key.pq


def write_card(card: Card, root_key: SigningKey) -> bytes:
    """Sign a card with the root identity and give its file."""
    return sign_card(card_body(card), root_key)


def card_body(card: Card) -> bytes:
    """Give what the root identity signs; a card without officers has the form of version 1."""
    fields: list[Item] = [card.suite, card.party, card.demo, *_pair(card.root), *_pair(card.node), card.transport]
    officers: list[Item] = [[officer.seat, *_pair(officer.key)] for officer in card.officers]
    return encode([2, *fields, officers] if officers else [1, *fields])


def sign_card(body: bytes, root_key: SigningKey) -> bytes:
    """Give the file of a card whose body is given."""
    return encode([body, root_key.ed(LABEL + b"\x00" + body), root_key.pq(body, LABEL)])


def read_card(data: bytes) -> Card:
    """Read a card and verify it whole: form, strict keys, both root signatures.

    Raises PeerFault `card-malformed`, `card-signature`, `suite-unknown`, `key-weak`.
    """
    body, ed, pq = _envelope(data)
    card = _body(body)
    suite = suite_of(card.suite)
    if len(ed) != 64 or len(pq) != suite.pq_signature_bytes:
        raise PeerFault("card-malformed", "A signature of the card has not the length that its suite gives it.")
    root, *_ = [_key(suite, key) for key in (card.root, card.node, *(officer.key for officer in card.officers))]
    if not root.ed(LABEL + b"\x00" + body, ed) or not root.pq(body, pq, LABEL):
        raise PeerFault("card-signature", f"The card of {card.party} is not signed by its root keys.")
    return card


def claimed_party(data: bytes) -> str:
    """Give the code that a card of the right form claims; nothing is verified. Raises PeerFault as `read_card`."""
    return _body(_envelope(data)[0]).party


def _key(suite: Suite, public: PublicKey) -> VerifyingKey:
    if len(public.ed) != 32 or len(public.pq) != suite.pq_public_bytes:
        raise PeerFault("card-malformed", "A key of the card has not the length that its suite gives it.")
    try:
        return suite.verifying_key(public)
    except PeerFault:
        raise PeerFault("key-weak", "A key of the card has low order or is no point of the curve.") from None


def _envelope(data: bytes) -> tuple[bytes, bytes, bytes]:
    if len(data) > CARD_BYTES_MAX:
        raise PeerFault("card-malformed", "The card is longer than a card is.")
    try:
        outer = decode(data)
    except PeerFault:
        raise PeerFault("card-malformed", "The card is not in the strict encoding.") from None
    match outer:
        case [bytes(body), bytes(ed), bytes(pq)]:
            return body, ed, pq
        case _:
            raise PeerFault("card-malformed", "A card holds a body and two signatures.")


def _body(body: bytes) -> Card:
    try:
        fields = decode(body)
    except PeerFault:
        raise PeerFault("card-malformed", "The card's body is not in the strict encoding.") from None
    if (
        type(fields) is not list
        or len(fields) not in {9, 10}
        or type(fields[0]) is bool
        or fields[0] != len(fields) - 8
    ):
        raise PeerFault("card-malformed", "The card is of another version.")
    officers = _officers(fields[9]) if len(fields) == 10 else ()
    match fields[1:9]:
        case [
            int(number), str(party), bool(demo),
            bytes(root_ed), bytes(root_pq), bytes(node_ed), bytes(node_pq), bytes(transport),
        ] if type(number) is not bool:  # fmt: skip
            if not is_party_code(party):
                raise PeerFault("card-malformed", "The card's code is not in its form.")
            root, node = PublicKey(root_ed, root_pq), PublicKey(node_ed, node_pq)
            return Card(number, party, demo, root, node, transport, officers)
        case _:
            raise PeerFault("card-malformed", "The card's body has other fields.")


def _officers(items: Item) -> tuple[Officer, ...]:
    """Read the officers of a card: two or more, ascending by seat, no key twice."""
    found: list[Officer] = []
    for item in items if type(items) is list else ():
        match item:
            case [str(seat), bytes(ed), bytes(pq)] if SEAT.fullmatch(seat):
                found.append(Officer(seat, PublicKey(ed, pq)))
            case _:
                raise PeerFault("card-malformed", "An officer of the card is not in his form.")
    seats = [officer.seat.encode() for officer in found]
    if not OFFICERS_MIN <= len(found) <= OFFICERS_MAX or seats != sorted(set(seats)):
        raise PeerFault("card-malformed", "The officers of the card are not two or more in their order.")
    if len({officer.key.ed for officer in found}) < len(found) or len({officer.key.pq for officer in found}) < len(
        found
    ):
        raise PeerFault("card-malformed", "Two officers of the card have one key.")
    return tuple(found)


def line_of(agreement: bytes, cards: Sequence[Card]) -> bytes:
    """Give the line that an agreement file and the parties' root keys name: 32 bytes to compare."""
    return line_of_hash(sha256(agreement), cards)


def line_of_hash(agreement: bytes, cards: Sequence[Card]) -> bytes:
    """Give the line by the hash of the agreement file alone."""
    keys: list[Item] = [[card.party, *_pair(card.root)] for card in sorted(cards, key=lambda card: card.party.encode())]
    return sha256(LINE_LABEL + encode([1, cards[0].suite, agreement, keys]))


def safety_number(card: Card) -> str:
    """Give six groups of five digits of one party's root keys, to compare by voice."""
    digest = sha256(b"parley/safety/v1\x00" + encode([card.suite, card.party, *_pair(card.root)]))
    return " ".join(f"{int.from_bytes(digest[i : i + 5], 'big') % 100_000:05}" for i in range(0, 30, 5))


def voice_bytes(card: Card) -> bytes:
    """Give twelve bytes of one party's root keys, each to be read out as a word."""
    return sha256(b"parley/voice/v1\x00" + encode([card.suite, card.party, *_pair(card.root)]))[:12]


def suite_for(cards: Sequence[Card]) -> Suite:
    """Give the one suite of a line's cards. Raises PeerFault `suite-differs`."""
    if len({card.suite for card in cards}) != 1:
        raise PeerFault("suite-differs", "The cards are of different suites.")
    return suite_of(cards[0].suite)
