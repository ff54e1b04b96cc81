"""A4 and A5 of domain/lines.md, section 10, whole: who takes it up where nobody answers, over two real nodes."""

from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.desk.agreement import Channel, ChannelSort, Hours, Rung, WatchSchedule
from parley.desk.escalation import State
from parley.node.call_story import call_story
from parley.node.call_views import pairing_views
from parley.node.debts import debts
from parley.node.escalation_view import Matter, matters, takings
from parley.node.ledger import availability
from parley.node.watch_view import Human, watch_view
from parley.words.terms import Precedence
from tests.node.talk import Side, Talk
from tests.scenarios.desks import DAY_MS, HOUR_MS, MINUTE_MS, NOW_MS, TERMS, at_desks, owed, reading, said, thread
from tests.scenarios.test_history import QUERY, flight

FIRST_MS = NOW_MS + HOUR_MS - NOW_MS % HOUR_MS
LADDERED = replace(
    TERMS,
    watch=WatchSchedule(
        first_ms=FIRST_MS,
        times_min=tuple(60 * hour for hour in range(24)),
        opened_by=("USA",),
        answer_within_min=5,
    ),
    escalation=(
        Rung(after_min=0, role="watch-officer", alternates=("director-of-operations",)),
        Rung(after_min=30, role="chief-of-staff", channel="un-mission"),
    ),
    channels={"un-mission": Channel(sort=ChannelSort.RELAY, name={"en": "UN mission", "ru": "миссия ООН"})},
    next_pairing={"ministers-of-defence": "chiefs-of-staff"},
)


def until(talk: Talk, instant_ms: int) -> None:
    talk.passes(instant_ms - talk.usa.now().wall_ms)


def climbs(side: Side) -> list[bytes]:
    """Take every rung whose time has come, as a node that serves does."""
    return [
        said(side, says, thread=about.thread, precedence=Precedence(about.precedence))
        for about, says in takings(reading(side), side.party)
    ]


def only_matter(side: Side) -> Matter:
    (matter,) = matters(reading(side))
    return matter


def shown(side: Side) -> list[tuple[str, str]]:
    return [(rung.step.to, str(rung.state)) for rung in only_matter(side).rungs]


def missed_checks(talk: Talk, *numbers: int) -> None:
    """Checks that RUS does not answer, each with the time for it over."""
    for check in numbers:
        at_ms = FIRST_MS + check * HOUR_MS
        until(talk, at_ms)
        said(talk.usa, m.WatchCheck(challenge=f"K7Q{check}", seat="watch-officer", scheduled_ms=at_ms))
        talk.passes(30 * MINUTE_MS)


@pytest.mark.slow
def test_a4_three_checks_that_nobody_answers_call_alternates_and_then_the_relay() -> None:
    talk = at_desks(LADDERED)
    usa, rus = talk.usa, talk.rus
    missed_checks(talk, 0, 1)
    assert matters(reading(usa)) == (), "two are not three"
    missed_checks(talk, 2)
    due_ms = FIRST_MS + 2 * HOUR_MS + 5 * MINUTE_MS
    for side in (usa, rus):
        view = watch_view(reading(side))
        assert (view.human, view.failed_by) == (Human.SILENT, "RUS")
        matter = only_matter(side)
        assert (matter.lacks, matter.debtor, matter.climber, matter.since_ms) == (m.Lacking.WATCH, "RUS", "USA", due_ms)
        assert matter.rungs[0].step.alternates == ("director-of-operations",)
        assert shown(side) == [("watch-officer", "reached"), ("chief-of-staff", "waiting")]
        assert matter.rungs[1].step.at_ms == due_ms + 30 * MINUTE_MS, "shown before it is climbed"
    assert usa.known.lamps["tcp"][0], "the node beats all the while"
    assert all(span.up for side in availability(reading(usa)).spans.values() for span in side[-1:]), "and both say so"
    assert len(climbs(usa)) == 1
    assert climbs(usa) == [], "a rung is taken once"
    assert climbs(rus) == [], "and by the side that waits"
    until(talk, due_ms + 30 * MINUTE_MS)
    (relayed,) = climbs(usa)
    for side in (usa, rus):
        assert shown(side) == [("watch-officer", "taken"), ("chief-of-staff", "taken")]
        assert only_matter(side).rungs[1].taken is not None
        assert only_matter(side).rungs[1].taken.id == relayed  # type: ignore[union-attr]
        assert only_matter(side).rungs[1].step.channel == "un-mission"
    at_ms = FIRST_MS + 3 * HOUR_MS
    until(talk, at_ms)
    check = said(usa, m.WatchCheck(challenge="K7Q9", seat="watch-officer", scheduled_ms=at_ms))
    said(rus, m.WatchAnswer(challenge="K7Q9", seat="watch-officer"), thread=check)
    assert [matters(reading(side)) for side in (usa, rus)] == [(), ()], "whoever answers stops it"


