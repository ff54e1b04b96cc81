"""A bad network between two nodes: a proxy for TCP, and a courier for what they write into folders."""

from __future__ import annotations

import asyncio
import os
from collections import Counter
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from random import Random
from typing import Final

from parley.bearers.dropfiles import SUFFIX

CHUNK_BYTES: Final = 16_384
QUEUE_MAX: Final = 64
"""Chunks under way in one direction; beyond them the sender waits, as at a full window."""


@dataclass(frozen=True, slots=True)
class Weather:
    """What the proxy does to each direction of each connection; a stalled one takes and carries nothing."""

    delay_s: float = 0.0
    jitter_s: float = 0.0
    bytes_per_s: float = 10e6
    flip: float = 0.0
    """The chance that one bit of a chunk is flipped."""
    refuses: bool = False
    stalled: tuple[bool, bool] = (False, False)


CLEAR: Final = Weather()


def draw(random: Random) -> tuple[str, Weather]:
    """Draw a kind of weather."""
    kind = random.choice(("clear", "clear", "slow", "satellite", "flipping", "cut", "stalled", "one way"))
    match kind:
        case "slow":
            return kind, Weather(delay_s=0.1, jitter_s=0.2, bytes_per_s=20_000)
        case "satellite":
            return kind, Weather(delay_s=0.3, jitter_s=0.05, bytes_per_s=200_000)
        case "flipping":
            return kind, Weather(delay_s=0.01, flip=0.05)
        case "cut":
            return kind, Weather(refuses=True)
        case "stalled":
            return kind, Weather(stalled=(True, True))
        case "one way":
            forth = random.random() < 0.5
            return kind, Weather(delay_s=0.02, stalled=(forth, not forth))
        case _:
            return kind, CLEAR


@dataclass(slots=True)
class Proxy:
    """Stands where one node dials and passes on to where the other listens."""

    to_port: int
    port: int
    random: Random
    weather: Weather = CLEAR
    counts: Counter[str] = field(default_factory=Counter)
    _open: set[asyncio.Task[None]] = field(default_factory=set)

    @asynccontextmanager
    async def running(self) -> AsyncIterator[Proxy]:
        """Take connections."""
        server = await asyncio.start_server(self._greet, "127.0.0.1", self.port, limit=CHUNK_BYTES)
        try:
            yield self
        finally:
            server.close()
            self.cut()
            await asyncio.gather(*self._open, return_exceptions=True)

    def cut(self) -> None:
        """Break every connection."""
        self.counts["connections broken"] += len(self._open)
        for task in self._open:
            task.cancel()

    def change(self, weather: Weather) -> None:
        """Have other weather from now on."""
        self.weather = weather
        if weather.refuses:
            self.cut()

    async def _greet(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        task = asyncio.current_task()
        assert task is not None
        self._open.add(task)
        try:
            if not self.weather.refuses:
                self.counts["connections"] += 1
                await self._pass(reader, writer)
        except (OSError, asyncio.CancelledError):
            pass
        finally:
            self._open.discard(task)
            writer.transport.abort()

    async def _pass(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        there, to = await asyncio.open_connection("127.0.0.1", self.to_port, limit=CHUNK_BYTES)
        ways = [
            asyncio.create_task(self._carry(source, sink, at))
            for at, (source, sink) in enumerate(((reader, to), (there, writer)))
        ]
        try:
            await asyncio.wait(ways, return_when=asyncio.FIRST_COMPLETED)
        finally:
            for way in ways:
                way.cancel()
            await asyncio.gather(*ways, return_exceptions=True)
            to.transport.abort()

    async def _carry(self, source: asyncio.StreamReader, sink: asyncio.StreamWriter, at: int) -> None:
        """Pass one direction on, in order, each chunk when it is due."""
        loop = asyncio.get_running_loop()
        queue: asyncio.Queue[tuple[float, bytes]] = asyncio.Queue(QUEUE_MAX)

        async def deliver() -> None:
            while True:
                due_s, data = await queue.get()
                await asyncio.sleep(due_s - loop.time())
                while self.weather.stalled[at]:  # noqa: ASYNC110  weather tells nobody that it changes
                    await asyncio.sleep(0.05)
                sink.write(data)
                await sink.drain()

        delivering = asyncio.create_task(deliver())
        free_s = loop.time()
        try:
            while data := await source.read(CHUNK_BYTES):
                weather, now_s = self.weather, loop.time()
                free_s = max(free_s, now_s) + len(data) / weather.bytes_per_s
                due_s = free_s + weather.delay_s + self.random.uniform(0, weather.jitter_s)
                self.counts["bytes"] += len(data)
                await queue.put((due_s, self._spoilt(data)))
        finally:
            delivering.cancel()
            await asyncio.gather(delivering, return_exceptions=True)

    def _spoilt(self, data: bytes) -> bytes:
        if self.random.random() >= self.weather.flip:
            return data
        self.counts["bits flipped"] += 1
        spoilt = bytearray(data)
        spoilt[self.random.randrange(len(spoilt))] ^= 1 << self.random.randrange(8)
        return bytes(spoilt)


@dataclass(slots=True)
class Courier:
    """Carries files from outgoing to incoming folders: late, in any order, some lost, doubled or spoilt."""

    routes: list[tuple[Path, Path]]
    random: Random
    counts: Counter[str] = field(default_factory=Counter)
    clear: bool = False
    bag: list[tuple[Path, bytes]] = field(default_factory=list)

    async def walk(self) -> None:
        """Go back and forth until cancelled."""
        while True:
            await asyncio.sleep(self.random.uniform(0.2, 3.0))
            self.take()
            self.random.shuffle(self.bag)
            count = len(self.bag) if self.clear else self.random.randint(0, len(self.bag))
            for _ in range(count):
                self.leave(*self.bag.pop())

    def take(self) -> None:
        """Empty the outgoing folders."""
        for outgoing, incoming in self.routes:
            with suppress(OSError):
                for path in sorted(outgoing.glob(f"*{SUFFIX}")):
                    self.bag.append((incoming / path.name, path.read_bytes()))
                    path.unlink()
                    self.counts["files taken"] += 1

    def leave(self, path: Path, data: bytes) -> None:
        """Put one file where it belongs, or what has become of it."""
        fate = 0.5 if self.clear else self.random.random()
        with suppress(OSError):  # a full disk: the file is lost
            if fate < 0.05:
                self.counts["files lost"] += 1
                return
            if fate < 0.1:
                self.counts["files spoilt"] += 1
                data = data[: self.random.randrange(len(data))] + os.urandom(8)
            if fate > 0.9:
                self.counts["files doubled"] += 1
                path.with_name(f"X{path.name}").write_bytes(data)
            path.write_bytes(data)
