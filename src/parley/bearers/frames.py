"""Frames of a stream bearer: four bytes of length, most significant first, then the packet.

An empty frame is a sign of life and carries nothing.
"""

from __future__ import annotations

from parley.words.faults import PeerFault

LENGTH_BYTES = 4
EMPTY = bytes(LENGTH_BYTES)


def frame(packet: bytes) -> bytes:
    """The packet with its length before it."""
    return len(packet).to_bytes(LENGTH_BYTES, "big") + packet


class Frames:
    """Cuts what a stream brings into packets; holds at most one frame that is not complete."""

    def __init__(self, packet_bytes_max: int) -> None:
        self._packet_bytes_max = packet_bytes_max
        self._waiting = bytearray()

    def take(self, data: bytes) -> list[bytes]:
        """The packets that `data` completes, empty ones included; raises PeerFault (packet-oversize)."""
        waiting = self._waiting
        waiting += data
        packets: list[bytes] = []
        start, held = 0, len(waiting)
        with memoryview(waiting) as view:
            while held - start >= LENGTH_BYTES:
                body = start + LENGTH_BYTES
                length = int.from_bytes(view[start:body], "big")
                if length > self._packet_bytes_max:
                    raise PeerFault("packet-oversize", f"A frame announces {length} bytes.")
                if held - body < length:
                    break
                start = body + length
                packets.append(bytes(view[body:start]))
        del waiting[:start]
        return packets
