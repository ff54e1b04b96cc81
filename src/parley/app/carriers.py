"""The bearers of a line: how they are set up, and how commands and metrics show those of a running one."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from parley.app.devices import Drop, Serial
from parley.app.home import Home, LineFiles, is_blocked, read_line, set_places
from parley.bearers.filedrop import FileDrop, mark_folder
from parley.bearers.serial import SerialBearer
from parley.line.liveness import Pulse
from parley.node.ports import Bearer
from parley.runtime.loop import Runtime, Traffic
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS


def bearers_of(runtime: Runtime) -> list[dict[str, Any]]:
    """Give each bearer with its way to each peer, for JSON."""
    return [
        {
            "bearer": name,
            "on": on,
            "wide": bearer.wide,
            "counts": _counts(bearer),
            "ways": list(_ways(runtime, name)),
        }
        for name, (bearer, on) in sorted(runtime.bearers.items())
    ]


def _counts(bearer: Bearer) -> dict[str, int]:
    """What lies or came there and is nothing for the node, by code."""
    match bearer:
        case FileDrop():
            return {code: count for code, count in sorted(bearer.counts.items()) if count}
        case SerialBearer() if bearer.noise:
            return {"serial-noise": bearer.noise}
        case _:
            return {}


def _ways(runtime: Runtime, bearer: str) -> Iterator[dict[str, Any]]:
    now_ms = time.monotonic_ns() // 1_000_000
    for peer, known in sorted(runtime.node.state.peers.items()):
        way = known.ways.get(bearer)
        pulse = Pulse() if way is None else way.pulse
        carried = runtime.traffic.get((bearer, peer), Traffic())
        if (bearer, "") in runtime.traffic and way is not None:  # it can't say who brought a packet: the node can
            carried = replace(carried, packets_in=way.packets_in, bytes_in=way.bytes_in)
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


def add_drop(home: Home, name: str, drop: Drop) -> None:
    """Set up the file drop of a line: make its folders and mark those that couriers empty.

    Raises OurFault `bearer-exists`, `drop-same`, `drop-taken`, `drop-unusable`, `addressee-unknown`, `home-unwritable`.
    """
    line = read_line(home, name, secrets=False)
    if line.places.drop is not None:
        raise OurFault("bearer-exists", f"Line {name!r} has a file drop, with {line.places.drop.incoming}.")
    if len(drop.folders()) != 1 + len(drop.outgoing):
        raise OurFault("drop-same")
    for other in _others(home, name):
        taken = other.places.drop.folders() & drop.folders() if other.places.drop is not None else set()
        if taken:
            raise OurFault("drop-taken", f"Line {other.name!r} has {', '.join(sorted(map(str, taken)))}.")
    if strangers := drop.outgoing.keys() - (line.cards.keys() - {home.party}):
        raise OurFault("addressee-unknown", f"{', '.join(sorted(strangers))} is no counterpart on this line.")
    try:
        drop.incoming.mkdir(parents=True, exist_ok=True)
        for folder in drop.outgoing.values():
            mark_folder(folder)
    except OSError as error:
        raise OurFault("drop-unusable", f"{error.filename}: {error.strerror}.") from error
    set_places(home, name, line.places._replace(drop=drop))


def add_serial(home: Home, name: str, serial: Serial) -> None:
    """Set up the serial line of a line. Raises OurFault `bearer-exists`, `port-busy`, and those of `Serial`."""
    line = read_line(home, name, secrets=False)
    if line.places.serial is not None:
        raise OurFault("bearer-exists", f"Line {name!r} has a serial line, {line.places.serial.device}.")
    serial.bearer(())
    for other in _others(home, name):
        if other.places.serial is not None and other.places.serial.device.resolve() == serial.device.resolve():
            raise OurFault("port-busy", f"Line {other.name!r} has {serial.device}.")
    set_places(home, name, line.places._replace(serial=serial))


def remove(home: Home, name: str, bearer: str) -> None:
    """Take a bearer out of a line's settings; its folders stay. Raises OurFault `bearer-unknown`."""
    places = read_line(home, name, secrets=False).places
    left = places._replace(drop=None) if bearer == "drop" else places._replace(serial=None)
    if left == places:
        raise OurFault("bearer-unknown", f"Line {name!r} has no {bearer}.", "Set it up with `parley bearer add`.")
    set_places(home, name, left._replace(off=left.off - {bearer}))


def turn(home: Home, name: str, bearer: str, *, on: bool) -> None:
    """Write whether a bearer of a line is on, for this run and those after it.

    Raises OurFault `bearer-unknown`, `home-unwritable`.
    """
    places = read_line(home, name, secrets=False).places
    known = {"tcp", *(["drop"] if places.drop else []), *(["serial"] if places.serial else [])}
    if bearer not in known:
        raise OurFault("bearer-unknown", f"Line {name!r} has the bearers: {', '.join(sorted(known))}.")
    set_places(home, name, places._replace(off=places.off - {bearer} if on else places.off | {bearer}))


def apply(home: Home, name: str, runtime: Runtime) -> None:
    """Turn the bearers of a running line on and off as its settings say; all off while the line is blocked."""
    line = read_line(home, name, secrets=False)
    blocked = is_blocked(line.folder)
    for bearer, (_, is_on) in runtime.bearers.items():
        on = not blocked and bearer not in line.places.off
        if on != is_on:
            runtime.switch(bearer, on=on)


def _others(home: Home, name: str) -> Iterator[LineFiles]:
    return (read_line(home, other, secrets=False) for other in home.lines() if other != name)
