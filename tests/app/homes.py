"""Two homes with a line between them, their nodes in this process, TCP on loopback and stores on disk."""

from __future__ import annotations

import asyncio
import shutil
import socket
from collections.abc import AsyncIterator, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from parley.app.assemble import parts_of
from parley.app.ceremony import propose, sign
from parley.app.home import Home, init, set_places
from parley.app.places import Places
from parley.app.reading import book_of_export
from parley.app.records import open_record, write_folder
from parley.desk.messages import PlainStatement
from parley.node.effects import Alarm, Answer, Effect
from parley.node.events import Submitted
from parley.node.sync import digest
from parley.record.verify import verify
from parley.runtime.loop import Parts, Runtime
from parley.words.terms import Precedence
from tools.kill9 import AGREEMENT

LINE = "main"
PATIENCE_S = 20.0


def two_homes(folder: Path, agreement: str | None = None) -> tuple[Home, Home]:
    """USA and RUS after the ceremony, on ports that were free."""
    usa, rus = (init(folder / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(usa, LINE, (agreement or AGREEMENT).encode(), rus.card_file.read_bytes(), folder / "pack")
    sign(rus, LINE, folder / "pack")
    address(usa, rus)
    return usa, rus


def address(usa: Home, rus: Home) -> None:
    """Have USA listen on a free port and RUS dial it."""
    place = f"127.0.0.1:{free_port()}"
    set_places(usa, LINE, Places(place))
    set_places(rus, LINE, Places(None, {"USA": place}))


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


class Desk:
    """One running node, and what its people are told."""

    def __init__(self, home: Home, change: Callable[[Parts], Parts] = lambda parts: parts) -> None:
        self.home = home
        self.told: list[Effect] = []
        self.runtime = Runtime(change(parts_of(home, LINE)), self.told.append)

    @property
    def alarms(self) -> list[str]:
        return [effect.code for effect in self.told if isinstance(effect, Alarm)]

    async def say(self, text: str, precedence: Precedence = Precedence.ROUTINE, *, word: bool = False) -> Answer:
        message = PlainStatement(language="en", text=text)
        return await self.runtime.submit(Submitted(token=0, message=message, precedence=precedence, officer_word=word))


@asynccontextmanager
async def running(home: Home, change: Callable[[Parts], Parts] = lambda parts: parts) -> AsyncIterator[Desk]:
    """The node of a home while it runs; what ended it too early is raised."""
    desk = Desk(home, change)
    task = asyncio.create_task(desk.runtime.run())
    try:
        yield desk
    finally:
        task.cancel()
        await asyncio.wait({task})
    if not task.cancelled() and (error := task.exception()):
        raise error


async def until(holds: Callable[[], bool], seconds: float = PATIENCE_S) -> None:
    async with asyncio.timeout(seconds):
        while not holds():  # noqa: ASYNC110  a node tells nobody when it has come to rest
            await asyncio.sleep(0.005)


async def alike(*desks: Desk) -> None:
    """Wait until all is receipted and both hold the same."""
    await until(lambda: all(desk.runtime.at_rest for desk in desks) and len({digest_of(desk) for desk in desks}) == 1)


def digest_of(desk: Desk) -> bytes:
    return digest(desk.runtime.node.state)


def proved(folder: Path, homes: Sequence[Home]) -> list[list[str]]:
    """Export and verify at each stopped home; the texts said, in joint order, at each. The timelines must be equal."""
    cards = [home.card_file.read_bytes() for home in homes]
    texts, timelines = [], []
    for home in homes:
        out = folder / f"record-{home.party}"
        shutil.rmtree(out, ignore_errors=True)
        write_folder(open_record(home, LINE), out)
        files = {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}
        verdict = verify(files, cards)
        assert verdict.verdict == "proved under these keys", verdict.fault
        timelines.append(verdict.timeline())
        said = book_of_export(files).statements()
        texts.append([each.message.text for each in said if isinstance(each.message, PlainStatement)])
    assert all(timeline == timelines[0] for timeline in timelines)
    return texts
