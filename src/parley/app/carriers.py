"""The bearers of a running line as commands and metrics show them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from parley.line.liveness import Pulse
from parley.runtime.loop import Runtime, Traffic
from parley.words.instants import SECOND_MS


def bearers_of(runtime: Runtime) -> list[dict[str, Any]]:
    """Give each bearer with its way to each peer, for JSON."""
    return [
        {"bearer": name, "on": on, "wide": bearer.wide, "ways": list(_ways(runtime, name))}
        for name, (bearer, on) in sorted(runtime.bearers.items())
    ]


def _ways(runtime: Runtime, bearer: str) -> Iterator[dict[str, Any]]:
    now_ms = time.monotonic_ns() // 1_000_000
    for peer, known in sorted(runtime.node.state.peers.items()):
        way = known.ways.get(bearer)
        pulse = Pulse() if way is None else way.pulse
        carried = runtime.traffic.get((bearer, peer), Traffic())
        yield {
            "peer": peer,
            "open": (bearer, peer) in runtime.ways,
            "up": pulse.up(now_ms),
            "passed_by": way is not None and way.blamed_ms is not None,
            "waiting_frames": 0 if way is None else len(way.queue),
            "echo_s_ago": None if pulse.echoed_ms is None else max(0, now_ms - pulse.echoed_ms) // SECOND_MS,
            "packets_in": carried.packets_in,
            "bytes_in": carried.bytes_in,
            "packets_out": carried.packets_out,
            "bytes_out": carried.bytes_out,
        }
