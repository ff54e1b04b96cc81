"""What a scenario says: a kind of the catalogue with its slots in TOML, made into a message when its moment comes.

Slots bear the names of the message's fields. A time is in minutes from the start of the drill (`from_min` for
`from_ms`), an enumeration its word, a text one in each language, an entry the name of the step that said it; `watch`
and `counterpart` stand for the two parties.
"""

from __future__ import annotations

import types
from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, dataclass, fields, is_dataclass
from enum import IntEnum
from typing import Any, Final, TypeAlias, Union, get_args, get_origin, get_type_hints

from parley.desk import messages as m
from parley.wire.kind import Kind, Slot
from parley.wire.kinds import BY_TYPE
from parley.wire.render import sentence_name
from parley.words.instants import MINUTE_MS

Slots: TypeAlias = Mapping[str, Any]
LANGUAGES: Final = ("en", "ru")
"""Every text of a scenario stands in these."""


def spoken(language: str) -> str:
    """Give the language of scenarios for somebody who speaks this one."""
    return language if language in LANGUAGES else LANGUAGES[0]


KINDS: Final[Mapping[str, Kind]] = {sentence_name(type_): kind for type_, kind in BY_TYPE.items()}
"""The kinds as commands write them: flight-notice."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What slots mean at the moment at which something is said.

    `entry` gives the id of what was said under a name, `thread` the name of what this is said about.
    """

    language: str
    codes: Mapping[str, str]
    start_ms: int
    seat: str
    entry: Callable[[str], bytes]
    thread: str | None = None


def message(name: str, slots: Slots, told: Told) -> m.Message:
    """Make the message of a kind; what a person need not say is filled in. Raises ValueError."""
    kind = kind_of(name)
    values = given(name, slots, told)
    spoken = any(slot.name in values and _is_text(slot) for slot in kind.slots)
    for slot in kind.slots:
        if slot.name in values:
            continue
        if slot.name == "seat":
            values["seat"] = told.seat
        elif slot.name == "of" and slot.needed and told.thread is not None:
            values["of"] = told.entry(told.thread)
        elif slot.name == "language" and (slot.needed or spoken):
            values["language"] = told.language
    said: m.Message = _made(kind.type, values)
    return said


def given(name: str, slots: Slots, told: Told) -> dict[str, Any]:
    """Give the values of the slots that are there, by their names. Raises ValueError."""
    return _fields(kind_of(name).type, slots, told)


def kind_of(name: str) -> Kind:
    """Give the kind that is written so. Raises ValueError."""
    if name not in KINDS:
        raise ValueError(f"{name!r} is no kind of the catalogue, as {', '.join(sorted(KINDS)[:3])}")
    return KINDS[name]


def _is_text(slot: Slot) -> bool:
    return slot.codec.free or (slot.codec.item is not None and slot.codec.item.free)


def _fields(type_: type, table: object, told: Told) -> dict[str, Any]:
    if not isinstance(table, dict):
        raise ValueError(f"{table!r} is no table of a {sentence_name(type_)}")  # noqa: TRY004  one error for what is not in its form
    hints = get_type_hints(type_)
    names = {f"{name.removesuffix('_ms')}_min" if name.endswith("_ms") else name: name for name in hints}
    if odd := table.keys() - names.keys():
        raise ValueError(f"a {sentence_name(type_)} has no slot {min(odd)}; it has {', '.join(names)}")
    return {
        names[key]: _value(_bare(hints[names[key]]), item, told, names[key].endswith("_ms"))
        for key, item in table.items()
    }


def _bare(hint: Any) -> Any:  # noqa: ANN401  a type as annotations give it
    """Take the `| None` off."""
    if get_origin(hint) in {Union, types.UnionType} and type(None) in get_args(hint):
        (hint,) = [each for each in get_args(hint) if each is not type(None)]
    return hint


def _value(hint: Any, item: Any, told: Told, instant: bool) -> Any:  # noqa: ANN401, FBT001  what TOML has for a slot
    if get_origin(hint) is tuple:
        if not isinstance(item, list):
            raise ValueError(f"{item!r} is no list")
        return tuple([_value(get_args(hint)[0], each, told, instant) for each in item])
    if instant:
        if type(item) is not int:
            raise ValueError(f"{item!r} is no number of minutes from the start")
        return told.start_ms + item * MINUTE_MS
    if hint == m.Message:
        table = dict(item) if isinstance(item, dict) else {}
        return message(str(table.pop("say", "")), table, told)
    if is_dataclass(hint) and isinstance(hint, type):
        return _made(hint, _fields(hint, item, told))
    if isinstance(hint, type) and issubclass(hint, IntEnum):
        return _word(hint, item)
    if hint is bytes:
        return told.entry(str(item))
    if isinstance(item, dict):
        return text(item, told.language)
    return told.codes.get(item, item) if isinstance(item, str) else item


def _word(words: type[IntEnum], item: object) -> IntEnum:
    if not isinstance(item, str) or item not in words.__members__:
        raise ValueError(f"{item!r} is none of {', '.join(words.__members__)}")
    return words[item]


def text(item: object, language: str) -> str:
    """Give a text that stands there in each language. Raises ValueError."""
    if (
        not isinstance(item, dict)
        or set(item) != set(LANGUAGES)
        or not all(isinstance(each, str) for each in item.values())
    ):
        raise ValueError(f"a text stands there in each language: {' and '.join(LANGUAGES)}")
    found: str = item[language]
    return found


def texts(slots: object, language: str) -> Iterator[str]:
    """Give every text in slots as it stands there in a language."""
    if isinstance(slots, dict) and set(slots) == set(LANGUAGES):
        yield text(slots, language)
    elif isinstance(slots, dict | list):
        for each in slots.values() if isinstance(slots, dict) else slots:
            yield from texts(each, language)


def _made(type_: Any, values: Mapping[str, Any]) -> Any:  # noqa: ANN401  a dataclass and what it becomes
    missing = [each.name for each in fields(type_) if each.default is MISSING and each.name not in values]
    if missing:
        raise ValueError(f"a {sentence_name(type_)} needs {', '.join(missing)}")
    return type_(**values)
