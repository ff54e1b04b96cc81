"""The views, question by question: silence by choice and a line that is down never look the same."""

from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.desk.obligations import Standing
from parley.node.call_views import pairing_views
from parley.node.debts import Debt, debts
from parley.node.nearness import nearness
from parley.node.views import proof_view
from parley.node.watch_view import Human, WatchView, watch_view
from parley.words.instants import iso, parse_iso
from parley.words.terms import Precedence
from sim import samples as s
from tests.desk.agreements import AGREEMENT
from tests.node.telling import Kept, Telling, read

SINCE = parse_iso("2022-02-24T00:00Z")
QUERY = m.Query(language="en", text="Was that you?")
REQUEST = replace(s.REQUEST, slots_ms=(parse_iso("2022-03-05T12:00Z"),))
DECLINED = m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.ATMOSPHERE)
FIRST = "2022-03-01T17:00Z"


# ---------------------------------------------------------------- 1. is somebody there?


def checked(telling: Telling, at: str, answered: str = "", *, lost: bool = False) -> None:
    """A check at its time, opened by USA, and its answer."""
    check = m.WatchCheck(challenge="K7Q4", seat="watch-officer", scheduled_ms=parse_iso(at))
    sent = telling.say("USA", check, at, lost=lost)
    if answered:
        telling.say("RUS", s.ANSWER, answered, to=sent)


def watched(telling: Telling, now: str) -> WatchView:
    return watch_view(telling.reading(now))


def test_before_the_first_check_nothing_is_due() -> None:
    view = watched(Telling(), "2022-03-01T16:59Z")
    assert (view.human, view.answered, view.due, view.last_good_ms) == (Human.NOT_DUE, 0, 0, None)
    assert watched(Telling(), "2022-03-01T17:05Z").human is Human.NOT_DUE, "its time still runs"


def test_a_check_answered_in_time() -> None:
    telling = Telling()
    checked(telling, FIRST, "2022-03-01T17:01Z")
    view = watched(telling, "2022-03-01T17:02Z")
    assert (view.human, view.answered, view.due, view.missed_ms) == (Human.PRESENT, 1, 1, ())
    assert view.last_good_ms == parse_iso(FIRST)


def test_a_check_that_waits_is_not_yet_counted() -> None:
    telling = Telling()
    checked(telling, FIRST)
    assert watched(telling, "2022-03-01T17:04Z").due == 0


def test_machine_up_and_human_silent() -> None:
    telling = Telling()
    checked(telling, FIRST)
    telling.alive("RUS", "2022-03-01T17:10Z")
    view = watched(telling, "2022-03-01T17:11Z")
    assert (view.human, view.failed_by, view.due) == (Human.SILENT, "RUS", 1)


def test_machine_down_is_not_human_silent() -> None:
    telling = Telling()
    checked(telling, FIRST)
    view = watched(telling, "2022-03-01T17:11Z")
    assert (view.human, view.failed_by) == (Human.NOT_KNOWN, "RUS")
    telling = Telling()
    checked(telling, FIRST, lost=True)
    assert watched(telling, "2022-03-01T17:04Z").human is Human.NOT_DUE
    assert watched(telling, "2022-03-01T17:11Z").human is Human.NOT_KNOWN


def test_who_opens_a_check_may_be_silent_too() -> None:
    telling = Telling()
    assert watched(telling, "2022-03-01T17:11Z").human is Human.NOT_KNOWN
    telling.alive("USA", "2022-03-01T17:10Z")
    view = watched(telling, "2022-03-01T17:11Z")
    assert (view.human, view.failed_by) == (Human.SILENT, "USA")


def test_a_check_out_of_turn_is_good_and_not_counted() -> None:
    telling = Telling()
    checked(telling, FIRST, "2022-03-01T17:01Z")
    extra = telling.say("RUS", m.WatchCheck(challenge="K7Q4", seat="watch-officer"), "2022-03-01T20:00Z")
    telling.say("USA", s.ANSWER, "2022-03-01T20:01Z", to=extra)
    view = watched(telling, "2022-03-01T21:00Z")
    assert (view.answered, view.due, view.last_good_ms) == (1, 1, parse_iso("2022-03-01T20:00Z"))


