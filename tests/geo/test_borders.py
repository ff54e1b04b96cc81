"""Borders out of files: one line in three formats, and what is wrong with a file is said."""

from __future__ import annotations

import json
import sqlite3
import struct
from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
import pytest
import shapefile

from parley.app.geo.borders import DEMONSTRATION, Loaded, borders_of, demo_border, load_border
from parley.geo.distance import approach
from parley.geo.model import Place
from parley.words.faults import Fault, PeerFault

SAID = {
    "of": "AAA",
    "name": "river",
    "kind": "treaty",
    "pov": "AAA",
    "source": "survey of 1998",
    "error_m": 30,
    "edge": "geodesic",
}
RING = ((20.0, 50.0), (21.0, 50.0), (21.0, 51.0), (20.0, 50.0))
LINE = ((30.0, 50.0), (31.5, 50.25))
Corners = Sequence[tuple[float, float]]
WGS84 = 'GEOGCS["GCS_WGS_1984",DATUM["D_WGS_1984",SPHEROID["WGS_1984",6378137.0,298.257223563]]]'


def geojson(path: Path, ring: Corners = RING, line: Corners = LINE) -> Path:
    geometries = [{"type": "Polygon", "coordinates": [ring]}, {"type": "LineString", "coordinates": line}]
    features = [{"type": "Feature", "properties": {}, "geometry": each} for each in geometries]
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    return path


def geopackage(path: Path, srs: int = 4326) -> Path:
    def points(corners: Corners) -> bytes:
        return struct.pack("<I", len(corners)) + b"".join(struct.pack("<2d", *each) for each in corners)

    header = b"GP\x00\x01" + struct.pack("<i", srs)
    polygon = header + b"\x01" + struct.pack("<II", 3, 1) + points(RING)
    several = b"\x01" + struct.pack("<II", 5, 1) + b"\x01" + struct.pack("<I", 2) + points(LINE)
    with_envelope = b"GP\x00\x03" + struct.pack("<i4d", srs, 30, 31.5, 50, 50.25) + several
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE gpkg_geometry_columns (table_name, column_name, srs_id)")
        connection.execute("INSERT INTO gpkg_geometry_columns VALUES ('a \"b\"', 'geom', ?)", (srs,))
        connection.execute('CREATE TABLE "a ""b""" (geom BLOB)')
        connection.executemany('INSERT INTO "a ""b""" VALUES (?)', [(polygon,), (with_envelope,), (None,)])
    connection.close()
    return path


def esri(path: Path, projection: str = WGS84) -> Path:
    with shapefile.Writer(str(path), shapeType=shapefile.POLYLINE) as writer:
        writer.field("name", "C")
        for corners in (RING, LINE):
            writer.line([list(map(list, corners))])
            writer.record("x")
    path.with_suffix(".prj").write_text(projection)
    return path


def loaded(path: Path, **said: object) -> Loaded:
    return load_border(path, SAID | said)


def code(work: Callable[[], object]) -> str:
    with pytest.raises(Fault) as caught:
        work()
    return caught.value.code


def test_three_formats_of_one_line_are_one_border(tmp_path: Path) -> None:
    files = geojson(tmp_path / "a.geojson"), geopackage(tmp_path / "a.gpkg"), esri(tmp_path / "a.shp")
    borders = [loaded(each).border for each in files]
    assert len({each.version for each in borders}) == 1
    assert len({approach(each, Place(lat=50.5, lon=25)).distance_m for each in borders}) == 1
    assert borders[0].starts.tolist() == [0, 4]


def test_another_corner_or_another_word_is_another_version(tmp_path: Path) -> None:
    one = loaded(geojson(tmp_path / "a.geojson")).border
    moved = loaded(geojson(tmp_path / "b.geojson", line=((30.0, 50.0), (31.5, 50.2500001)))).border
    assert len({one.version, moved.version, loaded(tmp_path / "a.geojson", error_m=31).border.version}) == 3


def test_a_line_with_a_gap_is_taken_and_told_of(tmp_path: Path) -> None:
    (remark,) = loaded(geojson(tmp_path / "a.geojson")).remarks
    assert "2 ends of lines meet nothing" in remark
    closed = loaded(geojson(tmp_path / "b.geojson", line=RING[::-1]))
    assert closed.remarks == ()


def test_repeated_corners_are_left_out_and_told_of(tmp_path: Path) -> None:
    found = loaded(geojson(tmp_path / "a.geojson", ring=(RING[0], RING[0], *RING[1:])))
    assert found.remarks[0] == "a.geojson: 1 repeated corners were left out."


def test_swapped_coordinates_are_refused_and_the_order_named(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson", line=((50.0, 130.0), (50.2, 131.0)))
    with pytest.raises(PeerFault, match="Longitude comes first") as caught:
        loaded(path)
    assert caught.value.code == "geo-range"


def test_another_reference_system_is_refused(tmp_path: Path) -> None:
    assert code(lambda: loaded(geopackage(tmp_path / "a.gpkg", srs=3857))) == "border-datum"
    assert code(lambda: loaded(esri(tmp_path / "a.shp", 'PROJCS["WGS_1984_UTM"]'))) == "border-datum"


@pytest.mark.parametrize(
    ("name", "data"),
    [
        ("a.geojson", b"{"),
        ("a.geojson", b"[1]"),
        ("a.geojson", b'{"type": "FeatureCollection", "features": []}'),
        ("a.geojson", b'{"type": "LineString", "coordinates": [["a", 1]]}'),
        ("a.geojson", b'{"type": "Polygon", "coordinates": 5}'),
        ("a.geojson", b"[" * 100_000),
        ("a.gpkg", b"no database"),
        ("a.shp", b"no shapefile at all"),
        ("a.dwg", b"what is this"),
    ],
)
def test_what_is_no_file_of_a_border_is_refused(tmp_path: Path, name: str, data: bytes) -> None:
    (tmp_path / name).write_bytes(data)
    (tmp_path / "a.prj").write_text(WGS84)
    assert code(lambda: loaded(tmp_path / name)) == "border-file"


def test_a_border_of_which_too_little_is_said_is_refused(tmp_path: Path) -> None:
    path = geojson(tmp_path / "a.geojson")
    assert code(lambda: load_border(path, {"of": "AAA"})) == "border-said"
    assert code(lambda: loaded(path, kind="dreamt")) == "border-said"
    assert code(lambda: loaded(path, error_m=-1)) == "border-said"


def test_a_home_names_its_borders_in_a_file(tmp_path: Path) -> None:
    geojson(tmp_path / "river.geojson")
    lines = [f"{key} = {json.dumps(value)}" for key, value in (SAID | {"file": "river.geojson"}).items()]
    (tmp_path / "borders.toml").write_text("[[borders]]\n" + "\n".join(lines))
    assert [each.border.name for each in borders_of(tmp_path)] == ["river"]
    (tmp_path / "borders.toml").write_text("[[borders]]\nfile = 5")
    assert code(lambda: borders_of(tmp_path)) == "border-said"


def test_the_demonstration_is_labelled_and_has_no_line_along_the_antimeridian() -> None:
    russia = demo_border("RUS")
    assert DEMONSTRATION in russia.source
    assert russia.error_m == 1_000
    chart = np.abs(russia.lons) == 180
    along = np.flatnonzero(chart[1:] & chart[:-1])
    assert set(along + 1) <= set(russia.starts.tolist())
    assert code(lambda: demo_border("XXX")) == "border-unknown"
