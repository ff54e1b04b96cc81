"""The first scenario at two consoles, its short form; `python -m tests.console.first` plays it whole."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.console.first import events, play


@pytest.mark.slow
def test_a_flight_its_query_and_the_strike_from_sign_in_to_an_export_that_verifies(tmp_path: Path) -> None:
    found = play(tmp_path, events(short=True))
    assert found["played"] == len(events(short=True)) == 6
    assert (found["verdict"], found["missing"]) == ("proved under these keys", [])
    assert "1" in found["flash"], "the strike stands first on the desk of the side that is asked"
