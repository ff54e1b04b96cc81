"""Vectors that others made, in ../shared/vectors beside the checkout: load them, and say how many ran."""

import json
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).resolve().parents[2] / "shared" / "vectors"
RAN: list[str] = []
"""One line for each file that a test ran in full; the end of the run prints them (tests/conftest.py)."""


def load(name: str) -> Any:  # noqa: ANN401  JSON
    """The JSON of a file of vectors; where it is absent the test is skipped and says so."""
    path = FOLDER / name
    if not path.exists():
        pytest.skip(f"no external vectors here: ../shared/vectors/{name}")
    return json.loads(path.read_text())


def ran(name: str, count: int, *, of: int, note: str = "") -> None:
    """Assert that as many cases ran as the file is known to have, so that an empty run fails, and note it."""
    assert count == of, f"{name}: {count} cases ran, {of} should"
    RAN.append(f"external vectors: {count:4} of {name}" + (f" ({note})" if note else ""))
