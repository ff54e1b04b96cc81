"""A volume in the short English that notices to airmen and mariners are written in: places, heights, times."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from parley.geo.fixes import FEET_M
from parley.geo.model import Circle, Corridor, Datum, Ellipse, Height, Place, Point, Polygon, Shape, Volume, Window
from parley.words.instants import dtg

NM_M: Final = 1852.0


def shape_text(shape: Shape) -> str:
    """Say where it is."""
    match shape:
        case Point(at=at):
            return f"POSITION {position(at.lat, at.lon)}"
        case Circle():
            return f"WITHIN {shape.radius_m / 1000:.1f} KM OF {position(shape.centre.lat, shape.centre.lon)}"
        case Ellipse():
            axes = f"{shape.major_m / 1000:.1f} KM AND {shape.minor_m / 1000:.1f} KM"
            centre = position(shape.centre.lat, shape.centre.lon)
            return f"WITHIN AN ELLIPSE ROUND {centre} HALF AXES {axes} MAJOR AXIS TRUE BEARING {shape.bearing:.0f}"
        case Corridor():
            return f"WITHIN {shape.half_width_m / 1000:.1f} KM OF THE LINE {_corners(shape.route)}"
        case Polygon():
            return f"AREA BOUNDED BY {_corners((*shape.outer, shape.outer[0]))}"


def _corners(places: Iterable[Place]) -> str:
    return " - ".join(position(each.lat, each.lon) for each in places)


def position(lat: float, lon: float) -> str:
    """Write a place in degrees, minutes and tenths: 5427.0N 01918.2E, within 93 m."""
    return f"{_angle(lat, 2)}{'S' if lat < 0 else 'N'} {_angle(lon, 3)}{'W' if lon < 0 else 'E'}"


def _angle(angle: float, width: int) -> str:
    degrees, tenths = divmod(round(abs(angle) * 600), 600)
    return f"{degrees:0{width}}{tenths // 10:02}.{tenths % 10}"


def height_text(height: Height | None, none: str) -> str:
    """Say a limit; a flight level in hundreds of feet, else metres with their datum."""
    if height is None:
        return none
    if height.datum is Datum.FL:
        return f"FL{flight_level(height):03}"
    return f"{round(height.metres)}M {height.datum.value}"


def flight_level(height: Height) -> int:
    """Give a height in hundreds of feet."""
    return round(height.metres / FEET_M / 100)


def times_text(volume: Volume) -> str:
    """Say when: every window, the part of each day, alternates."""
    text = " AND ".join(window_text(window) for window in volume.times.windows)
    if volume.times.daily is not None:
        text += f" DAILY {_minutes(volume.times.daily.from_min)} TO {_minutes(volume.times.daily.until_min)}"
    if volume.times.alternates:
        text += f" ALTERNATE {' OR '.join(window_text(window) for window in volume.times.alternates)}"
    return text


def window_text(window: Window) -> str:
    """Say a window as date-time groups."""
    return f"{dtg(window.from_ms)} {'UNTIL CANCELLED' if window.until_ms is None else 'TO ' + dtg(window.until_ms)}"


def _minutes(minutes: int) -> str:
    return f"{minutes // 60:02}{minutes % 60:02}Z"


def words(volume: Volume) -> str:
    """Say all of a volume that is not its place, for forms with room for a remark."""
    low, high = height_text(volume.band.lower, "SFC"), height_text(volume.band.upper, "UNL")
    return f"{volume.party} {volume.category} {volume.state}. {low} to {high}. {times_text(volume)}. {volume.id}"


def ends_ms(volume: Volume) -> tuple[int, int | None]:
    """Give the beginning of the first window and the end of the last; None until cancelled."""
    windows = volume.times.windows
    ends = [window.until_ms for window in windows]
    known = [end for end in ends if end is not None]
    return min(window.from_ms for window in windows), max(known) if len(known) == len(ends) else None
