"""One language of the catalogue: its sentences (`sentences/<code>.ftl`, Project Fluent) with values put in.

Fluent sees numbers and our own words only. Whatever else stands in a sentence, above all what people wrote, is put in
afterwards: Fluent refuses values of more than 2,500 characters, and no text can then be taken for a choice.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from decimal import Decimal
from functools import cache, reduce
from importlib.resources import files
from typing import Final, NamedTuple, Protocol, TypeAlias

ABSENT: Final = "absent"
"""What a sentence chooses by where a slot has no value."""

FOLDER: Final = files("parley.wire") / "sentences"
LANGUAGES: Final = tuple(sorted(each.name[:-4] for each in FOLDER.iterdir() if each.name.endswith(".ftl")))
"""What the catalogue is written in: the codes of the files (ISO 639)."""

_EMPTY: Final = re.compile("\u2068[ \n]*\u2069")
_SPACES: Final = re.compile("[ \n]+")
_MARK: Final = re.compile("\ue000([0-9]+)\ue001")
_ISOLATES: Final = str.maketrans("", "", "\u2068\u2069")
# Blocks of right-to-left scripts, and the mark; stated here, as hidden characters are (words/texts.py).
RIGHT_TO_LEFT: Final = re.compile(
    "[\u0590-\u08ff\u200f\ufb1d-\ufdff\ufe70-\ufefc\U00010800-\U00010fff\U0001e800-\U0001efff]"
)


class Piece(NamedTuple):
    """A text that stands in a sentence as it is."""

    text: str


Value: TypeAlias = int | Decimal | str | Piece
"""What a sentence gets: a number (a Decimal shows all its places), a word to choose by, or a text."""


class Format(Protocol):
    """Writes one sentence with these values, isolates round each."""

    def __call__(self, sentence: str, values: Mapping[str, int | Decimal | str]) -> str: ...


class Speech(NamedTuple):
    """How one language says things; `decimal_mark` is CLDR's, `inner_quotes` turns outer quotation marks to inner."""

    format: Format
    names: frozenset[str]
    decimal_mark: str
    inner_quotes: Mapping[int, int]

    def say(self, sentence: str, **values: Value) -> str:
        """Write a sentence. Isolates stay where anything in it runs from right to left; elsewhere they say nothing."""
        pieces: list[str] = []
        given: dict[str, int | Decimal | str] = {}
        for name, value in values.items():
            if isinstance(value, Piece):
                given[name] = f"\ue000{len(pieces)}\ue001"
                pieces.append(value.text)
            else:
                given[name] = value
        form = _SPACES.sub(" ", _EMPTY.sub("", self.format(sentence, given))).strip()
        text = _MARK.sub(lambda found: pieces[int(found[1])], form)
        return text if RIGHT_TO_LEFT.search(text) else text.translate(_ISOLATES)

    def join(self, texts: Iterable[str]) -> str:
        """Write texts with commas between them."""
        return reduce(lambda first, following: self.say("joined", first=Piece(first), next=Piece(following)), texts)


def known(language: str) -> str:
    """Give the language in which a reader of this one is spoken to: English where the catalogue has no such."""
    return language if language in LANGUAGES else "en"


def speech(language: str) -> Speech:
    """Give the speech of a language, read once."""
    return _speech(known(language))


@cache
def _speech(language: str) -> Speech:
    return speech_of(language, (FOLDER / f"{language}.ftl").read_text("utf-8"))


def speech_of(language: str, source: str) -> Speech:
    """Read the sentences of a language from the text of its file."""
    # Half of a command's start would go into these, and many commands say nothing.
    from babel.numbers import get_decimal_symbol  # noqa: PLC0415
    from fluent.runtime import FluentBundle, FluentResource  # noqa: PLC0415
    from fluent.runtime.types import fluent_number  # noqa: PLC0415
    from fluent.syntax.ast import Message  # noqa: PLC0415

    bundle = FluentBundle([language], use_isolating=True)
    resource = FluentResource(source)
    bundle.add_resource(resource)

    def number(value: int | Decimal | str) -> object:
        # This runtime chooses no plural by a Decimal: a fraction takes `other`, which is CLDR's for the languages here.
        if not isinstance(value, Decimal):
            return value
        places = -int(value.as_tuple().exponent)
        return (
            fluent_number(value, minimumFractionDigits=places, maximumFractionDigits=places) if places else int(value)
        )

    def write(sentence: str, values: Mapping[str, int | Decimal | str]) -> str:
        name, _, attribute = sentence.partition(".")
        message = bundle.get_message(name)
        pattern = message.attributes[attribute] if attribute else message.value
        assert pattern is not None, sentence
        text, faults = bundle.format_pattern(pattern, {name: number(value) for name, value in values.items()})
        assert not faults, (language, sentence, faults)
        return str(text)

    marks = write("quotation-marks", {})
    return Speech(
        format=write,
        names=frozenset(
            name
            for entry in resource.body
            if isinstance(entry, Message)
            for name in (entry.id.name, *(f"{entry.id.name}.{each.id.name}" for each in entry.attributes))
        ),
        decimal_mark=get_decimal_symbol(language),
        inner_quotes=str.maketrans(marks[:2], marks[2:]),
    )
