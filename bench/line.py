"""Measures the line: latency, throughput, catching up, verifying, sizes, memory; beside the floor, in one run.

`python -m bench.line [--json] [--quick]`. Two processes, SQLite on disk, TCP on loopback; prints one JSON line.
"""

from __future__ import annotations

import argparse
import json
import os
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench import floor
from bench.carried import carried
from bench.pair import Identities
from bench.sizes import sizes
from bench.verifying import verifying
from parley.words.limits import QUOTA_BYTES


class Process:
    """A node of the bench in a process of its own."""

    def __init__(
        self, party: str, folder: Path, ports: tuple[int, int], side_port: int = 0, quota_bytes: int = QUOTA_BYTES
    ) -> None:
        folder.mkdir(exist_ok=True)
        command = [sys.executable, "-m", "bench.node", party, str(folder), *map(str, [*ports, side_port, quota_bytes])]
        self._child = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)

    def tell(self, **command: object) -> None:
        """Send a command."""
        assert self._child.stdin is not None
        self._child.stdin.write(json.dumps(command) + "\n")
        self._child.stdin.flush()

    def hear(self) -> dict[str, Any]:
        """Wait for the answer."""
        assert self._child.stdout is not None
        answer: dict[str, Any] = json.loads(self._child.stdout.readline())
        return answer

    def ask(self, **command: object) -> dict[str, Any]:
        """Send a command and wait for its answer."""
        self.tell(**command)
        return self.hear()

    def stop(self) -> None:
        """End the process."""
        assert self._child.stdin is not None
        self._child.stdin.close()
        self._child.wait(timeout=20)


def free_ports(count: int) -> list[int]:
    """Give ports of this machine that nobody uses."""
    sockets = [socket.create_server(("127.0.0.1", 0)) for _ in range(count)]
    ports = [int(each.getsockname()[1]) for each in sockets]
    for each in sockets:
        each.close()
    return ports


def percentiles_ms(spans_ns: list[int]) -> dict[str, float]:
    """Give the median and the 99th of a hundred."""
    cuts = statistics.quantiles(spans_ns, n=100)
    return {"p50_ms": round(cuts[49] / 1e6, 2), "p99_ms": round(cuts[98] / 1e6, 2)}


def _floor(folder: Path, latency_count: int, statements: int) -> dict[str, float]:
    figures: dict[str, float] = {}
    for name, batches, batch in (("latency", latency_count, 1), ("throughput", statements // 500, 500)):
        ours, theirs = folder / f"floor-{name}-a", folder / f"floor-{name}-b"
        ours.mkdir()
        theirs.mkdir()
        port = free_ports(1)[0]
        with subprocess.Popen([sys.executable, "-m", "bench.floor", str(theirs), str(port)]) as child:
            spans = floor.ask(ours, port, batches, batch, 512)
            child.terminate()
        if name == "latency":
            figures.update(percentiles_ms(spans))
        else:
            figures["per_s"] = round(batches * batch / (sum(spans) / 1e9))
    return figures


def _line(folder: Path, latency_count: int, statements: int) -> dict[str, Any]:
    mine, theirs = free_ports(2)
    usa = Process("USA", folder / "usa", (mine, theirs))
    rus = Process("RUS", folder / "rus", (theirs, mine))
    usa.ask(do="ready")
    rus.ask(do="ready")
    figures: dict[str, Any] = {"idle_rss_mb": round(usa.ask(do="memory")["rss_mb"], 1)}
    rus.ask(do="shown")
    one = usa.ask(do="one", count=latency_count, body=512)
    shown = rus.ask(do="shown")["shown"]
    figures["receipt"] = percentiles_ms([e - s for s, e in zip(one["starts"], one["ends"], strict=True)])
    figures["reader"] = percentiles_ms([e - s for s, e in zip(one["starts"], shown, strict=True)])
    pushed = usa.ask(do="push", count=statements, body=512, wait=True)
    figures["push_per_s"] = round(statements / pushed["seconds"])
    figures["push_refused"] = pushed["refused"]
    rus.stop()
    usa.ask(do="push", count=statements, body=512, wait=False)
    start = time.monotonic_ns()
    rus = Process("RUS", folder / "rus", (theirs, mine))
    end = usa.ask(do="settled")["at"]
    # From the first statement that the other side has after its start: the start itself is no catching up.
    first = min(rus.ask(do="shown")["shown"])
    figures["catch_up_per_s"] = round(statements / ((end - first) / 1e9))
    figures["catch_up_with_start_s"] = round((end - start) / 1e9, 2)
    usa.stop()
    rus.stop()
    return figures


def _memory(folder: Path, entries: int) -> dict[str, float]:
    """Fill a node and start it anew: the memory of one that holds `entries`."""
    mine, theirs = free_ports(2)
    usa = Process("USA", folder / "usa", (mine, theirs))
    rus = Process("RUS", folder / "rus", (theirs, mine))
    usa.ask(do="ready")
    held = int(usa.ask(do="memory")["entries"])
    if held < entries:
        usa.ask(do="push", count=entries - held, body=512, wait=True)
    usa.stop()
    start = time.monotonic()
    usa = Process("USA", folder / "usa", (mine, theirs))
    usa.ask(do="ready")
    ready_s = time.monotonic() - start
    memory = usa.ask(do="memory")
    usa.stop()
    rus.stop()
    return {"entries": memory["entries"], "rss_mb": round(memory["rss_mb"], 1), "ready_s": round(ready_s, 2)}


def main() -> int:
    """Run the whole bench and print its JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument(
        "--json", action="store_true", help="one JSON object on one line (the default prints it indented)"
    )
    parser.add_argument("--quick", action="store_true", help="a tenth of everything")
    parser.add_argument("--smoke", action="store_true", help="so little of everything that the figures mean nothing")
    args = parser.parse_args()
    latency_count, statements, entries = (60, 2_000, 10_000) if args.quick else (400, 10_000, 100_000)
    if args.smoke:
        latency_count, statements, entries = 5, 500, 500
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        folder = Path(name)
        Identities(folder)
        base = _floor(folder, latency_count, statements)
        ours = _line(folder, latency_count, statements)
        figures = {
            "floor": base,
            "line": ours,
            "ratio": {
                "receipt_p50": round(ours["receipt"]["p50_ms"] / base["p50_ms"], 2),
                "receipt_p99": round(ours["receipt"]["p99_ms"] / base["p99_ms"], 2),
                "push": round(ours["push_per_s"] / base["per_s"], 3),
            },
            "sizes": sizes(folder),
            "file_drop": carried(folder, statements),
            "memory": _memory(folder, entries),
            "verify": verifying(folder, entries),
        }
    print(json.dumps(figures, indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
