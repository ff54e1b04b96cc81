"""The simulator itself: clean schedules, the same twice, and planted defects that it finds."""

import json
import subprocess
import sys
from dataclasses import replace
from pathlib import Path
from random import Random

import pytest

from parley.desk import messages as m
from parley.desk.agreement import Terms
from parley.node.desk import Statement
from parley.node.ports import Batch
from parley.wire.catalogue import encode
from parley.wire.kinds import BY_TYPE
from parley.words.faults import OurFault
from sim import byzantine, restores
from sim import samples as s
from sim.acts import ACTS, LAST_ACTS
from sim.catalogue import CATALOGUE
from sim.defects import DEFECTS
from sim.hostile_world import ACTS_PER_SEED
from sim.hunting import hunt_all, hunted, kept, table
from sim.keeping import is_open
from sim.mutants import ALL, MUTANTS
from sim.planting import ROOT, Mutant, defective
from sim.run import FAULTS, differ_by_hash_seed, never_taken, run_seed, run_seeds
from sim.terms import agreement
from sim.truth import Truth, Violation
from sim.workload import PARTIES, Workload
from sim.world import REAL_EVERY, World


@pytest.mark.parametrize("seed", [0, 1, REAL_EVERY - 1])
def test_a_schedule_ends_with_both_sides_at_one(seed: int) -> None:
    assert run_seed(seed).fault == ""


def test_three_members_of_whom_two_have_no_bearer_to_each_other_end_at_one() -> None:
    assert World(48, 3).apart
    result = run_seed(48, 3)
    assert result.fault == ""
    assert result.counts["relayed"]


@pytest.mark.slow
def test_a_schedule_is_the_same_under_two_hash_seeds_and_twice_in_one_process() -> None:
    assert differ_by_hash_seed([3, 4]) == differ_by_hash_seed([48], parties=3) == []
    assert run_seed(3).digest == run_seed(3).digest != run_seed(4).digest


@pytest.mark.slow
def test_results_come_in_the_order_of_the_seeds() -> None:
    assert [result.seed for result in run_seeds(range(6), 2)] == list(range(6))


@pytest.mark.parametrize("mutant", ALL, ids=lambda mutant: mutant.name)
def test_each_planted_defect_still_has_its_place_in_the_code(mutant: Mutant) -> None:
    assert defective(mutant, (ROOT / mutant.file).read_text()) != ""


@pytest.mark.slow
@pytest.mark.parametrize("name", ["acknowledge before durable", "send before own durable", "go on in an old feed"])
def test_a_planted_defect_is_found(name: str) -> None:
    found = hunted(next(mutant for mutant in MUTANTS if mutant.name == name), 20)
    assert found["after"] is not None
    assert found["fault"][:2] in {"I1", "I2", "I3"}


def test_a_defect_without_a_place_is_told() -> None:
    with pytest.raises(ValueError, match="0 times"):
        defective(MUTANTS[0], "")


