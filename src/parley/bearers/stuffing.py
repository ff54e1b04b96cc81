"""Frames on a line of bytes: where each begins and ends, and whether it came whole.

`Cobs` is for a bare serial line: `00 ‖ COBS(frame ‖ CRC-32) ‖ 00`; noise makes a frame vanish and costs one frame at
most. `Kiss` is for a packet radio modem: an AX.25 UI frame in a KISS frame; the modem has its own check.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from typing import Final, Protocol

_FEND, _FESC, _TFEND, _TFESC = b"\xc0", b"\xdb", b"\xdc", b"\xdd"
_UI: Final = b"\x03\xf0"
"""An unnumbered frame without a layer-3 protocol."""
_CRC_BYTES: Final = 4


class Stuffing(Protocol):
    """How frames are told apart on a line."""

    mark: bytes
    """The byte between frames, which stands in none."""

    def wrap(self, frame: bytes) -> bytes:
        """Give the bytes of a frame on the line, marks included."""

    def unwrap(self, between: bytes) -> bytes | None:
        """Give the frame that stood between two marks, or None for what is none."""


class Cobs:
    """Consistent overhead byte stuffing (Cheshire and Baker): a byte in 254, whatever the content."""

    mark = b"\0"

    def wrap(self, frame: bytes) -> bytes:
        """Give the bytes of a frame on the line; the first mark ends what noise may stand before it."""
        out = bytearray(self.mark)
        for piece in (frame + zlib.crc32(frame).to_bytes(_CRC_BYTES, "big")).split(b"\0"):
            rest = piece
            while len(rest) >= 254:
                out += b"\xff" + rest[:254]
                rest = rest[254:]
            out += bytes([len(rest) + 1]) + rest
        return bytes(out + self.mark)

    def unwrap(self, between: bytes) -> bytes | None:
        """Give the frame, or None where its check fails."""
        out, at = bytearray(), 0
        while at < len(between):
            code = between[at]
            out += between[at + 1 : at + code]
            at += code
            if code < 255 and at < len(between):
                out.append(0)
        frame, crc = bytes(out[:-_CRC_BYTES]), bytes(out[-_CRC_BYTES:])
        whole = at == len(between) and frame and zlib.crc32(frame).to_bytes(_CRC_BYTES, "big") == crc
        return frame if whole else None


class Kiss:
    """AX.25 UI frames from one call sign to another, as a KISS modem takes them on its first port.

    A call sign is up to six capitals and digits, and `-` and a number below 16 where it has one. Raises ValueError.
    """

    mark = _FEND

    def __init__(self, own: str, there: str) -> None:
        self._out = _address(there, last=False) + _address(own, last=True) + _UI
        self._in = _address(own, last=False) + _address(there, last=True) + _UI

    def wrap(self, frame: bytes) -> bytes:
        """Give the bytes of a frame on the way to the modem."""
        escaped = (self._out + frame).replace(_FESC, _FESC + _TFESC).replace(_FEND, _FESC + _TFEND)
        return _FEND + b"\0" + escaped + _FEND

    def unwrap(self, between: bytes) -> bytes | None:
        """Give the frame, or None for other stations and what the modem says of itself."""
        data = between[1:].replace(_FESC + _TFEND, _FEND).replace(_FESC + _TFESC, _FESC)
        if between[:1] != b"\0" or data[: len(self._in)] != self._in:
            return None
        return data[len(self._in) :] or None


def _address(call: str, *, last: bool) -> bytes:
    """Give the seven bytes of a call sign: each shifted by one bit, the lowest bit of the last ends the addresses."""
    name, _, number = call.partition("-")
    if not (0 < len(name) <= 6 and name.isascii() and name.isalnum() and name.isupper() and int(number or 0) < 16):
        raise ValueError(f"{call!r} is no call sign")
    return bytes(ord(letter) << 1 for letter in name.ljust(6)) + bytes([0x60 | int(number or 0) << 1 | int(last)])


class Unstuffer:
    """Cuts what a line brings into frames; holds no more than one frame could be."""

    def __init__(self, stuffing: Stuffing, frame_bytes_max: int) -> None:
        self._stuffing, self._max = stuffing, 2 * frame_bytes_max + 64
        self._waiting = bytearray()
        self.noise = 0
        """What stood between marks and was no frame of ours."""

    def take(self, data: bytes) -> Iterator[bytes]:
        """Give the frames that `data` completes."""
        self._waiting += data
        *pieces, rest = bytes(self._waiting).split(self._stuffing.mark)
        self._waiting = bytearray(rest[: self._max])
        for piece in pieces:
            frame = self._stuffing.unwrap(piece) if len(piece) < self._max else None
            if frame is not None:
                yield frame
            elif piece:
                self.noise += 1
