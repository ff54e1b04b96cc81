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
    places = ordered(parties)
    i, j = sorted((places.index(header.sender), places.index(header.receiver)))
    pair = j * (j - 1) // 2 + i
    direction = int(places.index(header.sender) == j)
    start = bytes([_VERSION, pair * 2 + direction])
    return start + header.epoch.to_bytes(3, "big") + (header.serial & 0xFFFFFFFF).to_bytes(4, "big")


def read_header(parties: Sequence[str], packet: bytes) -> Header:
    """Read a packet's header. Raises PeerFault `packet-malformed`, `packet-version`, `packet-foreign`."""
    if len(packet) < OVERHEAD_BYTES:
        raise PeerFault("packet-malformed", f"A packet of {len(packet)} bytes is too short.")
    if packet[0] != _VERSION:
        raise PeerFault("packet-version", f"A packet of version {packet[0]} came in.")
    places = ordered(parties)
    pair, direction = packet[1] >> 1, packet[1] & 1
    for j in range(1, len(places)):
        i = pair - j * (j - 1) // 2
        if 0 <= i < j:
            sender, receiver = (places[j], places[i]) if direction else (places[i], places[j])
            return Header(sender, receiver, int.from_bytes(packet[2:5], "big"), int.from_bytes(packet[5:9], "big"))
    raise PeerFault("packet-foreign", "The packet names a pair that this line does not have.")


def packet_key(secret: bytes, line: bytes, suite: int, epoch: int, direction: tuple[str, str]) -> bytes:
    """Derive the key of an epoch for one direction, (sender, receiver); 32 bytes."""
    return hkdf(secret, line, _LABEL + encode([suite, epoch, *direction]))
