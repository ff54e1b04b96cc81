"""Bytes and seconds on a small carrier: a statement alone and in a batch, FLASH, and an epoch exchange."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from bench.memory_pair import MemoryPair
from bench.pair import Identities, statement
from parley.line.fragments import OVERHEAD_BYTES, is_frame
from parley.node.events import Submitted
from parley.record.entry import decode_entry
from parley.words.terms import Precedence

BITS_PER_S = (1_066, 268)
"""What 1,200 and 300 baud of packet radio carried (measured with Dire Wolf)."""


def sizes(folder: Path) -> dict[str, Any]:
    """Give bytes of packets (before frames) and of frames, with ML-DSA deferred, and their time on the air."""
    pair = MemoryPair(Identities(folder), wide=False)
    coming_up = sum(_packet_bytes(packet) for _, packet in pair.packets)
    pair.packets.clear()
    pair.round("RUS", [Submitted(token=0, message=statement(301))])
    pair.settle()
    seen, body_bytes = _last_statement(pair)
    alone = [packet for sender, packet in pair.packets if sender == "RUS"]
    packet_bytes, frame_bytes = sum(map(_packet_bytes, alone)), sum(map(len, alone))
    pair.packets.clear()
    pair.round("USA", [Submitted(token=0, message=statement(300)) for _ in range(100)])
    pair.settle()
    batch = sum(_packet_bytes(packet) for sender, packet in pair.packets if sender == "USA")
    return {
        "statement_300_thin": packet_bytes,
        "statement_300_body": body_bytes,
        "statement_300_seen_items": seen,
        "statement_300_frames_220": frame_bytes,
        "statement_300_in_100": batch // 100,
        "line_coming_up": coming_up,
        "airtime_s": {f"{rate}_bit_s": round(packet_bytes * 8 / rate, 2) for rate in BITS_PER_S},
        "airtime_frames_220_s": {f"{rate}_bit_s": round(frame_bytes * 8 / rate, 2) for rate in BITS_PER_S},
        "flash_behind_1000": _flash(pair),
    }


def _flash(pair: MemoryPair[Identities]) -> dict[str, int]:
    """Give how many frames leave before the first of a FLASH, and its own bytes, behind 1,000 routine statements."""
    pair.round("USA", [Submitted(token=0, message=statement(300)) for _ in range(1_000)])
    known = {packet[2:6] for _, packet in pair.packets} | pair.under_way()
    pair.packets.clear()
    pair.round("USA", [Submitted(token=0, message=statement(300), precedence=Precedence.FLASH)])
    pair.settle(count=12)
    sent = [packet for sender, packet in pair.packets if sender == "USA"]
    first = next(at for at, packet in enumerate(sent) if packet[2:6] not in known)
    flash = [packet for packet in sent if packet[2:6] == sent[first][2:6]]
    return {"frames_before": first, "bytes": sum(map(_packet_bytes, flash)), "frames": len(flash)}


def _last_statement(pair: MemoryPair[Identities]) -> tuple[int, int]:
    """Give how many items of `seen` it has, and the bytes of its body."""
    own = pair.nodes["RUS"].state.own
    row = [row for row in pair.stores["RUS"].entries(own.party, own.id, 0, own.size) if row.body is not None][-1]
    return len(decode_entry(row.entry).seen), len(row.body or b"")


def _packet_bytes(packet: bytes) -> int:
    return len(packet) - (OVERHEAD_BYTES if is_frame(packet) else 0)
