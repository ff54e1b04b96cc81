"""Scenarios out of the history of such lines, each under its name, over two real nodes (domain/lines.md section 10)."""

from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.desk.agreement import WatchSchedule, is_late
from parley.desk.obligations import Standing
from parley.desk.validity import validity
from parley.node.debts import debts
from parley.node.events import Wired
from parley.node.watch_view import Human, watch_view
from parley.record.entry import OpenKind
from parley.wire.reports import read_refusal
from parley.words.terms import Precedence, TrafficClass
from tests.node.forger import Forger, packet_of
from tests.node.talk import Side, Talk, founded
from tests.scenarios.desks import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    TERMS,
    at_desks,
    doubt,
    owed,
    reading,
    said,
    shown,
    statements,
    thread,
)

NEAR = m.BorderDistance(distance_m=20_000, precision_m=1_000, border_of="RUS")
ONE, TWO = m.Point(at_ms=NOW_MS - DAY_MS, distance=NEAR), m.Point(at_ms=NOW_MS - 2 * DAY_MS, distance=NEAR)
SUMMARY = m.FlightSummary(
    language="en",
    from_ms=NOW_MS - 30 * DAY_MS,
    until_ms=NOW_MS,
    flights=30,
    area="Black Sea",
    closest=TWO,
    tracks=(ONE, TWO),
)
QUERY = m.Query(language="en", text="Explain the movement of troops near the border.")


def sides(talk: Talk) -> tuple[Side, Side]:
    return talk.usa, talk.rus


def flight(from_ms: int) -> m.FlightNotice:
    return m.FlightNotice(
        language="en", aircraft=2, from_ms=from_ms, until_ms=from_ms + HOUR_MS, fl_min=100, fl_max=200, area="North"
    )


def test_a1_one_track_of_a_summary_is_disputed_and_both_readings_stay() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    summary = said(usa, SUMMARY)
    ours = replace(TWO, distance=replace(NEAR, distance_m=12_000))
    objection = said(rus, m.Doubt(of=summary, sort=m.DoubtSort.DISPUTED, item=2, point=ours), thread=summary)
    for side in sides(talk):
        assert doubt(side, summary, summary, "RUS", track=2) == "disputed"
        said_of_it = [each.message for each in statements(side)]
        assert SUMMARY in said_of_it, "what USA declares"
        assert any(isinstance(each, m.Doubt) and each.point == ours for each in said_of_it), "and what RUS has"
        assert "12 km" in shown(side, objection, "en")
        assert owed(side, "clarification").debtor == "USA", "the move is back with the side that declared"
    said(usa, m.Clarification(of=objection, language="en", text="Twenty, by our track."), thread=summary)
    for side in sides(talk):
        assert doubt(side, summary, summary, "RUS", track=2) == "stood by"
        assert len([each for each in statements(side) if isinstance(each.message, m.FlightSummary | m.Doubt)]) == 2
    assert usa.says(m.Doubt(of=summary, sort=m.DoubtSort.DISPUTED, item=1, point=ours), thread=summary).code == (
        "doubt-own"
    )
    third = m.Doubt(of=summary, sort=m.DoubtSort.DISPUTED, item=3, point=ours)
    assert rus.says(third, thread=summary).code == "track-unknown"


WATCHED = replace(
    TERMS,
    watch=WatchSchedule(
        first_ms=NOW_MS + HOUR_MS - NOW_MS % HOUR_MS,
        times_min=tuple(60 * hour for hour in range(24)),
        opened_by=("USA",),
        answer_within_min=5,
    ),
)


@pytest.mark.slow
def test_a4_the_node_beats_and_nobody_answers() -> None:
    talk = at_desks(WATCHED)
    usa, rus = sides(talk)
    assert WATCHED.watch is not None
    for number in range(3):
        at_ms = WATCHED.watch.first_ms + number * HOUR_MS
        talk.passes(at_ms - usa.now().wall_ms)
        check = m.WatchCheck(challenge=f"K7Q{number}", seat="watch-officer", scheduled_ms=at_ms)
        assert usa.says(check).code == ""
        talk.passes(30 * MINUTE_MS)
        view = watch_view(reading(usa))
        assert (view.human, view.failed_by, len(view.missed_ms)) == (Human.SILENT, "RUS", number + 1)
    assert usa.known.lamps["tcp"][0], "the machine is up all the while"
    missed = [watch_view(reading(side)).missed_ms for side in (usa, rus)]
    assert missed[0] == missed[1], "both ledgers say so"


