"""From the catalogue to options: every slot of a kind becomes one, by its type and its unit.

`*_ms` is a time, bytes an entry, an enumeration its words in lower case, a class the options of its fields. What a
person need not say is filled in: the language of the home's party, the seat, a fresh challenge.
"""

from __future__ import annotations

import argparse
import secrets
import sys
import time
import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
from enum import IntEnum
from typing import Any, Final, Union, get_args, get_origin, get_type_hints

from parley.app.access import Access
from parley.cli import _values
from parley.desk import messages as m
from parley.wire.kind import Kind, Slot
from parley.wire.kinds import KINDS
from parley.words.faults import OurFault

CHALLENGE_CHARS: Final = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
"""What is not taken for another when it is read out."""
LEAVES: Final[Mapping[type, tuple[Callable[[str], Any], str]]] = {
    m.Position: (_values.position, "PLACE"),
    m.BorderDistance: (_values.distance, "DISTANCE"),
}
"""Classes that are typed as one value."""
UNITS: Final = {"_ms": "", "_min": " (minutes)", "_m": " (metres)"}


@dataclass(frozen=True, slots=True)
class Action:
    """One thing that a command can say: a kind, with some slots settled by the word that was chosen.

    `answers` says that REF names what it answers, and `of` which slot, if any, holds that entry. What `corrects` goes
    out as a correction of that entry, in the kind of the entry.
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


@dataclass(frozen=True, slots=True)
class Option:
    """One option: where its value goes in the message, how it is read."""

    path: tuple[str, ...]
    flag: str
    parse: Callable[[str], Any]
    metavar: str | None
    choices: tuple[str, ...] | None
    needed: bool
    many: bool
    is_ref: bool
    ascends: bool = False

    @property
    def dest(self) -> str:
        """Where argparse keeps it."""
        return "slot_" + "_".join(self.path)


def options(action: Action) -> Iterator[Option]:
    """Give the options of an action, from its kind's slots."""
    hints = get_type_hints(action.type)
    defaults = {each.name for each in fields(action.type) if each.default is not MISSING}
    for slot in action.kind.slots:
        if slot.name in action.settled or slot.name in action.without or slot.name in {action.of, "seat"}:
            continue
        needed = (slot.needed and slot.name not in defaults) or slot.name in action.needs
        needed = needed and not _is_filled(action, slot)
        for option in _options((slot.name,), _bare(hints[slot.name]), needed=needed):
            yield replace(option, ascends=slot.codec.ascends)


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
    parse: Callable[[str], Any]
    many = get_origin(hint) is tuple
    item = get_args(hint)[0] if many else hint
    if item is m.Point and many:
        yield Option(path, _flag(path), _values.point, "POINT", None, needed, many, is_ref=False)
    elif item in LEAVES:
        parse, metavar = LEAVES[item]
        yield Option(path, _flag(path), parse, metavar, None, needed, many, is_ref=False)
    elif is_dataclass(item) and not many:
        hints = get_type_hints(item)
        for each in fields(item):
            yield from _options((*path, each.name), _bare(hints[each.name]), needed=False)
    elif isinstance(item, type) and issubclass(item, IntEnum):
        words = {each.name.lower().replace("_", "-"): each for each in item}
        yield Option(path, _flag(path), words.__getitem__, None, tuple(words), needed, many, is_ref=False)
    elif item is bytes:
        yield Option(path, _flag(path), _values.ref, "REF", None, needed, many, is_ref=True)
    elif item is int and path[-1].endswith("_ms"):
        yield Option(path, _flag(path), _values.instant, "TIME", None, needed, many, is_ref=False)
    else:
        parse = int if item is int else _yes if item is bool else str
        yield Option(path, _flag(path), parse, None, None, needed, many, is_ref=False)


def _yes(text: str) -> bool:
    if text not in {"yes", "no"}:
        raise argparse.ArgumentTypeError("say yes or no")
    return text == "yes"