@pytest.mark.slow
def test_a4_a_line_that_is_down_climbs_nothing() -> None:
    talk = at_desks(LADDERED)
    talk.loses = lambda *_: True
    missed_checks(talk, 0, 1, 2, 3)
    assert watch_view(reading(talk.usa)).human is Human.NOT_KNOWN
    assert matters(reading(talk.usa)) == ()


def test_silence_of_people_counts_in_hours_of_watch_or_once_who_is_called_has_had_time() -> None:
    begins = (NOW_MS % DAY_MS) // MINUTE_MS
    there = Hours(
        from_min=begins - 120, until_min=begins - 60, days=tuple(range(7)), called="chief-of-staff", within_min=40
    )
    talk = at_desks(replace(LADDERED, watch=None, hours={"RUS": there}))
    query = said(talk.usa, QUERY, precedence=Precedence.IMMEDIATE)
    stored_ms = reading(talk.usa).storing_ms(query, "RUS")
    assert stored_ms is not None
    for side in (talk.usa, talk.rus):
        unread = [each for each in matters(reading(side)) if each.lacks is m.Lacking.ACKNOWLEDGEMENT]
        assert unread[0].since_ms == stored_ms + 15 * MINUTE_MS
        assert unread[0].rungs[0].step.at_ms == stored_ms + 55 * MINUTE_MS, "who is called is there 40 minutes later"


def test_a_rung_before_its_time_a_second_time_or_by_who_owes_is_refused() -> None:
    talk = at_desks(replace(LADDERED, watch=None))
    usa, rus = talk.usa, talk.rus
    query = said(usa, QUERY, precedence=Precedence.FLASH)
    said(rus, m.Acknowledgement(of=query, level=m.AckLevel.READ, seat="watch-officer"), thread=query)
    rung = m.Escalated(of=query, lacks=m.Lacking.REPLY, rung=1, takes="watch-officer")
    assert usa.says(rung, thread=query).code == "rung-early"
    assert usa.says(replace(rung, takes="chief-of-staff"), thread=query).code == "rung-unknown"
    talk.passes(15 * MINUTE_MS)
    assert rus.says(rung, thread=query).code == "rung-not-yours"
    assert owed(usa, "reply").breached
    before = [str(thread(side, query).state) for side in (usa, rus)]
    said(usa, rung, thread=query, precedence=Precedence.FLASH)
    assert usa.says(rung, thread=query).code == "rung-repeated"
    assert [str(thread(side, query).state) for side in (usa, rus)] == before, "it answers and asks nothing"
    assert [debt.what for debt in debts(reading(rus))] == ["reply"], "nor is it to be acknowledged itself"
    said(rus, m.Reply(language="ru", text="Плановые учения."), thread=query)
    second = replace(rung, rung=2, takes="chief-of-staff", channel="un-mission")
    assert usa.says(second, thread=query).code == "rung-answered"


def test_a_restart_and_a_clock_that_was_put_back_take_no_rung_twice() -> None:
    talk = at_desks(replace(LADDERED, watch=None))
    usa = talk.usa
    query = said(usa, QUERY, precedence=Precedence.FLASH)
    talk.passes(20 * MINUTE_MS)
    taken = climbs(usa)
    assert taken
    usa.starts()
    talk.connects()
    usa.skew_ms -= HOUR_MS
    assert climbs(usa) == []
    usa.skew_ms += HOUR_MS
    assert climbs(usa) == []
    assert {rung.state for each in matters(reading(usa)) for rung in each.rungs if rung.taken} == {State.TAKEN}
    assert {each.taken.id for one in matters(reading(talk.rus)) for each in one.rungs if each.taken} == set(taken)
    assert thread(usa, query).count == 1 + len(taken)


