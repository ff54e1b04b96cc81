"""Amendments: later agreements that every party signed, and from where in the joint order each holds (section 14)."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Final, NamedTuple

from parley.record.feed import Feed
from parley.words.cbor import decode, encode
from parley.words.faults import PeerFault

VERSION: Final = 1


class Amendment(NamedTuple):
    """What a party signs: the hash of the agreement that holds, and the file of the one to follow it."""

    previous: bytes
    file: bytes


class Signature(NamedTuple):
    """Where a party signed an amendment, and the hashes of both agreements."""

    feed: Feed
    index: int  # type: ignore[assignment]
    previous: bytes
    agreement: bytes

    @property
    def position(self) -> int:
        """Its present place in the joint order; only for one that has a place."""
        return self.feed.positions[self.index]

    @property
    def placed(self) -> bool:
        """Whether it has a place."""
        return self.index < self.feed.placed


class Chain(NamedTuple):
    """The signatures that put amendments in force, in turn, and by party what is signed to follow the last."""

    steps: tuple[Signature, ...]
    waiting: Mapping[str, Signature]


def write_amendment(amendment: Amendment) -> bytes:
    """Write an amendment's body."""
    return encode([VERSION, amendment.previous, amendment.file])


def read_amendment(body: bytes) -> Amendment:
    """Read an amendment's body. Raises PeerFault `body-malformed`."""
    try:
        match decode(body):
            case [1 as version, bytes() as previous, bytes() as file] if len(previous) == 32 and version is not True:
                return Amendment(previous, file)
            case _:
                pass
    except PeerFault:
        pass
    raise PeerFault("body-malformed", "An amendment is a version, a hash of 32 bytes and a file.")


def chain(parties: Sequence[str], founding: bytes, signed: Iterable[Signature]) -> Chain:
    """Walk the signatures in joint order: an amendment holds behind the entry with which its last party signed it.

    Of one party's signatures on what may follow the agreement in force, the latest counts.
    """
    in_force = founding
    steps: list[Signature] = []
    waiting: dict[str, Signature] = {}
    for each in sorted([each for each in signed if each.placed], key=lambda each: each.position):
        if each.previous != in_force:
            continue
        waiting[each.feed.party] = each
        if all(party in waiting and waiting[party].agreement == each.agreement for party in parties):
            steps.append(each)
            in_force, waiting = each.agreement, {}
    return Chain(tuple(steps), waiting)
