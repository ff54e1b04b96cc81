"""A place in words and in coordinates, read back by computing."""

from __future__ import annotations

import pytest
from geographiclib.geodesic import Geodesic

from parley.geo.model import Place
from parley.geo.readback import Landmark, Readback, read_back

AIRFIELD = Landmark(names=("the airfield", "аэродрома"), place=Place(lat=35.0, lon=36.0))
BRIDGE = Landmark(names=("the bridge",), place=Place(lat=35.2, lon=36.2))


def away(bearing: float, metres: float) -> Place:
    there = Geodesic.WGS84.Direct(35.0, 36.0, bearing, metres)
    return Place(lat=there["lat2"], lon=there["lon2"])


def back(words: str, place: Place) -> Readback:
    return read_back(words, place, (BRIDGE, AIRFIELD))


@pytest.mark.parametrize(
    "words",
    [
        "9 km south of the airfield",
        "Convoy, 9.0 km to the south of the airfield, on the road",
        "4.9 NM South of the Airfield",
        "в 9 км южнее аэродрома",
    ],
)
def test_words_and_coordinates_that_agree_fit(words: str) -> None:
    found = back(words, away(180, 9_000))
    assert found.fits is True
    assert found.from_landmarks[0].landmark == "the airfield"
    assert found.from_landmarks[0].distance_m == pytest.approx(9_000, abs=1)
    assert found.from_landmarks[0].bearing == pytest.approx(180, abs=0.1)


@pytest.mark.parametrize("place", [away(0, 9_000), away(180, 11_000), away(220, 9_000), away(180, 90_000)])
def test_another_place_does_not_fit(place: Place) -> None:
    found = back("9 km south of the airfield", place)
    assert found.fits is False
    assert found.apart_m is not None
    assert found.apart_m > 1_000


def test_words_that_name_no_known_landmark_are_left_to_people() -> None:
    found = back("9 km south of the airfields", away(0, 9_000))
    assert (found.fits, found.worded) == (None, None)
    assert {each.landmark for each in found.from_landmarks} == {"the airfield", "the bridge"}
    assert back("near the airfield", away(0, 9_000)).fits is None


def test_without_landmarks_nothing_is_said() -> None:
    assert read_back("9 km south of the airfield", away(0, 9_000), ()) == Readback(from_landmarks=())
