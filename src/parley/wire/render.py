"""A message as sentences in the reader's language, from its slots alone (docs/templates.md)."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from enum import IntEnum
from typing import Any, Final, NamedTuple

from parley.desk.messages import BorderDistance, Message, Point, Position
from parley.wire import slots as s
from parley.wire.chrome import chrome
from parley.wire.context import Context
from parley.wire.kinds import KINDS
from parley.wire.local_times import shown
from parley.wire.quantities import degrees_minutes, flight_level, hours_minutes, in_units
from parley.wire.speech import ABSENT, Piece, Speech, Value, speech

_KINDS: Final = {kind.type: kind for kind in KINDS}


def sentence_name(kind: type[Message]) -> str:
    """Give the name under which a kind's sentence stands in each language: flight-notice."""
    return re.sub(r"(?<=.)([A-Z])", r"-\1", kind.__name__).lower()


def render(message: Message, language: str, context: Context) -> str:
    """Write a message in this language; texts of people stay as they were written."""
    words = speech(language)
    said = Piece(_message(words, context, message))
    return words.say("from-to", author=Piece(context.author), addressee=Piece(context.addressee), said=said)


def subject(message: Message, language: str, context: Context) -> str | None:
    """Write what a thread that begins with this message is about, from its slots; None for what begins none."""
    words, name = speech(language), f"{sentence_name(type(message))}.subject"
    if name not in words.names:
        return None
    values = _values(words, context, message)
    for slot in _KINDS[type(message)].slots:
        if slot.codec is s.POINT:
            values[f"{slot.name}-near"] = _near(words, getattr(message, slot.name))
    return words.say(name, **values)


class Field(NamedTuple):
    """One slot of a message, with its number in the body, in a reader's language.

    `original` is the language in which a person wrote it, empty where no person did.
    """

    key: int
    slot: str
    label: str
    text: str
    original: str = ""


def fields(message: Message, language: str, context: Context) -> Iterator[Field]:
    """Give the slots of a message that say something, in the order of its kind; of a correction what it says anew."""
    labels, words = chrome(language), speech(language)
    written_in = getattr(message, "language", None) or ""
    for slot in _KINDS[type(message)].slots:
        value = getattr(message, slot.name)
        if value is None or value == () or slot.name == "language":
            continue
        if type(value) in _KINDS:
            yield from fields(value, language, context)
            continue
        free = slot.codec.free or (slot.codec.item is not None and slot.codec.item.free)
        values = value if type(value) is tuple else (value,)
        codec = slot.codec.item or slot.codec
        texts = [_field(labels, words, context, slot.name, codec, each) for each in values]
        text = "\n".join(texts) if free else words.join(texts)
        yield Field(slot.key, slot.name, labels.say(f"slot-{slot.name}"), text, written_in if free else "")


def _field(labels: Speech, words: Speech, context: Context, name: str, codec: s.Codec, value: Any) -> str:  # noqa: ANN401
    """Write one value as it stands in a table: a text of people as it is, a choice in words of its own."""
    if codec.free:
        return str(value)
    shown_as = _value(words, context, name, codec, value)
    if isinstance(value, IntEnum):
        return labels.say(f"choice-{name}-{shown_as}")
    return shown_as.text if isinstance(shown_as, Piece) else str(shown_as)


def distance(value: BorderDistance, language: str) -> str:
    """Write a distance: 20.0 km (10.8 NM, 12.4 mi)."""
    return _distance(speech(language), value)


def position(value: Position, language: str) -> str:
    """Write a place: 49°58.6′ N 023°31.9′ E."""
    return _position(speech(language), value)


def point(value: Point, language: str, zones: Mapping[str, str]) -> str:
    """Write a point: how far from whose border, when (also by the clocks in these zones of parties), where."""
    return _point(speech(language), value, zones)


def span(span_ms: int, language: str) -> str:
    """Write a span: 26 h 5 min."""
    hours, minutes = hours_minutes(span_ms)
    return speech(language).say("span", hours=hours, minutes=minutes)


def country(code: str, language: str) -> str:
    """Name a country as it stands after 'of' (ISO 3166); a code that is not here stays as it is."""
    return _country(speech(language), code)


def _distance(words: Speech, value: BorderDistance) -> str:
    units = in_units(value)
    return words.say("distance", km=units.km, nm=units.nm, mi=units.mi)


def _position(words: Speech, value: Position) -> str:
    (lat, south), (lon, west) = degrees_minutes(value, words.decimal_mark)
    sides = {"lat-side": "south" if south else "north", "lon-side": "west" if west else "east"}
    return words.say("position", lat=Piece(lat), lon=Piece(lon), **sides)


