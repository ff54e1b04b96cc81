"""JSON of readsb and tar1090: all aircraft at one moment, one or many lines of it, and traces of one aircraft."""

from __future__ import annotations

import json
from collections.abc import Iterator
from math import nan
from typing import BinaryIO

from parley.app.tracks.gathering import Gathered, Row, lines
from parley.geo.fixes import FEET_M, AltitudeOf
from parley.words.limits import TRACK_JSON_BYTES_MAX


def readsb(file: BinaryIO, found: Gathered) -> Iterator[Row]:
    """Read `aircraft.json`, a line for each moment, or a trace; a document may also fill the whole file."""
    first = file.readline(TRACK_JSON_BYTES_MAX + 1)
    try:
        json.loads(first)
        by_line = True
    except (ValueError, RecursionError):
        by_line = False
    file.seek(0)
    if by_line:
        for row, line in lines(file, found, TRACK_JSON_BYTES_MAX):
            yield from moment_or_trace(row, line, found)
    else:
        yield from moment_or_trace(0, file.read(TRACK_JSON_BYTES_MAX + 1), found)


def moment_or_trace(row: int, data: bytes, found: Gathered) -> Iterator[Row]:
    """Read one document."""
    if len(data) > TRACK_JSON_BYTES_MAX:
        found.bad("track-line-long", row, f"more than {TRACK_JSON_BYTES_MAX} bytes")
        return
    try:
        document = json.loads(data)
    except (ValueError, RecursionError) as error:
        found.bad("track-row-malformed", row, str(error))
        return
    match document:
        case {"now": int() | float() as now, "aircraft": list() as aircraft}:
            for at, each in enumerate(aircraft, start=1):
                yield from _one(row or at, each, now, found)
        case {"icao": str() as name, "timestamp": int() | float() as begins, "trace": list() as trace}:
            for at, each in enumerate(trace, start=1):
                yield from _traced(row or at, name, begins, each, found)
        case _:
            found.bad("track-row-malformed", row, "neither now and aircraft, nor icao, timestamp and trace")


def _one(row: int, aircraft: object, now: float, found: Gathered) -> Iterator[Row]:
    """Read one aircraft of a moment: its place is `seen_pos` seconds older than the moment."""
    match aircraft:
        case {"hex": str() as name, "lat": int() | float() as lat, "lon": int() | float() as lon, **more}:
            altitude = _altitude(more.get("alt_baro"), more.get("alt_geom"))
            seen = more.get("seen_pos", 0)
            age = seen if isinstance(seen, int | float) else nan
            yield row, name, (now - age) * 1000, float(lat), float(lon), *altitude
        case {"hex": str(), **more} if "lat" not in more:
            found.without_place += 1
        case _:
            found.bad("track-row-malformed", row, str(aircraft))


def _traced(row: int, name: str, begins: float, point: object, found: Gathered) -> Iterator[Row]:
    """Read one place of a trace: seconds, latitude, longitude, pressure altitude, …, geometric altitude."""
    match point:
        case [int() | float() as since, int() | float() as lat, int() | float() as lon, *rest]:
            geometric = rest[7] if len(rest) > 7 else None
            altitude = _altitude(rest[0] if rest else None, geometric)
            yield row, name, (begins + since) * 1000, float(lat), float(lon), *altitude
        case _:
            found.bad("track-row-malformed", row, str(point))


def _altitude(baro: object, geometric: object) -> tuple[float, int]:
    if baro == "ground":
        return 0.0, AltitudeOf.SURFACE
    if isinstance(baro, int | float):
        return baro * FEET_M, AltitudeOf.PRESSURE
    if isinstance(geometric, int | float):
        return geometric * FEET_M, AltitudeOf.W84
    return nan, AltitudeOf.UNKNOWN
