"""`python -m harness [--minutes 20] [--seed N] [--home DIR] [--json]`: torment two served nodes, then check them.

Two `parley serve` on loopback behind a bad network, with a courier besides; killed with -9, paused, their clocks moved,
their disks filled. Whatever was shown to an officer goes to a journal, and C1 to C8 (harness/checker.py) are held
against it and both records. Ends with 1 where an anomaly is found.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from harness.run import Given, run


def good(found: dict[str, Any]) -> bool:
    """Say whether nothing was wrong, and something was tried."""
    return not found["anomalies"] and found["messages"].get("ok", 0) > 0 and found["torments"].get("kills", 0) > 0


def main() -> int:
    """Run and tell."""
    parser = argparse.ArgumentParser(prog="python -m harness", description="Torment two served nodes and check them.")
    parser.add_argument("--minutes", type=float, default=0.3)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--rest", type=float, default=6.0, help="mean seconds between two acts upon a node")
    parser.add_argument("--home", metavar="DIR", type=Path, help="keep logs, journal and exports in this new folder")
    parser.add_argument("--json", action="store_true", help="one object on one line")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="parley-harness-") as folder:
        found = run(Given(given.minutes * 60, given.seed, given.rest), given.home or Path(folder) / "run").told()
    print(json.dumps(found, indent=None if given.json else 2))
    return 0 if good(found) else 1


if __name__ == "__main__":
    sys.exit(main())
