"""What slots of messages hold beside numbers and texts: choices with their numbers, places, distances."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum
from typing import Final


class AckLevel(IntEnum):
    """How far word has come. None of these means agreement."""

    READ = 1
    UNDERSTOOD = 2
    NOT_UNDERSTOOD = 3


class Answer(IntEnum):
    """What is said to a call request."""

    ACCEPTED = 1
    OTHER_TIME = 2
    DECLINED = 3


class DeclineReason(IntEnum):
    """Why a call is declined; none need be given."""

    NONE_GIVEN = 0
    NOT_AVAILABLE = 1
    NEEDS_AUTHORISATION = 2
    WRONG_LEVEL = 3
    TOPIC = 4
    TIMING = 5
    ATMOSPHERE = 6


class LevelMove(IntEnum):
    """Why another level is named for a call: the side asked proposes it, or the asking side escalates to it."""

    PROPOSED = 1
    ESCALATED = 2


class Mark(IntEnum):
    """What is entered of a call as it happens, and afterwards of what was agreed in it."""

    STARTED = 1
    INTERRUPTED = 2
    RESUMED = 3
    ENDED = 4
    IN_EFFECT = 5
    FOLLOWED_UP = 6


class Interpreter(IntEnum):
    """Who brings the interpreters to a call, seen from the asking side."""

    NONE = 0
    OURS = 1
    YOURS = 2
    BOTH = 3


class Assertion(IntEnum):
    """What a plain statement does: say that something is so, say that it is not, or neither."""

    STATEMENT = 0
    ASSERTION = 1
    DENIAL = 2


class ExerciseType(IntEnum):
    """What forces take part in an exercise."""

    OTHER = 0
    STRATEGIC = 1
    LAND = 2
    NAVAL = 3
    AIR = 4


class Movement(IntEnum):
    """What moves: troops (counted in persons), naval craft handed over to another, equipment (in pieces)."""

    TROOPS = 1
    NAVAL_TRANSFER = 2
    EQUIPMENT = 3


class Hazard(IntEnum):
    """Why an area is dangerous; it need not be said (INCSEA, article VI)."""

    NOT_STATED = 0
    GUNNERY = 1
    MISSILES = 2
    MINES = 3
    OTHER = 4


class Incident(IntEnum):
    """What sort of incident is reported."""

    OTHER = 0
    COLLISION = 1
    DANGEROUS_APPROACH = 2
    BORDER_CROSSED = 3
    WEAPON_FIRED = 4
    INTERFERENCE = 5
    EXPLOSION = 6


class Ending(IntEnum):
    """How a call ended."""

    COMPLETED = 0
    INTERRUPTED = 1


class Verdict(IntEnum):
    """What the other side says of an account of something in which both took part."""

    CONFIRMED = 1
    AMENDED = 2
    DISPUTED = 3


class Publicity(IntEnum):
    """What a side says, or will say, in public of a call."""

    PRIVATE = 0
    REACTIVE_ONLY = 1
    EMBARGO = 2
    SEPARATE_READOUTS = 3
    JOINT_READOUT = 4


class Entered(IntEnum):
    """When a telephone contact was entered: at once, or later since the line was down."""

    AT_ONCE = 0
    LINE_WAS_DOWN = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place on WGS 84, in units of 1e-7 degrees; north and east are positive."""

    lat_e7: int
    lon_e7: int


@dataclass(frozen=True, slots=True, kw_only=True)
class BorderDistance:
    """How far from whose border, as claimed: in metres, and to how many metres it is meant."""

    distance_m: int
    precision_m: int
    border_of: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Point:
    """When something was, or will be, where, and how near a border, as its author claims."""

    at_ms: int
    position: Position | None = None
    distance: BorderDistance | None = None


class Transponder(IntEnum):
    """Whether aircraft could be seen by civil radar while they flew."""

    NOT_STATED = 0
    ON = 1
    OFF = 2
    PARTLY = 3


class LaunchVehicle(IntEnum):
    """What is launched, by generic class."""

    NOT_STATED = 0
    BALLISTIC_MISSILE = 1
    SPACE_LAUNCH_VEHICLE = 2
    CRUISE_MISSILE = 3
    OTHER = 4


class LaunchResult(IntEnum):
    """What became of a launch that was announced."""

    LAUNCHED = 1
    NOT_LAUNCHED = 2
    FAILED = 3


class NavalPurpose(IntEnum):
    """Why ships go where they go."""

    OTHER = 0
    PORT_CALL = 1
    PASSAGE = 2
    OPERATION = 3


class Humanitarian(IntEnum):
    """What is to be spared: a place that stays, or vehicles on a route."""

    SITE = 1
    CONVOY = 2


class Accident(IntEnum):
    """What has left, or may have left, without anybody having meant it."""

    NOT_KNOWN = 0
    MISSILE = 1
    ROCKET_OR_SHELL = 2
    UNCREWED_AIRCRAFT = 3
    CREWED_AIRCRAFT = 4
    OTHER = 5


class Armed(IntEnum):
    """Whether it bears a charge."""

    NOT_KNOWN = 0
    UNARMED = 1
    ARMED = 2


class DoubtSort(IntEnum):
    """What is said against what an entry states: that a position cannot be right, or that it is otherwise."""

    POSITION_DOUBTFUL = 1
    DISPUTED = 2


class Step(IntEnum):
    """How far an entry has gone inside the side that received it. None of these means agreement."""

    OPENED = 1
    PASSED = 2
    SEEN = 3


class CannotReason(IntEnum):
    """Why a query cannot be answered; none need be given."""

    NONE_GIVEN = 0
    NOT_KNOWN = 1
    NEEDS_AUTHORISATION = 2
    NOT_OURS = 3
    SECRET = 4


class YesOrNo(IntEnum):
    """The whole answer to a question that asks for one of the two."""

    YES = 1
    NO = 2


class Presence(IntEnum):
    """Whether somebody who was asked for can be spoken to at once."""

    HERE = 1
    ON_THE_WAY = 2
    NOT_HERE = 3
    NOT_SAID = 4


class Direction(IntEnum):
    """Whose statements a suspension stops, seen from the side that suspends."""

    OURS = 1
    YOURS = 2
    BOTH = 3


class Grade(IntEnum):
    """How good a translation is. The original rules, whatever the grade."""

    SIGHT = 1
    ROUGH = 2
    OFFICIAL = 3
    MACHINE = 4


class CodeWord(IntEnum):
    """The words of pre-agreed messages, after the protocol of 1976 and the special signals of INCSEA."""

    ACCIDENT = 1
    SIGNAL = 2


CODED_PHRASES: Final = {CodeWord.ACCIDENT: 6, CodeWord.SIGNAL: 3}
"""How many numbered phrases each word has."""
