"""One node of the bench as a process: commands as JSON lines on standard input, answers on standard output."""

from __future__ import annotations

import asyncio
import json
import sys
import time
from pathlib import Path
from typing import Any

from bench.pair import Identities, peer_of, statement
from parley.node.effects import Effect, Ring, Show, ShowReceipt, ShowReceiptAhead
from parley.node.events import Submitted
from parley.record.entry import OpenKind, decode_entry
from parley.runtime.loop import Runtime
from parley.words.limits import QUOTA_BYTES
from parley.words.terms import Precedence


class Bench:
    """The node with what it saw and when (monotonic ns)."""

    def __init__(
        self, party: str, folder: Path, ports: dict[str, int], side_port: int = 0, quota_bytes: int = QUOTA_BYTES
    ) -> None:
        self.party = party
        self.rings: dict[int, list[int]] = {}
        self.shown_ns: list[int] = []
        self.receipted = asyncio.Event()
        parts = Identities(folder.parent, quota_bytes).parts(party, folder, ports, side_port)
        self.runtime = Runtime(parts, self.observe)

    def observe(self, effect: Effect) -> None:
        """Note when statements are shown and receipts come."""
        if isinstance(effect, Show) and effect.statement.author != self.party:
            self.shown_ns.append(time.monotonic_ns())
        elif isinstance(effect, Ring):
            self.rings.setdefault(effect.precedence, []).append(time.monotonic_ns())
        elif isinstance(effect, ShowReceipt | ShowReceiptAhead):
            self.receipted.set()

    def unreceipted(self) -> int:
        """Give how many own entries that ask for a receipt have none."""
        state = self.runtime.node.state
        own = state.own
        return max(0, state.asking.get(own, 0) - own.receipted.get(peer_of(self.party), 0))

    def ready(self) -> bool:
        """Say whether the line is founded, an epoch is open and nothing waits."""
        state = self.runtime.node.state
        peer = state.peers[peer_of(self.party)]
        current = peer.session.exchange.current()
        return len(state.foundings) == 2 and current is not None and peer.asked and not self.unreceipted()

    async def settled(self) -> None:
        """Wait until every own entry that asks for a receipt has one."""
        while self.unreceipted():
            self.receipted.clear()
            await self.receipted.wait()

    async def one_at_a_time(self, count: int, body_bytes: int) -> dict[str, Any]:
        """Submit one after the other; give start and receipt times."""
        message = statement(body_bytes)
        starts: list[int] = []
        ends: list[int] = []
        for _ in range(count):
            starts.append(time.monotonic_ns())
            await self.runtime.submit(Submitted(token=0, message=message, precedence=Precedence.IMMEDIATE))
            await self.settled()
            ends.append(time.monotonic_ns())
        return {"starts": starts, "ends": ends}

    def flooded(self) -> dict[str, Any]:
        """Give what a flood has left: what is held of the peer and named as held, what rang, what was refused."""
        state, store = self.runtime.node.state, self.runtime.store
        peer = peer_of(self.party)
        of_peer = [feed for feed in state.record.feeds.values() if feed.party == peer]
        own = [decode_entry(row.entry) for row in store.replay() if row.party == self.party]
        return {
            "held_bytes": state.held_bytes.get(peer, 0),
            "held": {feed.id.hex(): feed.size for feed in of_peer},
            "receipted": {feed.id.hex(): state.told.get(feed, 0) for feed in of_peer},
            "rings": self.rings,
            "refusals": sum(1 for entry in own if entry.kind == OpenKind.REFUSED),
            "dropped_packets": self.runtime.dropped,
        }

    def leave_to_others(self) -> dict[str, Any]:
        """Send nothing of older own feeds: another process does that."""
        state = self.runtime.node.state
        for feed in [feed for feed in state.pressing if feed is not state.own]:
            del state.pressing[feed]
        for peer in state.peers.values():
            peer.deliveries = {feed: delivery for feed, delivery in peer.deliveries.items() if feed is state.own}
        return {}

    async def urgent(self, body_bytes: int) -> dict[str, Any]:
        """Submit one IMMEDIATE and wait until the peer has receipted it, in its place or ahead of others."""
        state, peer = self.runtime.node.state, peer_of(self.party)
        start = time.monotonic_ns()
        message = statement(body_bytes)
        answer = await self.runtime.submit(Submitted(token=0, message=message, precedence=Precedence.IMMEDIATE))
        feed, index = state.places[answer.id or b""]
        while feed.receipted.get(peer, 0) <= index and (peer, feed, index) not in state.receipted_ahead:
            self.receipted.clear()
            await self.receipted.wait()
        return {"ns": time.monotonic_ns() - start}

    async def push(self, count: int, body_bytes: int, *, wait: bool) -> dict[str, Any]:
        """Submit all at once; give the seconds until the last is receipted (or durable here)."""
        message = statement(body_bytes)
        start = time.monotonic_ns()
        submitted = Submitted(token=0, message=message, officer_word=True)
        answers = await asyncio.gather(*[self.runtime.submit_soon(submitted) for _ in range(count)])
        refused = [answer.code for answer in answers if answer.code]
        if wait:
            await self.settled()
        return {"seconds": (time.monotonic_ns() - start) / 1e9, "refused": refused[:3]}


def _rss_mb() -> float:
    for text in Path("/proc/self/status").read_text().splitlines():
        if text.startswith("VmRSS:"):
            return int(text.split()[1]) / 1024
    return 0.0


async def _serve(bench: Bench) -> None:
    loop = asyncio.get_running_loop()
    reader = asyncio.StreamReader()
    await loop.connect_read_pipe(lambda: asyncio.StreamReaderProtocol(reader), sys.stdin)
    running = asyncio.create_task(bench.runtime.run())
    while line := await reader.readline():
        command = json.loads(line)
        print(json.dumps(await _answer(bench, command)), flush=True)
    running.cancel()


async def _answer(bench: Bench, command: dict[str, Any]) -> dict[str, Any]:  # noqa: PLR0911  one for each command
    match command["do"]:
        case "ready":
            while not bench.ready():  # noqa: ASYNC110  the node tells no event for being ready
                await asyncio.sleep(0.02)
            return {}
        case "one":
            return await bench.one_at_a_time(command["count"], command["body"])
        case "push":
            return await bench.push(command["count"], command["body"], wait=command["wait"])
        case "settled":
            await bench.settled()
            return {"at": time.monotonic_ns()}
        case "shown":
            shown, bench.shown_ns = bench.shown_ns, []
            return {"shown": shown}
        case "urgent":
            return await bench.urgent(command["body"])
        case "leave":
            return bench.leave_to_others()
        case "flooded":
            return bench.flooded()
        case _:
            return {"rss_mb": _rss_mb(), "entries": len(bench.runtime.node.state.record)}


if __name__ == "__main__":
    name, place, mine, theirs, side, quota_bytes = sys.argv[1:]
    both = {name: int(mine), peer_of(name): int(theirs)}
    asyncio.run(_serve(Bench(name, Path(place), both, int(side), int(quota_bytes))))
