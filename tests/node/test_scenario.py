"""The first scenario: the record answers as the table says, and each planted change to the story turns its answer."""

from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest

from parley.app.observed import parse_observed
from parley.app.story import PARTIES, Event, agreement_text, named, observed_text, story
from parley.desk import messages as m
from parley.desk.agreement import parse
from parley.node.views import answers
from parley.wire.catalogue import encode
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS, iso, parse_iso
from parley.words.terms import Precedence
from sim import samples
from tests.node.expected import EXPECTED
from tests.node.telling import STORY, told

Events = Sequence[Event]
Change = Callable[[Events], Events]


def answered(events: Events) -> Any:  # noqa: ANN401  JSON
    telling, refs = told(sorted(events, key=lambda event: event.at_ms))
    telling.alive("USA", STORY.ends_ms)
    telling.alive("RUS", STORY.ends_ms)
    observed = parse_observed(observed_text().encode(), "RUS")
    return named(answers(telling.reading(STORY.ends_ms), STORY.since_ms, observed).machine(), refs)


def at(machine: Any, path: str) -> Any:  # noqa: ANN401  JSON
    """The value at a path such as `debts.RUS.0.due`; None where there is none."""
    for key in path.split("."):
        if isinstance(machine, list):
            machine = machine[int(key)] if int(key) < len(machine) else None
        else:
            machine = None if machine is None else machine.get(key)
    return machine


def test_the_record_answers_as_the_table_says() -> None:
    assert answered(STORY.events) == EXPECTED


# ---------------------------------------------------------------- planted changes


def without(*refs: str) -> Change:
    return lambda events: [event for event in events if event.ref not in refs]


def shifted(ref: str, by_ms: int) -> Change:
    return lambda events: [replace(event, at_ms=event.at_ms + by_ms) if event.ref == ref else event for event in events]


def together(*changes: Change) -> Change:
    def changed(events: Events) -> Events:
        for change in changes:
            events = change(events)
        return events

    return changed


def saying(ref: str, change: Callable[[m.Message], m.Message]) -> Change:
    """One event says something else."""

    def said(event: Event) -> Event:
        return replace(event, message=lambda ids: change(event.message(ids)))

    return lambda events: [said(event) if event.ref == ref else event for event in events]


def slots(ref: str, **values: Any) -> Change:  # noqa: ANN401  of any slot
    return saying(ref, lambda message: replace(message, **values))


def also(like: str, at_time: str, author: str, thread: str | None, message: m.Message) -> Change:
    """Something more is said."""
    event = next(event for event in STORY.events if event.ref == like)
    more = replace(
        event, ref="planted", at_ms=parse_iso(at_time), author=author, thread=thread, message=lambda _: message
    )
    return lambda events: [*events, more]


def nearer(message: m.Message) -> m.Message:
    assert isinstance(message, m.FlightNotice)
    assert message.closest is not None
    assert message.closest.distance is not None
    distance = replace(message.closest.distance, distance_m=9_000)
    return replace(message, closest=replace(message.closest, distance=distance))


REPLY = m.Reply(language="ru", text="Это были мы; дальше ничего не направлено.")
ACCEPTED = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=parse_iso("2022-03-13T12:00Z"))
REQUEST = m.CallRequest(
    language="ru",
    pairing="foreign-ministers",
    topic="Гуманитарные вопросы",
    slots_ms=(parse_iso("2022-03-21T12:00Z"),),
    call_language="en",
    interpreter=m.Interpreter.NONE,
)
DISPUTED = {"verdict": m.Verdict.DISPUTED, "language": "ru", "text": "Такой договорённости нет."}
OF_THE_CALL = ("chiefs-1-held", "chiefs-1-agreed", "readout-1", "readout-2")
CONTACT = replace(samples.CONTACT, entered=m.Entered.LINE_WAS_DOWN)
FLIGHT = replace(samples.NOTICE, from_ms=parse_iso("2022-03-19T09:00Z"), until_ms=parse_iso("2022-03-19T15:00Z"))
LAST = "check-2022-03-23T05:00Z"