# ---------------------------------------------------------------- 2. when did the principals speak?


def asked_by_usa(telling: Telling, now: str) -> dict[str, object]:
    view = pairing_views(telling.reading(now), SINCE)[0]
    return {name: count for name, count in view.by["USA"].machine().items() if count}


def test_a_request_waits_then_has_no_answer() -> None:
    telling = Telling()
    telling.say("USA", REQUEST, "2022-03-04T09:00Z")
    assert asked_by_usa(telling, "2022-03-06T09:00Z") == {"asked": 1, "waiting": 1}
    assert asked_by_usa(telling, "2022-03-06T09:01Z") == {"asked": 1, "not_known": 1}, "the line may be down"
    telling.alive("RUS", "2022-03-06T09:01Z")
    assert asked_by_usa(telling, "2022-03-06T09:02Z") == {"asked": 1, "no_answer": 1}


def test_a_request_that_never_arrived_waits() -> None:
    telling = Telling()
    telling.say("USA", REQUEST, "2022-03-04T09:00Z", lost=True)
    telling.alive("RUS", "2022-03-20T00:00Z")
    assert asked_by_usa(telling, "2022-03-20T00:00Z") == {"asked": 1, "waiting": 1}


def test_a_decline_after_the_time_is_a_decline() -> None:
    telling = Telling()
    request = telling.say("USA", REQUEST, "2022-03-04T09:00Z")
    telling.say("RUS", DECLINED, "2022-03-10T09:00Z", to=request)
    assert asked_by_usa(telling, "2022-03-20T00:00Z") == {"asked": 1, "declined": 1, "reasons": {"ATMOSPHERE": 1}}


def test_another_time_and_then_agreement() -> None:
    telling = Telling()
    request = telling.say("USA", REQUEST, "2022-03-04T09:00Z")
    at_ms = parse_iso("2022-03-07T12:00Z")
    telling.say("RUS", m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=at_ms), "2022-03-04T10:00Z", to=request)
    assert asked_by_usa(telling, "2022-03-04T11:00Z") == {"asked": 1, "other_time": 1}
    owed = debts(telling.reading("2022-03-04T11:00Z"))
    assert [(debt.debtor, debt.what) for debt in owed] == [("USA", "call answer")]
    telling.say("USA", m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=at_ms), "2022-03-04T12:00Z", to=request)
    view = pairing_views(telling.reading("2022-03-04T13:00Z"), SINCE)[0]
    assert (view.by["USA"].accepted, view.agreed_ms, view.none_attempted_days) == (1, at_ms, None)


def test_what_was_asked_before_the_day_is_not_counted() -> None:
    telling = Telling()
    telling.say("USA", REQUEST, "2022-02-23T23:59Z")
    view = pairing_views(telling.reading("2022-03-01T00:00Z"), SINCE)[0]
    assert (view.by["USA"].asked, view.none_attempted_days) == (0, 5)


# ---------------------------------------------------------------- 3. what waits?


def owed(telling: Telling, now: str) -> list[Debt]:
    return list(debts(telling.reading(now)))


def test_a_reply_is_owed_until_it_comes() -> None:
    telling = Telling()
    query = telling.say("USA", QUERY, "2022-03-04T09:00Z", precedence=Precedence.PRIORITY)
    (debt,) = owed(telling, "2022-03-04T21:00Z")
    assert (debt.debtor, debt.what, debt.standing, debt.breached) == ("RUS", "reply", Standing.RUNNING, False)
    assert (iso(debt.due_ms or 0), debt.rungs) == ("2022-03-04T21:00Z", ())
    (debt,) = owed(telling, "2022-03-04T21:07Z")
    assert (debt.standing, debt.breached) == (Standing.NOT_KNOWN, True)
    assert [role for role, _ in debt.rungs] == ["watch-officer", "director-of-operations"]
    telling.say("RUS", m.Reply(language="ru", text="Нет."), "2022-03-06T09:00Z", to=query)
    assert owed(telling, "2022-03-06T09:01Z") == []


