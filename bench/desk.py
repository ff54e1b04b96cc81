"""Measures the desk: a node restored from a long record of every kind, and how long each view takes.

`python -m bench.desk [--json] [--quick]`. One process, SQLite on disk; beside it the floor: the same rows in a plain
SQLite table, read through once for the restore, and asked by an index for the latest rows for a view. One JSON line.
"""

from __future__ import annotations

import argparse
import gc
import json
import os
import sqlite3
import statistics
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.memory_pair import MemoryPair
from bench.mixed import Mixed
from bench.pair import PARTIES, Identities
from parley.app.story import agreement_text
from parley.node.call_views import pairing_views
from parley.node.debts import debts
from parley.node.desk_view import desk_view
from parley.node.held_views import call_views, contact_views
from parley.node.ledger import availability
from parley.node.nearness import nearness
from parley.node.node import Node
from parley.node.notice_views import notice_views
from parley.node.ports import Batch, Row
from parley.node.shelf import Shelf
from parley.node.statistics import statistics as kept_times
from parley.node.views import answers, proof_view
from parley.node.watch_view import watch_view
from parley.runtime.memory import lasting
from parley.store.memory import MemoryStore
from parley.store.sqlite import SqliteStore
from parley.words.instants import DAY_MS, Now, parse_iso

TERMS = agreement_text(("USA", "RUS")).encode()
START_MS = parse_iso("2022-03-02T00:00Z")
ROWS_AT_ONCE = 2_000
LATEST = 100


def make(folder: Path, entries: int) -> MemoryPair[Identities]:
    """Have two nodes say so much to each other, day after day."""
    pair = MemoryPair(Identities(folder, terms=TERMS), wide=True, start_ms=START_MS)
    mixed, day_ms = Mixed(pair, PARTIES), START_MS
    while len(pair.nodes["USA"].state.record) < entries:
        mixed.day(day_ms)
        day_ms += DAY_MS
        pair.packets.clear()
    return pair


def keep(folder: Path, line: bytes, store: MemoryStore) -> list[Row]:
    """Write a store to disk, as a restored home has it, and the same rows as a plain table; give the rows."""
    rows = list(store.replay())
    disk = SqliteStore.open(folder, line, create=True)
    for start in range(0, len(rows), ROWS_AT_ONCE):
        disk.append(Batch(rows=rows[start : start + ROWS_AT_ONCE]))
    disk.append(Batch(heads=list(store.heads()), secrets=dict(store.secrets())))
    disk.close()
    plain = sqlite3.connect(folder / "plain.db")
    plain.execute("CREATE TABLE entries (id INTEGER PRIMARY KEY, party TEXT, entry BLOB, body BLOB)")
    plain.executemany(
        "INSERT INTO entries (party, entry, body) VALUES (?, ?, ?)", [(r.party, r.entry, r.body) for r in rows]
    )
    plain.commit()
    plain.close()
    return rows


def views(shelf: Shelf, now_ms: int) -> dict[str, Callable[[], object]]:
    """Each view as a question."""
    thread = max(shelf.model.told, key=lambda name: len(shelf.model.told[name].statements))
    reading = shelf.model.reading(now_ms)
    return {
        "desk": lambda: desk_view(reading, "USA"),
        "debts": lambda: debts(reading),
        "thread": lambda: shelf.thread(thread),
        "latest": lambda: [each for each, _ in zip(shelf.latest(PARTIES), range(LATEST), strict=False)],
        "line": lambda: json.dumps(answers(reading, 0).machine()),
        "availability": lambda: availability(reading).machine(),
        "statistics": lambda: [each.machine() for each in kept_times(reading, watch_view(reading))],
        "watch": lambda: watch_view(reading),
        "notices": lambda: notice_views(reading),
        "nearness": lambda: nearness(reading),
        "pairings": lambda: pairing_views(reading, 0),
        "calls": lambda: (call_views(reading), contact_views(reading)),
        "proof": lambda: proof_view(reading),
    }


def timed(question: Callable[[], object], times: int = 15) -> dict[str, float]:
    """Ask so often; give the first time, the median and the worst, in ms of processor time."""
    spans = []
    for _ in range(times):
        start = time.process_time()
        question()
        spans.append((time.process_time() - start) * 1000)
    return {"first": round(spans[0], 2), "median": round(statistics.median(spans), 2), "worst": round(max(spans), 2)}


def floor(folder: Path) -> tuple[float, dict[str, float]]:
    """The plain table: the seconds by the wall to read every row once, and the ms for its latest rows."""
    plain = sqlite3.connect(folder / "plain.db")
    start = time.perf_counter()
    for _ in plain.execute("SELECT party, entry, body FROM entries ORDER BY id"):
        pass
    read_s = time.perf_counter() - start
    asked = timed(
        lambda: plain.execute("SELECT party, entry, body FROM entries ORDER BY id DESC LIMIT ?", (LATEST,)).fetchall()
    )
    plain.close()
    return read_s, asked


def restored(folder: Path, identities: Identities, now_ms: int) -> tuple[Node, SqliteStore, dict[str, float]]:
    """Make a node of a store on disk; give the seconds until its views can be asked, and those of the processor."""
    gc.collect()
    start, cpu = time.perf_counter(), time.process_time()
    store = SqliteStore.open(folder, identities.line, create=False)
    node = lasting(lambda: Node(identities.config("USA"), os.urandom, store, Now(now_ms, 0)))
    spans = {"wall": time.perf_counter() - start, "cpu": time.process_time() - cpu}
    return node, store, {name: round(span, 2) for name, span in spans.items()}


def main() -> int:
    """Run the bench and print its JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line (the default prints it indented)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the record")
    parser.add_argument("--smoke", action="store_true", help="so little that the figures mean nothing")
    args = parser.parse_args()
    entries = 600 if args.smoke else 10_000 if args.quick else 100_000
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        folder = Path(name)
        pair = make(folder, entries)
        identities, now_ms = pair.identities, pair.now_ms
        rows = keep(folder, identities.line, pair.stores["USA"])
        count, body_bytes = len(rows), sum(len(row.body or b"") + len(row.entry) for row in rows)
        del pair, rows
        node, store, ready_s = restored(folder, identities, now_ms)
        found = {name: timed(ask) for name, ask in views(node.state.shelf, now_ms).items()}
        read_s, asked = floor(folder)
        figures: dict[str, Any] = {
            "entries": count,
            "threads": len(node.state.shelf.model.told),
            "open_threads": len(node.state.shelf.model.live()),
            "ready_s": ready_s,
            "views_cpu_ms": found,
            "worst_cpu_ms": max(each["worst"] for each in found.values()),
            "rss_mb": rss_mb(),
            "rows_mb": round(body_bytes / 1e6, 1),
            "floor": {"read_s": round(read_s, 5), "latest_ms": asked},
            "ratio": {
                "ready": round(ready_s["wall"] / read_s, 1),
                "latest": round(found["latest"]["median"] / max(asked["median"], 0.001), 1),
            },
        }
        store.close()
    print(json.dumps(figures, indent=None if args.json else 2))
    return 0


def rss_mb() -> float:
    """What this process holds of memory now."""
    for text in Path("/proc/self/status").read_text().splitlines():
        if text.startswith("VmRSS:"):
            return round(int(text.split()[1]) / 1024, 1)
    return 0.0


if __name__ == "__main__":
    sys.exit(main())
