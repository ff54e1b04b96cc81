"""Readback: nobody here says *understood* to a place whose words and coordinates differ by this side's landmarks."""

from __future__ import annotations

from collections.abc import Awaitable, Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeAlias

from parley.desk import messages as m
from parley.geo.model import Place
from parley.geo.readback import Landmark, Readback, read_back
from parley.node.effects import Answer
from parley.node.events import Asked, Submitted
from parley.node.shelf import Shelf
from parley.words.faults import OurFault
from parley.words.toml import toml_of

Release: TypeAlias = Callable[[Asked], Awaitable[Answer]]
FILE: Final = "landmarks.toml"
E7: Final = 10_000_000


def landmarks_of(folder: Path) -> list[Landmark]:
    """Read the landmarks of a home; none where it names none. Raises OurFault `landmarks-malformed`."""
    path = folder / FILE
    if not path.exists():
        return []
    try:
        return [
            Landmark(names=tuple(map(str, each["names"])), place=_place(each["lat"], each["lon"]))
            for each in toml_of(path.read_bytes())["landmarks"]
            if each["names"]
        ]
    except (KeyError, TypeError, ValueError) as error:
        raise OurFault("landmarks-malformed", f"{path}: {error}.") from error
    except OSError as error:
        raise OurFault("file-unreadable", f"{path} cannot be read: {error.strerror}.") from error


def _place(lat: float, lon: float) -> Place:
    if not (-90 <= lat <= 90 and -180 <= lon <= 180):
        raise ValueError(f"there is no latitude {lat} with longitude {lon}")
    return Place(lat=float(lat), lon=float(lon))


def said_twice(message: m.Message) -> tuple[str, Place] | None:
    """Give the words and the coordinates of a statement that says one place in both ways; None for any other."""
    match m.stated(message):
        case m.MovementNotice(place=words, position=m.Position() as at):
            pass
        case m.NavalNotice(place=words, position=m.Position() as at):
            pass
        case m.HumanitarianNotice(place=words, position=m.Position() as at):
            pass
        case m.HazardNotice(area=words, centre=m.Position() as at):
            pass
        case m.AirspaceNotice(area=words, centre=m.Position() as at):
            pass
        case _:
            return None
    return words, Place(lat=at.lat_e7 / E7, lon=at.lon_e7 / E7)


def readback_of(message: m.Message, landmarks: list[Landmark]) -> Readback | None:
    """Read a statement's place back; None where it does not say one in words and in coordinates."""
    said = said_twice(message)
    return None if said is None else read_back(*said, landmarks)


def readback_told(message: m.Message, folder: Path) -> dict[str, Any]:
    """Tell a readback as JSON. Raises as `landmarks_of`."""
    found = readback_of(message, landmarks_of(folder))
    return {"readback": None if found is None else asdict(found)}


def where_understood(folder: Path, shelf: Callable[[], Shelf], release: Release) -> Release:
    """Hold back every *understood* to a place that reads back differently.

    What comes back raises OurFault `readback-differs`, and as `landmarks_of`.
    """

    async def checked(asked: Asked) -> Answer:
        match asked:
            case Submitted(message=m.Acknowledgement(level=m.AckLevel.UNDERSTOOD, of=entry)):
                refuse_misplaced(folder, shelf(), entry)
            case _:
                pass
        return await release(asked)

    return checked


def refuse_misplaced(folder: Path, shelf: Shelf, entry: bytes) -> None:
    """Refuse to have understood an entry whose words and coordinates name two places."""
    statement, landmarks = shelf.statement(entry), landmarks_of(folder)
    found = None if statement is None or not landmarks else readback_of(statement.message, landmarks)
    if found is not None and found.fits is False:
        assert found.apart_m is not None
        seen = found.from_landmarks[0]
        raise OurFault(
            "readback-differs",
            f"The coordinates lie {seen.distance_m / 1_000:.1f} km on bearing {seen.bearing:.0f} from "
            f"“{seen.landmark}”, {found.apart_m / 1_000:.1f} km from where the words say.",
        )
