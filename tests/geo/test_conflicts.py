"""Volumes in each other's way: what counts, what clears it, and what no minimum can say for certain."""

from __future__ import annotations

import math
from dataclasses import replace

import pytest
from geographiclib.geodesic import Geodesic

from parley.geo.clearing import clearing
from parley.geo.conflicts import Conflict, Sort, conflicts
from parley.geo.heights import level
from parley.geo.laying import Minima, lay
from parley.geo.model import (
    Band,
    Circle,
    Corridor,
    Daily,
    Datum,
    Edge,
    Height,
    Place,
    Polygon,
    Shape,
    Times,
    Volume,
    Window,
)

HOUR_MS = 3_600_000
MINIMA = Minima(lateral_m=9_260, vertical_m=305, time_ms=15 * 60_000)


def volume(name: str, shape: Shape, begin_h: float = 0, end_h: float | None = 2, band: Band = Band()) -> Volume:  # noqa: B008
    end_ms = None if end_h is None else int(end_h * HOUR_MS)
    times = Times(windows=(Window(from_ms=int(begin_h * HOUR_MS), until_ms=end_ms),))
    return Volume(id=name, version="1", party="AAA", category="flight", shape=shape, times=times, band=band)


def circle(lat: float = 50, lon: float = 20, radius_m: float = 10_000) -> Circle:
    return Circle(centre=Place(lat=lat, lon=lon), radius_m=radius_m)


def square(lat: float, lon: float, half: float = 0.1) -> Polygon:
    corners = ((-half, -half), (half, -half), (half, half), (-half, half))
    return Polygon(outer=tuple(Place(lat=lat + up, lon=(lon + right + 180) % 360 - 180) for up, right in corners))


def only(one: Volume, other: Volume, minima: Minima = MINIMA) -> Conflict:
    (found,) = conflicts(one, lay((other,)), minima)
    return found


def nothing(one: Volume, other: Volume, minima: Minima = MINIMA) -> bool:
    return conflicts(one, lay((other,)), minima) == []


def east_of(metres: float) -> Circle:
    at = Geodesic.WGS84.Direct(50, 20, 90, metres)
    return circle(at["lat2"], at["lon2"])


def test_two_that_overlap_in_all_three_conflict() -> None:
    found = only(volume("a", circle()), volume("b", east_of(15_000)))
    assert (found.sort, found.lateral_m, found.vertical_m, found.time_ms) == (Sort.CONFLICT, 0, 0, 0)


def test_nearer_than_the_minimum_is_a_caution_and_the_minimum_is_enough() -> None:
    found = only(volume("a", circle()), volume("b", east_of(25_000)))
    assert found.sort is Sort.CAUTION
    assert found.lateral_m == pytest.approx(5_000, abs=5)
    assert nothing(volume("a", circle()), volume("b", east_of(29_270)))


def test_what_touches_conflicts_without_any_minimum() -> None:
    assert only(volume("a", circle()), volume("b", east_of(20_000)), Minima()).sort is Sort.CONFLICT
    assert only(volume("a", circle(), 0, 2), volume("b", circle(), 2, 3), Minima()).sort is Sort.CONFLICT
    assert nothing(volume("a", circle()), volume("b", east_of(20_010)), Minima())


def test_heights_and_times_keep_apart() -> None:
    low, high = Band(lower=level(100), upper=level(200)), Band(lower=level(210), upper=level(300))
    assert nothing(volume("a", circle(), band=low), volume("b", circle(), band=replace(high, lower=level(211))))
    assert only(volume("a", circle(), band=low), volume("b", circle(), band=replace(high, lower=level(209)))).certain
    assert nothing(volume("a", circle()), volume("b", circle(), 2.25, 3))
    assert only(volume("a", circle()), volume("b", circle(), 2.2, 3)).time_ms == 12 * 60_000


def test_heights_of_two_datums_are_compared_to_the_safe_side_and_marked() -> None:
    level_band = Band(lower=level(100), upper=level(200))
    over_sea = Band(lower=Height(metres=6_500, datum=Datum.AMSL), upper=Height(metres=7_000, datum=Datum.AMSL))
    far = Band(lower=Height(metres=9_000, datum=Datum.AMSL), upper=None)
    assert not only(volume("a", circle(), band=level_band), volume("b", circle(), band=over_sea)).certain
    assert nothing(volume("a", circle(), band=level_band), volume("b", circle(), band=far))


