"""Views of what was declared, held, counted and observed: both sides' words side by side, and lead times."""

from dataclasses import replace
from math import comb
from typing import Any

import pytest

from parley.app.observed import parse_observed, read_observed
from parley.desk import messages as m
from parley.node.call_views import pairing_views
from parley.node.counts import Observed, counts_view, two_sided
from parley.node.held_views import call_views, contact_views
from parley.node.ledger import availability, refusals
from parley.node.notice_views import notice_views
from parley.node.reading import OpenEntry
from parley.node.reports import Reports
from parley.node.statistics import statistics
from parley.node.watch_view import watch_view
from parley.record.entry import OpenKind
from parley.wire.context import Context
from parley.wire.reports import Lamp, Liveness, liveness_text, read_liveness, read_refusal, refusal_text
from parley.words.faults import OurFault
from parley.words.instants import HOUR_MS, MINUTE_MS, iso, parse_iso
from sim import samples as s
from tests.desk.agreements import AGREEMENT
from tests.node.telling import Kept, Telling, read
from tests.refusals import refused

EXERCISE = replace(s.EXERCISE, from_ms=parse_iso("2021-11-15T00:00Z"), until_ms=parse_iso("2021-11-22T00:00Z"))
ACCEPTED = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=s.AT_MS)

# ---------------------------------------------------------------- lead times


@pytest.mark.parametrize(
    ("sent", "days", "late"),
    [
        ("2021-11-01T00:30Z", 14, False),
        ("2021-11-01T23:59Z", 14, False),
        ("2021-11-02T00:00Z", 13, True),
        ("2021-11-16T00:00Z", -1, True),
    ],
)
def test_an_exercise_is_notified_14_dates_ahead_or_late(sent: str, days: int, late: object) -> None:
    telling = Telling()
    telling.say("USA", EXERCISE, sent)
    (view,) = notice_views(telling.reading("2021-11-20T00:00Z"))
    assert (view.ahead_days, view.owed_days, view.late) == (days, 14, late)


@pytest.mark.parametrize(("ahead_min", "late"), [(15, False), (14, True)])
def test_a_lead_time_in_minutes_is_kept_or_not(ahead_min: int, late: object) -> None:
    """The notice is stored 400 ms after it is said, so a minute must be whole."""
    agreed = replace(AGREEMENT, notify_ahead_min={"movement": 15})
    telling = Telling()
    telling.say("USA", s.MOVEMENT, s.AT_MS - ahead_min * MINUTE_MS - 400)
    reading = telling.reading("2021-11-20T00:00Z", agreed)
    (view,) = notice_views(reading)
    assert (view.owed_days, view.owed_min, view.late) == (None, 15, late)
    counts = statistics(reading, watch_view(reading))
    assert [each.machine()["lead_times"] for each in counts if each.party == "USA"] == [
        {"movement": {"late" if late else "kept": 1}}
    ]


def test_a_notice_that_the_other_side_has_not_stored_has_no_lead_time() -> None:
    telling = Telling()
    telling.say("USA", EXERCISE, "2021-11-01T00:00Z", lost=True)
    (view,) = notice_views(telling.reading("2021-11-20T00:00Z"))
    assert (view.ahead_min, view.ahead_days, view.late) == (None, None, None)


def test_a_beginning_that_was_moved_was_not_known_before_the_amendment() -> None:
    telling = Telling()
    first = telling.say("USA", EXERCISE, "2021-10-01T00:00Z")
    earlier = replace(EXERCISE, from_ms=parse_iso("2021-11-10T00:00Z"), name="GLOBAL LIGHTNING")
    telling.say("USA", earlier, "2021-11-05T00:00Z", to=first)
    (view,) = notice_views(telling.reading("2021-11-20T00:00Z"))
    assert (iso(view.begins_ms), view.ahead_days, view.late, view.state) == ("2021-11-10T00:00Z", 5, True, "amended")
    assert view.what == "GLOBAL LIGHTNING"


