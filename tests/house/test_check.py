"""`./check` counts honestly: a missing tool is a skip at a desk and a failure in CI."""

import sys
from pathlib import Path

import pytest

from tools import check
from tools.check import Gate, Tally, execute, judge
from tools.set_up import ROOT

SHORT = """
SKIPPED [2] tests/geo/test_border.py:9: needs proj
= 1 failed, 3 passed, 2 skipped, 1 xfailed in 0.10s =
"""


def python(code: str) -> list[str]:
    return [sys.executable, "-c", code]


def ended(gate: Gate, tally: Tally) -> str:
    return judge(gate, execute(gate), tally)


def test_a_gate_that_ends_with_zero_has_passed() -> None:
    tally = Tally()
    assert ended(Gate(name="good", command=python("pass")), tally).startswith("ok")
    assert (tally.passed, tally.failed, tally.skipped) == (1, 0, 0)


def test_a_gate_that_ends_otherwise_has_failed_and_is_shown(capsys: pytest.CaptureFixture[str]) -> None:
    tally = Tally()
    assert ended(Gate(name="bad", command=python("print('why'); raise SystemExit(5)")), tally).startswith("FAILED")
    assert (tally.passed, tally.failed, tally.skipped) == (0, 1, 0)
    assert "why" in capsys.readouterr().out


@pytest.mark.parametrize(("ci", "result", "counts"), [(False, "skipped", (0, 0, 1)), (True, "FAILED", (0, 1, 0))])
def test_a_missing_tool(monkeypatch: pytest.MonkeyPatch, ci: bool, result: str, counts: tuple[int, int, int]) -> None:  # noqa: FBT001
    monkeypatch.setattr(check, "CI", ci)
    tally = Tally()
    assert ended(Gate(name="absent", command=["absent"], tool="parley-no-such-tool"), tally) == result
    assert (tally.passed, tally.failed, tally.skipped) == counts
    assert "parley-no-such-tool" in str(tally.remarks)


@pytest.mark.parametrize(("ci", "counts"), [(False, (4, 1, 2)), (True, (4, 3, 0))])
def test_tests_count_one_by_one(monkeypatch: pytest.MonkeyPatch, ci: bool, counts: tuple[int, int, int]) -> None:  # noqa: FBT001
    monkeypatch.setattr(check, "CI", ci)
    tally = Tally()
    check.count_tests(SHORT, tally)
    assert (tally.passed, tally.failed, tally.skipped) == counts


def test_vectors_of_others_are_told_once_each() -> None:
    tally = Tally()
    lines = ["external vectors:  914 of a.json", "external vectors:    3 of b.json"]
    for _ in range(2):
        check.count_tests("\n".join([*lines, "= 1 passed in 0.10s ="]), tally)
    assert list(tally.vectors) == lines
    assert tally.passed == 2


def test_another_word_than_fast_is_refused() -> None:
    assert check.main(["faster"]) == 2


def test_no_test_is_left_out_or_run_twice() -> None:
    halves = [set(gate.command) for gate in check.gates(fast=True) if gate.counts_tests]
    found = [path for half in halves for path in half if isinstance(path, Path)]
    assert sorted(found) == sorted((ROOT / "tests").rglob("test_*.py"))
    assert len(halves) == 2


@pytest.mark.slow
def test_the_inner_loop_is_a_part_of_the_whole() -> None:
    whole = {gate.name for gate in check.gates(fast=False)}
    assert {gate.name for gate in check.gates(fast=True)} < whole
