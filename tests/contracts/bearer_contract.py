"""What every bearer must do. To add a bearer: write a `Rig` for it and name it in test_bearer.py.

Each `check_…` is a coroutine over a fresh rig; it starts and stops the bearers of the parties ALFA and BRAVO. Those of
`check_live_…` are for bearers that notice whether the peer is there, those of `check_narrow_…` for small carriers.
"""

from __future__ import annotations

import asyncio
import contextlib
import os
from collections.abc import AsyncIterator, Callable, Coroutine
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from fuzz.__main__ import CORPUS
from parley.node.ports import Bearer
from parley.words.faults import OurFault

WAIT_S = 10.0


@dataclass(frozen=True, slots=True)
class Traits:
    """What carriers differ in; `burst` is how many packets a quick test sends."""

    pins: bool = True
    live: bool = True
    narrow: bool = False
    burst: int = 5000
    waiting_bytes_max: int = 5 << 20


class Rig(Protocol):
    """Two parties that a carrier could join."""

    traits: Traits

    def bearer(self, party: str) -> Bearer:
        """A new bearer of ALFA or BRAVO, as after the start of its process."""


Check = Callable[[Rig], Coroutine[None, None, None]]


class Station:
    """A running bearer, and what it told."""

    def __init__(self, bearer: Bearer) -> None:
        self.bearer = bearer
        self.got: list[tuple[str, bytes]] = []
        self.ways: list[tuple[str, bool]] = []
        self.readies: list[str] = []
        self.sent = 0

    def received(self, peer: str, packet: bytes) -> None:
        self.got.append((peer, packet))

    def changed(self, peer: str, up: bool) -> None:  # noqa: FBT001
        self.ways.append((peer, up))

    def ready(self, peer: str) -> None:
        self.readies.append(peer)

    def send(self, peer: str, packet: bytes) -> bool:
        return self.bearer.send(peer, packet)

    async def hand(self, peer: str, packet: bytes) -> None:
        """Hand a packet over as the node does: to a small carrier only when it is ready for it."""
        await until(lambda: self.bearer.wide or len(self.readies) == self.sent, "it never became ready")
        assert self.send(peer, packet)
        self.sent += 1


@contextlib.asynccontextmanager
async def running(bearer: Bearer) -> AsyncIterator[Station]:
    """Run a bearer until the block ends; what its run raises is raised here."""
    station = Station(bearer)
    task = asyncio.create_task(bearer.run(station.received, station.changed, station.ready))
    await asyncio.sleep(0)
    try:
        yield station
    finally:
        task.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await task


async def until(true: Callable[[], object], what: str = "") -> None:
    """Wait until it is true; fail after ten seconds."""
    loop = asyncio.get_running_loop()
    end_s = loop.time() + WAIT_S
    while not true():
        assert loop.time() < end_s, what or "waited in vain"
        await asyncio.sleep(0.002)


def open_files() -> int:
    return sum(1 for _ in Path("/proc/self/fd").iterdir())


async def both_up(alfa: Station, bravo: Station) -> None:
    await until(lambda: ("BRAVO", True) in alfa.ways and ("ALFA", True) in bravo.ways, "no way opened")


def of(rig: Rig, party: str) -> str:
    """Give how a bearer names the sender."""
    return party if rig.traits.pins else ""


