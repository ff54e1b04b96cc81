"""`python -m models [--large] [--traces N] [--json]`: search the models, find their planted bugs, replay random traces.

Without `--large` within a minute. Ends with 1 if something is violated, a planted bug is not found, or the code parts
from a model; with 2 where Spin or a C compiler is missing.
"""

from __future__ import annotations

import argparse
import json
import shutil
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, Final

from models import call, delivery, epochs, starts
from models.replay import Difference, Machine, replay
from models.spin import MODELS, Model, SpinError, search, traces

MACHINES: Final[dict[str, Callable[[], Machine]]] = {
    "delivery": delivery.Machine,
    "starts": starts.Machine,
    "epochs": epochs.Machine,
    "call": call.Machine,
}
TRACES: Final = 500


def searched(model: Model, *, large: bool) -> list[dict[str, Any]]:
    """Search a model as it stands, then with each bug planted."""
    bounds = model.large if large else model.small
    done: list[dict[str, Any]] = []
    for bug in ("", *model.bugs):
        begun = time.monotonic()
        with TemporaryDirectory(prefix="parley-model-") as folder:
            found = search(model, [*(model.small if bug else bounds), *([bug] if bug else [])], Path(folder))
        done.append(
            {
                "model": model.name,
                "planted": bug,
                "bounds": " ".join(model.small if bug else bounds),
                "states": found.states,
                "violated": found.violated,
                "s": round(time.monotonic() - begun, 1),
                "good": bool(found.violated) == bool(bug),
            }
        )
    return done


def replayed(model: Model, count: int) -> dict[str, Any]:
    """Replay random traces of a model against the real code."""
    begun, steps, part = time.monotonic(), 0, ""
    with TemporaryDirectory(prefix="parley-model-") as folder:
        for seed, trace in enumerate(traces(model, range(count), Path(folder))):
            try:
                steps += replay(trace, MACHINES[model.name]())
            except Difference as difference:
                part = f"trace {seed}, {difference}"
                break
    spent = round(time.monotonic() - begun, 1)
    return {"model": model.name, "traces": count, "steps": steps, "parts": part, "s": spent, "good": not part}


def told(result: dict[str, Any]) -> str:
    """Tell one result in a line."""
    if "traces" in result:
        said = result["parts"] or f"{result['traces']} traces, {result['steps']} steps: the code does the same"
        return f"{result['model']:<9} replay  {said}  ({result['s']} s)"
    what = f"planted {result['planted']}" if result["planted"] else f"whole ({result['bounds']})"
    said = f"found: {result['violated'][:70]}" if result["violated"] else "nothing violated"
    return f"{result['model']:<9} {what}: {result['states']:,} states, {said}  ({result['s']} s)"


def results(*, large: bool, count: int) -> Iterator[dict[str, Any]]:
    """Give every result; the searches are processes of their own and run while this one replays."""
    with ThreadPoolExecutor(1) as pool:
        searches = [pool.submit(searched, model, large=large) for model in MODELS]
        for model in MODELS:
            yield replayed(model, count)
        for each in searches:
            yield from each.result()


def main() -> int:
    """Do what the command line asks."""
    parser = argparse.ArgumentParser(prog="python -m models", description="Check the models of the line.")
    parser.add_argument("--large", action="store_true", help="search the larger state spaces")
    parser.add_argument("--traces", type=int, default=TRACES, help="random traces of each model to replay")
    parser.add_argument("--json", action="store_true", help="one object on standard output")
    given = parser.parse_args()
    absent = [tool for tool in ("spin", "cc") if not shutil.which(tool)]
    if absent:
        print(f"models: needs {' and '.join(absent)} (tools/debian.txt)", file=sys.stderr)
        return 2
    done: list[dict[str, Any]] = []
    try:
        for result in results(large=given.large, count=given.traces):
            done.append(result)
            if not given.json:
                print(told(result), flush=True)
    except SpinError as fault:
        print(fault, file=sys.stderr)
        return 2
    if given.json:
        print(json.dumps({"results": done}))
    return 0 if all(result["good"] for result in done) else 1


if __name__ == "__main__":
    sys.exit(main())