def test_a_movement_has_no_term_in_this_agreement_and_begins_where_it_leaves() -> None:
    telling = Telling()
    telling.say("USA", s.MOVEMENT, "2021-11-16T14:05Z")
    telling.say("USA", replace(s.TROOPS, from_ms=None), "2021-11-16T14:05Z")
    boats, troops = notice_views(telling.reading("2021-11-20T00:00Z"))
    assert (boats.begins_ms, troops.begins_ms) == (s.AT_MS, s.OTHER_MS)
    assert (boats.ahead_min, boats.owed_days, boats.late) == (60, None, None)


# ---------------------------------------------------------------- calls and contacts


def test_a_call_that_was_agreed_and_one_that_was_held() -> None:
    telling = Telling()
    request = telling.say("USA", s.REQUEST, "2021-11-15T10:00Z")
    telling.say("RUS", ACCEPTED, "2021-11-15T11:00Z", to=request)
    reading = telling.reading("2021-11-18T00:00Z")
    assert call_views(reading) == ()
    assert pairing_views(reading, 0)[0].held_ms is None
    held = telling.say("RUS", replace(s.HELD, from_ms=s.AT_MS + 1), "2021-11-17T16:00Z", to=request)
    telling.say("USA", m.Confirmation(of=held.id, verdict=m.Verdict.CONFIRMED), "2021-11-17T17:00Z", to=request)
    reading = telling.reading("2021-11-18T00:00Z")
    (call,) = call_views(reading)
    assert call.outcome == "outcome agreed"
    view = pairing_views(reading, 0)[0]
    assert (view.held_ms, view.agreed_ms) == (s.AT_MS + 1, s.AT_MS)
    assert (view.by["USA"].accepted, view.by["USA"].held) == (1, 1)


def test_readouts_stand_side_by_side_and_the_last_of_each_side_counts() -> None:
    telling = Telling()
    request = telling.say("USA", s.REQUEST, "2021-11-15T10:00Z")
    telling.say("RUS", ACCEPTED, "2021-11-15T11:00Z", to=request)
    telling.say("USA", s.HELD_ONLY, "2021-11-17T16:00Z", to=request)
    telling.say("USA", s.EMBARGO, "2021-11-17T16:01Z", to=request)
    telling.say(
        "RUS", replace(s.READOUT, text="Nothing.", publicity=m.Publicity.PRIVATE), "2021-11-17T16:02Z", to=request
    )
    telling.say("USA", s.READOUT, "2021-11-17T16:03Z", to=request)
    (call,) = call_views(telling.reading("2021-11-18T00:00Z"))
    assert [(each.author, each.readout.publicity.name) for each in call.readouts] == [
        ("RUS", "PRIVATE"),
        ("USA", "SEPARATE_READOUTS"),
    ]
    assert call.outcome == "held"


def test_a_contact_that_is_disputed_says_so_with_both_texts() -> None:
    telling = Telling()
    entered = telling.say("USA", s.CONTACT, "2021-11-18T10:00Z")
    no = m.Confirmation(of=entered.id, verdict=m.Verdict.DISPUTED, language="ru", text="Нам этого не передавали.")
    telling.say("RUS", no, "2021-11-18T11:00Z", to=entered)
    (contact,) = contact_views(telling.reading("2021-11-18T12:00Z"))
    assert (contact.state, contact.contact.passed) == ("disputed", "Two aircraft turn back.")
    assert [answer.machine()["text"] for answer in contact.answers] == ["Нам этого не передавали."]
    assert contact.machine()["entered"] == "2021-11-18T10:00Z"


