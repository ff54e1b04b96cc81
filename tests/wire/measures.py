"""Reads the numbers of a rendered sentence back, and says from a message's slots which ones it must hold."""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import fields, is_dataclass
from decimal import Decimal
from enum import IntEnum

from parley.desk import messages as m
from parley.words.instants import dtg

Measure = tuple[Decimal | str, str]
"""A number with its unit; a date-time group, a flight level or an angle as it is written."""

UNITS = {
    "en": {"km": "km", "NM": "NM", "mi": "mi", "ft": "ft", "m": "m"},
    "ru": {
        "км": "km",
        "морская миля|морские мили|морских миль|морской мили": "NM",
        "миля|мили|миль": "mi",
        "футов": "ft",
        "м": "m",
    },
    "uk": {
        "км": "km",
        "морська миля|морські милі|морських миль|морської милі": "NM",
        "миля|милі|миль": "mi",
        "футів": "ft",
        "м": "m",
    },
    "ar": {
        "كم": "km",
        "ميل بحري|ميلان بحريان|أميال بحرية|ميلًا بحريًا": "NM",
        "ميل بري|ميلان بريان|أميال برية|ميلًا بريًا": "mi",
        "قدم": "ft",
        "م": "m",
    },
}
MARKS = {"en": (",", "."), "ar": (",", "."), "ru": ("\u00a0", ","), "uk": ("\u00a0", ",")}
"""What stands between thousands, and before decimals."""
DTG = re.compile(r"\b\d{6}Z [A-Z]{3} \d{2}\b")
LEVEL = re.compile(r"(?<![A-Z])FL\d{3}(?!\d)")
ANGLE = re.compile(r"\d{2,3}°\d{2}\.\d{1,4}′")
PLACES = {1000: 0, 100: 1, 10: 2, 1: 3}


def read_back(text: str, language: str) -> Counter[Measure]:
    """The numbers in a sentence, without those in the texts of people."""
    text = re.sub("[\u200f\u2068\u2069]", "", text)
    text = re.sub("“[^”]*”|«[^»]*»", "", text)
    group, mark = MARKS[language]
    text = re.sub(rf"(?<=\d){group}(?=\d{{3}}(?!\d))", "", text)
    text = re.sub(rf"(?<=\d){re.escape(mark)}(?=\d)", ".", text)
    found: Counter[Measure] = Counter()
    for form, unit in ((DTG, "time"), (LEVEL, "level"), (ANGLE, "angle")):
        found.update((each, unit) for each in form.findall(text))
        text = form.sub("", text)
    for words, unit in UNITS[language].items():
        form = re.compile(rf"(?<![\d.])(\d+(?:\.\d+)?) (?:{words})(?!\w)")
        found.update((Decimal(each), unit) for each in form.findall(text))
        text = form.sub("", text)
    found.update((Decimal(each), "") for each in re.findall(r"(?<![\w.])\d+(?:\.\d+)?(?![\w.]*\d)", text))
    return found


def held(message: object) -> Iterator[Measure]:
    """What the slots of a message say in numbers."""
    assert is_dataclass(message)
    for field in fields(message):
        value = getattr(message, field.name)
        for each in value if isinstance(value, tuple) else (value,):
            yield from _held(field.name, each)


def _held(name: str, value: object) -> Iterator[Measure]:
    match value:
        case IntEnum():
            pass
        case int() if name.endswith("_ms"):
            yield dtg(value), "time"
        case int() if name.startswith("fl_"):
            yield f"FL{value:03d}", "level"
            yield Decimal(value * 100), "ft"
            yield Decimal(round(value * 30.48)), "m"
        case int() if name.endswith("_m"):
            yield from _lengths(value, 3)
        case int():
            yield Decimal(value), ""
        case m.Position():
            yield _angle(value.lat_e7, 2), "angle"
            yield _angle(value.lon_e7, 3), "angle"
        case m.BorderDistance():
            yield from _lengths(value.distance_m, PLACES[value.precision_m])
        case _ if is_dataclass(value):
            yield from held(value)
        case _:
            pass


def _lengths(metres: int, places: int) -> Iterator[Measure]:
    for unit, metres_each in (("km", 1000.0), ("NM", 1852.0), ("mi", 1609.344)):
        yield Decimal(f"{metres / metres_each:.{places}f}"), unit


def _angle(angle_e7: int, width: int) -> str:
    degrees, minutes = divmod(round(abs(angle_e7) * 60 / 1000), 600_000)
    text = f"{minutes / 10_000:07.4f}".rstrip("0")
    return f"{degrees:0{width}d}°{text}{'0' if text.endswith('.') else ''}′"
