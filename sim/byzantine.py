"""`python -m sim.byzantine --seeds N [--from S] [--json]`: an honest node with a hostile counterpart.

The hostile party holds its real keys and can produce any bytes. Each of its acts (sim/acts) has to be met
with the code that the table names, or turned into a proof of equivocation that both offline verifiers accept. The
honest party's invariants hold after every event; in the end the hostile one starts anew from an empty disk, behaves,
and the line has to come back: nothing that it did may block what follows.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections import Counter

from sim.acts import ACTS, LAST_ACTS
from sim.hostile_world import COVERED_FROM, Byzantine
from sim.truth import Violation


def run_seed(seed: int) -> tuple[str, str, Byzantine]:
    """Run one schedule; give its fault, empty where all holds, with a detail, and the world."""
    world = Byzantine(seed)
    try:
        world.run()
    except Violation as violation:
        return str(violation), "", world
    except Exception as error:  # noqa: BLE001  an honest node raises nothing
        return f"a node raises {type(error).__name__}: {error}", traceback.format_exc(), world
    return "", "", world


def main() -> int:
    """Run the schedules that were asked for and tell what came of them."""
    parser = argparse.ArgumentParser(prog="python -m sim.byzantine", description="Run nodes against a hostile one.")
    parser.add_argument("--seeds", type=int, default=100, help="how many schedules")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    given = parser.parse_args()
    begun = time.process_time()
    totals: Counter[str] = Counter()
    failed: list[int] = []
    steps = 0
    for seed in range(given.first, given.first + given.seeds):
        fault, detail, world = run_seed(seed)
        totals.update(world.counts)
        steps += world.steps
        if fault:
            failed.append(seed)
            print(
                f"seed {seed}: {fault}\n{detail}    again: python -m sim.byzantine --seeds 1 --from {seed}",
                file=sys.stderr,
            )
    acts = {name: totals[f"act-{name}"] for name in (*ACTS, *LAST_ACTS)}
    missing = [name for name, count in acts.items() if not count] if given.seeds >= COVERED_FROM else []
    summary = {
        "schedules": given.seeds,
        "failed": failed,
        "events": steps,
        "schedules_per_cpu_s": round(given.seeds / (time.process_time() - begun), 1),
        "never_taken": missing,
        "proofs": totals["proved"],
        "came_back": totals["came-back"],
        "came_back_late": totals["came-back-late"],
        "abandoned": totals["act-abandoned"],
        "acts": acts,
    }
    print(json.dumps(summary) if given.json else "\n".join(f"{name:<20} {value}" for name, value in summary.items()))
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
