"""The ladder by the clock alone: whose it is, from when on, by whom it stops, and what no restart doubles."""

from dataclasses import replace

import pytest

from parley.desk.agreement import Hours, Rung, parse
from parley.desk.escalated import Escalated, Lacking
from parley.desk.escalation import State, call_steps, has_rung, state_at, steps
from parley.desk.watch import counts_from_ms
from parley.words.instants import HOUR_MS, MINUTE_MS, iso, parse_iso
from parley.words.terms import Precedence
from tests.desk.agreements import AGREEMENT, LADDERS, TEXT

LADDERED = parse((TEXT + LADDERS).encode())
DUE_MS = parse_iso("2022-03-14T12:00Z")


def times(precedence: Precedence, due_ms: int, debtor: str = "USA") -> list[tuple[str, str]]:
    from_ms = counts_from_ms(LADDERED, debtor, due_ms, 0)
    return [(step.to, iso(step.at_ms)) for step in steps(LADDERED, precedence, from_ms)]


def test_the_ladder_climbs_from_the_deadline_by_the_precedence_of_the_entry() -> None:
    assert times(Precedence.ROUTINE, DUE_MS) == [
        ("watch-officer", "2022-03-14T12:00Z"),
        ("director-of-operations", "2022-03-14T12:05Z"),
        ("chief-of-staff", "2022-03-14T12:15Z"),
        ("minister-of-defence", "2022-03-14T22:00Z"),
    ]
    assert times(Precedence.IMMEDIATE, DUE_MS) == [
        ("director-of-operations", "2022-03-14T12:00Z"),
        ("chief-of-staff", "2022-03-14T12:30Z"),
    ]


def test_silence_out_of_hours_counts_once_who_is_called_could_have_come() -> None:
    evening_ms = parse_iso("2022-03-14T20:30Z")
    assert times(Precedence.IMMEDIATE, evening_ms, "RUS")[0] == ("director-of-operations", "2022-03-14T20:45Z")
    assert times(Precedence.IMMEDIATE, evening_ms)[0] == ("director-of-operations", "2022-03-14T20:30Z")
    nobody = Hours(from_min=240, until_min=1200, days=(0,), called=None, within_min=None)
    alone = replace(LADDERED, hours={"RUS": nobody})
    assert iso(counts_from_ms(alone, "RUS", evening_ms, 0)) == "2022-03-21T04:00Z"


def test_who_is_on_call_by_its_own_word_has_the_longer_time() -> None:
    evening_ms = parse_iso("2022-03-14T20:30Z")
    assert iso(counts_from_ms(LADDERED, "RUS", evening_ms, 60)) == "2022-03-14T21:30Z"
    assert iso(counts_from_ms(LADDERED, "RUS", evening_ms, 5)) == "2022-03-14T20:45Z"
    assert iso(counts_from_ms(LADDERED, "USA", evening_ms, 5)) == "2022-03-14T20:35Z"


def test_a_call_goes_on_to_the_next_pairing_and_ends_there() -> None:
    assert [step.to for step in call_steps(LADDERED, "ministers-of-defence", DUE_MS)] == ["chiefs-of-staff"]
    assert call_steps(LADDERED, "foreign-ministers", DUE_MS) == ()
    assert call_steps(AGREEMENT, "ministers-of-defence", DUE_MS) == ()


SAID = Escalated(of=bytes(32), lacks=Lacking.REPLY, rung=4, takes="minister-of-defence", channel="un-mission")


@pytest.mark.parametrize(
    ("said", "pairing", "agreed"),
    [
        (SAID, None, True),
        (replace(SAID, rung=5), None, False),
        (replace(SAID, takes="foreign-minister"), None, False),
        (replace(SAID, channel=None), None, False),
        (replace(SAID, lacks=Lacking.CALL), None, False),
        (SAID, "ministers-of-defence", False),
        (
            replace(SAID, lacks=Lacking.CALL, rung=1, takes="chiefs-of-staff", channel=None),
            "ministers-of-defence",
            True,
        ),
        (replace(SAID, lacks=Lacking.CALL, rung=1, takes="chiefs-of-staff", channel=None), "foreign-ministers", False),
    ],
)
def test_only_an_agreed_rung_can_be_said_to_be_taken(said: Escalated, pairing: str | None, agreed: bool) -> None:  # noqa: FBT001
    assert has_rung(LADDERED, said, Precedence.ROUTINE, pairing) is agreed


@pytest.mark.parametrize(
    ("taken_min", "ended_min", "now_min", "expected"),
    [
        (None, None, -1, State.WAITING),
        (None, None, 0, State.REACHED),
        (None, -1, 5, State.STOPPED),
        (None, 0, 5, State.STOPPED),
        (None, 9, 5, State.STOPPED),
        (9, None, 5, State.TAKEN),
        (0, None, 5, State.TAKEN),
        (0, 3, 5, State.TAKEN),
        (4, 3, 5, State.STOPPED),
        (-1, None, -1, State.WAITING),
        (-1, None, 5, State.REACHED),
    ],
)
def test_where_a_rung_stands(taken_min: int | None, ended_min: int | None, now_min: int, expected: State) -> None:
    def at(minutes: int | None) -> int | None:
        return None if minutes is None else DUE_MS + minutes * MINUTE_MS

    found = state_at(DUE_MS, DUE_MS + now_min * MINUTE_MS, taken_ms=at(taken_min), ended_ms=at(ended_min))
    assert found is expected


def test_the_time_comes_as_often_as_it_likes_and_takes_a_rung_once() -> None:
    rung = Rung(after_min=0, role="watch-officer")
    single = replace(LADDERED, escalation=(rung,), escalation_by={})
    (step,) = steps(single, Precedence.FLASH, DUE_MS)
    states = [state_at(step.at_ms, DUE_MS + hour * HOUR_MS, taken_ms=DUE_MS) for hour in (0, 1, 0, 24)]
    assert set(states) == {State.TAKEN}, "whatever this node's clock says next"
