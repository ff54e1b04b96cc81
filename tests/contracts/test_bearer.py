"""One contract, every bearer; and planted bearers that must not pass it."""

from __future__ import annotations

import asyncio
import contextlib
import os
import socket
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest

from parley.bearers.filedrop import FileDrop, mark_folder
from parley.bearers.memory import Hub, MemoryBearer, NarrowMemoryBearer
from parley.bearers.serial import Line, SerialBearer
from parley.bearers.stuffing import Cobs, Kiss, Stuffing
from parley.bearers.tcp import TcpBearer, TcpPeer
from parley.bearers.tls import OwnIdentity
from parley.node.ports import Bearer
from parley.seal.transport import transport_identity
from parley.words.faults import OurFault
from tests.contracts import bearer_contract
from tests.contracts.bearer_contract import Check, Rig, Traits, checks, running, until
from tests.contracts.null_modem import NullModem

Received = Callable[[str, bytes], None]
Changed = Callable[[str, bool], None]
Ready = Callable[[str], None]


class MemoryRig:
    traits = Traits()
    kind: type[MemoryBearer] = MemoryBearer

    def __init__(self) -> None:
        self.hub = Hub()

    def bearer(self, party: str) -> Bearer:
        return self.kind(self.hub, party, {"ALFA", "BRAVO"} - {party})


class NarrowMemoryRig(MemoryRig):
    traits = Traits(narrow=True, burst=20, waiting_bytes_max=220)
    kind: type[MemoryBearer] = NarrowMemoryBearer


