"""What only a serial line meets: noise, its own slowness, devices that go away, other users; and the two stuffings."""

from __future__ import annotations

import asyncio
import os
import random
import time
import tty
from collections.abc import Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from parley.bearers import serial
from parley.bearers.serial import FRAME_BYTES_MAX, Line, SerialBearer
from parley.bearers.stuffing import Cobs, Kiss, Stuffing, Unstuffer
from parley.words.faults import OurFault
from tests.contracts.bearer_contract import Station, running, until
from tests.contracts.null_modem import NullModem

FRAMES = st.one_of(
    st.binary(min_size=1, max_size=FRAME_BYTES_MAX),
    st.integers(1, 600).map(bytes),
    st.integers(1, 600).map(lambda size: b"\xff" * size),
    st.lists(st.sampled_from([b"\0", b"\xc0", b"\xdb", b"\xdc", b"\xdd", b"x"]), min_size=1).map(b"".join),
)
PAIRS: list[tuple[Stuffing, Stuffing]] = [(Cobs(), Cobs()), (Kiss("ALFA-1", "BRAVO"), Kiss("BRAVO", "ALFA-1"))]


@pytest.mark.slow
@pytest.mark.parametrize(("out", "back"), PAIRS, ids=["cobs", "kiss"])
@given(frames=st.lists(FRAMES, max_size=5), cuts=st.lists(st.integers(1, 50), min_size=1))
def test_frames_come_back_however_the_bytes_come(
    out: Stuffing, back: Stuffing, frames: list[bytes], cuts: list[int]
) -> None:
    line = b"".join(out.wrap(frame) for frame in frames)
    reader, got, turn = Unstuffer(back, 600), [], 0
    while line:
        size = cuts[turn % len(cuts)]
        got += list(reader.take(line[:size]))
        line, turn = line[size:], turn + 1
    assert got == frames
    assert reader.noise == 0


def test_what_a_frame_costs_on_the_line() -> None:
    for frame in (os.urandom(FRAME_BYTES_MAX), bytes(FRAME_BYTES_MAX), b"\xff" * FRAME_BYTES_MAX):
        wrapped = Cobs().wrap(frame)
        assert len(wrapped) <= FRAME_BYTES_MAX + 7
        assert b"\0" not in wrapped[1:-1]


def test_the_bytes_of_kiss_are_those_of_every_modem() -> None:
    """Of AX.25 2.2: call signs shifted, SSID in bits 1 to 4, the last address ends with bit 0, UI without layer 3."""
    assert Kiss("ALFA-1", "BRAVO").wrap(b"\xc0\xdb").hex(" ") == (
        "c0 00 84 a4 82 ac 9e 40 60 82 98 8c 82 40 40 63 03 f0 db dc db dd c0"
    )


@pytest.mark.parametrize("call", ["", "alfa", "TOOLONGX", "ALFA-16", "AL A"])
def test_what_is_no_call_sign_is_refused(call: str) -> None:
    with pytest.raises(ValueError, match="call sign"):
        Kiss(call, "BRAVO")


def test_other_stations_are_not_ours() -> None:
    reader = Unstuffer(Kiss("ALFA", "BRAVO"), FRAME_BYTES_MAX)
    assert list(reader.take(Kiss("CHARLI", "ALFA").wrap(b"hello"))) == []
    assert list(reader.take(Kiss("BRAVO", "ALFA").wrap(b"hello"))) == [b"hello"]


@given(noise=st.binary(max_size=2_000), frame=st.binary(min_size=1, max_size=FRAME_BYTES_MAX))
def test_noise_costs_nothing_that_comes_after_it(noise: bytes, frame: bytes) -> None:
    reader = Unstuffer(Cobs(), FRAME_BYTES_MAX)
    before = list(reader.take(noise))
    assert before == []  # 32 bits of check
    assert list(reader.take(Cobs().wrap(frame))) == [frame]


def test_a_line_that_never_marks_fills_no_memory() -> None:
    reader = Unstuffer(Cobs(), FRAME_BYTES_MAX)
    for _ in range(1_000):
        assert list(reader.take(b"\x55" * 4_096)) == []
    assert len(reader._waiting) < 4_096  # noqa: SLF001
    assert list(reader.take(Cobs().wrap(b"frame"))) == [b"frame"]


# ---------------------------------------------------------------- on a line


@pytest.fixture
def modem() -> Iterator[NullModem]:
    made = NullModem(bits_per_s=115_200)
    yield made
    made.close()


def ends(modem: NullModem, bits_per_s: int = 115_200) -> tuple[SerialBearer, SerialBearer]:
    alfa, bravo = (Line(device, bits_per_s) for device in modem.devices)
    return SerialBearer(alfa, ["BRAVO"]), SerialBearer(bravo, ["ALFA"])


def play(story: Callable[[], Coroutine[Any, Any, None]]) -> None:
    asyncio.run(story(), debug=True)


