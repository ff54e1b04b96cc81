"""What is no volume is refused with a code, and nothing is mended in silence."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from parley.geo.heights import level
from parley.geo.model import Band, Circle, Corridor, Ellipse, Place, Point, Polygon, Shape, Times, Volume, Window
from parley.geo.validity import refuse_volume
from parley.words.faults import PeerFault

GOOD = Volume(
    id="a",
    version="1",
    party="AAA",
    category="flight",
    shape=Point(at=Place(lat=50, lon=20)),
    times=Times(windows=(Window(from_ms=0, until_ms=None),)),
    band=Band(lower=level(100), upper=level(200)),
)


def ring(*corners: tuple[float, float]) -> Polygon:
    return Polygon(outer=tuple(Place(lat=lat, lon=lon) for lat, lon in corners))


def refused(volume: Volume) -> str:
    with pytest.raises(PeerFault) as caught:
        refuse_volume(volume)
    return caught.value.code


def of(shape: Shape) -> Volume:
    return replace(GOOD, shape=shape)


def test_a_volume_that_is_one_is_taken() -> None:
    refuse_volume(GOOD)
    refuse_volume(of(ring((50, 20), (51, 20), (51, 21), (50.2, 20.9))))
    refuse_volume(of(ring((65, 179), (66, -179), (64, -179))))
    refuse_volume(of(ring((88, 0), (88, 120), (88, -120))))


@pytest.mark.parametrize(
    ("code", "volume"),
    [
        ("geo-shape", of(ring((50, 20), (51, 21), (51, 20), (50, 21)))),
        ("geo-shape", of(ring((65, 179), (66, -179), (66, 179), (65, -179)))),
        ("geo-shape", of(ring((50, 20), (51, 21)))),
        ("geo-shape", of(ring((50, 20), (51, 21), (50, 20), (51, 20)))),
        ("geo-shape", of(Corridor(route=(Place(lat=1, lon=1),), half_width_m=10))),
        ("geo-shape", of(Circle(centre=Place(lat=1, lon=1), radius_m=0))),
        ("geo-shape", of(Ellipse(centre=Place(lat=1, lon=1), major_m=1, minor_m=2, bearing=0))),
        ("geo-range", of(Point(at=Place(lat=120, lon=50)))),
        ("geo-range", of(Point(at=Place(lat=float("nan"), lon=50)))),
        ("geo-wide", of(Circle(centre=Place(lat=1, lon=1), radius_m=9e6))),
        ("geo-wide", of(ring((0, 0), (0, 120), (0, -120)))),
        ("geo-heights", replace(GOOD, band=Band(lower=level(200), upper=level(100)))),
        ("geo-times", replace(GOOD, times=Times(windows=(Window(from_ms=5, until_ms=5),)))),
        ("geo-times", replace(GOOD, times=Times(windows=()))),
        ("geo-range", replace(GOOD, less=(Point(at=Place(lat=0, lon=999)),))),
    ],
)
def test_what_is_none_is_refused(code: str, volume: Volume) -> None:
    assert refused(volume) == code


def test_a_shape_of_too_many_corners_is_refused() -> None:
    line: Callable[[int], Place] = lambda at: Place(lat=0, lon=at / 100)  # noqa: E731
    assert refused(of(Corridor(route=tuple(map(line, range(5_000))), half_width_m=10))) == "geo-shape"
