"""Calls between principals over two real nodes: asked for, answered, set up, held, told in public."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from parley.desk import messages as m
from parley.desk.agreement import Agreement
from parley.node.call_story import call_story
from parley.node.call_views import pairing_views
from parley.node.calling import setup_of
from parley.node.debts import debts
from parley.words.terms import Precedence
from tests.node.talk import Side, Talk
from tests.refusals import told_in_words
from tests.scenarios.desks import (
    DAY_MS,
    HOUR_MS,
    MINUTE_MS,
    NOW_MS,
    TERMS,
    at_desks,
    reading,
    said,
    statements,
    thread,
)

STAFF, MINISTERS = "chiefs-of-staff", "ministers-of-defence"
ALTERNATES = {"RUS": ("director-of-operations",)}
AGREED: Agreement = replace(
    TERMS,
    calls_by_token=True,
    pairings={**TERMS.pairings, STAFF: replace(TERMS.pairings[STAFF], alternates=ALTERNATES)},
)
SLOT_MS = NOW_MS + 2 * HOUR_MS
LATER_MS = SLOT_MS + HOUR_MS
REQUEST = m.CallRequest(
    language="en",
    pairing=STAFF,
    topic="The flights of November",
    slots_ms=(SLOT_MS, LATER_MS),
    call_language="en",
    interpreter=m.Interpreter.BOTH,
)
THEIRS = replace(REQUEST, language="ru", topic="Полёты", slots_ms=(LATER_MS,))
ACCEPTED = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=SLOT_MS, role="chief-of-staff")
DECLINED = m.CallAnswer(answer=m.Answer.DECLINED, reason=m.DeclineReason.ATMOSPHERE)
TOKEN = m.CallToken(token="12345 23456 34567 45678 56789 67890", at_ms=SLOT_MS, seat="watch-officer")
ASKER_READS = m.CallReadback(digits="12345 23456 34567", seat="watch-officer")
ASKED_READS = m.CallReadback(digits="45678 56789 67890", seat="watch-officer")
HELD = m.CallHeld(
    from_ms=SLOT_MS,
    until_ms=SLOT_MS + 45 * MINUTE_MS,
    language="en",
    points=("Fire stops.",),
    effective_ms=SLOT_MS + 3 * HOUR_MS,
    follow_up="The chiefs speak again.",
    next_ms=SLOT_MS + 2 * DAY_MS,
)


def mark(what: m.Mark, at_ms: int) -> m.CallMark:
    return m.CallMark(mark=what, at_ms=at_ms)


def both(talk: Talk, request: bytes) -> tuple[str, str]:
    """How the call of a request stands, and how far it is set up: at both nodes the same."""
    found = {(str(thread(side, request).state), str(setup_of(thread(side, request)))) for side in (talk.usa, talk.rus)}
    (one,) = found
    return one


def both_apart(talk: Talk, request: bytes) -> tuple[str, ...]:
    """How the call of a request stands at USA and at RUS while they know different things."""
    return tuple(str(thread(side, request).state) for side in (talk.usa, talk.rus))


def refused_alike(talk: Talk, side: Side, message: m.Message, code: str, request: bytes | None = None) -> None:
    """A node refuses to say it, and nothing moves at either."""
    before = [len(statements(each)) for each in (talk.usa, talk.rus)]
    stands = None if request is None else both(talk, request)
    answer = side.says(message, thread=request)
    talk.passes(2_000)
    assert (answer.id, answer.code) == (None, code)
    told_in_words(code, answer.message)
    assert [len(statements(each)) for each in (talk.usa, talk.rus)] == before, "nothing was recorded"
    assert request is None or both(talk, request) == stands


def agreed_call(agreement: Agreement = AGREED) -> tuple[Talk, bytes]:
    """A call that USA asked for and RUS accepted, half an hour before its time."""
    talk = at_desks(agreement)
    request = said(talk.usa, REQUEST)
    said(talk.rus, ACCEPTED, thread=request)
    talk.passes(SLOT_MS - 20 * MINUTE_MS - talk.usa.now().wall_ms)
    return talk, request


def in_call() -> tuple[Talk, bytes]:
    """The same, set up by token and begun."""
    talk, request = agreed_call()
    said(talk.rus, TOKEN, thread=request)
    said(talk.usa, ASKER_READS, thread=request)
    said(talk.rus, ASKED_READS, thread=request)
    said(talk.usa, mark(m.Mark.STARTED, SLOT_MS), thread=request)
    return talk, request


def board(side: Side, pairing: str) -> Any:  # noqa: ANN401  a view
    (found,) = [each for each in pairing_views(reading(side), NOW_MS - DAY_MS) if each.pairing == pairing]
    return found


def test_a5_no_answer_then_escalated_then_declined_and_notices_go_on() -> None:
    talk = at_desks(replace(AGREED, call_answer_within_h=2))
    usa, rus = talk.usa, talk.rus
    request = said(usa, replace(REQUEST, slots_ms=(NOW_MS + 72 * HOUR_MS,)))
    said(rus, m.CallTaken(seat="watch-officer"), thread=request)
    assert both(talk, request) == ("received", "not set up")
    said(rus, m.CallTaken(seat="watch-officer", role="chief-of-staff", by_ms=NOW_MS + HOUR_MS), thread=request)
    assert both(talk, request)[0] == "referred"
    talk.passes(3 * HOUR_MS)
    said(rus, m.PlainStatement(language="ru", text="Смена на месте."))
    for side in (usa, rus):
        assert board(side, STAFF).by["USA"].no_answer == 1, "its node was there, and nobody answered"
    higher = said(usa, replace(REQUEST, pairing=MINISTERS, slots_ms=(NOW_MS + 72 * HOUR_MS,)))
    move = m.CallLevel(move=m.LevelMove.ESCALATED, pairing=MINISTERS, request=higher)
    said(usa, move, thread=request)
    assert both(talk, request)[0] == "escalated"
    said(rus, DECLINED, thread=higher)
    assert both(talk, higher)[0] == "declined"
    for side in (usa, rus):
        asked = board(side, MINISTERS).by["USA"]
        assert (asked.asked, asked.declined, asked.reasons) == (1, 1, {"ATMOSPHERE": 1})
        assert board(side, STAFF).by["USA"].no_answer == 1, "escalating answers nothing"
    notice = m.FlightNotice(
        language="en", aircraft=2, from_ms=NOW_MS + 60 * HOUR_MS, until_ms=NOW_MS + 61 * HOUR_MS, fl_min=100,
        fl_max=200, area="North",
    )  # fmt: skip
    assert str(thread(rus, said(usa, notice)).state) == "declared", "the traffic of notices goes on"


def test_a11_an_outcome_binds_both_and_its_follow_up_moves_by_consent() -> None:
    talk, request = in_call()
    usa, rus = talk.usa, talk.rus
    said(rus, mark(m.Mark.ENDED, SLOT_MS + 45 * MINUTE_MS), thread=request)
    account = said(usa, HELD, thread=request)
    assert both(talk, request) == ("held", "ended")
    said(rus, m.Confirmation(of=account, verdict=m.Verdict.CONFIRMED), thread=request)
    for side in (usa, rus):
        owed = [(debt.debtor, str(debt.what), debt.due_ms) for debt in debts(reading(side))]
        assert owed == [
            *[(party, "agreed points in effect", HELD.effective_ms) for party in ("RUS", "USA")],
            *[(party, "follow-up of a call", HELD.next_ms) for party in ("RUS", "USA")],
        ]
    assert HELD.next_ms is not None
    slipped_ms = HELD.next_ms + DAY_MS
    proposal = said(usa, m.Deferral(of=account, due_ms=slipped_ms), thread=request)
    said(rus, m.DeferralAnswer(of=proposal, answer=m.YesOrNo.YES), thread=request)
    said(usa, mark(m.Mark.IN_EFFECT, SLOT_MS + 3 * HOUR_MS), thread=request)
    for side in (usa, rus):
        found = {(debt.debtor, str(debt.what)): (debt.due_ms, debt.was_ms) for debt in debts(reading(side))}
        assert found == {
            ("RUS", "agreed points in effect"): (HELD.effective_ms, None),
            ("RUS", "follow-up of a call"): (slipped_ms, HELD.next_ms),
            ("USA", "follow-up of a call"): (slipped_ms, HELD.next_ms),
        }, "the old time is kept, and who has said that it is done owes nothing"


def test_a12_readouts_differ_and_the_hash_of_the_agreed_points_does_not() -> None:
    talk, request = in_call()
    usa, rus = talk.usa, talk.rus
    account = said(usa, HELD, thread=request)
    said(rus, m.Confirmation(of=account, verdict=m.Verdict.CONFIRMED), thread=request)
    hashes = {story(side, request)["held"]["points_hash"] for side in (usa, rus)}
    quiet = m.Readout(language="ru", text="Звонок состоялся.", publicity=m.Publicity.REACTIVE_ONLY)
    said(rus, quiet, thread=request)
    talk.passes(HOUR_MS)
    said(usa, m.Readout(language="en", text="They spoke.", publicity=m.Publicity.SEPARATE_READOUTS), thread=request)
    for side in (usa, rus):
        held = story(side, request)["held"]
        assert held["publicity"] == "REACTIVE_ONLY"
        assert [(each["by"], each["text"], each["may_be_told"]) for each in held["readouts"]] == [
            ("RUS", "Звонок состоялся.", False),
            ("USA", "They spoke.", False),
        ], "what one side keeps back the other does not tell"
        assert held["readouts_differ"]
        hashes.add(held["points_hash"])
    assert len(hashes) == 1
    other = said(usa, replace(HELD, points=("Fire stops at noon.",)), thread=said_again(talk))
    assert other
    assert story(usa, request)["held"]["points_hash"] in hashes


def said_again(talk: Talk) -> bytes:
    """Another call, agreed and begun on the same line."""
    at_ms = talk.usa.now().wall_ms + MINUTE_MS
    request = said(talk.usa, replace(REQUEST, slots_ms=(at_ms,)))
    said(talk.rus, replace(ACCEPTED, at_ms=at_ms), thread=request)
    said(talk.rus, replace(TOKEN, at_ms=at_ms), thread=request)
    said(talk.usa, ASKER_READS, thread=request)
    said(talk.rus, ASKED_READS, thread=request)
    said(talk.usa, mark(m.Mark.STARTED, at_ms), thread=request)
    return request


def story(side: Side, request: bytes) -> dict[str, Any]:
    found = reading(side)
    return call_story(found, found.model.told[request])


def test_a12_an_embargo_holds_both_and_a_joint_readout_waits_for_both() -> None:
    talk, request = in_call()
    said(talk.usa, HELD, thread=request)
    until_ms = talk.usa.now().wall_ms + HOUR_MS
    held_back = m.Readout(language="ru", text="x", publicity=m.Publicity.EMBARGO, embargo_until_ms=until_ms)
    said(talk.rus, held_back, thread=request)
    said(talk.usa, m.Readout(language="en", text="y", publicity=m.Publicity.JOINT_READOUT), thread=request)
    assert told(talk.usa, request) == {"RUS": False, "USA": False}
    talk.passes(HOUR_MS + MINUTE_MS)
    assert told(talk.usa, request) == {"RUS": True, "USA": False}
    said(talk.rus, m.Readout(language="ru", text="x", publicity=m.Publicity.JOINT_READOUT), thread=request)
    assert told(talk.usa, request) == told(talk.rus, request) == {"RUS": True, "USA": True}


def told(side: Side, request: bytes) -> dict[str, bool]:
    return {each["by"]: each["may_be_told"] for each in story(side, request)["held"]["readouts"]}


def test_a16_no_call_is_begun_or_held_before_both_watches_read_the_token_back() -> None:
    talk, request = agreed_call()
    usa, rus = talk.usa, talk.rus
    started = mark(m.Mark.STARTED, SLOT_MS)
    refused_alike(talk, usa, ASKER_READS, "call-token-missing", request)
    refused_alike(talk, usa, started, "call-not-authenticated", request)
    refused_alike(talk, usa, HELD, "call-not-authenticated", request)
    refused_alike(talk, rus, replace(TOKEN, at_ms=LATER_MS), "call-token-time", request)
    said(rus, TOKEN, thread=request)
    refused_alike(talk, usa, replace(ASKER_READS, digits="12345 23456 34568"), "call-token-misread", request)
    refused_alike(talk, usa, ASKED_READS, "call-token-misread", request)
    said(usa, ASKER_READS, thread=request)
    refused_alike(talk, usa, ASKER_READS, "call-token-read", request)
    refused_alike(talk, usa, started, "call-not-authenticated", request)
    said(rus, replace(TOKEN, token="99999 23456 34567 45678 56789 67890"), thread=request)
    assert both(talk, request) == ("accepted", "token issued"), "a new token voids what was read of the old one"
    refused_alike(talk, usa, ASKER_READS, "call-token-misread", request)
    said(usa, replace(ASKER_READS, digits="99999 23456 34567"), thread=request)
    said(rus, ASKED_READS, thread=request)
    assert both(talk, request) == ("accepted", "authenticated")
    refused_alike(talk, usa, mark(m.Mark.STARTED, SLOT_MS + 5 * HOUR_MS), "call-token-stale", request)
    refused_alike(talk, usa, mark(m.Mark.RESUMED, SLOT_MS), "call-not-begun", request)
    said(usa, started, thread=request)
    said(rus, mark(m.Mark.INTERRUPTED, SLOT_MS + MINUTE_MS), thread=request)
    assert both(talk, request)[1] == "interrupted"
    said(usa, mark(m.Mark.INTERRUPTED, SLOT_MS + MINUTE_MS), thread=request)
    refused_alike(talk, usa, started, "call-interrupted", request)
    said(usa, mark(m.Mark.RESUMED, SLOT_MS + 2 * MINUTE_MS), thread=request)
    refused_alike(talk, usa, m.CallWithdrawal(), "call-begun", request)
    said(rus, mark(m.Mark.ENDED, SLOT_MS + HOUR_MS), thread=request)
    refused_alike(talk, usa, mark(m.Mark.RESUMED, SLOT_MS + HOUR_MS), "call-ended", request)
    said(usa, HELD, thread=request)
    assert both(talk, request) == ("held", "ended")


def test_a_call_is_held_by_any_means_where_the_agreement_asks_for_no_token() -> None:
    talk, request = agreed_call(replace(AGREED, calls_by_token=False))
    said(talk.usa, HELD, thread=request)
    assert both(talk, request) == ("held", "not set up"), "and the record shows that it was not set up"


@pytest.mark.parametrize("first", ["USA", "RUS"])
def test_two_who_ask_each_other_at_once_have_one_call(first: str) -> None:
    talk = at_desks(AGREED)
    usa, rus = talk.usa, talk.rus
    order = [(usa, REQUEST), (rus, THEIRS)] if first == "USA" else [(rus, THEIRS), (usa, REQUEST)]
    ids = {}
    for side, message in order:
        answer = side.says(message)
        assert answer.id is not None
        ids[side.party] = answer.id
    talk.passes(2_000)
    states = {party: both(talk, entry)[0] for party, entry in ids.items()}
    assert sorted(states.values()) == ["asked", "one with another"]
    lost = next(party for party, state in states.items() if state != "asked")
    stands, crossed = ids[{"USA": "RUS", "RUS": "USA"}[lost]], ids[lost]
    assert {thread(side, crossed).one_with for side in (usa, rus)} == {stands}, "the same one at both"
    winner, loser = (usa, rus) if lost == "RUS" else (rus, usa)
    at_ms = thread(winner, stands).proposed_ms[0]
    refused_alike(talk, winner, replace(ACCEPTED, at_ms=LATER_MS), "call-crossed", crossed)
    said(loser, replace(ACCEPTED, at_ms=at_ms), thread=stands)
    assert both(talk, stands)[0] == "accepted"
    for side in (usa, rus):
        by = board(side, STAFF).by
        assert (by[winner.party].accepted, by[loser.party].crossed) == (1, 1)
        assert not debts(reading(side)), "nobody owes an answer to the request that crossed"


def test_who_has_seen_the_other_s_request_crosses_nothing() -> None:
    talk = at_desks(AGREED)
    request = said(talk.usa, REQUEST)
    theirs = said(talk.rus, THEIRS)
    assert [both(talk, entry)[0] for entry in (request, theirs)] == ["asked", "asked"]


def test_an_answer_that_crosses_the_withdrawal_moves_nothing() -> None:
    talk = at_desks(AGREED)
    usa, rus = talk.usa, talk.rus
    request = said(usa, REQUEST)
    assert usa.says(m.CallWithdrawal(), thread=request).id
    talk.ms += 10  # and nothing has arrived
    answer = rus.says(ACCEPTED, thread=request).id
    assert both_apart(talk, request) == ("withdrawn", "accepted")
    talk.passes(2_000)
    assert both(talk, request)[0] == "withdrawn"
    assert {tuple(reading(side).source.codes()) for side in (usa, rus)} == {((answer, "call-withdrawn"),)}
    refused_alike(talk, rus, ACCEPTED, "call-withdrawn", request)
    assert not [debt for side in (usa, rus) for debt in debts(reading(side))], "and no answer is owed"


def test_the_other_side_cannot_withdraw_or_escalate_and_the_asker_cannot_answer() -> None:
    talk = at_desks(AGREED)
    request = said(talk.usa, REQUEST)
    refused_alike(talk, talk.rus, m.CallWithdrawal(), "call-not-yours", request)
    move = m.CallLevel(move=m.LevelMove.ESCALATED, pairing=MINISTERS)
    refused_alike(talk, talk.rus, move, "call-not-yours", request)
    refused_alike(talk, talk.usa, replace(move, move=m.LevelMove.PROPOSED), "call-not-yours", request)
    refused_alike(talk, talk.usa, m.CallTaken(seat="watch-officer"), "call-not-yours", request)
    refused_alike(talk, talk.usa, m.CallDeferral(by_ms=LATER_MS), "call-not-yours", request)
    refused_alike(talk, talk.usa, ACCEPTED, "call-not-yours", request)


def test_what_is_put_off_is_owed_until_then() -> None:
    talk = at_desks(AGREED)
    usa, rus = talk.usa, talk.rus
    request = said(usa, REQUEST)
    put_off = said(rus, m.CallDeferral(by_ms=LATER_MS), thread=request)
    assert both(talk, request)[0] == "deferred"
    for side in (usa, rus):
        (debt,) = debts(reading(side))
        assert (debt.debtor, debt.entry, debt.due_ms, debt.clause) == ("RUS", put_off, LATER_MS, "as deferred")
        assert board(side, STAFF).by["USA"].deferred == 1
    talk.passes(LATER_MS + MINUTE_MS - usa.now().wall_ms)
    said(rus, m.PlainStatement(language="ru", text="Смена на месте."))
    assert board(usa, STAFF).by["USA"].no_answer == 1
    level = m.CallLevel(move=m.LevelMove.PROPOSED, pairing=MINISTERS)
    said(rus, level, thread=request)
    assert both(talk, request)[0] == "other level"
    assert board(usa, STAFF).by["USA"].other_level == 1


BAD: dict[str, tuple[m.Message, str]] = {
    "a pairing that does not exist": (replace(REQUEST, pairing="heads-of-state"), "pairing-unknown"),
    "a slot in the past": (replace(REQUEST, slots_ms=(NOW_MS - HOUR_MS, SLOT_MS)), "call-slot-past"),
}
BAD_ANSWERS: dict[str, tuple[m.Message, str]] = {
    "a decline without a level": (replace(DECLINED, reason=None), "decline-bare"),
    "a role without the authority": (replace(ACCEPTED, role="watch-officer"), "call-unauthorised"),
    "a role that is not there": (replace(ACCEPTED, role="colonel"), "call-unauthorised"),
    "a time that nobody proposed": (replace(ACCEPTED, at_ms=SLOT_MS + 1), "call-time-unknown"),
    "another time in the past": (
        m.CallAnswer(answer=m.Answer.OTHER_TIME, at_ms=NOW_MS - HOUR_MS),
        "call-slot-past",
    ),
    "put off to the past": (m.CallDeferral(by_ms=NOW_MS - HOUR_MS), "call-slot-past"),
    "a level that does not exist": (
        m.CallLevel(move=m.LevelMove.PROPOSED, pairing="heads-of-state"),
        "pairing-unknown",
    ),
    "referred to a role that is not there": (m.CallTaken(seat="watch-officer", role="colonel"), "seat-unknown"),
    "a token before a time is agreed": (TOKEN, "call-not-agreed"),
}


@pytest.mark.parametrize(("message", "code"), BAD.values(), ids=BAD)
def test_a_request_that_is_refused(message: m.Message, code: str) -> None:
    refused_alike(talk := at_desks(AGREED), talk.usa, message, code)


@pytest.mark.parametrize(("message", "code"), BAD_ANSWERS.values(), ids=BAD_ANSWERS)
def test_an_answer_that_is_refused(message: m.Message, code: str) -> None:
    talk = at_desks(AGREED)
    request = said(talk.usa, REQUEST, precedence=Precedence.FLASH)
    refused_alike(talk, talk.rus, message, code, request)
    said(talk.rus, replace(ACCEPTED, role="director-of-operations"), thread=request)
    assert both(talk, request)[0] == "accepted", "an alternate may"
