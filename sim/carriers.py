"""The bearers of a schedule as their own documentation tells them: what they take, how fast, whom they pin."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from parley.words.instants import DAY_MS
from parley.words.limits import PACKET_BYTES_MAX

FRAME_BYTES = 220


@dataclass(frozen=True, slots=True)
class Carrier:
    """One bearer: `bps` is 0 where bytes cost no time; `pins` says whether it knows who sent what it brings."""

    name: str
    wide: bool
    packet_bytes_max: int
    round_trip_ms: int
    pins: bool
    bps: int = 0

    def air_ms(self, size: int) -> int:
        """Give how long so many bytes keep the carrier busy."""
        return size * 8_000 // self.bps if self.bps else 0


def carriers(names: tuple[str, ...], radio_bps: int) -> Mapping[str, Carrier]:
    """Give the bearers that a schedule has."""
    radio_trip_ms = max(1_000, 8 * FRAME_BYTES * 8_000 // radio_bps)
    known = (
        Carrier("tcp", True, PACKET_BYTES_MAX, 1_000, True),  # noqa: FBT003
        Carrier("radio", False, FRAME_BYTES, radio_trip_ms, False, radio_bps),  # noqa: FBT003
        Carrier("courier", True, PACKET_BYTES_MAX, DAY_MS, False),  # noqa: FBT003
    )
    return {carrier.name: carrier for carrier in known if carrier.name in names}
