"""The proof of equivocation: two histories of one feed under one author's keys (docs/spec/record.md section 10)."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple, cast

from parley.record.head import Head, origin, verify_head
from parley.record.merkle import Tree, consistent
from parley.record.verdict import CONSISTENT, PROVED, REFUSED, Found, Json, Refused, checked_card
from parley.seal.suite import suite as suite_of
from parley.words.cbor import Item, decode, encode
from parley.words.faults import PeerFault


class Side(NamedTuple):
    """One history: a full head and the tree that it signs."""

    head: Head
    tree: Tree


class Proof(NamedTuple):
    """The fields of a proof; `start` and `path` lead to the larger head from what it says stood at the smaller size."""

    line: bytes
    card: bytes
    feed: bytes
    small: Head
    large: Head
    start: bytes | None
    path: tuple[bytes, ...]


class Forked(PeerFault):
    """Two signed histories of one feed were shown.

    `shown` is the head of the one that is not held, and `fresh` whether it proves more than what was shown before.
    """

    def __init__(self, party: str, feed: bytes, head: Head, *, fresh: bool) -> None:
        super().__init__("feed-forked")
        self.shown, self.fresh = encode([party, feed, list(head)]), fresh


def read_shown(data: bytes) -> tuple[str, bytes, Head] | None:
    """Read the evidence of a fork: party, feed, and the head of the history that is not held.

    Gives None for what earlier versions kept, the sealed packet that had shown it.
    """
    try:
        party, feed, head = cast("list[Any]", decode(data))
    except (PeerFault, TypeError, ValueError):
        return None
    return party, feed, Head(*head)


@dataclass(frozen=True, slots=True)
class ForkVerdict:
    """What `verify_fork` says; `sizes` are those of the two heads."""

    verdict: str
    fault: Found | None = None
    line: bytes | None = None
    party: str | None = None
    feed: bytes | None = None
    sizes: tuple[int, int] | None = None

    def machine(self) -> dict[str, Json]:
        """Give the machine form (docs/spec/record.md section 10)."""
        return {
            "verdict": self.verdict,
            "fault": self.fault.machine() if self.fault else None,
            "line": self.line.hex() if self.line is not None else None,
            "party": self.party,
            "feed": self.feed.hex() if self.feed is not None else None,
            "sizes": [*self.sizes] if self.sizes is not None else None,
        }


def prove_fork(line: bytes, card: bytes, feed: bytes, one: Side, other: Side) -> bytes | None:
    """Write the proof that two verified full heads of a feed belong to two histories; None where they can be of one."""
    small, large = sorted((one, other), key=lambda side: side.head.size)
    size = small.head.size
    if not size or large.tree.root(size) == small.head.root:
        return None
    start, path = None, list[bytes]()
    if size < large.head.size:
        start, path = large.tree.root(size), large.tree.consistency(size, large.head.size)
    heads: list[Item] = [tuple(small.head), tuple(large.head)]
    return encode([1, line, card, feed, *heads, start, tuple(path)])


def verify_fork(data: bytes, card: bytes | None = None) -> ForkVerdict:
    """Verify a proof of equivocation; `card` is the author's, known from elsewhere. Never raises on content."""
    try:
        return _verify(data, card)
    except Refused as refused:
        return ForkVerdict(REFUSED, refused.found)


def _verify(data: bytes, outside: bytes | None) -> ForkVerdict:
    # 1. The form, and the card in it.
    proof = _read(data)
    card = checked_card(proof.card)
    # 2. The card from outside.
    if outside is not None:
        given = checked_card(outside)
        if (given.party, given.root) != (card.party, card.root):
            raise Refused(Found("card-differs", party=card.party))
    # 3. Both heads bear both signatures.
    key = suite_of(card.suite).verifying_key(card.node)
    name = origin(proof.line, card.party, proof.feed)
    if not (verify_head(key, name, proof.small) and verify_head(key, name, proof.large)):
        raise Refused(Found("head-signature", party=card.party))
    # 4. They are not of one history.
    if not _are_two(proof):
        raise Refused(Found("fork-not-proved", party=card.party))
    verdict = CONSISTENT if outside is None else PROVED
    return ForkVerdict(verdict, None, proof.line, card.party, proof.feed, (proof.small.size, proof.large.size))


def _are_two(proof: Proof) -> bool:
    small, large, start, path = proof.small, proof.large, proof.start, proof.path
    if small.size == large.size:
        return small.root != large.root and start is None and not path
    if start is None or start == small.root:
        return False
    return consistent(small.size, large.size, start, large.root, path)


def _read(data: bytes) -> Proof:
    try:
        match decode(data):
            case [int(version), bytes(line), bytes(card), bytes(feed), list(small), list(large), start, list(path)] if (
                type(version) is int
                and version == 1
                and (len(line), len(feed)) == (32, 8)
                and (start is None or _is_hash(start))
                and all(map(_is_hash, path))
            ):
                heads = _head(small), _head(large)
                if heads[0].size <= heads[1].size:
                    hashes = [item for item in path if type(item) is bytes]
                    return Proof(line, card, feed, *heads, start if type(start) is bytes else None, tuple(hashes))
            case _:
                pass
    except PeerFault:
        pass
    raise Refused(Found("fork-malformed"))


def _head(fields: Sequence[Item]) -> Head:
    match fields:
        case [int(size), bytes(root), bytes(ed), bytes(pq)] if type(size) is int and size >= 0:
            if (len(root), len(ed)) == (32, 64):
                return Head(size, root, ed, pq)
        case _:
            pass
    raise PeerFault("head-malformed")


def _is_hash(item: Item) -> bool:
    return type(item) is bytes and len(item) == 32