@pytest.mark.slow
def test_a5_a_call_that_nobody_answers_goes_to_the_next_pairing_and_is_then_declined() -> None:
    talk = at_desks(replace(LADDERED, watch=None, call_answer_within_h=4))
    usa, rus = talk.usa, talk.rus
    request = m.CallRequest(
        language="en",
        pairing="ministers-of-defence",
        topic="Troops at the border",
        slots_ms=(NOW_MS + 5 * DAY_MS,),
        call_language="en",
        interpreter=m.Interpreter.BOTH,
    )
    asked = said(usa, request)
    due_ms = owed(usa, "call answer").due_ms
    assert due_ms is not None
    for side in (usa, rus):
        assert shown(side) == [("chiefs-of-staff", "waiting")]
        assert only_matter(side).rungs[0].step.at_ms == due_ms
    until(talk, due_ms + MINUTE_MS)
    said(rus, flight(due_ms + DAY_MS))
    counts = {view.pairing: view.by["USA"] for view in pairing_views(reading(usa), 0)}
    assert counts["ministers-of-defence"].no_answer == 1
    (escalated,) = climbs(usa)
    for side in (usa, rus):
        assert shown(side) == [("chiefs-of-staff", "taken")]
    next_asked = said(usa, replace(request, pairing="chiefs-of-staff"))
    for side in (usa, rus):
        assert all(each.entry is not None and each.entry.id == next_asked for each in matters(reading(side)))
    said(rus, m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.ATMOSPHERE), thread=asked)
    for side in (usa, rus):
        found = {view.pairing: view.by["USA"] for view in pairing_views(reading(side), 0)}["ministers-of-defence"]
        assert (found.declined, dict(found.reasons), found.no_answer) == (1, {"ATMOSPHERE": 1}, 0)
        assert str(thread(side, asked).state) == "declined"
        assert escalated in {each.id for each in side.node.state.shelf.thread(asked)}, "and that it was escalated stays"
    assert climbs(usa) == [], "the decline that came later calls nobody again"
    said(usa, flight(usa.now().wall_ms + DAY_MS))


@pytest.mark.parametrize("first", ["clock", "asker"])
def test_what_the_clock_took_and_the_asker_escalates_is_taken_once(first: str) -> None:
    talk = at_desks(replace(LADDERED, watch=None, call_answer_within_h=1))
    usa, rus = talk.usa, talk.rus
    request = m.CallRequest(
        language="en", pairing="ministers-of-defence", topic="Troops", slots_ms=(NOW_MS + 5 * DAY_MS,),
        call_language="en", interpreter=m.Interpreter.NONE,
    )  # fmt: skip
    asked = said(usa, request)
    talk.passes(HOUR_MS + MINUTE_MS)
    rung = m.Escalated(of=asked, lacks=m.Lacking.CALL, rung=1, takes="chiefs-of-staff")
    taken = climbs(usa) if first == "clock" else []
    for side in (usa, rus):
        assert shown(side) == [("chiefs-of-staff", "taken" if taken else "reached")], (
            "until the asker turns to the next"
        )
    level = said(usa, m.CallLevel(move=m.LevelMove.ESCALATED, pairing="chiefs-of-staff"), thread=asked)
    for side in (usa, rus):
        assert climbs(side) == [], "nobody is called a second time"
        assert [each.id for each in side.node.state.shelf.thread(asked)] == [asked, *taken, level], "both are shown"
        assert (str(thread(side, asked).state), matters(reading(side))) == ("escalated", ())
        found = reading(side)
        assert [each["pairing"] for each in call_story(found, found.model.told[asked])["levels"]] == ["chiefs-of-staff"]
    talk.passes(DAY_MS)
    assert climbs(usa) == []
    assert usa.says(rung, thread=asked).code == ("rung-repeated" if taken else "rung-answered")


def test_a_decline_goes_to_the_next_pairing_at_once() -> None:
    talk = at_desks(replace(LADDERED, watch=None))
    usa, rus = talk.usa, talk.rus
    request = m.CallRequest(
        language="en", pairing="ministers-of-defence", topic="Troops", slots_ms=(NOW_MS + 5 * DAY_MS,),
        call_language="en", interpreter=m.Interpreter.NONE,
    )  # fmt: skip
    asked = said(usa, request)
    decline = said(rus, m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.NONE_GIVEN), thread=asked)
    for side in (usa, rus):
        assert only_matter(side).rungs[0].step.at_ms == reading(side).storing_ms(decline, "USA")
    talk.passes(MINUTE_MS)
    assert len(climbs(usa)) == 1
    assert climbs(rus) == climbs(usa) == []
