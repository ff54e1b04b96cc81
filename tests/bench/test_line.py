"""The bench still runs: its figures are no gate, but a figure that nobody can print is none."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest


@pytest.mark.slow
def test_the_bench_prints_one_line_of_figures() -> None:
    command = [sys.executable, "-m", "bench.line", "--json", "--smoke"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    figures = json.loads(printed)
    assert printed.count("\n") == 1
    assert figures["line"]["push_refused"] == []
    assert figures["verify"]["verdict"] == "consistent, keys not compared"
    assert figures["sizes"]["statement_300_thin"] <= 460
    assert figures["sizes"]["flash_behind_1000"]["frames_before"] <= 1
    assert figures["file_drop"]["refused"] == 0
    assert {"receipt_p50", "receipt_p99", "push"} == set(figures["ratio"])


@pytest.mark.slow
def test_a_flood_is_recorded_up_to_its_quota_and_own_traffic_goes_on() -> None:
    command = [sys.executable, "-m", "bench.flood", "--json", "--seconds", "6", "--per-s", "3000", "--quota-mib", "4"]
    printed = subprocess.run(command, check=True, capture_output=True, text=True, timeout=120).stdout
    figures = json.loads(printed)
    assert figures["held_mib"] <= 5.1
    assert figures["refusals"] == 1
    assert figures["receipted_and_lost"] == 0
    assert figures["rings"] <= 2
    assert figures["own_immediate"]["count"] >= 1


def test_the_catalogue_s_figures() -> None:
    printed = subprocess.run(
        [sys.executable, "-m", "bench.sentences", "--json"], check=True, capture_output=True, text=True, timeout=60
    ).stdout
    figures = json.loads(printed)
    assert {"ar", "en", "ru", "uk", "all"} == set(figures)
    assert all(value > 0 for each in figures.values() for value in each.values())
