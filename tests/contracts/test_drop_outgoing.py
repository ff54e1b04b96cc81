"""What a file drop writes: whole or not at all, onto sticks that are full, pulled out or not there."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.bearers import filedrop
from parley.bearers.dropfiles import file_name, wrap
from parley.bearers.filedrop import MARK, FileDrop, mark_folder
from parley.words.faults import OurFault
from tests.contracts.bearer_contract import running, until
from tests.contracts.drop_place import PACKET, Place, finds, play, some_turns


@pytest.fixture
def place(memory_folder: Path) -> Place:
    return Place(memory_folder)


def test_names_are_kept_by_every_file_system_and_ascend() -> None:
    instants = [0, 1, 35, 36, 1_700_000_000_000, 1_700_000_000_001, 36**8 - 1]
    names = [file_name(at_ms) for at_ms in instants]
    assert names == sorted(names)
    assert all(re.fullmatch(r"[0-9A-Z]{8}\.PLY", name) for name in names)  # eight: CON, NUL and COM1 are shorter
    assert len({name.lower() for name in names}) == len(names)


def test_packets_become_files_in_their_order(place: Place) -> None:
    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            packets = [bytes([number]) * 9 for number in range(50)]
            assert all(alfa.send("BRAVO", packet) for packet in packets)
            await until(lambda: len(place.written()) == 50)
            assert [path.read_bytes() for path in place.written()] == [wrap(packet) for packet in packets]

    play(story, place)


async def nothing_half_written_bears_a_name(place: Place) -> None:
    seen: list[bytes] = []

    def sync(_handle: int) -> None:
        """What a courier could take away while the disk works."""
        seen.extend(path.read_bytes() for path in place.outgoing.glob("*.PLY"))

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr("os.fsync", sync)
        async with place.at_work() as (alfa, _):
            assert alfa.send("BRAVO", PACKET)
            await until(place.written)
            await some_turns()
    assert len(seen) == 1, "one sync before it has its name, one after"
    assert seen == [wrap(PACKET)]


def test_nothing_half_written_bears_a_name(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    play(nothing_half_written_bears_a_name, place)

    def in_place(folder: Path, at_ms: int, packet: bytes) -> int:
        with (folder / file_name(at_ms)).open("wb") as file:
            file.write(wrap(packet)[:20])
            file.flush()
            os.fsync(file.fileno())
            file.write(wrap(packet)[20:])
        return at_ms

    for path in place.written():
        path.unlink()
    monkeypatch.setattr(filedrop, "write_file", in_place)
    assert finds(nothing_half_written_bears_a_name, place)


def test_what_a_crash_left_unfinished_goes(place: Place) -> None:
    (place.outgoing / "0000000A.TMP").write_bytes(wrap(PACKET)[:50])

    async def story(place: Place) -> None:
        async with place.at_work():
            assert place.written() == []

    play(story, place)


async def without_the_mark_nothing_is_written(place: Place) -> None:
    """The stick is not mounted, and the folder below its mount point is there."""
    shutil.move(place.outgoing, place.outgoing.with_name("away"))
    place.outgoing.mkdir()
    async with running(place.bearer()) as alfa:
        await some_turns()
        assert not alfa.send("BRAVO", PACKET)
        assert alfa.ways == []
        (place.outgoing / MARK).write_text("")
        await until(lambda: alfa.ways == [("BRAVO", True)])


@pytest.mark.slow
def test_without_the_mark_nothing_is_written(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    play(without_the_mark_nothing_is_written, place)
    monkeypatch.setattr(filedrop, "MARK", ".")  # planted: any folder will do
    assert finds(without_the_mark_nothing_is_written, place)


def test_a_stick_that_is_pulled_closes_the_way_and_what_waits_is_written_when_it_is_back(place: Place) -> None:
    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            for turn in range(3):
                stick = place.outgoing.parent
                stick.rename(stick.with_name("pocket"))
                sent = alfa.send("BRAVO", b"%d" % turn)  # nobody has noticed yet
                await until(lambda: alfa.ways[-1] == ("BRAVO", False))
                assert not alfa.send("BRAVO", PACKET)
                stick.with_name("pocket").rename(stick)
                await until(lambda: alfa.ways[-1] == ("BRAVO", True))
                assert sent
                assert place.written()[-1].read_bytes() == wrap(b"%d" % turn)
            assert alfa.ways == [("BRAVO", True), *[("BRAVO", False), ("BRAVO", True)] * 3]

    play(story, place)


def _full(folder: Path, at_ms: int, packet: bytes) -> int:
    raise OSError(errno.ENOSPC, "No space left on device", str(folder / file_name(at_ms)), len(packet))


async def a_full_stick_says_no_and_loses_nothing(place: Place) -> None:
    async with place.at_work() as (alfa, _):
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr(filedrop, "write_file", _full)
            taken = [packet for packet in (b"one", b"two") if alfa.send("BRAVO", packet)]
            await until(lambda: alfa.ways[-1] == ("BRAVO", False))
            assert not alfa.send("BRAVO", b"three")
            await some_turns()
        await until(lambda: alfa.ways[-1] == ("BRAVO", True))
        assert [path.read_bytes() for path in place.written()] == [wrap(packet) for packet in taken]
        assert alfa.send("BRAVO", b"three")


def test_a_full_stick_says_no_and_loses_nothing(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    play(a_full_stick_says_no_and_loses_nothing, place)

    def careless(self: FileDrop, peer: str, folder: Path, waiting: deque[bytes]) -> bool:
        up = FileDrop_write(self, peer, folder, waiting)
        waiting.clear()
        return up

    FileDrop_write = FileDrop._write  # noqa: N806, SLF001
    for path in place.written():
        path.unlink()
    monkeypatch.setattr(FileDrop, "_write", careless)
    assert finds(a_full_stick_says_no_and_loses_nothing, place)


@pytest.fixture
def small_stick(tmp_path: Path) -> Iterator[Path]:
    """A file system of 256 KiB, where this user may mount one."""
    folder = tmp_path / "stick"
    folder.mkdir()
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", "size=256k", "none", folder], check=False, capture_output=True
    )
    if mounted.returncode:
        pytest.skip("mounting needs root")
    yield folder
    subprocess.run(["umount", folder], check=True)


@pytest.mark.slow
def test_a_really_full_stick(memory_folder: Path, small_stick: Path) -> None:
    place = Place(memory_folder)
    place.outgoing = small_stick
    mark_folder(small_stick)

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            packets = [bytes([number]) * 50_000 for number in range(10)]
            assert all(alfa.send("BRAVO", packet) for packet in packets)
            await until(lambda: alfa.ways[-1] == ("BRAVO", False))
            carried: list[bytes] = []
            while len(carried) < len(packets):
                await until(place.written)
                await some_turns()
                for path in place.written():
                    assert path.suffix == ".PLY"
                    carried.append(path.read_bytes())
                    path.unlink()
            assert carried == [wrap(packet) for packet in packets]

    play(story, place)


def test_a_folder_that_no_courier_empties_fills_no_disk(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filedrop, "OUT_FILES_MAX", 3)

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            assert all(alfa.send("BRAVO", b"%d" % number) for number in range(5))
            await until(lambda: alfa.ways[-1] == ("BRAVO", False))
            assert len(place.written()) == 3
            for path in place.written():
                path.unlink()
            await until(lambda: alfa.ways[-1] == ("BRAVO", True))
            assert [path.read_bytes() for path in place.written()] == [wrap(b"3"), wrap(b"4")]

    play(story, place)


def test_incoming_and_outgoing_are_two_folders(place: Place) -> None:
    with pytest.raises(OurFault) as fault:
        FileDrop(place.incoming, {"BRAVO": place.incoming.parent / "x" / ".." / "in"})
    assert fault.value.code == "drop-same"