def test_a4_a_line_that_is_down_is_not_a_human_who_is_silent() -> None:
    talk = at_desks(WATCHED)
    assert WATCHED.watch is not None
    talk.loses = lambda *_: True
    talk.passes(WATCHED.watch.first_ms - talk.usa.now().wall_ms)
    talk.usa.says(m.WatchCheck(challenge="K7Q4", seat="watch-officer", scheduled_ms=WATCHED.watch.first_ms))
    talk.passes(30 * MINUTE_MS)
    assert watch_view(reading(talk.usa)).human is Human.NOT_KNOWN


def test_a6_an_accident_goes_out_in_one_action_and_the_position_follows() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    report = m.AccidentReport(language="en", accident=m.Accident.MISSILE, at_ms=NOW_MS, towards="RUS")
    assert usa.says(report, precedence=Precedence.FLASH).code == "officers-needed", "two officers, or one with a reason"
    entry = said(usa, report, precedence=Precedence.FLASH, reasoned=True)
    assert str(thread(rus, entry).state) == "told, position to follow"
    assert "АВАРИЯ" in shown(rus, entry, "ru")
    assert "Координаты последуют" in shown(rus, entry, "ru")
    placed = replace(report, position=m.Position(lat_e7=499_766_667, lon_e7=235_316_667))
    said(usa, placed, thread=entry, precedence=Precedence.FLASH, officers=2)
    for side in sides(talk):
        assert str(thread(side, entry).state) == "told with a position"
    assert rus.says(placed, thread=entry, precedence=Precedence.FLASH, officers=2).code == "accident-not-yours"


def test_a7_a_warning_a_minute_ahead_is_warned_of_and_goes_out_as_late() -> None:
    talk = at_desks()
    usa = talk.usa
    strike = flight(usa.now().wall_ms + MINUTE_MS)
    warned = usa.says(strike)
    assert warned.code == "lead-time-short"
    assert "1 minutes" in warned.message
    assert "15 minutes" in warned.message
    assert statements(usa) == [], "nothing was recorded"
    entry = said(usa, strike, late=True)
    for side in sides(talk):
        stored_ms = reading(side).storing_ms(entry, "RUS")
        assert stored_ms is not None
        assert is_late(TERMS, "flight", strike.from_ms, stored_ms), "as both compute from the storing time"
    assert usa.says(flight(usa.now().wall_ms + 16 * MINUTE_MS)).code == ""
    amended = replace(strike, aircraft=3)
    assert usa.says(amended, thread=entry).code == "", "who moves no beginning is not warned again"


@pytest.mark.slow
def test_a9_a_query_of_the_vienna_kind_runs_48_hours_at_both() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    query = said(usa, QUERY)
    talk.passes(47 * HOUR_MS)
    dues = {owed(side, "reply").due_ms for side in sides(talk)}
    stored_ms = reading(usa).storing_ms(query, "RUS")
    assert stored_ms is not None
    assert dues == {stored_ms + 48 * HOUR_MS}
    assert owed(usa, "reply").standing is Standing.RUNNING
    promised_ms = stored_ms + 60 * HOUR_MS
    said(rus, m.HoldingReply(language="ru", text="Ответим.", promised_ms=promised_ms), thread=query)
    for side in sides(talk):
        assert {owed(side, "reply").due_ms} == dues, "a holding reply stops no clock"
        assert owed(side, "promised reply").due_ms == promised_ms
    talk.passes(2 * HOUR_MS)
    for side in sides(talk):
        assert owed(side, "reply").breached, "a flag that both show"
    meeting = m.MeetingRequest(language="en", text="On the query.", slots_ms=(promised_ms,))
    assert rus.says(meeting, thread=query).code == "query-not-yours"
    said(usa, meeting, thread=query)
    assert owed(rus, "meeting answer").debtor == "RUS"
    said(rus, m.MeetingAnswer(answer=m.Answer.ACCEPTED, at_ms=promised_ms), thread=query)
    assert not [debt for debt in [owed(usa, "reply")] if not debt.breached], "the meeting answers nothing"
    said(rus, m.Reply(language="ru", text="Плановые учения."), thread=query)
    assert str(thread(usa, query).state) == "answered"


def test_a9_another_time_holds_once_both_agree_and_the_old_one_is_kept() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    query = said(usa, QUERY)
    first_ms = owed(usa, "reply").due_ms
    later_ms = NOW_MS + 72 * HOUR_MS
    proposal = said(rus, m.Deferral(of=query, due_ms=later_ms), thread=query)
    assert owed(rus, "reply").due_ms == first_ms, "until it is agreed to the old time runs"
    answer = m.DeferralAnswer(of=proposal, answer=m.YesOrNo.YES)
    assert rus.says(answer, thread=query).code == "deferral-own"
    said(usa, answer, thread=query)
    for side in sides(talk):
        assert (owed(side, "reply").due_ms, owed(side, "reply").was_ms) == (later_ms, first_ms)


