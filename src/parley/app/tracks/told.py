"""A screening told: one object for programs, GeoJSON for maps."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

import numpy as np

from parley.app.geo.told import border_told
from parley.app.tracks.screened import COUNTS, Flight, Screened, Screening, marks_told, months, notices_of
from parley.app.tracks.tracks import Track

RULES: Final = {
    "flights": "flights (no silence longer than {apart} min) that came within {enter} km; out again at {leave} km",
    "entries": "entries within {enter} km; out again at {leave} km",
    "crafts": "craft that came within {enter} km at least once",
}


def rule_told(screening: Screening, count: str) -> str:
    """Say in words what is counted: a number without its rule cannot be compared."""
    rule = screening.rule
    return RULES[count].format(
        apart=f"{rule.limits.apart_ms / 60_000:g}",
        enter=f"{rule.zone.enter_m / 1000:g}",
        leave=f"{rule.zone.leave_m / 1000:g}",
    )


def screening_told(
    screening: Screening, count: str, windows: Sequence[Mapping[str, Any]] | None, *, every: bool = False
) -> dict[str, Any]:
    """Tell all of it; of flights those that came into the zone, or `every` one."""
    found = screening.found
    return {
        "files": len(found.sources),
        "fixes": found.fixes,
        "crafts": len(found.crafts),
        "without_place": found.without_place,
        "left_out": {code: odd.machine() for code, odd in found.odd.items()},
        "rule": rule_told(screening, count),
        "count": count,
        "borders": [_border(screening, each, count, windows, every=every) for each in screening.by_border],
    }


def _border(
    screening: Screening,
    screened: Screened,
    count: str,
    windows: Sequence[Mapping[str, Any]] | None,
    *,
    every: bool,
) -> dict[str, Any]:
    shown = screened.flights if every else screened.near
    marked = np.sum([flight.row["marked"] for flight in screened.flights], axis=0)
    return {
        "border": border_told(screened.border),
        "flights": len(screened.flights),
        "near": len(screened.near),
        "marks": marks_told(marked),
        "shown": [_flight(each, screening, windows) for each in shown],
        "months": [month.machine() for month in months(screening, screened, count)],
    }


def _flight(flight: Flight, screening: Screening, windows: Sequence[Mapping[str, Any]] | None) -> dict[str, Any]:
    notified = None if windows is None else notices_of(flight, windows)
    return {**flight.machine(screening.found.sources), "notices": notified}


def geojson(screening: Screening, tracks: Sequence[Track]) -> dict[str, Any]:
    """Tell what came into the zone for a map: each track in parts between gaps, each nearest fix, each entry.

    GeoJSON has no datum of heights and no hour of a vertex: both stand in the properties (RFC 7946 section 3.1.1).
    """
    features = [_feature("MultiLineString", track.lines(), {"track": track.id}) for track in tracks]
    for screened in screening.by_border:
        for flight in screened.near:
            told = flight.machine(screening.found.sources)
            nearest = told.pop("nearest")
            place = [nearest.pop("lon"), nearest.pop("lat")]
            about = {"border": screened.border.of, "pov": screened.border.pov, "flight": told["id"], **nearest}
            features.append(_feature("Point", place, about))
            features += [
                _feature(
                    "Point",
                    [float(entry["lon"]), float(entry["lat"])],
                    {"entry_of": told["id"], "border": screened.border.of},
                )
                for entry in flight.entries
            ]
    return {"type": "FeatureCollection", "features": features}


def _feature(kind: str, coordinates: object, properties: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "Feature", "geometry": {"type": kind, "coordinates": coordinates}, "properties": dict(properties)}


assert set(RULES) == set(COUNTS)
