"""A card's root keys as words that two people read to each other: the same word has one place in every language."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from parley.record.card import Card, voice_bytes

LANGUAGES: Final = ("en", "ru")


@cache
def words() -> tuple[tuple[str, ...], ...]:
    """Give the 256 words, each in every language."""
    text = (files("parley.app") / "voice_words.txt").read_text(encoding="utf-8")
    return tuple(tuple(line.split()) for line in text.splitlines())


def voice_words(card: Card, language: str) -> str:
    """Give twelve words (96 bits) of one party's root keys; in English where a language has no list."""
    place = LANGUAGES.index(language) if language in LANGUAGES else 0
    return " ".join(words()[number][place] for number in voice_bytes(card))