def test_what_lasts_until_cancelled_is_never_over() -> None:
    assert only(volume("a", circle(), 0, None), volume("b", circle(), 1e5, 1e5 + 1)).time_ms == 0


def test_a_part_of_each_day_is_free_outside_it() -> None:
    daily = volume("a", circle(), 0, 240)
    daily = replace(daily, times=replace(daily.times, daily=Daily(from_min=22 * 60, until_min=2 * 60)))
    assert nothing(daily, volume("b", circle(), 99, 101.5))
    assert only(daily, volume("b", circle(), 97, 99)).time_ms == 0


def test_an_alternate_window_is_kept_free_too() -> None:
    one = volume("a", circle())
    one = replace(one, times=replace(one.times, alternates=(Window(from_ms=50 * HOUR_MS, until_ms=51 * HOUR_MS),)))
    assert only(one, volume("b", circle(), 50.5, 52)).time_ms == 0


def test_what_lies_within_another_conflicts_and_what_lies_in_its_hole_does_not() -> None:
    outer = square(50, 20, 2)
    holed = replace(outer, holes=(square(50, 20, 1).outer,))
    small = volume("b", circle(radius_m=1_000))
    assert only(volume("a", outer), small).lateral_m == 0
    assert nothing(volume("a", holed), small)
    assert only(small, volume("a", outer)).lateral_m == 0


def test_a_subtracted_area_spares_what_it_holds_with_the_minimum_round_it() -> None:
    one = replace(volume("a", square(50, 20, 2)), less=(circle(radius_m=40_000),))
    assert nothing(one, volume("b", circle(radius_m=25_000)))
    assert only(one, volume("b", circle(radius_m=35_000))).sort is Sort.CONFLICT


@pytest.mark.parametrize(("lat", "lon"), [(70, 180), (70, -180), (90, 0), (-90, 50), (0, 179.95)])
def test_the_antimeridian_and_the_poles_are_places_like_others(lat: float, lon: float) -> None:
    if abs(lat) == 90:
        ring = Polygon(outer=tuple(Place(lat=math.copysign(89, lat), lon=each) for each in (0, 90, 180, -90)))
        assert only(volume("a", ring), volume("b", circle(lat, lon, 1_000))).sort is Sort.CONFLICT
        return
    assert only(volume("a", square(lat, lon)), volume("b", circle(lat, -lon, 1_000))).sort is Sort.CONFLICT
    assert nothing(volume("a", square(lat, lon)), volume("b", circle(lat, 0, 1_000)))


def test_a_corridor_keeps_its_half_width_along_a_parallel_or_a_geodesic() -> None:
    ends = (Place(lat=60, lon=0), Place(lat=60, lon=20))
    great, level_ = (volume("a", Corridor(route=ends, half_width_m=5_000, edge=edge)) for edge in Edge)
    on_the_parallel = volume("b", circle(60, 10, 1_000))
    assert only(level_, on_the_parallel, Minima()).sort is Sort.CONFLICT
    assert nothing(great, on_the_parallel, Minima())


@pytest.mark.parametrize("way", ["later_min", "earlier_min", "up_m", "down_m", "aside_m"])
def test_what_is_said_to_clear_a_conflict_clears_it(way: str) -> None:
    band = Band(lower=level(100), upper=level(200))
    one, other = volume("a", east_of(3_000), band=band), volume("b", circle(), 1, 4, band=band)
    by = getattr(clearing(only(one, other), MINIMA), way)
    moved = {
        "later_min": lambda: volume("a", one.shape, by / 60, 2 + by / 60, band),
        "earlier_min": lambda: volume("a", one.shape, -by / 60, 2 - by / 60, band),
        "up_m": lambda: replace(one, band=_raised(band, by)),
        "down_m": lambda: replace(one, band=_raised(band, -by)),
        "aside_m": lambda: replace(one, shape=east_of(3_000 + by)),
    }[way]()
    assert nothing(moved, other)


def _raised(band: Band, metres: float) -> Band:
    assert band.lower is not None
    assert band.upper is not None
    return Band(
        lower=replace(band.lower, metres=band.lower.metres + metres),
        upper=replace(band.upper, metres=band.upper.metres + metres),
    )


def test_a_statement_is_not_in_its_own_way() -> None:
    assert nothing(volume("a", circle()), volume("a", circle()))
