"""The first scenario over two real nodes: its notices, queries, protest and statements, as both records show them."""

from __future__ import annotations

from typing import Any

import pytest

from parley.app.observed import parse_observed
from parley.app.story import Event, named, observed_text
from parley.desk import messages as m
from parley.node.debts import debts
from parley.node.nearness import nearness
from parley.node.notice_views import notice_views
from parley.node.views import answers
from parley.words.instants import SECOND_MS, iso, parse_iso
from tests.desk.agreements import AGREEMENT
from tests.node.expected import EXPECTED
from tests.node.talk import WALL_MS, Side, Talk
from tests.node.telling import STORY
from tests.scenarios.desks import at_desks, owed, reading, shown, statements, thread

FIRST_MS = STORY.events[0].at_ms
REST_MS = 10 * SECOND_MS


class Line:
    """Both nodes on the story's clock, and what was said by its refs."""

    def __init__(self) -> None:
        self.talk: Talk = at_desks(AGREEMENT)
        self.ids: dict[str, bytes] = {}
        for side in self.sides:
            side.skew_ms = FIRST_MS - WALL_MS - self.talk.ms - REST_MS

    @property
    def sides(self) -> tuple[Side, Side]:
        return self.talk.usa, self.talk.rus

    def comes(self, at_ms: int) -> None:
        """Let it become this instant: days pass at once, the last seconds as they do."""
        left_ms = at_ms - self.talk.usa.now().wall_ms
        self.talk.ms += max(0, left_ms - REST_MS)
        self.talk.passes(at_ms - self.talk.usa.now().wall_ms)

    def says(self, event: Event, **fields: Any) -> Side:  # noqa: ANN401  any field of the release
        """Have an event said when it was, by whom it was."""
        self.comes(event.at_ms)
        side = {each.party: each for each in self.sides}[event.author]
        answer = side.says(
            event.message(self.ids),
            thread=None if event.thread is None else self.ids[event.thread],
            precedence=event.precedence,
            **fields,
        )
        assert answer.id is not None, (event.ref, answer.code)
        self.ids[event.ref] = answer.id
        self.talk.brings()
        return side


def upto(last: str) -> Line:
    line = Line()
    for event in STORY.events:
        line.says(event)
        if event.ref == last:
            return line
    raise KeyError(last)


def notice(side: Side, line: Line, ref: str) -> Any:  # noqa: ANN401  its view
    return next(each for each in notice_views(reading(side)) if each.notice == line.ids[ref])


def owing(side: Side) -> list[tuple[str, str, str]]:
    return [(debt.debtor, str(debt.what), str(debt.standing)) for debt in debts(reading(side))]


def test_event_2_the_exercise_is_notified_fourteen_dates_ahead_and_a_day_later_is_late() -> None:
    line = upto("exercise")
    for side in line.sides:
        found = notice(side, line, "exercise")
        assert (found.what, found.ahead_days, found.late) == ("GLOBAL THUNDER", 14, False)
    told = shown(line.talk.rus, line.ids["exercise"], "ru")
    assert "GLOBAL THUNDER" in told
    assert "150000Z NOV 21" in told
    exercise = next(event for event in STORY.events if event.ref == "exercise")
    line.comes(parse_iso("2021-11-02T00:30Z"))
    assert line.talk.usa.says(exercise.message({})).code == "lead-time-short"


def test_event_2_each_flight_is_read_with_levels_window_and_how_near_it_comes() -> None:
    line = upto("flight-2")
    told = shown(line.talk.rus, line.ids["flight-2"], "ru")
    for part in (
        "FL280",
        "FL320",
        "161200Z NOV 21",
        "161505Z NOV 21",
        "20,0 км (10,8 морской мили, 12,4 мили) от границы России",
    ):
        assert part in told, told
    for side in line.sides:
        flight = next(each for each in nearness(reading(side)).flights if each.notice == line.ids["flight-2"])
        assert flight.ahead_min == 26 * 60 + 5


def test_event_3_the_query_starts_a_clock_at_both_and_the_protest_none() -> None:
    line = upto("protest-flight")
    for side in line.sides:
        assert owing(side) == [("USA", "reply", "running")], "the protest asks for nothing"
        assert iso(owed(side, "reply").due_ms or 0) == "2021-11-23T21:00Z", "twelve hours from the storing time"
        assert str(thread(side, line.ids["protest-flight"]).state) == "lodged"
    assert "protest" in shown(line.talk.usa, line.ids["protest-flight"], "en")
    line.comes(parse_iso("2021-11-23T21:01Z"))
    for side in line.sides:
        assert owed(side, "reply").breached, "a flag that both show"


