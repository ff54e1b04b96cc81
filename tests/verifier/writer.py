"""Writes exported records and proofs of equivocation, right or wrong, without Parley: from docs/spec/record.md alone.

Keys, feeds and salts come from names, so a record is the same each time but for its ML-DSA signatures: these hold
random bytes. Within one run the same head has the same signatures, so that records which differ little have the
same files.
"""

from __future__ import annotations

import base64
import struct
from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from hashlib import sha256
from typing import Any, TypeAlias

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from cryptography.hazmat.primitives.asymmetric.mldsa import MLDSA44PrivateKey, MLDSA87PrivateKey

AGREEMENT = b'[agreement]\ntitle = "A line to try a verifier on"\n'
Value: TypeAlias = Any  # what CBOR can say

START_MS = 1_790_000_000_000


def seed(*names: object) -> bytes:
    return sha256(":".join(map(str, names)).encode()).digest()


# ---------------------------------------------------------------- encoding and trees


def head_of(major: int, number: int) -> bytes:
    if number < 24:
        return bytes([major << 5 | number])
    for short, form in ((24, ">BB"), (25, ">BH"), (26, ">BI"), (27, ">BQ")):
        try:
            return struct.pack(form, major << 5 | short, number)
        except struct.error:
            continue
    raise OverflowError(number)


def cbor(item: Value) -> bytes:
    match item:
        case None | True | False:
            return {None: b"\xf6", True: b"\xf5", False: b"\xf4"}[item]
        case int():
            return head_of(0, item) if item >= 0 else head_of(1, -1 - item)
        case bytes():
            return head_of(2, len(item)) + item
        case str():
            return head_of(3, len(item.encode())) + item.encode()
        case dict():
            return head_of(5, len(item)) + b"".join(cbor(key) + cbor(item[key]) for key in sorted(item))
        case _:
            return head_of(4, len(item)) + b"".join(map(cbor, item))


def leaf(entry: bytes) -> bytes:
    return sha256(b"\0" + entry).digest()


def tree(leaves: Sequence[bytes]) -> bytes:
    """The root, as RFC 6962 section 2.1 defines it."""
    if len(leaves) < 2:
        return leaves[0] if leaves else sha256(b"").digest()
    k = 1 << (len(leaves) - 1).bit_length() - 1
    return sha256(b"\1" + tree(leaves[:k]) + tree(leaves[k:])).digest()


def consistency(size: int, leaves: Sequence[bytes], *, whole: bool = True) -> list[bytes]:
    """The proof between the first `size` leaves and all, as RFC 6962 section 2.1.2 defines it."""
    if size == len(leaves):
        return [] if whole else [tree(leaves)]
    k = 1 << (len(leaves) - 1).bit_length() - 1
    if size <= k:
        return [*consistency(size, leaves[:k], whole=whole), tree(leaves[k:])]
    return [*consistency(size - k, leaves[k:], whole=False), tree(leaves[:k])]


# ---------------------------------------------------------------- parties


@dataclass
class Keys:
    """An Ed25519 and an ML-DSA key; `ed_public` may be overwritten with a weak one."""

    suite: int
    name: str
    ed_public: bytes = b""

    def __post_init__(self) -> None:
        self.ed = Ed25519PrivateKey.from_private_bytes(seed("ed", self.name))
        ml_dsa = MLDSA44PrivateKey if self.suite == 1 else MLDSA87PrivateKey
        self.pq = ml_dsa.from_seed_bytes(seed("pq", self.name))
        self.ed_public = self.ed_public or self.ed.public_key().public_bytes_raw()
        self.pq_public = self.pq.public_key().public_bytes_raw()


