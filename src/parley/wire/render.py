"""A message as sentences in the reader's language, from its slots alone."""

from __future__ import annotations

from typing import Final

from parley.desk.messages import Message
from parley.wire import english, russian
from parley.wire.context import Context

LANGUAGES: Final = ("en", "ru")
"""What the catalogue is written in; a reader of another language gets English."""


def render(message: Message, language: str, context: Context) -> str:
    """Write a message in this language; texts of people stay as they were written."""
    sentences = russian.SENTENCES if language == "ru" else english.SENTENCES
    return f"{context.author} → {context.addressee}: {sentences[type(message)](message, context)}"
