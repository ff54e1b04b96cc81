"""The kinds of content: numbers, slots, what they must fulfil together, and how each may travel (docs/spec/kinds.md).

Numbers of kinds and slots are never used again for something else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from parley.desk import messages as m
from parley.wire import rules
from parley.wire import slots as s
from parley.words import limits
from parley.words.terms import Precedence, TrafficClass


class Slot(NamedTuple):
    """One field of a kind: its number in the body, its name in the class, how it is written."""

    key: int
    name: str
    codec: s.Codec
    needed: bool = True


class Kind(NamedTuple):
    """One kind of content: number, newest version, class, slots, what they must fulfil together, how it may travel."""

    number: int
    version: int
    type: type[m.Message]
    slots: tuple[Slot, ...]
    rule: Callable[[Any], None]
    classes: frozenset[TrafficClass]
    precedences: frozenset[Precedence]


MEANT: Final = frozenset({TrafficClass.OPERATIONAL, TrafficClass.DRILL})
ANY_CLASS: Final = frozenset(TrafficClass)
ANY_SPEED: Final = frozenset(Precedence)
NO_FLASH: Final = ANY_SPEED - {Precedence.FLASH}
UNHURRIED: Final = frozenset({Precedence.ROUTINE, Precedence.PRIORITY})

_TEXT: Final = s.text(limits.TEXT_CHARS_MAX)
_SHORT: Final = s.text(limits.SHORT_TEXT_CHARS_MAX)
_FORCES: Final = s.integer(1, limits.FORCES_MAX)
_LEVEL: Final = s.integer(0, limits.FLIGHT_LEVEL_MAX)
_CHALLENGE: Final = s.pattern(s.CHALLENGE, "challenge (4 to 12 digits and capitals)")

KINDS: Final = (
    Kind(
        32,
        1,
        m.FlightNotice,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "aircraft", s.integer(1, limits.AIRCRAFT_MAX)),
            Slot(2, "aircraft_type", _SHORT, needed=False),
            Slot(3, "from_ms", s.INSTANT),
            Slot(4, "until_ms", s.INSTANT),
            Slot(5, "fl_min", _LEVEL),
            Slot(6, "fl_max", _LEVEL),
            Slot(7, "area", _SHORT),
            Slot(8, "closest", s.POINT, needed=False),
        ),
        rules.flight_notice,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        33,
        1,
        m.Query,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "text", _TEXT),
            Slot(2, "subject", s.ENTRY_ID, needed=False),
            Slot(3, "point", s.POINT, needed=False),
        ),
        rules.anything,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        34,
        1,
        m.HoldingReply,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "text", _TEXT),
            Slot(2, "promised_ms", s.INSTANT, needed=False),
        ),
        rules.anything,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        35,
        1,
        m.Reply,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "text", _TEXT),
            Slot(2, "point", s.POINT, needed=False),
        ),
        rules.anything,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        36,
        1,
        m.Acknowledgement,
        (
            Slot(0, "of", s.ENTRY_ID),
            Slot(1, "level", s.choice(m.AckLevel)),
            Slot(2, "seat", s.NAME),
            Slot(3, "language", s.LANGUAGE_CODE, needed=False),
            Slot(4, "paraphrase", _TEXT, needed=False),
            Slot(5, "slots", s.listed(s.integer(0, limits.SLOT_KEY_MAX), 1, limits.SLOT_KEY_MAX + 1), needed=False),
        ),
        rules.acknowledgement,
        ANY_CLASS,
        ANY_SPEED,
    ),
    Kind(
        37,
        1,
        m.WatchCheck,
        (
            Slot(0, "challenge", _CHALLENGE),
            Slot(1, "seat", s.NAME),
            Slot(2, "scheduled_ms", s.INSTANT, needed=False),
        ),
        rules.anything,
        ANY_CLASS,
        UNHURRIED,
    ),
    Kind(
        38,
        1,
        m.WatchAnswer,
        (Slot(0, "challenge", _CHALLENGE), Slot(1, "seat", s.NAME)),
        rules.anything,
        ANY_CLASS,
        UNHURRIED,
    ),
    Kind(
        39,
        1,
        m.CallRequest,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "pairing", s.NAME),
            Slot(2, "topic", _SHORT),
            Slot(3, "slots_ms", s.listed(s.INSTANT, 1, limits.CALL_SLOTS_MAX)),
            Slot(4, "call_language", s.LANGUAGE_CODE),
            Slot(5, "interpreter", s.choice(m.Interpreter)),
            Slot(6, "reply_within_min", s.integer(1, limits.WITHIN_MIN_MAX), needed=False),
        ),
        rules.anything,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        40,
        1,
        m.CallAnswer,
        (
            Slot(0, "answer", s.choice(m.Answer)),
            Slot(1, "at_ms", s.INSTANT, needed=False),
            Slot(2, "reason", s.choice(m.DeclineReason), needed=False),
            Slot(3, "language", s.LANGUAGE_CODE, needed=False),
            Slot(4, "text", _TEXT, needed=False),
        ),
        rules.call_answer,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        41,
        1,
        m.PlainStatement,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "text", _TEXT),
            Slot(2, "assertion", s.choice(m.Assertion)),
            Slot(3, "subject", s.ENTRY_ID, needed=False),
        ),
        rules.anything,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        42,
        1,
        m.ExerciseNotice,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "name", _SHORT),
            Slot(2, "exercise", s.choice(m.ExerciseType)),
            Slot(3, "from_ms", s.INSTANT),
            Slot(4, "until_ms", s.INSTANT),
            Slot(5, "area", _SHORT),
            Slot(6, "troops", _FORCES, needed=False),
            Slot(7, "aircraft", s.integer(1, limits.AIRCRAFT_MAX), needed=False),
            Slot(8, "ships", _FORCES, needed=False),
            Slot(9, "text", _TEXT, needed=False),
        ),
        rules.exercise_notice,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        43,
        1,
        m.MovementNotice,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "movement", s.choice(m.Movement)),
            Slot(2, "what", _SHORT),
            Slot(3, "number", _FORCES, needed=False),
            Slot(4, "from_ms", s.INSTANT, needed=False),
            Slot(5, "arrives_ms", s.INSTANT),
            Slot(6, "place", _SHORT),
            Slot(7, "position", s.POSITION, needed=False),
            Slot(8, "recipient", s.PARTY, needed=False),
        ),
        rules.movement_notice,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        44,
        1,
        m.HazardNotice,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "hazard", s.choice(m.Hazard)),
            Slot(2, "from_ms", s.INSTANT),
            Slot(3, "until_ms", s.INSTANT),
            Slot(4, "area", _SHORT),
            Slot(5, "centre", s.POSITION, needed=False),
            Slot(6, "radius_m", s.integer(1, limits.DISTANCE_M_MAX), needed=False),
            Slot(7, "fl_max", _LEVEL, needed=False),
            Slot(8, "warning", _SHORT, needed=False),
        ),
        rules.hazard_notice,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        45,
        1,
        m.IncidentReport,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "incident", s.choice(m.Incident)),
            Slot(2, "point", s.POINT),
            Slot(3, "text", _TEXT),
            Slot(4, "forces", _SHORT, needed=False),
            Slot(5, "dead", s.integer(0, limits.FORCES_MAX), needed=False),
            Slot(6, "injured", s.integer(0, limits.FORCES_MAX), needed=False),
        ),
        rules.anything,
        MEANT,
        ANY_SPEED,
    ),
    Kind(
        46,
        1,
        m.Protest,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "text", _TEXT),
            Slot(2, "subject", s.ENTRY_ID, needed=False),
        ),
        rules.anything,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        47,
        1,
        m.FreeText,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "title", _SHORT),
            Slot(2, "text", _TEXT),
            Slot(3, "reference", _SHORT, needed=False),
        ),
        rules.anything,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        48,
        1,
        m.CallHeld,
        (
            Slot(0, "from_ms", s.INSTANT),
            Slot(1, "until_ms", s.INSTANT),
            Slot(2, "ending", s.choice(m.Ending)),
            Slot(3, "language", s.LANGUAGE_CODE, needed=False),
            Slot(4, "points", s.sequence(_SHORT, 1, limits.POINTS_MAX), needed=False),
            Slot(5, "effective_ms", s.INSTANT, needed=False),
            Slot(6, "follow_up", _TEXT, needed=False),
        ),
        rules.call_held,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        49,
        1,
        m.Confirmation,
        (
            Slot(0, "of", s.ENTRY_ID),
            Slot(1, "verdict", s.choice(m.Verdict)),
            Slot(2, "language", s.LANGUAGE_CODE, needed=False),
            Slot(3, "text", _TEXT, needed=False),
        ),
        rules.confirmation,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        50,
        1,
        m.Readout,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "text", _TEXT),
            Slot(2, "publicity", s.choice(m.Publicity)),
            Slot(3, "embargo_until_ms", s.INSTANT, needed=False),
        ),
        rules.readout,
        MEANT,
        NO_FLASH,
    ),
    Kind(
        51,
        1,
        m.TelephoneContact,
        (
            Slot(0, "language", s.LANGUAGE_CODE),
            Slot(1, "caller", s.PARTY),
            Slot(2, "caller_seat", s.NAME),
            Slot(3, "called", s.PARTY),
            Slot(4, "called_seat", s.NAME),
            Slot(5, "at_ms", s.INSTANT),
            Slot(6, "passed", _TEXT),
            Slot(7, "read_back", _TEXT, needed=False),
            Slot(8, "entered", s.choice(m.Entered)),
        ),
        rules.telephone_contact,
        MEANT,
        NO_FLASH,
    ),
)
