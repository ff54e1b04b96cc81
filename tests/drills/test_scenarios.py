"""Scenario files: what is shipped, every kind of the catalogue, and what is refused with its place."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from enum import IntEnum
from typing import Any

import pytest

from parley.app.drills.homes import agreement_text
from parley.app.drills.judging import Played
from parley.app.drills.scenarios import COURSE, START, Scenario, names, parse, scenario, script
from parley.app.drills.slots import KINDS, Told, message
from parley.desk import messages as m
from parley.desk.agreement import parse as parse_agreement
from parley.words.faults import OurFault
from parley.words.instants import MINUTE_MS
from sim.samples import AT_MS, ENTRY, READ, SAMPLES
from tests.refusals import refused
from tests.tidy.rules import ROOT

COURSE_MINUTES_MAX = 15
SCENARIO = """
format = 1
minutes = 5
title = { en = "A check", ru = "Проверка" }
about = { en = "Answer.", ru = "Отвечайте." }

[[step]]
name = "check"
wait_s = 10
say = "watch-check"
slots = { challenge = "K7M2P" }

[[expect]]
name = "answered"
after = "check"
within_s = 60
does = [{ say = "watch-answer" }]
asks = { en = "Answer it.", ru = "Ответить." }
why = { en = "A person is here.", ru = "Человек на месте." }
"""
MORE = '\n[[step]]\nname = "more"\nafter = "check"\n'


def told(language: str) -> Told:
    return Told(language=language, codes={}, start_ms=AT_MS, seat="watch-officer", entry=bytes.fromhex)


def kind_of(said: m.Message) -> str:
    return next(name for name, kind in KINDS.items() if kind.type is type(said))


def as_table(value: Any) -> Any:  # noqa: ANN401  a slot's value, as a scenario writes it
    if isinstance(value, m.Message):
        return {"say": kind_of(value), **slots_of(value)}
    if is_dataclass(value):
        return slots_of(value)
    if isinstance(value, IntEnum):
        return value.name
    if isinstance(value, bytes):
        return value.hex()
    return [as_table(each) for each in value] if isinstance(value, tuple) else value


def slots_of(said: Any) -> dict[str, Any]:  # noqa: ANN401  a message or a part of one
    table = {}
    for each in fields(said):
        value = getattr(said, each.name)
        if value is None or value == ():
            continue
        if each.name.endswith("_ms"):
            many = [(one - AT_MS) // MINUTE_MS for one in (value if isinstance(value, tuple) else (value,))]
            table[each.name.removesuffix("_ms") + "_min"] = many if isinstance(value, tuple) else many[0]
        else:
            table[each.name] = as_table(value)
    return table


@pytest.mark.parametrize("said", SAMPLES, ids=lambda said: type(said).__name__)
def test_any_kind_of_the_catalogue_can_be_said(said: m.Message) -> None:
    assert message(kind_of(said), slots_of(said), told("en")) == said


def test_the_samples_are_of_every_kind() -> None:
    assert {kind_of(said) for said in SAMPLES} == set(KINDS)


def test_what_need_not_be_said_is_filled_in() -> None:
    about = replace(told("ru"), thread=ENTRY.hex())
    assert message("acknowledgement", {"level": "READ"}, about) == READ
    text = {"en": "No hour was heard.", "ru": "Часа не слышали."}
    disputed = message("confirmation", {"verdict": "DISPUTED", "text": text}, about)
    assert disputed == m.Confirmation(of=ENTRY, verdict=m.Verdict.DISPUTED, language="ru", text=text["ru"])


def test_seven_short_drills_make_the_course() -> None:
    assert len(COURSE) == 7
    assert set(COURSE) < set(names())
    for name in names():
        found = scenario(name)
        assert found.expected, name
        if name in COURSE:
            assert found.ends_ms <= COURSE_MINUTES_MAX * MINUTE_MS, name


def latest_ms(found: Scenario, name: str) -> int:
    """When something comes to pass, from the start, if the watch does everything at the last moment that is in time."""
    if name == START:
        return 0
    step = next((each for each in found.steps if each.name == name), None)
    if step is not None:
        return latest_ms(found, step.when.after) + step.when.wait_ms
    (each,) = [each for each in found.expected if each.name == name]
    return latest_ms(found, each.when.after) + each.when.wait_ms + (played(found).within(each)[0] or 0)


def played(found: Scenario) -> Played:
    terms = parse_agreement(agreement_text(("USA", "RUS"), "en", AT_MS).encode())
    return Played(scenario=found, agreement=terms, watch="USA", counterpart="RUS", start_ms=0, now_ms=0)


@pytest.mark.parametrize("name", names())
def test_who_is_in_time_each_time_comes_to_the_end(name: str) -> None:
    found = scenario(name)
    everything = [step.name for step in found.steps] + [each.name for each in found.expected]
    assert max(latest_ms(found, each) for each in everything) <= found.ends_ms


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("format = 1", "format = 2"), "format is 2; it has to be 1"),
        (("minutes = 5", 'minutes = "5"'), "it has to be a whole number"),
        (("minutes = 5", "minutes = 5\nhours = 1"), "hours is no field that may stand here"),
        (("title = {", "title = { de = 'x',"), "title.de is no field that may stand here"),
        (('say = "watch-check"', 'say = "watch-checks"'), "step[0].say"),
        (('challenge = "K7M2P"', 'challenge = "?"'), "check: Slot challenge"),
        (('challenge = "K7M2P"', "word = 1"), "check: a watch-check has no slot word"),
        (('{ challenge = "K7M2P" }', "{}"), "check: a watch-check needs challenge"),
        (('after = "check"', 'after = "checks"'), "answered: nothing that comes to pass is named 'checks'"),
        (('name = "answered"', 'name = "check"'), "'check' names two things"),
        (("within_s = 60\n", ""), "answered: the agreement sets no time"),
        (("within_s = 60", "never = true\nwithin_s = 60"), "answered: what is never to be done has no time"),
        (('does = [{ say = "watch-answer" }]', "does = []"), "answered: does names"),
        (('does = [{ say = "watch-answer" }]', 'does = [{ say = "ack" }]'), "expect[0].does[0].say"),
        (('"watch-answer" }]', '"watch-answer", slots = { word = 1 } }]'), "answered: a watch-answer has no slot word"),
        (("\n[[expect]]", MORE + "\n[[expect]]"), "more: a step says something, tells something, or changes"),
        (("\n[[expect]]", MORE + 'network = "cut"\nslots = { a = 1 }\n[[expect]]'), "more: only what is said"),
        (("\n[[expect]]", MORE + 'network = "storm"\n[[expect]]'), "step[1].network"),
        (("wait_s = 10", 'wait_s = 10\nprecedence = "FLASHY"'), "step[0].precedence"),
        (("wait_s = 10", 'wait_s = 10\nafter = "answered"'), "waits for itself"),
        (("wait_s = 10", 'wait_s = 10\nthread = "nobody"'), "check: nothing that is said is named 'nobody'"),
        (("[[step]]", "[[step]"), "is no TOML"),
        (("[[step]]", "[step]"), "step is not at most"),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_what_is_wrong_is_named(change: tuple[str, str], told: str) -> None:
    parse("mine", SCENARIO.encode())
    assert change[0] in SCENARIO
    with pytest.raises(OurFault) as fault:
        parse("mine", SCENARIO.replace(*change, 1).encode())
    assert fault.value.code == "scenario-malformed"
    assert told in fault.value.message


def written(value: Any) -> str:  # noqa: ANN401  TOML, inline
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)} = {written(each)}" for key, each in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(written, value)) + "]"
    return json.dumps(value)


def others(value: Any) -> Iterator[Any]:  # noqa: ANN401  TOML
    """Every document that has an odd value in the place of one of this one's."""
    yield from (-1, 10**40, 1.5, True, "", "odd", [], [[1]], [{"a": 1}], {}, {"en": 1, "ru": 2}, {"en": "a", "ru": "b"})
    parts = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for key, part in parts:
        for other in others(part):
            changed = dict(value) if isinstance(value, dict) else list(value)
            changed[key] = other
            yield changed


