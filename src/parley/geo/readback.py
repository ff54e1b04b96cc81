"""A place said twice, in words and in coordinates: do both say the same? Read back by computing, not by trusting."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from geographiclib.geodesic import Geodesic

from parley.geo.model import Place

UNITS_M: Final[Mapping[str, float]] = {
    "km": 1_000, "m": 1, "nm": 1_852, "nautical miles": 1_852, "mi": 1_609.344, "miles": 1_609.344,
    "км": 1_000, "м": 1, "морских миль": 1_852, "миль": 1_609.344,
}  # fmt: skip
WINDS: Final[Mapping[str, int]] = {
    "north": 0, "northeast": 45, "east": 90, "southeast": 135, "south": 180, "southwest": 225, "west": 270,
    "northwest": 315,
    "севернее": 0, "северо-восточнее": 45, "восточнее": 90, "юго-восточнее": 135, "южнее": 180,
    "юго-западнее": 225, "западнее": 270, "северо-западнее": 315,
}  # fmt: skip
FITS_SHARE: Final = 0.1
FITS_M: Final = 500.0
FITS_DEGREES: Final = 30.0
"""Words are round: a distance is meant to a tenth, or half a kilometre, a wind to a little more than half a wind."""
NEAREST: Final = 3


def _any_of(words: Mapping[str, object]) -> str:
    return "|".join(re.escape(word) for word in sorted(words, key=len, reverse=True))


_WORDS: Final = re.compile(
    rf"(?P<number>\d{{1,5}}(?:[.,]\d{{1,3}})?)\s*(?P<unit>{_any_of(UNITS_M)})\s+(?:to\s+the\s+)?"
    rf"(?P<wind>{_any_of(WINDS)})\s+(?:of\s+)?(?P<rest>.+)",
    re.IGNORECASE | re.DOTALL,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Landmark:
    """A place with the names under which words may know it, in any language and case of grammar."""

    names: tuple[str, ...]
    place: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Bearing:
    """How far a place is from a landmark (metres), and on which bearing from it (degrees)."""

    landmark: str
    distance_m: float
    bearing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Readback:
    """What the coordinates say, seen from landmarks, and what the words say.

    `worded` is the place that the words give; `apart_m` how far it is from the coordinates; both are None, and `fits`
    too, where the words name no way from a known landmark.
    """

    from_landmarks: tuple[Bearing, ...]
    worded: Place | None = None
    apart_m: float | None = None
    fits: bool | None = None


def read_back(words: str, place: Place, landmarks: Sequence[Landmark]) -> Readback:
    """Compute a place from its words, and compare it with its coordinates."""
    seen = sorted((_from(each, place) for each in landmarks), key=lambda bearing: bearing.distance_m)[:NEAREST]
    said = _said(words, landmarks)
    if said is None:
        return Readback(from_landmarks=tuple(seen))
    landmark, range_m, wind = said
    there = Geodesic.WGS84.Direct(landmark.place.lat, landmark.place.lon, wind, range_m)
    apart = Geodesic.WGS84.Inverse(there["lat2"], there["lon2"], place.lat, place.lon)["s12"]
    found = _from(landmark, place)
    turn = abs((found.bearing - wind + 180) % 360 - 180)
    fits = abs(found.distance_m - range_m) <= max(FITS_M, FITS_SHARE * range_m) and turn <= FITS_DEGREES
    return Readback(
        from_landmarks=(found, *(each for each in seen if each.landmark != found.landmark)),
        worded=Place(lat=there["lat2"], lon=there["lon2"]),
        apart_m=apart,
        fits=fits,
    )


def _from(landmark: Landmark, place: Place) -> Bearing:
    line = Geodesic.WGS84.Inverse(landmark.place.lat, landmark.place.lon, place.lat, place.lon)
    return Bearing(landmark=landmark.names[0], distance_m=line["s12"], bearing=line["azi1"] % 360)


def _said(words: str, landmarks: Sequence[Landmark]) -> tuple[Landmark, float, int] | None:
    """Which landmark the words start from, how far they go, and on which bearing."""
    found = _WORDS.search(" ".join(words.split()))
    if found is None:
        return None
    rest = found["rest"].casefold()
    named = [(len(name), each) for each in landmarks for name in each.names if _begins(rest, name.casefold())]
    if not named:
        return None
    landmark = max(named, key=lambda pair: pair[0])[1]
    range_m = float(found["number"].replace(",", ".")) * UNITS_M[found["unit"].lower()]
    return landmark, range_m, WINDS[found["wind"].lower()]


def _begins(text: str, name: str) -> bool:
    """Say whether a text begins with a name as a whole word."""
    return text.startswith(name) and not text[len(name) : len(name) + 1].isalnum()
