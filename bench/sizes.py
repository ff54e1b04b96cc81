"""Bytes on a narrow bearer: a statement alone and in a batch, and an epoch exchange."""

from __future__ import annotations

from pathlib import Path

from bench.memory_pair import MemoryPair
from bench.pair import statement
from parley.node.events import Submitted


def sizes(folder: Path) -> dict[str, int]:
    """Give packet sizes in bytes, with ML-DSA deferred and a `seen` item in the entry."""
    pair = MemoryPair(folder, wide=False)
    # What is largest in epoch 0 is the exchange: OFFER from the one, ACCEPT from the other.
    exchange = sorted((len(packet) for _, packet in pair.packets if packet[2:5] == bytes(3)), reverse=True)[:2]
    pair.round("RUS", [Submitted(token=0, message=statement(300))])
    pair.settle()
    pair.packets.clear()
    pair.round("USA", [Submitted(token=0, message=statement(300))])
    pair.settle()
    alone = next(len(packet) for sender, packet in pair.packets if sender == "USA")
    pair.packets.clear()
    pair.round("USA", [Submitted(token=0, message=statement(300)) for _ in range(100)])
    pair.settle()
    batch = sum(len(packet) for sender, packet in pair.packets if sender == "USA")
    return {"statement_300_alone": alone, "statement_300_in_100": batch // 100, "epoch_exchange": sum(exchange)}
