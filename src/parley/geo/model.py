"""Where, how high and when: shapes on WGS 84, height bands with their datum, windows, and volumes made of them.

Degrees are decimal, north and east positive; lengths are metres on the ellipsoid; instants are ms since 1970 (UTC).
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TypeAlias


class Edge(StrEnum):
    """What joins two corners: the shortest line, or one that is straight in longitude and latitude.

    PARALLEL follows a parallel of latitude where both corners share it; it is also how GeoJSON means its edges. At
    54 degrees north the two part by 21 m on an edge of 28 km, by 2.4 km on one of 300 km.
    """

    GEODESIC = "geodesic"
    PARALLEL = "parallel"


class Datum(StrEnum):
    """What a height counts from."""

    W84 = "W84"
    """The ellipsoid."""
    AMSL = "AMSL"
    """Mean sea level."""
    AGL = "AGL"
    """The ground beneath."""
    FL = "FL"
    """The pressure surface of 1013.25 hPa: flight levels."""


class State(StrEnum):
    """How an activity stands to what was declared of it."""

    DECLARED = "declared"
    ACTIVE = "active"
    NONCONFORMING = "nonconforming"
    """It has left what was declared, and is to come back."""
    CONTINGENT = "contingent"
    """It has left what was declared, and does not come back by itself."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A place on the ellipsoid, in degrees."""

    lat: float
    lon: float


Ring: TypeAlias = tuple[Place, ...]
"""Corners of a closed line; the last is joined to the first, and is not a repetition of it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """One place."""

    at: Place


@dataclass(frozen=True, slots=True, kw_only=True)
class Circle:
    """All that is no further than a radius from a centre."""

    centre: Place
    radius_m: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Ellipse:
    """An ellipse by its half axes and the bearing of the major one (degrees from north)."""

    centre: Place
    major_m: float
    minor_m: float
    bearing: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Polygon:
    """All that lies within a ring and in none of its holes."""

    outer: Ring
    holes: tuple[Ring, ...] = ()
    edge: Edge = Edge.GEODESIC


@dataclass(frozen=True, slots=True, kw_only=True)
class Corridor:
    """All that is no further than a half width from a route."""

    route: tuple[Place, ...]
    half_width_m: float
    edge: Edge = Edge.GEODESIC


Shape: TypeAlias = Point | Circle | Ellipse | Polygon | Corridor


@dataclass(frozen=True, slots=True, kw_only=True)
class Height:
    """A height in metres above its datum; a flight level is its pressure altitude in metres."""

    metres: float
    datum: Datum


@dataclass(frozen=True, slots=True, kw_only=True)
class Band:
    """From a height up to another; None: from the surface, or without an upper end."""

    lower: Height | None = None
    upper: Height | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Window:
    """From an instant until another; None: until cancelled."""

    from_ms: int
    until_ms: int | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Daily:
    """The part of each day (minutes of the day, UTC) that counts within a window; it may pass midnight."""

    from_min: int
    until_min: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Times:
    """When something is on: within its windows, on each day only in a part of it where one is given.

    `alternates` are windows that take the place of the others if these fall out: they are kept free like these.
    """

    windows: tuple[Window, ...]
    daily: Daily | None = None
    alternates: tuple[Window, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Volume:
    """What a party declares to use: where, without which areas, how high, when, and for what category of activity.

    `id` and `version` are those of the statement that declares it.
    """

    id: str
    version: str
    party: str
    category: str
    shape: Shape
    times: Times
    band: Band = Band()
    less: tuple[Shape, ...] = ()
    state: State = State.DECLARED
