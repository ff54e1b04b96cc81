"""Exports read back by what others wrote, and what a form cannot carry, told."""

from __future__ import annotations

import json
from io import BytesIO
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import fastkml
import pytest
import shapely
import takproto
from aviconv_aixm import validation
from aviconv_aixm.profile import PROFILE_5_1_1
from aviconv_aixm.reader import read_aixm
from aviconv_notam.parser import parse as parse_notam
from geographiclib.geodesic import Geodesic

from parley.app.geo.volumes import volumes_of_file
from parley.app.volumes.carrying import LOSSES, Trait, losses, traits
from parley.app.volumes.exporting import WRITERS, export, export_told
from parley.cli.main import main
from parley.geo.model import (
    Band,
    Circle,
    Corridor,
    Daily,
    Datum,
    Edge,
    Ellipse,
    Height,
    Place,
    Point,
    Polygon,
    Shape,
    Times,
    Volume,
    Window,
)
from parley.words.faults import OurFault
from parley.words.instants import parse_iso

GML = "{http://www.opengis.net/gml/3.2}"
NOW_MS = parse_iso("2021-11-15T13:00Z")
WINDOW = Window(from_ms=parse_iso("2021-11-16T14:00Z"), until_ms=parse_iso("2021-11-16T16:00Z"))
OPEN_WINDOW = Window(from_ms=parse_iso("2021-11-18T14:00Z"), until_ms=None)
LEVELS = Band(lower=Height(metres=8534.4, datum=Datum.FL), upper=Height(metres=9753.6, datum=Datum.FL))
CENTRE = Place(lat=54.45, lon=19.3)


def drawn(shape: Shape) -> shapely.Geometry:
    """What GEOS reads of the GeoJSON of a volume."""
    features = json.loads(export([volume(shape)], "geojson", NOW_MS)[0])["features"]
    return shapely.from_geojson(json.dumps(features[0]["geometry"]))


def of_gml(text: str) -> shapely.Geometry:
    """The one geometry of a draft of S-124, whose places give the latitude first."""
    geometry = ET.fromstring(text).find(".//{http://www.iho.int/S124/2.0}geometry/*")  # noqa: S314  our own
    assert geometry is not None
    polygons = [
        shapely.Polygon(outer, holes)
        for outer, *holes in (places_of(each) for each in geometry.iterfind(f".//{GML}Polygon"))
    ]
    if geometry.tag == f"{GML}MultiSurface":
        return polygons[0] if len(polygons) == 1 else shapely.MultiPolygon(polygons)
    ((*places,),) = places_of(geometry)
    return shapely.Point(*places) if len(places) == 1 else shapely.LineString(places)


def places_of(element: ET.Element) -> list[list[tuple[float, float]]]:
    """Longitude and latitude of each place of each list."""
    lists = (each for each in element.iter() if each.tag in {f"{GML}pos", f"{GML}posList"})
    numbers = ([float(number) for number in (each.text or "").split()] for each in lists)
    return [list(zip(each[1::2], each[::2], strict=True)) for each in numbers]


def ring(*corners: tuple[float, float]) -> tuple[Place, ...]:
    return tuple(Place(lat=lat, lon=lon) for lat, lon in corners)


HOLE = ring((54.4, 18.5), (54.6, 18.5), (54.6, 19))
SQUARE = Polygon(outer=ring((54, 18), (54, 20), (55, 20), (55, 18)), holes=(HOLE,))
ONCE = Times(windows=(WINDOW,))
SHAPES: dict[str, Shape] = {
    "point": Point(at=CENTRE),
    "circle": Circle(centre=CENTRE, radius_m=30_000),
    "ellipse": Ellipse(centre=CENTRE, major_m=40_000, minor_m=10_000, bearing=30),
    "polygon": SQUARE,
    "corridor": Corridor(route=ring((54, 18), (55, 19), (55, 21)), half_width_m=9_000, edge=Edge.PARALLEL),
    "across": Polygon(outer=ring((65, 178), (65, -178), (67, -178), (67, 178))),
}


def volume(shape: Shape, *, times: Times = ONCE, band: Band = LEVELS, less: tuple[Shape, ...] = ()) -> Volume:
    return Volume(
        id="USA 12 <&>",
        version="v1",
        party="USA",
        category="combat aircraft",
        shape=shape,
        times=times,
        band=band,
        less=less,
    )


EVERY_TIME = Times(windows=(WINDOW, OPEN_WINDOW), daily=Daily(from_min=360, until_min=540), alternates=(OPEN_WINDOW,))


