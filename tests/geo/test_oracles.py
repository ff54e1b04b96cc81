"""Distances and conflicts against slow oracles; longer by `python -m tests.geo.oracles`."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from functools import partial

import pytest

from parley.geo import laying, plain, segments
from tests.geo import conflict_cases, distance_cases


def counted(parts: Iterator[Counter[str]]) -> Counter[str]:
    counts: Counter[str] = Counter()
    for part in parts:
        counts += part
    return counts


@pytest.mark.slow
def test_no_distance_is_wrong_by_a_metre() -> None:
    counts = counted(distance_cases.judged(1_500, seed=5))
    assert counts["wrong"] == 0
    assert counts["at the poles"] > 0
    assert counts["at the antimeridian"] > 0


@pytest.mark.slow
def test_no_conflict_is_missed_and_none_made_up() -> None:
    counts = counted(conflict_cases.judged(8_000, seed=1))
    assert counts["wrong"] == 0
    assert counts["conflicts"] > 20


@pytest.mark.slow
def test_geodesics_drawn_straight_on_the_chart_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(segments, "_along_geodesics", partial(segments._along_the_chart, piece_m=2_000))  # noqa: SLF001
    assert any(part["wrong"] for part in distance_cases.judged(20_000, seed=2))


@pytest.mark.slow
def test_the_order_of_chords_taken_for_that_of_geodesics_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(plain, "CHORD_M", 1e9)
    assert any(part["wrong"] for part in distance_cases.judged(20_000, seed=3))


@pytest.mark.slow
def test_a_limit_a_tenth_too_short_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    longer = laying.chord_m
    monkeypatch.setattr("parley.geo.conflicts.chord_m", lambda limit_m, buffer_m: 0.9 * longer(limit_m, buffer_m))
    assert any(part["wrong"] for part in conflict_cases.judged(100_000, seed=2))


@pytest.mark.slow
def test_edges_that_pass_each_other_under_ground_are_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(laying, "SAG_M", -10.0)
    assert any(part["wrong"] for part in conflict_cases.judged(100_000, seed=3))
