"""What is copied of a running node goes on beside its rounds; what is asked of it reads little, however long it is."""

import asyncio
from collections.abc import Awaitable, Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.app import backups, serve
from parley.app.home import Home
from parley.app.serve import Control, ServedLine
from parley.desk.messages import PlainStatement
from parley.node.events import Submitted
from parley.node.ports import Row, Store
from parley.node.shelf import Shelf
from parley.runtime.logs import Log
from parley.store.sqlite import SqliteStore
from tests.app.homes import LINE, running, two_homes, until

ENTRIES = 20_000
PATIENCE_S = 120.0
pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def homes(tmp_path_factory: pytest.TempPathFactory) -> tuple[Home, Home]:
    """A line on which USA has said much, and is about to say it to RUS."""
    return two_homes(tmp_path_factory.mktemp("beside"))


def said(text: str) -> Submitted:
    return Submitted(token=0, message=PlainStatement(language="en", text=text))


async def overtaken(homes: tuple[Home, Home], out: Path) -> dict[str, bool]:
    """For each request of a long record: did a statement said after it have its receipt before the answer came?"""
    usa, rus = homes
    line = ServedLine(usa, LINE, Log(None))
    control = Control(usa, {LINE: line})
    node = asyncio.create_task(line.runtime.run())
    try:
        async with running(rus) as theirs:
            await until(lambda: line.runtime.at_rest and theirs.runtime.at_rest, PATIENCE_S)
            lacking = ENTRIES - len(line.runtime.node.state.record)
            await asyncio.gather(*[line.runtime.submit_soon(said(f"{number}")) for number in range(lacking)])
            await until(lambda: line.runtime.at_rest, PATIENCE_S)
            return {
                "backup": await _overtaken(line, control.obey({"do": "backup", "out": str(out / "backup")})),
                "export": await _overtaken(line, control.obey({"do": "export", "out": str(out / "export")})),
            }
    finally:
        node.cancel()
        await asyncio.wait({node})


async def _overtaken(line: ServedLine, answer: Awaitable[Any]) -> bool:
    asked = asyncio.ensure_future(answer)
    await asyncio.sleep(0)
    await line.runtime.submit(said("and in the meantime"))
    await until(lambda: line.runtime.at_rest, PATIENCE_S)
    first = not asked.done()
    await asked
    return first


def test_a_receipt_passes_in_the_meantime(homes: tuple[Home, Home], tmp_path: Path) -> None:
    assert asyncio.run(overtaken(homes, tmp_path)) == {"backup": True, "export": True}


async def in_one_go(store: Store, path: Path) -> None:
    assert isinstance(store, SqliteStore)
    for _ in store.copy(path):
        pass


async def here(call: Callable[..., Any], *args: object, **kwargs: object) -> Any:  # noqa: ANN401  as it is given
    return call(*args, **kwargs)


def test_requests_that_hold_the_node_up_are_found(
    homes: tuple[Home, Home], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(backups, "copy_store", in_one_go)
    monkeypatch.setattr(serve, "copy_store", in_one_go)
    monkeypatch.setattr(asyncio, "to_thread", here)
    assert asyncio.run(overtaken(homes, tmp_path)) == {"backup": False, "export": False}


SCREENS = ("status", "desk", "availability", "statistics", "terms", "calendar")
ROWS_READ_MAX = 50
"""A question is answered from the read model; the store gives the texts of what is told."""


class Counted:
    """A store that counts the rows that are read of it."""

    def __init__(self, store: Store) -> None:
        self.store, self.rows = store, 0

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever the store has
        return getattr(self.store, name)

    def entries(self, party: str, feed: bytes, start: int, stop: int) -> list[Row]:
        found = self.store.entries(party, feed, start, stop)
        self.rows += len(found)
        return found

    def replay(self, skip: int = 0) -> Iterator[Row]:
        for row in self.store.replay(skip):
            self.rows += 1
            yield row


async def rows_read(home: Home) -> dict[str, int]:
    """How many rows each question reads of a long record."""
    line = ServedLine(home, LINE, Log(None))
    control, counted = Control(home, {LINE: line}), Counted(line.runtime.store)
    line.runtime.node.state.reader = counted
    line.runtime.node.state.recent.clear()
    found = {}
    for name in SCREENS:
        counted.rows = 0
        await control.obey({"do": name})
        found[name] = counted.rows
    line.runtime.store.close()
    return found


def test_a_question_of_a_long_record_reads_little(homes: tuple[Home, Home]) -> None:
    assert max(asyncio.run(rows_read(homes[0])).values()) <= ROWS_READ_MAX


def test_a_question_that_reads_the_whole_record_is_found(
    homes: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    def everything(shelf: Shelf, party: str) -> int:
        return sum(each.author == party for each in shelf.latest(shelf.record.parties))

    monkeypatch.setattr(Shelf, "count", everything)
    assert max(asyncio.run(rows_read(homes[0])).values()) > ROWS_READ_MAX
