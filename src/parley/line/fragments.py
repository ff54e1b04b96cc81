"""Packets in frames: cut for small carriers, and put together from whatever frames come, by whatever carrier.

A frame is `2 ‖ pair and direction ‖ transfer (4) ‖ place (2) ‖ count (2) ‖ tag (8) ‖ data`. The transfer is the
beginning of the packet's hash, so frames of one packet sent twice, or over two carriers, fit together. The tag is
under a key from the pair secret: nobody else can use up the quota.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Final

from parley.line.pairs import HEADER_BYTES, Header, pair_byte, read_pair_byte
from parley.seal.digest import mac, sha256
from parley.seal.kdf import hkdf
from parley.words.cbor import encode
from parley.words.faults import PeerFault
from parley.words.limits import (
    TRANSFER_PART_BYTES,
    TRANSFERS_BYTES_MAX,
    TRANSFERS_FINISHED_MAX,
    TRANSFERS_MAX,
)

VERSION: Final = 2
TAG_BYTES: Final = 8
OVERHEAD_BYTES: Final = 18
_LABEL: Final = b"parley/fragment/v1\x00"


def fragment_key(pair_secret: bytes, line: bytes, suite: int, direction: tuple[str, str]) -> bytes:
    """Derive the key of the frames' tags for one direction, (sender, receiver)."""
    return hkdf(pair_secret, line, _LABEL + encode([suite, *direction]))


def is_frame(data: bytes) -> bool:
    """Say whether this is a frame, and not a whole packet."""
    return data[:1] == bytes([VERSION])


def cut(parties: Sequence[str], header: Header, packet: bytes, key: bytes, frame_bytes_max: int) -> list[bytes]:
    """Cut a packet into frames of at most `frame_bytes_max` bytes."""
    room = frame_bytes_max - OVERHEAD_BYTES
    parts = [packet[at : at + room] for at in range(0, len(packet), room)]
    start = bytes([VERSION, pair_byte(parties, header.sender, header.receiver)]) + sha256(packet)[:4]
    frames: list[bytes] = []
    for place, part in enumerate(parts):
        head = start + place.to_bytes(2, "big") + len(parts).to_bytes(2, "big")
        frames.append(head + mac(key, head + part)[:TAG_BYTES] + part)
    return frames


def frame_sender(parties: Sequence[str], frame: bytes) -> tuple[str, str]:
    """Give a frame's (sender, receiver). Raises PeerFault `packet-malformed`, `packet-foreign`."""
    if len(frame) <= OVERHEAD_BYTES:
        raise PeerFault("packet-malformed", "A frame is too short.")
    return read_pair_byte(parties, frame[1])


@dataclass(slots=True)
class _Transfer:
    count: int
    parts: dict[int, bytes] = field(default_factory=dict)
    size: int = 0


@dataclass(slots=True)
class Reassembly:
    """What has come of unfinished packets from one peer, within a quota."""

    key: bytes
    transfers: OrderedDict[bytes, _Transfer] = field(default_factory=OrderedDict)
    finished: OrderedDict[bytes, None] = field(default_factory=OrderedDict)
    size: int = 0

    def take(self, frame: bytes) -> bytes | None:
        """Take a frame; give the packet if it is whole now. Raises PeerFault `frame-bad`."""
        head, tag, data = frame[:10], frame[10:OVERHEAD_BYTES], frame[OVERHEAD_BYTES:]
        if mac(self.key, head + data)[:TAG_BYTES] != tag:
            raise PeerFault("frame-bad")
        name, place, count = head[2:6], int.from_bytes(head[6:8], "big"), int.from_bytes(head[8:10], "big")
        if place >= count:
            raise PeerFault("frame-bad", "A frame's place is not below its count.")
        if name in self.finished:
            return None
        transfer = self.transfers.get(name)
        if transfer is None or transfer.count != count:
            self._drop(name)
            transfer = self.transfers[name] = _Transfer(count)
        if place not in transfer.parts:
            transfer.parts[place] = data
            transfer.size += len(data) + TRANSFER_PART_BYTES
            self.size += len(data) + TRANSFER_PART_BYTES
        self.transfers.move_to_end(name)
        if len(transfer.parts) < count:
            self._make_room()
            return None
        return self._finish(name, transfer)

    def _finish(self, name: bytes, transfer: _Transfer) -> bytes | None:
        packet = b"".join([transfer.parts[place] for place in range(transfer.count)])
        self._drop(name)
        if sha256(packet)[:4] != name or len(packet) < HEADER_BYTES:
            return None
        self.finished[name] = None
        if len(self.finished) > TRANSFERS_FINISHED_MAX:
            self.finished.popitem(last=False)
        return packet

    def _make_room(self) -> None:
        while len(self.transfers) > TRANSFERS_MAX or (self.size > TRANSFERS_BYTES_MAX and len(self.transfers) > 1):
            self._drop(next(iter(self.transfers)))
        if self.size > TRANSFERS_BYTES_MAX:
            self._drop(next(iter(self.transfers)))

    def _drop(self, name: bytes) -> None:
        transfer = self.transfers.pop(name, None)
        if transfer is not None:
            self.size -= transfer.size
