"""What each form can carry of a volume: a total table, told on export and shown in docs/tracks.md."""

from __future__ import annotations

from collections.abc import Iterator
from enum import StrEnum
from typing import Final

from parley.geo.model import Circle, Corridor, Datum, Edge, Ellipse, Point, Polygon, Volume


class Trait(StrEnum):
    """What may be particular about a volume."""

    POINT = "a point"
    CIRCLE = "a circle"
    ELLIPSE = "an ellipse"
    CORRIDOR = "the width of a corridor"
    HOLES = "subtracted areas"
    EDGES = "edges along parallels"
    HEIGHTS = "a height band"
    W84 = "heights above the ellipsoid"
    AGL = "heights above the ground"
    SEVERAL = "several windows"
    DAILY = "a part of each day"
    ALTERNATES = "alternate windows"
    UNTIL_CANCELLED = "until cancelled"
    CATEGORY = "the category"
    STATE = "the state of the activity"


_POLYGON: Final = "written as a polygon of 72 corners round it"
_DENSE: Final = "written as places at most 20 km apart"
_LINE: Final = "written as its middle line; the width stands in words"
_NUMBERS: Final = "in properties that only a person reads"
_CORNERS: Final = "its corners alone: how they are joined is not said"
_WORDS: Final = "in words"
_ENVELOPE: Final = "the first to the last is shown"
_SHIPS: Final = "left out: ships need none"
LOSSES: Final[dict[str, dict[Trait, str]]] = {
    "geojson": {
        Trait.CIRCLE: _POLYGON,
        Trait.ELLIPSE: _POLYGON,
        Trait.CORRIDOR: _LINE,
        Trait.EDGES: _DENSE,
        **dict.fromkeys((Trait.HEIGHTS, Trait.W84, Trait.AGL, Trait.CATEGORY, Trait.STATE), _NUMBERS),
        **dict.fromkeys((Trait.SEVERAL, Trait.DAILY, Trait.ALTERNATES, Trait.UNTIL_CANCELLED), _NUMBERS),
    },
    "kml": {
        Trait.CIRCLE: _POLYGON,
        Trait.ELLIPSE: _POLYGON,
        Trait.CORRIDOR: _LINE,
        Trait.EDGES: _DENSE,
        Trait.HEIGHTS: "the upper limit alone is drawn",
        Trait.W84: _WORDS,
        Trait.SEVERAL: _ENVELOPE,
        **dict.fromkeys((Trait.DAILY, Trait.ALTERNATES, Trait.CATEGORY, Trait.STATE), _WORDS),
    },
    "cot": {
        Trait.CORRIDOR: _LINE,
        Trait.EDGES: _DENSE,
        Trait.HOLES: "left out: the whole area is drawn",
        Trait.SEVERAL: _ENVELOPE,
        Trait.UNTIL_CANCELLED: "stale a day after it was written",
        **dict.fromkeys((Trait.HEIGHTS, Trait.W84, Trait.AGL), _WORDS),
        **dict.fromkeys((Trait.DAILY, Trait.ALTERNATES, Trait.CATEGORY, Trait.STATE), _WORDS),
    },
    "aixm": {
        Trait.POINT: "a circle of 100 m",
        Trait.ELLIPSE: _POLYGON,
        **dict.fromkeys((Trait.DAILY, Trait.ALTERNATES, Trait.CATEGORY, Trait.STATE), "in a note"),
    },
    "notam": {
        Trait.HOLES: "left out: the whole area is named",
        Trait.EDGES: _CORNERS,
        Trait.W84: "written as above mean sea level",
        Trait.SEVERAL: "one NOTAM from the first to the last",
        Trait.UNTIL_CANCELLED: "PERM",
        **dict.fromkeys((Trait.ALTERNATES, Trait.CATEGORY, Trait.STATE), _WORDS),
    },
    "navwarn": {
        Trait.HOLES: "left out: the whole area is named",
        Trait.EDGES: _CORNERS,
        **dict.fromkeys((Trait.HEIGHTS, Trait.W84, Trait.AGL), _SHIPS),
        **dict.fromkeys((Trait.CATEGORY, Trait.STATE), "left out"),
    },
    "s124": {
        Trait.CIRCLE: _POLYGON,
        Trait.ELLIPSE: _POLYGON,
        Trait.CORRIDOR: _LINE,
        Trait.EDGES: _DENSE,
        **dict.fromkeys((Trait.HEIGHTS, Trait.W84, Trait.AGL), _WORDS),
        **dict.fromkeys((Trait.DAILY, Trait.ALTERNATES, Trait.CATEGORY, Trait.STATE), _WORDS),
    },
}
"""By form what it does not carry as such, and what becomes of it; whatever is not named is carried."""


def traits(volume: Volume) -> Iterator[Trait]:
    """Say what is particular about a volume."""
    shapes = (volume.shape, *volume.less)
    yield from dict.fromkeys(_KINDS[type(shape)] for shape in shapes if type(shape) in _KINDS)
    if volume.less or (isinstance(volume.shape, Polygon) and volume.shape.holes):
        yield Trait.HOLES
    if any(isinstance(shape, Polygon | Corridor) and shape.edge is Edge.PARALLEL for shape in shapes):
        yield Trait.EDGES
    heights = [each for each in (volume.band.lower, volume.band.upper) if each is not None]
    if heights:
        yield Trait.HEIGHTS
    yield from (trait for datum, trait in _DATUMS.items() if any(each.datum is datum for each in heights))
    times = volume.times
    if len(times.windows) > 1:
        yield Trait.SEVERAL
    if times.daily is not None:
        yield Trait.DAILY
    if times.alternates:
        yield Trait.ALTERNATES
    if any(window.until_ms is None for window in times.windows):
        yield Trait.UNTIL_CANCELLED
    yield Trait.CATEGORY
    yield Trait.STATE


_KINDS: Final = {
    Point: Trait.POINT,
    Circle: Trait.CIRCLE,
    Ellipse: Trait.ELLIPSE,
    Corridor: Trait.CORRIDOR,
}
_DATUMS: Final = {Datum.W84: Trait.W84, Datum.AGL: Trait.AGL}


def losses(volume: Volume, form: str) -> list[str]:
    """Say what a form does not carry of this volume, and what becomes of it."""
    return [f"{trait}: {LOSSES[form][trait]}" for trait in traits(volume) if trait in LOSSES[form]]


def losses_table() -> str:
    """Write the table for the docs: each trait, and by form what becomes of it; a dot where it is carried."""
    head = [f"| | {' | '.join(LOSSES)} |", "|---" * (len(LOSSES) + 1) + "|"]
    rows = [f"| {trait} | {' | '.join(each.get(trait, '·') for each in LOSSES.values())} |" for trait in Trait]
    return "\n".join([*head, *rows])
