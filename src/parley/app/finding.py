"""What the command palette finds of a line: references and threads, in every language of the line."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from typing import Any, Final

from parley.app.telling import Teller
from parley.node.desk import Statement
from parley.wire.chrome import LANGUAGES, chrome
from parley.wire.folding import fold, matches
from parley.wire.render import sentence_name
from parley.words.faults import OurFault
from parley.words.limits import FOUND_TEXTS_MAX, SHORT_TEXT_CHARS_MAX

FOUND: Final = 12
"""A list that an eye takes in at once."""
LOOKED_THROUGH: Final = 400
"""So many of the latest statements lead to threads beside the open ones; older ones the record search finds."""

_folded: dict[tuple[bytes, str], str] = {}
"""By statement and reading party the folded words under which it is found."""


def find(teller: Teller, question: str) -> dict[str, Any]:
    """Give the threads that a question means: by reference, then by words. Raises OurFault `request-malformed`."""
    if len(question) > SHORT_TEXT_CHARS_MAX:
        raise OurFault("request-malformed", "The question is too long.")
    words = fold(question).split()
    found: dict[str, dict[str, Any]] = {}
    for each in (*_by_reference(teller, question), *_by_words(teller, words)):
        found.setdefault(each.thread.hex(), _told(teller, each))
        if len(found) == FOUND:
            break
    return {"found": list(found.values())}


def _by_reference(teller: Teller, question: str) -> Iterator[Statement]:
    try:
        statement = teller.find(question)
    except OurFault:
        return
    opener = teller.shelf.statement(statement.thread)
    yield statement if opener is None else opener


def _by_words(teller: Teller, words: list[str]) -> Iterator[Statement]:
    for each in _openers(teller):
        if matches(words, _words_of(teller, each)):
            yield each


def _openers(teller: Teller) -> Iterator[Statement]:
    """Give the openers of open threads, then of those spoken in last, each once."""
    seen: set[bytes] = set()
    threads = [teller.shelf.model.thread_of(entry) for entry in teller.owed]
    latest = islice(teller.shelf.latest(teller.shelf.record.parties), LOOKED_THROUGH)
    for thread in (*threads, *(each.thread for each in latest)):
        if thread not in seen:
            seen.add(thread)
            opener = teller.shelf.statement(thread)
            if opener is not None:
                yield opener


def _words_of(teller: Teller, opener: Statement) -> str:
    key = opener.id, teller.me
    if key not in _folded:
        if len(_folded) >= FOUND_TEXTS_MAX:
            _folded.clear()
        kind = sentence_name(type(opener.message))
        kinds = [chrome(each).say(f"kind-{kind}") for each in LANGUAGES]
        subjects = [text or "" for text in teller.bilingual(opener)["subjects"].values()]
        written = str(getattr(opener.message, "text", None) or "")
        _folded[key] = fold(" ".join([teller.reference(opener), *kinds, *subjects, written]))
    return _folded[key]


def _told(teller: Teller, opener: Statement) -> dict[str, Any]:
    return {
        "thread": opener.thread.hex(),
        "reference": teller.reference(opener),
        "kind": sentence_name(type(opener.message)),
        "subject": teller.headed(opener) or teller.rendered(opener),
    }
