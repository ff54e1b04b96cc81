"""Volumes for maps: GeoJSON (RFC 7946), KML 2.2, and Cursor on Target for a TAK server."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any
from xml.sax.saxutils import escape, quoteattr

from parley.app.volumes.rings import Area, Places, area_of, centre_of, line_of, parted
from parley.app.volumes.said import ends_ms, flight_level, times_text, words
from parley.geo.model import Circle, Corridor, Datum, Edge, Ellipse, Height, Point, Polygon, Shape, Volume
from parley.words.faults import OurFault
from parley.words.instants import DAY_MS, from_ms

UNKNOWN_M = 9_999_999.0


def geojson(volumes: Sequence[Volume], _: int) -> str:
    """Write a collection; areas are cut at the antimeridian, as RFC 7946 asks. Raises OurFault `export-pole`."""
    features = [{"type": "Feature", "geometry": _geometry(v), "properties": _properties(v)} for v in volumes]
    return json.dumps({"type": "FeatureCollection", "features": features}, indent=1) + "\n"


def _properties(volume: Volume) -> dict[str, Any]:
    """Say the rest as a file of volumes has it (docs/geo.md); `times` says in words what that has no room for."""
    begin, end = ends_ms(volume)
    return {
        "id": volume.id,
        "version": volume.version,
        "party": volume.party,
        "category": volume.category,
        "state": str(volume.state),
        "lower": _height(volume.band.lower),
        "upper": _height(volume.band.upper),
        "from": _time(begin),
        "until": None if end is None else _time(end),
        "times": times_text(volume),
        "edge": str(Edge.PARALLEL),
        "half_width_m": volume.shape.half_width_m if isinstance(volume.shape, Corridor) else None,
    }


def _height(height: Height | None) -> dict[str, Any] | None:
    if height is None:
        return None
    if height.datum is Datum.FL:
        return {"datum": str(height.datum), "level": flight_level(height)}
    return {"datum": str(height.datum), "metres": height.metres}


def _geometry(volume: Volume) -> dict[str, Any]:
    match volume.shape:
        case Point(at=at):
            return {"type": "Point", "coordinates": [at.lon, at.lat]}
        case Corridor():
            return {"type": "LineString", "coordinates": _turned(line_of(volume.shape))}
        case Circle() | Ellipse() | Polygon():
            polygons = [
                [_turned(part, clockwise=at > 0) for at, part in enumerate(polygon)] for polygon in polygons_of(volume)
            ]
            if len(polygons) == 1:
                return {"type": "Polygon", "coordinates": polygons[0]}
            return {"type": "MultiPolygon", "coordinates": polygons}


def polygons_of(volume: Volume) -> list[list[Places]]:
    """Give an area in parts that no antimeridian cuts, each with its holes; subtracted areas are holes."""
    assert isinstance(volume.shape, Circle | Ellipse | Polygon)
    area = area_of(volume.shape)
    holes = [part for hole in _holes(volume, area) for part in parted(hole)]
    return [[outer, *(hole for hole in holes if _meets(outer, hole))] for outer in parted(area.outer)]


def _holes(volume: Volume, area: Area) -> Iterator[Places]:
    """Give rings to leave out; one that reaches over the edge is no hole. Raises OurFault `export-hole`."""
    yield from area.holes
    for less in volume.less:
        if not isinstance(less, Circle | Ellipse | Polygon):
            raise OurFault("export-hole", f"{volume.id}: only an area can be subtracted.")
        ring = area_of(less).outer
        if not all(_inside(lat, lon, area.outer) for lat, lon in ring):
            raise OurFault("export-hole", f"{volume.id}: a subtracted area reaches over its edge.")
        yield ring


def _inside(lat: float, lon: float, ring: Places) -> bool:
    """Say whether a place is in a ring, in degrees."""
    odd = False
    for (one_lat, one_lon), (to_lat, to_lon) in pairwise(ring):
        west, east = ((each - lon + 180) % 360 - 180 for each in (one_lon, to_lon))
        if (one_lat > lat) != (to_lat > lat) and (east - west) * (lat - one_lat) / (to_lat - one_lat) + west > 0:
            odd = not odd
    return odd


def _meets(outer: Places, hole: Places) -> bool:
    return any(_inside(lat, lon, outer) for lat, lon in hole)


def _turned(places: Places, *, clockwise: bool | None = None) -> list[list[float]]:
    """Write longitude first; an outer ring runs anticlockwise, a hole clockwise."""
    line = [[round(lon, 7), round(lat, 7)] for lat, lon in places]
    if clockwise is None:
        return line
    turn = sum((to[0] - one[0]) * (to[1] + one[1]) for one, to in pairwise(line))
    return line if (turn > 0) == clockwise else line[::-1]


def kml(volumes: Sequence[Volume], _: int) -> str:
    """Write placemarks with their time span. Raises OurFault `export-pole`, `export-hole`."""
    marks = "\n".join(_placemark(volume) for volume in volumes)
    return (
        '<?xml version="1.0" encoding="UTF-8"?>\n<kml xmlns="http://www.opengis.net/kml/2.2"><Document>\n'
        f"{marks}\n</Document></kml>\n"
    )


def _placemark(volume: Volume) -> str:
    begin, end = ends_ms(volume)
    until = "" if end is None else f"<end>{_time(end)}</end>"
    return (
        f"<Placemark><name>{escape(volume.id)}</name><description>{escape(words(volume))}</description>"
        f"<TimeSpan><begin>{_time(begin)}</begin>{until}</TimeSpan>{_kml_geometry(volume)}</Placemark>"
    )


def _kml_geometry(volume: Volume) -> str:
    match volume.shape:
        case Point(at=at):
            return f"<Point><coordinates>{at.lon:.7f},{at.lat:.7f}</coordinates></Point>"
        case Corridor():
            return f"<LineString><tessellate>1</tessellate>{_coordinates(line_of(volume.shape), 0)}</LineString>"
        case Circle() | Ellipse() | Polygon():
            parts = "".join(_polygon(volume, polygon) for polygon in polygons_of(volume))
            return f"<MultiGeometry>{parts}</MultiGeometry>"


def _polygon(volume: Volume, polygon: Sequence[Places]) -> str:
    upper = volume.band.upper
    mode = "clampToGround" if upper is None else "relativeToGround" if upper.datum is Datum.AGL else "absolute"
    metres = 0.0 if upper is None else upper.metres
    rings = [f"<LinearRing>{_coordinates(ring, metres)}</LinearRing>" for ring in polygon]
    inner = "".join(f"<innerBoundaryIs>{ring}</innerBoundaryIs>" for ring in rings[1:])
    return f"<Polygon><altitudeMode>{mode}</altitudeMode><outerBoundaryIs>{rings[0]}</outerBoundaryIs>{inner}</Polygon>"


def _coordinates(places: Places, metres: float) -> str:
    return f"<coordinates>{' '.join(f'{lon:.7f},{lat:.7f},{metres:.0f}' for lat, lon in places)}</coordinates>"


def cot(volumes: Sequence[Volume], now_ms: int) -> str:
    """Write one event a line. Each is stale when its volume ends, one until cancelled a day from now."""
    return "".join(f"{_event(volume, now_ms)}\n" for volume in volumes)


def _event(volume: Volume, now_ms: int) -> str:
    begin, end = ends_ms(volume)
    centre = centre_of(volume.shape)
    stale = now_ms + DAY_MS if end is None else end
    kind, drawn = _drawn(volume.shape)
    return (
        f'<event version="2.0" uid={quoteattr(volume.id)} type="{kind}" how="h-e" time="{_time(now_ms)}" '
        f'start="{_time(begin)}" stale="{_time(stale)}">'
        f'<point lat="{centre.lat:.7f}" lon="{centre.lon:.7f}" hae="{_hae(volume.band.upper)}" '
        f'ce="{UNKNOWN_M}" le="{UNKNOWN_M}"/>'
        f"<detail><contact callsign={quoteattr(volume.id)}/>{drawn}"
        f"<remarks>{escape(words(volume))}</remarks></detail></event>"
    )


def _hae(upper: Height | None) -> float:
    return upper.metres if upper is not None and upper.datum is Datum.W84 else UNKNOWN_M


def _drawn(shape: Shape) -> tuple[str, str]:
    """Give the type of a drawing, and the drawing as TAK has it."""
    match shape:
        case Point():
            return "b-m-p-s-m", ""
        case Circle(radius_m=radius):
            return "u-d-c-c", f'<shape><ellipse major="{radius}" minor="{radius}" angle="360"/></shape>'
        case Ellipse():
            ellipse = f'<ellipse major="{shape.major_m}" minor="{shape.minor_m}" angle="{shape.bearing}"/>'
            return "u-d-c-c", f"<shape>{ellipse}</shape>"
        case Corridor():
            return "u-d-f", _links(line_of(shape))
        case Polygon():
            return "u-d-f", _links(area_of(shape).outer)


def _links(places: Places) -> str:
    return "".join(f'<link point="{lat:.7f},{lon:.7f}"/>' for lat, lon in places)


def _time(instant_ms: int) -> str:
    return from_ms(instant_ms).strftime("%Y-%m-%dT%H:%M:%SZ")
