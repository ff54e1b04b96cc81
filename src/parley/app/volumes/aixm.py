"""AIXM 5.1.1: each volume a temporary airspace, a time slice for each window, limits with reference, exact edges."""

from __future__ import annotations

import uuid
from collections.abc import Iterator, Sequence
from itertools import count
from typing import Final
from xml.sax.saxutils import escape

from parley.app.volumes.rings import Places, area_of
from parley.app.volumes.said import flight_level, words
from parley.geo.model import (
    Circle,
    Corridor,
    Datum,
    Edge,
    Ellipse,
    Height,
    Place,
    Point,
    Polygon,
    Ring,
    Shape,
    Volume,
    Window,
)
from parley.words.instants import from_ms

SRS: Final = "urn:ogc:def:crs:EPSG::4326"
REFERENCES: Final = {Datum.W84: "W84", Datum.AMSL: "MSL", Datum.AGL: "SFC", Datum.FL: "STD"}
POINT_M: Final = 100.0
"""A point has no area: it is written as a circle of so much."""


class _Ids:
    """Gives each element of a document an id of its own."""

    def __init__(self) -> None:
        self._next = count(1)

    def __str__(self) -> str:
        return f'gml:id="g{next(self._next)}"'


def aixm(volumes: Sequence[Volume], _: int) -> str:
    """Write a basic message."""
    ids = _Ids()
    members = "\n".join(f"<message:hasMember>{_airspace(volume, ids)}</message:hasMember>" for volume in volumes)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n'
        '<message:AIXMBasicMessage xmlns:message="http://www.aixm.aero/schema/5.1.1/message" '
        'xmlns:aixm="http://www.aixm.aero/schema/5.1.1" xmlns:gml="http://www.opengis.net/gml/3.2" '
        f"{ids}>\n{members}\n</message:AIXMBasicMessage>\n"
    )


def _airspace(volume: Volume, ids: _Ids) -> str:
    name = uuid.uuid5(uuid.NAMESPACE_URL, f"{volume.id} {volume.version}")
    slices = "".join(_slice(volume, window, at, ids) for at, window in enumerate(volume.times.windows, start=1))
    return (
        f'<aixm:Airspace gml:id="uuid.{name}"><gml:identifier codeSpace="urn:uuid:">{name}</gml:identifier>'
        f"{slices}</aixm:Airspace>"
    )


def _slice(volume: Volume, window: Window, number: int, ids: _Ids) -> str:
    end = '<gml:endPosition indeterminatePosition="unknown"/>'
    if window.until_ms is not None:
        end = f"<gml:endPosition>{_time(window.until_ms)}</gml:endPosition>"
    parts = "".join(
        _component(volume, shape, at, ids) for at, shape in enumerate((volume.shape, *volume.less), start=1)
    )
    return (
        f"<aixm:timeSlice><aixm:AirspaceTimeSlice {ids}><gml:validTime><gml:TimePeriod {ids}>"
        f"<gml:beginPosition>{_time(window.from_ms)}</gml:beginPosition>{end}</gml:TimePeriod></gml:validTime>"
        f"<aixm:interpretation>TEMPDELTA</aixm:interpretation><aixm:sequenceNumber>{number}</aixm:sequenceNumber>"
        f"<aixm:correctionNumber>0</aixm:correctionNumber><aixm:type>TRA</aixm:type>"
        f"<aixm:name>{escape(_name(volume.id))}</aixm:name>{parts}{_note(volume, ids)}"
        "</aixm:AirspaceTimeSlice></aixm:timeSlice>"
    )


def _name(text: str) -> str:
    """Names of AIXM are capitals, digits and a few signs, at most 60."""
    return "".join(sign if sign.isascii() and (sign.isalnum() or sign in " -/.") else "-" for sign in text.upper())[:60]


def _note(volume: Volume, ids: _Ids) -> str:
    return (
        f"<aixm:annotation><aixm:Note {ids}><aixm:purpose>REMARK</aixm:purpose><aixm:translatedNote>"
        f'<aixm:LinguisticNote {ids}><aixm:note lang="eng">{escape(words(volume))}</aixm:note></aixm:LinguisticNote>'
        "</aixm:translatedNote></aixm:Note></aixm:annotation>"
    )


