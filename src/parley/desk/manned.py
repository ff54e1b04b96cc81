"""What a side says of its own people: that the watch is there or on call, and whether word reached who is to know."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum

from parley.desk.values import YesOrNo


class Kept(IntEnum):
    """How a watch is kept."""

    ON_WATCH = 1
    ON_CALL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manning:
    """The author's watch is there from now on, or it is on call and reachable within so many minutes."""

    kept: Kept
    within_min: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reached:
    """Whether word of another party's entry has reached all on this side who are to know it; not who they are."""

    of: bytes
    reached: YesOrNo
