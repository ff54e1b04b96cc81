"""Every form gives the same fixes; what a file cannot give is told, and the rest goes on."""

from __future__ import annotations

import gzip
import json
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
import pyais
import pyarrow as pa
import pytest
import shapely
from pyarrow import parquet

from parley.app.tracks.archive import pieces
from parley.app.tracks.gathering import Gathered
from parley.geo.fixes import AltitudeOf
from parley.words.faults import OurFault
from parley.words.limits import TRACK_LINE_BYTES_MAX

AT_S = 1_637_075_100  # 2021-11-16T15:05Z
SBS = "MSG,3,1,1,AE1234,1,2021/11/16,15:05:00.000,2021/11/16,15:05:00.250,,30000,,,54.5,20.25,,,0,0,0,0\n"
OPENSKY = (
    "time,icao24,lat,lon,velocity,heading,vertrate,callsign,onground,alert,spi,squawk,baroaltitude,geoaltitude,"
    "lastposupdate,lastcontact\n"
    f"{AT_S + 4},ae1234,54.5,20.25,230,90,0,DOOM11,false,false,false,7700,9144,9300,{AT_S}.0,{AT_S + 3}\n"
)
MOMENT = {
    "now": AT_S + 1.5,
    "aircraft": [
        {"hex": "ae1234", "lat": 54.5, "lon": 20.25, "alt_baro": 30000, "alt_geom": 30500, "seen_pos": 1.5},
        {"hex": "ae9999", "alt_baro": 31000},
    ],
}
TRACE = {"icao": "ae1234", "timestamp": AT_S - 60, "trace": [[60.0, 54.5, 20.25, 30000, 440.1, 90, 0, 0, None]]}
CSV = "time,id,lat,lon,altitude_ft,altitude_of\n2021-11-16T16:05:00+01:00,ae1234,54.5,20.25,30000,pressure\n"
GPX = (
    '<?xml version="1.0"?><gpx xmlns="http://www.topografix.com/GPX/1/1"><trk><name>ae1234</name><trkseg>'
    '<trkpt lat="54.5" lon="20.25"><ele>9144</ele><time>2021-11-16T15:05:00Z</time></trkpt></trkseg></trk></gpx>'
)
COT = (
    '<?xml version="1.0"?><event version="2.0" uid="ae1234" type="a-h-A-M" time="2021-11-16T15:05:00Z" '
    'start="2021-11-16T15:05:00Z" stale="2021-11-16T15:06:00Z" how="m-g">'
    '<point lat="54.5" lon="20.25" hae="9144.0" ce="10" le="10"/></event>'
)
FORMS = {
    "sbs.txt": SBS,
    "opensky.csv": OPENSKY,
    "aircraft.json": json.dumps(MOMENT, indent=1),
    "moments.jsonl": json.dumps(MOMENT) + "\n",
    "trace.json": json.dumps(TRACE),
    "plain.csv": CSV,
}


OTHERS = {
    "a.gpx": (GPX, AltitudeOf.UNKNOWN),
    "a.cot": (COT, AltitudeOf.W84),
}


def read(*paths: Path) -> tuple[list[tuple[str, int, float, float, float, AltitudeOf]], Gathered]:
    found = Gathered()
    every = list(pieces(paths, found))
    names = list(found.crafts)
    return [
        (names[craft], int(ms), float(lat), float(lon), round(float(altitude)), AltitudeOf(of))
        for piece in every
        for craft, ms, lat, lon, altitude, of in zip(
            piece.craft, piece.time_ms, piece.lat, piece.lon, np.nan_to_num(piece.altitude_m, nan=-1),
            piece.altitude_of, strict=True,
        )
    ], found  # fmt: skip


def written(folder: Path, name: str, text: str | bytes) -> Path:
    path = folder / name
    path.write_bytes(text.encode() if isinstance(text, str) else text)
    return path


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_gives_the_same_fix(tmp_path: Path, name: str, *, packed: bool) -> None:
    data = FORMS[name].encode()

    fixes, found = read(written(tmp_path, name, gzip.compress(data) if packed else data))

    assert fixes == [("ae1234", AT_S * 1000, 54.5, 20.25, 9144, AltitudeOf.PRESSURE)]
    assert found.odd == {}


@pytest.mark.parametrize("name", OTHERS)
def test_xml_gives_it_with_the_datum_that_it_has(tmp_path: Path, name: str) -> None:
    text, datum = OTHERS[name]

    fixes, found = read(written(tmp_path, name, text))

    assert fixes == [("ae1234", AT_S * 1000, 54.5, 20.25, 9144, datum)]
    assert found.odd == {}


