"""Volumes out of a GeoJSON file (docs/geo.md) and out of the notices of a line's record."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from parley.app.telling import Teller
from parley.desk import messages as m
from parley.desk import notices
from parley.desk.agreement import template_of
from parley.desk.validity import window
from parley.geo.heights import level
from parley.geo.model import (
    Band,
    Circle,
    Corridor,
    Datum,
    Edge,
    Height,
    Place,
    Point,
    Polygon,
    Shape,
    Times,
    Volume,
    Window,
)
from parley.geo.validity import refuse_volume
from parley.words.faults import OurFault, PeerFault
from parley.words.instants import parse_iso
from parley.words.limits import VOLUMES_FILE_BYTES_MAX

E7: Final = 10_000_000


def volumes_of_file(path: Path) -> tuple[list[Volume], list[str]]:
    """Read the volumes of a file, and say which were refused and why: the others stand.

    Raises OurFault `file-unreadable`, PeerFault `volume-file`.
    """
    try:
        if path.stat().st_size > VOLUMES_FILE_BYTES_MAX:
            raise PeerFault("volume-file", f"{path.name} has more than {VOLUMES_FILE_BYTES_MAX:,} bytes.")
        features = json.loads(path.read_bytes())["features"]
    except OSError as error:
        raise OurFault("file-unreadable", f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise PeerFault("volume-file", f"{path.name} is no collection of features: {error}.") from error
    found, refused = [], []
    for number, feature in enumerate(features):
        try:
            volume = _of_feature(feature, number)
            refuse_volume(volume)
            found.append(volume)
        except PeerFault as fault:
            refused.append(f"feature {number}: {fault.message} [{fault.code}]")
        except (KeyError, ValueError, TypeError, IndexError) as error:
            refused.append(f"feature {number}: {error!r} [volume-file]")
    return found, refused


def _of_feature(feature: Mapping[str, Any], number: int) -> Volume:
    said = feature["properties"]
    return Volume(
        id=str(said.get("id", number)),
        version=str(said.get("version", "")),
        party=str(said.get("party", "")),
        category=str(said.get("category", "")),
        shape=_shape(feature["geometry"], said),
        times=Times(windows=(Window(from_ms=parse_iso(said["from"]), until_ms=_instant(said.get("until"))),)),
        band=Band(lower=_height(said.get("lower")), upper=_height(said.get("upper"))),
    )


def _shape(geometry: Mapping[str, Any], said: Mapping[str, Any]) -> Shape:
    """The shape of a geometry: a point with a radius is a circle, a line with a half width a corridor."""
    corners, edge = geometry["coordinates"], Edge(said.get("edge", Edge.PARALLEL))
    match geometry["type"]:
        case "Point" if "radius_m" in said:
            return Circle(centre=_place(corners), radius_m=float(said["radius_m"]))
        case "Point":
            return Point(at=_place(corners))
        case "LineString":
            route = tuple(map(_place, corners))
            return Corridor(route=route, half_width_m=float(said["half_width_m"]), edge=edge)
        case "Polygon":
            outer, *holes = (tuple(map(_place, ring[:-1])) for ring in corners)
            return Polygon(outer=outer, holes=tuple(holes), edge=edge)
        case other:
            raise PeerFault("volume-file", f"A {other} is no shape of a volume.")


def _place(corner: list[float]) -> Place:
    return Place(lat=float(corner[1]), lon=float(corner[0]))


def _instant(text: str | None) -> int | None:
    return None if text is None else parse_iso(text)


def _height(said: Mapping[str, Any] | None) -> Height | None:
    if said is None:
        return None
    if said["datum"] not in set(Datum):
        raise PeerFault("geo-datum", f"{said['datum']} is none of {', '.join(Datum)}.")
    datum = Datum(said["datum"])
    return level(int(said["level"])) if datum is Datum.FL else Height(metres=float(said["metres"]), datum=datum)


def volumes_of_line(teller: Teller) -> tuple[list[Volume], int]:
    """Give the volumes that notices in force declare, and how many notices name an area in words only.

    A circle stands for itself, a position or a closest point for a place; flight levels bound it. A volume's version is
    the entry that last said it.
    """
    found: list[Volume] = []
    in_words = 0
    for told in teller.shelf.model.told.values():
        if not isinstance(told.opener.message, notices.NOTICES) or told.thread.state is notices.State.CANCELLED:
            continue
        entry, notice = [
            (each, said) for each in told.statements if isinstance(said := m.stated(each.message), notices.NOTICES)
        ][-1]
        shapes = list(_declared(notice))
        in_words += not shapes
        begins_ms, ends_ms = window(notice)
        found += [
            Volume(
                id=told.opener.id.hex(),
                version=entry.id.hex(),
                party=told.opener.author,
                category=template_of(type(notice)),
                shape=shape,
                times=Times(windows=(Window(from_ms=begins_ms, until_ms=ends_ms),)),
                band=_levels(getattr(notice, "fl_min", None), getattr(notice, "fl_max", None)),
            )
            for shape in shapes
        ]
    return found, in_words


def _declared(notice: notices.Notice) -> Iterator[Shape]:
    """The shapes in the slots of a notice."""
    match notice:
        case m.HazardNotice() | m.LaunchNotice() | m.AirspaceNotice():
            if notice.centre is not None and notice.radius_m is not None:
                yield Circle(centre=place_of(notice.centre), radius_m=notice.radius_m)
            if isinstance(notice, m.LaunchNotice) and notice.site is not None:
                yield Point(at=place_of(notice.site))
        case m.MovementNotice() | m.NavalNotice() | m.HumanitarianNotice():
            if notice.position is not None:
                yield Point(at=place_of(notice.position))
        case m.FlightNotice():
            if notice.closest is not None and notice.closest.position is not None:
                yield Point(at=place_of(notice.closest.position))
        case m.ExerciseNotice():
            return


def place_of(position: m.Position) -> Place:
    """Give the place of a slot."""
    return Place(lat=position.lat_e7 / E7, lon=position.lon_e7 / E7)


def _levels(low: int | None, high: int | None) -> Band:
    return Band(lower=None if low is None else level(low), upper=None if high is None else level(high))
