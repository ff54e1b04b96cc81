"""The words round what the line says: of pages and screens. Each folder is a language, each file a part of it.

May import wire alone.
"""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Final

from parley.wire.speech import Speech, speech_of

_FOLDER: Final = files("parley.wire.chrome")
LANGUAGES: Final = tuple(sorted(each.name for each in _FOLDER.iterdir() if (each / "common.ftl").is_file()))
"""What pages are written in (ISO 639)."""


@cache
def chrome(language: str) -> Speech:
    """Give the words of pages in a language; in English where nobody has written them."""
    folder = _FOLDER / (language if language in LANGUAGES else "en")
    parts = sorted((each for each in folder.iterdir() if each.name.endswith(".ftl")), key=lambda each: each.name)
    return speech_of(language if language in LANGUAGES else "en", "\n".join(each.read_text("utf-8") for each in parts))
