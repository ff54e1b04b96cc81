"""A flood: FLASH at a rate from a third process that holds the counterpart's keys, while own IMMEDIATE goes on.

The third process has a bearer of its own, as it would swallow whatever came to it: TCP answers who spoke last.

`python -m bench.flood [--seconds 600] [--per-s 10000] [--quota-mib 128] [--json]`. Prints one JSON line: what was
offered, taken and refused, own IMMEDIATE until its receipt beside the same without a flood, rings, memory and disk.
"""

from __future__ import annotations

import argparse
import itertools
import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from bench.flooder import BODY_BYTES
from bench.line import Process, free_ports, percentiles_ms
from bench.pair import Identities

PAUSE_S = 0.5
ENTRY_BYTES = 700
"""What one of its statements costs the disk, at least: so many are sealed that the quota is reached."""


def _flooder(*arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, "-m", "bench.flooder", *map(str, arguments)]
    return subprocess.Popen(command, stdout=subprocess.PIPE, text=True)


def _heard(child: subprocess.Popen[str]) -> dict[str, Any]:
    assert child.stdout is not None
    heard: dict[str, Any] = json.loads(child.stdout.readline())
    return heard


def _spans(usa: Process, seconds: float, still: subprocess.Popen[str] | None = None) -> list[int]:
    """Send IMMEDIATE one at a time, with pauses; give the ns until each one's receipt."""
    end_s, spans = time.monotonic() + seconds, list[int]()
    while time.monotonic() < end_s and (still is None or still.poll() is None):
        spans.append(usa.ask(do="urgent", body=BODY_BYTES)["ns"])
        time.sleep(PAUSE_S)
    return spans


def _disk_mib(folder: Path) -> float:
    return round(sum(file.stat().st_size for file in folder.rglob("*") if file.is_file()) / (1 << 20), 1)


def flood(folder: Path, seconds: int, per_s: int, quota_mib: int) -> dict[str, Any]:
    """Run it and give the figures."""
    mine, theirs, side = free_ports(3)
    usa = Process("USA", folder / "usa", (mine, theirs), side, quota_mib << 20)
    rus = Process("RUS", folder / "rus", (theirs, mine))
    usa.ask(do="ready")
    rus.ask(do="ready")
    quiet = _spans(usa, min(10, seconds))
    rus.stop()
    statements = min(per_s * seconds, (quota_mib << 20) // ENTRY_BYTES * 2)
    with _flooder("seal", folder, statements) as sealing:
        sealed = _heard(sealing)
    with _flooder("offer", folder, side, per_s, seconds) as offering:
        _heard(offering)
        rus = Process("RUS", folder / "rus", (theirs, mine))
        rus.ask(do="leave")
        spans = _spans(usa, seconds, offering)
        offered = _heard(offering)
    rss_mb = usa.ask(do="memory")["rss_mb"]
    end = usa.ask(do="flooded")
    usa.stop()
    disk_mib = _disk_mib(folder / "usa")
    usa = Process("USA", folder / "usa", (mine, theirs), side, quota_mib << 20)
    kept = usa.ask(do="flooded")
    usa.stop()
    rus.stop()
    gaps = [later - sooner for times in end["rings"].values() for sooner, later in itertools.pairwise(times)]
    return {
        "seconds": seconds,
        "offered_per_s": round(offered["offered"] / seconds),
        "carried_per_s": round(offered["carried"] / seconds),
        "taken": end["held"].get(sealed["feed"], 0),
        "held_mib": round(end["held_bytes"] / (1 << 20), 1),
        "quota_mib": quota_mib,
        "disk_mib": disk_mib,
        "refusals": end["refusals"],
        "receipted_and_lost": sum(max(0, size - kept["held"].get(feed, 0)) for feed, size in end["receipted"].items()),
        "own_immediate": {"count": len(spans), **percentiles_ms(spans), "max_ms": round(max(spans) / 1e6)},
        "own_immediate_without": {"count": len(quiet), **percentiles_ms(quiet)},
        "rings": sum(map(len, end["rings"].values())),
        "rings_closest_s": round(min(gaps) / 1e9, 1) if gaps else None,
        "dropped_packets": end["dropped_packets"],
        "rss_mb": round(rss_mb, 1),
    }


def main() -> int:
    """Run the flood and print its JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--per-s", type=int, default=10_000)
    parser.add_argument("--quota-mib", type=int, default=128)
    parser.add_argument("--json", action="store_true", help="on one line (the default prints it indented)")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        Identities(Path(name))
        figures = flood(Path(name), args.seconds, args.per_s, args.quota_mib)
    print(json.dumps(figures, indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
