"""The pairs of a line's parties: their numbers in the packet header, and the keys of each direction."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, NamedTuple

from parley.seal.kdf import hkdf
from parley.words.cbor import encode
from parley.words.faults import PeerFault

HEADER_BYTES: Final = 9
NONCE_BYTES: Final = 12
TAG_BYTES: Final = 16
OVERHEAD_BYTES: Final = HEADER_BYTES + NONCE_BYTES + TAG_BYTES
EPOCH_MAX: Final = (1 << 24) - 1
_VERSION: Final = 1
_LABEL: Final = b"parley/packet/v1\x00"


class Header(NamedTuple):
    """Who sends to whom, in which epoch; the serial is trusted by nobody."""

    sender: str
    receiver: str
    epoch: int
    serial: int


def ordered(parties: Sequence[str]) -> list[str]:
    """Give the parties in the order of their places."""
    return sorted(parties, key=str.encode)


def write_header(parties: Sequence[str], header: Header) -> bytes:
    """Lay out the nine bytes of a packet's header."""
    start = bytes([_VERSION, pair_byte(parties, header.sender, header.receiver)])
    return start + header.epoch.to_bytes(3, "big") + (header.serial & 0xFFFFFFFF).to_bytes(4, "big")


def read_header(parties: Sequence[str], packet: bytes) -> Header:
    """Read a packet's header. Raises PeerFault `packet-malformed`, `packet-version`, `packet-foreign`."""
    if len(packet) < OVERHEAD_BYTES:
        raise PeerFault("packet-malformed", f"A packet of {len(packet)} bytes is too short.")
    if packet[0] != _VERSION:
        raise PeerFault("packet-version", f"A packet of version {packet[0]} came in.")
    sender, receiver = read_pair_byte(parties, packet[1])
    return Header(sender, receiver, int.from_bytes(packet[2:5], "big"), int.from_bytes(packet[5:9], "big"))


def pair_byte(parties: Sequence[str], sender: str, receiver: str) -> int:
    """Give the byte that names a pair and a direction."""
    places = ordered(parties)
    i, j = sorted((places.index(sender), places.index(receiver)))
    return (j * (j - 1) // 2 + i) * 2 + int(places.index(sender) == j)


def read_pair_byte(parties: Sequence[str], byte: int) -> tuple[str, str]:
    """Give (sender, receiver) of the byte that names a pair and a direction. Raises PeerFault `packet-foreign`."""
    places = ordered(parties)
    pair, direction = byte >> 1, byte & 1
    for j in range(1, len(places)):
        i = pair - j * (j - 1) // 2
        if 0 <= i < j:
            return (places[j], places[i]) if direction else (places[i], places[j])
    raise PeerFault("packet-foreign", "The packet names a pair that this line does not have.")


def packet_key(secret: bytes, line: bytes, suite: int, epoch: int, direction: tuple[str, str]) -> bytes:
    """Derive the key of an epoch for one direction, (sender, receiver); 32 bytes."""
    return hkdf(secret, line, _LABEL + encode([suite, epoch, *direction]))
