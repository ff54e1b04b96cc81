"""Running schedules: one seed after the other, on several cores."""

from __future__ import annotations

import os
import subprocess
import sys
import time
import traceback
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from functools import partial
from multiprocessing import get_context
from typing import Final, Protocol

from parley.wire.kinds import BY_TYPE
from sim.truth import Violation
from sim.world import World

FAULTS: Final = (
    # network
    "lost", "doubled", "reordered", "replayed", "flipped", "cut-short", "extended", "spliced",
    "cut-both", "cut-one-way", "cut-off", "no-room", "arrived-at-dead", "silenced", "flapped",
    # small carriers
    "frame-lost", "frame-doubled", "frame-flipped", "frame-cut-short", "frame-extended", "frame-spliced", "frame-mixed",
    "carrier-stuck", "overtook", "shown-ahead", "gap-filled", "ahead-in-epoch-0", "flash-timed", "flash-in-frames",
    "thin-rebuilt", "alarm-thin-unbuildable", "thin-then-whole", "seal-later",
    # several ways
    "bearer-blamed", "hole", "taken-and-dropped",
    # courier
    "stick-sent", "stick-lost", "stick-doubled", "stick-waits", "courier-late",
    # epochs
    "offers-crossed", "epochs-lost", "epochs-lost-thin", "epoch-erased", "captured-stays-shut", "alarm-epoch-unknown",
    # disk
    "torn-kept-nothing", "torn-kept-secrets", "torn-kept-all",
    "write-failed-kept-nothing", "write-failed-kept-secrets", "write-failed-kept-all", "crash-read-failed",
    "backup", "restored", "restored-with-secrets", "lost-for-good",
    # process and clocks
    "crash-killed", "crash-killed-both",
    "crash-before-write", "crash-in-write", "crash-before-kept", "crash-in-effects",
    "clock-step",
    # the rarer ones
    "burst-lost", "clogged", "shrunk", "uneven-link", "outage-of-hours", "disk-full", "slow-write", "crash-at-start",
    "paused", "drift", "wall-stuck", "double-click", "stick-carried-back", "restored-other-sides",
    "wrong-store-refused",
    # what is said and signed
    "amended", "amended-anew", "signed-by-some", "erased", "all-erased", "erased-came-back", "came-without-body",
    *(f"said-{kind.number}" for kind in BY_TYPE.values()),
)  # fmt: skip
FAULTS_OF_THREE: Final = (
    "member-partitioned", "relayed", "numbers-withdrawn", "author-lacks-body", "body-lost", "given-by-path",
)  # fmt: skip
"""Everything that a run over many seeds must have taken at least once."""
_ALONE: Final = frozenset({"epochs-lost-thin"})
"""What only a carrier without another beside it can show."""
COVERED_FROM: Final = 500
"""From so many seeds on a fault that was never taken fails the run."""
HASH_SEEDS: Final = ("0", "1")


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


class Schedule(Protocol):
    """What plays one seed's schedule and counts what it took."""

    seed: int
    steps: int
    ms: int
    counts: Counter[str]

    def run(self) -> None:
        """Play it to its end. Raises Violation."""

    def digest(self) -> str:
        """Give what tells two plays of it apart."""


def run_seed(seed: int, parties: int = 2, bearers: int = 0) -> Result:
    """Run one schedule to its end, or to the first violation; an exception of a node is one too."""
    return run_world(World(seed, parties, bearers))


def run_world(world: Schedule) -> Result:
    """Run a world to its end, or to the first violation; an exception of a node is one too."""
    begun = time.process_time()
    fault = detail = ""
    try:
        world.run()
    except Violation as violation:
        fault = str(violation)
    except Exception as error:  # noqa: BLE001  an honest node raises nothing
        fault = f"a node raises {type(error).__name__}: {error}"
        detail = traceback.format_exc()
    cpu_s = time.process_time() - begun
    return Result(world.seed, fault, detail, world.digest(), world.steps, world.ms, cpu_s, world.counts)


def run_seeds(seeds: Iterable[int], jobs: int, parties: int = 2, bearers: int = 0) -> Iterator[Result]:
    """Run schedules on `jobs` cores; results come in the order of the seeds."""
    run = partial(run_seed, parties=parties, bearers=bearers)
    if jobs == 1:
        yield from map(run, seeds)
        return
    with get_context("fork").Pool(jobs) as pool:
        yield from pool.imap(run, seeds, chunksize=4)


def never_taken(counts: Counter[str], parties: int = 2, bearers: int = 0) -> list[str]:
    """Give the faults of the catalogue that a run did not meet, of those that its number of bearers (0 any) allows."""
    faults = (*FAULTS, *(FAULTS_OF_THREE if parties > 2 else ()))
    return [fault for fault in faults if not counts[fault] and not (fault in _ALONE and bearers > 1)]


def digests(seeds: Iterable[int], hash_seed: str, parties: int = 2) -> list[str]:
    """Run schedules in a process of its own under a value of PYTHONHASHSEED; give the digest of each."""
    run = f"run_seed(int(seed), {parties}).digest"
    code = f"import sys; from sim.run import run_seed; print(*[{run} for seed in sys.argv[1:]])"
    done = subprocess.run(
        [sys.executable, "-c", code, *map(str, seeds)],
        env=os.environ | {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
        capture_output=True,
        text=True,
        check=True,
    )
    return done.stdout.split()


def differ_by_hash_seed(seeds: list[int], parties: int = 2) -> list[int]:
    """Give the seeds whose schedule depends on the order of sets or of hashes."""
    runs = [digests(seeds, hash_seed, parties) for hash_seed in HASH_SEEDS]
    return [seed for seed, *found in zip(seeds, *runs, strict=True) if len(set(found)) > 1]
