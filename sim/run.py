"""Running schedules: one seed after the other, on several cores."""

from __future__ import annotations

import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from multiprocessing import get_context

from sim.truth import Violation
from sim.world import World


@dataclass(slots=True)
class Result:
    """How one schedule went; `fault` is empty where every invariant held."""

    seed: int
    fault: str
    detail: str
    digest: str
    steps: int
    simulated_ms: int
    cpu_s: float
    counts: Counter[str] = field(default_factory=Counter)


def run_seed(seed: int) -> Result:
    """Run one schedule to its end, or to the first violation; an exception of a node is one too."""
    begun = time.process_time()
    world = World(seed)
    fault = detail = ""
    try:
        world.run()
    except Violation as violation:
        fault = str(violation)
    except Exception as error:  # noqa: BLE001  an honest node raises nothing
        fault = f"a node raises {type(error).__name__}: {error}"
        detail = traceback.format_exc()
    cpu_s = time.process_time() - begun
    return Result(seed, fault, detail, world.digest(), world.steps, world.ms, cpu_s, world.counts)


def run_seeds(seeds: Iterable[int], jobs: int) -> Iterator[Result]:
    """Run schedules on `jobs` cores; results come in the order of the seeds."""
    if jobs == 1:
        yield from map(run_seed, seeds)
        return
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(run_seed, seeds, chunksize=4)
