"""A local receiver's feed, screened as it comes: who enters the zone is told at once."""

from __future__ import annotations

import socket
import time
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any, Final

from parley.app.tracks.commands import Asked
from parley.app.tracks.gathering import Gathered, gathered
from parley.app.tracks.texts import sbs_line
from parley.geo.distance import distance_m
from parley.geo.screening import Screen
from parley.words.faults import OurFault
from parley.words.instants import iso
from parley.words.limits import TRACK_LINE_BYTES_MAX

PACE_S: Final = 1.0
"""What a receiver gave in so long is screened together."""
CONNECT_S: Final = 10.0


def watch(asked: Asked, feed: str, tell: Callable[[Mapping[str, Any]], None]) -> None:
    """Read an SBS feed until it ends. Raises OurFault `track-feed`, then or where it cannot be reached."""
    host, _, port = feed.rpartition(":")
    borders = asked.borders()
    found = Gathered(sources=[feed])
    screens = [Screen(partial(distance_m, border), asked.rule) for border in borders]
    told = [0] * len(screens)
    try:
        with socket.create_connection((host.strip("[]"), int(port)), CONNECT_S) as connection:
            for row, lines in enumerate(_seconds(connection), start=1):
                for piece in gathered((fix for line in lines for fix in sbs_line(row, line, found)), found):
                    for at, (border, screen) in enumerate(zip(borders, screens, strict=True)):
                        screen.take(piece)
                        for entry in _entries(screen, told[at], list(found.crafts)):
                            tell({**entry, "border": border.of, "pov": border.pov, "error_m": border.error_m})
                        told[at] = screen.entries.size
    except (OSError, ValueError, OverflowError) as error:
        raise OurFault("track-feed", f"{feed}: {error}.") from error
    raise OurFault("track-feed", f"{feed} ended after {found.fixes:,} fixes.")


def _seconds(connection: socket.socket) -> Iterator[list[bytes]]:
    """Give the whole lines of each second, also of one in which nothing came."""
    connection.settimeout(PACE_S)
    rest, until = b"", time.monotonic() + PACE_S
    while True:
        try:
            data = connection.recv(1 << 16)
        except TimeoutError:
            data = None
        if data == b"":
            yield rest.splitlines()
            return
        rest += data or b""
        if time.monotonic() >= until or len(rest) > TRACK_LINE_BYTES_MAX:
            *whole, rest = rest.split(b"\n")
            rest = b"" if len(rest) > TRACK_LINE_BYTES_MAX else rest
            yield [line.strip() for line in whole if line.strip()]
            until = time.monotonic() + PACE_S


def _entries(screen: Screen, first: int, names: list[str]) -> Iterator[dict[str, Any]]:
    for entry in screen.entries.rows[first:]:
        flight = screen.flights.rows[entry["flight"]]
        yield {
            "what": "entered",
            "craft": names[flight["craft"]],
            "at": iso(int(entry["from_ms"])),
            "lat": float(entry["lat"]),
            "lon": float(entry["lon"]),
            "distance_m": float(flight["nearest"]["m"]),
        }