PLANTED: list[tuple[str, Change, str, object]] = [
    ("nobody answers the last check", without(f"{LAST}-answered"), "watch.human", "silent"),
    ("nobody answers the last check", without(f"{LAST}-answered"), "watch.failed_by", "USA"),
    ("nobody answers the last check", without(f"{LAST}-answered"), "watch.last_good", "2022-03-22T17:00Z"),
    ("nobody sends the last check", without(LAST, f"{LAST}-answered"), "watch.failed_by", "RUS"),
    ("one answer comes after ten minutes", shifted(f"{LAST}-answered", 10 * MINUTE_MS), "watch.answered", 43),
    ("one answer misreads", slots(f"{LAST}-answered", challenge="0000"), "watch.answered", 43),
    ("one answer misreads", slots(f"{LAST}-answered", challenge="0000"), "proof.refused.0.code", "watch-misread"),
    (
        "one check is sent and answered an hour late",
        together(shifted("check-2022-03-10T05:00Z", HOUR_MS), shifted("check-2022-03-10T05:00Z-answered", HOUR_MS)),
        "watch.missed",
        ["2022-03-10T05:00Z"],
    ),
    ("the chiefs' first call is declined", without("chiefs-1-accepted"), "pairings.0.agreed_for", None),
    (
        "the chiefs agree at last",
        also("chiefs-2-declined", "2022-03-13T09:00Z", "RUS", "chiefs-3", ACCEPTED),
        "pairings.0.by.USA.no_answer",
        0,
    ),
    (
        "the chiefs agree at last",
        also("chiefs-2-declined", "2022-03-13T09:00Z", "RUS", "chiefs-3", ACCEPTED),
        "pairings.0.agreed_for",
        "2022-03-13T12:00Z",
    ),
    ("the chiefs are not declined", without("chiefs-2-declined"), "pairings.0.by.USA.no_answer", 2),
    (
        "a minister gives another reason",
        slots("ministers-2-declined", reason=m.DeclineReason.TOPIC),
        "pairings.1.by.USA.reasons",
        {"NONE_GIVEN": 2, "TOPIC": 1},
    ),
    ("a minister is asked twice only", without("ministers-3", "ministers-3-declined"), "pairings.1.by.USA.asked", 2),
    (
        "a foreign minister asks after all",
        also("ministers-1", "2022-03-20T12:00Z", "RUS", None, REQUEST),
        "pairings.2.none_attempted_days",
        None,
    ),
    (
        "a foreign minister asks after all",
        also("ministers-1", "2022-03-20T12:00Z", "RUS", None, REQUEST),
        "pairings.2.by.RUS.asked",
        1,
    ),
    ("the FLASH query is answered", also("strike", "2022-03-13T04:00Z", "RUS", "strike", REPLY), "debts.RUS", []),
    (
        "the FLASH query is answered late",
        also("strike", "2022-03-13T05:00Z", "RUS", "strike", REPLY),
        "nearness.claimed.0.reply",
        "answered late",
    ),
    (
        "the FLASH query comes an hour later",
        together(shifted("strike", HOUR_MS), shifted("strike-read", HOUR_MS)),
        "debts.RUS.0.due",
        "2022-03-13T05:07Z",
    ),
    ("no watch reads the FLASH query", without("strike-read"), "debts.RUS.0.what", "acknowledgement"),
    ("the reply to the query of November is missing", without("reply-flight"), "debts.USA.0.entry", "query-flight"),
    ("the flight comes nearer", saying("flight-2", nearer), "nearness.flights.0.distance_m", 9_000),
    ("another flight comes nearer", saying("flight-1", nearer), "nearness.flights.0.notice", "flight-1"),
    ("the flight is notified an hour later", shifted("flight-2", HOUR_MS), "nearness.flights.0.ahead_min", 1505),
    ("the flight is notified after it", shifted("flight-2", 2 * DAY_MS), "nearness.flights.0.ahead_min", -1315),
    ("the query disputes the distance", slots("query-flight", point=None), "nearness.flights.0.claims.0.by", "USA"),
    ("the strike is claimed without a place", slots("strike", point=None), "nearness.claimed", []),
    (
        "a statement more",
        also("tension", "2022-03-22T12:00Z", "RUS", None, m.PlainStatement(language="ru", text="Да.")),
        "proof.statements.RUS",
        58,
    ),
    ("the exercise is notified a day later", shifted("exercise", DAY_MS), "notices.0.late", True),
    ("the boats are not notified", without("boats", "tension"), "notices.1.notice", "battalion"),
    ("nobody enters that the chiefs spoke", without(*OF_THE_CALL), "pairings.0.last_held", None),
    ("nobody enters that the chiefs spoke", without(*OF_THE_CALL), "calls", []),
    ("the outcome is disputed", slots("chiefs-1-agreed", **DISPUTED), "calls.0.outcome", "outcome differs"),
    ("one side says nothing in public", without("readout-2"), "calls.0.readouts.0.by", "USA"),
    (
        "one side keeps the call private",
        slots("readout-2", publicity=m.Publicity.PRIVATE),
        "calls.0.readouts.0.publicity",
        "PRIVATE",
    ),
    ("a telephone contact", also("tension", "2022-03-22T12:00Z", "RUS", None, CONTACT), "contacts.0.later", True),
    (
        "the flights of 19 March are notified after all",
        also("tension", "2022-03-18T12:00Z", "USA", None, replace(FLIGHT, closest=None)),
        "counts.not_notified.0.declared",
        1,
    ),
]