async def frames_across(modem: NullModem, count: int) -> list[bytes]:
    """Send frames that say their number; give what arrived."""
    alfa, bravo = ends(modem)
    async with running(alfa) as sender, running(bravo) as receiver:
        await until(lambda: sender.ways and receiver.ways)
        for number in range(count):
            await sender.hand("BRAVO", number.to_bytes(4, "big") * 20)
        await until(lambda: len(sender.readies) == count)
        await asyncio.sleep(0.1)
        return [frame for _, frame in receiver.got]


def spoils(every: int) -> Callable[[bytes], bytes]:
    """Flips a bit now and then."""
    dice = random.Random(7)
    return lambda data: bytes(byte ^ (dice.randrange(every) == 0) << dice.randrange(8) for byte in data)


@pytest.mark.slow
def test_bit_errors_lose_frames_and_alter_none(modem: NullModem, monkeypatch: pytest.MonkeyPatch) -> None:
    good = [number.to_bytes(4, "big") * 20 for number in range(100)]
    modem.spoil = spoils(every=200)
    got = asyncio.run(frames_across(modem, 100))
    assert 20 < len(got) < 100
    assert set(got) <= set(good)
    monkeypatch.setattr("zlib.crc32", lambda _data: 0)  # planted: no check
    got = asyncio.run(frames_across(modem, 100))
    assert not set(got) <= set(good)


@pytest.mark.slow
def test_frames_take_the_time_of_the_line() -> None:
    slow = NullModem(bits_per_s=9_600)

    async def story() -> None:
        alfa, bravo = ends(slow, bits_per_s=9_600)
        assert alfa.round_trip_ms > 1_000
        async with running(alfa) as sender, running(bravo) as receiver:
            await until(lambda: sender.ways and receiver.ways)
            start_s = time.monotonic()
            for number in range(5):
                await sender.hand("BRAVO", bytes([number + 1]) * FRAME_BYTES_MAX)
            await until(lambda: len(sender.readies) == 5)
            took_s = time.monotonic() - start_s
            assert 0.95 < took_s / (5 * (FRAME_BYTES_MAX + 7) * 10 / 9_600) < 1.3
            await until(lambda: len(receiver.got) == 5)

    try:
        play(story)
    finally:
        slow.close()


def test_each_peer_on_the_line_has_one_frame_in_hand() -> None:
    slow = NullModem(bits_per_s=19_200)

    async def story() -> None:
        bearer = SerialBearer(Line(slow.devices[0], 19_200), ["BRAVO", "CHARLI"])
        async with running(bearer) as alfa:
            await until(lambda: len(alfa.ways) == 2)
            assert alfa.send("BRAVO", b"1")
            assert alfa.send("CHARLI", b"2")
            assert not alfa.send("CHARLI", b"3")
            await until(lambda: alfa.readies == ["BRAVO", "CHARLI"])

    try:
        play(story)
    finally:
        slow.close()


def test_a_device_that_goes_away_closes_the_way_until_it_is_back(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(serial, "REOPEN_S", 0.02)
    device = tmp_path / "ttyUSB0"

    def plug_in() -> int:
        master, slave = os.openpty()
        tty.setraw(slave)
        device.unlink(missing_ok=True)
        device.symlink_to(os.ttyname(slave))
        os.close(slave)
        return master

    async def story() -> None:
        async with running(SerialBearer(Line(device, 115_200), ["BRAVO"])) as alfa:
            await asyncio.sleep(0.05)
            assert alfa.ways == []
            for _ in range(3):
                master = plug_in()
                await until(lambda: alfa.ways[-1:] == [("BRAVO", True)])
                os.close(master)
                await until(lambda: alfa.ways[-1] == ("BRAVO", False))
                assert not alfa.send("BRAVO", b"frame")

    play(story)


def refusal(line: Line) -> str:
    async def story() -> None:
        station = Station(SerialBearer(line, ["BRAVO"]))
        await station.bearer.run(station.received, station.changed, station.ready)

    with pytest.raises(OurFault) as fault:
        play(story)
    return fault.value.code


def test_what_is_no_serial_line_is_named(tmp_path: Path, modem: NullModem) -> None:
    (tmp_path / "file").write_bytes(b"")
    assert refusal(Line(tmp_path / "file", 9_600)) == "serial-unusable"
    assert refusal(Line(modem.devices[0], 9_600, baud=9_601)) == "serial-unusable"


def test_a_line_in_use_is_named(modem: NullModem) -> None:
    async def story() -> None:
        alfa, _ = ends(modem)
        again, _ = ends(modem)
        async with running(alfa) as station:
            await until(lambda: station.ways)
            with pytest.raises(OurFault) as fault:
                await again.run(station.received, station.changed, station.ready)
            assert fault.value.code == "port-busy"

    play(story)