async def check_packets_arrive_whole_both_ways(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
        await both_up(alfa, bravo)
        most = alfa.bearer.packet_bytes_max
        for size in sorted({1, 2, 37, min(200, most), min(65_536, most), most}):
            for packet in (os.urandom(size), bytes(size), b"\xc0" * size):
                await alfa.hand("BRAVO", packet)
                await until(lambda: bravo.got, f"{size} bytes did not arrive")
                assert bravo.got.pop() == (of(rig, "ALFA"), packet)
                await bravo.hand("ALFA", packet)
                await until(lambda: alfa.got, f"{size} bytes did not arrive")
                assert alfa.got.pop() == (of(rig, "BRAVO"), packet)


async def check_a_burst_arrives(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
        await both_up(alfa, bravo)
        packets = [number.to_bytes(4, "big") * 50 for number in range(rig.traits.burst)]
        for packet in packets:
            await alfa.hand("BRAVO", packet)
        await until(lambda: len(bravo.got) >= len(packets))
        assert bravo.got == [(of(rig, "ALFA"), packet) for packet in packets]


async def check_whatever_a_packet_says_the_next_one_arrives(rig: Rig) -> None:
    """A carrier carries opaque bytes: none of the kept hostile inputs holds up what comes behind it."""
    async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
        await both_up(alfa, bravo)
        kept = {path.read_bytes()[: alfa.bearer.packet_bytes_max] for path in sorted(CORPUS.glob("*/*"))}
        poisons = sorted(kept - {b""})[:: 10 if rig.traits.narrow else 1]
        for packet in (*poisons, b"behind them"):
            await alfa.hand("BRAVO", packet)
        await until(lambda: len(bravo.got) > len(poisons), "what came behind them is held up")
        assert sorted(packet for _, packet in bravo.got) == sorted([*poisons, b"behind them"])


async def check_without_a_way_send_says_no_and_later_yes(rig: Rig) -> None:
    lonely = rig.bearer("ALFA")
    assert not lonely.send("BRAVO", b"before it runs")
    async with running(lonely) as alfa:
        assert not alfa.send("NOBODY", b"nobody of that name")
        async with running(rig.bearer("BRAVO")) as bravo:
            await both_up(alfa, bravo)
            assert not alfa.send("NOBODY", b"nobody of that name")
            await alfa.hand("BRAVO", b"asked again")
            await until(lambda: bravo.got == [(of(rig, "ALFA"), b"asked again")])


async def check_live_without_a_peer_send_says_no(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa:
        await asyncio.sleep(0.05)
        assert not alfa.send("BRAVO", b"nobody there")
        assert alfa.ways == []


async def check_live_a_peer_that_stops_is_down_until_it_is_back(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa:
        for turn in (1, 2, 3):
            async with running(rig.bearer("BRAVO")) as bravo:
                await until(lambda: ("ALFA", True) in bravo.ways and alfa.ways[-1:] == [("BRAVO", True)])
                await bravo.hand("ALFA", b"turn %d" % turn)
                await until(lambda: alfa.got)
                assert alfa.got.pop() == (of(rig, "BRAVO"), b"turn %d" % turn)
            await until(lambda: alfa.ways[-1] == ("BRAVO", False))
            assert not alfa.send("BRAVO", b"nobody there")
        assert alfa.ways == [("BRAVO", True), ("BRAVO", False)] * 3


async def check_live_the_other_side_can_start_again_too(rig: Rig) -> None:
    async with running(rig.bearer("BRAVO")) as bravo:
        for turn in (1, 2):
            async with running(rig.bearer("ALFA")) as alfa:
                await until(lambda: bravo.ways[-1:] == [("ALFA", True)] and alfa.ways)
                await bravo.hand("ALFA", b"turn %d" % turn)
                await until(lambda: alfa.got)
            await until(lambda: bravo.ways[-1] == ("ALFA", False))


async def check_an_oversize_packet_is_our_fault_and_changes_nothing(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
        await both_up(alfa, bravo)
        try:
            alfa.send("BRAVO", bytes(alfa.bearer.packet_bytes_max + 1))
        except OurFault as fault:
            code = fault.code
        else:
            code = "none"
        assert code == "packet-oversize"
        await alfa.hand("BRAVO", b"next")
        await until(lambda: bravo.got == [(of(rig, "ALFA"), b"next")])


async def check_what_waits_is_bounded_and_nothing_accepted_is_lost(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
        await both_up(alfa, bravo)
        packet, accepted = os.urandom(min(500_000, alfa.bearer.packet_bytes_max)), 0
        while accepted < 1000 and alfa.send("BRAVO", packet):
            accepted += 1
        assert accepted * len(packet) <= rig.traits.waiting_bytes_max
        await until(lambda: len(bravo.got) == accepted)
        alfa.sent = accepted
        await alfa.hand("BRAVO", packet)


async def check_narrow_one_frame_at_a_time_and_then_it_is_ready(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
        await both_up(alfa, bravo)
        assert not alfa.bearer.wide
        assert alfa.bearer.packet_bytes_max <= 220
        for turn in range(1, 4):
            frame = bytes([turn]) * alfa.bearer.packet_bytes_max
            assert alfa.send("BRAVO", frame)
            assert not alfa.send("BRAVO", b"pushes in"), "it took a second frame at once"
            await until(lambda turn=turn: len(alfa.readies) == turn, "it never became ready")  # type: ignore[misc]
            await until(lambda frame=frame: bravo.got[-1:] == [(of(rig, "ALFA"), frame)])  # type: ignore[misc]
        assert alfa.readies == ["BRAVO"] * 3
        assert not bravo.readies


async def check_an_error_of_the_receiver_ends_run_with_it(rig: Rig) -> None:
    class ReceiverError(Exception):
        pass

    def fails(peer: str, packet: bytes) -> None:
        raise ReceiverError(peer, packet)

    task = asyncio.create_task(rig.bearer("ALFA").run(fails, lambda _peer, _up: None, lambda _peer: None))
    async with running(rig.bearer("BRAVO")) as bravo:
        await until(lambda: bravo.send("ALFA", b"packet"))
        done, _ = await asyncio.wait([task], timeout=WAIT_S)
        assert done, "the error was swallowed"
        assert isinstance(task.exception(), ReceiverError)
    task.cancel()


async def check_a_stop_leaves_no_task_no_socket_and_calls_nobody(rig: Rig) -> None:
    async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
        await both_up(alfa, bravo)  # whatever the loop opens once is open now
    await asyncio.sleep(0.01)
    tasks, files = asyncio.all_tasks(), open_files()
    async with running(rig.bearer("BRAVO")) as bravo:
        async with running(rig.bearer("ALFA")) as alfa:
            await both_up(alfa, bravo)
            for _ in range(20):
                bravo.send("ALFA", bytes(min(60_000, bravo.bearer.packet_bytes_max)))
        told = len(alfa.got), len(alfa.ways)
        assert ("BRAVO", False) not in alfa.ways, "its own stop is no news to it"
        assert not alfa.send("BRAVO", b"stopped")
        if rig.traits.live:
            await until(lambda: bravo.ways[-1] == ("ALFA", False))
        assert (len(alfa.got), len(alfa.ways)) == told
    await asyncio.sleep(0.01)
    assert asyncio.all_tasks() == tasks
    assert open_files() == files


def checks(traits: Traits) -> list[Check]:
    """Give the checks that a carrier of these traits must pass."""
    left_out = (() if traits.live else ("check_live_",)) + (() if traits.narrow else ("check_narrow_",))
    return [
        check
        for name, check in sorted(globals().items())
        if name.startswith("check_") and not name.startswith(left_out)
    ]
