"""Flights, nearest approaches and entries, beside a slow reading; where an archive is cut changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from random import Random

import pytest

from parley.geo import screening
from parley.geo.plausibility import Mark
from parley.geo.screening import Rule, Screen, Zone
from tests.tracks.archives import (
    NOON_MS,
    Fix,
    SlowFlight,
    columns,
    from_the_parallel,
    random_archive,
    slowly,
    told,
)

RULE = Rule(zone=Zone(enter_m=20_000, leave_m=22_000))


def screened(fixes: Sequence[Fix], *cuts: int) -> list[SlowFlight]:
    screen = Screen(from_the_parallel, RULE)
    for begin, end in zip([0, *cuts], [*cuts, len(fixes)], strict=True):
        screen.take(columns(fixes[begin:end]))
    return told(screen)


@pytest.mark.parametrize("seed", range(40))
def test_a_screen_says_what_a_slow_reading_says(seed: int) -> None:
    random = Random(seed)
    fixes = random_archive(random, crafts=random.choice([1, 3, 20]), size=400)

    assert screened(fixes) == slowly(fixes, RULE)


@pytest.mark.parametrize("seed", range(40))
def test_where_an_archive_is_cut_changes_nothing(seed: int) -> None:
    random = Random(seed)
    fixes = random_archive(random, crafts=random.choice([1, 3, 20]), size=400)
    cuts = sorted(random.sample(range(400), random.choice([1, 5, 60])))

    assert screened(fixes, *cuts) == screened(fixes)


def southward(seconds: range, *, lat: float, mps: float = 230.0) -> list[Fix]:
    """A craft that flies along a meridian towards the border; a negative speed leads it away."""
    return [Fix(1, NOON_MS + at * 1000, lat - mps * at / 111_195, 23.0, row=at) for at in seconds]


def test_bounds_that_are_too_tight_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(screening, "_LONGER", 0.2)

    assert any(
        screened(fixes) != slowly(fixes, RULE)
        for fixes in (random_archive(Random(seed), crafts=1, size=400) for seed in range(20))
    )


def test_who_wavers_on_the_edge_of_the_zone_came_in_once() -> None:
    edge = [20_500, 19_900, 20_100, 19_950, 21_900, 19_990, 22_100, 20_100, 19_900]
    fixes = [Fix(1, NOON_MS + at * 60_000, 55 + metres / 111_195.08, 23.0) for at, metres in enumerate(edge)]

    (flight,) = screened(fixes)

    assert [begin - NOON_MS for begin, _ in flight.entries] == [60_000, 8 * 60_000]


def test_a_place_that_jumps_to_the_border_and_back_is_marked_and_counts_for_no_entry() -> None:
    fixes = southward(range(0, 60, 5), lat=57)
    fixes.insert(6, Fix(1, fixes[5].time_ms + 2_000, 55.0, 23.0, row=99))

    (flight,) = screened(fixes)

    assert flight.marked[Mark.JUMP] == 1
    assert flight.nearest_of_all == (0.0, 99)
    assert flight.nearest[0] > 200_000
    assert flight.entries == []


def test_a_track_that_freezes_and_appears_again_where_it_can_have_flown_has_not_jumped() -> None:
    before, after = southward(range(0, 60, 5), lat=57), southward(range(360, 400, 5), lat=57)
    still = [replace(before[-1], time_ms=before[-1].time_ms + at * 5_000) for at in range(1, 60)]

    (flight,) = screened([*before, *still, *after])

    assert flight.marked[Mark.FROZEN] == 48
    assert flight.marked[Mark.JUMP] == flight.marked[Mark.TOO_FAST] == 0
    assert flight.to_ms == after[-1].time_ms


def test_a_track_that_was_moved_for_good_is_believed_again_after_ten_fixes() -> None:
    here, there = southward(range(0, 60, 5), lat=57), southward(range(60, 200, 5), lat=60)

    (flight,) = screened([*here, *there])

    assert flight.marked[Mark.JUMP] == 10
    assert flight.to_ms == there[-1].time_ms


def test_a_clock_that_runs_back_is_marked_until_it_has_caught_up() -> None:
    fixes = southward(range(0, 60, 5), lat=57)
    late = replace(fixes[3], row=50)

    (flight,) = screened([*fixes[:6], late, *fixes[6:]])

    assert flight.marked[Mark.CLOCK_BACK] == 1
    assert flight.fixes == 13


def test_between_sparse_fixes_it_may_have_come_nearer_and_how_near_at_most_is_said() -> None:
    inward = southward(range(0, 600, 300), lat=56)
    (flight,) = screened(inward)

    assert flight.between_m < flight.nearest[0]
    assert flight.between_m > flight.nearest[0] - 300 * 230
