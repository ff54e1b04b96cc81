"""The bench of places still runs: its figures are no gate, but a figure that nobody can print is none."""

from __future__ import annotations

import json

import pytest

from bench import geo

pytestmark = pytest.mark.slow


def test_the_bench_prints_one_line_of_figures(capsys: pytest.CaptureFixture[str]) -> None:
    assert geo.main(["--json", "--quick"]) == 0
    printed = capsys.readouterr().out
    figures = json.loads(printed)

    assert printed.count("\n") == 1
    assert "PostGIS" in figures["left_out"]
    for border in ("distances_POL", "distances_RUS"):
        assert figures[border]["all_cores"]["error_m_max"] <= 1
        assert figures[border]["closest"]["identical"] is True
    assert figures["conflicts"]["one"]["found"] == figures["conflicts"]["bulk"]["found"]
