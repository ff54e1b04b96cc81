"""What is asked of a running node goes on beside its rounds: a receipt passes while a long record is copied or read."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from parley.app import backups, serve
from parley.app.home import Home
from parley.app.ledger import LiveLedger
from parley.app.serve import Control, ServedLine
from parley.desk.messages import PlainStatement
from parley.node.events import Submitted
from parley.node.ports import Store
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
                "status": await _overtaken(line, control.obey({"do": "status"})),
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
    assert asyncio.run(overtaken(homes, tmp_path)) == {"backup": True, "export": True, "status": True}


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
    monkeypatch.setattr(LiveLedger, "_beside", lambda _, call, *args, **kwargs: here(call, *args, **kwargs))
    assert asyncio.run(overtaken(homes, tmp_path)) == {"backup": False, "export": False, "status": False}
