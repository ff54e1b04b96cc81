"""The bench of the desk still runs: its figures are no gate, but a figure that nobody can print is none."""

import json
import os
import subprocess
import sys

import pytest

from tests.tidy.rules import ROOT

pytestmark = pytest.mark.slow


def test_the_bench_prints_one_line_of_figures() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "bench.desk", "--json", "--smoke"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120)
    figures = json.loads(done.stdout)
    assert done.stdout.count("\n") == 1
    assert figures["entries"] >= 600
    assert {"desk", "thread", "line", "availability", "statistics"} <= set(figures["views_cpu_ms"])
    assert figures["floor"]["read_s"] > 0