@pytest.mark.slow
def test_the_command_says_how_to_repeat_a_failing_schedule(tmp_path: Path) -> None:
    code = (
        "import sys; from sim.mutants import MUTANTS; from sim.planting import plant; plant(MUTANTS[0]);"
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
    missing = {fault for fault in FAULTS if not counts[fault]}
    assert set(never_taken(counts)) == missing != set()
    assert missing - set(never_taken(counts, bearers=2)) == {"epochs-lost-thin"}, "which a radio alone can show"


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


def test_some_schedules_say_every_kind_also_with_slots_that_cannot_be() -> None:
    workload = next(made for made in (Workload(Random(n), PARTIES, Random(n)) for n in range(10)) if made.share)
    known = Statement(b"i" * 32, b"i" * 32, "RUS", 0, 0, 0, BY_TYPE[type(s.NOTICE)].number, s.NOTICE, 1)
    workload.shown("USA", known)
    said = [workload.next("USA").message for _ in range(12_000)]
    assert set(map(type, said)) == set(BY_TYPE)
    harmed = [message for message in said if getattr(message, "until_ms", None) == 0]
    assert harmed
    for message in harmed:
        with pytest.raises(OurFault, match="ends before it begins"):
            encode(message)


def test_terms_that_the_rows_do_not_give_are_found() -> None:
    world = next(made for made in map(World, range(100)) if made.amending.some and made.rates.bearers == ("tcp",))
    world.run()
    desk = world.hosts["USA"].desk
    assert desk is not None
    desk.terms = Terms(agreement(PARTIES, 7))
    with pytest.raises(Violation, match="I15"):
        world.ending.check()


def test_a_body_that_is_erased_early_is_found() -> None:
    world = next(made for made in map(World, range(100)) if made.keeping.days is None)
    world.run()
    host = world.hosts["USA"]
    said = next(row for row in host.disk.replay() if row.body is not None)
    with pytest.raises(Violation, match="I16"):
        world.keeping.writing(host, Batch(erasures=[(said.party, said.feed, said.index)]))


def test_what_may_keep_a_body_is_told_from_what_surely_does_and_what_does_not() -> None:
    query: list[tuple[str, m.Message]] = [("USA", s.QUERY)]
    answered = [*query, ("RUS", s.REPLY)]
    doubted = [*answered, ("USA", replace(s.NOT_UNDERSTOOD, of=bytes(32)))]
    assert [is_open(said, s.OTHER_MS) for said in ([], query, answered, doubted)] == [False, True, False, None]
    assert [is_open([("USA", s.NOTICE)], at_ms) for at_ms in (s.AT_MS, s.OTHER_MS)] == [None, False]
    opened: list[tuple[m.Message, m.Message]] = [
        (s.PRESENCE, s.HERE), (s.LAUNCH, s.LAUNCHED), (s.SUSPENSION, s.RESUMPTION),
    ]  # fmt: skip
    for opener, end in opened:
        assert is_open([("USA", opener), ("RUS", s.REPLY)], s.OTHER_MS)
        assert is_open([("USA", opener), ("RUS", end)], s.OTHER_MS) is None


def test_a_workload_without_kinds_of_its_own_says_the_first_ones_only() -> None:
    workload = Workload(Random(0))
    assert workload.share == 0
    assert max(BY_TYPE[type(workload.next("USA").message)].number for _ in range(500)) <= 41


def test_a_host_that_starts_with_files_of_a_courier_runs_one_round_at_a_time() -> None:
    """Two overlapped, and the second one signed what the first had not yet written (seed 1047 of d843614)."""
    world = World(0, bearers=3)
    host = world.hosts["USA"]
    world.network.courier.arrived["USA"] = [(("courier", "RUS", "USA"), b"late")]
    host.start()
    assert world.steps == 2, "the file and what ends a round"
    assert not any(act == host._round_of for _, _, act, _ in world._heap)  # noqa: SLF001


def test_each_fault_of_the_catalogue_is_counted_or_tried_elsewhere() -> None:
    faults = [fault for section in CATALOGUE.values() for fault in section]
    assert {name for fault in faults for name in fault.counters} <= set(FAULTS)
    assert [fault.name for fault in faults if not fault.counters and not fault.elsewhere] == []


# ---- hostile counterparts, old backups, hunts


@pytest.mark.slow
@pytest.mark.parametrize("seed", [0, 7, REAL_EVERY - 1])
def test_a_hostile_counterpart_is_met_as_the_table_says(seed: int) -> None:
    fault, detail, world = byzantine.run_seed(seed)
    assert (fault, detail) == ("", "")
    assert sum(world.counts[f"act-{name}"] for name in {**ACTS, **LAST_ACTS}) >= ACTS_PER_SEED


@pytest.mark.slow
def test_a_hostile_schedule_is_the_same_twice() -> None:
    assert byzantine.run_seed(3)[2].digest() == byzantine.run_seed(3)[2].digest()


def test_a_few_seeds_try_every_hostile_act() -> None:
    tried = {list(ACTS)[at % len(ACTS)] for at in range(ACTS_PER_SEED * (1 + len(ACTS) // ACTS_PER_SEED))}
    assert tried == set(ACTS)


def test_an_old_backup_gets_back_what_the_other_side_holds() -> None:
    fault, counts = restores.run_case(0)
    assert fault == ""
    assert counts["restored"] + counts["restored-with-secrets"] >= 1
    assert counts["regained"] == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    "name", ["the signatures of a head are not checked", "the evidence of a fork is not kept", "a list has no end"]
)
def test_a_check_that_is_removed_is_found_by_a_hostile_counterpart(name: str) -> None:
    found = hunted(next(mutant for mutant in DEFECTS if mutant.name == name), 20)
    assert found["after"] is not None, found


@pytest.mark.slow
@pytest.mark.parametrize(
    ("name", "fault"),
    [
        ("an offer is not kept before it leaves", "sends an offer that its disk never had"),
        ("what was accepted is not kept before it leaves", "sends an accept that its disk never had"),
        ("an epoch that opened is not kept", "speaks in an epoch that its disk does not have as open"),
        ("what others give back is not adopted", "takes back entries of its own and enters no adoption"),
        ("adoptions and epochs are owed again and again", "enters the same epoch twice"),
        ("one receipt for feeds of one author that came one after the other", "names at once feeds of RUS"),
        ("a restored node names what it holds before it was heard", "names what came in before"),
        ("joint numbers before a restored node knows what it lost", "gives joint numbers before it has"),
        ("a receipt leaves a hold of the bearer for ever", "waits for room and nothing ends that"),
    ],
)
def test_what_harms_nobody_for_long_is_found_all_the_same(name: str, fault: str) -> None:
    found = hunted(next(mutant for mutant in ALL if mutant.name == name), 30)
    assert fault in found["fault"], found


def test_each_planted_defect_has_been_found_as_it_stands() -> None:
    assert table(ALL, kept()).endswith("Not found yet: none.")
    assert set(kept()) == {mutant.name for mutant in ALL}


def test_a_schedule_that_fails_anyway_has_found_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter(["found", "fails anyway", "found", None])

    def hunt(_mutant: Mutant, start: int, _seeds: int, *, planted: bool) -> dict[str, object]:
        del planted
        return {"after": start + 1 if next(told) else None, "by": "", "fault": ""}

    monkeypatch.setattr("sim.hunting._hunted", hunt)
    assert hunted(MUTANTS[0], 5)["after"] == 2


def test_what_was_found_is_kept_and_not_hunted_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hunts: list[str] = []

    def hunt(mutant: Mutant, _seeds: int) -> dict[str, object]:
        hunts.append(mutant.name)
        return {"after": 3, "by": "sim --from 2", "fault": "I1 so it is"}

    monkeypatch.setattr("sim.hunting.KEPT", tmp_path / "found.json")
    monkeypatch.setattr("sim.hunting.hunted", hunt)
    hunt_all(MUTANTS[:2], 9)
    found = hunt_all(MUTANTS[:3], 9)
    assert hunts == [mutant.name for mutant in MUTANTS[:3]]
    assert "| `sim --from 2` | 3 | I1 so it is |" in table(MUTANTS[:3], found)
    assert "3 of 4 found." in table(MUTANTS[:4], found)
    assert f"Not found yet: {MUTANTS[3].name}." in table(MUTANTS[:4], found)
