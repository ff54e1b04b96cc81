"""The kinds of content and their versions: to canonical bytes and back, and what may travel how (docs/spec/kinds.md).

A body is a map of the strict encoding (`parley.words.cbor`) from slot numbers to values; a slot without a value is
left out. Numbers of kinds and slots are never used again for something else.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final, NamedTuple

from parley.desk import messages as m
from parley.wire import rules
from parley.wire import slots as s
from parley.words import cbor, limits
from parley.words.faults import OurFault, PeerFault
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
)

_BY_NUMBER: Final = {kind.number: kind for kind in KINDS}
_BY_TYPE: Final = {kind.type: kind for kind in KINDS}


def encode(message: m.Message) -> tuple[int, int, bytes]:
    """Give kind, version and body of a message.

    Raises OurFault with the code that the other side would refuse it with (see `decode`).
    """
    kind = _BY_TYPE[type(message)]
    body: dict[int, cbor.Item] = {}
    for slot in kind.slots:
        value = getattr(message, slot.name)
        if value is not None and value != ():
            body[slot.key] = slot.codec.write(value)
    try:
        _read(kind, body)
    except PeerFault as fault:
        raise OurFault(fault.code, fault.message) from None
    return kind.number, kind.version, cbor.encode(body)


def decode(kind: int, version: int, body: bytes) -> m.Message:
    """Read a body.

    Raises PeerFault `kind-unknown` (held, not readable here), `body-malformed`, `slot-range` or `text-controls`.
    """
    known = _known(kind, version)
    if len(body) > limits.BODY_BYTES_MAX:
        raise PeerFault("slot-range", f"A body of {len(body)} bytes is over the limit.")
    try:
        item = cbor.decode(body)
    except PeerFault as fault:
        raise PeerFault("body-malformed", fault.message) from None
    if type(item) is not dict:
        raise PeerFault("body-malformed", "A body is a map of slots.")
    return _read(known, item)


def check(kind: int, version: int, traffic_class: int, precedence: int) -> None:
    """Judge without reading the body whether this kind may travel so.

    Raises PeerFault `kind-unknown`, `class-refused` or `precedence-refused`.
    """
    known = _known(kind, version)
    if traffic_class not in known.classes:
        raise PeerFault("class-refused", f"A {known.type.__name__} may not travel in class {traffic_class}.")
    if precedence not in known.precedences:
        raise PeerFault("precedence-refused", f"A {known.type.__name__} may not have precedence {precedence}.")


def _known(kind: int, version: int) -> Kind:
    known = _BY_NUMBER.get(kind)
    if known is None or not 1 <= version <= known.version:
        raise PeerFault("kind-unknown", f"Kind {kind} version {version} is not in this catalogue.")
    return known


def _read(kind: Kind, body: dict[int, cbor.Item]) -> m.Message:
    """Read each slot, then what they must fulfil together."""
    values: dict[str, Any] = {}
    found = 0
    for key, name, codec, needed in kind.slots:
        item = body.get(key)
        if item is not None:
            found += 1
            try:
                values[name] = codec.read(item)
            except PeerFault as fault:
                raise PeerFault(fault.code, f"Slot {name} {fault.message}.") from None
        elif needed:
            raise PeerFault("body-malformed", f"Slot {name} is missing.")
    if found != len(body):
        raise PeerFault("body-malformed", "The body has a slot that this kind has not, or one without a value.")
    message = kind.type(**values)
    kind.rule(message)
    return message
