"""The wording of the catalogue as data: who has passed which sentence, and the hash that the parties sign."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping
from datetime import date
from functools import cache
from typing import Any, Final, NamedTuple

from parley.desk.messages import Message
from parley.seal.digest import sha256
from parley.wire.kinds import CONTENT, KINDS
from parley.wire.render import sentence_name
from parley.wire.speech import FOLDER, LANGUAGES, Piece, known, speech
from parley.words import cbor

_BEGINS: Final = re.compile(r"(-?[a-zA-Z][\w-]*) *=")
_KIND_NAMES: Final = frozenset(sentence_name(kind.type) for kind in KINDS)

_QUOTING: Final = frozenset(
    sentence_name(kind.type) for kind in KINDS if any(slot.codec is CONTENT for slot in kind.slots)
)


class Review(NamedTuple):
    """Who passed a sentence, and when."""

    by: str
    on: date


def sentences_of(source: str) -> dict[str, str]:
    """Give each sentence and term of a file as it counts: without comments, empty lines and spaces at an end."""
    found: dict[str, list[str]] = {}
    lines: list[str] = []
    for line in (each.rstrip() for each in source.split("\n")):
        if begins := _BEGINS.match(line):
            lines = found.setdefault(begins[1], [])
        if line and not line.startswith("#"):
            lines.append(line)
    return {name: "\n".join(each) for name, each in found.items()}


@cache
def sentences(language: str) -> Mapping[str, str]:
    """Give each sentence and term of a language of the catalogue as it counts."""
    return sentences_of((FOLDER / f"{language}.ftl").read_text("utf-8"))


def digest(sentence: str) -> str:
    """Name a sentence as it counts, for the table of reviews."""
    return sha256(sentence.encode()).hex()[:32]


@cache
def _reviews() -> Mapping[str, Any]:
    return tomllib.loads((FOLDER / "reviews.toml").read_text("utf-8"))


def review(language: str, name: str, reviews: Mapping[str, Any] | None = None) -> Review | None:
    """Say who passed a sentence as it stands, and when; None is *not reviewed*."""
    row = (_reviews() if reviews is None else reviews).get(language, {}).get(name)
    if row is None or row["of"] != digest(sentences(language)[name]):
        return None
    return Review(row["by"], row["on"])


def needed(kind: type[Message], language: str) -> tuple[str, ...]:
    """Name the sentences that a kind may need: its own and those that are of no kind; all, where it quotes a kind."""
    own = sentence_name(kind)
    return tuple(sentences(language)) if own in _QUOTING else _needed(own, language)


@cache
def _needed(own: str, language: str) -> tuple[str, ...]:
    others = _KIND_NAMES - {own}
    parts = tuple(f"{name}-" for name in others)
    return tuple(name for name in sentences(language) if name not in others and not name.startswith(parts))


def unreviewed(
    kind: type[Message], languages: Iterable[str], reviews: Mapping[str, Any] | None = None
) -> tuple[str, ...]:
    """Give those of these languages in which some sentence that the kind needs is not reviewed.

    A kind is in force where there are none, or where the parties sign that they take it unreviewed.
    """
    return tuple(
        language
        for language in sorted(set(languages))
        if language not in LANGUAGES or any(review(language, name, reviews) is None for name in needed(kind, language))
    )


def standing(kind: type[Message], language: str) -> str:
    """Say in the reader's language whether the wording is reviewed."""
    passed = review(known(language), sentence_name(kind))
    if passed is None or unreviewed(kind, [language]):
        return speech(language).say("wording-unreviewed")
    return speech(language).say("wording-reviewed", by=Piece(passed.by), on=Piece(passed.on.isoformat()))


def catalogue_hash(languages: Iterable[str]) -> bytes:
    """Give the hash of what the parties sign: the sentences of their languages, the kinds and their slots, 32 bytes.

    A further language, a review or a comment leaves it as it is; every other change needs all signatures anew.
    """
    wording: cbor.Item = [
        [language, [[name, text] for name, text in sorted(sentences(language).items())]]
        for language in sorted({known(language) for language in languages})
    ]
    kinds: cbor.Item = [
        [
            kind.number,
            kind.version,
            sentence_name(kind.type),
            [[slot.key, slot.name, slot.codec.sort, slot.needed] for slot in kind.slots],
            [*sorted(map(int, kind.classes))],
            [*sorted(map(int, kind.precedences))],
        ]
        for kind in KINDS
    ]
    return sha256(cbor.encode(["parley catalogue", wording, kinds]))
