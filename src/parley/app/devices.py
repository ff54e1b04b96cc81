"""Folders and devices that a line is carried by besides TCP: what `line.toml` says of them, read and written.

off            the bearers that are turned off
[drop]         incoming, poll_s
[drop.outgoing] a folder for each counterpart
[serial]       device, bits_per_s, baud, kiss = [own call sign, the other's]
"""

from __future__ import annotations

import json
import termios
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from parley.bearers.filedrop import POLL_S, FileDrop
from parley.bearers.serial import Line, SerialBearer
from parley.bearers.stuffing import Cobs, Kiss
from parley.words.faults import OurFault

NAMES: Final = ("drop", "serial")
POLL_DEFAULT_S: Final = POLL_S


@dataclass(frozen=True, slots=True)
class Drop:
    """A file drop: the folder that couriers fill, and those that they empty, by party; looked at every `poll_s`."""

    incoming: Path
    outgoing: Mapping[str, Path]
    poll_s: float = POLL_DEFAULT_S

    def bearer(self) -> FileDrop:
        """Make the bearer. Raises OurFault `drop-same`."""
        return FileDrop(self.incoming, self.outgoing, self.poll_s)

    def folders(self) -> set[Path]:
        """Every folder, as the file system knows it."""
        return {folder.resolve() for folder in (self.incoming, *self.outgoing.values())}


@dataclass(frozen=True, slots=True)
class Serial:
    """A serial device that leads to every counterpart; `kiss` has the call signs of both ends where it is a modem."""

    device: Path
    bits_per_s: int
    baud: int | None = None
    kiss: tuple[str, str] | None = None

    def bearer(self, peers: Collection[str]) -> SerialBearer:
        """Make the bearer. Raises OurFault `call-sign`, `serial-unusable` for a speed that no device has."""
        if self.baud is not None and not hasattr(termios, f"B{self.baud}"):
            raise OurFault("serial-unusable", f"No serial device has a speed of {self.baud} baud.")
        try:
            stuffing = Cobs() if self.kiss is None else Kiss(*self.kiss)
        except ValueError as error:
            raise OurFault("call-sign", f"{error}.") from error
        return SerialBearer(Line(self.device, self.bits_per_s, self.baud, stuffing=stuffing), peers)


def written(drop: Drop | None, serial: Serial | None) -> str:
    """Give the tables of a settings file."""
    return "".join([*_drop_lines(drop), *_serial_lines(serial)])


def _drop_lines(drop: Drop | None) -> Iterator[str]:
    if drop is not None:
        yield f"\n[drop]\nincoming = {json.dumps(str(drop.incoming))}\npoll_s = {drop.poll_s}\n\n[drop.outgoing]\n"
        yield from (f"{json.dumps(party)} = {json.dumps(str(each))}\n" for party, each in sorted(drop.outgoing.items()))


def _serial_lines(serial: Serial | None) -> Iterator[str]:
    if serial is not None:
        yield f"\n[serial]\ndevice = {json.dumps(str(serial.device))}\nbits_per_s = {serial.bits_per_s}\n"
        yield "" if serial.baud is None else f"baud = {serial.baud}\n"
        yield "" if serial.kiss is None else f"kiss = {json.dumps(list(serial.kiss))}\n"


def drop_of(settings: Mapping[str, Any]) -> Drop | None:
    """Read the file drop of a settings file. Raises ValueError."""
    match settings.get("drop"):
        case None:
            return None
        case {"incoming": str(incoming), "outgoing": dict(outgoing), "poll_s": float(poll_s), **rest} if not rest:
            folders = {party: _absolute(folder) for party, folder in outgoing.items()}
            if poll_s <= 0:
                raise ValueError("poll_s")
            return Drop(_absolute(incoming), folders, poll_s)
    raise ValueError("drop")


def off_of(settings: Mapping[str, Any]) -> frozenset[str]:
    """Read which of the bearers of a settings file are turned off. Raises ValueError."""
    off = settings.get("off", [])
    if (
        not isinstance(off, list)
        or not all(isinstance(each, str) for each in off)
        or not set(off) <= {"tcp", *(settings.keys() & set(NAMES))}
    ):
        raise ValueError("off")
    return frozenset(off)


def serial_of(settings: Mapping[str, Any]) -> Serial | None:
    """Read the serial line of a settings file. Raises ValueError."""
    match settings.get("serial"):
        case None:
            return None
        case {"device": str(device), "bits_per_s": int(bits_per_s), **rest} if bits_per_s > 0:
            baud, kiss = rest.pop("baud", None), rest.pop("kiss", None)
            if not rest and isinstance(baud, int | None):
                return Serial(_absolute(device), bits_per_s, baud, _call_signs(kiss))
    raise ValueError("serial")


def _call_signs(kiss: object) -> tuple[str, str] | None:
    match kiss:
        case None:
            return None
        case [str(own), str(there)]:
            return own, there
        case _:
            raise ValueError("kiss")


def _absolute(text: object) -> Path:
    """A relative path would name another place wherever the node is started."""
    if not isinstance(text, str) or not Path(text).is_absolute():
        raise ValueError(text)
    return Path(text)
