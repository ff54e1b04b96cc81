"""Reading the fields of a table from outside: each is taken once, by type and limit, and none may be left over."""

from __future__ import annotations

import re
from collections.abc import Collection
from datetime import date, datetime
from difflib import get_close_matches
from typing import Any, Final

from parley.words import limits
from parley.words.faults import PeerFault
from parley.words.instants import DAY_MS, to_ms
from parley.words.terms import is_party_code
from parley.words.texts import has_hidden

NAME: Final = re.compile(r"[a-z][a-z0-9-]{1,31}")
LANGUAGE: Final = re.compile(r"[a-z]{2,3}")
TIME_OF_DAY: Final = re.compile(r"([01]\d|2[0-3]):([0-5]\d)Z", re.ASCII)
ZONE: Final = re.compile(r"UTC|[A-Z][A-Za-z]+(/[A-Z][A-Za-z0-9_+-]*){1,2}", re.ASCII)
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
WEEK: Final = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
MICRO: Final = 1_000_000
QUOTED_CHARS: Final = 60
"""So much of what stands in a file is shown to whoever wrote it."""
INTEGER_SHOWN_MAX: Final = 10**18


def malformed(place: str, why: str) -> PeerFault:
    """The fault of an agreement that is not in its form at this place."""
    return PeerFault("agreement-malformed", f"{place} {why}.")


def _quoted(value: object) -> str:
    """Show a value as it may stand in the file, cut; what kind of thing it is where it is long by nature."""
    match value:
        case bool():
            return str(value).lower()
        case dict():
            return "a table"
        case list():
            return "a list"
        case str():
            return f'the text "{repr(value)[1:-1][:QUOTED_CHARS]}"'
        case int() if abs(value) > INTEGER_SHOWN_MAX:
            return "a number far too large"  # Python refuses to write one of thousands of digits
        case _:
            return str(value)[:QUOTED_CHARS]


def _unknown(values: Collection[str], known: Collection[str]) -> str:
    """Say which of these names is the first that is not there, and which there are."""
    first = next(value for value in values if value not in known)
    return f"names {repr(first)[1:-1][:QUOTED_CHARS]}, and has to name one of: {', '.join(sorted(known))}"


def _minute(text: str) -> int | None:
    """Read a time as 05:00Z; minutes of the day."""
    match = TIME_OF_DAY.fullmatch(text)
    return None if match is None else 60 * int(match[1]) + int(match[2])


