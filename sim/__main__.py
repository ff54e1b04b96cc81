"""`python -m sim --seeds N [--from S] [--jobs J] [--json]`: run schedules; ends with 1 if an invariant did not hold."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections import Counter

from sim.run import COVERED_FROM, differ_by_hash_seed, never_taken, run_seeds

SAMPLE = 10
"""One seed in so many runs twice more, under two values of PYTHONHASHSEED, up to HASHED_MAX of them."""
HASHED_MAX = 20


PROGRESS = 250
"""After so many schedules a line tells how far a run is."""


def main() -> int:
    """Run the schedules that were asked for and tell what came of them."""
    parser = argparse.ArgumentParser(prog="python -m sim", description="Run nodes through schedules of faults.")
    parser.add_argument("--seeds", type=int, default=100, help="how many schedules")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed")
    parser.add_argument("--parties", type=int, choices=(2, 3), default=2, help="how many nodes")
    parser.add_argument("--bearers", type=int, choices=(1, 2, 3), default=0, help="how many bearers, else drawn")
    parser.add_argument("--jobs", type=int, default=1, help="how many processes")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    given = parser.parse_args()
    begun = time.monotonic()
    totals: Counter[str] = Counter()
    failed: list[int] = []
    steps = simulated_ms = 0
    cpu_s = 0.0
    for result in run_seeds(range(given.first, given.first + given.seeds), given.jobs, given.parties, given.bearers):
        totals.update(result.counts)
        steps += result.steps
        simulated_ms += result.simulated_ms
        cpu_s += result.cpu_s
        done = result.seed + 1 - given.first
        if done % PROGRESS == 0:
            print(f"{done} of {given.seeds}, {len(failed)} failed", file=sys.stderr)
        if result.fault:
            failed.append(result.seed)
            print(f"seed {result.seed}: {result.fault}\n{result.detail}", end="", file=sys.stderr)
            print(f"\n    again: {again(result.seed, given.parties, given.bearers)}", file=sys.stderr)
    sample = list(range(given.first, given.first + given.seeds, SAMPLE))[:HASHED_MAX]
    unsteady = differ_by_hash_seed(sample, given.parties)
    missing = never_taken(totals, given.parties, given.bearers) if given.seeds >= COVERED_FROM else []
    summary = {
        "schedules": given.seeds,
        "failed": failed,
        "unsteady": unsteady,
        "events": steps,
        "simulated_h": round(simulated_ms / 3_600_000, 1),
        "schedules_per_cpu_s": round(given.seeds / cpu_s, 1),
        "wall_s": round(time.monotonic() - begun, 1),
        "never_taken": missing,
        "faults": dict(sorted(totals.items())),
    }
    print(json.dumps(summary) if given.json else told(summary))
    return 1 if failed or unsteady or missing else 0


def again(seed: int, parties: int, bearers: int) -> str:
    """Give the command that repeats a schedule."""
    more = f" --parties {parties}" * (parties > 2) + f" --bearers {bearers}" * (bearers > 0)
    return f"python -m sim --seeds 1 --from {seed}{more}"


def told(summary: dict[str, object]) -> str:
    """Write a summary for people."""
    return "\n".join(f"{name:<20} {value}" for name, value in summary.items())


if __name__ == "__main__":
    sys.exit(main())
