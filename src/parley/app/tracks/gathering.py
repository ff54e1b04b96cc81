"""What a source gave, row by row, gathered into columns; what cannot be used is counted, never mended."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import Any, BinaryIO, Final, TypeAlias

import numpy as np
import numpy.typing as npt

from parley.geo.fixes import AltitudeOf, Fixes
from parley.words.limits import TRACK_CRAFTS_MAX, TRACK_LINE_BYTES_MAX, TRACK_NAME_MAX

Row: TypeAlias = tuple[int, str, float, float, float, float, int]
"""Row, craft, time (ms), latitude, longitude, altitude (m, NaN) and what it is of."""

PIECE: Final = 1 << 18
"""Fixes in a piece: 11 MB as columns, some 100 MB with what a screen makes of them meanwhile."""
UNTIL_MS: Final = 4_102_444_800_000
"""No fix is from 2100 or later: what says so counts in other units than it should."""
ROW: Final = np.dtype(
    [
        ("row", "i8"),
        ("craft", "i4"),
        ("time_ms", "f8"),
        ("lat", "f8"),
        ("lon", "f8"),
        ("altitude_m", "f4"),
        ("of", "u1"),
    ]
)


@dataclass(slots=True)
class Odd:
    """So many rows that could not be used for one reason, and where the first one stands."""

    number: int = 0
    first: str = ""

    def machine(self) -> dict[str, Any]:
        return {"number": self.number, "first": self.first}


@dataclass(slots=True)
class Gathered:
    """What all sources of a reading gave: numbers of crafts by their names, and the count of everything."""

    sources: list[str] = field(default_factory=list)
    crafts: dict[str, int] = field(default_factory=dict)
    fixes: int = 0
    without_place: int = 0
    odd: dict[str, Odd] = field(default_factory=dict)

    def bad(self, code: str, row: int, text: str, number: int = 1) -> None:
        """Count rows of the latest source that cannot be used."""
        odd = self.odd.setdefault(code, Odd())
        if not odd.number:
            odd.first = f"{self.sources[-1]}, row {row}: {text[:160]}" if row else f"{self.sources[-1]}: {text[:160]}"
        odd.number += number

    def craft(self, name: str) -> int:
        """Number a craft; -1 for one too many."""
        known = self.crafts.get(name)
        if known is not None:
            return known
        if len(self.crafts) >= TRACK_CRAFTS_MAX:
            return -1
        return self.crafts.setdefault(name, len(self.crafts))


def gathered(rows: Iterable[Row], found: Gathered) -> Iterator[Fixes]:
    """Gather the rows of one source into pieces."""
    kept: list[tuple[int, int, float, float, float, float, int]] = []
    for row, name, time_ms, lat, lon, altitude_m, altitude_of in rows:
        craft = found.craft(name) if 0 < len(name) <= TRACK_NAME_MAX else -2
        if craft < 0:
            found.bad("track-crafts-many" if craft == -1 else "track-row-malformed", row, f"craft {name[:40]!r}")
            continue
        kept.append((row, craft, time_ms, lat, lon, altitude_m, altitude_of))
        if len(kept) == PIECE:
            yield usable(np.array(kept, ROW), found)
            kept.clear()
    if kept:
        yield usable(np.array(kept, ROW), found)


def usable(rows: npt.NDArray[Any], found: Gathered) -> Fixes:
    """Leave out what is no place or time on earth, and count it."""
    row, time_ms, lat, lon = rows["row"], rows["time_ms"], rows["lat"], rows["lon"]
    with np.errstate(invalid="ignore"):
        placed = (np.abs(lat) <= 90) & (np.abs(lon) <= 180)
        swapped = ~placed & (np.abs(lat) <= 180) & (np.abs(lon) <= 90)
        timed = (time_ms > 0) & (time_ms < UNTIL_MS)
    for code, wrong in (
        ("track-swapped", swapped),
        ("track-range", ~placed & ~swapped),
        ("track-time", placed & ~timed),
    ):
        if wrong.any():
            at = int(np.flatnonzero(wrong)[0])
            text = f"latitude {lat[at]}, longitude {lon[at]}, {time_ms[at]:.0f} ms"
            found.bad(code, int(row[at]), text, int(wrong.sum()))
    keep = placed & timed
    found.fixes += int(keep.sum())
    return Fixes(
        craft=rows["craft"][keep],
        time_ms=np.round(time_ms[keep]).astype(np.int64),
        lat=lat[keep],
        lon=lon[keep],
        altitude_m=rows["altitude_m"][keep],
        altitude_of=np.where(np.isnan(rows["altitude_m"]), AltitudeOf.UNKNOWN.value, rows["of"])[keep].astype(np.uint8),
        source=np.full(int(keep.sum()), len(found.sources) - 1, np.int32),
        row=row[keep],
    )


def lines(file: BinaryIO, found: Gathered, most: int = TRACK_LINE_BYTES_MAX) -> Iterator[tuple[int, bytes]]:
    """Read a file line by line, numbered from 1; a line that is too long is counted and passed over."""
    row, cut = 0, False
    while line := file.readline(most + 1):
        ends = line.endswith(b"\n")
        row += not cut
        if len(line) > most and not ends and not cut:
            found.bad("track-line-long", row, f"more than {most} bytes")
        elif not cut and (line := line.strip()):
            yield row, line
        cut = not ends and (cut or len(line) > most)
