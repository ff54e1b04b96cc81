"""Homes that earlier releases made: this one opens them, talks to them, and loses nothing of their record."""

import asyncio
import shutil
from pathlib import Path

import pytest

from parley.app.home import open_home
from tests.app.homes import address, alike, proved, running
from tests.homes.keep import FOLDER, TEXTS

KEPT = sorted(path for path in FOLDER.iterdir() if path.is_dir() and path.name[0].isdigit())


def test_homes_are_kept() -> None:
    assert KEPT


@pytest.mark.parametrize("kept", KEPT, ids=lambda path: path.name)
def test_a_kept_home_goes_on(tmp_path: Path, kept: Path) -> None:
    shutil.copytree(kept, tmp_path, dirs_exist_ok=True)
    usa, rus = (open_home(tmp_path / party) for party in ("USA", "RUS"))
    address(usa, rus)

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            assert (await theirs.say("four")).id
            await alike(ours, theirs)
            assert not [*ours.alarms, *theirs.alarms]

    asyncio.run(talk())
    assert proved(tmp_path, (usa, rus)) == [[*TEXTS, "four"]] * 2