def test_a10_a_suspension_closes_its_templates_in_its_direction_and_no_emergency() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    noon_ms = NOW_MS + HOUR_MS
    order = m.Suspension(
        direction=m.Direction.OURS,
        templates=("flight",),
        from_ms=noon_ms,
        ordered_by="minister-of-defence",
        review_ms=noon_ms + DAY_MS,
    )
    assert usa.says(order).code == "officers-needed", "two officers"
    entry = said(usa, order, officers=2)
    assert usa.says(flight(noon_ms + 2 * HOUR_MS)).code == "", "until noon all is as it was"
    talk.passes(noon_ms - usa.now().wall_ms)
    assert usa.says(flight(noon_ms + 3 * HOUR_MS)).code == "suspended"
    hazard = m.HazardNotice(
        language="en", hazard=m.Hazard.MISSILES, from_ms=noon_ms + 4 * DAY_MS, until_ms=noon_ms + 5 * DAY_MS, area="Sea"
    )
    said(usa, hazard)
    said(usa, QUERY)
    observed = said(rus, flight(noon_ms + 2 * HOUR_MS))
    assert str(thread(usa, observed).state) == "declared", "the other direction stays open, and what comes counts"
    assert str(thread(rus, entry).state) == "declared", "both know what is declared"
    assert owed(rus, "review").due_ms == order.review_ms
    resumption = m.Resumption(from_ms=noon_ms + HOUR_MS, ordered_by="minister-of-defence")
    assert rus.says(resumption, thread=entry, officers=2).code == "suspension-not-yours"
    said(usa, resumption, thread=entry, officers=2)
    assert usa.says(flight(noon_ms + 3 * HOUR_MS)).code == "suspended", "it ends when it says"
    talk.passes(HOUR_MS)
    assert usa.says(flight(noon_ms + 3 * HOUR_MS)).code == ""


def test_a13_the_style_of_address_comes_from_the_directory_and_never_from_the_orderwire() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    before = len(statements(rus))
    usa.round(Wired("How does one address your minister?"))
    talk.brings()
    rus.round(Wired("Comrade."))
    talk.brings()
    assert [(line.party, line.text) for line in usa.node.state.orderwire] == [
        ("USA", "How does one address your minister?"),
        ("RUS", "Comrade."),
    ]
    assert len(statements(rus)) == before, "the orderwire is no record"
    assert TERMS.roles["minister-of-defence"].name["ru"] == "министр обороны", "what both signed is what screens show"
    usa.starts()
    assert list(usa.node.state.orderwire) == [], "and it is gone with the run"
    query = said(rus, replace(QUERY, language="ru"), officer_word=True)
    rus.round(Wired("Please answer."))
    assert thread(rus, query).count == 1, "nothing said there answers or asks anything"


def test_a14_a_class_is_judged_by_the_header_and_never_by_the_text() -> None:
    talk = founded()
    usa = talk.usa
    assert usa.says("The quick brown fox.", traffic_class=TrafficClass.TEST).code == "class-refused"
    assert usa.says("Not a drill.", traffic_class=TrafficClass.DRILL).code == "class-refused"
    forger = Forger(talk.rus)
    forged = forger.says("real text under TEST", traffic_class=int(TrafficClass.TEST))
    forger.says("and the next one")
    usa.hears(forger.packet())
    assert ("real text under TEST", "class-refused") not in usa.shown(), "refused before its text is read"
    assert refusals(usa) == [(forged, "class-refused")]
    assert ("and the next one", "") in usa.shown()


