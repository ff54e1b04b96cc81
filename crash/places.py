"""Where the stores that are tried lie, and how soon they move their logs."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

from parley.store import sqlite


def in_memory(stack: ExitStack) -> Path:
    """Give a folder in memory where there is one: waiting for the real disk shows nothing here."""
    shared = Path("/dev/shm")  # noqa: S108
    within = shared if os.access(shared, os.W_OK) else None
    return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-crash-", dir=within)))


@contextmanager
def logs_of(pages_max: int) -> Iterator[None]:
    """Have stores move their logs at a size that a short story reaches."""
    pages, sqlite.PAGES_BEFORE_CHECKPOINT = sqlite.PAGES_BEFORE_CHECKPOINT, pages_max
    try:
        yield
    finally:
        sqlite.PAGES_BEFORE_CHECKPOINT = pages
