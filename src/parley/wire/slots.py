"""How each sort of slot is written, read and limited. What `read` refuses, no side can say."""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable
from enum import IntEnum
from typing import Any, Final, NamedTuple, TypeVar

from parley.desk.messages import BorderDistance, Point, Position
from parley.words import limits
from parley.words.cbor import Item
from parley.words.faults import PeerFault
from parley.words.instants import INSTANT_MS_MAX
from parley.words.terms import PARTY_CODE, SEAT
from parley.words.texts import has_hidden

E = TypeVar("E", bound=IntEnum)

LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
CHALLENGE: Final = re.compile(r"[0-9A-Z]{4,12}")
PRECISIONS_M: Final = (1, 10, 100, 1000)


class Codec(NamedTuple):
    """One sort of slot: what it is called in the docs, value to item, item to value (raises PeerFault).

    `free` is a text that people write in a language of theirs; `item` the sort of what a list holds, `ascends` where
    its order is not the author's; `least` and `most` bound a number, `most` the characters of a text.
    """

    sort: str
    write: Callable[[Any], Item]
    read: Callable[[Item], Any]
    free: bool = False
    item: Codec | None = None
    ascends: bool = False
    least: int | None = None
    most: int | None = None


def _same(value: Any) -> Item:  # noqa: ANN401  whatever it is, `read` judges it
    return value  # type: ignore[no-any-return]


def _malformed(sort: str) -> PeerFault:
    return PeerFault("body-malformed", f"is not {sort}")


def integer(least: int, most: int, sort: str = "") -> Codec:
    """A whole number within two limits."""
    sort = sort or f"integer {least:,} to {most:,}"

    def read(item: Item) -> int:
        if type(item) is not int:
            raise _malformed(sort)
        if not least <= item <= most:
            raise PeerFault("slot-range", f"is outside {least} to {most}")
        return item

    return Codec(sort, _same, read, least=least, most=most)


def text(chars_max: int) -> Codec:
    """A text that says something, within a limit and without characters that nobody sees."""
    sort = f"text of at most {chars_max:,} characters"

    def read(item: Item) -> str:
        if type(item) is not str:
            raise _malformed(sort)
        if has_hidden(item):
            raise PeerFault("text-controls", "has a control or direction character")
        if len(item) > chars_max or not item or item.isspace():
            raise PeerFault("slot-range", f"is empty or longer than {chars_max} characters")
        return item

    return Codec(sort, _same, read, free=True, most=chars_max)


def pattern(form: re.Pattern[str], sort: str) -> Codec:
    """A text of a fixed form."""
    fits = form.fullmatch

    def read(item: Item) -> str:
        if type(item) is not str or fits(item) is None:
            raise _malformed(sort)
        return item

    return Codec(sort, _same, read)


def choice(values: type[E]) -> Codec:
    """One of a list, as its number."""
    members = {int(member): member for member in values}
    sort = ", ".join(f"{number} {member.name}" for number, member in members.items())

    def read(item: Item) -> E:
        if type(item) is not int:
            raise _malformed(f"one of {sort}")
        member = members.get(item)
        if member is None:
            raise PeerFault("slot-range", f"is none of {sort}")
        return member

    return Codec(sort, int, read)


def listed(codec: Codec, least: int, most: int) -> Codec:
    """A list, ascending and each once."""
    sort = f"{least} to {most}, ascending, each: {codec.sort}"

    def read(item: Item) -> tuple[Any, ...]:
        if type(item) is not list and type(item) is not tuple:
            raise _malformed("a list")
        if not least <= len(item) <= most:
            raise PeerFault("slot-range", f"has not {least} to {most} items")
        values = tuple([codec.read(value) for value in item])
        if any(first >= second for first, second in itertools.pairwise(values)):
            raise PeerFault("slot-range", "does not ascend")
        return values

    return Codec(sort, tuple, read, item=codec, ascends=True)


def sequence(codec: Codec, least: int, most: int) -> Codec:
    """A list in the order that its author gave it."""
    sort = f"{least} to {most}, in order, each: {codec.sort}"

    def read(item: Item) -> tuple[Any, ...]:
        if type(item) is not list and type(item) is not tuple:
            raise _malformed("a list")
        if not least <= len(item) <= most:
            raise PeerFault("slot-range", f"has not {least} to {most} items")
        return tuple([codec.read(value) for value in item])

    return Codec(sort, lambda values: [codec.write(value) for value in values], read, item=codec)


def _read_id(item: Item) -> bytes:
    if type(item) is not bytes or len(item) != 32:
        raise _malformed("an entry's id")
    return item


def _parts(item: Item, count: int, sort: str) -> Any:  # noqa: ANN401  a list whose items are read one by one
    if type(item) is not list or len(item) != count:
        raise _malformed(sort)
    return item


ENTRY_ID: Final = Codec("id of an entry (32 bytes)", _same, _read_id)
INSTANT: Final = integer(0, INSTANT_MS_MAX, "instant (ms since 1970, UTC)")
LANGUAGE_CODE: Final = pattern(LANGUAGE, "language code (ISO 639, 2 or 3 letters)")
NAME: Final = pattern(SEAT, "name in the agreement (lower case, 2 to 32 characters)")
TEMPLATE: Final = pattern(SEAT, "name of a template (lower case, 2 to 32 characters)")
TOKEN: Final = pattern(re.compile("[0-9]{5}( [0-9]{5}){5}", re.ASCII), "six groups of five digits")
HALF_TOKEN: Final = pattern(re.compile("[0-9]{5}( [0-9]{5}){2}", re.ASCII), "three groups of five digits")
PARTY: Final = pattern(PARTY_CODE, "code of a party or a country (ISO 3166, 3 letters)")
_LATITUDE: Final = integer(-900_000_000, 900_000_000)
_LONGITUDE: Final = integer(-1_800_000_000, 1_800_000_000)
_DISTANCE: Final = integer(0, limits.DISTANCE_M_MAX)


def _write_position(value: Position) -> Item:
    return [value.lat_e7, value.lon_e7]


def _read_position(item: Item) -> Position:
    lat, lon = _parts(item, 2, "a position")
    return Position(lat_e7=_LATITUDE.read(lat), lon_e7=_LONGITUDE.read(lon))


POSITION: Final = Codec("`[latitude, longitude]`, degrees times 1e7", _write_position, _read_position)


def _write_distance(value: BorderDistance) -> Item:
    return [value.distance_m, value.precision_m, value.border_of]


def _read_distance(item: Item) -> BorderDistance:
    distance, precision, border_of = _parts(item, 3, "a distance")
    distance_m = _DISTANCE.read(distance)
    if type(precision) is not int or precision not in PRECISIONS_M or distance_m % precision:
        raise PeerFault("slot-range", f"is not a multiple of a precision of {PRECISIONS_M} m")
    return BorderDistance(distance_m=distance_m, precision_m=precision, border_of=PARTY.read(border_of))


def _write_point(value: Point) -> Item:
    position = None if value.position is None else _write_position(value.position)
    return [value.at_ms, position, None if value.distance is None else _write_distance(value.distance)]


def _read_point(item: Item) -> Point:
    at, position, distance = _parts(item, 3, "a point")
    return Point(
        at_ms=INSTANT.read(at),
        position=None if position is None else _read_position(position),
        distance=None if distance is None else _read_distance(distance),
    )


POINT: Final = Codec(
    "`[instant, [latitude, longitude] or null, [metres, precision in metres, border of] or null]`, degrees times 1e7",
    _write_point,
    _read_point,
)
