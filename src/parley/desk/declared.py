"""What a party declares of its forces and of what has slipped from its hands.

Used by way of `parley.desk.messages`.
"""

from __future__ import annotations

from dataclasses import dataclass

from parley.desk.values import (
    Accident,
    Armed,
    CodeWord,
    ExerciseType,
    Hazard,
    Humanitarian,
    LaunchResult,
    LaunchVehicle,
    Movement,
    NavalPurpose,
    Point,
    Position,
    Transponder,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightNotice:
    """Aircraft will fly in an area, between two flight levels (hundreds of feet), within a window."""

    language: str
    aircraft: int
    aircraft_type: str | None = None
    from_ms: int
    until_ms: int
    fl_min: int
    fl_max: int
    area: str
    closest: Point | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class ExerciseNotice:
    """Forces will exercise in an area within a window; numbers of persons, aircraft and ships where they are given."""

    language: str
    name: str
    exercise: ExerciseType
    from_ms: int
    until_ms: int
    area: str
    troops: int | None = None
    aircraft: int | None = None
    ships: int | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class MovementNotice:
    """Troops, naval craft or equipment will be at a place at a time; `recipient` is to whom they are handed over."""

    language: str
    movement: Movement
    what: str
    number: int | None = None
    from_ms: int | None = None
    arrives_ms: int
    place: str
    position: Position | None = None
    recipient: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HazardNotice:
    """An area will be dangerous within a window, in words and as a circle; `warning` is the public NAVAREA or NOTAM."""

    language: str
    hazard: Hazard
    from_ms: int
    until_ms: int
    area: str
    centre: Position | None = None
    radius_m: int | None = None
    fl_max: int | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class FlightSummary:
    """So many flights took place in a period; the closest point of all, and the tracks that the author names."""

    language: str
    from_ms: int
    until_ms: int
    flights: int
    aircraft_types: str | None = None
    area: str
    closest: Point | None = None
    transponder: Transponder = Transponder.NOT_STATED
    escorted: int | None = None
    tracks: tuple[Point, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchNotice:
    """Something will be launched within a window, from a site, in a direction (degrees from north), into an area."""

    language: str
    vehicle: LaunchVehicle
    name: str | None = None
    from_ms: int
    until_ms: int
    area: str
    site: Position | None = None
    azimuth_deg: int | None = None
    impact: str | None = None
    centre: Position | None = None
    radius_m: int | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class LaunchReport:
    """What became of a launch that was announced in this thread, and when it was."""

    result: LaunchResult
    at_ms: int | None = None
    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class NavalNotice:
    """Ships will be at a place or in a port, within a window."""

    language: str
    purpose: NavalPurpose
    ships: int
    ship_type: str | None = None
    hulls: str | None = None
    from_ms: int
    until_ms: int
    place: str
    position: Position | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AirspaceNotice:
    """The author's airspace will be closed in an area, within a window; `warning` is the NOTAM."""

    language: str
    from_ms: int
    until_ms: int
    area: str
    centre: Position | None = None
    radius_m: int | None = None
    fl_min: int | None = None
    fl_max: int | None = None
    warning: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class HumanitarianNotice:
    """A site, or a convoy on a route, is to be spared within a window. Acknowledging it approves nothing."""

    language: str
    humanitarian: Humanitarian
    from_ms: int
    until_ms: int
    what: str
    place: str
    position: Position | None = None
    vehicles: int | None = None
    markings: str | None = None
    persons: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class AccidentReport:
    """Something has left without being meant; its position may follow. `towards` is the country that it heads for."""

    language: str
    accident: Accident = Accident.NOT_KNOWN
    at_ms: int
    armed: Armed = Armed.NOT_KNOWN
    towards: str | None = None
    position: Position | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Cancellation:
    """The author takes back what this thread announces."""

    language: str | None = None
    text: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class CodedMessage:
    """A pre-agreed message: a word and a number, whose text each side has in its own language; a signal is on an entry.

    It starts and fulfils no clock: to have understood is shown by an acknowledgement with its paraphrase.
    """

    word: CodeWord
    phrase: int
    of: bytes | None = None
