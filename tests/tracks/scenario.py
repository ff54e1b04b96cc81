"""The archive of the first scenario: 19 flights in October 2021, 30 in November, the nearest at 20.0 km; made here.

Each flies south along the Baltic coast; how far west is searched until its nearest fix is as far from the border as it
is to be. A craft far away is heard every day, so that both months count as heard throughout.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from parley.app.geo.borders import demo_border
from parley.geo.borders import Border
from parley.geo.distance import distance_m
from parley.words.instants import DAY_MS, HOUR_MS, parse_iso

EVERY_MS = 10_000
MPS = 230.0
NORTH, FIXES = 56.0, 121
NEAREST_MS = parse_iso("2021-11-16T15:05Z")
NEAREST = "ae0001"
HEADER = "time,icao24,lat,lon,velocity,heading,onground,baroaltitude,geoaltitude,lastposupdate\n"


def lats() -> np.ndarray:
    return np.round(NORTH - np.arange(FIXES) * MPS * EVERY_MS / 1000 / 111_300, 6)


def west_of(border: Border, metres: float) -> float:
    """Search the meridian along which the nearest fix is so far from the border."""
    low, high = 12.0, 19.6
    for _ in range(40):
        middle = (low + high) / 2
        least = distance_m(border, lats(), np.full(FIXES, middle)).min()
        low, high = (middle, high) if least > metres else (low, middle)
    return round(high, 7)


def rows(craft: str, begin_ms: int, lon: float) -> Iterator[str]:
    for at, lat in enumerate(lats()):
        when = (begin_ms + at * EVERY_MS) / 1000
        yield f"{when + 1:.0f},{craft},{lat:.6f},{lon:.7f},230,180,false,9144,9300,{when:.0f}\n"


def scenario_archive(path: Path, *, nearer_m: float = 0.0) -> Path:
    """Write it; `nearer_m` moves the nearest flight towards the border."""
    border = demo_border("RUS")
    lon = west_of(border, 20_000 - nearer_m)
    nearest_at = int(distance_m(border, lats(), np.full(FIXES, lon)).argmin())
    found = [(NEAREST_MS - nearest_at * EVERY_MS, rows(NEAREST, NEAREST_MS - nearest_at * EVERY_MS, lon))]
    for month, number in (("2021-10", 19), ("2021-11", 29)):
        first_ms = parse_iso(f"{month}-01T06:00Z")
        for flight in range(number):
            begin_ms = first_ms + flight * DAY_MS + flight % 5 * HOUR_MS
            if month == "2021-10" or flight != 15:
                found.append((begin_ms, rows(f"ae1{flight:03}", begin_ms, west_of(border, 30_000 + flight * 2_000))))
    begin_ms = parse_iso("2021-11-30T06:00Z")
    found.append((begin_ms, rows("ae1029", begin_ms, west_of(border, 88_000))))
    for day in range(61):
        begin_ms = parse_iso("2021-10-01T00:00Z") + day * DAY_MS
        found.append((begin_ms, rows("3c0000", begin_ms, 8.0)))
    with path.open("w") as file:
        file.write(HEADER)
        for _, lines in sorted(found, key=lambda each: each[0]):
            file.writelines(lines)
    return path
