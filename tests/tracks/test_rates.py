"""Exact tests of counts against published values: R's documentation, and the figures of the first scenario."""

from __future__ import annotations

from math import inf

import pytest

from parley.geo.rates import binomial_interval, binomial_p, rate_change


@pytest.mark.parametrize(
    ("count", "total", "share", "p", "low", "high"),
    [
        (682, 925, 0.75, 0.3825, 0.7076683, 0.7654066),  # binom.test of R: Mendel's peas (Conover 1971)
        (0, 10, 0.5, 0.001953, 0.0, 0.3084971),
        (10, 10, 0.5, 0.001953, 0.6915029, 1.0),
    ],
)
def test_shares_are_those_that_r_gives(count: int, total: int, share: float, p: float, low: float, high: float) -> None:
    assert binomial_p(count, total, share) == pytest.approx(p, abs=5e-5)
    assert binomial_interval(count, total) == pytest.approx((low, high), abs=5e-8)


def test_rates_over_different_times_are_those_that_r_gives() -> None:
    change = rate_change(11, 6 + 8 + 7, 800, 1083 + 1050 + 878)  # poisson.test of R

    assert change.ratio == pytest.approx(1.971488, abs=5e-7)
    assert (change.low, change.high) == pytest.approx((0.8584264, 4.2772659), abs=5e-8)
    assert change.p == pytest.approx(0.07967, abs=5e-6)


@pytest.mark.parametrize(
    ("now", "before", "ratio", "p"), [(30, 19, 1.58, 0.15), (30, 12, 2.5, 0.008), (30, 20, 1.5, 0.20)]
)
def test_thirty_flights_against_fewer(now: int, before: int, ratio: float, p: float) -> None:
    change = rate_change(now, before)

    assert change.ratio == pytest.approx(ratio, abs=5e-3)
    assert change.p == pytest.approx(p, abs=5e-3)


def test_nothing_against_nothing_and_something_against_nothing() -> None:
    assert rate_change(0, 0).p == 1
    assert rate_change(5, 0).ratio is None
    assert (rate_change(5, 0).high, rate_change(0, 5).low) == (inf, 0)
