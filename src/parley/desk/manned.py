"""Leaving the desk unmanned is declared, not discovered: what a side says of its own watch."""

from __future__ import annotations

from dataclasses import dataclass
from enum import IntEnum


class Kept(IntEnum):
    """How a watch is kept."""

    ON_WATCH = 1
    ON_CALL = 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Manning:
    """The author's watch is there from now on, or it is on call and reachable within so many minutes."""

    kept: Kept
    within_min: int | None = None