def _country(words: Speech, code: str) -> str:
    name = f"territory-{code}"
    return words.say(name) if name in words.names else code


def _level(words: Speech, hundreds_ft: int) -> str:
    level = flight_level(hundreds_ft)
    return words.say("flight-level", level=Piece(level.name), ft=level.ft, m=level.m)


def _point(words: Speech, value: Point, zones: Mapping[str, str]) -> str:
    near = value.distance
    return words.say(
        "point",
        at_ms=Piece(shown(value.at_ms, zones)),
        position=ABSENT if value.position is None else Piece(_position(words, value.position)),
        distance=ABSENT if near is None else Piece(_distance(words, near)),
        country=ABSENT if near is None else Piece(_country(words, near.border_of)),
    )


def _near(words: Speech, value: Point | None) -> Value:
    """Say how near to whose border a point is, in the two units of a chart, or that it is not said."""
    if value is None or value.distance is None:
        return ABSENT
    units, name = in_units(value.distance), f"territory-{value.distance.border_of}.border"
    border = words.say(name) if name in words.names else words.say("border-of", country=Piece(value.distance.border_of))
    return Piece(words.say("near", km=units.km, nm=units.nm, border=Piece(border)))


def _message(words: Speech, context: Context, message: Message) -> str:
    return words.say(sentence_name(type(message)), **_values(words, context, message))


def _values(words: Speech, context: Context, message: Message) -> dict[str, Value]:
    """Give what sentences may use of a message: each slot under its own name."""
    kind, name = _KINDS[type(message)], sentence_name(type(message))
    language = getattr(message, "language", None) or ""
    values: dict[str, Value] = {}
    for slot in kind.slots:
        value = getattr(message, slot.name)
        codec = slot.codec
        if value is None or value == ():
            values[slot.name] = ABSENT
        elif codec.item is not None:
            values[f"{slot.name}-count"] = len(value)
            values[slot.name] = Piece(_list(words, context, f"{name}-{slot.name}", codec.item, value, language))
        elif codec.free:
            values[slot.name] = Piece(_original(words, language, value))
            values[f"{slot.name}-quoted"] = Piece(words.say("quoted", text=_inner(words, value)))
        else:
            values[slot.name] = _value(words, context, slot.name, codec, value)
            if codec is s.PARTY:
                values[f"{slot.name}-country"] = Piece(_country(words, value))
    return values


def _value(words: Speech, context: Context, name: str, codec: s.Codec, value: Any) -> Value:  # noqa: ANN401  any slot's
    """Give one value as a sentence gets it; the unit of a number stands in its slot's name."""
    match value:
        case IntEnum():
            return value.name.lower().replace("_", "-")
        case int():
            return _number(words, context, name, value)
        case bytes():
            return Piece(context.cite(value))
        case Position():
            return Piece(_position(words, value))
        case Point():
            return Piece(_point(words, value, context.zones))
        case _ if type(value) in _KINDS:
            return Piece(_message(words, context, value))
        case _:
            return Piece(context.name(value) if codec is s.NAME else str(value))


def _number(words: Speech, context: Context, name: str, value: int) -> Value:
    if name.endswith("_ms"):
        return Piece(shown(value, context.zones))
    if name.endswith("_m"):
        return Piece(_distance(words, BorderDistance(distance_m=value, precision_m=1, border_of="")))
    return Piece(_level(words, value)) if name.startswith("fl_") else value


def _list(words: Speech, context: Context, name: str, codec: s.Codec, values: Sequence[Any], language: str) -> str:
    """Write a sentence each where there is one for them, else the values with commas between them."""
    each = (
        Piece(_original(words, language, value)) if codec.free else _value(words, context, name, codec, value)
        for value in values
    )
    if name in words.names:
        return " ".join(words.say(name, number=number, item=item) for number, item in enumerate(each, 1))
    texts = (value.text if isinstance(value, Piece) else str(value) for value in each)
    return words.join(texts)


def _original(words: Speech, language: str, text: str) -> str:
    """Quote a text as a sentence of its own."""
    ended = "yes" if text[-1:] in ".!?…" else "no"
    return words.say("original", language=Piece(language), text=_inner(words, text), ended=ended)


def _inner(words: Speech, text: str) -> Piece:
    """Quotation marks in a text become inner ones, so that it ends where it ends."""
    return Piece(text.translate(words.inner_quotes))
