"""A watch at two sites: found where both sign at once, never where they take turns; what hides it is found."""

import json
import subprocess
import sys

import pytest

from sim.hunting import hunted
from sim.mutants import MUTANTS
from sim.planting import ROOT, Mutant
from sim.sites import Sites, run_seed

SEEDS = range(8)


@pytest.mark.slow
@pytest.mark.parametrize("seed", SEEDS)
def test_a_schedule_ends_as_it_should(seed: int) -> None:
    assert run_seed(seed).fault == ""


def test_every_sort_of_schedule_is_among_them() -> None:
    assert {Sites(seed).story for seed in SEEDS} == {"at-once", "by-turns", "lost"}
    assert {Sites(seed).to_both for seed in SEEDS} == {True, False}


def test_a_schedule_is_the_same_twice() -> None:
    assert run_seed(3).digest == run_seed(3).digest != run_seed(4).digest


@pytest.mark.slow
@pytest.mark.parametrize("mutant", [mutant for mutant in MUTANTS if mutant.hunt == "sites"], ids=str)
def test_a_planted_defect_is_found(mutant: Mutant) -> None:
    found = hunted(mutant, 40)
    assert found["after"] is not None
    assert found["fault"].startswith(("S", "L1"))


@pytest.mark.slow
def test_the_command_tells_what_it_ran() -> None:
    command = [sys.executable, "-m", "sim.sites", "--seeds", "2", "--json"]
    env = {"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"}
    done = subprocess.run(command, cwd=ROOT, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["schedules"] == 2
