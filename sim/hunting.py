"""Hunting planted defects: which schedules are tried against each, and what is kept of the last hunt."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from hashlib import sha256
from itertools import islice
from textwrap import shorten
from typing import Any, Final

from sim.planting import ROOT, Mutant, plant

SEEDS_MAX: Final = 10_000
KEPT: Final = ROOT / "sim" / "found.json"
HUNTS: Final = ("honest", "hostile", "restores", "sites")
MIXES: Final = (0, 0, 1, 2, 0, 3)
"""Numbers of bearers in turn; 0 is drawn."""
FAULT_CHARS: Final = 90


def faults(mutant: Mutant, seed: int) -> Iterator[tuple[str, str]]:
    """Run schedules without end: give for each the command that repeats it, and its fault or nothing."""
    from sim import byzantine, restores, run, sites  # noqa: PLC0415  only once the defect is planted

    while True:
        if mutant.hunt == "hostile":
            yield f"sim.byzantine --from {seed}", byzantine.run_seed(seed)[0]
        elif mutant.hunt == "restores":
            yield f"sim.restores --from {seed}", restores.run_case(seed)[0]
        elif mutant.hunt == "sites":
            yield f"sim.sites --from {seed}", sites.run_seed(seed).fault
        else:
            bearers = MIXES[seed % len(MIXES)]
            more = f" --bearers {bearers}" * bool(bearers) + f" --parties {mutant.parties}" * (mutant.parties > 2)
            yield f"sim --from {seed}{more}", run.run_seed(seed, mutant.parties, bearers).fault
        seed += 1


def hunt(fields: dict[str, Any], start: int, seeds: int, planted: bool) -> dict[str, Any]:  # noqa: FBT001
    """Run schedules from one on, against a mutant or the code as it is, in this process until one fails."""
    mutant = Mutant(**fields)
    if planted:
        plant(mutant)
    for count, (command, fault) in enumerate(islice(faults(mutant, start), seeds), start + 1):
        if fault:
            return {
                "after": count,
                "by": command,
                "fault": shorten(fault.strip().splitlines()[-1], FAULT_CHARS, placeholder=" …"),
            }
    return {"after": None, "by": "", "fault": ""}


def hunted(mutant: Mutant, seeds: int) -> dict[str, Any]:
    """Hunt one mutant; a schedule that fails without the defect as well has not found it."""
    start = 0
    while start < seeds:
        found = _hunted(mutant, start, seeds - start, planted=True)
        if found["after"] is None or _hunted(mutant, found["after"] - 1, 1, planted=False)["after"] is None:
            return found
        start = found["after"]
    return {"after": None, "by": "", "fault": ""}


def _hunted(mutant: Mutant, start: int, seeds: int, *, planted: bool) -> dict[str, Any]:
    """Hunt in a process of its own."""
    code = "import json, sys; from sim.hunting import hunt; print(json.dumps(hunt(*json.loads(sys.argv[1]))))"
    done = subprocess.run(
        [sys.executable, "-c", code, json.dumps([asdict(mutant), start, seeds, planted])],
        cwd=ROOT,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode:
        return {"after": None, "by": "", "fault": done.stderr.rstrip().rpartition("\n")[2]}
    found: dict[str, Any] = json.loads(done.stdout)
    return found


def digest(mutant: Mutant) -> str:
    """Give what tells whether a defect is still the one that was hunted."""
    return sha256(repr(mutant).encode()).hexdigest()[:12]


def kept() -> dict[str, Any]:
    """Give what the last hunts found, by the names of the defects."""
    found: dict[str, Any] = json.loads(KEPT.read_text()) if KEPT.exists() else {}
    return found


def hunt_all(mutants: Sequence[Mutant], seeds: int, *, again: bool = False) -> dict[str, dict[str, Any]]:
    """Hunt mutants one after the other, and keep each result at once; give those of these mutants."""
    for mutant in mutants:
        known = kept().get(mutant.name)
        if not again and known is not None and known["defect"] == digest(mutant) and known["after"] is not None:
            continue
        found = {"name": mutant.name, "hunt": mutant.hunt, "defect": digest(mutant), **hunted(mutant, seeds)}
        print(f"{mutant.name}: {found['after']} {found['fault']}", file=sys.stderr, flush=True)
        KEPT.write_text(json.dumps({**kept(), mutant.name: found}, indent=1, ensure_ascii=False) + "\n")
    return {name: one for name, one in kept().items() if name in {mutant.name for mutant in mutants}}


def table(mutants: Sequence[Mutant], found: dict[str, Any]) -> str:
    """Write what was found as a table for docs/testing.md, and name what has not been found yet."""
    rows, missed = list[str](), list[str]()
    for mutant in mutants:
        one = found.get(mutant.name)
        if one is None or one["after"] is None or one["defect"] != digest(mutant):
            missed.append(mutant.name)
        else:
            rows.append(f"| {mutant.name} | `{one['by']}` | {one['after']} | {one['fault']} |")
    lines = [
        f"{len(rows)} of {len(mutants)} found.",
        "",
        "| planted defect | found by | after | as |",
        "|---|---|---|---|",
    ]
    return "\n".join([*lines, *rows, "", f"Not found yet: {'; '.join(missed) or 'none'}."])
