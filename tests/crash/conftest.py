"""Where and on what the stores of these tests lie."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from crash.disk import Disk, watched


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """A folder in memory where there is one: where the crash is played, waiting for the real disk shows nothing."""
    shared = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def disk() -> Iterator[Disk]:
    with watched() as made:
        yield made
