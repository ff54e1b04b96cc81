"""A desk that is left says so: silence of its people counts from the time on that they named, and not before."""

from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.desk.agreement import Hours
from parley.node.watch_view import Human, manned, on_call_ms, watch_view
from parley.words.instants import MINUTE_MS, parse_iso
from tests.desk.agreements import AGREEMENT
from tests.node.telling import Telling
from tests.node.test_views import FIRST, checked, watched

ON_CALL = m.Manning(kept=m.Kept.ON_CALL, within_min=15)
THERE = m.Manning(kept=m.Kept.ON_WATCH)


def left(by: str = "RUS", at: str = "2022-03-01T16:00Z") -> Telling:
    telling = Telling()
    telling.say(by, ON_CALL, at)
    return telling


def test_those_on_call_are_silent_only_after_the_time_they_named() -> None:
    telling = left()
    checked(telling, FIRST)
    telling.alive("RUS", "2022-03-01T17:10Z")
    assert watched(telling, "2022-03-01T17:11Z").human is Human.NOT_DUE
    telling.alive("RUS", "2022-03-01T17:21Z")
    view = watched(telling, "2022-03-01T17:22Z")
    assert (view.human, view.failed_by) == (Human.SILENT, "RUS")


def test_an_answer_within_that_time_is_in_time() -> None:
    telling = left()
    checked(telling, FIRST, "2022-03-01T17:18Z")
    assert watched(telling, "2022-03-01T17:30Z").human is Human.PRESENT


def test_without_the_declaration_the_same_answer_is_late() -> None:
    telling = Telling()
    checked(telling, FIRST, "2022-03-01T17:18Z")
    assert watched(telling, "2022-03-01T17:30Z").human is Human.SILENT


@pytest.mark.parametrize("said", [("RUS", THERE), ("USA", ON_CALL)])
def test_who_is_back_and_who_else_is_on_call_gains_nothing(said: tuple[str, m.Manning]) -> None:
    telling = left() if said[0] == "RUS" else Telling()
    telling.say(*said, "2022-03-01T16:30Z")
    checked(telling, FIRST)
    telling.alive("RUS", "2022-03-01T17:10Z")
    assert watched(telling, "2022-03-01T17:11Z").human is Human.SILENT


def test_who_opens_the_check_may_be_on_call_too() -> None:
    telling = left("USA")
    telling.alive("USA", "2022-03-01T17:10Z")
    assert watched(telling, "2022-03-01T17:11Z").human is Human.NOT_DUE
    checked(telling, FIRST)
    late = Telling()
    late.say("USA", ON_CALL, "2022-03-01T16:00Z")
    check = m.WatchCheck(challenge="K7Q4", seat="watch-officer", scheduled_ms=parse_iso(FIRST))
    sent = late.say("USA", check, "2022-03-01T17:12Z")
    late.say("RUS", m.WatchAnswer(challenge="K7Q4", seat="watch-officer"), "2022-03-01T17:13Z", to=sent)
    assert watched(late, "2022-03-01T17:30Z").human is Human.PRESENT


def test_what_was_said_after_the_check_came_too_late() -> None:
    telling = Telling()
    checked(telling, FIRST)
    telling.say("RUS", ON_CALL, "2022-03-01T17:10Z")
    assert watched(telling, "2022-03-01T17:11Z").human is Human.SILENT


def test_the_other_side_sees_who_is_on_call() -> None:
    telling = left()
    reading = telling.reading("2022-03-01T16:01Z")
    said = manned(reading, "RUS")
    assert said is not None
    assert (said.within_min, said.at_ms) == (15, parse_iso("2022-03-01T16:00Z"))
    assert manned(reading, "USA") is None
    assert watch_view(reading).due == 0


@pytest.mark.parametrize(
    ("at", "spared_min"),
    [
        ("2022-03-01T08:00Z", 0),  # a Tuesday
        ("2022-03-01T07:59Z", 1),  # then the watch itself comes
        ("2022-03-01T07:00Z", 30),
        ("2022-03-01T16:00Z", 30),
        ("2022-03-05T12:00Z", 30),  # a Saturday
    ],
)
def test_outside_agreed_hours_silence_counts_later(at: str, spared_min: int) -> None:
    hours = Hours(from_min=480, until_min=960, days=(0, 1, 2, 3, 4), called="chief-of-staff", within_min=30)
    agreement = replace(AGREEMENT, hours={"RUS": hours})
    assert on_call_ms(agreement, [], "RUS", parse_iso(at)) == spared_min * MINUTE_MS
    assert on_call_ms(agreement, [], "USA", parse_iso(at)) == 0
