"""Answers to questions of place, as JSON: from which geometry, to whose border, by whose view, and how far off."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final

import numpy as np

from parley.app.geo.borders import Loaded, borders_of, demo_border
from parley.app.geo.volumes import volumes_of_line
from parley.app.telling import Teller
from parley.desk.agreement import Agreement
from parley.geo.borders import Border
from parley.geo.clearing import clearing
from parley.geo.conflicts import Conflict, all_conflicts
from parley.geo.distance import approach, closest_on_track
from parley.geo.ellipsoid import places, space
from parley.geo.laying import Minima, lay
from parley.geo.model import Place, Volume
from parley.words.faults import PeerFault
from parley.words.instants import MINUTE_MS

NAUTICAL_MILE_M: Final = 1_852
MILE_M: Final = 1_609.344
DEGREES: Final = re.compile(r"([+-]?\d{1,3}(?:\.\d+)?)\s*[, ]\s*([+-]?\d{1,3}(?:\.\d+)?)", re.ASCII)
MINUTES: Final = re.compile(
    r"(\d{2})[° ]?(\d{2}(?:\.\d+)?)['′ ]?([NS])[, ]*(\d{3})[° ]?(\d{2}(?:\.\d+)?)['′ ]?([EW])", re.ASCII
)


def read_place(text: str) -> Place:
    """Read degrees (49.9767,23.5317) or degrees and minutes (4958.6N 02331.9E). Raises PeerFault `place-unread`."""
    found = DEGREES.fullmatch(text.strip())
    if found:
        place = Place(lat=float(found[1]), lon=float(found[2]))
    else:
        found = MINUTES.fullmatch(text.strip().upper())
        if not found:
            raise PeerFault("place-unread", f"{text!r} is no place.")
        lat, lon = int(found[1]) + float(found[2]) / 60, int(found[4]) + float(found[5]) / 60
        place = Place(lat=-lat if found[3] == "S" else lat, lon=-lon if found[6] == "W" else lon)
    if not (-90 <= place.lat <= 90 and -180 <= place.lon <= 180):
        raise PeerFault("geo-range", f"There is no latitude {place.lat} with longitude {place.lon}.")
    return place


def distances_told(where: Sequence[Place], radius_m: float, party: str, folder: Path | None) -> dict[str, Any]:
    """Tell how near a place, a circle or a track comes to each border of a party that is known here.

    Raises OurFault `border-unknown`, and what reading the borders of the home raises.
    """
    known = [each.border for each in borders_of(folder) if each.border.of == party]
    return {
        "geometry": _geometry(where, radius_m),
        "border_of": party,
        "distances": [_distance(where, radius_m, each) for each in known or [demo_border(party)]],
    }


def _geometry(where: Sequence[Place], radius_m: float) -> str:
    shape = "place" if len(where) == 1 else f"track of {len(where)} fixes, along its legs"
    return f"circle of {radius_m:,.0f} m round a place" if radius_m and len(where) == 1 else shape


def _distance(where: Sequence[Place], radius_m: float, border: Border) -> dict[str, Any]:
    nearest, leg, share = where[0], 0, 0.0
    if len(where) > 1:
        lats, lons = np.array([each.lat for each in where]), np.array([each.lon for each in where])
        _, leg, share = closest_on_track(border, lats, lons)
        ends = space(lats[leg : leg + 2], lons[leg : leg + 2])
        lat, lon = places(ends[0] + (ends[1] - ends[0]) * share)
        nearest = Place(lat=float(lat), lon=float(lon))
    found = approach(border, nearest)
    distance_m = max(0.0, found.distance_m - radius_m)
    return {
        **lengths(distance_m),
        "error_m": border.error_m,
        "from": _degrees(nearest),
        "leg": leg,
        "share": round(share, 6),
        "to": _degrees(found.foot),
        "bearing": round(found.bearing, 1),
        "border": border_told(border),
    }


def lengths(metres: float) -> dict[str, Any]:
    """Give a distance in metres, kilometres, nautical and statute miles."""
    return {
        "distance_m": round(metres, 1),
        "km": round(metres / 1_000, 3),
        "nm": round(metres / NAUTICAL_MILE_M, 3),
        "mi": round(metres / MILE_M, 3),
    }


def border_told(border: Border) -> dict[str, Any]:
    """Tell whose border it is, by whose view, from what source, how far off, and its version."""
    return {
        "of": border.of,
        "name": border.name,
        "kind": str(border.kind),
        "pov": border.pov,
        "source": border.source,
        "error_m": border.error_m,
        "version": border.version,
    }


def borders_told(loaded: Sequence[Loaded], agreement: Agreement | None) -> dict[str, Any]:
    """List borders, with what was found in their files, and whether the agreement has signed each by its hash."""
    signed = {each.reference for each in agreement.borders} if agreement else set()
    return {
        "borders": [
            {
                **border_told(each.border),
                "corners": len(each.border.lats),
                "signed": f"sha256:{each.border.version}" in signed,
                "remarks": list(each.remarks),
            }
            for each in loaded
        ]
    }


def conflicts_told(volumes: Sequence[Volume], minima: Minima) -> dict[str, Any]:
    """List the pairs of volumes that stand in each other's way, each pair once, with the versions compared."""
    laid = lay(tuple(volumes)) if volumes else None
    found = all_conflicts(laid, laid, minima) if laid else []
    seen: set[tuple[str, str]] = set()
    told = []
    for each in found:
        pair = (min(each.one.id, each.other.id), max(each.one.id, each.other.id))
        if pair not in seen:
            seen.add(pair)
            told.append(conflict_told(each, minima))
    return {
        "volumes": len(volumes),
        "minima": {
            "lateral_m": minima.lateral_m,
            "vertical_m": minima.vertical_m,
            "time_min": minima.time_ms // MINUTE_MS,
        },
        "conflicts": told,
    }


def conflict_told(found: Conflict, minima: Minima) -> dict[str, Any]:
    """Tell one conflict: both volumes with their versions, what they keep, and what would clear it."""
    return {
        "sort": str(found.sort),
        "one": {"id": found.one.id, "version": found.one.version, "party": found.one.party},
        "other": {"id": found.other.id, "version": found.other.version, "party": found.other.party},
        "lateral_m": round(found.lateral_m),
        "vertical_m": round(found.vertical_m),
        "time_min": found.time_ms // MINUTE_MS,
        "certain": found.certain,
        "clears": asdict(clearing(found, minima)),
    }


def line_conflicts(teller: Teller) -> dict[str, Any]:
    """Tell the conflicts between what the notices of a line declare, under the minima of its agreement."""
    agreed = teller.agreement.separation
    minima = Minima(
        lateral_m=agreed.lateral_m or 0, vertical_m=agreed.vertical_m or 0, time_ms=(agreed.time_min or 0) * MINUTE_MS
    )
    volumes, in_words = volumes_of_line(teller)
    return {"language": teller.language, "in_words_only": in_words, **conflicts_told(volumes, minima)}


def _degrees(place: Place) -> dict[str, float]:
    return {"lat": round(place.lat, 7), "lon": round(place.lon, 7)}
