"""An old backup restored: it speaks at once, forks nothing, and has its own entries back from the other side."""

import asyncio
import shutil
import time
from pathlib import Path

import pytest

from parley.app.backups import backup, restore
from parley.app.home import Home, open_home
from parley.record.entry import OpenKind, decode_entry
from parley.words.faults import OurFault
from parley.words.terms import Precedence
from tests.app.homes import Desk, alike, proved, running, two_homes, until
from tests.refusals import refused

FLASH_S_MAX = 10.0


async def talk(usa: Home, rus: Home, *texts: str) -> None:
    async with running(usa) as ours, running(rus) as theirs:
        await alike(ours, theirs)
        for text in texts:
            assert (await ours.say(text)).id
        await alike(ours, theirs)


def restored(kept: Path, keys: Home, folder: Path) -> Home:
    """A home from a backup, with the keys put in by hand."""
    for key in restore(kept, folder):
        shutil.copy(keys.folder / key.relative_to(folder), key)
    return open_home(folder)


def kinds_of(desk: Desk) -> list[int]:
    rows = desk.runtime.store.replay()
    return [decode_entry(row.entry).kind for row in rows if row.party == desk.home.party]


@pytest.mark.slow
def test_with_the_other_side_there(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(talk(usa, rus, "one"))
    asyncio.run(backup(usa, tmp_path / "backup"))
    asyncio.run(talk(usa, rus, "two", "three"))
    again = restored(tmp_path / "backup", usa, tmp_path / "again")

    async def go_on() -> float:
        async with running(rus) as theirs, running(again) as ours:
            began_s = time.monotonic()
            answer = await ours.say("four", Precedence.FLASH)
            assert answer.id
            own = ours.runtime.node.state.own
            await until(lambda: own.receipted.get("RUS", 0) >= own.size)
            flash_s = time.monotonic() - began_s
            await alike(ours, theirs)
            assert OpenKind.ADOPTION in kinds_of(ours)
            assert not {"feed-forked", "feed-cloned"} & {*ours.alarms, *theirs.alarms}
            return flash_s

    assert asyncio.run(go_on()) < FLASH_S_MAX
    ours, theirs = proved(tmp_path, (again, rus))
    assert sorted(ours) == sorted(theirs) == ["four", "one", "three", "two"]


@pytest.mark.slow
def test_with_the_other_side_away_and_twice(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(talk(usa, rus, "one"))
    asyncio.run(backup(usa, tmp_path / "backup"))
    asyncio.run(talk(usa, rus, "two"))

    async def alone(home: Home, text: str) -> None:
        async with running(home) as ours:
            began_s = time.monotonic()
            assert (await ours.say(text, Precedence.FLASH)).id
            assert time.monotonic() - began_s < FLASH_S_MAX
            assert (await ours.say("in its own time")).code == "not-yet-asked"
            assert (await ours.say(f"{text}, on an officer's word", word=True)).id

    first = restored(tmp_path / "backup", usa, tmp_path / "first")
    asyncio.run(alone(first, "three"))
    second = restored(tmp_path / "backup", usa, tmp_path / "second")
    asyncio.run(alone(second, "four"))
    asyncio.run(talk(second, rus, "five"))
    ours, theirs = proved(tmp_path, (second, rus))
    kept = ["five", "four", "four, on an officer's word", "one", "two"]
    assert sorted(ours) == sorted(theirs) == kept  # what the first copy said alone never left it

    asyncio.run(talk(first, rus, "six"))  # and if it comes back after all, nothing forks either
    ours, theirs = proved(tmp_path, (first, rus))
    assert sorted(ours) == sorted(theirs) == sorted([*kept, "six", "three", "three, on an officer's word"])


def test_a_backup_holds_no_key(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(talk(usa, rus, "one"))
    asyncio.run(backup(usa, tmp_path / "backup"))
    names = {path.name for path in (tmp_path / "backup").rglob("*")}
    assert not [name for name in names if name.endswith(".key") or name.startswith("epochs")]
    with refused("key-missing", OurFault):
        bare = open_home(tmp_path / "backup")
        bare.node_key()


@pytest.mark.parametrize("what", ["home", "backup"])
def test_nothing_is_written_over(tmp_path: Path, what: str) -> None:
    usa, _ = two_homes(tmp_path)
    if what == "home":
        asyncio.run(backup(usa, tmp_path / "backup"))
        with refused("home-exists", OurFault):
            restore(tmp_path / "backup", usa.folder)
    else:
        with refused("out-exists", OurFault):
            asyncio.run(backup(usa, tmp_path))


def test_a_running_home_is_not_copied_halfway(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)

    async def try_it() -> None:
        async with running(usa):
            with refused("home-locked", OurFault):
                await backup(usa, tmp_path / "backup")

    asyncio.run(try_it())
    assert not (tmp_path / "backup").exists()


def test_what_is_no_backup_is_refused(tmp_path: Path) -> None:
    with refused("home-missing", OurFault):
        restore(tmp_path, tmp_path / "home")
