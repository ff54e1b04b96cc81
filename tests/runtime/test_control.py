"""The socket in a home and the switch of a bearer, without any line behind them."""

import asyncio
import json
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path

import pytest

from parley.runtime import control
from parley.runtime.control import Caller, Json, call, listen
from parley.words import limits
from parley.words.faults import OurFault
from tests.refusals import refused


async def obey(request: Json) -> Json:
    """Answer what it was asked, after a while if it was asked so; refuse what it is told to refuse."""
    if "refuse" in request:
        raise OurFault("seat-needed")
    await asyncio.sleep(request.get("wait_s", 0))
    return {"asked": request}


@asynccontextmanager
async def listening(folder: Path) -> AsyncIterator[None]:
    task = asyncio.create_task(listen(folder, obey))
    while (caller := await asyncio.to_thread(call, folder)) is None:  # noqa: ASYNC110  it tells nobody
        await asyncio.sleep(0.01)
    caller.close()
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait({task})


def reached(folder: Path) -> Caller:
    caller = call(folder)
    assert caller is not None
    return caller


def test_one_request_one_answer(tmp_path: Path) -> None:
    def talk() -> None:
        caller = reached(tmp_path)
        assert caller.ask({"a": "1"}) == {"asked": {"a": "1"}}
        with refused("seat-needed", OurFault):
            caller.ask({"refuse": True})
        assert caller.ask({"text": "длинный " * 1_000})["asked"]["text"].startswith("длинный")
        caller.close()

    async def run() -> None:
        async with listening(tmp_path):
            await asyncio.to_thread(talk)

    asyncio.run(run())
    assert call(tmp_path) is None
    assert not (tmp_path / control.NAME).exists()


def test_a_slow_request_keeps_nobody_waiting_and_ends_with_the_node(tmp_path: Path) -> None:
    def slow() -> str:
        caller = reached(tmp_path)
        try:
            caller.ask({"wait_s": 60})
        except OurFault as fault:
            return fault.code
        finally:
            caller.close()
        return ""

    def quick() -> Json:
        caller = reached(tmp_path)
        try:
            return caller.ask({})
        finally:
            caller.close()

    async def run() -> str:
        async with listening(tmp_path):
            waiting = asyncio.create_task(asyncio.to_thread(slow))
            await asyncio.sleep(0.1)
            assert await asyncio.to_thread(quick) == {"asked": {}}
        return await waiting

    assert asyncio.run(run()) == "node-silent"


def test_callers_beyond_the_limit_are_hung_up_on(tmp_path: Path) -> None:
    def crowd() -> None:
        callers = [reached(tmp_path) for _ in range(limits.CALLERS_MAX)]
        for caller in callers:
            caller.ask({})  # so that each is known to be in
        late = reached(tmp_path)
        with refused("node-silent", OurFault):
            late.ask({})
        for caller in (*callers, late):
            caller.close()

    async def run() -> None:
        async with listening(tmp_path):
            await asyncio.to_thread(crowd)

    asyncio.run(run())


def test_who_asks_nothing_is_hung_up_on(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(control, "CALLER_IDLE_S_MAX", 0.1)

    def idle() -> bytes:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.settimeout(5)
            caller.connect(str(tmp_path / control.NAME))
            return caller.recv(1)

    async def run() -> bytes:
        async with listening(tmp_path):
            return await asyncio.to_thread(idle)

    assert asyncio.run(run()) == b""


def test_half_a_request_gets_no_answer(tmp_path: Path) -> None:
    def half() -> bytes:
        with socket.socket(socket.AF_UNIX) as caller:
            caller.connect(str(tmp_path / control.NAME))
            caller.sendall(json.dumps({"a": 1}).encode())
            caller.shutdown(socket.SHUT_WR)
            return caller.recv(100)

    async def run() -> bytes:
        async with listening(tmp_path):
            return await asyncio.to_thread(half)

    assert asyncio.run(run()) == b""


def test_a_folder_that_takes_no_socket(tmp_path: Path) -> None:
    (tmp_path / control.NAME).mkdir()
    with refused("control-unusable", OurFault):
        asyncio.run(listen(tmp_path, obey))
    assert call(tmp_path / "nowhere") is None
