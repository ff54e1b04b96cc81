"""What a kind of content is made of, and how its slots become the items of a body and messages again."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final, NamedTuple

from parley.desk import messages as m
from parley.wire import slots as s
from parley.words import cbor, limits
from parley.words.faults import PeerFault
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

TEXT: Final = s.text(limits.TEXT_CHARS_MAX)
SHORT: Final = s.text(limits.SHORT_TEXT_CHARS_MAX)
FORCES: Final = s.integer(1, limits.FORCES_MAX)
LEVEL: Final = s.integer(0, limits.FLIGHT_LEVEL_MAX)


def write_slots(kind: Kind, message: m.Message) -> dict[int, cbor.Item]:
    """Give the items of a message's slots; one without a value is left out."""
    items: dict[int, cbor.Item] = {}
    for slot in kind.slots:
        value = getattr(message, slot.name)
        if value is not None and value != ():
            items[slot.key] = slot.codec.write(value)
    return items


def read_slots(kind: Kind, items: Mapping[int, cbor.Item]) -> m.Message:
    """Read each slot, then what they must fulfil together. Raises PeerFault."""
    values: dict[str, Any] = {}
    found = 0
    for key, name, codec, needed in kind.slots:
        item = items.get(key)
        if item is not None:
            found += 1
            try:
                values[name] = codec.read(item)
            except PeerFault as fault:
                raise PeerFault(fault.code, f"Slot {name} {fault.message}.") from None
        elif needed:
            raise PeerFault("body-malformed", f"Slot {name} is missing.")
    if found != len(items):
        raise PeerFault("body-malformed", "The body has a slot that this kind has not, or one without a value.")
    message = kind.type(**values)
    kind.rule(message)
    return message
