"""Borders: a line as somebody draws it, with who says so, from what source, how far off it may be, and its hash."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, TypeAlias

from parley.geo.model import Edge

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    Degrees: TypeAlias = NDArray[np.float64]


class BorderKind(StrEnum):
    """What a line is in law or practice."""

    TREATY = "treaty"
    CLAIMED = "claimed"
    DE_FACTO = "de facto"
    LINE_OF_CONTROL = "line of control"
    BASELINE = "baseline"
    TERRITORIAL_SEA = "baseline + 12 NM"
    ADIZ = "air defence identification zone"
    INFORMATION_REGION = "flight information region"
    COAST = "coast"


@dataclass(frozen=True, slots=True, kw_only=True, eq=False)
class Border:
    """The line round, or of, a party (`of`), as a point of view draws it; `error_m` is how far off it may be.

    `lats` and `lons` (degrees) hold all corners, chain behind chain; `starts` is the index at which each chain begins.
    A closed chain repeats its first corner. `version` is the SHA-256 of all that is said here, in hex: two borders of
    one version are one border.
    """

    of: str
    name: str
    kind: BorderKind
    pov: str
    source: str
    error_m: int
    edge: Edge
    lats: Degrees
    lons: Degrees
    starts: NDArray[np.int64]
    version: str

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Border) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)
