"""`python -m sim.restores --cases N [--from S] [--json]`: old backups of any age restored at any moment, once or twice.

One party of two goes back; the weather is as bad as in any schedule. Each case ends with what the restored party had
from its own and the other side's feeds, as far as the other side holds it, and with no second history of any feed.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
import traceback
from collections import Counter
from dataclasses import replace
from random import Random

from sim.rates import Rates, draw
from sim.truth import Name, Violation
from sim.world import World

BACKUPS_MAX = 6
WANTED = ("restored", "restored-with-secrets", "restored-twice", "restored-while-cut-off", "regained", "nothing-lost")
"""What a run over many cases must have met at least once."""
COVERED_FROM = 200


class Restores(World):
    """A schedule in which one party goes back to an old backup, once or twice."""

    def __init__(self, seed: int) -> None:
        super().__init__(seed)
        self.troubles.outage_ms = 0  # hours that cost time and show nothing more
        self.goes_back = Random(f"{seed}/goes-back")
        self.held: dict[Name, int] = {}
        """What the other side held of each feed when the party went back."""
        self.back = self.goes_back.choice(self.parties)

    def drawn(self, random: Random, bearers: int) -> Rates:
        """Draw as ever, without couriers, whose weeks cost time and show nothing more; nobody else goes back."""
        rates = draw(random, bearers)
        while "courier" in rates.bearers:
            rates = draw(random, bearers)
        return replace(rates, restore=0.0)

    def run(self) -> None:
        """Run the schedule and see that what was held by the other side has come back."""
        random, end = self.goes_back, self.rates.safety_ms
        moments = sorted(random.randrange(end // 20, end) for _ in range(random.choice((1, 1, 2))))
        for _ in range(random.randint(1, BACKUPS_MAX)):
            self.at(random.randrange(moments[-1]), self.hosts[self.back].back_up)
        self.at(random.randrange(moments[0]), self.hosts[self.back].back_up)
        for count, moment in enumerate(moments):
            self.at(moment, self._go_back, count)
        super().run()
        self._regained()

    def _go_back(self, count: int) -> None:
        host, random = self.hosts[self.back], self.goes_back
        if host.node is not None:
            host.crash("for-a-restore")
        if random.random() < 0.3:
            self.count("restored-while-cut-off")
            self.ways.silence(self.back, random.randrange(self.rates.safety_ms))
        self.count("restored-twice", when=count > 0)
        for other in host.others:
            for name, rows in other.disk.feeds().items():
                self.held[name] = max(len(rows), self.held.get(name, 0))
        host.restore()

    def _regained(self) -> None:
        feeds = self.hosts[self.back].disk.feeds()
        for name, size in self.held.items():
            if len(feeds.get(name, ())) < size:
                raise Violation(f"I1 {self.back} has not got back {size} entries of a feed that the other side held")
        self.count("regained", when=bool(self.held))
        self.count("nothing-lost", when=not self.counts["lost-for-good"])
        self.counts["entries-held-by-the-other-side"] += sum(self.held.values())


def run_case(seed: int) -> tuple[str, Counter[str]]:
    """Run one case; give the fault, empty where all holds, and what was met."""
    world = Restores(seed)
    try:
        world.run()
    except Violation as violation:
        return str(violation), world.counts
    except Exception:  # noqa: BLE001  an honest node raises nothing
        return traceback.format_exc(), world.counts
    return "", world.counts


def main() -> int:
    """Run the cases that were asked for and tell what came of them."""
    parser = argparse.ArgumentParser(prog="python -m sim.restores", description="Restore old backups at any moment.")
    parser.add_argument("--cases", type=int, default=100, help="how many")
    parser.add_argument("--from", dest="first", type=int, default=0, help="the first seed")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    given = parser.parse_args()
    begun = time.process_time()
    totals: Counter[str] = Counter()
    failed: dict[int, str] = {}
    for seed in range(given.first, given.first + given.cases):
        fault, counts = run_case(seed)
        totals.update(counts)
        if fault:
            failed[seed] = fault
            print(f"case {seed}: {fault}\n    again: python -m sim.restores --cases 1 --from {seed}", file=sys.stderr)
    missing = [name for name in WANTED if not totals[name]] if given.cases >= COVERED_FROM else []
    restores = totals["restored"] + totals["restored-with-secrets"]
    summary = {
        "cases": given.cases,
        "failed": failed,
        "restores": restores,
        "equivocations": sum(fault.startswith(("I2", "I3")) for fault in failed.values()),
        "entries_regained": totals["entries-held-by-the-other-side"],
        "never_met": missing,
        "cpu_s": round(time.process_time() - begun, 1),
    }
    print(json.dumps(summary) if given.json else "\n".join(f"{name:<18} {value}" for name, value in summary.items()))
    return 1 if failed or missing else 0


if __name__ == "__main__":
    sys.exit(main())
