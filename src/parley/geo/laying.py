"""Volumes laid out for searching, the minima between them, and how far apart two outlines within a minimum may lie."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import numpy as np

from parley.geo.ellipsoid import MOST_RADIUS_M
from parley.geo.model import Volume
from parley.geo.outlines import Extents, Outlines, extents, outlines
from parley.geo.tree import Tree, grown

SAG_M: Final = 2.0
"""Two pieces lie up to 1.3 m under the ground each, so lines that cross may seem to pass below one another."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Minima:
    """How far apart two volumes keep, in at least one of place, height and time."""

    lateral_m: float = 0.0
    vertical_m: float = 0.0
    time_ms: int = 0


@dataclass(frozen=True, slots=True)
class Laid:
    """Volumes laid out for searching."""

    volumes: tuple[Volume, ...]
    outlines: Outlines
    extents: Extents
    tree: Tree


def lay(volumes: tuple[Volume, ...]) -> Laid:
    """Lay out volumes for searching. Raises ValueError without any."""
    areas, spans = outlines([each.shape for each in volumes]), extents(volumes)
    return Laid(volumes, areas, spans, grown(areas.centre, areas.radius, spans.time))


def chord_m(limit_m: float, buffer_m: float) -> float:
    """Give the longest chord between two outlines (metres, straight) whose areas are within a limit of each other."""
    turn = min((limit_m + buffer_m) / (2 * MOST_RADIUS_M), np.pi / 2)
    return float(2 * MOST_RADIUS_M * np.sin(turn)) + SAG_M