class Fields:
    """One table at a path; what is read from it is ticked off. Every method raises PeerFault `agreement-malformed`."""

    def __init__(self, path: str, values: dict[str, Any]) -> None:
        self._path = path
        self._values = values
        self._left = set(values)
        self._asked: set[str] = set()

    def _place(self, key: str) -> str:
        return f"{self._path}.{key}" if self._path else key

    def _take(self, key: str, kind: type, what: str) -> Any:  # noqa: ANN401  of this type
        self._asked.add(key)
        if key not in self._values:
            raise malformed(self._place(key), f"is missing; it has to be {what}")
        value = self._values[key]
        if type(value) is not kind:
            raise malformed(self._place(key), f"is {_quoted(value)}; it has to be {what}")
        self._left.discard(key)
        return value

    def has(self, key: str) -> bool:
        self._asked.add(key)
        return key in self._values

    def close(self) -> None:
        """Refuse what nobody has read: another version might count it."""
        if self._left:
            key = min(self._left)
            near = get_close_matches(key[:QUOTED_CHARS], sorted(self._asked - self._values.keys()), n=1)
            meant = f"; perhaps {near[0]} is meant" if near else ""
            raise malformed(self._place(repr(key)[1:-1]), f"is no field that may stand here{meant}")

    def integer(self, key: str, least: int, most: int) -> int:
        value: int = self._take(key, int, "a whole number, as 15")
        if not least <= value <= most:
            allowed = f"be {least}" if least == most else f"lie between {least} and {most}"
            raise malformed(self._place(key), f"is {_quoted(value)}; it has to {allowed}")
        return value

    def boolean(self, key: str) -> bool:
        value: bool = self._take(key, bool, "true or false")
        return value

    def text(self, key: str) -> str:
        value: str = self._take(key, str, "a text in quotation marks")
        if not value.strip() or len(value) > limits.SHORT_TEXT_CHARS_MAX or has_hidden(value):
            raise malformed(self._place(key), "is empty, too long, or has a control or direction character")
        return value

    def instant(self, key: str) -> int:
        value: datetime = self._take(key, datetime, "a date and time with its zone, as 2022-03-13T02:45:00Z")
        if value.tzinfo is None:
            raise malformed(self._place(key), "names no zone; write it as 2022-03-13T02:45:00Z")
        if value.year < 1970:
            raise malformed(self._place(key), "is before 1970")
        return to_ms(value)

    def day(self, key: str) -> int:
        """A date without a time; the ms at which it begins in UTC."""
        value: date = self._take(key, date, "a date, as 2026-12-24")
        if value.year < 1970:
            raise malformed(self._place(key), "is before 1970")
        return (value.toordinal() - date(1970, 1, 1).toordinal()) * DAY_MS

    def digest(self, key: str) -> str:
        value = self.text(key)
        if DIGEST.fullmatch(value) is None:
            raise malformed(self._place(key), "is not 64 hexadecimal digits in small letters")
        return value

    def language(self, key: str) -> str:
        value = self.text(key)
        if LANGUAGE.fullmatch(value) is None:
            raise malformed(
                self._place(key), f"is {_quoted(value)}; it has to be a code of a language in small letters, as en"
            )
        return value

    def zone(self, key: str) -> str:
        """The name of a time zone by its form; whether there is such a zone depends on the machine."""
        value = self.text(key)
        if ZONE.fullmatch(value) is None:
            raise malformed(self._place(key), "is no name of a time zone, as Europe/Paris")
        return value

    def one_of(self, key: str, known: Collection[str]) -> str:
        value = self.text(key)
        if value not in known:
            raise malformed(self._place(key), _unknown([value], known))
        return value

    def _texts(self, key: str) -> list[str]:
        values: list[Any] = self._take(key, list, "a list of texts in square brackets")
        if not 1 <= len(values) <= limits.AGREEMENT_ITEMS_MAX or any(type(value) is not str for value in values):
            raise malformed(self._place(key), f"has not 1 to {limits.AGREEMENT_ITEMS_MAX} texts")
        return values

    def list_of(self, key: str, known: Collection[str]) -> tuple[str, ...]:
        values = self._texts(key)
        if any(value not in known for value in values):
            raise malformed(self._place(key), _unknown(values, known))
        return tuple(values)

    def times_of_day(self, key: str) -> tuple[int, ...]:
        """Times as 05:00Z, ascending; minutes of the day."""
        minutes = [_minute(value) for value in self._texts(key)]
        found = [minute for minute in minutes if minute is not None]
        if found != minutes or found != sorted(set(found)):
            raise malformed(
                self._place(key), 'has to be times of day in UTC, the earliest first, as ["05:00Z", "17:00Z"]'
            )
        return tuple(found)

    def time_of_day(self, key: str, *, midnight: int) -> int:
        """A time as 05:00Z in minutes of the day; 00:00Z counts as `midnight`."""
        minute = _minute(self.text(key))
        if minute is None:
            raise malformed(self._place(key), 'has to be a time of day in UTC, as "05:00Z"')
        return minute or midnight

    def days_of_week(self, key: str) -> tuple[int, ...]:
        """Days as "mon", each once; Monday is 0."""
        days = [WEEK.index(value) for value in self.list_of(key, WEEK)]
        if len(set(days)) < len(days):
            raise malformed(self._place(key), "names a day twice")
        return tuple(sorted(days))

    def points(self, key: str) -> tuple[tuple[int, int], ...]:
        """Places as [latitude, longitude] in degrees; millionths of a degree."""
        values: list[Any] = self._take(key, list, "a list of points")
        if not 2 <= len(values) <= limits.BORDER_POINTS_MAX:
            raise malformed(self._place(key), f"has not 2 to {limits.BORDER_POINTS_MAX} points")
        return tuple([self._point(key, number, value) for number, value in enumerate(values)])

    def _point(self, key: str, number: int, value: Any) -> tuple[int, int]:  # noqa: ANN401  TOML
        match value:
            case [int() | float() as latitude, int() | float() as longitude]:
                if abs(latitude) <= 90 and abs(longitude) <= 180 and bool not in (type(latitude), type(longitude)):
                    return round(latitude * MICRO), round(longitude * MICRO)
            case _:
                pass
        raise malformed(f"{self._place(key)}[{number}]", "is not [latitude, longitude] in degrees")

    def table(self, key: str) -> Fields:
        return Fields(self._place(key), self._take(key, dict, "a table"))

    def tables(self, key: str) -> list[Fields]:
        values: list[Any] = self._take(key, list, "a list of tables")
        if len(values) > limits.AGREEMENT_ITEMS_MAX or any(type(value) is not dict for value in values):
            raise malformed(self._place(key), f"is not at most {limits.AGREEMENT_ITEMS_MAX} tables")
        return [Fields(f"{self._place(key)}[{number}]", value) for number, value in enumerate(values)]

    def names(self) -> list[str]:
        """The keys of a table that names things: lower case, 2 to 32 characters, in the file's order."""
        if len(self._values) > limits.AGREEMENT_ITEMS_MAX:
            raise malformed(self._path, f"has more than {limits.AGREEMENT_ITEMS_MAX} items")
        for key in self._values:
            if NAME.fullmatch(key) is None:
                raise malformed(self._path, f"has a name {key[:40]!r} that is not lower case letters, digits, hyphens")
        return list(self._values)

    def party_codes(self) -> list[str]:
        """The keys of a table of parties, ascending by their bytes."""
        for key in self._values:
            if not is_party_code(key):
                raise malformed(self._path, f"has a key {key[:40]!r} that is no party's code")
        return sorted(self._values)
