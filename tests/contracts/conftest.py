"""Where and on what the stores of these tests lie."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from crash.disk import Disk, watched
from crash.places import in_memory


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    with ExitStack() as stack:
        yield in_memory(stack)


@pytest.fixture
def disk() -> Iterator[Disk]:
    with watched() as made:
        yield made
