"""The machine stops between two steps that are durable each."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from parley.keys import files


class Crash(Exception):
    """The machine stops."""


def crash_after(monkeypatch: pytest.MonkeyPatch, steps: int) -> None:
    """Stop after so many steps: files put in place, moved, erased."""
    done = iter(range(steps))

    def stopping(real: Callable[..., None]) -> Callable[..., None]:
        def step(path: Path, *rest: Any) -> None:  # noqa: ANN401
            if next(done, None) is None:
                raise Crash
            real(path, *rest)

        return step

    for name in ("put_in_place", "move", "erase"):
        monkeypatch.setattr(files, name, stopping(getattr(files, name)))