@dataclass(frozen=True)
class Party:
    """A party with its root and node keys; `world` makes another one of the same code."""

    code: str
    suite: int = 1
    world: str = "here"
    demo: bool = False
    weak_root: bytes = b""
    weak_node: bytes = b""
    node_name: str = "node"
    officers: tuple[str, ...] = ()

    @cached_property
    def root(self) -> Keys:
        return Keys(self.suite, f"{self.world} {self.code} root", self.weak_root)

    @cached_property
    def node(self) -> Keys:
        return Keys(self.suite, f"{self.world} {self.code} {self.node_name}", self.weak_node)

    def officer(self, seat: str) -> Keys:
        return Keys(self.suite, f"{self.world} {self.code} officer {seat}")

    def card(self) -> bytes:
        return self._card

    @cached_property
    def _card(self) -> bytes:
        return self.other_card()

    def other_card(self, **other: Value) -> bytes:
        if self.officers:
            keys = {seat: self.officer(seat) for seat in self.officers}
            listed = [[seat, key.ed_public, key.pq_public] for seat, key in keys.items()]
            other = {"version": 2, "officers": listed} | other
        fields = {
            "version": 1,
            "suite": self.suite,
            "party": self.code,
            "demo": self.demo,
            "root_ed": self.root.ed_public,
            "root_pq": self.root.pq_public,
            "node_ed": self.node.ed_public,
            "node_pq": self.node.pq_public,
            "transport": b"DER " + seed("transport", self.code),
        } | other
        body = cbor(list(fields.values()))
        label = b"parley/card/v1"
        return cbor([body, self.root.ed.sign(label + b"\0" + body), self.root.pq.sign(body, label)])


def line_of(parties: Sequence[Party], agreement: bytes) -> bytes:
    ordered = sorted(parties, key=lambda party: party.code.encode())
    roots = [[p.code, p.root.ed_public, p.root.pq_public] for p in ordered]
    content = cbor([1, ordered[0].suite, sha256(agreement).digest(), roots])
    return sha256(b"parley/line/v1" + b"\0" + content).digest()


# ---------------------------------------------------------------- heads


@cache
def signatures(party: Party, origin: str, size: int, root: bytes) -> tuple[bytes, bytes]:
    name = bytes([len(origin)]) + origin.encode()
    subtree = b"subtree/v1\n\0" + name + struct.pack(">Q", 0) + name + struct.pack(">QQ", 0, size) + root
    return party.node.ed.sign(text_of(origin, size, root)), party.node.pq.sign(subtree)


def text_of(origin: str, size: int, root: bytes) -> bytes:
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n".encode()


def head_file(party: Party, origin: str, size: int, root: bytes) -> bytes:
    ed, pq = signatures(party, origin, size, root)
    lines = b""
    for kind, public, rest in (
        (1, party.node.ed_public, ed),
        ({1: 6, 2: 255}[party.suite], party.node.pq_public, bytes(8) + pq),
    ):
        key_id = sha256(origin.encode() + b"\n" + bytes([kind]) + public).digest()[:4]
        lines += f"— {origin} {base64.b64encode(key_id + rest).decode()}\n".encode()
    return text_of(origin, size, root) + b"\n" + lines


# ---------------------------------------------------------------- feeds and records


