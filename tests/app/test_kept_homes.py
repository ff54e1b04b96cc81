"""Homes that earlier releases made: this one opens them, talks to them, and loses nothing of their record."""

import asyncio
import shutil
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from parley.app.assemble import open_store_of
from parley.app.home import open_home, read_line
from parley.app.records import export_of
from parley.node.ports import Batch
from parley.record.verify import verify
from parley.store.memory import MemoryStore
from tests.app.homes import LINE, address, alike, proved, running
from tests.homes.keep import FOLDER, TEXTS

KEPT = sorted(path for path in FOLDER.iterdir() if path.is_dir() and path.name[0].isdigit())


def test_homes_are_kept() -> None:
    assert KEPT


@pytest.mark.slow
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


@pytest.mark.parametrize("path", [b"", bytes(32)], ids=["of 0.1", "with its path"])
def test_a_head_above_what_is_held_is_in_no_export(tmp_path: Path, path: bytes) -> None:
    shutil.copytree(KEPT[0], tmp_path, dirs_exist_ok=True)
    home = open_home(tmp_path / "RUS")
    line = read_line(home, LINE)
    with closing(open_store_of(line.folder, line.line)) as kept:
        rows, heads = list(kept.replay()), [head for head in kept.heads() if head.pq is not None]
    head = max(heads, key=lambda each: each.size)
    last = max(place for place, row in enumerate(rows) if row.feed == head.feed)
    above = replace(head, start=head.size - 1 if path else 0, path=path)
    stores = MemoryStore(line.line), MemoryStore(line.line)
    stores[0].append(Batch(rows, heads))
    stores[1].append(Batch(rows[:last] + rows[last + 1 :], [above if each is head else each for each in heads]))
    made = [
        {name: b"".join(chunks) for name, chunks in export_of(line, home.node_key(), "RUS", store)} for store in stores
    ]
    (left_out,) = {name.split("/")[1] for name in made[0].keys() - made[1].keys()}
    assert head.feed.hex() in left_out
    assert verify(made[0]).fault is None
    fault = verify(made[1]).fault
    assert fault is not None
    assert fault.code == "founding-missing", "it is the only feed of its party, and no head is of another size"