class TcpRig:
    """ALFA listens, BRAVO dials."""

    traits = Traits()

    def __init__(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.address = "127.0.0.1", int(free.getsockname()[1])
        self.identities = {party: OwnIdentity(*transport_identity(os.urandom, None)) for party in ("ALFA", "BRAVO")}

    def bearer(self, party: str) -> Bearer:
        (other,) = {"ALFA", "BRAVO"} - {party}
        listens = party == "ALFA"
        peer = TcpPeer(self.identities[other].certificate, None if listens else self.address)
        return TcpBearer(self.identities[party], self.address if listens else None, {other: peer})


class DropRig:
    """Each one's outgoing folder is the other's incoming one: a courier without a way to go."""

    traits = Traits(pins=False, live=False, burst=200, waiting_bytes_max=48 << 20)

    def __init__(self, folder: Path) -> None:
        self.folders = {party: folder / party for party in ("ALFA", "BRAVO")}
        for made in self.folders.values():
            mark_folder(made)

    def bearer(self, party: str) -> Bearer:
        (other,) = {"ALFA", "BRAVO"} - {party}
        return FileDrop(self.folders[party], {other: self.folders[other]}, poll_s=0.01)


class SerialRig:
    """Two devices joined by a fast line."""

    traits = Traits(pins=False, live=False, narrow=True, burst=20, waiting_bytes_max=220)
    stuffings: Mapping[str, Stuffing] = {"ALFA": Cobs(), "BRAVO": Cobs()}

    def __init__(self) -> None:
        self.modem = NullModem(bits_per_s=230_400)

    def close(self) -> None:
        self.modem.close()

    def bearer(self, party: str) -> Bearer:
        (other,) = {"ALFA", "BRAVO"} - {party}
        device = self.modem.devices[party == "BRAVO"]
        return SerialBearer(Line(device, bits_per_s=230_400, stuffing=self.stuffings[party]), [other])


class KissRig(SerialRig):
    """The same with the frames of packet radio; each modem gives what it takes to the other side's computer."""

    stuffings: Mapping[str, Stuffing] = {"ALFA": Kiss("ALFA-1", "BRAVO"), "BRAVO": Kiss("BRAVO", "ALFA-1")}


RIGS: dict[str, tuple[Callable[[Path], Rig], Traits]] = {
    "tcp": (lambda _: TcpRig(), TcpRig.traits),
    "memory": (lambda _: MemoryRig(), MemoryRig.traits),
    "narrow-memory": (lambda _: NarrowMemoryRig(), NarrowMemoryRig.traits),
    "drop": (DropRig, DropRig.traits),
    "serial": (lambda _: SerialRig(), SerialRig.traits),
    "kiss": (lambda _: KissRig(), KissRig.traits),
}


@pytest.mark.parametrize(
    ("rig", "check"),
    [
        pytest.param(rig, check, id=f"{name}-{check.__name__}")
        for name, (rig, traits) in RIGS.items()
        for check in checks(traits)
    ],
)
def test_every_bearer(rig: Callable[[Path], Rig], check: Check, memory_folder: Path) -> None:
    made = rig(memory_folder)
    try:
        asyncio.run(check(made), debug=True)
    finally:
        if isinstance(made, SerialRig):
            made.close()


def test_the_weather_of_a_hub_may_lose_double_and_reorder() -> None:
    held: list[bytes] = []

    def weather(sender: str, receiver: str, packet: bytes) -> list[bytes]:
        assert (sender, receiver) == ("ALFA", "BRAVO")
        if packet == b"hold":
            held.append(packet)
            return []
        return {b"lose": [], b"double": [packet, packet]}.get(packet, [packet, *held])

    async def play() -> None:
        rig = MemoryRig()
        rig.hub.weather = weather
        async with running(rig.bearer("ALFA")) as alfa, running(rig.bearer("BRAVO")) as bravo:
            for packet in (b"lose", b"double", b"hold", b"later"):
                assert alfa.send("BRAVO", packet)
            await until(lambda: len(bravo.got) == 4)
            assert [packet for _, packet in bravo.got] == [b"double", b"double", b"later", b"hold"]

    asyncio.run(play())


# ---------------------------------------------------------------- planted faults: the contract must find each


class Cuts(MemoryBearer):
    def send(self, peer: str, packet: bytes) -> bool:
        return super().send(peer, packet[:65_000])


class Loses(MemoryBearer):
    def send(self, peer: str, packet: bytes) -> bool:
        return packet == (99).to_bytes(4, "big") * 50 or super().send(peer, packet)


class StopsAtPoison(MemoryBearer):
    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        poisoned = False

        def once(peer: str, packet: bytes) -> None:
            nonlocal poisoned
            poisoned = poisoned or packet.startswith(b"\x89PLY")
            if not poisoned:
                received(peer, packet)

        await super().run(once, changed, ready)


class AlwaysSaysYes(MemoryBearer):
    def send(self, peer: str, packet: bytes) -> bool:
        super().send(peer, packet)
        return True


class TakesAnything(MemoryBearer):
    def send(self, peer: str, packet: bytes) -> bool:
        return len(packet) > self.packet_bytes_max or super().send(peer, packet)


class NeverDown(MemoryBearer):
    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        await super().run(received, lambda peer, up: changed(peer, up) if up else None, ready)


class SwallowsErrors(MemoryBearer):
    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        def careless(peer: str, packet: bytes) -> None:
            with contextlib.suppress(Exception):
                received(peer, packet)

        await super().run(careless, changed, ready)


class TellsItsOwnStop(MemoryBearer):
    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        try:
            await super().run(received, changed, ready)
        finally:
            changed("BRAVO", False)  # noqa: FBT003


class LeavesATask(MemoryBearer):
    left: asyncio.Task[None]

    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        self.left = asyncio.create_task(asyncio.sleep(3600))
        await super().run(received, changed, ready)


class LeavesAFile(MemoryBearer):
    left: int

    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        self.left = os.open("/dev/null", os.O_RDONLY)  # a test process that ends soon
        await super().run(received, changed, ready)


class TakesTwoAtOnce(NarrowMemoryBearer):
    def send(self, peer: str, packet: bytes) -> bool:
        return super().send(peer, packet) or packet == b"pushes in"


class NeverReady(NarrowMemoryBearer):
    async def run(self, received: Received, changed: Changed, ready: Ready) -> None:
        del ready
        await super().run(received, changed, lambda _peer: None)


class TooLargeForFrames(NarrowMemoryBearer):
    packet_bytes_max = 255


PLANTED = [
    Cuts,
    Loses,
    StopsAtPoison,
    AlwaysSaysYes,
    TakesAnything,
    NeverDown,
    SwallowsErrors,
    TellsItsOwnStop,
    LeavesATask,
    LeavesAFile,
    TakesTwoAtOnce,
    NeverReady,
    TooLargeForFrames,
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda kind: kind.__name__)
def test_the_contract_finds_a_planted_fault(planted: type[MemoryBearer], monkeypatch: pytest.MonkeyPatch) -> None:
    class Planted(MemoryRig):
        traits = NarrowMemoryRig.traits if issubclass(planted, NarrowMemoryBearer) else MemoryRig.traits
        kind = planted

    def passes(check: Check) -> bool:
        try:
            asyncio.run(check(Planted()))
        except (AssertionError, OurFault):
            return False
        return True

    monkeypatch.setattr(bearer_contract, "WAIT_S", 0.3)
    assert not all(passes(check) for check in checks(Planted.traits))
