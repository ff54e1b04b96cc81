"""The bench of places still runs: its figures are no gate, but a figure that nobody can print is none."""

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
    command = [sys.executable, "-m", "bench.geo", "--json", "--quick"]
    done = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True, check=True, timeout=120)
    figures = json.loads(done.stdout)

    assert done.stdout.count("\n") == 1
    assert "PostGIS" in figures["left_out"]
    for border in ("distances_POL", "distances_RUS"):
        assert figures[border]["all_cores"]["error_m_max"] <= 1
        assert figures[border]["closest"]["identical"] is True
    assert figures["conflicts"]["one"]["found"] == figures["conflicts"]["bulk"]["found"]
