"""Who passed which sentence, and the hash that the parties sign."""

from datetime import date
from typing import Any

import pytest

from parley.desk import messages as m
from parley.wire import wording
from parley.wire.kinds import KINDS
from parley.wire.speech import FOLDER, LANGUAGES
from parley.wire.wording import Review, catalogue_hash, digest, review, sentences, sentences_of, standing, unreviewed


def passed(language: str) -> dict[str, Any]:
    return {name: row(text) for name, text in sentences(language).items()}


def row(text: str) -> dict[str, Any]:
    return {"by": "N. N.", "on": date(2026, 11, 24), "of": digest(text)}


# ---------------------------------------------------------------- reviews


def test_nobody_has_reviewed_anything_today() -> None:
    for kind in KINDS:
        assert unreviewed(kind.type, LANGUAGES) == LANGUAGES
    assert standing(m.Query, "en") == "the wording is not reviewed by a linguist"
    assert standing(m.Query, "ru") == "формулировка не проверена лингвистом"
    assert standing(m.Query, "fr") == standing(m.Query, "en")


def test_a_kind_is_reviewed_where_each_sentence_that_it_needs_is() -> None:
    reviews = {"en": passed("en"), "ru": passed("ru")}
    assert review("en", "query", reviews) == Review("N. N.", date(2026, 11, 24))
    assert unreviewed(m.Query, ["ru", "en"], reviews) == ()
    assert unreviewed(m.Query, ["uk", "en", "fr"], reviews) == ("fr", "uk")


@pytest.mark.parametrize("name", ["query", "claim", "distance", "-not-understood", "territory-POL"])
def test_a_review_ends_with_the_wording_that_it_passed(name: str) -> None:
    reviews = {"en": passed("en") | {name: row("as it stood before")}}
    assert unreviewed(m.Query, ["en"], reviews) == ("en",)


def test_another_kind_s_sentences_do_not_count() -> None:
    others = {name: each for name, each in passed("en").items() if not name.startswith(("protest", "call-held"))}
    assert unreviewed(m.Query, ["en"], {"en": others}) == ()
    assert unreviewed(m.Protest, ["en"], {"en": others}) == ("en",)
    assert unreviewed(m.CallHeld, ["en"], {"en": others | {"call-held": passed("en")["call-held"]}}) == ("en",)
    assert unreviewed(m.Correction, ["en"], {"en": others}) == ("en",)
    assert unreviewed(m.Correction, ["en"], {"en": passed("en")}) == ()


# ---------------------------------------------------------------- the hash


def test_the_hash_is_that_of_what_is_said_in_the_parties_languages(monkeypatch: pytest.MonkeyPatch) -> None:
    signed = catalogue_hash(["en", "ru"])
    assert signed == catalogue_hash(["ru", "en", "ru"])
    assert len({signed, catalogue_hash(["en"]), catalogue_hash(["en", "uk"])}) == 3
    assert catalogue_hash(["fr"]) == catalogue_hash(["en"])

    without_russian = catalogue_hash(["en", "uk"])

    def changed(language: str) -> dict[str, str]:
        return {**sentences(language), **({"protest": "protest = another"} if language == "ru" else {})}

    monkeypatch.setattr(wording, "sentences", changed)
    assert catalogue_hash(["en", "ru"]) != signed
    assert catalogue_hash(["en", "uk"]) == without_russian


def test_each_kind_and_slot_is_in_the_hash(monkeypatch: pytest.MonkeyPatch) -> None:
    kind = KINDS[0]
    slot = kind.slots[0]
    others = [
        kind._replace(version=2),
        kind._replace(slots=kind.slots[1:]),
        kind._replace(slots=(slot._replace(needed=not slot.needed), *kind.slots[1:])),
        kind._replace(slots=(slot._replace(codec=slot.codec._replace(sort="other limits")), *kind.slots[1:])),
        kind._replace(classes=frozenset()),
        kind._replace(precedences=frozenset()),
    ]
    hashes = {catalogue_hash(["en"])}
    for other in others:
        monkeypatch.setattr(wording, "KINDS", (other, *KINDS[1:]))
        hashes.add(catalogue_hash(["en"]))
    assert len(hashes) == 1 + len(others)


def test_comments_and_empty_lines_do_not_count() -> None:
    source = (FOLDER / "en.ftl").read_text("utf-8")
    commented = source.replace("\nquery =\n", "\n# A comment.\n\nquery =  \n\n")
    assert sentences_of(commented) == sentences_of(source)
    assert sentences_of(source)["-not-understood"] == "-not-understood = not understood"
    assert sentences_of(source.replace("an explanation is asked for", "explain"))["query"] != sentences("en")["query"]
