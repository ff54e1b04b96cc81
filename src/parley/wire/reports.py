"""Entries that nodes write and people read: liveness reports and refusals (docs/spec/record.md section 4)."""

from __future__ import annotations

from typing import Final, NamedTuple

from parley.wire.context import Context
from parley.wire.speech import ABSENT, Piece, speech
from parley.words.cbor import Item
from parley.words.codes import CODES
from parley.words.instants import INSTANT_MS_MAX, dtg


class Lamp(NamedTuple):
    """Whether a peer's node was up by one bearer, and since when, in ms."""

    bearer: str
    up: bool
    since_ms: int


class Liveness(NamedTuple):
    """What a node observed of a peer's node; `at_ms` is when, by its own clock."""

    peer: str
    lamps: tuple[Lamp, ...]
    at_ms: int


class Refusal(NamedTuple):
    """An entry of another that its reader holds and does not accept, with the code."""

    entry: bytes
    code: str


def read_liveness(content: Item) -> Liveness | None:
    """Read the content of a liveness report; None where it is not in its form."""
    match content:
        case [str(peer), list(bearers), int(), int(at_ms)] if _is_instant(at_ms):
            lamps = [_lamp(item) for item in bearers]
            found = tuple(lamp for lamp in lamps if lamp is not None)
            return Liveness(peer, found, at_ms) if len(found) == len(lamps) else None
        case _:
            return None


def _lamp(item: Item) -> Lamp | None:
    match item:
        case [str(bearer), int(state), int(since_ms)] if _is_instant(since_ms):
            return Lamp(bearer, state == 1, since_ms)
        case _:
            return None


def _is_instant(value: int) -> bool:
    return type(value) is int and 0 <= value <= INSTANT_MS_MAX


QUOTA_FULL: Final = "quota-full"
"""The one refusal of what is not held: there was no room for it, and it waits at its author."""


def read_refusal(content: Item) -> Refusal | None:
    """Read the content of a refusal; None where it is not in its form."""
    match content:
        case [bytes(entry), str(code)] if len(entry) == 32:
            return Refusal(entry, code)
        case _:
            return None


def liveness_text(report: Liveness, language: str) -> str:
    """Say what a node observed: by which bearer the peer was up or down, and since when."""
    words = speech(language)
    lamps = [
        words.say(
            "liveness-lamp",
            bearer=Piece(lamp.bearer),
            state="up" if lamp.up else "down",
            since_ms=Piece(dtg(lamp.since_ms)),
        )
        for lamp in report.lamps
    ]
    return words.say("liveness-report", peer=Piece(report.peer), lamps=Piece(words.join(lamps)) if lamps else ABSENT)


def refusal_text(refusal: Refusal, language: str, context: Context) -> str:
    """Say which entry is not accepted and why; the meaning of a code is the catalogue of codes', in English."""
    words = speech(language)
    sentence = "refusal-quota" if refusal.code == QUOTA_FULL else "refusal"
    said = Piece(words.say(sentence, entry=Piece(context.cite(refusal.entry))))
    known = CODES.get(refusal.code)
    if known is None:
        return words.say("refusal-unknown", said=said, code=Piece(f"{refusal.code!a}"))
    return words.say("refusal-code", said=said, meaning=Piece(known.meaning), code=Piece(refusal.code))


def refused_here(code: str, detail: str, language: str) -> str:
    """Say why a release was refused, in the officer's language, with what exactly was wrong behind it."""
    words = speech(language)
    sentence = f"fault-{code}"
    if sentence not in words.names:
        return detail
    said = words.say(sentence)
    return said if detail == CODES[code].meaning else f"{said} ({detail})"