def test_a15_another_sender_s_name_a_replay_a_stump_and_garbage_stop_nothing() -> None:
    talk = founded()
    usa, rus = sides(talk)
    forger = Forger(rus)
    usa.hears(b"\x00" * 40)
    usa.hears(rus.seals(b"garbage first in the queue"))
    forger.says("in the name of USA", author="USA")
    forger.adds(b"\xff" * 20)
    forger.says("one after that")
    usa.hears(forger.packet())
    assert usa.shown() == [("one after that", "")]
    assert sorted(code for _, code in refusals(usa)) == ["cbor-malformed", "entry-misplaced"]
    rus.says("honest")
    talk.brings()
    held = len(usa.shown())
    packet = packet_of(rus, rus.own, rus)
    usa.hears(packet)
    usa.hears(packet)
    usa.hears(packet[: len(packet) // 2])
    assert len(usa.shown()) == held, "a replay says nothing anew, a stump nothing at all"
    rus.says("and on it goes")
    talk.brings()
    assert usa.shown()[-1] == ("and on it goes", "")


def refusals(side: Side) -> list[tuple[bytes, str]]:
    """By which entries a side answered what it refused."""
    found = [read_refusal(entry.content) for entry in side.entries() if entry.kind == OpenKind.REFUSED]
    return [(refusal.entry, refusal.code) for refusal in found if refusal is not None]


# ---------------------------------------------------------------- what a notice and an acknowledgement come to


def test_a_notice_is_amended_corrected_cancelled_and_runs_out_by_the_clock() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    notice = flight(NOW_MS + 2 * HOUR_MS)
    entry = said(usa, notice, precedence=Precedence.PRIORITY)
    wrong = m.Correction(of=entry, says=replace(notice, fl_max=300))
    assert usa.says(wrong, thread=entry).code == "correction-slow", "it rings as loud as what it corrects"
    assert rus.says(wrong, thread=entry, precedence=Precedence.PRIORITY).code == "correction-not-yours"
    said(usa, wrong, thread=entry, precedence=Precedence.PRIORITY)
    for side in sides(talk):
        assert str(thread(side, entry).state) == "corrected"
        assert thread(side, entry).latest == wrong.says
    for at_ms, state in ((NOW_MS, "to come"), (notice.from_ms, "in force"), (notice.until_ms, "expired")):
        assert str(validity(notice.from_ms, notice.until_ms, at_ms, cancelled=False)) == state
        assert str(validity(notice.from_ms, notice.until_ms, at_ms, cancelled=True)) == "cancelled"
    said(usa, m.Cancellation(), thread=entry)
    assert str(thread(rus, entry).state) == "cancelled"
    assert usa.says(notice, thread=entry).code == "notice-cancelled"


def ack(of: bytes, level: m.AckLevel) -> m.Acknowledgement:
    slots = (1,) if level is m.AckLevel.NOT_UNDERSTOOD else ()
    return m.Acknowledgement(of=of, level=level, seat="watch-officer", slots=slots)


def test_what_is_not_understood_puts_the_move_back_with_a_clock() -> None:
    talk = at_desks()
    usa, rus = sides(talk)
    query = said(usa, QUERY)
    said(rus, m.Progress(of=query, step=m.Step.OPENED, seat="watch-officer"), thread=query)
    lost = said(rus, ack(query, m.AckLevel.NOT_UNDERSTOOD), thread=query, precedence=Precedence.IMMEDIATE)
    for side in sides(talk):
        debt = owed(side, "clarification")
        assert (debt.debtor, debt.entry) == ("USA", lost)
        stored_ms = reading(side).storing_ms(lost, "USA")
        assert stored_ms is not None
        assert debt.due_ms == stored_ms + HOUR_MS
    assert owed(usa, "reply").debtor == "RUS", "and acknowledging leaves what is owed for the query"
    said(usa, m.Clarification(of=lost, language="en", text="The 4th brigade."), thread=query)
    assert not [debt for debt in owed_by(rus, "USA") if debt == "clarification"]
    passed = m.Progress(of=query, step=m.Step.PASSED, seat="watch-officer", role="chief-of-staff")
    said(rus, passed, thread=query)
    assert rus.says(passed, thread=query).code == "ack-repeated"
    said(rus, replace(passed, step=m.Step.SEEN), thread=query)
    assert owed(usa, "reply").debtor == "RUS", "nothing of it agrees to or answers anything"


def owed_by(side: Side, party: str) -> list[str]:

    return [debt.what for debt in debts(reading(side)) if debt.debtor == party]


@pytest.mark.parametrize(
    ("message", "code"),
    [
        (replace(SUMMARY, tracks=(), flights=20_000), "slot-range"),
        (replace(flight(NOW_MS + HOUR_MS), until_ms=NOW_MS), "slot-range"),
        (replace(QUERY, text="abc\u202edef"), "text-controls"),
        (replace(QUERY, text="abc\x07def"), "text-controls"),
    ],
)
def test_bad_input_is_refused_at_the_node(message: m.Message, code: str) -> None:
    talk = at_desks()
    answer = talk.usa.says(message)
    assert (answer.id, answer.code) == (None, code)
    assert answer.message
    assert statements(talk.usa) == []
