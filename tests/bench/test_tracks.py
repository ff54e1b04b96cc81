"""The bench of tracks still runs: its figures are no gate, but a figure that nobody can print is none."""

from __future__ import annotations

import json
import os
import subprocess
import sys

import pytest

from tests.tidy.rules import ROOT

pytestmark = pytest.mark.slow


def test_the_bench_prints_one_line_of_figures() -> None:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join(filter(None, sys.path))}
    command = [sys.executable, "-m", "bench.tracks", "--json", "--quick"]
    printed = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True).stdout
    figures = json.loads(printed)

    assert printed.count("\n") == 1
    assert figures["fixes"] == 200_000
    assert figures["near"] > 0
    assert figures["floor_s"] > 0