@pytest.mark.parametrize(("story_is", "change", "path", "expected"), PLANTED)
def test_a_change_to_the_story_turns_its_answer(story_is: str, change: Change, path: str, expected: object) -> None:
    changed = answered(change(STORY.events))
    assert at(changed, path) == expected != at(EXPECTED, path), story_is


def test_a_holding_reply_stops_no_clock() -> None:
    holding = m.HoldingReply(language="ru", text="Выясняем.")
    changed = answered(also("strike", "2022-03-13T04:00Z", "RUS", "strike", holding)(STORY.events))
    assert changed["debts"]["RUS"] == EXPECTED["debts"]["RUS"]


def test_each_answer_has_a_change_that_turns_it() -> None:
    turned = {path.split(".")[0] for _, _, path, _ in PLANTED}
    assert turned == set(EXPECTED)
    pairings = {path.split(".")[1] for _, _, path, _ in PLANTED if path.startswith("pairings")}
    assert pairings == {"0", "1", "2"}


# ---------------------------------------------------------------- the data


def test_the_fixed_inputs() -> None:
    times = {event.ref: (iso(event.at_ms), event.author) for event in STORY.events}
    assert times["flight-2"] == ("2021-11-15T13:00Z", "USA")
    assert times["accusation"] == ("2021-11-12T10:00Z", "USA")
    assert times["denial"] == ("2021-11-12T16:00Z", "RUS")
    assert times["query-flight"] == ("2021-11-23T09:00Z", "RUS")
    assert times["reply-flight"] == ("2021-11-23T13:40Z", "USA")
    assert times["strike"] == ("2022-03-13T03:52Z", "USA")
    assert times["strike-read"] == ("2022-03-13T03:53Z", "RUS")
    assert times["chiefs-3"] == ("2022-03-13T04:30Z", "USA")
    assert iso(STORY.ends_ms) == "2022-03-23T12:00Z"
    strike = next(event for event in STORY.events if event.ref == "strike")
    assert strike.precedence is Precedence.FLASH


def test_all_16_events_are_there() -> None:
    """Event 1 is what a desk counted by itself, and in event 12 nobody tried: the pairing alone shows it."""
    assert parse_observed(observed_text().encode(), "RUS").flights == {"2021-10": 19, "2021-11": 30}
    assert EXPECTED["pairings"][2]["none_attempted_days"] == 27
    assert {event.number for event in STORY.events} | {1, 12} == set(range(1, 17))


def test_every_event_is_told_in_both_languages_and_keeps_its_original() -> None:
    languages = {"USA": "en", "RUS": "ru"}
    ids = {event.ref: bytes(32) for event in STORY.events}
    for event in STORY.events:
        assert set(event.tell) == {"en", "ru"}
        message = event.message(ids)
        encode(message)
        language = getattr(message, "language", None)
        if language is not None:
            assert language == languages[event.author]
            assert list(event.translation) == ["ru" if language == "en" else "en"]


@pytest.mark.parametrize("parties", [("Alfa", "Bravo"), ("RUS", "USA")])
def test_the_story_can_be_told_with_other_parties(parties: tuple[str, str]) -> None:
    agreement = parse(agreement_text(parties).encode())
    assert dict(agreement.languages) == {parties[0]: "en", parties[1]: "ru"}
    events = {event.ref: event for event in story(agreement, parties).events}
    assert {event.author for event in events.values()} == set(parties)
    assert len(events) == len(STORY.events)
    notice = events["flight-2"].message({})
    assert isinstance(notice, m.FlightNotice)
    assert notice.closest is not None
    assert notice.closest.distance is not None
    assert notice.closest.distance.border_of == parties[1]
    neutral = [text for event in events.values() for text in (*event.tell.values(), *event.translation.values())]
    assert not [text for text in neutral if any(code in text for code in PARTIES)]