@pytest.mark.parametrize("times", [ONCE, EVERY_TIME])
@pytest.mark.parametrize("name", SHAPES)
def test_aixm_fits_the_schema_of_aixm_5_1_1(name: str, times: Times) -> None:
    band = Band(lower=None, upper=Height(metres=3000, datum=Datum.W84))
    text, _ = export([volume(SHAPES[name], times=times, band=band)], "aixm", NOW_MS)

    validation.validate_aixm(text.encode(), PROFILE_5_1_1)


@pytest.mark.filterwarnings("ignore:The 'shapely.ops.transform:DeprecationWarning")  # what the reader uses
@pytest.mark.parametrize("name", ["circle", "ellipse", "polygon", "across"])
def test_aixm_is_read_by_aviconv_with_a_slice_for_each_window(name: str) -> None:
    text, _ = export([volume(SHAPES[name], times=EVERY_TIME)], "aixm", NOW_MS)

    (airspace,) = read_aixm(BytesIO(text.encode()))

    assert len(airspace.time_slices) == 2


def test_what_does_not_fit_the_schema_is_found() -> None:
    text, _ = export([volume(SQUARE)], "aixm", NOW_MS)

    with pytest.raises(Exception, match="failed validation"):
        validation.validate_aixm(text.replace(">TRA<", ">ATR<").encode(), PROFILE_5_1_1)


def test_aixm_subtracts_what_no_drawing_can() -> None:
    over = volume(SQUARE, less=(Circle(centre=Place(lat=54, lon=18), radius_m=20_000),))
    text, _ = export([over], "aixm", NOW_MS)

    validation.validate_aixm(text.encode(), PROFILE_5_1_1)
    assert text.count("SUBTR") == 1
    for form in ("geojson", "kml", "s124"):
        with pytest.raises(OurFault, match="reaches over its edge"):
            export([over], form, NOW_MS)


@pytest.mark.parametrize("name", SHAPES)
def test_geojson_is_read_by_geos_as_what_was_meant(name: str) -> None:
    geometry = drawn(SHAPES[name])

    assert geometry.is_valid
    west, _, east, _ = geometry.bounds
    assert (-180 <= west <= east <= 180) is True
    if name == "across":
        assert geometry.contains(shapely.Point(179, 66))
        assert geometry.contains(shapely.Point(-179, 66))
        assert not geometry.contains(shapely.Point(0, 66))
    if name == "polygon":
        assert not geometry.contains(shapely.Point(18.6, 54.55))
        assert geometry.contains(shapely.Point(19.5, 54.5))


@pytest.mark.parametrize("bearing", range(0, 360, 7))
def test_nothing_of_a_circle_lies_outside_what_is_drawn(bearing: int) -> None:
    rim = Geodesic.WGS84.Direct(CENTRE.lat, CENTRE.lon, bearing, 30_000)
    far = Geodesic.WGS84.Direct(CENTRE.lat, CENTRE.lon, bearing, 30_100)
    area = drawn(SHAPES["circle"])

    assert area.contains(shapely.Point(rim["lon2"], rim["lat2"]))
    assert not area.contains(shapely.Point(far["lon2"], far["lat2"]))


@pytest.mark.parametrize("name", SHAPES)
def test_kml_is_read_by_fastkml_with_its_times(name: str) -> None:
    text, _ = export([volume(SHAPES[name])], "kml", NOW_MS)
    document: Any = fastkml.KML.from_string(text.partition("\n")[2])  # it takes no text with an encoding
    (mark,) = document.features[0].features

    assert mark.name == "USA 12 <&>"
    assert mark.begin.dt.isoformat() == "2021-11-16T14:00:00+00:00"
    assert mark.end.dt.isoformat() == "2021-11-16T16:00:00+00:00"
    assert shapely.geometry.shape(mark.geometry).is_valid


@pytest.mark.parametrize("name", SHAPES)
def test_cot_goes_through_takproto(name: str) -> None:
    text, _ = export([volume(SHAPES[name])], "cot", NOW_MS)
    event = takproto.parse_proto(takproto.xml2proto(text)).cotEvent

    assert event.uid == "USA 12 <&>"
    assert event.startTime == WINDOW.from_ms
    assert event.staleTime == WINDOW.until_ms
    assert "FL280 to FL320" in event.detail.xmlDetail


