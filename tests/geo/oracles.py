"""Distances and conflicts against slow oracles: `python -m tests.geo.oracles --conflicts 1000000 --distances 500000`.

The oracles share nothing with what they judge but the shapes. A distance is looked for along every edge, sampled by
GeographicLib and sampled anew around the shortest until the samples lie 0.2 m apart. Whether areas meet is GEOS's word
(shapely) in an azimuthal projection by GeographicLib; what lies nearer to the limit than the projection is true is
sampled like a distance. Antimeridian and poles are among the cases, as are edges that touch.
"""

from __future__ import annotations

import argparse
import sys
from collections import Counter

from tests.geo import conflict_cases, distance_cases


def main() -> int:
    """Run both, and say what was wrong."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--conflicts", type=int, default=20_000)
    parser.add_argument("--distances", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=0)
    args = parser.parse_args()
    wrong = 0
    for name, cases, number in (
        ("distances", distance_cases.judged, args.distances),
        ("conflicts", conflict_cases.judged, args.conflicts),
    ):
        counts: Counter[str] = Counter()
        for part in cases(number, args.seed):
            counts += part
        wrong += counts["wrong"]
        told = ", ".join(
            f"{what} {count:,}" for what, count in sorted(counts.items()) if what not in {"cases", "wrong"}
        )
        sys.stdout.write(f"{name}: {counts['cases']:,} cases, {counts['wrong']:,} wrong; {told}" + "\n")
        sys.stdout.flush()
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
