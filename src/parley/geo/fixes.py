"""Observed fixes as columns: what every reader fills and every computation takes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, fields
from enum import IntEnum
from typing import Final, Self

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float64]
Ints = npt.NDArray[np.int64]
Bools = npt.NDArray[np.bool_]
Flags = npt.NDArray[np.uint8]

EARTH_M: Final = 6_371_008.8
"""Mean radius of WGS 84 (IUGG): for steps between fixes, where half a percent does not matter."""
FEET_M: Final = 0.3048


class AltitudeOf(IntEnum):
    """What an observed altitude is measured from; pressure is the flight level's, of a standard atmosphere."""

    UNKNOWN = 0
    W84 = 1
    AMSL = 2
    PRESSURE = 3
    SURFACE = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixes:
    """One row for each fix, in the order of the source.

    `craft` numbers the craft, `source` the file, `row` the line or record in it, from 1. Times are ms UTC, places
    degrees on WGS 84, `altitude_m` is NaN where none was given and `altitude_of` names its datum (`AltitudeOf`).
    """

    craft: npt.NDArray[np.int32]
    time_ms: Ints
    lat: Floats
    lon: Floats
    altitude_m: npt.NDArray[np.float32]
    altitude_of: Flags
    source: npt.NDArray[np.int32]
    row: Ints

    def __len__(self) -> int:
        return len(self.craft)

    def take(self, rows: npt.NDArray[np.intp] | Bools) -> Self:
        """Give the fixes at these places, or under this mask."""
        return type(self)(**{column.name: getattr(self, column.name)[rows] for column in fields(self)})

    @classmethod
    def joined(cls, pieces: Sequence[Self]) -> Self:
        """Put pieces behind one another."""
        return cls(**{c.name: np.concatenate([getattr(piece, c.name) for piece in pieces]) for c in fields(cls)})


def step_m(lat: Floats, lon: Floats, to_lat: Floats, to_lon: Floats) -> Floats:
    """Give the great-circle distance in metres between places in degrees, on a sphere: within 0.6 % of WGS 84."""
    north, east = np.radians(to_lat - lat), np.radians(to_lon - lon)
    chord = np.sin(north / 2) ** 2 + np.cos(np.radians(lat)) * np.cos(np.radians(to_lat)) * np.sin(east / 2) ** 2
    distance: Floats = 2 * EARTH_M * np.arcsin(np.sqrt(np.minimum(chord, 1.0)))
    return distance