@dataclass
class Feed:
    """One feed: its leaves, and a slot in `bodies` for each sound entry with a commitment."""

    record: Record
    party: Party
    id: bytes
    leaves: list[bytes] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    said: list[int] = field(default_factory=list)  # the indices of these

    @property
    def ids(self) -> list[bytes]:
        return [leaf(raw) for raw in self.leaves]

    @property
    def folder(self) -> str:
        return f"feeds/{self.party.code}-{self.id.hex()}"

    @property
    def origin(self) -> str:
        return f"parley/v1/{self.record.line[:16].hex()}/{self.party.code}/{self.id.hex()}"

    def named(self, size: int | None = None, root: bytes | None = None) -> list[Any]:
        """The `seen` item for the first `size` entries: all of them unless told."""
        size = len(self.leaves) if size is None else size
        return [self.party.code, self.id, size, tree(self.ids[:size]) if root is None else root]

    def fields(self, kind: int = 0, clock_ms: int | None = None, **other: Value) -> list[Any]:
        """The 17 fields of the next entry."""
        fields: dict[str, Value] = {
            "version": 1,
            "line": self.record.line,
            "author": self.party.code,
            "feed": self.id,
            "index": len(self.leaves),
            "seen": [],
            "beyond": [],
            "clock_ms": self.record.tick() if clock_ms is None else clock_ms,
            "uncertainty_ms": 50,
            "class": 0,
            "precedence": 0,
            "not_after_ms": None,
            "addressees": [],
            "kind": kind,
            "kind_version": 1,
            "thread": None,
            "content": None,
        } | other
        fields["seen"] = sorted(fields["seen"])
        fields["beyond"] = sorted(fields["beyond"])
        return list(fields.values())

    def add(self, kind: int = 0, clock_ms: int | None = None, **other: Value) -> int:
        """Append an entry; return its index."""
        return self.add_leaf(cbor(self.fields(kind, clock_ms, **other)))

    def add_leaf(self, raw: bytes) -> int:
        self.leaves.append(raw)
        return len(self.leaves) - 1

    def say(self, body: bytes, kind: int = 32, *, absent: bool = False, erased: bool = False, **other: Value) -> int:
        """Append an entry whose content is a commitment to `body`."""
        salt = seed("salt", self.id, len(self.leaves))[:16]
        slot = b"\1" + salt + struct.pack(">I", len(body)) + body
        self.bodies.append(b"\0" if absent else b"\2" if erased else slot)
        self.said.append(len(self.leaves))
        return self.add(kind, content=sha256(b"parley/body/v1" + salt + body).digest(), **other)


@dataclass
class Record:
    """What goes into an export; cards may be replaced before the founding entries name them."""

    parties: list[Party]
    agreement: bytes = AGREEMENT
    feeds: list[Feed] = field(default_factory=list)
    clock_ms: int = START_MS

    def __post_init__(self) -> None:
        self.line = line_of(self.parties, self.agreement)
        self.cards = {party.code: party.card() for party in self.parties}

    def tick(self) -> int:
        self.clock_ms += 1000
        return self.clock_ms

    def feed(self, party: Party, name: str | bytes, older: Sequence[Feed] = (), **other: Value) -> Feed:
        """Open a feed with its first entry, which names `older` as far as they stand."""
        feed = self.bare_feed(party, name)
        feed.add(1, content=sorted(f.named()[1:] for f in older), **other)
        return feed

    def bare_feed(self, party: Party, name: str | bytes) -> Feed:
        identity = name if isinstance(name, bytes) else seed("feed", party.code, name)[:8]
        self.feeds.append(Feed(self, party, identity))
        return self.feeds[-1]

    def founding(self) -> list[Any]:
        cards = [[code, sha256(self.cards[code]).digest()] for code in sorted(self.cards)]
        return [sha256(self.agreement).digest(), cards]

    def files(self) -> dict[str, bytes]:
        files = {"parley-record.txt": b"parley record 1\n", "agreement.toml": self.agreement}
        files |= {f"cards/{code}.card": card for code, card in self.cards.items()}
        for feed in self.feeds:
            files |= {
                f"{feed.folder}/entries": b"".join(struct.pack(">H", len(raw)) + raw for raw in feed.leaves),
                f"{feed.folder}/leaves": b"".join(feed.ids),
                f"{feed.folder}/bodies": b"".join(feed.bodies),
                f"{feed.folder}/head": head_file(feed.party, feed.origin, len(feed.leaves), tree(feed.ids)),
            }
        return files


# ---------------------------------------------------------------- proofs of equivocation


def signed_head(feed: Feed, leaves: Sequence[bytes]) -> list[Any]:
    root = tree(leaves)
    return [len(leaves), root, *signatures(feed.party, feed.origin, len(leaves), root)]


