"""`parley track` from files to answers: the first scenario's numbers, and what it writes; nothing of it crosses."""

from __future__ import annotations

import asyncio
import hashlib
import json
import socket
import subprocess
import sys
import threading
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from parley.app.geo.borders import demo_border
from parley.app.home import Home
from parley.app.tracks import screened
from parley.app.tracks.archive import FORMS as ARCHIVE_FORMS
from parley.app.volumes.exporting import WRITERS
from parley.cli import _volume_export, track
from parley.cli.main import main, parse
from parley.desk import messages as m
from parley.geo.ellipsoid import places
from parley.geo.segments import pieces_of
from parley.node.events import Submitted
from parley.words.instants import parse_iso
from tests.app.homes import LINE, running, two_homes, until
from tests.tracks.scenario import NEAREST, scenario_archive

ZONE = ["--border", "RUS", "--zone-km", "100"]


@pytest.fixture(scope="module")
def archive(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return scenario_archive(tmp_path_factory.mktemp("archive") / "states.csv")


def said(capsys: pytest.CaptureFixture[str], *words: object) -> Any:  # noqa: ANN401  JSON
    assert main(["track", *map(str, words), "--json"]) == 0
    return json.loads(capsys.readouterr().out)


def test_thirty_flights_against_nineteen_are_not_more_than_chance(
    archive: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    october, november = said(capsys, "screen", archive, *ZONE)["borders"][0]["months"]

    assert (october["flights"], november["flights"]) == (19, 30)
    assert (october["days_heard"], november["days_heard"]) == (31, 30)
    assert round(november["change"]["ratio"], 2) == 1.58
    assert round(november["change"]["p"], 2) == 0.15
    assert november["change"]["low"] < 1 < november["change"]["high"]


def brute_force_m(lat: float, lon: float) -> float:
    """The least of GeographicLib's distances to the pieces of the border nearby, each tried at 200 places."""
    cut = pieces_of(demo_border("RUS"))
    begins, begin_lons = places(cut.begin)
    near = np.flatnonzero((np.abs(begins - lat) < 0.5) & (np.abs(begin_lons - lon) < 1))
    shares = np.linspace(0, 1, 201)[:, None]
    found = [places(cut.begin[at] + shares * cut.along[at]) for at in near]
    return min(
        float(Geodesic.WGS84.Inverse(lat, lon, float(foot_lat), float(foot_lon))["s12"])
        for lats, lons in found
        for foot_lat, foot_lon in zip(lats, lons, strict=True)
    )


def test_the_nearest_is_geographiclibs_and_a_kilometre_nearer_is_a_kilometre_less(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    nearest = said(capsys, "screen", archive, *ZONE)["borders"][0]["shown"][0]
    moved = scenario_archive(tmp_path / "moved.csv", nearer_m=1_000)
    nearer = said(capsys, "screen", moved, *ZONE)["borders"][0]["shown"][0]

    assert (nearest["craft"], nearest["nearest"]["at"]) == (NEAREST, "2021-11-16T15:05Z")
    assert nearest["nearest"]["distance_m"] == pytest.approx(20_000, abs=1)
    assert nearest["nearest"]["distance_m"] == pytest.approx(
        brute_force_m(nearest["nearest"]["lat"], nearest["nearest"]["lon"]), abs=1
    )
    assert nearer["nearest"]["distance_m"] == pytest.approx(19_000, abs=1)


def test_the_answer_in_words_names_rule_border_and_test(archive: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["track", "screen", str(archive), *ZONE]) == 0
    text = capsys.readouterr().out

    assert "49 of 110 flights came into the zone" in text
    assert "20.0 km (10.8 NM, 12.4 mi)  2021-11-16T15:05Z  ae0001" in text
    assert "as Natural Earth draws it" in text
    assert "p = 0.15: not more than chance at 5 %" in text


def test_a_report_has_maps_charts_and_queries_whose_evidence_is_hashed(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "report"
    told = said(capsys, "report", archive, *ZONE, "--out", out)

    assert {Path(path).name for path in told["written"]} == {path.name for path in out.iterdir()}
    query = json.loads((out / "query-1.json").read_text())
    evidence = (out / query["evidence"]["file"]).read_bytes()
    assert query["evidence"]["sha256"] == hashlib.sha256(evidence).hexdigest()
    assert query["evidence"]["sha256"] in query["text"]
    assert query["flight"].startswith(NEAREST)
    assert evidence.count(NEAREST.encode()) > 100
    assert evidence.count(b"ae1") == 0
    for name in ("map-1.svg", "months-1.svg"):
        drawn = ET.fromstring((out / name).read_text())  # noqa: S314  our own
        assert drawn.tag == "{http://www.w3.org/2000/svg}svg"
    shapes = {feature["geometry"]["type"] for feature in json.loads((out / "tracks.geojson").read_text())["features"]}
    assert shapes == {"MultiLineString", "Point"}


def test_the_drafted_query_is_one_that_the_command_takes(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said(capsys, "report", archive, *ZONE, "--out", tmp_path / "report")
    word, *options = json.loads((tmp_path / "report" / "query-1.json").read_text())["say"]

    args = parse([word, "home", "--seat", "watch", *options])

    assert args.slot_point_distance.distance_m == 20_000
    assert args.slot_point_distance.border_of == "RUS"


async def notified(homes: tuple[Home, Home]) -> None:
    notice = m.FlightNotice(
        language="en", aircraft=2, from_ms=parse_iso("2021-11-16T14:00Z"), until_ms=parse_iso("2021-11-16T16:00Z"),
        fl_min=280, fl_max=320, area="Baltic",
        closest=m.Point(at_ms=parse_iso("2021-11-16T15:05Z"), position=m.Position(lat_e7=544500000, lon_e7=193000000)),
    )  # fmt: skip
    async with running(homes[0]) as ours, running(homes[1]) as theirs:
        await until(lambda: ours.runtime.at_rest and theirs.runtime.at_rest)
        await ours.runtime.submit(Submitted(token=0, message=notice, officer_word=True, late=True))
        await until(lambda: ours.runtime.at_rest and theirs.runtime.at_rest)


def everything(folder: Path) -> dict[str, bytes]:
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_a_notice_that_fits_is_named_and_nothing_observed_gets_into_the_record(
    archive: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(notified((usa, rus)))
    before = [everything(home.folder) for home in (usa, rus)]

    told = said(capsys, "report", archive, *ZONE, "--home", rus.folder, "--line", LINE, "--out", tmp_path / "report")

    first, second, *_ = told["borders"][0]["shown"]
    assert (first["craft"], len(first["notices"])) == (NEAREST, 1)
    assert second["notices"] == []
    assert json.loads((tmp_path / "report" / "query-1.json").read_text())["flight"] == second["id"]
    after = [everything(home.folder) for home in (usa, rus)]
    assert [set(each) for each in after] == [set(each) for each in before]
    query = json.loads((tmp_path / "report" / "query-1.json").read_text())
    digest = query["evidence"]["sha256"].encode()
    for each in after:
        assert not [name for name, data in each.items() if NEAREST.encode() in data or digest in data]

    word, *options = query["say"]
    assert main([word, str(rus.folder), "--line", LINE, "--seat", "watch", "--officer-word", *options]) == 0
    assert [name for name, data in everything(rus.folder).items() if digest in data], "an officer's word does"


def test_what_the_node_runs_never_loads_numpy() -> None:
    code = (
        "import sys; import parley.app.serve, parley.cli.track, parley.cli.serve\n"
        "sys.exit(bool({'numpy', 'pyarrow', 'dask', 'numba'} & set(sys.modules)))"
    )

    done = subprocess.run([sys.executable, "-c", code], check=False, env={"PYTHONPATH": ":".join(sys.path)})

    assert done.returncode == 0


def test_an_entry_is_told_while_the_receiver_is_still_sending(capsys: pytest.CaptureFixture[str]) -> None:
    lines = [
        f"MSG,3,1,1,AE1234,1,2021/11/16,15:00:{second:02}.000,,,,30000,,,{55.2 - second / 500:.4f},20.0,,,0,0,0,0\n"
        for second in range(0, 60, 5)
    ]
    server = socket.create_server(("127.0.0.1", 0))

    def send() -> None:
        connection, _ = server.accept()
        with connection:
            connection.sendall("".join(lines).encode())

    sender = threading.Thread(target=send)
    sender.start()
    ended = main(["track", "watch", f"127.0.0.1:{server.getsockname()[1]}", "--border", "RUS", "--json"])
    sender.join()
    server.close()

    first, last = capsys.readouterr().out.strip().split("\n")
    assert json.loads(first)["craft"] == "ae1234"
    assert json.loads(first)["distance_m"] <= 20_000
    assert (ended, json.loads(last)["fault"]) == (1, "track-feed")


@pytest.mark.parametrize(
    ("words", "code"),
    [
        (["screen", "nowhere.csv", "--border", "RUS"], "track-none"),
        (["screen", "nowhere.csv", "--border", "Atlantis"], "border-unknown"),
        (["screen", "x.csv", "--border", "RUS", "--zone-km", "20", "--leave-km", "10"], "request-malformed"),
        (["report", "x.csv", "--border", "RUS", "--out", "/proc/none"], "file-unreadable"),
        (["watch", "127.0.0.1:1", "--border", "RUS"], "track-feed"),
        (["watch", "nothing", "--border", "RUS"], "track-feed"),
    ],
)
def test_what_cannot_be_done_is_said_with_its_code(
    words: list[str], code: str, capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["track", *words]) == 1
    assert f"[{code}]" in capsys.readouterr().err


def test_what_a_notice_declares_is_exported_for_other_tools(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    homes = two_homes(tmp_path)
    asyncio.run(notified(homes))

    assert main(["geo", "export", "notam", "--home", str(homes[1].folder), "--line", LINE]) == 0

    text = capsys.readouterr().out
    assert "B) 2111161400 C) 2111161600" in text
    assert "POSITION 5427.0N 01918.0E" in text
    assert "F) FL280 G) FL320" in text


def test_the_command_knows_every_form_and_count_that_there_is() -> None:
    assert set(track.FORMS) == set(ARCHIVE_FORMS)
    assert set(track.COUNTS) == set(screened.COUNTS)
    assert set(_volume_export.FORMS) == set(WRITERS)
