"""Distances: what they are, and that they are no matter of how they were asked for."""

from __future__ import annotations

import subprocess
import sys

import numpy as np
import pytest
from geographiclib.geodesic import Geodesic

from parley.app.geo import spread
from parley.app.geo.borders import demo_border
from parley.geo import compiled, distance, plain
from parley.geo.borders import Border, BorderKind
from parley.geo.distance import approach, closest, closest_on_track, distance_m
from parley.geo.ellipsoid import Floats, places
from parley.geo.model import Edge, Place
from parley.geo.segments import pieces_of

YAVORIV = Place(lat=49.9766667, lon=23.5316667)


def line(*corners: tuple[float, float], edge: Edge = Edge.GEODESIC) -> Border:
    lats, lons = np.array(corners, float).T
    return Border(
        of="AAA", name="line", kind=BorderKind.TREATY, pov="AAA", source="test", error_m=0, edge=edge,
        lats=lats.copy(), lons=lons.copy(), starts=np.array([0]), version=f"{edge} {corners}",
    )  # fmt: skip


def scattered(border: Border, number: int, seed: int = 5) -> tuple[Floats, Floats]:
    rng = np.random.default_rng(seed)
    corner = rng.integers(0, len(border.lats), number)
    lats = np.clip(border.lats[corner] + rng.uniform(-5, 5, number), -90, 90)
    return lats, (border.lons[corner] + rng.uniform(-5, 5, number) + 180) % 360 - 180


def to(border: Border, lat: float, lon: float) -> float:
    found = [float(way(pieces_of(border), np.array([lat]), np.array([lon]))[0]) for way in (compiled.distances, numpy)]
    exact = approach(border, Place(lat=lat, lon=lon)).distance_m
    assert found == pytest.approx([exact, exact], abs=0.01)
    return exact


def numpy(*args: object) -> Floats:
    return plain.nearest(*args)[0]  # type: ignore[arg-type]


def test_the_strike_lies_21_km_from_the_demonstrations_border_of_poland() -> None:
    poland = demo_border("POL")
    found = approach(poland, YAVORIV)
    samples = pieces_of(poland)
    feet = (samples.begin[:, None] + samples.along[:, None] * np.linspace(0, 1, 9)[:, None]).reshape(-1, 3)
    near = np.column_stack(places(feet))
    near = near[np.argsort(np.hypot(near[:, 0] - YAVORIV.lat, (near[:, 1] - YAVORIV.lon) * 0.64))[:200]]
    brute_m = min(Geodesic.WGS84.Inverse(YAVORIV.lat, YAVORIV.lon, float(at), float(on))["s12"] for at, on in near)
    assert found.distance_m == pytest.approx(21_385.5, abs=1)
    assert found.distance_m == pytest.approx(brute_m, abs=2)


def test_moved_by_a_kilometre_the_answer_moves() -> None:
    away = Geodesic.WGS84.Direct(YAVORIV.lat, YAVORIV.lon, approach(demo_border("POL"), YAVORIV).bearing + 180, 1_000)
    moved = approach(demo_border("POL"), Place(lat=away["lat2"], lon=away["lon2"])).distance_m
    assert moved - approach(demo_border("POL"), YAVORIV).distance_m == pytest.approx(1_000, abs=20)


def test_a_line_over_the_antimeridian_is_short() -> None:
    assert to(line((65, 179.5), (65, -179.5)), 65.5, 180) < 60_000
    assert to(line((65, 179.5), (65, -179.5)), 65.5, -180) == to(line((65, 179.5), (65, -179.5)), 65.5, 180)


def test_a_line_over_the_pole_passes_it() -> None:
    assert to(line((89, 0), (89, 180)), 90, 77) < 0.01


def test_a_place_on_the_line_is_at_no_distance() -> None:
    assert to(line((50, 20), (50, 21)), 50, 20) == 0


def test_nearly_on_the_other_side_of_the_earth_geographiclib_answers() -> None:
    assert to(line((0.0, 0.0), (0.0, 0.001)), 0.3, 179.7) > 19_900_000


def test_on_the_other_side_of_the_earth_the_end_of_a_line_is_nearest() -> None:
    corners = ((-89.95360594332291, 97.42153283535555), (-89.953669814954, 100.93043673423479))
    ends = [Geodesic.WGS84.Inverse(90, -166.3, *corner)["s12"] for corner in corners]
    assert to(line(*corners), 90, -166.3) == pytest.approx(min(ends), abs=0.01)


def test_a_parallel_and_a_geodesic_part_by_21_m_on_28_km() -> None:
    edge = [line((54, 20), (54, 20.4271), edge=each) for each in Edge]
    middle = [approach(each, Place(lat=54.1, lon=20.21355)).distance_m for each in edge]
    assert abs(middle[0] - middle[1]) == pytest.approx(21, abs=1.5)


def test_a_distance_is_no_matter_of_what_else_is_asked() -> None:
    border = demo_border("POL")
    lats, lons = scattered(border, 30_000)
    every = [way(pieces_of(border), lats, lons) for way in (compiled.distances, numpy)]
    some = np.random.default_rng(1).permutation(len(lats))[:999]
    alone = [way(pieces_of(border), lats[some], lons[some]) for way in (compiled.distances, numpy)]
    assert np.array_equal(every[0][some], alone[0])
    assert np.array_equal(every[1][some], alone[1])
    assert np.array_equal(every[0], spread.distances(border, lats, lons))
    assert np.abs(every[0] - every[1]).max() < 0.001


@pytest.mark.parametrize("party", ["POL", "RUS", "FJI"])
def test_the_closest_of_many_is_that_of_the_full_computation(party: str) -> None:
    border = demo_border(party)
    lats, lons = scattered(border, 60_000)
    every = distance_m(border, lats, lons)
    assert closest(border, lats, lons) == (float(every.min()), int(every.argmin()))


def test_a_raster_that_rules_out_too_much_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(distance, "_half_m", lambda row: np.full(len(row), -20_000.0))
    border = demo_border("HUN")
    lats, lons = scattered(border, 60_000)
    with pytest.raises(ValueError, match="empty"):
        closest(border, lats, lons)


def test_a_track_comes_nearest_between_its_fixes() -> None:
    found_m, leg, share = closest_on_track(
        line((50, 20), (51, 20)), np.array([50.5, 50.6, 50.4]), np.array([21.0, 19.9, 19.0])
    )
    assert (leg, round(share, 2)) == (0, 0.91)
    assert found_m < 0.1


def test_a_track_of_one_fix_is_a_place() -> None:
    border = line((50, 20), (51, 20))
    found_m, leg, share = closest_on_track(border, np.array([50.5]), np.array([21.0]))
    assert (leg, share) == (0, 0)
    assert found_m == pytest.approx(to(border, 50.5, 21.0), abs=0.01)


def test_an_idle_node_loads_no_numpy() -> None:
    modules = "parley.cli.serve, parley.cli.geo, parley.app.serve, parley.app.screens"
    code = f"import sys, {modules}; print('numpy' in sys.modules)"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "False"