def _component(volume: Volume, shape: Shape, number: int, ids: _Ids) -> str:
    return (
        f"<aixm:geometryComponent><aixm:AirspaceGeometryComponent {ids}>"
        f"<aixm:operation>{'BASE' if number == 1 else 'SUBTR'}</aixm:operation>"
        f"<aixm:operationSequence>{number}</aixm:operationSequence><aixm:theAirspaceVolume><aixm:AirspaceVolume {ids}>"
        f"{_limit('upper', volume.band.upper, 'UNL')}{_limit('lower', volume.band.lower, 'GND')}"
        f"{_projection(shape, ids)}"
        "</aixm:AirspaceVolume></aixm:theAirspaceVolume></aixm:AirspaceGeometryComponent></aixm:geometryComponent>"
    )


def _limit(which: str, height: Height | None, none: str) -> str:
    if height is None:
        value, unit, reference = none, "FT", "SFC" if none == "GND" else "STD"
    elif height.datum is Datum.FL:
        value, unit, reference = f"{flight_level(height):03}", "FL", "STD"
    else:
        value, unit, reference = f"{height.metres:.0f}", "M", REFERENCES[height.datum]
    return (
        f'<aixm:{which}Limit uom="{unit}">{value}</aixm:{which}Limit>'
        f"<aixm:{which}LimitReference>{reference}</aixm:{which}LimitReference>"
    )


def _projection(shape: Shape, ids: _Ids) -> str:
    match shape:
        case Corridor():
            line = _pos(((each.lat, each.lon) for each in shape.route), shape.edge)
            return (
                f'<aixm:width uom="M">{shape.half_width_m * 2:.0f}</aixm:width><aixm:centreline>'
                f'<aixm:Curve {ids} srsName="{SRS}"><gml:segments>{line}</gml:segments></aixm:Curve></aixm:centreline>'
            )
        case Point(at=at):
            return _surface([_circle(at, POINT_M)], ids)
        case Circle(centre=centre, radius_m=radius):
            return _surface([_circle(centre, radius)], ids)
        case Ellipse():
            return _surface([_pos(area_of(shape).outer, Edge.GEODESIC)], ids)
        case Polygon():
            return _surface([_pos(_closed(ring), shape.edge) for ring in (shape.outer, *shape.holes)], ids)


def _surface(rings: Sequence[str], ids: _Ids) -> str:
    exterior, *holes = (
        f"<gml:Ring><gml:curveMember><gml:Curve {ids}><gml:segments>{ring}</gml:segments></gml:Curve>"
        "</gml:curveMember></gml:Ring>"
        for ring in rings
    )
    interior = "".join(f"<gml:interior>{hole}</gml:interior>" for hole in holes)
    return (
        f'<aixm:horizontalProjection><aixm:Surface {ids} srsName="{SRS}"><gml:patches><gml:PolygonPatch>'
        f"<gml:exterior>{exterior}</gml:exterior>{interior}"
        "</gml:PolygonPatch></gml:patches></aixm:Surface></aixm:horizontalProjection>"
    )


def _circle(centre: Place, radius_m: float) -> str:
    return (
        f'<gml:CircleByCenterPoint numArc="1"><gml:pos>{centre.lat:.7f} {centre.lon:.7f}</gml:pos>'
        f'<gml:radius uom="m">{radius_m:.0f}</gml:radius></gml:CircleByCenterPoint>'
    )


def _closed(ring: Ring) -> Places:
    return tuple((each.lat, each.lon) for each in (*ring, ring[0]))


def _pos(places: Iterator[tuple[float, float]] | Places, edge: Edge) -> str:
    """Write places, latitude first, joined as the edge is meant."""
    kind = "GeodesicString" if edge is Edge.GEODESIC else "LineStringSegment"
    return (
        f"<gml:{kind}><gml:posList>{' '.join(f'{lat:.7f} {lon:.7f}' for lat, lon in places)}</gml:posList></gml:{kind}>"
    )


def _time(instant_ms: int) -> str:
    return from_ms(instant_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
