"""A third process that holds RUS's keys: it seals FLASH beforehand, then offers it to USA at a rate.

`python -m bench.flooder seal|offer ...` (see bench/flood.py). The sealed packets lie in a file: a length of four bytes,
then the packet.
"""

from __future__ import annotations

import asyncio
import json
import os
import struct
import sys
import time
from collections.abc import Iterator
from pathlib import Path

from bench.pair import Identities, statement
from parley.bearers.tcp import TcpBearer, TcpPeer
from parley.bearers.tls import OwnIdentity
from parley.line.payloads import Entries, write_payload
from parley.node.events import Gathered, Kept, Submitted
from parley.node.heads import own_head
from parley.node.node import Node
from parley.node.ports import Batch
from parley.node.sync import sent_to
from parley.store.memory import MemoryStore
from parley.store.sqlite import SqliteStore
from parley.words.instants import Now
from parley.words.terms import Precedence

PACKET_ENTRIES = 256
BODY_BYTES = 300


def seal(folder: Path, statements: int) -> None:
    """Seal so many FLASH statements of a new feed under the epoch that RUS's node has open with USA.

    RUS's store gets them too, so that its node knows what USA will name as seen.
    """
    identities = Identities(folder)
    kept = SqliteStore.open(folder / "rus", identities.line, create=False)
    store = MemoryStore(identities.line)
    store.append(Batch(rows=list(kept.replay()), heads=list(kept.heads()), secrets=dict(kept.secrets())))
    now = Now(time.time_ns() // 1_000_000, time.monotonic_ns() // 1_000_000)
    node = Node(identities.config("RUS"), os.urandom, store, now)
    message = statement(BODY_BYTES)
    submitted = Submitted(token=0, message=message, precedence=Precedence.FLASH, officer_word=True)
    session = node.state.peers["USA"].session
    own = node.state.own
    with (folder / "sealed").open("wb") as file:
        for start in range(0, statements, PACKET_ENTRIES):
            rows = [row for _ in range(PACKET_ENTRIES) for row in node.step(submitted, now).batch.rows]
            rows = (node.step(Gathered(), now).batch.rows if start == 0 else []) + rows
            rows.sort(key=lambda row: row.index)
            node.step(Kept(), now)
            store.append(Batch(rows=rows))
            head = own_head(node.state, own, own.size, full=True)
            sent = sent_to(node.state, rows, "USA")
            payload = Entries("RUS", own.id, rows[0].index, sent, own.size, head.root, head.ed, head.pq, ())
            packet = session.seal(write_payload(payload), os.urandom(12))
            file.write(struct.pack(">I", len(packet)) + packet)
            kept.append(Batch(rows=rows))
    kept.close()
    print(json.dumps({"feed": own.id.hex(), "statements": own.size}))


def _sealed(file: Path) -> Iterator[bytes]:
    """Give the packets, and the last hundred of them over and over."""
    with file.open("rb") as stream:
        last: list[bytes] = []
        while size := stream.read(4):
            packet = stream.read(struct.unpack(">I", size)[0])
            last = [*last[-99:], packet]
            yield packet
    while True:
        yield from last


async def offer(folder: Path, port: int, per_s: int, seconds: int) -> None:
    """Offer the packets at a rate; what USA's machine does not read waits here."""
    identities = Identities(folder)
    bearer = TcpBearer(
        OwnIdentity(*identities.transports["RUS"]),
        None,
        {"USA": TcpPeer(identities.transports["USA"].certificate, ("127.0.0.1", port))},
    )
    up = asyncio.Event()
    carrying = asyncio.create_task(bearer.run(lambda *_: None, lambda *_: up.set(), lambda _: None))
    await up.wait()
    print(json.dumps({"up": True}), flush=True)
    start = time.monotonic()
    offered = taken = 0
    packets = _sealed(folder / "sealed")
    packet = next(packets)
    while (gone_s := time.monotonic() - start) < seconds:
        while offered < per_s * gone_s:
            offered += PACKET_ENTRIES
            if bearer.send("USA", packet):
                taken += PACKET_ENTRIES
                packet = next(packets)
        await asyncio.sleep(0.01)
    print(json.dumps({"offered": offered, "carried": taken}), flush=True)
    carrying.cancel()


if __name__ == "__main__":
    if sys.argv[1] == "seal":
        seal(Path(sys.argv[2]), int(sys.argv[3]))
    else:
        asyncio.run(offer(Path(sys.argv[2]), *map(int, sys.argv[3:])))
