"""Officers' keys: a key file for each seat that signs changes of keys and hand-overs, and its public part."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Final, NamedTuple

from parley.keys import files
from parley.record.card import Officer
from parley.seal.suite import SEED_BYTES, PublicKey, SigningKey, suite
from parley.words.cbor import decode, encode
from parley.words.faults import OurFault, PeerFault
from parley.words.terms import SEAT

KEY: Final = "parley/officer-key/v1"
PUBLIC: Final = "parley/officer/v1"


class OfficerKey(NamedTuple):
    """An officer's loaded key."""

    seat: str
    key: SigningKey


def make_officer(path: Path, seat: str, passphrase: str | None, suite_number: int = 1) -> Path:
    """Make an officer's key file and, beside it, its public part; give the path of that.

    Raises OurFault `officer-unusable` and those of key files.
    """
    if not SEAT.fullmatch(seat):
        raise OurFault("officer-unusable", f"{seat!r} is not a seat's name: small letters, digits and hyphens.")
    seed = os.urandom(SEED_BYTES)
    key = suite(suite_number).signing_key(seed).public
    files.write_key(path, encode([KEY, suite_number, seat, seed]), passphrase, os.urandom)
    public = path.with_name(f"{path.name}.pub")
    files.put_in_place(public, encode([PUBLIC, suite_number, seat, key.ed, key.pq]))
    return public


def read_officer_key(path: Path, passphrase: str | None) -> OfficerKey:
    """Load an officer's key. Raises OurFault `officer-unusable` and those of key files."""
    try:
        match decode(files.read_key(path, passphrase)):
            case [str(label), int(number), str(seat), bytes(seed)] if label == KEY and len(seed) == SEED_BYTES:
                return OfficerKey(seat, suite(number).signing_key(seed))
            case _:
                pass
    except PeerFault:
        pass
    raise OurFault("officer-unusable", f"{path} holds no officer's key.")


def read_officer(path: Path) -> Officer:
    """Read the public part of an officer's key. Raises OurFault `officer-unusable`."""
    try:
        match decode(path.read_bytes()):
            case [str(label), int(), str(seat), bytes(ed), bytes(pq)] if label == PUBLIC:
                return Officer(seat, PublicKey(ed, pq))
            case _:
                pass
    except (OSError, PeerFault):
        pass
    raise OurFault("officer-unusable", f"{path} holds no officer's public key.")


def in_order(officers: list[Officer]) -> tuple[Officer, ...]:
    """Give officers as a card lists them."""
    return tuple(sorted(officers, key=lambda officer: officer.seat.encode()))
