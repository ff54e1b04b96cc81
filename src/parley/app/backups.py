"""Backups of a home: records, agreements, cards and settings. No key and no epoch secret is in one."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from typing import Any, Final

from parley.app import own_log, people, touches
from parley.app.assemble import open_store_of
from parley.app.home import BLOCKED, CLOSED, Home, open_home, read_line, whole
from parley.app.orders import ORDERS
from parley.app.records import asked_place
from parley.keys import files
from parley.node.ports import Store
from parley.store.sqlite import SqliteStore, force_copy
from parley.words.faults import OurFault

RECORD = "record.db"
SETTINGS: Final = ("line.toml", "agreement.toml", BLOCKED, CLOSED)
PRIVATE: Final = (people.FILE, touches.FILE, own_log.NAME)
"""What of this side's people a backup holds too."""
NOBODY: Final[Mapping[str, Store]] = {}


async def backup(home: Home, out: Path, running: Mapping[str, Store] = NOBODY) -> int:
    """Write a backup of a home as a new folder; give the number of lines.

    `running` has the open stores of the lines that this process serves: they are copied live, each as it stands at one
    moment, while the nodes' rounds go on.

    Raises OurFault `out-exists`, `backup-failed`, `home-locked`, and those of homes.
    """
    if out.exists():  # noqa: ASYNC240  one look at a name
        raise OurFault("out-exists", f"{out} is there already.")
    with whole(out, "backup-failed") as part:
        shutil.copy(home.folder / "parley.toml", part)
        shutil.copy(home.card_file, part)
        for file in PRIVATE:
            if (home.folder / file).exists():
                shutil.copy(home.folder / file, part)
        for name in home.lines():
            line = read_line(home, name, secrets=False)
            target = part / "lines" / name
            shutil.copytree(line.folder / "cards", target / "cards")
            if (line.folder / ORDERS).exists():
                shutil.copytree(line.folder / ORDERS, target / ORDERS)
            for file in SETTINGS:
                if (line.folder / file).exists():
                    shutil.copy(line.folder / file, target)
            if name in running:
                await copy_store(running[name], target / RECORD)
            elif (line.folder / RECORD).exists():
                with closing(open_store_of(line.folder, line.line)) as kept:
                    await copy_store(kept, target / RECORD)
    return len(home.lines())


async def copy_store(store: Store, path: Path) -> None:
    """Copy an open store's record, a piece at a time: the node's rounds go on. Raises OurFault `backup-failed`."""
    assert isinstance(store, SqliteStore)  # what `assemble` opens
    for _ in store.copy(path):
        await asyncio.sleep(0)
    await asyncio.to_thread(force_copy, path)


async def backup_request(home: Home, out: str, running: Mapping[str, Store]) -> dict[str, Any]:
    """Carry out a command's request for a live backup. Raises OurFault `request-malformed` and as `backup`."""
    return {"lines": await backup(home, asked_place(out), running)}


def restore(backup: Path, folder: Path) -> list[Path]:
    """Make a home of a backup; give the key files that are to be put into it by hand.

    Its next start opens a new feed and takes back what the others hold beyond the backup. Raises OurFault
    `home-exists`, `home-unwritable`, `home-missing` where the backup is none.
    """
    kept = open_home(backup)
    if folder.exists():
        raise OurFault("home-exists", f"{folder} is there already.")
    keys = [Path(files.NODE), Path(files.TRANSPORT)]
    with whole(folder, "home-unwritable") as part:
        shutil.copytree(backup, part, dirs_exist_ok=True)
        part.chmod(0o700)
        (part / "lines").mkdir(exist_ok=True)
        for name in kept.lines():
            line = read_line(kept, name, secrets=False)
            keys += [Path("lines", name, f"pair-{party}.key") for party in sorted(line.cards) if party != kept.party]
    return [folder / key for key in keys]
