"""Rows of text: SBS as receivers give it on port 30003, OpenSky's state vectors, and plain CSV with a header."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, datetime
from math import nan
from typing import BinaryIO, Final

from parley.app.tracks.gathering import Gathered, Row, lines
from parley.geo.fixes import FEET_M, AltitudeOf
from parley.words.faults import OurFault

SBS_KINDS: Final = ("MSG", "SEL", "ID", "AIR", "STA", "CLK")
NAMES: Final = ("id", "icao24", "hex", "mmsi", "uid")
NOTHING: Final = {"", "NULL", "null", "None", "nan", "NaN"}
Read = Callable[[Sequence[str]], tuple[str, float, float, float, float, int] | None]
"""Reads a row's fields; None where it says no place. Raises ValueError, IndexError."""


def sbs(file: BinaryIO, found: Gathered) -> Iterator[Row]:
    """Read BaseStation messages; those that say a place are fixes. Their times have no zone: they are taken as UTC."""
    for row, line in lines(file, found):
        yield from sbs_line(row, line, found)


def sbs_line(row: int, line: bytes, found: Gathered) -> Iterator[Row]:
    """Read one message."""
    fields = line.decode("ascii", "replace").split(",")
    if fields[0] not in SBS_KINDS:
        found.bad("track-row-malformed", row, line.decode("ascii", "replace"))
        return
    if fields[0] != "MSG" or len(fields) < 16 or not fields[14] or not fields[15]:
        found.without_place += 1
        return
    try:
        at = datetime.strptime(f"{fields[6]} {fields[7]}+0000", "%Y/%m/%d %H:%M:%S.%f%z")
        surface = len(fields) > 21 and fields[21] in {"1", "-1"}
        altitude = float(fields[11]) * FEET_M if fields[11] else nan
        of = AltitudeOf.SURFACE if surface else AltitudeOf.PRESSURE
        place = float(fields[14]), float(fields[15])
        yield row, fields[4].lower(), at.timestamp() * 1000, *place, 0.0 if surface else altitude, of
    except ValueError as error:
        found.bad("track-row-malformed", row, str(error))


def table(file: BinaryIO, found: Gathered) -> Iterator[Row]:
    """Read CSV: OpenSky's if its header has OpenSky's names, else a plain one. Raises OurFault `track-format`."""
    read: Read | None = None
    for row, line in lines(file, found):
        text = line.decode("utf-8", "replace").removeprefix("\ufeff")
        try:
            cells = next(csv.reader([text])) if '"' in text else text.split(",")
            if read is None:
                read = columns([cell.strip() for cell in cells])
            elif (said := read(cells)) is None:
                found.without_place += 1
            else:
                yield row, *said
        except (ValueError, IndexError, OverflowError, csv.Error) as error:
            found.bad("track-row-malformed", row, f"{error}: {text}")


def columns(header: Sequence[str]) -> Read:
    """Give the reader for a header's names. Raises OurFault `track-format`."""
    at = {name.lower(): place for place, name in enumerate(header)}
    return opensky(at) if {"icao24", "baroaltitude"} <= set(at) else plain(at)


def opensky(at: dict[str, int]) -> Read:
    """Read OpenSky's state vectors: a place is of `lastposupdate`; `time` is when they looked."""
    when = at.get("lastposupdate", at.get("time", -1))
    lat, lon, name = at["lat"], at["lon"], at["icao24"]
    baro, geo, ground = at["baroaltitude"], at.get("geoaltitude"), at.get("onground")

    def read(cells: Sequence[str]) -> tuple[str, float, float, float, float, int] | None:
        if cells[lat] in NOTHING or cells[lon] in NOTHING or cells[when] in NOTHING:
            return None
        altitude, of = nan, AltitudeOf.UNKNOWN
        if ground is not None and cells[ground].lower() == "true":
            altitude, of = 0.0, AltitudeOf.SURFACE
        elif cells[baro] not in NOTHING:
            altitude, of = float(cells[baro]), AltitudeOf.PRESSURE
        elif geo is not None and cells[geo] not in NOTHING:
            altitude, of = float(cells[geo]), AltitudeOf.W84
        return cells[name], float(cells[when]) * 1000, float(cells[lat]), float(cells[lon]), altitude, of

    return read


def plain(at: dict[str, int]) -> Read:
    """Read `id`, `time` (ISO 8601 or s) or `time_ms`, `lat`, `lon`, `altitude_m` or `altitude_ft`, `altitude_of`."""
    name = next((at[each] for each in NAMES if each in at), None)
    lat, lon = at.get("lat", at.get("latitude")), at.get("lon", at.get("longitude"))
    when = at.get("time_ms", at.get("time"))
    if name is None or lat is None or lon is None or when is None:
        raise OurFault("track-format", f"The header has {', '.join(at)[:120]}; id, time, lat and lon are needed.")
    in_ms = "time_ms" in at
    altitude, unit = at.get("altitude_m", at.get("altitude_ft")), 1.0 if "altitude_m" in at else FEET_M
    datum = at.get("altitude_of")

    def read(cells: Sequence[str]) -> tuple[str, float, float, float, float, int] | None:
        if cells[lat] in NOTHING or cells[lon] in NOTHING:
            return None
        known = altitude is not None and cells[altitude] not in NOTHING
        return (
            cells[name].strip(),
            float(cells[when]) if in_ms else instant_ms(cells[when]),
            float(cells[lat]),
            float(cells[lon]),
            float(cells[altitude]) * unit if known and altitude is not None else nan,
            altitude_of("" if datum is None else cells[datum]),
        )

    return read


def altitude_of(text: str) -> AltitudeOf:
    """Read the name of a datum. Raises ValueError for one that is not known: it is not guessed."""
    try:
        return AltitudeOf[text.strip().upper() or "UNKNOWN"]
    except KeyError:
        raise ValueError(f"datum {text[:20]!r} is none of {', '.join(AltitudeOf.__members__).lower()}") from None


def instant_ms(text: str) -> float:
    """Read an instant: ISO 8601 with its zone, or seconds since 1970. Raises ValueError."""
    try:
        return float(text) * 1000
    except ValueError:
        at = datetime.fromisoformat(text.strip())
    if at.tzinfo is None:
        raise ValueError("a time without its zone; write Z for UTC")
    return at.astimezone(UTC).timestamp() * 1000
