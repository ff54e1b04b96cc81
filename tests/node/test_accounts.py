"""Notices, incidents, protests, calls that were held and telephone contacts, as dialogues on the desk."""

from dataclasses import replace

import pytest

from parley.desk import messages as m
from parley.node.desk import Desk
from sim import samples as s
from tests.desk.agreements import THREE
from tests.node.telling import Telling
from tests.node.test_desk import ACCEPTED, DECLINED, Said, verdicts


@pytest.mark.parametrize("notice", [s.NOTICE, s.EXERCISE, s.MOVEMENT, s.HAZARD], ids=lambda each: type(each).__name__)
def test_each_notice_is_amended_by_one_of_its_kind(notice: m.Message) -> None:
    other = s.HAZARD if notice is not s.HAZARD else s.NOTICE
    said: list[Said] = [("USA", notice), ("USA", notice), ("RUS", notice), ("USA", other)]
    assert verdicts(*said) == ["", "", "notice-not-yours", "thread-opener"]


def test_both_sides_report_an_incident_and_neither_overwrites_the_other() -> None:
    said: list[Said] = [("USA", s.INCIDENT), ("USA", s.INCIDENT), ("RUS", s.INCIDENT), ("RUS", s.INCIDENT)]
    assert verdicts(*said) == ["", "", "", ""]
    assert verdicts(("USA", s.INCIDENT), ("RUS", s.REPLY)) == ["", "answer-misplaced"]


def test_a_protest_is_answered_once_by_the_other_side() -> None:
    said: list[Said] = [("RUS", s.PROTEST), ("RUS", s.REPLY), ("USA", s.REPLY), ("USA", s.REPLY), ("USA", s.HOLDING)]
    assert verdicts(*said) == ["", "protest-own", "", "protest-answered", "answer-misplaced"]


def confirmed(number: int, verdict: m.Verdict = m.Verdict.CONFIRMED) -> m.Confirmation:
    """An answer to what was said as the number-th of a telling."""
    words = (None, None) if verdict is m.Verdict.CONFIRMED else ("en", "Not so.")
    return m.Confirmation(of=number.to_bytes(32, "big"), verdict=verdict, language=words[0], text=words[1])


def test_a_call_is_held_and_its_outcome_agreed() -> None:
    said: list[Said] = [
        ("USA", s.REQUEST),
        ("RUS", s.READOUT),
        ("RUS", s.HELD),
        ("RUS", ACCEPTED),
        ("RUS", s.READOUT),
        ("USA", s.HELD),
        ("USA", confirmed(5)),
        ("RUS", s.READOUT),
        ("RUS", confirmed(5)),
        ("USA", s.READOUT),
        ("USA", s.HELD),
        ("RUS", confirmed(5, m.Verdict.DISPUTED)),
        ("RUS", DECLINED),
    ]
    assert verdicts(*said) == [
        "",
        "call-not-held",
        "call-not-agreed",
        "",
        "call-not-held",
        "",
        "account-own",
        "",
        "",
        "",
        "account-confirmed",
        "account-confirmed",
        "call-over",
    ]


def test_an_outcome_differs_until_a_newer_account_is_confirmed() -> None:
    said: list[Said] = [
        ("USA", s.REQUEST),
        ("RUS", ACCEPTED),
        ("USA", s.HELD),
        ("RUS", confirmed(2, m.Verdict.AMENDED)),
        ("RUS", s.HELD),
        ("RUS", confirmed(2)),
        ("USA", confirmed(2)),
        ("USA", confirmed(4)),
    ]
    assert verdicts(*said) == ["", "", "", "", "", "account-superseded", "account-superseded", ""]


def test_a_contact_is_entered_by_one_side_and_answered_by_the_other() -> None:
    said: list[Said] = [
        ("USA", s.CONTACT),
        ("USA", confirmed(0)),
        ("RUS", confirmed(0, m.Verdict.DISPUTED)),
        ("RUS", s.CONTACT),
        ("USA", s.CONTACT),
        ("RUS", confirmed(0)),
        ("RUS", confirmed(4, m.Verdict.AMENDED)),
        ("RUS", confirmed(4)),
        ("RUS", confirmed(4, m.Verdict.DISPUTED)),
        ("USA", s.CONTACT),
    ]
    assert verdicts(*said) == [
        "",
        "account-own",
        "",
        "contact-not-yours",
        "",
        "account-superseded",
        "",
        "",
        "account-confirmed",
        "account-confirmed",
    ]


def test_a_contact_has_two_parties_of_the_line_and_seats_of_the_agreement() -> None:
    assert verdicts(("USA", replace(s.CONTACT, called="CHN"))) == ["addressee-unknown"]
    assert verdicts(("USA", replace(s.CONTACT, caller_seat="colonel-x"))) == ["seat-unknown"]
    desk, telling = Desk(["POL", "RUS", "USA"], THREE), Telling()
    assert desk.judge(telling.say("POL", s.CONTACT, s.AT_MS)) == "contact-not-yours"
