"""A proof of entries: some entries of a record with all that shows them, and nothing else (docs/spec/record.md 12)."""

from __future__ import annotations

import itertools
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple, TypeAlias

from parley.record.card import Card, line_of_hash
from parley.record.entry import Entry, commitment, entry_id
from parley.record.feed import read_sound
from parley.record.folder import SALT_BYTES
from parley.record.head import Head, origin, verify_head
from parley.record.merkle import included
from parley.record.verdict import CONSISTENT, PROVED, REFUSED, Found, Json, Refused, checked_card
from parley.seal.suite import suite as suite_of
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault
from parley.words.limits import BODY_BYTES_MAX
from parley.words.terms import is_party_code

Path: TypeAlias = tuple[bytes, ...]


class ProvedFeed(NamedTuple):
    """A feed of which entries are proved, and the full head that they are under."""

    party: str
    feed: bytes
    head: Head


class Receipt(NamedTuple):
    """A receipt for an entry: the number of the entry that gives it, and the path under the root that it has seen.

    The path is None where that entry names this one singly, as held beyond a gap.
    """

    by: int
    path: Path | None


class ProvedEntry(NamedTuple):
    """An entry: its feed's number in the proof, its index, bytes and path; salt and body where they are disclosed."""

    feed: int
    index: int  # type: ignore[assignment]
    data: bytes
    path: Path
    body: tuple[bytes, bytes] | None
    receipts: tuple[Receipt, ...]


class Proof(NamedTuple):
    """The fields of a proof; `agreement` is the hash of its file."""

    agreement: bytes
    cards: tuple[bytes, ...]
    feeds: tuple[ProvedFeed, ...]
    entries: tuple[ProvedEntry, ...]


@dataclass(frozen=True, slots=True)
class Shown:
    """An entry that a proof shows; `receipted` has by party the clock of the earliest receipt shown, in ms."""

    party: str
    feed: bytes
    index: int
    id: bytes
    entry: Entry
    body: bytes | None
    receipted: Mapping[str, int]

    def machine(self) -> Json:
        """Give the machine form."""
        entry = self.entry
        return {
            "party": self.party,
            "feed": self.feed.hex(),
            "index": self.index,
            "id": self.id.hex(),
            "clock_ms": entry.clock_ms,
            "class": entry.traffic_class,
            "precedence": entry.precedence,
            "kind": entry.kind,
            "kind_version": entry.kind_version,
            "thread": None if entry.thread is None else entry.thread.hex(),
            "body": None if self.body is None else self.body.hex(),
            "receipted": dict(self.receipted),
        }


@dataclass(frozen=True, slots=True)
class ProofVerdict:
    """What `verify_proof` says."""

    verdict: str
    fault: Found | None = None
    line: bytes | None = None
    entries: tuple[Shown, ...] | None = None

    def machine(self) -> dict[str, Json]:
        """Give the machine form (docs/spec/record.md section 12)."""
        return {
            "verdict": self.verdict,
            "fault": self.fault.machine() if self.fault else None,
            "line": None if self.line is None else self.line.hex(),
            "entries": None if self.entries is None else [shown.machine() for shown in self.entries],
        }


def write_proof(proof: Proof) -> bytes:
    """Write a proof's bytes."""
    feeds: list[Item] = [[feed.party, feed.feed, *feed.head] for feed in proof.feeds]
    entries: list[Item] = []
    for entry in proof.entries:
        receipts: list[Item] = [tuple(receipt) for receipt in entry.receipts]
        entries.append([*entry[:5], receipts])
    return encode([1, proof.agreement, list(proof.cards), feeds, entries])


def verify_proof(data: bytes, cards: Sequence[bytes] = ()) -> ProofVerdict:
    """Verify a proof of entries; `cards` are card files known from elsewhere. Never raises on content."""
    try:
        return _verify(data, cards)
    except Refused as refused:
        return ProofVerdict(REFUSED, refused.found)


def _verify(data: bytes, outside: Sequence[bytes]) -> ProofVerdict:
    # 1. The form.
    proof = _read(data)
    # 2. The cards, and those from outside.
    cards = _check_cards(proof, outside)
    # 3. The line, and the heads.
    line = line_of_hash(proof.agreement, [found[0] for found in cards.values()])
    for feed in proof.feeds:
        keys = [suite_of(card.suite).verifying_key(card.node) for card in cards[feed.party]]
        if not any(verify_head(key, origin(line, feed.party, feed.feed), feed.head) for key in keys):
            raise Refused(Found("head-signature", None, feed.party, feed.feed))
    # 4. The entries with their bodies.
    entries = [_check_entry(proof, line, entry) for entry in proof.entries]
    # 5. The receipts.
    shown = [_shown(proof, number, entries) for number in range(len(entries))]
    return ProofVerdict(PROVED if outside else CONSISTENT, None, line, tuple(shown))


# ---- 1. The form


def _read(data: bytes) -> Proof:
    try:
        proof = _fields(decode(data))
        _check_form(proof)
    except (PeerFault, ValueError):
        raise Refused(Found("proof-malformed")) from None
    return proof


def _fields(item: Item) -> Proof:
    match item:
        case [version, agreement, list(cards), list(feeds), list(entries)] if type(version) is int and version == 1:
            return Proof(
                _bytes(agreement, 32),
                tuple([_bytes(card) for card in cards]),
                tuple([_feed(feed) for feed in feeds]),
                tuple([_entry(entry) for entry in entries]),
            )
        case _:
            raise ValueError("no proof")


