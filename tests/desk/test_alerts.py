"""Alerts: loud until an officer takes them, one at a time, and never lost; R-40 to R-48 of docs/live.md."""

from __future__ import annotations

from dataclasses import replace

from parley.desk.alerts import (
    LEVELS,
    Alert,
    Cause,
    Kept,
    Level,
    Situation,
    acknowledged,
    crowded,
    looked,
    loudest,
    ordered,
)
from parley.words.instants import MINUTE_MS
from parley.words.terms import Precedence

NOW_MS = 1_700_000_000_000
FLASH = Situation(key="f", cause=Cause.FLASH_IN, level=Level.ALARM, precedence=Precedence.FLASH, party="RUS")
SOON = Situation(key="s", cause=Cause.OURS_SOON, level=Level.WARNING, due_ms=NOW_MS + 4 * MINUTE_MS)


def test_every_cause_has_a_level() -> None:
    assert set(LEVELS) == set(Cause)


def test_what_is_acknowledged_is_silent_and_stays_in_the_list() -> None:
    kept = looked({}, [FLASH], NOW_MS)
    (alert,) = ordered([FLASH], kept)
    assert alert.waits
    kept[FLASH.key] = acknowledged(alert, "W1", NOW_MS)
    (after,) = ordered([FLASH], looked(kept, [FLASH], NOW_MS + 1))
    assert not after.waits
    assert after.kept.by == "W1"
    assert loudest([after]) is None


def test_a_warning_that_nobody_takes_is_an_alarm_after_five_minutes() -> None:
    link = Situation(key="l", cause=Cause.LINK_DOWN, level=Level.WARNING)
    kept = looked({}, [link], NOW_MS)
    assert looked(kept, [link], NOW_MS + 5 * MINUTE_MS - 1)["l"].level == Level.WARNING
    assert looked(kept, [link], NOW_MS + 5 * MINUTE_MS)["l"].level == Level.ALARM


def test_a_caution_stays_one() -> None:
    path = Situation(key="p", cause=Cause.PATH_LOST, level=Level.CAUTION)
    assert looked(looked({}, [path], NOW_MS), [path], NOW_MS + 60 * MINUTE_MS)["p"].level == Level.CAUTION


def test_it_is_reminded_of_once_at_half_of_the_time_that_was_left() -> None:
    kept = looked({}, [SOON], NOW_MS)
    kept = {"s": acknowledged(Alert(SOON, kept["s"]), "W1", NOW_MS)}
    assert looked(kept, [SOON], NOW_MS + 2 * MINUTE_MS - 1)["s"].acknowledged_ms is not None
    kept = looked(kept, [SOON], NOW_MS + 2 * MINUTE_MS)
    assert kept["s"].acknowledged_ms is None
    kept = {"s": acknowledged(Alert(SOON, kept["s"]), "W1", NOW_MS + 2 * MINUTE_MS)}
    assert looked(kept, [SOON], NOW_MS + 4 * MINUTE_MS)["s"].acknowledged_ms is not None


def test_what_was_taken_as_a_warning_asks_anew_once_it_is_an_alarm() -> None:
    kept = looked({}, [SOON], NOW_MS)
    kept = {"s": acknowledged(Alert(SOON, kept["s"]), "W1", NOW_MS)}
    late = replace(SOON, cause=Cause.OURS_LATE, level=Level.ALARM)
    assert looked(kept, [late], NOW_MS + 1)["s"] == Kept(NOW_MS + 1, Level.ALARM)


def test_what_is_over_is_forgotten_so_that_it_may_come_again() -> None:
    kept = looked({}, [FLASH], NOW_MS)
    assert looked(kept, [], NOW_MS) == {}


def test_the_loudest_that_waits_stands_first() -> None:
    kept = looked({}, [SOON, FLASH], NOW_MS)
    assert [each.situation.key for each in ordered([SOON, FLASH], kept)] == ["f", "s"]
    kept["f"] = acknowledged(Alert(FLASH, kept["f"]), "W1", NOW_MS)
    assert [each.situation.key for each in ordered([SOON, FLASH], kept)] == ["s", "f"]


def test_more_than_ten_in_ten_minutes_are_told_by_kind_and_flash_never_is() -> None:
    paths = [Situation(key=f"p{at}", cause=Cause.PATH_LOST, level=Level.CAUTION) for at in range(10)]
    quiet = ordered(paths, looked({}, paths, NOW_MS))
    assert crowded(quiet, NOW_MS) == {}
    flashes = [replace(FLASH, key=f"f{at}") for at in range(3)]
    many = ordered([*paths, *flashes], looked({}, [*paths, *flashes], NOW_MS))
    assert crowded(many, NOW_MS) == {Cause.PATH_LOST: 10}
    assert crowded(many, NOW_MS + 10 * MINUTE_MS) == {}
