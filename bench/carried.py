"""The file drop: statements that a loop carries from one folder to the other, as a courier would."""

from __future__ import annotations

import asyncio
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

from bench.pair import PARTIES, Identities, peer_of, statement
from parley.bearers.dropfiles import SUFFIX
from parley.bearers.filedrop import FileDrop, mark_folder
from parley.node.events import Submitted
from parley.runtime.loop import Runtime

POLL_S = 0.02


class Carried:
    """Both nodes in one process, SQLite on disk, joined by nothing but folders."""

    def __init__(self, folder: Path, identities: Identities) -> None:
        self.folder = folder
        self.files = self.bytes = 0
        self.runtimes: dict[str, Runtime] = {}
        for party in PARTIES:
            incoming = folder / party / "in"
            incoming.mkdir(parents=True)
            mark_folder(folder / party / "out")
            parts = identities.parts(party, folder / party / "home", dict.fromkeys(PARTIES, 0))
            bearer = FileDrop(incoming, {peer_of(party): folder / party / "out"}, poll_s=POLL_S)
            self.runtimes[party] = Runtime(replace(parts, bearers=[bearer]), lambda _effect: None)

    async def courier(self) -> None:
        """Carry every file, for ever."""
        while True:
            for party in PARTIES:
                for path in sorted((self.folder / party / "out").glob(f"*{SUFFIX}")):
                    self.files += 1
                    self.bytes += path.stat().st_size
                    path.rename(self.folder / peer_of(party) / "in" / path.name)
            await asyncio.sleep(POLL_S)

    def ready(self) -> bool:
        """Say whether the line is up."""
        peers = [self.runtimes[party].node.state.peers[peer_of(party)] for party in PARTIES]
        return all(peer.asked and peer.session.exchange.current() is not None for peer in peers)

    async def measure(self, count: int) -> dict[str, Any]:
        """Submit statements at one side and wait until the other's receipts are back."""
        sender = self.runtimes["USA"]
        message = statement(512)
        start = time.monotonic()
        files, size = self.files, self.bytes
        answers = await asyncio.gather(
            *[sender.submit_soon(Submitted(token=0, message=message, officer_word=True)) for _ in range(count)]
        )
        durable_s = time.monotonic() - start
        own = sender.node.state.own
        while own.receipted.get("RUS", 0) < own.size:  # noqa: ASYNC110  as below
            await asyncio.sleep(POLL_S)
        took_s = time.monotonic() - start
        return {
            "statements": count,
            "refused": sum(bool(answer.code) for answer in answers),
            "durable_s": round(durable_s, 2),
            "receipted_s": round(took_s, 2),
            "per_s": round(count / took_s),
            "files": self.files - files,
            "file_mb": round((self.bytes - size) / 1e6, 2),
        }


def carried(folder: Path, count: int) -> dict[str, Any]:
    """Give what a file drop does with `count` statements of 512 bytes."""

    async def play() -> dict[str, Any]:
        pair = Carried(folder / "carried", Identities(folder))
        tasks = [asyncio.create_task(runtime.run()) for runtime in pair.runtimes.values()]
        tasks.append(asyncio.create_task(pair.courier()))
        start = time.monotonic()
        while not pair.ready():  # noqa: ASYNC110  the node tells no event for being ready
            await asyncio.sleep(POLL_S)
        figures = {"up_s": round(time.monotonic() - start, 2), "up_files": pair.files} | await pair.measure(count)
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        return figures

    return asyncio.run(play())
