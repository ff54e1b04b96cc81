"""The simulator itself: clean schedules, the same twice, and planted defects that it finds."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from sim.mutants import MUTANTS, ROOT, defective, hunted_one
from sim.run import FAULTS, differ_by_hash_seed, never_taken, run_seed, run_seeds
from sim.truth import Truth, Violation
from sim.workload import PARTIES
from sim.world import REAL_EVERY, World


@pytest.mark.parametrize("seed", [0, 1, REAL_EVERY - 1])
def test_a_schedule_ends_with_both_sides_at_one(seed: int) -> None:
    assert run_seed(seed).fault == ""


def test_three_members_of_whom_two_have_no_bearer_to_each_other_end_at_one() -> None:
    assert World(48, 3).apart
    result = run_seed(48, 3)
    assert result.fault == ""
    assert result.counts["relayed"]


def test_a_schedule_is_the_same_under_two_hash_seeds_and_twice_in_one_process() -> None:
    assert differ_by_hash_seed([3, 4]) == differ_by_hash_seed([48], parties=3) == []
    assert run_seed(3).digest == run_seed(3).digest != run_seed(4).digest


def test_results_come_in_the_order_of_the_seeds() -> None:
    assert [result.seed for result in run_seeds(range(6), 2)] == list(range(6))


@pytest.mark.parametrize("mutant", MUTANTS, ids=lambda mutant: mutant.name)
def test_each_planted_defect_still_has_its_place_in_the_code(mutant: object) -> None:
    assert defective(mutant, (ROOT / mutant.file).read_text()) != ""  # type: ignore[arg-type, attr-defined]


@pytest.mark.parametrize("name", ["acknowledge before durable", "send before own durable", "go on in an old feed"])
def test_a_planted_defect_is_found(name: str) -> None:
    number = [mutant.name for mutant in MUTANTS].index(name)
    found = hunted_one(number, 20)
    assert found["seed"] is not None
    assert found["fault"][:2] in {"I1", "I2", "I3"}


def test_a_defect_without_a_place_is_told() -> None:
    with pytest.raises(ValueError, match="0 times"):
        defective(MUTANTS[0], "")


def test_the_command_says_how_to_repeat_a_failing_schedule(tmp_path: Path) -> None:
    code = (
        "import sys; from sim.mutants import MUTANTS, plant; plant(MUTANTS[0]);"
        "sys.argv[1:] = ['--seeds', '1', '--json'];"
        "from sim.__main__ import main; sys.exit(main())"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={"PYTHONPATH": f"{ROOT / 'src'}:{ROOT}"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1
    assert "again: python -m sim --seeds 1 --from 0" in done.stderr
    assert json.loads(done.stdout)["failed"] == [0]


def test_every_fault_that_was_never_taken_is_named() -> None:
    counts = run_seed(0).counts
    assert set(never_taken(counts)) == {fault for fault in FAULTS if not counts[fault]} != set()


def test_the_truth_knows_a_second_content_for_one_place_and_a_second_run_in_one_feed() -> None:
    world = World(0)
    world.run_until(0)
    truth = Truth()
    host = world.hosts[PARTIES[0]]
    host.start()
    assert host.writing is not None
    first, second = host.writing.rows
    truth.write(first, 1, whole=True)
    with pytest.raises(Violation, match="I3"):
        truth.compare(type(first)(first.party, first.feed, 0, second.entry, None, None), whole=True)
    with pytest.raises(Violation, match="I2"):
        truth.write(second, 2, whole=True)


def test_a_host_that_starts_with_files_of_a_courier_runs_one_round_at_a_time() -> None:
    """Two overlapped, and the second one signed what the first had not yet written (seed 1047 of d843614)."""
    world = World(0, bearers=3)
    host = world.hosts["USA"]
    world.network.courier.arrived["USA"] = [(("courier", "RUS", "USA"), b"late")]
    host.start()
    assert world.steps == 2, "the file and what ends a round"
    assert not any(act == host._round_of for _, _, act, _ in world._heap)  # noqa: SLF001