def test_event_4_the_reply_ends_the_clock_and_both_values_stay_side_by_side() -> None:
    line = upto("reply-flight")
    for side in line.sides:
        assert owing(side) == []
        flight = next(each for each in nearness(reading(side)).flights if each.notice == line.ids["flight-2"])
        claims = [(claim.author, claim.point.distance.precision_m) for claim in flight.claims if claim.point.distance]
        assert claims == [("RUS", 1000), ("USA", 100)], "each as exact as it was said"
        assert str(thread(side, line.ids["protest-flight"]).state) == "lodged", "the reply is to the query"


def test_events_8_and_9_the_boats_and_the_statement_on_them_stand_together() -> None:
    line = upto("tension")
    for side in line.sides:
        found = notice(side, line, "boats")
        assert (found.what, iso(found.begins_ms), found.late) == ("patrol boats", "2021-11-23T11:00Z", None)
    said = next(each.message for each in statements(line.talk.usa) if each.id == line.ids["tension"])
    assert isinstance(said, m.PlainStatement)
    assert said.subject == line.ids["boats"]
    assert line.ids["boats"].hex()[:12] in shown(line.talk.usa, line.ids["tension"], "en")


def test_event_10_assertion_and_denial_both_stand_and_neither_puts_the_other_right() -> None:
    line = upto("denial")
    for side in line.sides:
        said = {each.author: each.message for each in statements(side) if isinstance(each.message, m.PlainStatement)}
        assert {by: getattr(each, "assertion", None) for by, each in said.items()} == {
            "USA": m.Assertion.ASSERTION,
            "RUS": m.Assertion.DENIAL,
        }
        assert owing(side) == []
    asserted = next(each.message for each in statements(line.talk.rus) if each.id == line.ids["accusation"])
    theirs = m.Correction(of=line.ids["accusation"], says=asserted)
    assert line.talk.rus.says(theirs, thread=line.ids["accusation"]).code == "correction-not-yours"


@pytest.mark.slow
def test_event_14_the_flash_query_is_read_within_a_minute_and_breached_after_fifteen_at_both() -> None:
    line = upto("strike-read")
    assert "POL" not in shown(line.talk.rus, line.ids["strike"], "ru"), "a country by its name"
    assert "24 км" in shown(line.talk.rus, line.ids["strike"], "ru")
    line.comes(parse_iso("2022-03-13T04:06Z"))
    for side in line.sides:
        assert owing(side) == [("RUS", "reply", "running")], "it was read, and the reply is owed still"
    line.comes(parse_iso("2022-03-13T04:23Z"))
    for side in line.sides:
        debt = owed(side, "reply")
        assert (iso(debt.due_ms or 0), debt.breached) == ("2022-03-13T04:07Z", True)
        assert [(role, iso(since_ms)) for role, since_ms in debt.rungs] == [
            ("watch-officer", "2022-03-13T04:07Z"),
            ("director-of-operations", "2022-03-13T04:12Z"),
            ("chief-of-staff", "2022-03-13T04:22Z"),
        ]


@pytest.mark.slow
def test_event_15_the_battalion_is_notified_two_dates_ahead() -> None:
    line = upto("battalion")
    for side in line.sides:
        found = notice(side, line, "battalion")
        assert (found.ahead_days, found.late) == (2, None), "no lead time is agreed for movements"


@pytest.mark.slow
@pytest.mark.parametrize("restarted", [False, True])
def test_both_records_answer_as_the_table_says(*, restarted: bool) -> None:
    line = upto("higher-level")
    line.comes(STORY.ends_ms)
    refs = {entry.hex(): ref for ref, entry in line.ids.items()}
    observed = parse_observed(observed_text().encode(), "RUS")
    for side in line.sides:
        if restarted:
            side.starts()
        own = observed if side.party == "RUS" else None
        found = named(answers(reading(side), STORY.since_ms, own).machine(), refs)
        assert {key: found.get(key) for key in EXPECTED} == EXPECTED | ({} if own else {"counts": None})


@pytest.mark.slow
def test_one_statement_less_and_the_table_is_another_on_both() -> None:
    """The negative control: without the reply both records say that USA owes it."""
    line = Line()
    for event in STORY.events:
        if event.ref not in {"reply-flight", "higher-level"}:
            line.says(event)
    line.comes(STORY.ends_ms)
    for side in line.sides:
        found = answers(reading(side), STORY.since_ms, None).machine()
        assert [debt["what"] for debt in found["debts"]["USA"]] == ["reply"]