def fork(feed: Feed, small: Sequence[bytes], large: Sequence[bytes], /, **other: Value) -> bytes:
    """The proof that the author of `feed` signed trees over both lists of leaves."""
    same = len(small) == len(large)
    fields = {
        "version": 1,
        "line": feed.record.line,
        "card": feed.record.cards[feed.party.code],
        "feed": feed.id,
        "small": signed_head(feed, small),
        "large": signed_head(feed, large),
        "start": None if same else tree(large[: len(small)]),
        "path": [] if same or not small else consistency(len(small), large),
    } | other
    return cbor(list(fields.values()))


# ---------------------------------------------------------------- a whole record


@cache
def pair(world: str = "here", suite: int = 1) -> list[Party]:
    return [Party("ALFA", suite, world), Party("BRAVO", suite, world)]


def small(parties: list[Party] | None = None, **other: Value) -> Record:
    """Two parties with a feed each: found the line, say something, receipt it."""
    record = Record(parties or pair(), **other)
    alfa, bravo = record.parties
    a = record.feed(alfa, "a")
    b = record.feed(bravo, "b")
    a.add(2, content=record.founding())
    b.add(2, content=record.founding(), seen=[a.named()])
    a.say(b"Flight of two from 0900.", seen=[b.named()])
    b.say(b"Read.", seen=[a.named()])
    a.say(b"Thank you.", seen=[b.named()])
    b.add(seen=[a.named()])
    a.add(seen=[b.named()])
    return record


def long(parties: list[Party] | None = None) -> Record:
    """Two parties with restarts, an old backup restored, and each thing that is reported and no refusal."""
    record = small(parties)
    alfa, bravo = record.parties
    a, b = record.feeds
    a2 = record.feed(alfa, "a2", [a], seen=[b.named()])
    a2.say(b"Erased by agreement.", absent=True)
    b.add(seen=[a.named(), a2.named()])
    # ALFA's home is restored from a backup in which a2 had two entries; BRAVO keeps what a2 said after it.
    at_backup = a2.named()
    a2.say(b"Said after the backup.", clock_ms=record.tick())
    a3 = record.bare_feed(alfa, "a3")
    a3.add(1, content=[at_backup[1:]], seen=[b.named()])
    a3.say(b"Said by the restored node.")
    b.add(seen=[a2.named(), a3.named()])
    a2.say(b"Sent late by the first one.", clock_ms=record.clock_ms - 2500)
    b.add(seen=[a2.named()])
    a3.add(3, content=[[a2.id, 2, len(a2.leaves), a2.named()[3]]], seen=[b.named()])
    # A leaf that is no entry, one in a foreign place, a kind not readable here, a root that is false.
    a3.add_leaf(b"\x9f\xff")
    a3.add(index=99)
    a3.add(6, content=[["seat", -8, bytes(32)]])
    b2 = record.feed(bravo, "b2", [b], seen=[a3.named(root=seed("false"))], addressees=["ALFA"])
    a3.say(b"Overtakes.", seen=[b.named(), b2.named()])
    b2.add(beyond=[[alfa.code, a3.id, len(a3.leaves) - 1, a3.ids[-1]]])
    b2.add(seen=[a3.named()])
    a3.add(seen=[b2.named()])
    return record


def parted() -> Record:
    """Three parties, of which one comes back from an old backup with a clock that runs behind; the others differ."""
    record = Record([Party(code) for code in ("ALFA", "BRAVO", "CHARLIE")])
    a, b, c = (record.feed(party, "1") for party in record.parties)
    for feed in (a, b, c):
        feed.add(2, content=record.founding())
    b.say(b"Where is it?")
    at_backup = a.named()
    a.add(seen=[b.named(), c.named()])
    c.add(seen=[a.named(), b.named()])
    # ALFA's home is restored from a backup without its last entry: BRAVO takes up the new feed first, CHARLIE the old.
    a2 = record.bare_feed(a.party, "2")
    a2.add(1, content=[at_backup[1:]], clock_ms=START_MS)
    b.add(seen=[a2.named(), c.named()])
    a2.say(b"Not with us.", seen=[b.named(), c.named()], clock_ms=START_MS + 500)
    b.add(seen=[a.named(), a2.named()])
    c.add(seen=[a2.named(), b.named()])
    return record
