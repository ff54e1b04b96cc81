"""What a line of three owes: those whom a statement is for, each its own, from its own storing time."""

from parley.desk import messages as m
from parley.desk.obligations import Standing
from parley.node.call_views import pairing_views
from parley.node.debts import debts
from parley.node.nearness import nearness, reply_standing
from parley.node.notice_views import notice_views
from parley.node.reading import Reading
from parley.words.instants import MINUTE_MS, parse_iso
from sim import samples as s
from tests.desk.agreements import THREE
from tests.node.telling import Kept, Telling, read

SAID = "2022-03-01T10:00Z"
QUERY = m.Query(language="en", text="Was that you?", point=s.POINT)


def shown(
    message: m.Message, now: str, *, to: tuple[str, ...] = (), stored: dict[str, int], silent: tuple[str, ...] = ()
) -> Reading:
    """USA says something, which each party of `stored` stores so many minutes later; who is not silent writes on."""
    said = Telling().say("USA", message, SAID)._replace(addressees=to)
    times_ms = {party: said.clock_ms + minutes * MINUTE_MS for party, minutes in stored.items()}
    latest = {party: parse_iso(now) for party in times_ms if party not in silent}
    kept = Kept({(said.id, party): at_ms for party, at_ms in times_ms.items()}, latest)
    return read(THREE, [said], kept, parse_iso(now))


def test_each_addressee_owes_its_own_reply_from_its_own_storing_time() -> None:
    both = debts(shown(QUERY, SAID, stored={"POL": 1, "RUS": 5}))
    assert [(debt.debtor, debt.due_ms and debt.stored_ms) for debt in both] == [
        ("POL", parse_iso("2022-03-01T10:01Z")),
        ("RUS", parse_iso("2022-03-01T10:05Z")),
    ]
    (one,) = debts(shown(QUERY, SAID, to=("RUS",), stored={"POL": 1, "RUS": 5}))
    assert one.debtor == "RUS"


def test_a_member_whom_a_call_request_is_not_for_is_not_who_leaves_it_unanswered() -> None:
    later = "2022-03-20T10:00Z"
    for addressee, found in (("RUS", (1, 0)), ("POL", (0, 1))):
        reading = shown(s.REQUEST, later, to=(addressee,), stored={"POL": 1, "RUS": 1}, silent=("POL",))
        asked = pairing_views(reading, 0)[0].by["USA"]
        assert (asked.no_answer, asked.not_known) == found


def test_a_query_for_two_waits_while_the_time_of_one_still_runs() -> None:
    hours = 40 * 24 * 60
    for stored, standing in (
        ({"POL": 1, "RUS": hours - 1}, Standing.RUNNING),
        ({"POL": 1}, Standing.UNANSWERED),
        ({}, Standing.NOT_STORED),
    ):
        reading = shown(QUERY, "2022-04-10T10:00Z", stored=stored)
        assert reply_standing(reading, reading.model.told[bytes(32)]) is standing
        assert nearness(reading).claimed[0].standing is standing


def test_a_notice_is_early_enough_for_those_whom_it_is_for() -> None:
    (view,) = notice_views(shown(s.EXERCISE, SAID, to=("RUS",), stored={"RUS": 1}))
    assert view.stored_ms == parse_iso("2022-03-01T10:01Z")
    (view,) = notice_views(shown(s.EXERCISE, SAID, stored={"RUS": 1}))
    assert view.stored_ms is None