@pytest.mark.parametrize("name", SHAPES)
def test_a_notam_is_read_by_aviconv_as_an_envelope_of_all_of_it(name: str) -> None:
    text, _ = export([volume(SHAPES[name])], "notam", NOW_MS)
    notam = parse_notam(text.strip("()\n"))  # it reads what stands between the brackets

    line = notam.q_line
    assert line is not None
    assert (line.lower_fl, line.upper_fl) == (280, 320)
    assert line.qcode == "QRACA"
    corners = shapely.get_coordinates(drawn(SHAPES[name]))
    far = [Geodesic.WGS84.Inverse(line.centre_lat, line.centre_lon, lat, lon)["s12"] for lon, lat in corners]
    assert max(far) <= line.radius_nm * 1852


@pytest.mark.parametrize("name", SHAPES)
def test_the_geometry_of_s124_is_that_of_the_geojson(name: str) -> None:
    text, _ = export([volume(SHAPES[name])], "s124", NOW_MS)
    meant = drawn(SHAPES[name])

    assert of_gml(text).normalize().equals_exact(meant.normalize(), 1e-6)


def test_a_corner_of_a_hole_that_moved_in_s124_is_found() -> None:
    text, _ = export([volume(SQUARE)], "s124", NOW_MS)
    moved = text.replace("54.4000000 18.5000000", "54.4100000 18.5000000")

    assert moved != text
    assert not of_gml(moved).normalize().equals_exact(drawn(SQUARE).normalize(), 1e-6)


def test_a_navigational_warning_cancels_itself() -> None:
    text, _ = export([volume(SQUARE)], "navwarn", NOW_MS)

    assert "AREA BOUNDED BY 5400.0N 01800.0E - 5400.0N 02000.0E" in text
    assert "CANCEL THIS PARAGRAPH 161700Z NOV 21" in text
    assert "CANCEL THIS" not in export([volume(SQUARE, times=EVERY_TIME)], "navwarn", NOW_MS)[0]


def test_an_area_that_holds_a_pole_is_refused_where_it_cannot_be_drawn() -> None:
    arctic = volume(Polygon(outer=ring((80, 0), (80, 120), (80, -120))))
    for form in ("geojson", "kml", "s124"):
        with pytest.raises(OurFault, match="holds a pole"):
            export([arctic], form, NOW_MS)
    validation.validate_aixm(export([arctic], "aixm", NOW_MS)[0].encode(), PROFILE_5_1_1)


def test_every_form_is_in_the_table_and_every_trait_can_be_told() -> None:
    band = Band(lower=Height(metres=1, datum=Datum.AGL), upper=Height(metres=9, datum=Datum.W84))
    full = [volume(SHAPES[name], times=EVERY_TIME, band=band) for name in SHAPES]

    assert set(LOSSES) == set(WRITERS)
    assert {trait for each in full for trait in traits(each)} == set(Trait)
    assert losses(volume(SQUARE), "aixm") == ["the category: in a note", "the state of the activity: in a note"]
    assert any("subtracted areas" in loss for loss in export([volume(SQUARE)], "cot", NOW_MS)[1])
    assert not any("subtracted areas" in loss for loss in export([volume(SHAPES["circle"])], "cot", NOW_MS)[1])


FEATURE = {
    "type": "Feature",
    "geometry": {"type": "Point", "coordinates": [19.3, 54.45]},
    "properties": {"id": "a", "party": "USA", "category": "flight", "from": "2021-11-16T14:00Z", "radius_m": 30000},
}


def test_the_command_writes_a_file_and_tells_what_it_does_not_carry(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "in.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": [FEATURE]}))

    words = ["geo", "export", "kml", "--file", str(tmp_path / "in.geojson"), "--out", str(tmp_path / "out.kml")]
    assert main(words) == 0

    assert "<kml" in (tmp_path / "out.kml").read_text()
    told = capsys.readouterr()
    assert told.out == ""
    assert "not carried: a: a circle: written as a polygon" in told.err


def test_a_form_that_nobody_knows_is_refused() -> None:
    with pytest.raises(OurFault, match="is none of geojson"):
        export_told([], "papyrus", NOW_MS)


@pytest.mark.parametrize("name", ["point", "circle", "polygon", "corridor"])
def test_our_own_reader_takes_our_geojson_back(tmp_path: Path, name: str) -> None:
    (tmp_path / "out.geojson").write_text(export([volume(SHAPES[name])], "geojson", NOW_MS)[0])

    (read,), refused = volumes_of_file(tmp_path / "out.geojson")

    assert refused == []
    assert (read.party, read.times) == ("USA", ONCE)
    assert read.band.upper is not None
    assert (read.band.upper.datum, round(read.band.upper.metres, 1)) == (Datum.FL, 9753.6)
