"""Where a line's node meets the others, as the line's settings file says it."""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping
from pathlib import Path
from typing import Any, Final, NamedTuple

from parley.app.devices import Drop, Serial, drop_of, off_of, serial_of, written
from parley.words.faults import OurFault
from parley.words.limits import QUOTA_BYTES

QUOTA_MIB: Final = QUOTA_BYTES >> 20


class Places(NamedTuple):
    """Where a line's node meets the others: where it listens, where others do by party (host:port), by what besides."""

    listen: str | None = None
    peers: Mapping[str, str] = {}
    drop: Drop | None = None
    serial: Serial | None = None
    off: frozenset[str] = frozenset()
    """The bearers that were turned off."""
    quota_mib: int = QUOTA_MIB
    """What the entries of each counterpart may take of the disk here."""


NOWHERE: Final = Places()


def settings_of(line: bytes, places: Places, others: Collection[str]) -> str:
    """Give a line's settings file."""
    if strangers := places.peers.keys() - set(others):
        raise OurFault("address-unusable", f"{', '.join(sorted(strangers))} is no counterpart on this line.")
    for text in [*places.peers.values(), *([] if places.listen is None else [places.listen])]:
        address_of(text)
    listen = "" if places.listen is None else f"listen = {json.dumps(places.listen)}\n"
    peers = "".join(f"{json.dumps(party)} = {json.dumps(place)}\n" for party, place in sorted(places.peers.items()))
    off = f"off = {json.dumps(sorted(places.off))}\n" if places.off else ""
    quota = "" if places.quota_mib == QUOTA_MIB else f"quota_mib = {places.quota_mib}\n"
    return f'line = "{line.hex()}"\n{listen}{off}{quota}\n[addresses]\n{peers}' + written(places.drop, places.serial)


def read_places(path: Path, settings: Mapping[str, Any], peers: set[str]) -> Places:
    """Read where a line's nodes meet. Raises OurFault `home-malformed`."""
    listen, addresses = settings.get("listen"), settings.get("addresses", {})
    if not isinstance(listen, str | None) or not isinstance(addresses, dict) or not set(addresses) <= peers:
        raise OurFault("home-malformed", f"{path}: listen or addresses are not as docs say.")
    try:
        places = Places(
            listen, addresses, drop_of(settings), serial_of(settings), off_of(settings), _quota_mib(settings)
        )
    except ValueError as error:
        raise OurFault(
            "home-malformed",
            f"{path}: drop, serial or off are not as `parley bearer` writes them, or quota_mib is no number above 0.",
        ) from error
    if places.drop is not None and not places.drop.outgoing.keys() <= peers:
        raise OurFault("home-malformed", f"{path}: drop names others than the line's parties.")
    return places


def _quota_mib(settings: Mapping[str, Any]) -> int:
    """Read the quota. Raises ValueError."""
    quota_mib = settings.get("quota_mib", QUOTA_MIB)
    if type(quota_mib) is not int or quota_mib < 1:
        raise ValueError("quota_mib")
    return quota_mib


def address_of(text: str) -> tuple[str, int]:
    """Read host:port. Raises OurFault `address-unusable`."""
    host, _, port = text.rpartition(":")
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise OurFault("address-unusable", f"{text!r} is not host:port.")
    return host.strip("[]"), int(port)
