"""Is one count more than another by more than chance? Exact, conditional on their sum."""

from __future__ import annotations

from dataclasses import dataclass
from math import exp, fsum, inf, lgamma, log, log1p
from typing import Final

CONFIDENCE: Final = 0.95
_ALIKE: Final = 1e-7
"""Two outcomes count as equally likely within this share, as R's binom.test has it: rounding breaks no tie."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RateChange:
    """Two counts over two times: the ratio of their rates, its interval, and `p`, two-sided and exact.

    A ratio is None where the count before is 0; the upper limit is then infinite.
    """

    ratio: float | None
    low: float
    high: float
    p: float


def rate_change(now: int, before: int, now_time: float = 1.0, before_time: float = 1.0) -> RateChange:
    """Compare two Poisson counts, each over a time above 0 of the same unit.

    Given their sum, the later is binomial with a share of its time (Przyborowski and Wilenski 1940); the interval is
    Clopper and Pearson's (1934), turned into a ratio of rates.
    """
    total, share = now + before, now_time / (now_time + before_time)
    low, high = binomial_interval(now, total)
    scale = before_time / now_time
    return RateChange(
        ratio=now / before * scale if before else None,
        low=_odds(low) * scale,
        high=_odds(high) * scale,
        p=binomial_p(now, total, share),
    )


def binomial_p(count: int, total: int, share: float = 0.5) -> float:
    """Give the two-sided probability of an outcome no likelier than `count` of `total` at a chance of `share`."""
    if total == 0:
        return 1.0
    chances = [_chance(each, total, share) for each in range(total + 1)]
    limit = chances[count] * (1 + _ALIKE)
    return min(1.0, fsum(chance for chance in chances if chance <= limit))


def binomial_interval(count: int, total: int, confidence: float = CONFIDENCE) -> tuple[float, float]:
    """Give the shares that `count` of `total` does not rule out, each end at half of what the confidence leaves."""
    tail = (1 - confidence) / 2
    if total == 0:
        return 0.0, 1.0
    low = 0.0 if count == 0 else _share_at(count, total, tail)
    high = 1.0 if count == total else 1 - _share_at(total - count, total, tail)
    return low, high


def _chance(count: int, total: int, share: float) -> float:
    ways = lgamma(total + 1) - lgamma(count + 1) - lgamma(total - count + 1)
    return exp(ways + count * log(share) + (total - count) * log1p(-share))


def _share_at(count: int, total: int, tail: float) -> float:
    """Give the share at which `count` or more of `total` has the chance `tail`, by halving: the chance only grows."""
    low, high = 0.0, 1.0
    while low < (middle := (low + high) / 2) < high:
        if fsum(_chance(each, total, middle) for each in range(count, total + 1)) < tail:
            low = middle
        else:
            high = middle
    return middle


def _odds(share: float) -> float:
    return inf if share == 1 else share / (1 - share)
