"""Texts folded for finding: small letters without marks, Cyrillic as Latin: Шойгу is found by shoigu."""

from __future__ import annotations

import unicodedata
from typing import Final

_LETTERS: Final = str.maketrans(
    {
        "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "ie", "ё": "e", "ж": "zh",
        "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "к": "k", "л": "l", "м": "m", "н": "n", "о": "o",
        "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ф": "f", "х": "kh", "ц": "ts", "ч": "ch", "ш": "sh",
        "щ": "shch", "ъ": "", "ы": "y", "ь": "", "э": "e", "ю": "iu", "я": "ia", "ß": "ss", "ł": "l", "ø": "o",
    }
)  # fmt: skip
"""As passports write Russian names (ICAO Doc 9303), and Ukrainian letters that it lacks beside them."""


def fold(text: str) -> str:
    """Fold a text."""
    plain = unicodedata.normalize("NFC", text.lower()).translate(_LETTERS)
    bare = unicodedata.normalize("NFKD", plain)
    return " ".join("".join(each for each in bare if not unicodedata.combining(each)).split())


def matches(words: list[str], folded: str) -> bool:
    """Say whether every word of a question stands in a folded text."""
    return all(word in folded for word in words)
