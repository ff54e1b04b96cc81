"""Figures and health of a running home: Prometheus text over HTTP, on a loopback address only."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator, Mapping
from ipaddress import ip_address
from typing import Any, Final

from parley.app.carriers import bearers_of
from parley.app.places import address_of
from parley.record.feed import Feed
from parley.runtime.loop import Runtime
from parley.runtime.web import Page, serve_pages
from parley.words.faults import OurFault

HELP: Final[Mapping[str, tuple[str, str]]] = {
    "parley_rounds_total": ("counter", "Rounds of the node in this run."),
    "parley_store_failures_total": ("counter", "Times that the store could not say what it holds."),
    "parley_packets_dropped_total": ("counter", "Packets dropped because too many waited."),
    "parley_held_bytes": ("gauge", "Disk that the party's entries are counted for."),
    "parley_quota_bytes": ("gauge", "Disk that each counterpart's entries may take."),
    "parley_entries": ("gauge", "Entries with a place in the joint order."),
    "parley_entries_numbered": ("gauge", "Entries with a joint number."),
    "parley_entries_receipted": ("gauge", "Own entries that the peer has receipted."),
    "parley_exposure_entries": ("gauge", "Own entries asking for a receipt that the peer has not confirmed."),
    "parley_exposure_age_seconds": ("gauge", "Age of the oldest of them."),
    "parley_bearer_on": ("gauge", "Whether the bearer is switched on."),
    "parley_way_open": ("gauge", "Whether the bearer has a way to the peer."),
    "parley_peer_up": ("gauge", "Whether the peer's node echoed on this bearer of late."),
    "parley_packets_in_total": ("counter", "Packets that the bearer brought from the peer."),
    "parley_packets_out_total": ("counter", "Packets handed to the bearer for the peer."),
    "parley_bytes_in_total": ("counter", "Their bytes."),
    "parley_bytes_out_total": ("counter", "Their bytes."),
}
Sample = tuple[str, dict[str, str], float]


class Metrics:
    """Answers `/metrics` and `/health` for the lines of one process."""

    def __init__(self, lines: Mapping[str, Runtime]) -> None:
        self._lines = lines

    async def serve(self, place: str) -> None:
        """Answer until cancelled. Raises OurFault `metrics-public`, `address-unusable`, `port-busy`."""
        host, port = address_of(place)
        try:
            loopback = ip_address(host).is_loopback
        except ValueError:
            loopback = False
        if not loopback:
            raise OurFault("metrics-public", f"{host} is no loopback address.")
        await serve_pages(host, port, {"/metrics": self._metrics, "/health": self._health})

    def _metrics(self) -> Page:
        samples = [sample for name, runtime in sorted(self._lines.items()) for sample in _samples(name, runtime)]
        return Page(200, "text/plain; version=0.0.4; charset=utf-8", "".join(_exposition(samples)))

    def _health(self) -> Page:
        """Say 200 while every store can be relied on: a peer that is away is no fault of this node."""
        health = {name: not runtime.failing for name, runtime in sorted(self._lines.items())}
        said = {"healthy": all(health.values()), "stores": health}
        return Page(200 if said["healthy"] else 503, "application/json", json.dumps(said) + "\n")


def _exposition(samples: list[Sample]) -> Iterator[str]:
    for name, (sort, said) in HELP.items():
        yield f"# HELP {name} {said}\n# TYPE {name} {sort}\n"
        for found, labels, value in samples:
            if found == name:
                yield f"{name}{{{','.join(f'{key}={json.dumps(text)}' for key, text in labels.items())}}} {value:g}\n"


def _samples(line: str, runtime: Runtime) -> Iterator[Sample]:
    of = {"line": line}
    record = runtime.node.state.record
    yield "parley_rounds_total", of, runtime.rounds
    yield "parley_store_failures_total", of, runtime.store_failures
    yield "parley_packets_dropped_total", of, runtime.dropped
    state = runtime.node.state
    yield "parley_quota_bytes", of, state.config.quota_bytes
    for party, held_bytes in sorted(state.held_bytes.items()):
        yield "parley_held_bytes", {**of, "party": party}, held_bytes
    yield "parley_entries", of, len(record)
    yield "parley_entries_numbered", of, record.numbered
    for peer in sorted(runtime.node.state.peers):
        yield from _exposure(line, peer, runtime)
    for bearer in bearers_of(runtime):
        yield from _carried(line, bearer)


def _exposure(line: str, peer: str, runtime: Runtime) -> Iterator[Sample]:
    state, of = runtime.node.state, {"line": line, "peer": peer}
    own = [feed for feed in state.record.feeds.values() if feed.party == state.config.me]
    yield "parley_entries_receipted", of, sum(feed.receipted.get(peer, 0) for feed in own)
    open_to = [(feed, feed.receipted.get(peer, 0), state.asking.get(feed, 0)) for feed in own]
    clocks = [clock for feed, start, stop in open_to for clock in _clocks(feed, start, stop)]
    age_ms = max(0, time.time_ns() // 1_000_000 - min(clocks)) if clocks else 0
    yield "parley_exposure_entries", of, len(clocks)
    yield "parley_exposure_age_seconds", of, age_ms / 1000


def _clocks(feed: Feed, start: int, stop: int) -> list[int]:
    return list(feed.clocks[start:stop])


def _carried(line: str, bearer: dict[str, Any]) -> Iterator[Sample]:
    of = {"line": line, "bearer": bearer["bearer"]}
    yield "parley_bearer_on", of, bearer["on"]
    for way in bearer["ways"]:
        to = {**of, "peer": way["peer"]}
        yield "parley_way_open", to, way["open"]
        yield "parley_peer_up", to, way["up"]
        for what in ("packets_in", "packets_out", "bytes_in", "bytes_out"):
            yield f"parley_{what}_total", to, way[what]