def test_no_clock_runs_before_the_other_node_has_stored_it() -> None:
    telling = Telling()
    telling.say("USA", QUERY, "2022-03-04T09:00Z", precedence=Precedence.FLASH, lost=True)
    found = owed(telling, "2022-03-05T09:00Z")
    assert [(debt.what, debt.due_ms, debt.standing, debt.breached) for debt in found] == [
        ("reply", None, Standing.NOT_STORED, False),
        ("acknowledgement", None, Standing.NOT_STORED, False),
    ]


def test_urgent_entries_are_to_be_read_in_time() -> None:
    telling = Telling()
    query = telling.say("USA", QUERY, "2022-03-04T09:00Z", precedence=Precedence.FLASH)
    assert [debt.what for debt in owed(telling, "2022-03-04T09:01Z")] == ["acknowledgement", "reply"]
    read = m.Acknowledgement(of=query.id, level=m.AckLevel.READ, seat="watch-officer")
    telling.say("RUS", read, "2022-03-04T09:02Z", to=query, precedence=Precedence.FLASH)
    assert [debt.what for debt in owed(telling, "2022-03-04T09:03Z")] == ["reply"]


def test_a_lapsed_request_is_owed_no_more_and_one_in_doubt_is() -> None:
    telling = Telling()
    telling.say("USA", REQUEST, "2022-03-04T09:00Z")
    assert [debt.standing for debt in owed(telling, "2022-03-06T09:01Z")] == [Standing.NOT_KNOWN]
    telling.alive("RUS", "2022-03-06T09:01Z")
    assert owed(telling, "2022-03-06T09:02Z") == []


# ---------------------------------------------------------------- 4. how near?


def notice(distance_m: int) -> m.FlightNotice:
    assert s.POINT.distance is not None
    distance = replace(s.POINT.distance, distance_m=distance_m)
    return replace(s.NOTICE, closest=replace(s.POINT, distance=distance))


def test_an_amended_point_was_not_known_before_the_amendment() -> None:
    telling = Telling()
    first = telling.say("USA", notice(50_000), "2021-11-15T13:00Z")
    telling.say("USA", notice(20_000), "2021-11-16T15:00Z", to=first)
    (flight,) = nearness(telling.reading("2021-11-17T00:00Z")).flights
    assert flight.closest == notice(20_000).closest
    assert flight.ahead_min == 5


def test_a_notice_that_the_other_has_not_stored_was_no_notice() -> None:
    telling = Telling()
    telling.say("USA", notice(20_000), "2021-11-15T13:00Z", lost=True)
    (flight,) = nearness(telling.reading("2021-11-17T00:00Z")).flights
    assert flight.ahead_min is None


def test_the_counterpart_s_claim_stands_beside() -> None:
    telling = Telling()
    told = telling.say("USA", notice(20_000), "2021-11-15T13:00Z")
    claim = notice(12_000).closest
    query = telling.say("RUS", replace(QUERY, subject=told.id, point=claim), "2021-11-17T00:00Z")
    telling.say("USA", m.Reply(language="en", text="No.", point=notice(20_000).closest), "2021-11-17T01:00Z", to=query)
    view = nearness(telling.reading("2021-11-17T02:00Z"))
    assert [(each.author, each.point) for each in view.flights[0].claims] == [
        ("RUS", claim),
        ("USA", notice(20_000).closest),
    ]
    assert view.claimed == ()


@pytest.mark.parametrize(("lost", "standing"), [(False, Standing.UNANSWERED), (True, Standing.NOT_STORED)])
def test_a_claim_without_a_notice_and_whether_it_was_answered(*, lost: bool, standing: Standing) -> None:
    telling = Telling()
    telling.say("USA", replace(QUERY, point=s.POINT), "2021-11-17T00:00Z", precedence=Precedence.FLASH, lost=lost)
    telling.alive("RUS", "2021-11-18T00:00Z")
    (claimed,) = nearness(telling.reading("2021-11-18T00:01Z")).claimed
    assert (claimed.claim.author, claimed.standing) == ("USA", standing)


# ---------------------------------------------------------------- 7. what is kept?


