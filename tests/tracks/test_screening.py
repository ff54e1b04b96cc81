"""Flights, nearest approaches and entries, beside a slow reading; where an archive is cut changes nothing."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

import pytest

from parley.geo.screening import Rule, Screen, Zone
from tests.tracks.archives import (
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
