"""Every number and unit of a message is in its sentences: they are read back and compared with the slots."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.wire import render as rendering
from parley.wire.context import Context
from parley.wire.speech import LANGUAGES, speech_of
from sim import samples as s
from tests.wire.measures import Measure, held, read_back
from tests.wire.sentences import SOURCES

CONTEXT = Context(author="USA", addressee="RUS", cite=lambda _: "an entry")
DISTANCES = [
    m.BorderDistance(distance_m=metres, precision_m=precision, border_of="RUS")
    for precision, all_metres in {
        1000: (0, 1_000, 2_000, 3_000, 11_000, 24_000, 102_000, 1_234_000, 20_000_000),
        100: (1_000, 10_800, 20_000),
        1: (1, 1_852, 2_000, 5_000, 1_000_001),
    }.items()
    for metres in all_metres
]
MESSAGES = [
    *s.SAMPLES,
    *(other for sample in s.SAMPLES for _, other in s.variants(sample)),
    *(replace(s.REPLY, point=replace(s.POINT, distance=distance)) for distance in DISTANCES),
    *(replace(s.NOTICE, aircraft=number) for number in (1, 2, 3, 10, 11, 21, 99, 100, 101, 111)),
    *(replace(s.TROOPS, number=number) for number in (1, 2, 3, 11, 100, 1_000, 1_234_567)),
]


def lost(language: str, messages: Iterable[m.Message] = MESSAGES) -> list[tuple[m.Message, Counter[Measure]]]:
    """Which numbers of which messages are not in their sentences."""
    found = []
    for message in messages:
        text = rendering.render(message, language, CONTEXT)
        missing = Counter(held(message)) - read_back(text, language)
        if missing:
            found.append((message, missing))
    return found


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_number_and_unit_survives(language: str) -> None:
    assert lost(language) == []


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("en", "({ $nm } NM, ", "({ $nm }, "),
        ("en", "{ $km } km", "{ $km } NM"),
        ("en", "Dead: { $dead }.", "Dead: { $injured }."),
        ("en", "to { $until_ms }. Area", "to { $from_ms }. Area"),
        ("ru", "{ $ft } футов, { $m } м", "{ $m } футов, { $ft } м"),
        ("ru", "[few] { $nm } морские мили", "[few] морские мили"),
        ("uk", "{ $lon } {", "{ $lat } {"),
        ("ar", "[many] { $mi } ميلًا بريًا", "[many] { $mi }"),
        ("ar", "[two] طائرتان ({ $aircraft })", "[two] طائرتان"),
    ],
)
def test_a_number_or_unit_that_is_lost_is_found(
    language: str, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert old in SOURCES[language]
    planted = speech_of(language, SOURCES[language].replace(old, new, 1))
    monkeypatch.setattr(rendering, "speech", lambda _: planted)
    assert lost(language)


def test_isolates_do_not_change_what_is_read() -> None:
    assert read_back("\u2068\u206820.0\u2069 km\u2069 at \u2068161505Z NOV 21\u2069", "en") == read_back(
        "20.0 km at 161505Z NOV 21", "en"
    )
