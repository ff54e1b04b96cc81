"""Folders of a file drop for tests; a courier is played by moving files."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from parley.bearers.filedrop import MARK, FileDrop, mark_folder
from tests.contracts import bearer_contract
from tests.contracts.bearer_contract import Station, running, until

PACKET = b"sealed bytes" * 40
TURNS_S = 0.1


class Place:
    """ALFA's folders; a courier is played by moving files."""

    def __init__(self, folder: Path) -> None:
        self.incoming, self.outgoing = folder / "in", folder / "stick" / "out"
        self.incoming.mkdir()
        mark_folder(self.outgoing)

    def bearer(self) -> FileDrop:
        return FileDrop(self.incoming, {"BRAVO": self.outgoing}, poll_s=0.01)

    def written(self) -> list[Path]:
        return sorted(path for path in self.outgoing.iterdir() if path.name != MARK)

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[tuple[Station, FileDrop]]:
        bearer = self.bearer()
        async with running(bearer) as station:
            await until(lambda: station.ways == [("BRAVO", True)])
            yield station, bearer


Story = Callable[[Place], Coroutine[Any, Any, None]]


def play(story: Story, place: Place) -> None:
    asyncio.run(story(place), debug=True)


def finds(story: Story, place: Place) -> bool:
    """Say whether a story finds what was planted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bearer_contract, "WAIT_S", 0.5)
        try:
            play(story, place)
        except AssertionError:
            return True
    return False


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.exists() else []


async def some_turns() -> None:
    await asyncio.sleep(TURNS_S)
