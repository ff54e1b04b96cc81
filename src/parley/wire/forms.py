"""From the catalogue to what is asked for: every slot of a kind becomes a field, by its type and its unit.

`*_ms` is a time, bytes an entry, an enumeration its words in lower case, a class the fields of its own. What a person
need not say is filled in: the language of the party, the seat, a fresh challenge. Commands and pages ask alike.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from enum import IntEnum
from typing import Any, Final, NamedTuple, Union, get_args, get_origin, get_type_hints

from parley.desk import messages as m
from parley.wire import typed
from parley.wire.kind import TEXT, Kind, Slot
from parley.wire.kinds import KINDS
from parley.words.faults import OurFault
from parley.words.terms import Precedence

CHALLENGE_CHARS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What is not taken for another when it is read out."""
LEAVES: Final[Mapping[type, tuple[Callable[[str], Any], str]]] = {
    m.Position: (typed.position, "PLACE"),
    m.BorderDistance: (typed.distance, "DISTANCE"),
}
"""Classes that are typed as one value."""


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that can be said: a kind, with some slots settled by the word that was chosen.

    `answers` says that it answers an entry, and `of` which slot, if any, holds that entry. What `corrects` goes out as
    a correction of that entry, in the kind of the entry.
    """

    word: str
    type: type[m.Message]
    help: str
    settled: Mapping[str, Any] = field(default_factory=dict)
    without: frozenset[str] = frozenset()
    needs: frozenset[str] = frozenset()
    answers: bool = False
    of: str = ""
    corrects: bool = False

    @property
    def kind(self) -> Kind:
        """The newest version of its kind."""
        return next(kind for kind in KINDS if kind.type is self.type)

    @property
    def precedence(self) -> Precedence:
        """How fast it goes out unless that is said: an accident as fast as it may, everything else as slow."""
        return (max if self.type is m.AccidentReport else min)(self.kind.precedences)


@dataclass(frozen=True, slots=True)
class Option:
    """One field: where its value goes in the message, how it is read; `long` is a text of several lines."""

    path: tuple[str, ...]
    parse: Callable[[str], Any]
    metavar: str | None = None
    choices: tuple[str, ...] | None = None
    needed: bool = False
    many: bool = False
    is_ref: bool = False
    ascends: bool = False
    long: bool = False
    sort: str = ""
    """What its slot holds, as the catalogue says it."""
    least: int | None = None
    most: int | None = None

    @property
    def dest(self) -> str:
        """Under which name its value is given."""
        return "slot_" + "_".join(self.path)

    @property
    def flag(self) -> str:
        """Its option on a command line."""
        return "--" + "-".join(self.path).removesuffix("_ms").replace("_", "-")


def options(action: Action) -> Iterator[Option]:
    """Give the fields of an action, from its kind's slots."""
    hints = get_type_hints(action.type)
    defaults = {each.name for each in fields(action.type) if each.default is not MISSING}
    for slot in action.kind.slots:
        if slot.name in action.settled or slot.name in action.without or slot.name in {action.of, "seat"}:
            continue
        needed = (slot.needed and slot.name not in defaults) or slot.name in action.needs
        needed = needed and not _is_filled(action, slot)
        for option in _options((slot.name,), _bare(hints[slot.name]), needed=needed):
            codec = slot.codec.item or slot.codec
            yield replace(
                option, ascends=slot.codec.ascends, long=codec is TEXT, sort=slot.codec.sort,
                least=codec.least, most=codec.most,
            )  # fmt: skip


def _is_filled(action: Action, slot: Slot) -> bool:
    if slot.name == "at_ms":
        return action.type is m.AccidentReport and not action.corrects
    if slot.name == "token":
        return True
    return slot.name == "language" or (slot.name == "challenge" and not action.answers)


def _bare(hint: Any) -> Any:  # noqa: ANN401  a type as annotations give it
    """Take the `| None` off."""
    if get_origin(hint) in {Union, types.UnionType}:
        (hint,) = [each for each in get_args(hint) if each is not type(None)]
    return hint