def test_what_is_not_receipted_and_what_does_not_count() -> None:
    telling = Telling()
    query = telling.say("USA", QUERY, "2022-03-04T09:00Z")
    telling.say("USA", QUERY, "2022-03-04T09:00Z", lost=True)
    own = telling.say("USA", s.REPLY, "2022-03-04T09:01Z", to=query)
    view = proof_view(telling.reading("2022-03-04T10:00Z"))
    assert view.statements == {"RUS": 0, "USA": 3}
    assert view.receipted == {"RUS": 0, "USA": 2}
    assert view.refused == ((own.id, "query-own"),)


def test_a_statement_that_does_not_count_answers_nothing() -> None:
    telling = Telling()
    query = telling.say("USA", QUERY, "2022-03-04T09:00Z")
    telling.say("USA", s.REPLY, "2022-03-04T09:01Z", to=query)
    assert [debt.debtor for debt in owed(telling, "2022-03-04T10:00Z")] == ["RUS"]


def test_an_agreement_without_a_watch_has_no_checks_to_miss() -> None:
    reading = read(replace(AGREEMENT, watch=None), [], Kept(), parse_iso("2022-03-04T10:00Z"))
    view = watch_view(reading)
    assert (view.human, view.due, view.since_ms) == (Human.NOT_DUE, 0, None)


def test_an_urgent_plain_statement_is_to_be_read_and_an_ordinary_one_is_not() -> None:
    telling = Telling()
    telling.say("USA", s.STATEMENT, "2022-03-04T09:00Z", precedence=Precedence.PRIORITY)
    assert owed(telling, "2022-03-04T09:01Z") == []
    telling.say("USA", s.STATEMENT, "2022-03-04T09:00Z", precedence=Precedence.IMMEDIATE)
    assert [debt.what for debt in owed(telling, "2022-03-04T09:01Z")] == ["acknowledgement"]


def test_an_answer_whose_thread_is_not_here_is_refused() -> None:
    telling = Telling()
    plain = telling.say("RUS", s.STATEMENT, "2022-03-04T09:00Z", to=bytes([7] * 32))
    view = proof_view(telling.reading("2022-03-04T10:00Z"))
    assert view.refused == ((plain.id, "thread-unknown"),)


# ---------------------------------------------------------------- at the very edge


def test_the_first_instant_counts_and_the_last_is_in_time() -> None:
    telling = Telling()
    telling.say("USA", REQUEST, SINCE)
    assert asked_by_usa(telling, "2022-02-24T01:00Z")["asked"] == 1
    telling = Telling()
    check = m.WatchCheck(challenge="K7Q4", seat="watch-officer", scheduled_ms=parse_iso(FIRST))
    sent = telling.say("USA", check, "2022-03-01T17:05Z")
    telling.say("RUS", s.ANSWER, "2022-03-01T17:10Z", to=sent)
    assert watched(telling, "2022-03-01T17:11Z").answered == 1
    telling = Telling()
    checked(telling, FIRST, lost=True)
    assert watched(telling, "2022-03-01T17:05Z").human is Human.NOT_DUE


def test_what_is_stored_comes_before_what_is_not() -> None:
    telling = Telling()
    telling.say("USA", QUERY, "2022-03-04T09:00Z", lost=True)
    telling.say("USA", QUERY, "2022-03-04T10:00Z")
    assert [debt.due_ms is None for debt in owed(telling, "2022-03-04T11:00Z")] == [False, True]


def test_an_urgent_reply_is_to_be_read_by_who_asked() -> None:
    telling = Telling()
    query = telling.say("USA", QUERY, "2022-03-04T09:00Z", precedence=Precedence.FLASH)
    reply = m.Reply(language="ru", text="Нет.")
    telling.say("RUS", reply, "2022-03-04T09:01Z", to=query, precedence=Precedence.FLASH)
    assert [(debt.debtor, debt.what) for debt in owed(telling, "2022-03-04T09:02Z")] == [("USA", "acknowledgement")]


def test_what_is_wrong_in_the_thread_of_a_plain_statement_is_seen() -> None:
    telling = Telling()
    plain = telling.say("USA", s.STATEMENT, "2022-03-04T09:00Z")
    own = m.Acknowledgement(of=plain.id, level=m.AckLevel.READ, seat="watch-officer")
    read = telling.say("USA", own, "2022-03-04T09:01Z", to=plain)
    assert proof_view(telling.reading("2022-03-04T10:00Z")).refused == ((read.id, "ack-own"),)
