"""Fields of a statement in each language of the console: every slot and every choice has its words."""

from __future__ import annotations

from dataclasses import fields as fields_of
from enum import IntEnum
from typing import get_args, get_type_hints

import pytest

from parley.desk import messages as m
from parley.wire.chrome import LANGUAGES, chrome
from parley.wire.context import Context
from parley.wire.folding import fold, matches
from parley.wire.kinds import KINDS
from parley.wire.render import fields, sentence_name
from sim import samples

CONTEXT = Context(author="USA", addressee="RUS")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_slot_and_choice_has_words(language: str) -> None:
    names = chrome(language).names
    wanted = {f"kind-{sentence_name(kind.type)}" for kind in KINDS}
    for kind in KINDS:
        hints = get_type_hints(kind.type)
        for slot in kind.slots:
            if slot.name == "language":
                continue
            wanted.add(f"slot-{slot.name}")
            for each in (hints[slot.name], *get_args(hints[slot.name])):
                if isinstance(each, type) and issubclass(each, IntEnum):
                    wanted |= {f"choice-{slot.name}-{one.name.lower().replace('_', '-')}" for one in each}
    assert wanted - names == set()


@pytest.mark.parametrize("language", ["en", "ru", "uk", "ar"])
def test_both_readers_get_the_same_slots_in_the_same_order(language: str) -> None:
    ours, theirs = list(fields(samples.NOTICE, "en", CONTEXT)), list(fields(samples.NOTICE, language, CONTEXT))
    assert [each.slot for each in ours] == [each.slot for each in theirs]
    said = {each.name for each in fields_of(samples.NOTICE)} - {"language"}
    assert {each.slot for each in ours} == said


def test_what_a_person_wrote_stays_as_it_was_written_and_says_in_which_language() -> None:
    (text,) = [each for each in fields(samples.QUERY, "en", CONTEXT) if each.slot == "text"]
    assert (text.text, text.original) == ("Просим разъяснить.", "ru")


def test_a_correction_shows_what_it_says_anew() -> None:
    correction = m.Correction(of=samples.ENTRY, says=samples.NOTICE)
    assert [each.slot for each in fields(correction, "en", CONTEXT)][:2] == ["of", "aircraft"]


def test_names_are_found_in_the_letters_of_the_other_side() -> None:
    assert fold("Шойгу") == "shoigu"
    assert matches(fold("ПОЛЬСК").split(), fold("от польской границы"))
    assert matches(fold("polsk").split(), fold("от польской границы"))
    assert not matches(fold("polska").split(), fold("от польской границы"))
    assert fold("Łódź  Ёлка") == "lodz elka"
