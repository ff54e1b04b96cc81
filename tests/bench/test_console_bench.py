"""The bench of the console still runs: its figures are no gate, but a figure that nobody can print is none."""

import json
import os
import subprocess
import sys

import pytest

from tests.tidy.rules import ROOT

pytestmark = pytest.mark.slow


def test_the_bench_of_the_console_prints_one_line_of_figures() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "bench.console", "--json", "--smoke"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=180)
    figures = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert (figures["twenty"]["missed"], figures["twenty"]["doubled"]) == (0, 0)
    assert 0 < figures["first_page"]["bytes"] < 500_000
    assert figures["flash_to_paint_ms"]["alarm_ms"] > 0
