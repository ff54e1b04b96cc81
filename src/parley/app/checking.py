"""Checking a running line's record from the first entry on, and packing it for others, in processes of their own."""

from __future__ import annotations

import asyncio
import json
import os
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import parley
from parley.words.faults import OurFault
from parley.words.instants import iso_or_none

Json = dict[str, Any]
Export = Callable[[Path], Awaitable[int]]
"""Writes an export of the line into a folder."""
NICE: Final = 10


@dataclass(slots=True)
class Checking:
    """The last check of a line's record in this run: how far it is, or what came of it."""

    task: asyncio.Task[None] | None = None
    done: int = 0
    total: int = 0
    ended_ms: int | None = None
    found: Json = field(default_factory=dict)

    def machine(self) -> Json:
        """Tell it for JSON."""
        return {
            "running": self.task is not None and not self.task.done(),
            "done": self.done,
            "total": self.total,
            "ended": iso_or_none(self.ended_ms),
            **{name: self.found.get(name) for name in ("verdict", "entries", "joint", "fault", "unsound", "code")},
        }


def begin(
    checking: Checking, home: Path, export: Export, cards: Mapping[str, bytes], now_ms: Callable[[], int]
) -> None:
    """Begin a check, unless one runs."""
    if checking.task is None or checking.task.done():
        checking.done = checking.total = 0
        checking.found, checking.ended_ms = {}, None
        checking.task = asyncio.create_task(_check(checking, home, export, cards, now_ms))


async def _check(
    checking: Checking, home: Path, export: Export, cards: Mapping[str, bytes], now_ms: Callable[[], int]
) -> None:
    try:
        async with _scratch(home) as scratch:
            known = []
            for party, data in cards.items():
                known.append(scratch / f"{party}.card")
                known[-1].write_bytes(data)
            await export(scratch / "record")
            async for said in _child("verify", scratch / "record", *known):
                checking.done, checking.total = said.get("done", checking.done), said.get("total", checking.total)
                checking.found = said.get("verdict", checking.found)
        checking.done = checking.total
    except OurFault as fault:
        checking.found = {"code": fault.code}
    if not checking.found:
        checking.found = {"code": "record-unreadable"}
    checking.ended_ms = now_ms()


async def pack(home: Path, export: Export, form: str, ref: str, pages: Mapping[str, str]) -> Path:
    """Pack a record, the proof of an entry or a thread, or a thread's file; whoever sends it on takes it away.

    Raises OurFault `home-unwritable`, `record-unreadable`, `entry-unknown`.
    """
    async with _scratch(home) as scratch:
        await export(scratch / "record")
        beside = scratch / "pages"
        beside.mkdir()
        for name, text in pages.items():
            (beside / name).write_text(text, encoding="utf-8")
        handle, name = tempfile.mkstemp(prefix=".packed-", dir=home)
        os.close(handle)
        fault = None
        async for said in _child("pack", scratch / "record", name, form, ref or "-", beside):
            fault = OurFault(said["fault"], said["message"])
        if fault is not None:
            os.unlink(name)  # noqa: PTH108  a name is all that there is
            raise fault
        return Path(name)


@asynccontextmanager
async def _scratch(home: Path) -> AsyncIterator[Path]:
    try:
        folder = tempfile.TemporaryDirectory(prefix=".export-", dir=home)
    except OSError as error:
        raise OurFault("home-unwritable", f"{home} cannot be written: {error.strerror}.") from error
    with folder as scratch:
        yield Path(scratch)


async def _child(*words: object) -> AsyncIterator[Json]:
    """Run the process beside the node; give what it tells. Raises OurFault `record-unreadable` where it breaks off."""
    child = await asyncio.create_subprocess_exec(
        "nice", f"-n{NICE}", sys.executable, "-P", "-m", "parley.app.record_child", *map(str, words),
        stdin=asyncio.subprocess.DEVNULL, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.DEVNULL,
        env={**os.environ, "PYTHONPATH": str(Path(parley.__file__).parents[1])}, limit=1 << 24,
    )  # fmt: skip
    assert child.stdout is not None  # it is a pipe
    try:
        async for line in child.stdout:
            yield json.loads(line)
        if await child.wait() not in {0, 1}:
            raise OurFault("record-unreadable", "The process that checks the record broke off.")
    finally:
        with suppress(ProcessLookupError):
            child.kill()
        await child.wait()