def _flag(path: tuple[str, ...]) -> str:
    name = "-".join(path).removesuffix("_ms")
    return "--" + name.replace("_", "-")


def add_slots(parser: argparse.ArgumentParser, action: Action) -> None:
    """Add an action's slots to its parser."""
    of_slot = {slot.name: slot.codec.sort for slot in action.kind.slots}
    group = parser.add_argument_group("what is said")
    for option in options(action):
        group.add_argument(
            option.flag,
            dest=option.dest,
            type=str if option.choices else _typed if option.parse is str else option.parse,
            choices=option.choices,
            metavar=option.metavar or (None if option.choices else option.path[-1].upper()),
            required=option.needed,
            nargs="+" if option.many else None,
            help=_help(option, of_slot[option.path[0]]),
        )


def _typed(text: str) -> str:
    """Take a text as it is typed; `-` has it read from standard input."""
    return sys.stdin.read().strip() if text == "-" else text


def _help(option: Option, sort: str) -> str:
    if option.choices is not None:
        return argparse.SUPPRESS if not option.choices else "one of these"
    said = {
        "TIME": "as 2026-11-24T07:00Z or '240700Z NOV 26'",
        "PLACE": "as 49.9767,23.5317 or \"49°58.6'N 023°31.9'E\"",
        "DISTANCE": "as '20.0 km from UKR', as exact as its decimals",
        "POINT": "as 'TIME; PLACE; DISTANCE', of which the time is needed",
        "REF": "an entry: joint number, 'USA 12', or the beginning of its id",
    }.get(option.metavar or "")
    if said is None:
        said = "the author's language; by default that of the home's party" if option.path == ("language",) else sort
    return said.replace("%", "%%")


def message(action: Action, args: argparse.Namespace, access: Access, described: Mapping[str, Any]) -> m.Message:
    """Make the message that the options say. Raises OurFault of references; what it may hold, the catalogue says."""
    values: dict[str, Any] = dict(action.settled)
    for option in options(action):
        given = getattr(args, option.dest)
        if given is None:
            continue
        if option.is_ref:
            given = found(access, args, given)["id"]
            given = bytes.fromhex(given)
        elif option.choices is not None:
            given = option.parse(given)
        if option.many:
            given = tuple(sorted(given) if option.ascends else given)
        _put(values, option.path, given)
    _fill(action, values, described, args.seat)
    hints = get_type_hints(action.type)
    of = values.pop(action.of) if action.corrects else b""
    made = {name: _made(_bare(hints[name]), value) for name, value in values.items()}
    says = action.type(**made)
    return m.Correction(of=of, says=says) if action.corrects else says


def found(access: Access, args: argparse.Namespace, ref: str) -> dict[str, Any]:
    """Ask which entry is meant."""
    return access.ask({"do": "show", "line": args.line, "ref": ref})


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
        raise OurFault("slot-range", f"A {hint.__name__.lower()} also needs: {more}.")
    return hint(**{name: _made(_bare(hints[name]), each) for name, each in value.items()})


def _fill(action: Action, values: dict[str, Any], described: Mapping[str, Any], seat: str) -> None:
    """Fill in what a person need not say."""
    for slot in action.kind.slots:
        if slot.name in values:
            continue
        if slot.name == "seat":
            seat = described["speaks_as"].get(seat, seat)
            if seat not in described["roles"]:
                raise OurFault("seat-unknown", f"For this the seat is a role: {', '.join(described['roles'])}.")
            values["seat"] = seat
        elif slot.name == "at_ms" and action.type is m.AccidentReport:
            values["at_ms"] = time.time_ns() // 1_000_000
        elif slot.name == "token":
            values["token"] = " ".join(f"{secrets.randbelow(100_000):05}" for _ in range(6))
        elif slot.name == "challenge" and not action.answers:
            values["challenge"] = "".join(secrets.choice(CHALLENGE_CHARS) for _ in range(5))
        elif slot.name == "language" and (slot.needed or values.keys() & {"text", "paraphrase"}):
            values["language"] = described["language"]
