"""The files of sentences: every template in every language and plural form, and what no file may lose."""

from decimal import Decimal
from unicodedata import bidirectional

import pytest
from babel.numbers import get_decimal_symbol

from parley.wire.speech import LANGUAGES
from tests.wire.sentences import SOURCES, faults, plural_numbers, read, said


def test_the_languages() -> None:
    assert LANGUAGES == ("ar", "en", "ru", "uk")


def test_nothing_is_wrong_with_the_files() -> None:
    assert faults(SOURCES) == []


# ---------------------------------------------------------------- what a file may lose, planted


@pytest.mark.parametrize(
    ("language", "old", "new", "fault"),
    [
        ("ru", "-not-understood = не понята", "-not-understood = понята", "-not-understood denies nothing"),
        ("ru", "{ -not-understood }: {", "понята: {", "acknowledgement denies"),
        ("en", "{ -not-understood } in {", "not understood in {", "acknowledgement denies by itself: ['not']"),
        ("ar", "*[private] { -not-public }", "*[private] سري", "readout denies"),
        ("uk", "{ -not-given }", "{ -not-available }", "call-answer denies"),
        ("uk", "\nprotest =\n    протест. { about } Текст { $text }", "", "protest is missing"),
        ("ru", "        [few] { $nm } морские мили\n", "", "distance, $nm: no plural form ['few']"),
        ("ar", "        [two] طائرتان ({ $aircraft })\n", "", "aircraft-count, $aircraft: no plural form ['two']"),
        ("ar", "[two] طائرتان ({ $aircraft })", "[two] طائرتان", "the number is not written under ['two']"),
        ("ru", "Погибших: { $dead }.", "Есть погибшие.", "incident-report writes"),
        ("uk", "у радіусі { $radius_m }", "у радіусі", "hazard-notice writes"),
        ("ru", "[weapon-fired] применение оружия\n", "", "incident-report chooses by"),
        ("en", "[weapon-fired] a weapon was fired\n", "", "slot incident has no words for ['weapon-fired']"),
        ("en", "{ $closest }", "{ $nearest }", "no slot has ['nearest']"),
        ("en", "\nquoted =", "\nquoted = {", "cannot be read"),
        ("uk", "\nquoted =", "\njoined = і\nquoted =", "joined stands twice"),
        ("uk", "{ about } Текст { $text } { claim }", "{ abut } Текст { $text } { claim }", "query refers to abut"),
    ],
)
def test_a_planted_fault_is_found(language: str, old: str, new: str, fault: str) -> None:
    source = SOURCES[language]
    at = source.lower().index(old.lower())
    planted = source[:at] + new + source[at + len(old) :]

    found = faults(SOURCES | {language: planted})

    assert any(line.startswith(f"{language}: ") and fault in line for line in found), found


# ---------------------------------------------------------------- every word and plural form is said


def wrong(language: str, source: str) -> tuple[list[str], set[str]]:
    """What goes wrong where each sentence is said with each word and plural form; which ones took a plural form."""
    found, mark = read(source).sentences, get_decimal_symbol(language)
    lines: list[str] = []
    plural = set()
    for name, values, text in said(language, source):
        counted = {choice.value for choice in found[name].choices if choice.plural}
        numbers = {key: str(values[key]).replace(".", mark) for key in counted if is_number(values[key])}
        plural |= {name} if numbers else set()
        lost = {key: number for key, number in numbers.items() if key in found[name].shown and number not in text}
        lines += [f"{name}: {lost} not in {text!r}"] if lost else []
        lines += [f"{name}: {text!r}" for bad in ("???", "\ue000", "{", "}", "absent") if bad in text]
    return lines, plural


def is_number(value: object) -> bool:
    return isinstance(value, int | Decimal)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_with_every_word_and_plural_form(language: str) -> None:
    lines, plural = wrong(language, SOURCES[language])

    assert lines == []
    assert {"aircraft-count", "movement-notice", "call-request"} <= plural


@pytest.mark.parametrize(
    ("language", "old", "new"),
    [
        ("ru", "{ $number } единицы", "единицы"),
        ("ar", "طائرتان ({ $aircraft })", "طائرتان"),
        ("en", "{ $aircraft } aircraft", "aircraft"),
    ],
)
def test_a_number_that_is_not_said_is_found(language: str, old: str, new: str) -> None:
    lines, _ = wrong(language, SOURCES[language].replace(old, new, 1))
    assert lines


def test_cldr_s_forms() -> None:
    assert {language: sorted(plural_numbers(language)) for language in LANGUAGES} == {
        "ar": ["few", "many", "one", "other", "two", "zero"],
        "en": ["one", "other"],
        "ru": ["few", "many", "one", "other"],
        "uk": ["few", "many", "one", "other"],
    }


# ---------------------------------------------------------------- from right to left


def astray(text: str) -> list[str]:
    """Stretches between isolates that hold right-to-left letters and begin with a letter of the other direction."""
    own, found = [""], []
    for char in f"{text}\u2069":
        if char == "\u2068":
            own.append("")
        elif char == "\u2069":
            strong = [side for each in own[-1] if (side := bidirectional(each)) in {"L", "R", "AL"}]
            found += [own[-1]] if {"R", "AL"} & {*strong} and strong[0] == "L" else []
            own.pop()
        else:
            own[-1] += char
    return found


def all_astray(source: str) -> list[str]:
    return [line for _, _, text in said("ar", source) for line in astray(text)]


@pytest.mark.slow
def test_arabic_runs_from_right_to_left_whatever_stands_in_it() -> None:
    assert all_astray(SOURCES["ar"]) == []
    for _, _, text in said("ar", SOURCES["ar"]):
        assert text.count("\u2068") == text.count("\u2069")


@pytest.mark.parametrize(
    ("old", "new"), [('{ "\\u200F" }SIGNAL', "SIGNAL"), ("شمالًا", "N شمالًا"), ("[few] الحقول", "[few] B الحقول")]
)
def test_arabic_that_would_run_the_other_way_is_found(old: str, new: str) -> None:
    assert old in SOURCES["ar"]
    assert all_astray(SOURCES["ar"].replace(old, new, 1))