def test_the_newest_account_counts_and_the_older_ones_stay() -> None:
    telling = Telling()
    request = telling.say("USA", s.REQUEST, "2021-11-15T10:00Z")
    telling.say("RUS", ACCEPTED, "2021-11-15T11:00Z", to=request)
    telling.say("USA", s.HELD, "2021-11-17T16:00Z", to=request)
    telling.say("RUS", replace(s.HELD, from_ms=s.AT_MS + HOUR_MS), "2021-11-17T17:00Z", to=request)
    (call,) = call_views(telling.reading("2021-11-18T00:00Z"))
    assert [account.author for account in call.accounts] == ["USA", "RUS"]
    assert call.from_ms == s.AT_MS + HOUR_MS


def test_a_contact_that_was_entered_anew_is_shown_as_it_now_stands() -> None:
    telling = Telling()
    first = telling.say("USA", s.CONTACT, "2021-11-18T10:00Z")
    telling.say("USA", replace(s.CONTACT, passed="They turned back."), "2021-11-18T11:00Z", to=first)
    (contact,) = contact_views(telling.reading("2021-11-18T12:00Z"))
    assert contact.contact.passed == "They turned back."


# ---------------------------------------------------------------- counts


@pytest.mark.parametrize(
    ("one", "other", "p"),
    [
        (30, 19, 0.1524),
        (19, 30, 0.1524),
        (7, 3, 0.34375),
        (5, 5, 1.0),
        (0, 0, 1.0),
        (10, 0, 2 / 1024),
        (60, 40, 0.0569),
    ],
)
def test_the_exact_test_gives_what_tables_give(one: int, other: int, p: float) -> None:
    assert two_sided(one, other) == pytest.approx(p, abs=5e-5)


def test_the_exact_test_is_twice_the_tail_where_it_is_uneven() -> None:
    for one, other in ((30, 19), (12, 3), (101, 70)):
        tail = sum(comb(one + other, count) for count in range(one, one + other + 1)) / 2 ** (one + other)
        assert two_sided(one, other) == pytest.approx(2 * tail)


def test_counts_stand_beside_what_was_declared() -> None:
    telling = Telling()
    moved = telling.say("USA", replace(s.NOTICE, from_ms=parse_iso("2021-11-01T00:00Z")), "2021-10-15T13:00Z")
    telling.say("USA", s.NOTICE, "2021-10-16T13:00Z", to=moved)
    telling.say("RUS", s.NOTICE, "2021-11-15T13:00Z")
    observed = Observed(
        party="RUS",
        flights={"2021-11": 30, "2021-10": 5},
        claims={},
        not_notified={parse_iso("2021-11-16T00:00Z"): 2, parse_iso("2021-11-17T00:00Z"): 1},
    )
    view = counts_view(telling.reading("2021-12-01T00:00Z"), observed)
    (month,) = view.months
    assert (month.month, month.before, month.more_than_chance, month.declared) == ("2021-11", 5, True, {"USA": 1})
    assert [(each.flights, each.declared) for each in view.not_notified] == [(2, 1), (1, 0)]


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("x = 1", "'x'"),
        ("flights = 1", "flights"),
        ('flights = { "2021-13" = 1 }', "2021-13"),
        ('flights = { "2021-11" = -1 }', "-1"),
        ('flights = { "2021-11" = true }', "True"),
        ('claims = { "2021-11" = "many" }', "claim"),
        ('claims = { "2021-11" = { en = "m\\u202eany" } }', "claim"),
        ("not_notified = { yesterday = 1 }", "yesterday"),
        ("flights = {", "TOML"),
    ],
)
def test_a_file_of_counts_that_is_not_in_its_form(tmp_path: Any, text: str, wrong: str) -> None:  # noqa: ANN401
    (tmp_path / "observed.toml").write_text(text)
    with refused("observed-malformed", OurFault):
        read_observed(tmp_path, "RUS")
    if wrong != "TOML":
        with pytest.raises(ValueError, match=wrong):
            parse_observed(text.encode(), "RUS")
    assert read_observed(tmp_path / "elsewhere", "RUS") is None


# ---------------------------------------------------------------- what nodes wrote


