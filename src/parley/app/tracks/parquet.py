"""Parquet by pyarrow: OpenSky's columns, plain ones, and GeoParquet, where a column of points gives the place."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, BinaryIO, Final

import numpy as np
import numpy.typing as npt

from parley.app.tracks.gathering import PIECE, ROW, Gathered, usable
from parley.app.tracks.texts import NAMES, altitude_of
from parley.geo.fixes import FEET_M, AltitudeOf, Fixes
from parley.words.faults import OurFault

WKB_POINT: Final = np.dtype([("order", "u1"), ("kind", "<u4"), ("lon", "<f8"), ("lat", "<f8")])
DEGREES: Final = {"OGC:CRS84", "EPSG:4326"}
TIMES: Final = ("lastposupdate", "time_ms", "time", "timestamp")
LATS: Final = ("lat", "latitude")
LONS: Final = ("lon", "longitude")
HEIGHTS: Final = {
    "baroaltitude": (1.0, AltitudeOf.PRESSURE),
    "altitude_m": (1.0, AltitudeOf.UNKNOWN),
    "altitude_ft": (FEET_M, AltitudeOf.UNKNOWN),
}


def parquet(file: BinaryIO, found: Gathered) -> Iterator[Fixes]:
    """Read a file batch by batch. Raises OurFault `track-format`, `track-extra` without pyarrow."""
    try:
        import pyarrow as pa  # noqa: PLC0415  an extra
        from pyarrow import parquet as reader  # noqa: PLC0415
    except ImportError:
        raise OurFault("track-extra", "Parquet needs pyarrow.") from None
    try:
        source = reader.ParquetFile(file)
        names = {name.lower(): name for name in source.schema_arrow.names}
        geometry = point_column(source.schema_arrow.metadata or {})
        used = _used(names, geometry)
        unit, datum = HEIGHTS.get(used.get("height", "").lower(), (1.0, AltitudeOf.UNKNOWN))
        row = 1
        for batch in source.iter_batches(PIECE, columns=sorted(set(used.values()))):
            columns = {what: batch.column(batch.schema.get_field_index(name)) for what, name in used.items()}
            rows = _rows(columns, row, found, pa)
            rows["altitude_m"], rows["of"] = _altitudes(columns, unit, datum, pa)
            yield usable(_placed(rows, found), found)
            row += len(batch)
    except pa.ArrowException as error:
        raise OurFault("track-file", str(error)[:200]) from None


def point_column(metadata: Mapping[bytes, bytes]) -> str | None:
    """Give the column of points that a GeoParquet file names. Raises OurFault `track-format` for another datum."""
    if b"geo" not in metadata:
        return None
    try:
        geo = json.loads(metadata[b"geo"])
        name = str(geo["primary_column"])
        column = geo["columns"][name]
        crs = (column.get("crs") or {}).get("id") or {"authority": "OGC", "code": "CRS84"}
        datum = f"{crs['authority']}:{crs['code']}"
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise OurFault("track-format", f"The description of its geometry is malformed: {error}.") from None
    if datum not in DEGREES or column.get("encoding") != "WKB":
        raise OurFault(
            "track-format", f"Its geometry is {column.get('encoding')} in {datum}; WKB in OGC:CRS84 is read."
        )
    return name


def _used(names: Mapping[str, str], geometry: str | None) -> dict[str, str]:
    """Choose the columns. Raises OurFault `track-format` where one is missing."""
    wanted = {"craft": NAMES, "time": TIMES, "height": tuple(HEIGHTS), "ground": ("onground",), "of": ("altitude_of",)}
    if geometry is None:
        wanted |= {"lat": LATS, "lon": LONS}
    used = {what: next((names[each] for each in these if each in names), "") for what, these in wanted.items()}
    if geometry is not None:
        used["point"] = geometry
    if missing := [what for what in ("craft", "time", "lat", "lon") if used.get(what, "-") == ""]:
        raise OurFault("track-format", f"It has no column for {', '.join(missing)}.")
    return {what: name for what, name in used.items() if name}


def _rows(columns: Mapping[str, Any], first: int, found: Gathered, pa: Any) -> npt.NDArray[Any]:  # noqa: ANN401
    """Put a batch into rows; what is not there is NaN, or craft -1."""
    craft = columns["craft"].cast(pa.string()).dictionary_encode()
    crafts = np.array([-1 if not name else found.craft(name) for name in craft.dictionary.to_pylist()], np.int32)
    rows = np.zeros(len(craft), ROW)
    rows["row"] = np.arange(first, first + len(craft))
    number = craft.indices.fill_null(-1).to_numpy(zero_copy_only=False)
    rows["craft"] = np.where(number < 0, -1, crafts[number]) if len(crafts) else -1
    rows["time_ms"] = _times_ms(columns["time"], pa)
    if "point" in columns:
        rows["lat"], rows["lon"] = _points(columns["point"], pa)
    else:
        rows["lat"], rows["lon"] = (_reals(columns[name], pa) for name in ("lat", "lon"))
    return rows


def _placed(rows: npt.NDArray[Any], found: Gathered) -> npt.NDArray[Any]:
    """Leave out and count what has no place, or no craft."""
    placed = ~np.isnan(rows["lat"]) & ~np.isnan(rows["lon"])
    found.without_place += int((~placed).sum())
    if nameless := int((placed & (rows["craft"] < 0)).sum()):
        found.bad("track-row-malformed", int(rows["row"][0]), "no craft, or one too many", nameless)
    kept: npt.NDArray[Any] = rows[placed & (rows["craft"] >= 0)]
    return kept


def _reals(column: Any, pa: Any) -> npt.NDArray[np.float64]:  # noqa: ANN401  pyarrow has no types
    reals: npt.NDArray[np.float64] = column.cast(pa.float64()).to_numpy(zero_copy_only=False)
    return reals


def _times_ms(column: Any, pa: Any) -> npt.NDArray[np.float64]:  # noqa: ANN401
    """Timestamps as they are; numbers are seconds, unless they can only be ms."""
    if pa.types.is_timestamp(column.type):
        return _reals(column.cast(pa.timestamp("ms"), safe=False).cast(pa.int64()), pa)
    times = _reals(column, pa)
    return np.where(times > 1e11, times, times * 1000)


def _points(column: Any, pa: Any) -> tuple[npt.NDArray[np.float64], npt.NDArray[np.float64]]:  # noqa: ANN401
    """Read points of well-known binary, little-endian; anything else is no place."""
    data = column.cast(pa.binary()).to_pylist()
    blank = bytes(WKB_POINT.itemsize)
    sound = [each if each is not None and len(each) == WKB_POINT.itemsize else blank for each in data]
    points = np.frombuffer(b"".join(sound), WKB_POINT)
    is_point = (points["order"] == 1) & (points["kind"] == 1)
    return np.where(is_point, points["lat"], np.nan), np.where(is_point, points["lon"], np.nan)


def _altitudes(
    columns: Mapping[str, Any],
    unit: float,
    datum: AltitudeOf,
    pa: Any,  # noqa: ANN401
) -> tuple[npt.NDArray[Any], npt.NDArray[Any]]:
    """Give altitudes in metres and what they are of, as the columns say it."""
    size = len(columns["craft"])
    altitude, of = np.full(size, np.nan), np.full(size, datum.value, np.uint8)
    if "height" in columns:
        altitude = _reals(columns["height"], pa) * unit
    if "of" in columns:
        of = np.array([altitude_of(each or "").value for each in columns["of"].to_pylist()], np.uint8)
    if "ground" in columns:
        ground = columns["ground"].fill_null(False).to_numpy(zero_copy_only=False)  # noqa: FBT003  pyarrow takes no name
        altitude, of = np.where(ground, 0.0, altitude), np.where(ground, AltitudeOf.SURFACE.value, of)
    return altitude, of
