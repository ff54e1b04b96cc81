"""A run says so when a node ends although nobody ended it."""

from pathlib import Path

import pytest

from harness.__main__ import good
from harness.run import Given, run


@pytest.mark.slow
def test_a_node_that_ends_by_itself_is_an_anomaly(tmp_path: Path) -> None:
    found = run(Given(1.0, seed=1, command=("-c", "raise SystemExit(3)")), tmp_path / "run")
    assert {anomaly.rule for anomaly in found.anomalies} == {"EndedByItself"}
    assert "ended with 3" in found.anomalies[0].what
    assert not good(found.told())


SOUND = {"anomalies": {}, "messages": {"ok": 1}, "torments": {"kills": 1}}


def test_a_run_that_tried_nothing_is_not_good() -> None:
    assert good(SOUND)
    assert not good({**SOUND, "messages": {}})
    assert not good({**SOUND, "torments": {}})
    assert not good({**SOUND, "anomalies": {"C2": 1}})