def report(author: str, peer: str, at_ms: int, *lamps: tuple[str, bool, int]) -> OpenEntry:
    content = [peer, [[bearer, int(up), since_ms] for bearer, up, since_ms in lamps], 0, at_ms]
    return OpenEntry(bytes(32), author, at_ms, OpenKind.LIVENESS, content)  # type: ignore[arg-type]


def test_both_sides_reports_stand_next_to_each_other() -> None:
    start = parse_iso("2022-03-01T00:00Z")
    entries = (
        report("USA", "RUS", start, ("tcp", True, start)),
        report("RUS", "USA", start, ("tcp", True, start)),
        report("USA", "RUS", start + HOUR_MS, ("tcp", True, start)),
        report("USA", "RUS", start + 2 * HOUR_MS, ("tcp", False, start + HOUR_MS), ("drop", True, start)),
        OpenEntry(bytes(32), "USA", start, OpenKind.LIVENESS, ["RUS", "no list", 0, start]),
    )
    reports: dict[str, Reports] = {}
    for entry in entries:
        told = read_liveness(entry.content)
        if told is not None:
            kept = reports.setdefault(entry.author, Reports(entry.author))
            kept.put(len(kept.told), told)
    found = availability(read(AGREEMENT, [], Kept(reports=reports), start))
    assert [(s.bearer, s.up, s.from_ms - start, s.until_ms) for s in found.spans["USA"]] == [
        ("drop", True, 0, None),
        ("tcp", True, 0, start + HOUR_MS),
        ("tcp", False, HOUR_MS, None),
    ]
    assert [(s.bearer, s.up) for s in found.spans["RUS"]] == [("tcp", True)], "the two sides do not agree, and it shows"
    assert found.reported_ms == {"USA": start + 2 * HOUR_MS, "RUS": start}
    assert found.machine()["RUS"]["reported"] == iso(start)


def test_refusals_are_shown_with_their_codes() -> None:
    entry = OpenEntry(bytes(32), "USA", 5, OpenKind.REFUSED, [s.ENTRY, "query-own"])
    odd = OpenEntry(bytes(32), "USA", 5, OpenKind.REFUSED, [b"short", "query-own"])
    (found,) = refusals(read(AGREEMENT, [], Kept(refusals=[entry, odd]), 10))
    assert (found.by, found.refusal.entry, found.refusal.code) == ("USA", s.ENTRY, "query-own")


def test_what_nodes_wrote_in_words() -> None:
    seen = Liveness("RUS", (Lamp("tcp", up=True, since_ms=s.AT_MS), Lamp("drop", up=False, since_ms=s.AT_MS)), s.AT_MS)
    assert liveness_text(seen, "en") == (
        "liveness report: the node of RUS is tcp: up since 161505Z NOV 21, drop: down since 161505Z NOV 21."
    )
    assert "tcp: на связи с 161505Z NOV 21" in liveness_text(seen, "ru")
    refusal = read_refusal([s.ENTRY, "query-own"])
    assert refusal is not None
    context = Context(author="USA", addressee="RUS")
    assert refusal_text(refusal, "en", context).startswith("entry 000102030405 is held and not accepted: A query is")
    assert "[query-own]" in refusal_text(refusal, "ru", context)
    unknown = refusal._replace(code="new\u202ecode")
    assert refusal_text(unknown, "en", context).endswith(r"['new\u202ecode']")


@pytest.mark.parametrize(
    "content",
    [
        None,
        [],
        ["RUS", [], 0],
        ["RUS", [["tcp", 1]], 0, 5],
        ["RUS", [["tcp", 1, -1]], 0, 5],
        ["RUS", [], 0, 2**60],
        [1, [], 0, 5],
    ],
)
def test_reports_that_are_not_in_their_form(content: Any) -> None:  # noqa: ANN401
    assert read_liveness(content) is None
    assert read_refusal(content) is None
