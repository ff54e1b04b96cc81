"""Lines out of files: GeoJSON, GeoPackage and shapefiles, as chains of longitudes and latitudes in degrees (WGS 84)."""

from __future__ import annotations

import itertools
import json
import struct
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final, TypeAlias

import apsw
import shapefile

from parley.words.faults import OurFault, PeerFault
from parley.words.limits import BORDER_FILE_BYTES_MAX

Chain: TypeAlias = list[tuple[float, float]]
_WKB_PARTS: Final = {2: 0, 3: 1, 5: -1, 6: -1, 7: -1}
"""What a line, a polygon, and collections of either are in well-known binary; -1: of whole geometries."""


def chains_of(path: Path) -> list[Chain]:
    """Read every line and every ring of a file. Raises OurFault `file-unreadable`, PeerFault `border-file`."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise PeerFault("border-file", f"{path.name} is none of {', '.join(READERS)}.")
    try:
        size = path.stat().st_size
    except OSError as error:
        raise OurFault("file-unreadable", f"{path} cannot be read: {error.strerror}.") from error
    if size > BORDER_FILE_BYTES_MAX:
        raise PeerFault("border-file", f"{path.name} has {size:,} bytes, more than {BORDER_FILE_BYTES_MAX:,}.")
    try:
        chains = list(reader(path))
    except (
        ValueError,
        TypeError,
        KeyError,
        IndexError,
        AttributeError,
        RecursionError,
        struct.error,
        apsw.Error,
    ) as error:
        raise PeerFault("border-file", f"{path.name} is not in its form: {error}.") from error
    except (OSError, shapefile.ShapefileException) as error:
        raise PeerFault("border-file", f"{path.name} cannot be read: {error}.") from error
    if not chains:
        raise PeerFault("border-file", f"{path.name} has no line and no polygon.")
    return chains


def _geojson(path: Path) -> Iterator[Chain]:
    yield from _of_geojson(json.loads(path.read_bytes()))


def _of_geojson(item: Mapping[str, Any]) -> Iterator[Chain]:
    """The lines of a GeoJSON object (RFC 7946), which always is in WGS 84."""
    match item["type"]:
        case "FeatureCollection":
            for feature in item["features"]:
                yield from _of_geojson(feature)
        case "Feature" if item["geometry"] is not None:
            yield from _of_geojson(item["geometry"])
        case "GeometryCollection":
            for geometry in item["geometries"]:
                yield from _of_geojson(geometry)
        case "LineString":
            yield _corners(item["coordinates"])
        case "MultiLineString" | "Polygon":
            yield from map(_corners, item["coordinates"])
        case "MultiPolygon":
            for polygon in item["coordinates"]:
                yield from map(_corners, polygon)
        case _:
            return  # a point, or a feature without a place


def _corners(coordinates: list[list[float]]) -> Chain:
    return [(float(each[0]), float(each[1])) for each in coordinates]


def _geopackage(path: Path) -> Iterator[Chain]:
    """The lines of every table of features, which must be in WGS 84 (EPSG:4326)."""
    connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
    try:
        columns = "SELECT table_name, column_name, srs_id FROM gpkg_geometry_columns"
        for table, column, srs in list(connection.execute(columns)):
            if srs != 4326:
                raise PeerFault("border-datum", f"{table} is in the reference system {srs}, not 4326.")
            quoted_column, quoted_table = (str(name).replace('"', '""') for name in (column, table))
            rows = connection.execute(f'SELECT "{quoted_column}" FROM "{quoted_table}"')  # noqa: S608  names are quoted
            for (blob,) in rows:
                if blob is not None:
                    yield from _of_blob(blob)
    finally:
        connection.close()


def _of_blob(blob: bytes) -> Iterator[Chain]:
    """The lines of a geometry of a GeoPackage: a header with an envelope of its own size, then well-known binary."""
    if blob[:2] != b"GP":
        raise ValueError("a geometry without its mark")
    envelope = (0, 32, 48, 48, 64)[blob[3] >> 1 & 7]
    yield from _of_wkb(blob, 8 + envelope)[0]


def _of_wkb(data: bytes, at: int) -> tuple[list[Chain], int]:
    """The lines of a geometry in well-known binary, and where it ends."""
    order = "<" if data[at] else ">"
    sort, count = struct.unpack_from(order + "II", data, at + 1)
    # ISO numbers measures and heights by thousands, others by flags.
    width = {0: 2, 1: 3, 2: 3, 3: 4}[sort % 0x20000000 // 1000] + (sort >> 31 & 1) + (sort >> 30 & 1)
    sort = sort % 0x20000000 % 1000
    if sort not in _WKB_PARTS:
        return [], len(data)
    at += 9
    found: list[Chain] = []
    if _WKB_PARTS[sort] < 0:
        for _ in range(count):
            inner, at = _of_wkb(data, at)
            found += inner
        return found, at
    if _WKB_PARTS[sort] == 0:
        at -= 4
        count = 1
    for _ in range(count):
        (size,) = struct.unpack_from(order + "I", data, at)
        corners = struct.iter_unpack(f"{order}{width}d", data[at + 4 : at + 4 + 8 * width * size])
        found.append([(corner[0], corner[1]) for corner in corners])
        at += 4 + 8 * width * size
    return found, at


def _shapefile(path: Path) -> Iterator[Chain]:
    """The lines of a shapefile, whose `.prj` beside it must say that it is in degrees on WGS 84."""
    projection = path.with_suffix(".prj")
    said = projection.read_text(errors="replace") if projection.exists() else ""
    if not said.startswith("GEOGCS") or "WGS_1984" not in said:
        raise PeerFault("border-datum", f"{projection.name} does not say degrees on WGS 84.")
    with shapefile.Reader(shp=str(path)) as reader:
        for shape in reader.iterShapes():
            ends = [*shape.parts, len(shape.points)] if shape.points else []
            for begin, end in itertools.pairwise(ends):
                yield [(float(each[0]), float(each[1])) for each in shape.points[begin:end]]


READERS: Final[Mapping[str, Callable[[Path], Iterator[Chain]]]] = {
    ".geojson": _geojson,
    ".json": _geojson,
    ".gpkg": _geopackage,
    ".shp": _shapefile,
}