def test_an_ais_message_that_pyais_made_is_read_with_its_time_of_receipt(tmp_path: Path) -> None:
    (sentence,) = pyais.encode_dict({"msg_type": 1, "mmsi": "211000001", "lat": 54.5, "lon": 20.25}, talker_id="AI")
    unknown = pyais.encode_dict({"msg_type": 1, "mmsi": "211000001", "lat": 91, "lon": 181}, talker_id="AI")[0]
    lines = [
        f"\\s:station,c:{AT_S}*00\\{sentence}", f"2021-11-16T15:05:01Z {sentence}", sentence, f"{AT_S} {unknown}",
        f"{AT_S} {sentence[:-1]}{'0' if sentence[-1] != '0' else '1'}", f"{AT_S} !AIVDM,1,1,,B,,0*25",
    ]  # fmt: skip

    fixes, found = read(written(tmp_path, "a.nmea", "\n".join(lines)))

    assert fixes == [("211000001", (AT_S + late) * 1000, 54.5, 20.25, 0, AltitudeOf.SURFACE) for late in (0, 1)]
    assert found.without_place == 1
    assert found.odd["track-row-malformed"].number == 3
    assert "no time of receipt" in found.odd["track-row-malformed"].first


@pytest.mark.parametrize(
    "wrong",
    [
        '<!DOCTYPE a [<!ENTITY b "c">]><event uid="x"><point lat="1" lon="2"/></event>',
        "<event uid='x'><point lat='1' lon='2'></event>",
        '<event uid="x" time="yesterday"><point lat="1" lon="2"/></event>',
        '<event uid="x" time="2021-11-16T15:05:00Z"><point lat="north" lon="2"/></event>',
    ],
)
def test_a_bad_event_costs_no_other(tmp_path: Path, wrong: str) -> None:
    fixes, found = read(written(tmp_path, "a.cot", COT + wrong + COT.removeprefix('<?xml version="1.0"?>')))

    assert len(fixes) == 2
    assert {code: odd.number for code, odd in found.odd.items()} == {"track-row-malformed": 1}


def test_a_gpx_file_with_entities_is_not_parsed(tmp_path: Path) -> None:
    bomb = '<!DOCTYPE gpx [<!ENTITY a "aaaa">]>'
    with pytest.raises(OurFault, match="track-format"):
        read(written(tmp_path, "a.gpx", GPX.replace("<gpx", bomb + "<gpx")))


def parquet_file(path: Path, columns: dict[str, Any], metadata: dict[str, str] | None = None) -> Path:
    table = pa.table(columns)
    parquet.write_table(table.replace_schema_metadata(metadata), path)
    return path


def geo(crs: object = None, encoding: str = "WKB") -> dict[str, str]:
    column = {"encoding": encoding, "geometry_types": ["Point"], **({} if crs is None else {"crs": crs})}
    return {"geo": json.dumps({"version": "1.1.0", "primary_column": "geometry", "columns": {"geometry": column}})}


def test_opensky_parquet_plain_parquet_and_geoparquet_give_the_same_fix(tmp_path: Path) -> None:
    at = datetime.fromtimestamp(AT_S, UTC)
    opensky = {
        "icao24": ["ae1234", "ae1234", None], "lat": [54.5, None, 1.0], "lon": [20.25, 20.0, 1.0],
        "baroaltitude": [9144.0, 1.0, 1.0], "onground": [False, False, None], "lastposupdate": [AT_S, AT_S, AT_S],
    }  # fmt: skip
    plain = {"id": ["ae1234"], "time": [at], "lat": [54.5], "lon": [20.25], "altitude_ft": [30_000.0]}
    points = {"id": ["ae1234"], "time": [at], "geometry": [shapely.Point(20.25, 54.5).wkb], "altitude_m": [9144.0]}

    fixes, found = read(
        parquet_file(tmp_path / "opensky.parquet", opensky),
        parquet_file(tmp_path / "plain.parquet", plain | {"altitude_of": ["pressure"]}),
        parquet_file(tmp_path / "points.parquet", points | {"altitude_of": ["pressure"]}, geo()),
    )

    assert fixes == [("ae1234", AT_S * 1000, 54.5, 20.25, 9144, AltitudeOf.PRESSURE)] * 3
    assert (found.without_place, found.odd["track-row-malformed"].number) == (1, 1)


@pytest.mark.parametrize(
    ("columns", "metadata"),
    [
        ({"id": ["a"], "time": [AT_S], "geometry": [b""]}, geo({"id": {"authority": "EPSG", "code": 3857}})),
        ({"id": ["a"], "time": [AT_S], "geometry": [b""]}, geo(encoding="point")),
        ({"id": ["a"], "time": [AT_S], "geometry": [b""]}, {"geo": "[]"}),
        ({"id": ["a"], "lat": [1.0], "lon": [1.0]}, None),
    ],
)
def test_a_parquet_file_in_another_datum_or_without_a_column_is_refused(
    tmp_path: Path, columns: dict[str, Any], metadata: dict[str, str] | None
) -> None:
    with pytest.raises(OurFault, match="track-format"):
        read(parquet_file(tmp_path / "a.parquet", columns, metadata))


