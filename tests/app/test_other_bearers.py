"""A line whose TCP is off: homes set up by command, carried by folder and by frames on a serial line."""

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from pathlib import Path

import pytest

from parley.app.carriers import add_drop, add_serial, bearers_of
from parley.app.devices import Drop, Serial
from parley.app.home import Home
from parley.app.reading import book_of_home
from parley.desk.messages import PlainStatement
from parley.words.terms import Precedence
from tests.app.homes import LINE, Desk, alike, running, two_homes, until
from tests.contracts.null_modem import NullModem

pytestmark = pytest.mark.slow


def dropped(folder: Path, homes: tuple[Home, Home]) -> tuple[Home, Home]:
    """Homes with a file drop each, whose folders nobody has carried yet."""
    for home, other in (homes, homes[::-1]):
        drop = Drop(folder / f"{home.party}-in", {other.party: folder / f"{home.party}-out"}, 0.05)
        add_drop(home, LINE, drop)
    return homes


@contextmanager
def courier(folder: Path) -> Iterator[None]:
    """Somebody who walks there and back."""
    over = threading.Event()

    def go() -> None:
        while not over.wait(0.02):
            for here, there in (("USA", "RUS"), ("RUS", "USA")):
                for file in (folder / f"{here}-out").glob("*.PLY"):
                    part = folder / "pocket"
                    part.write_bytes(file.read_bytes())
                    part.rename(folder / f"{there}-in" / file.name)
                    file.unlink()

    walking = threading.Thread(target=go)
    walking.start()
    try:
        yield
    finally:
        over.set()
        walking.join()


async def tcp_off(*desks: Desk) -> None:
    for desk in desks:
        desk.runtime.switch("tcp", on=False)
    await until(lambda: not any(name == "tcp" for desk in desks for name, _ in desk.runtime.ways))


@pytest.mark.parametrize("way", ["drop", "serial"])
def test_statements_arrive_and_are_receipted_without_tcp(tmp_path: Path, way: str) -> None:
    usa, rus = two_homes(tmp_path)
    modem = NullModem(1_000_000)
    if way == "drop":
        dropped(tmp_path, (usa, rus))
    else:
        for home, device in zip((usa, rus), modem.devices, strict=True):
            add_serial(home, LINE, Serial(device, 100_000))
    said = ["first", "second, of more than a frame: " + "x" * 600, "urgent"]

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            await tcp_off(ours, theirs)
            for text in said:
                answer = await ours.say(text, Precedence.FLASH if text == "urgent" else Precedence.ROUTINE)
                assert answer.id
            assert (await theirs.say("answer")).id
            own = [desk.runtime.node.state.own for desk in (ours, theirs)]
            sizes = [feed.size for feed in own]
            if way == "drop":
                await asyncio.sleep(0.2)
                assert own[0].receipted["RUS"] < sizes[0]  # nobody has gone yet
            with courier(tmp_path) if way == "drop" else nullcontext():
                await until(lambda: own[0].receipted["RUS"] >= sizes[0] and own[1].receipted["USA"] >= sizes[1])
            shown = {each["bearer"]: each for each in bearers_of(ours.runtime)}
            assert not shown["tcp"]["ways"][0]["open"]
            assert min(shown[way]["ways"][0]["packets_in"], shown[way]["ways"][0]["packets_out"]) > 1

    try:
        asyncio.run(talk())
    finally:
        modem.close()
    for home in (usa, rus):
        kept = [each.message for each in book_of_home(home, LINE).statements()]
        assert sorted(each.text for each in kept if isinstance(each, PlainStatement)) == sorted([*said, "answer"])


def test_what_lies_in_the_folder_is_told(tmp_path: Path) -> None:
    usa, rus = dropped(tmp_path, two_homes(tmp_path))
    (tmp_path / "USA-in" / "HOLIDAY.JPG").write_bytes(b"\xff\xd8")

    async def look() -> None:
        async with running(usa) as ours, running(rus):
            await until(lambda: drop_of(ours).get("drop-foreign") == 1)

    def drop_of(desk: Desk) -> dict[str, int]:
        counts: dict[str, int] = next(each for each in bearers_of(desk.runtime) if each["bearer"] == "drop")["counts"]
        return counts

    asyncio.run(look())