def _check_form(proof: Proof) -> None:
    """Everything stands once, in order, and is used. Raises ValueError."""
    _ascends([feed.party.encode() + b"\x00" + feed.feed for feed in proof.feeds])
    _ascends([(entry.feed, entry.index) for entry in proof.entries])
    if (
        len(proof.cards) < 2
        or not proof.feeds
        or {entry.feed for entry in proof.entries} != set(range(len(proof.feeds)))
    ):
        raise ValueError("a card is missing, or a feed is not used")
    for entry in proof.entries:
        _ascends([receipt.by for receipt in entry.receipts])
        if any(receipt.by >= len(proof.entries) for receipt in entry.receipts):
            raise ValueError("a receipt names no entry")


def _ascends(items: Sequence[object]) -> None:
    if any(not first < second for first, second in itertools.pairwise(items)):  # type: ignore[operator]
        raise ValueError("out of order")


def _bytes(item: Item, size: int | None = None) -> bytes:
    if type(item) is not bytes or (size is not None and len(item) != size):
        raise ValueError("not these bytes")
    return item


def _number(item: Item) -> int:
    if type(item) is not int or item < 0:
        raise ValueError("no unsigned number")
    return item


def _path(item: Item) -> Path:
    if type(item) is not list:
        raise ValueError("no path")
    return tuple([_bytes(part, 32) for part in item])


def _feed(item: Item) -> ProvedFeed:
    match item:
        case [str(party), feed, size, root, ed, pq] if is_party_code(party):
            return ProvedFeed(party, _bytes(feed, 8), Head(_number(size), _bytes(root, 32), _bytes(ed, 64), _bytes(pq)))
        case _:
            raise ValueError("no feed")


def _entry(item: Item) -> ProvedEntry:
    match item:
        case [feed, index, data, path, body, list(receipts)]:
            numbers = _number(feed), _number(index)
            found = tuple([_receipt(receipt) for receipt in receipts])
            return ProvedEntry(*numbers, _bytes(data), _path(path), _body(body), found)
        case _:
            raise ValueError("no entry")


def _body(item: Item) -> tuple[bytes, bytes] | None:
    match item:
        case None:
            return None
        case [salt, bytes(body)] if len(body) <= BODY_BYTES_MAX:
            return _bytes(salt, SALT_BYTES), body
        case _:
            raise ValueError("no body")


def _receipt(item: Item) -> Receipt:
    match item:
        case [by, path]:
            return Receipt(_number(by), None if path is None else _path(path))
        case _:
            raise ValueError("no receipt")


# ---- 2. The cards


def _check_cards(proof: Proof, outside: Sequence[bytes]) -> dict[str, list[Card]]:
    """Check the cards: a party whose key was changed may have several, all under the same root keys."""
    cards: dict[str, list[Card]] = {}
    last: tuple[bytes, bytes] | None = None
    for data in proof.cards:
        card = checked_card(data)
        first = next(iter(cards.values()), [card])[0]
        place = (card.party.encode(), data)
        if card.suite != first.suite or (last is not None and place <= last):
            raise Refused(Found("card-malformed", party=card.party))
        last = place
        cards.setdefault(card.party, []).append(card)
        if card.root != cards[card.party][0].root:
            raise Refused(Found("card-malformed", party=card.party))
    if len(cards) < 2:
        raise Refused(Found("proof-malformed"))
    for feed in proof.feeds:
        if feed.party not in cards:
            raise Refused(Found("proof-malformed", None, feed.party, feed.feed))
    if outside:
        given = {(card.party, card.root.ed, card.root.pq) for card in map(checked_card, outside)}
        held = {(card.party, card.root.ed, card.root.pq) for found in cards.values() for card in found}
        if differing := given ^ held:
            raise Refused(Found("card-differs", party=min(differing)[0]))
    return cards


# ---- 4. The entries


def _check_entry(proof: Proof, line: bytes, proved: ProvedEntry) -> Entry:
    feed = proof.feeds[proved.feed]

    def refused(code: str) -> Refused:
        return Refused(Found(code, None, feed.party, feed.feed, proved.index))

    if not included(entry_id(proved.data), proved.index, feed.head.size, proved.path, feed.head.root):
        raise refused("entry-not-proved")
    entry, _ = read_sound(line, (feed.party, feed.feed, proved.index), proved.data)
    if entry is None:
        raise refused("entry-malformed")
    if proved.body is not None and commitment(*proved.body) != entry.content:
        raise refused("body-altered")
    return entry


# ---- 5. The receipts


def _shown(proof: Proof, number: int, entries: Sequence[Entry]) -> Shown:
    proved, entry = proof.entries[number], entries[number]
    feed, leaf = proof.feeds[proved.feed], entry_id(proved.data)
    receipted: dict[str, int] = {}
    for receipt in proved.receipts:
        by = entries[receipt.by]
        if by.author == entry.author or not _covers(by, entry, leaf, receipt.path):
            raise Refused(Found("receipt-not-proved", None, feed.party, feed.feed, proved.index))
        receipted[by.author] = min(by.clock_ms, receipted.get(by.author, by.clock_ms))
    body = None if proved.body is None else proved.body[1]
    return Shown(feed.party, feed.feed, proved.index, leaf, entry, body, dict(sorted(receipted.items())))


def _covers(by: Entry, entry: Entry, leaf: bytes, path: Path | None) -> bool:
    """Say whether an entry has seen another: singly, or under a root to which the path leads."""
    if path is None:
        return any(item == (entry.author, entry.feed, entry.index, leaf) for item in by.beyond)
    return any(
        included(leaf, entry.index, item.size, path, item.root)
        for item in by.seen
        if (item.party, item.feed) == (entry.author, entry.feed)
    )