def test_a_parquet_file_that_is_cut_off_is_told(tmp_path: Path) -> None:
    whole = parquet_file(tmp_path / "a.parquet", {"id": ["a"], "lat": [1.0], "lon": [1.0], "time": [AT_S]}).read_bytes()
    with pytest.raises(OurFault, match="track-file"):
        read(written(tmp_path, "b.parquet", whole[:-30]))


def test_what_stands_on_the_ground_has_no_height_in_the_air(tmp_path: Path) -> None:
    standing = {"now": AT_S, "aircraft": [{"hex": "a", "lat": 1, "lon": 2, "alt_baro": "ground"}]}

    assert read(written(tmp_path, "a.json", json.dumps(standing)))[0][0][4:] == (0, AltitudeOf.SURFACE)


@pytest.mark.parametrize(
    ("name", "wrong", "code"),
    [
        ("plain.csv", "2021-11-16T16:05:00+01:00,b,95.5,20.25,30000,pressure\n", "track-swapped"),
        ("plain.csv", "2021-11-16T16:05:00+01:00,b,195.5,20.25,30000,pressure\n", "track-range"),
        ("plain.csv", "2021-11-16T16:05:00+01:00,b,nan,20.25,30000,pressure\n", None),
        ("plain.csv", "2021-11-16T16:05:00+01:00,b,inf,20.25,30000,pressure\n", "track-range"),
        ("plain.csv", "2021-11-16T16:05:00,b,54.5,20.25,30000,pressure\n", "track-row-malformed"),
        ("plain.csv", "1637075100000,b,54.5,20.25,30000,pressure\n", "track-time"),
        ("plain.csv", "2021-11-16T16:05:00Z,b,54.5,20.25,30000,geoid\n", "track-row-malformed"),
        ("plain.csv", "2021-11-16T16:05:00Z,,54.5,20.25,30000,w84\n", "track-row-malformed"),
        ("plain.csv", "2021-11-16T16:05:00Z,b\n", "track-row-malformed"),
        ("plain.csv", '"' + "x" * TRACK_LINE_BYTES_MAX + "\n", "track-line-long"),
        (
            "sbs.txt",
            "MSG,3,1,1,AE1234,1,2021/99/16,15:05:00.000,,,,30000,,,54.5,20.25,,,0,0,0,0\n",
            "track-row-malformed",
        ),
        ("sbs.txt", "\x00\xff\n", "track-row-malformed"),
        ("sbs.txt", "MSG,8,1,1,AE1234,1,2021/11/16,15:05:00.000\n", None),
        ("moments.jsonl", "[" * 100_000 + "\n", "track-row-malformed"),
        ("moments.jsonl", '{"now": 1, "aircraft": [{"hex": 7}]}\n', "track-row-malformed"),
        ("moments.jsonl", '{"now": 1}\n', "track-row-malformed"),
    ],
)
def test_a_bad_row_is_counted_with_its_code_and_the_next_one_read(
    tmp_path: Path, name: str, wrong: str, code: str | None
) -> None:
    good = FORMS[name]
    again = good.split("\n")[-2] + "\n"

    fixes, found = read(written(tmp_path, name, good.encode() + wrong.encode("latin-1") + again.encode()))

    assert [fix[0] for fix in fixes] == ["ae1234", "ae1234"]
    assert {each: odd.number for each, odd in found.odd.items()} == ({} if code is None else {code: 1})


def test_a_file_that_cannot_be_read_keeps_no_other_from_being_read(tmp_path: Path) -> None:
    cut = gzip.compress(b"".join(CSV.encode() for _ in range(2_000)))[:-20]
    paths = [
        tmp_path / "nowhere.csv",
        written(tmp_path, "cut.csv.gz", cut),
        written(tmp_path, "strange.bin", b"\x7fELF"),
        written(tmp_path, "good.csv", CSV),
    ]

    fixes, found = read(*paths)

    assert fixes[-1][0] == "ae1234"
    assert {"track-file", "track-format"} <= set(found.odd)
    assert "nowhere.csv" in found.odd["track-file"].first


def test_without_one_fix_it_says_why(tmp_path: Path) -> None:
    with pytest.raises(OurFault, match="No fix is in 1 files") as refused:
        read(written(tmp_path, "none.csv", CSV.split("\n", maxsplit=1)[0] + "\n2021-11-16T16:05:00Z,b,1\n"))

    assert refused.value.code == "track-none"
    assert "row 2" in refused.value.message
