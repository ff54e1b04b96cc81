"""`parley geo`: how near, to whose border by whose view, and what stands in whose way."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from parley.cli.main import main


def said(capsys: pytest.CaptureFixture[str], *arguments: object, code: int = 0) -> Any:  # noqa: ANN401  JSON
    assert main(["geo", *map(str, arguments), "--json"]) == code
    return json.loads(capsys.readouterr().out)


def test_the_strike_in_three_units_with_its_border_its_view_and_its_error(capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, "distance", "4958.6N 02331.9E", "--of", "POL")
    (each,) = found["distances"]
    assert (found["geometry"], found["border_of"]) == ("place", "POL")
    assert (round(each["km"], 1), round(each["nm"], 1), round(each["mi"], 1)) == (21.4, 11.5, 13.3)
    assert each["border"]["pov"] == "Natural Earth"
    assert each["error_m"] == 1_000
    assert "demonstration" in each["border"]["source"]


def test_a_circle_is_nearer_than_its_middle(capsys: pytest.CaptureFixture[str]) -> None:
    place, circle = (
        said(capsys, "distance", "49.9766667,23.5316667", "--of", "POL", "--radius-m", radius)["distances"][0][
            "distance_m"
        ]
        for radius in (0, 5_000)
    )
    assert place - circle == 5_000


def test_where_two_views_of_a_border_differ_both_values_stand(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    borders = []
    for pov, lon in (("AAA", 20), ("BBB", 21)):
        (tmp_path / f"{pov}.geojson").write_text(
            json.dumps({"type": "LineString", "coordinates": [[lon, 49], [lon, 51]]})
        )
        borders.append(
            f'[[borders]]\nfile = "{pov}.geojson"\nof = "AAA"\nkind = "claimed"\npov = "{pov}"\n'
            'source = "decree"\nerror_m = 50\n'
        )
    (tmp_path / "borders.toml").write_text("".join(borders))
    found = said(capsys, "distance", "50,22", "--of", "AAA", "--home", tmp_path)["distances"]
    assert [(each["border"]["pov"], round(each["km"])) for each in found] == [("AAA", 143), ("BBB", 72)]
    assert main(["geo", "distance", "50,22", "--of", "AAA", "--home", str(tmp_path)]) == 0
    text = capsys.readouterr().out
    assert "as AAA draws it" in text
    assert "as BBB draws it" in text


def test_a_place_that_is_none_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert said(capsys, "distance", "somewhere", "--of", "POL", code=1)["fault"] == "place-unread"
    assert said(capsys, "distance", "99,5", "--of", "POL", code=1)["fault"] == "geo-range"
    assert said(capsys, "distance", "9,5", "--of", "QQQ", code=1)["fault"] == "border-unknown"


def feature(name: str, geometry: dict[str, Any], **more: object) -> dict[str, Any]:
    times = {"from": "2026-01-01T00:00Z", "until": "2026-01-02T00:00Z"}
    said = {"id": name, "version": f"v-{name}", "party": "AAA", "category": "flight", **times, **more}
    return {"type": "Feature", "properties": said, "geometry": geometry}


def test_conflicts_of_a_file_name_versions_and_what_clears_them(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    at = {"type": "Point", "coordinates": [20, 50]}
    bow = {"type": "Polygon", "coordinates": [[[20, 50], [21, 51], [21, 50], [20, 51], [20, 50]]]}
    features = [
        feature("a", at, radius_m=5_000, lower={"level": 100, "datum": "FL"}, upper={"level": 200, "datum": "FL"}),
        feature("b", {"type": "LineString", "coordinates": [[20, 49], [20, 51]]}, half_width_m=1_000),
        feature("crossed", bow),
        feature("deep", at, lower={"metres": 5, "datum": "MSL"}),
        feature("far", {"type": "Point", "coordinates": [-20, -50]}),
    ]
    path = tmp_path / "volumes.geojson"
    path.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    found = said(capsys, "conflicts", "--file", path, "--lateral-m", 9_260)
    (conflict,) = found["conflicts"]
    assert {conflict["one"]["version"], conflict["other"]["version"]} == {"v-a", "v-b"}
    assert conflict["sort"] == "conflict"
    assert conflict["clears"]["later_min"] == 24 * 60 + 1
    assert [each.rpartition("[")[2] for each in found["refused"]] == ["geo-shape]", "geo-datum]"]
    assert main(["geo", "conflicts", "--file", str(path)]) == 0
    assert "refused: feature 2: The ring crosses itself" in capsys.readouterr().out


def test_a_file_that_holds_no_volumes_is_refused(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    (tmp_path / "a.geojson").write_text("{}")
    assert said(capsys, "conflicts", "--file", tmp_path / "a.geojson", code=1)["fault"] == "volume-file"
    assert said(capsys, "conflicts", "--file", tmp_path / "none.geojson", code=1)["fault"] == "file-unreadable"


def test_the_demonstrations_borders_are_listed_with_their_hashes(capsys: pytest.CaptureFixture[str]) -> None:
    found = said(capsys, "borders")["borders"]
    assert {"RUS", "POL", "USA"} <= {each["of"] for each in found}
    assert all(len(each["version"]) == 64 and not each["signed"] for each in found)