@pytest.mark.slow
@pytest.mark.parametrize("name", ["wrong-position", "unclear-message"])
def test_an_odd_value_anywhere_is_taken_or_refused_with_its_code(name: str) -> None:
    path = ROOT / "src" / "parley" / "app" / "drills" / "scenarios" / f"{name}.toml"
    document, refusals = tomllib.loads(path.read_text()), 0
    for changed in others(document):
        if isinstance(changed, dict):
            data = "\n".join(f"{json.dumps(key)} = {written(each)}" for key, each in changed.items()).encode()
            with suppress(OurFault):
                parse(name, data)
                continue
            refusals += 1
    assert refusals > 500


@pytest.mark.parametrize(
    "text",
    ['title = "x"', "[[step]]\ntell = { en = 'a', ru = 'b' }", "[[step]]\nsay = 'watch-answer'\nthread = 'nobody'"],
)
def test_a_script_says_something_and_nothing_else(text: str) -> None:
    chosen = scenario("test")
    assert script(b"", chosen) == ()
    with refused("scenario-malformed", OurFault):
        script(text.encode(), chosen)


def test_a_scenario_that_is_not_there_is_told_with_those_that_are() -> None:
    with pytest.raises(OurFault, match="hoax-caller") as fault:
        scenario("no-such-drill")
    assert fault.value.code == "scenario-unknown"