def _options(path: tuple[str, ...], hint: Any, *, needed: bool) -> Iterator[Option]:  # noqa: ANN401  a type
    many = get_origin(hint) is tuple
    item = get_args(hint)[0] if many else hint
    asked = Option(path, str, needed=needed, many=many)
    if item is m.Point and many:
        yield replace(asked, parse=typed.point, metavar="POINT")
    elif item in LEAVES:
        parse, metavar = LEAVES[item]
        yield replace(asked, parse=parse, metavar=metavar)
    elif is_dataclass(item) and not many:
        hints = get_type_hints(item)
        for each in fields(item):
            yield from _options((*path, each.name), _bare(hints[each.name]), needed=False)
    elif isinstance(item, type) and issubclass(item, IntEnum):
        words = {typed.word(each): each for each in item}
        yield replace(asked, parse=words.__getitem__, choices=tuple(words))
    elif item is bytes:
        yield replace(asked, metavar="REF", is_ref=True)
    elif item is int and path[-1].endswith("_ms"):
        yield replace(asked, parse=typed.instant, metavar="TIME")
    else:
        yield replace(asked, parse=int if item is int else typed.yes if item is bool else str)


class Sayer(NamedTuple):
    """Who says it when: what the line is described by (`{"do": "line"}`), the seat, the clock, 32 random bytes."""

    described: Mapping[str, Any]
    seat: str
    now_ms: int
    random: bytes


def made(action: Action, given: Mapping[str, Any], sayer: Sayer) -> m.Message:
    """Make the message of what is given by field; what it may hold, the catalogue says. Raises OurFault."""
    values: dict[str, Any] = dict(action.settled)
    for option in options(action):
        if option.dest in given:
            value = given[option.dest]
            if option.many:
                value = tuple(sorted(value) if option.ascends else value)
            _put(values, option.path, value)
    _fill(action, values, sayer)
    of = values.pop(action.of) if action.corrects else b""
    says: m.Message = _made(action.type, values)
    return m.Correction(of=of, says=says) if action.corrects else says


def _put(values: dict[str, Any], path: tuple[str, ...], value: object) -> None:
    for name in path[:-1]:
        values = values.setdefault(name, {})
    values[path[-1]] = value


def _made(hint: Any, value: Any) -> Any:  # noqa: ANN401  a slot's type and value
    """Make a class of the fields that were given."""
    if not isinstance(value, dict):
        return value
    hints = get_type_hints(hint)
    missing = [each.name for each in fields(hint) if each.default is MISSING and each.name not in value]
    if missing:
        more = ", ".join(name.removesuffix("_ms") for name in missing)
        raise OurFault("slot-range", f"{hint.__name__} also needs: {more}.")
    return hint(**{name: _made(_bare(hints[name]), each) for name, each in value.items()})


def _fill(action: Action, values: dict[str, Any], sayer: Sayer) -> None:
    """Fill in what a person need not say."""
    for slot in action.kind.slots:
        if slot.name in values:
            continue
        if slot.name == "seat":
            values["seat"] = _role(sayer)
        elif slot.name == "at_ms" and action.type is m.AccidentReport:
            values["at_ms"] = sayer.now_ms
        elif slot.name == "token":
            values["token"] = " ".join(f"{number:05}" for number in _drawn(sayer.random, 100_000, 6))
        elif slot.name == "challenge" and not action.answers:
            drawn = _drawn(sayer.random, len(CHALLENGE_CHARS), 5)
            values["challenge"] = "".join(CHALLENGE_CHARS[number] for number in drawn)
        elif slot.name == "language" and (slot.needed or values.keys() & {"text", "paraphrase"}):
            values["language"] = sayer.described["language"]


def _role(sayer: Sayer) -> str:
    role: str = sayer.described["speaks_as"].get(sayer.seat, sayer.seat)
    if role not in sayer.described["roles"]:
        raise OurFault("seat-unknown", f"For this the seat is a role: {', '.join(sayer.described['roles'])}.")
    return role


def _drawn(random: bytes, below: int, count: int) -> Iterator[int]:
    """Draw numbers from 32 random bytes; of 256 bits at most 100 are used, so that each is as likely as any other."""
    number = int.from_bytes(random)
    for _ in range(count):
        number, drawn = divmod(number, below)
        yield drawn


def texts(action: Action, message: m.Message) -> dict[str, str]:
    """Give a message by field, as a person would type it; several values of a field stand in lines."""
    found: dict[str, str] = {}
    for option in options(action):
        value: Any = m.stated(message)
        for name in option.path:
            value = getattr(value, name, None)
        if value is not None and value != ():
            each = value if option.many else (value,)
            found[option.dest] = "\n".join(typed.written(item, option.path[-1]) for item in each)
    return found
