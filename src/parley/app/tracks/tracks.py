"""The fixes of chosen flights, read a second time: for a map, and as the evidence of a query."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np

from parley.app.tracks.screened import Flight
from parley.geo.fixes import AltitudeOf, Fixes
from parley.seal.digest import sha256
from parley.words.instants import MINUTE_MS

SHOWN: Final = 500_000
"""Fixes of chosen flights that are kept at most: 20 MB, more than any map shows."""
AROUND_MS: Final = 10 * MINUTE_MS
"""What of a track is evidence: from so long before its first entry until so long after its last."""
APART_DEGREES: Final = 180.0


@dataclass(frozen=True, slots=True)
class Track:
    """The fixes of one flight, as they stand in the files."""

    id: str
    craft: str
    fixes: Fixes

    def lines(self, gap_ms: int = 10 * MINUTE_MS) -> list[list[tuple[float, float]]]:
        """Give the track as lines of (longitude, latitude), parted where it was not heard and at the antimeridian."""
        fixes = self.fixes
        parts = (np.diff(fixes.time_ms) > gap_ms) | (np.abs(np.diff(fixes.lon)) > APART_DEGREES)
        pieces = np.split(np.column_stack((fixes.lon, fixes.lat)), np.flatnonzero(parts) + 1)
        return [[(float(lon), float(lat)) for lon, lat in piece] for piece in pieces if len(piece) > 1]


def tracks_of(pieces: Iterable[Fixes], crafts: dict[str, int], flights: Sequence[Flight]) -> list[Track]:
    """Gather the fixes of flights, as many as are kept."""
    wanted: dict[str, list[Fixes]] = {flight.id: [] for flight in flights}
    number = np.array(sorted({crafts[flight.craft] for flight in flights}), np.int32)
    kept = 0
    for piece in pieces:
        near = piece.take(np.isin(piece.craft, number))
        for flight in flights:
            of = near.craft == crafts[flight.craft]
            within = (near.time_ms >= flight.row["from_ms"]) & (near.time_ms <= flight.row["to_ms"])
            own = near.take(of & within)
            if len(own) and kept + len(own) <= SHOWN:
                wanted[flight.id].append(own)
                kept += len(own)
    return [Track(each.id, each.craft, Fixes.joined(wanted[each.id])) for each in flights if wanted[each.id]]


def evidence(track: Track, flight: Flight, files: Sequence[str]) -> tuple[bytes, str]:
    """Write the part of a track round its entries as CSV, and give its SHA-256: what is said of it can be held to it.

    Rows stand as they were read, odd ones too, each with the file and row that it comes from.
    """
    begin, end = int(flight.entries["from_ms"].min()) - AROUND_MS, int(flight.entries["to_ms"].max()) + AROUND_MS
    part = track.fixes.take((track.fixes.time_ms >= begin) & (track.fixes.time_ms <= end))
    rows = ["id,time_ms,lat,lon,altitude_m,altitude_of,file,row"]
    for at in range(len(part)):
        altitude = "" if np.isnan(part.altitude_m[at]) else f"{part.altitude_m[at]:.1f}"
        of = AltitudeOf(int(part.altitude_of[at])).name.lower()
        place = f"{part.lat[at]:.7f},{part.lon[at]:.7f}"
        source = Path(files[int(part.source[at])]).name.replace(",", "_").replace('"', "_")
        rows.append(f"{track.craft},{part.time_ms[at]},{place},{altitude},{of},{source},{part.row[at]}")
    data = "\n".join([*rows, ""]).encode()
    return data, sha256(data).hex()
