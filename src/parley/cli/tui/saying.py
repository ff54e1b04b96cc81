"""Saying something from the terminal: a form's fields are the options of the command that says the same."""

from __future__ import annotations

import argparse
from collections.abc import Iterator, Mapping
from typing import Any, Final, NamedTuple

from parley.cli import _kinds as kinds
from parley.cli._say import released, said
from parley.cli._statement import Action, Option, options
from parley.cli.tui.asking import Json, Node
from parley.words.faults import OurFault

COMMANDS: Final[Mapping[str, tuple[Action, ...]]] = {
    "notice": kinds.NOTICE, "query": kinds.QUERY, "question": kinds.QUESTION, "statement": kinds.STATEMENT,
    "text": kinds.TEXT, "incident": kinds.INCIDENT, "accident": kinds.ACCIDENT, "protest": kinds.PROTEST,
    "check": kinds.CHECK, "reply": kinds.REPLY, "ack": (*kinds.ACK, *kinds.ACK_FURTHER), "call": kinds.CALL,
    "readout": kinds.READOUT, "confirm": kinds.CONFIRM, "doubt": kinds.DOUBT, "meeting": kinds.MEETING,
    "presence": kinds.PRESENCE, "translation": kinds.TRANSLATION, "deferral": kinds.DEFERRAL,
    "suspension": kinds.SUSPENSION, "climb": kinds.CLIMB, "reached": kinds.REACHED, "manning": kinds.MANNING,
    "coded": kinds.CODED, "contact": kinds.CONTACT, "correct": kinds.CORRECTION,
}  # fmt: skip
"""The commands that say something, in the order in which a person looks for them."""
LETTERS: Final = {
    "f": ("notice", "flight"), "x": ("notice", "exercise"), "m": ("notice", "launch"), "g": ("notice", "movement"),
    "n": ("notice", "naval"), "i": ("incident", ""), "q": ("query", ""), "h": ("call", "request"), "t": ("text", ""),
}  # fmt: skip
"""What `C` and a letter compose (R-30)."""
BETWEEN: Final = "|"
"""What stands between the values of a field that takes several."""
EXTRA: Final = ("precedence", "late", "because")


class Said(NamedTuple):
    """What a form says: the command's words, the action, and the entry that it answers, if any."""

    command: str
    action: Action
    about: str | None = None

    @property
    def name(self) -> str:
        """Under which name an unfinished form of it is kept."""
        return " ".join(each for each in (self.command, self.action.word, self.about or "") if each)

    @property
    def sentence(self) -> str:
        """The sentence that names it."""
        return f"tui-say-{self.command}" + (f"-{self.action.word}" if self.action.word else "")


def openers() -> Iterator[Said]:
    """Give everything that opens a thread."""
    yield from (Said(*each) for each in _every() if not each[1].answers)


def answers(about: str) -> Iterator[Said]:
    """Give everything that answers an entry."""
    yield from (Said(*each, about) for each in _every() if each[1].answers)


def named(command: str, word: str, about: str | None = None) -> Said:
    """Give what a command says by one of its words."""
    return next(Said(*each, about) for each in _every() if each[0] == command and each[1].word == word)


def _every() -> Iterator[tuple[str, Action]]:
    return ((command, action) for command, actions in COMMANDS.items() for action in actions)


class Field(NamedTuple):
    """One field of a form: its flag without hyphens in front, and its option; an extra has none."""

    name: str
    needed: bool
    option: Option | None = None


def fields_of(what: Said) -> list[Field]:
    """Give the fields: what has to be said first, then what may be, then how it travels."""
    slots = [Field(each.flag.removeprefix("--"), each.needed, each) for each in options(what.action)]
    ordered = sorted(slots, key=lambda each: not each.needed)
    return [*ordered, *(Field(name, needed=False) for name in EXTRA)]


def choices_of(what: Said, field: Field) -> tuple[str, ...]:
    """Give the words that a field takes, empty where it takes any."""
    if field.option is not None:
        return field.option.choices or ()
    speeds = tuple(each.name.lower() for each in sorted(what.action.kind.precedences))
    return {"precedence": speeds, "late": ("yes",)}.get(field.name, ())


def read_form(what: Said, typed: Mapping[str, str], *, line: str, seat: str) -> argparse.Namespace:
    """Read a form as its command's options. Raises OurFault `seat-needed`, `slot-range` with the field."""
    if not seat:
        raise OurFault("seat-needed")
    given: dict[str, Any] = {}
    for field in fields_of(what):
        text = typed.get(field.name, "").strip()
        if not text and field.needed:
            raise OurFault("slot-range", f"{field.name}: ?")
        value = _read(what, field, text) if text else None
        given[field.option.dest if field.option is not None else field.name] = value
    late, because = given.pop("late") is not None, given.pop("because") or ""
    return argparse.Namespace(
        action=what.action, ref=what.about, thread=what.about, line=line, seat=seat, late=late, because=because,
        second_seat="", not_after=None, to=[], officer_word=False, **given,
    )  # fmt: skip


def _read(what: Said, field: Field, text: str) -> object:
    """Read the value or values of one field; a word of a list may be cut short as long as it is one."""
    many = field.option is not None and field.option.many
    values = [_value(what, field, each.strip()) for each in (text.split(BETWEEN) if many else [text])]
    return values if many else values[0]


def _value(what: Said, field: Field, text: str) -> object:
    choices = choices_of(what, field)
    if choices:
        meant = [each for each in choices if each == text.lower()] or [
            each for each in choices if each.startswith(text.lower())
        ]
        if len(meant) != 1:
            raise OurFault("slot-range", f"{field.name}: {' '.join(choices)}?")
        return meant[0]
    if field.option is None:
        return text
    try:
        return field.option.parse(text)
    except argparse.ArgumentTypeError as error:
        raise OurFault("slot-range", f"{field.name}: {error}") from None
    except ValueError:
        raise OurFault("slot-range", f"{field.name}: {text!r}?") from None


def request_of(node: Node, args: argparse.Namespace) -> Json:
    """Give what a form says, as a request. Raises Fault."""
    return said(args, node)


def preview(node: Node, args: argparse.Namespace, request: Json) -> Json:
    """Ask what it would say in every language. Raises OurFault."""
    return node.ask({**request, "do": "preview", "reason": args.because})


def release(node: Node, args: argparse.Namespace, request: Json) -> Json:
    """Release it as its command does; give its entry. Raises OurFault."""
    return released(args, node, request)


def pass_on(node: Node, args: argparse.Namespace, request: Json) -> Json:
    """Make a draft of it, which another seat releases. Raises OurFault."""
    return node.ask({**request, "do": "draft", "step": "new", "seat": args.seat})


def say_at_once(node: Node, what: Said, *, line: str, seat: str) -> Json:
    """Release what needs no field, an acknowledgement; give its entry. Raises Fault."""
    args = read_form(what, {}, line=line, seat=seat)
    return release(node, args, request_of(node, args))
