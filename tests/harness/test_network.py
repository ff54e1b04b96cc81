"""The bad network does what its weather says, and counts it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from random import Random

import pytest

from harness.network import CLEAR, Courier, Proxy, Weather, draw
from tools.kill9 import free_ports


@asynccontextmanager
async def echo(weather: Weather) -> AsyncIterator[Proxy]:
    """A proxy before whoever says everything back."""

    async def say_back(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        with suppress(ConnectionError):
            while data := await reader.read(1024):
                writer.write(data)
        writer.transport.abort()

    there, here = free_ports(2)
    server = await asyncio.start_server(say_back, "127.0.0.1", there)
    proxy = Proxy(there, here, Random(1))
    proxy.change(weather)
    try:
        async with proxy.running():
            yield proxy
    finally:
        server.close()
        await asyncio.sleep(0.01)  # what was aborted is told in the next turn


async def said_back(proxy: Proxy, data: bytes, seconds: float = 5.0) -> bytes:
    reader, writer = await asyncio.open_connection("127.0.0.1", proxy.port)
    try:
        writer.write(data)
        async with asyncio.timeout(seconds):
            return await reader.readexactly(len(data))
    finally:
        writer.transport.abort()


def through(weather: Weather, seconds: float = 5.0) -> tuple[bytes, Proxy]:
    async def talk() -> tuple[bytes, Proxy]:
        async with echo(weather) as proxy:
            return await said_back(proxy, b"hello", seconds), proxy

    return asyncio.run(talk())


def test_in_clear_weather_all_arrives() -> None:
    data, proxy = through(CLEAR)
    assert data == b"hello"
    assert proxy.counts["bytes"] == 10


def test_bits_are_flipped() -> None:
    data, proxy = through(Weather(flip=1.0))
    assert data != b"hello"
    assert proxy.counts["bits flipped"] == 2


def test_what_is_refused_is_hung_up_on() -> None:
    with pytest.raises((ConnectionError, asyncio.IncompleteReadError)):
        through(Weather(refuses=True))


@pytest.mark.parametrize("stalled", [(True, False), (False, True)])
def test_what_is_stalled_does_not_arrive(stalled: tuple[bool, bool]) -> None:
    with pytest.raises(TimeoutError):
        through(Weather(stalled=stalled), seconds=0.3)


def test_every_kind_of_weather_is_drawn() -> None:
    random = Random(1)
    kinds = {draw(random)[0] for _ in range(200)}
    assert kinds == {"clear", "slow", "satellite", "flipping", "cut", "stalled", "one way"}


@pytest.mark.parametrize("clear", [True, False])
def test_a_courier_loses_doubles_and_spoils_unless_the_weather_is_clear(tmp_path: Path, *, clear: bool) -> None:
    outgoing, incoming = tmp_path / "out", tmp_path / "in"
    for folder in (outgoing, incoming):
        folder.mkdir()
    for number in range(200):
        (outgoing / f"{number:08}.PLY").write_bytes(b"packet")
    courier = Courier([(outgoing, incoming)], Random(1), clear=clear)
    courier.take()
    while courier.bag:
        courier.leave(*courier.bag.pop())
    assert not list(outgoing.iterdir())
    whole = [path for path in incoming.iterdir() if path.read_bytes() == b"packet"]
    if clear:
        assert len(whole) == 200
    else:
        assert min(courier.counts[f"files {fate}"] for fate in ("lost", "spoilt", "doubled")) > 0
