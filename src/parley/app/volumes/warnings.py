"""Drafts for the offices that issue warnings: a NOTAM, a navigational warning as text, and S-124.

A draft has no number and no issuing region: the office that issues it gives both.
"""

from __future__ import annotations

from collections.abc import Sequence
from math import ceil, floor
from typing import Final
from xml.sax.saxutils import escape

from parley.app.volumes.maps import polygons_of
from parley.app.volumes.rings import Places, centre_of, line_of, reach_m
from parley.app.volumes.said import NM_M, ends_ms, height_text, shape_text, times_text, words
from parley.geo.fixes import FEET_M
from parley.geo.model import Circle, Corridor, Daily, Ellipse, Height, Point, Polygon, Volume
from parley.words.instants import HOUR_MS, dtg, from_ms

FIR: Final = "XXXX"
UNLIMITED: Final = 999
HAIR: Final = 1e-6
"""What a flight level in metres may be off its hundred of feet."""
S124: Final = "http://www.iho.int/S124/2.0"
GML: Final = "http://www.opengis.net/gml/3.2"


def notam(volumes: Sequence[Volume], _: int) -> str:
    """Write a NOTAM for each volume: airspace reservation (QRACA), its Q line an envelope of place and height."""
    return "\n".join(_notam(volume) for volume in volumes)


def _notam(volume: Volume) -> str:
    begin, end = ends_ms(volume)
    centre = centre_of(volume.shape)
    radius = min(UNLIMITED, max(1, ceil(reach_m(volume.shape) / NM_M) + 1))
    lower, upper = volume.band.lower, volume.band.upper
    low = 0 if lower is None else max(0, floor(lower.metres / FEET_M / 100 + HAIR))
    high = UNLIMITED if upper is None else min(UNLIMITED, ceil(upper.metres / FEET_M / 100 - HAIR))
    place = f"{_minutes(centre.lat, 2, 'NS')}{_minutes(centre.lon, 3, 'EW')}"
    until = "PERM" if end is None else _ten(end)
    daily = volume.times.daily
    lines = [
        f"(A0000/{from_ms(begin):%y} NOTAMN",
        f"Q) {FIR}/QRACA/IV/BO/W/{low:03}/{high:03}/{place}{radius:03}",
        f"A) {FIR} B) {_ten(begin)} C) {until}",
        *([] if daily is None else [f"D) DAILY {_daily(daily)}"]),
        f"E) AIRSPACE RESERVATION: {volume.category.upper()} ({str(volume.state).upper()}) {shape_text(volume.shape)}.",
        *(["ALTERNATE TIMES: " + times_text(volume).partition(" ALTERNATE ")[2]] if volume.times.alternates else []),
        f"F) {_limit(lower, 'SFC')} G) {_limit(upper, 'UNL')})",
    ]
    return "\n".join([*lines, ""])


def _limit(height: Height | None, none: str) -> str:
    return height_text(height, none).replace("W84", "AMSL")


def _minutes(angle: float, width: int, signs: str) -> str:
    degrees, minutes = divmod(round(abs(angle) * 60), 60)
    return f"{degrees:0{width}}{minutes:02}{signs[angle < 0]}"


def _ten(instant_ms: int) -> str:
    return f"{from_ms(instant_ms):%y%m%d%H%M}"


def _daily(daily: Daily) -> str:
    return "-".join(f"{minutes // 60:02}{minutes % 60:02}" for minutes in (daily.from_min, daily.until_min))


def navwarn(volumes: Sequence[Volume], _: int) -> str:
    """Write a navigational warning in numbered sentences, each with the time at which it cancels itself."""
    lines = ["NAVIGATIONAL WARNING (DRAFT: NUMBER AND AREA TO BE GIVEN BY THE COORDINATOR)"]
    for number, volume in enumerate(volumes, start=1):
        end = ends_ms(volume)[1]
        lines += [f"{number}. HAZARDOUS OPERATIONS {times_text(volume)}", f"   {shape_text(volume.shape)}."]
        lines += ["   WIDE BERTH REQUESTED."]
        lines += [] if end is None else [f"   CANCEL THIS PARAGRAPH {dtg(end + HOUR_MS)}."]
    return "\n".join([*lines, ""])


def s124(volumes: Sequence[Volume], now_ms: int) -> str:
    """Write features of S-124 2.0.0 as GML: a preamble, and a part for each volume. Its schema was not at hand."""
    parts = "\n".join(_part(volume, number) for number, volume in enumerate(volumes, start=1))
    return (
        f'<?xml version="1.0" encoding="UTF-8"?>\n<S124:Dataset xmlns:S124="{S124}" xmlns:gml="{GML}" gml:id="draft">\n'
        '<S124:NavwarnPreamble gml:id="preamble"><S124:navwarnTitle><S124:text>DRAFT</S124:text></S124:navwarnTitle>'
        f"<S124:publicationTime>{_iso(now_ms)}</S124:publicationTime></S124:NavwarnPreamble>\n{parts}\n</S124:Dataset>\n"
    )


def _part(volume: Volume, number: int) -> str:
    ranges = "".join(
        f"<S124:fixedDateRange><S124:timeOfDayStart>{from_ms(window.from_ms):%H:%M:%SZ}</S124:timeOfDayStart>"
        f"<S124:dateStart>{from_ms(window.from_ms):%Y-%m-%d}</S124:dateStart>"
        + (
            ""
            if window.until_ms is None
            else f"<S124:timeOfDayEnd>{from_ms(window.until_ms):%H:%M:%SZ}</S124:timeOfDayEnd>"
            f"<S124:dateEnd>{from_ms(window.until_ms):%Y-%m-%d}</S124:dateEnd>"
        )
        + "</S124:fixedDateRange>"
        for window in volume.times.windows
    )
    return (
        f'<S124:NavwarnPart gml:id="part{number}">{ranges}<S124:restriction>area to be avoided</S124:restriction>'
        f"<S124:warningInformation><S124:text>{escape(words(volume))}</S124:text></S124:warningInformation>"
        f"<S124:geometry>{_gml(volume, number)}</S124:geometry></S124:NavwarnPart>"
    )


def _gml(volume: Volume, number: int) -> str:
    srs = f'gml:id="geometry{number}" srsName="http://www.opengis.net/def/crs/EPSG/0/4326"'
    match volume.shape:
        case Point(at=at):
            return f"<gml:Point {srs}><gml:pos>{at.lat:.7f} {at.lon:.7f}</gml:pos></gml:Point>"
        case Corridor():
            return f"<gml:LineString {srs}>{_list(line_of(volume.shape))}</gml:LineString>"
        case Circle() | Ellipse() | Polygon():
            surfaces = "".join(_surface(polygon, f"{number}.{at}") for at, polygon in enumerate(polygons_of(volume)))
            return f"<gml:MultiSurface {srs}>{surfaces}</gml:MultiSurface>"


def _surface(polygon: Sequence[Places], number: str) -> str:
    outer, *holes = (f"<gml:LinearRing>{_list(ring)}</gml:LinearRing>" for ring in polygon)
    inner = "".join(f"<gml:interior>{hole}</gml:interior>" for hole in holes)
    return (
        f'<gml:surfaceMember><gml:Polygon gml:id="polygon{number}"><gml:exterior>{outer}</gml:exterior>{inner}'
        "</gml:Polygon></gml:surfaceMember>"
    )


def _list(places: Places) -> str:
    return f"<gml:posList>{' '.join(f'{lat:.7f} {lon:.7f}' for lat, lon in places)}</gml:posList>"


def _iso(instant_ms: int) -> str:
    return from_ms(instant_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
