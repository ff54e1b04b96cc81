"""Many places at once over the cores of this machine: the same answers as alone, sooner."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

import numpy as np

from parley.geo.borders import Border
from parley.geo.distance import distance_m
from parley.geo.ellipsoid import Floats
from parley.geo.segments import pieces_of

PLACES: Final = 1 << 17
T = TypeVar("T")
R = TypeVar("R")


def distances(border: Border, lats: Floats, lons: Floats) -> Floats:
    """Give the distance of each place (degrees) from a border in metres; neither way holds the interpreter for long."""
    pieces_of(border)
    parts = [slice(begin, begin + PLACES) for begin in range(0, len(lats), PLACES)]
    return np.concatenate(over_cores(lambda part: distance_m(border, lats[part], lons[part]), parts) or [np.empty(0)])


def over_cores(work: Callable[[T], R], parts: Iterable[T]) -> list[R]:
    """Do some work on each part, as many at once as there are cores."""
    with ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
        return list(pool.map(work, parts))
