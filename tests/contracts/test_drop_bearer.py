"""What only a file drop meets: half-copied, cut, foreign, doubled and poisoned files, sticks that are full or gone."""

from __future__ import annotations

import asyncio
import contextlib
import errno
import os
import re
import shutil
import subprocess
from collections import deque
from collections.abc import AsyncIterator, Callable, Coroutine, Iterator
from pathlib import Path
from typing import Any

import pytest

from parley.bearers import filedrop
from parley.bearers.dropfiles import HEAD_BYTES, Verdict, file_name, wrap
from parley.bearers.filedrop import BROKEN, DONE, MARK, FileDrop, mark_folder
from parley.words.codes import CODES
from parley.words.faults import OurFault
from tests.contracts import bearer_contract
from tests.contracts.bearer_contract import Station, running, until

PACKET = b"sealed bytes" * 40
TURNS_S = 0.1


class Place:
    """ALFA's folders; a courier is played by moving files."""

    def __init__(self, folder: Path) -> None:
        self.incoming, self.outgoing = folder / "in", folder / "stick" / "out"
        self.incoming.mkdir()
        mark_folder(self.outgoing)

    def bearer(self) -> FileDrop:
        return FileDrop(self.incoming, {"BRAVO": self.outgoing}, poll_s=0.01)

    def written(self) -> list[Path]:
        return sorted(path for path in self.outgoing.iterdir() if path.name != MARK)

    @contextlib.asynccontextmanager
    async def at_work(self) -> AsyncIterator[tuple[Station, FileDrop]]:
        bearer = self.bearer()
        async with running(bearer) as station:
            await until(lambda: station.ways == [("BRAVO", True)])
            yield station, bearer


@pytest.fixture
def place(memory_folder: Path) -> Place:
    return Place(memory_folder)


Story = Callable[[Place], Coroutine[Any, Any, None]]


def play(story: Story, place: Place) -> None:
    asyncio.run(story(place), debug=True)


def finds(story: Story, place: Place) -> bool:
    """Say whether a story finds what was planted."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(bearer_contract, "WAIT_S", 0.5)
        try:
            play(story, place)
        except AssertionError:
            return True
    return False


def names_in(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir()] if folder.exists() else []


async def some_turns() -> None:
    await asyncio.sleep(TURNS_S)


# ---------------------------------------------------------------- what is written


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


# ---------------------------------------------------------------- what is found


async def a_file_counts_when_it_is_whole(place: Place) -> None:
    """Copied slowly, byte by byte and then into its full length; cut at every place it is no packet."""
    data = wrap(PACKET)
    async with place.at_work() as (alfa, bearer):
        for cut in (0, 3, 7, 8, 20, HEAD_BYTES, HEAD_BYTES + 1, len(data) - 1):
            (place.incoming / "COPIED.PLY").write_bytes(data[:cut])
            await some_turns()
            assert alfa.got == []
        (place.incoming / "COPIED.PLY").write_bytes(data)
        await until(lambda: alfa.got == [("", PACKET)])
        (place.incoming / "SPARSE.PLY").write_bytes(data[:HEAD_BYTES] + bytes(len(PACKET)))
        await until(lambda: bearer.counts["drop-damaged"] == 1)
        os.utime(place.incoming / "SPARSE.PLY", ns=(0, 0))
        with (place.incoming / "SPARSE.PLY").open("r+b") as file:
            file.write(data)
        os.utime(place.incoming / "SPARSE.PLY", ns=(0, 0))  # FAT would not tell either
        await until(lambda: len(alfa.got) == 2)
        await until(lambda: sorted(names_in(place.incoming / DONE)) == ["COPIED.PLY", "SPARSE.PLY"])
        await some_turns()
        assert len(alfa.got) == 2, "delivered once"


def test_a_file_counts_when_it_is_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    play(a_file_counts_when_it_is_whole, place)

    def trusting(path: Path) -> tuple[Verdict, bytes]:
        data = path.read_bytes()
        return (Verdict.WHOLE, data[HEAD_BYTES:]) if len(data) > HEAD_BYTES else (Verdict.CUT, b"")

    monkeypatch.setattr(filedrop, "read_file", trusting)
    assert finds(a_file_counts_when_it_is_whole, place)


def test_foreign_doubled_renamed_and_poisoned_files_are_told_apart(place: Place) -> None:
    whole = wrap(PACKET)
    files = {
        "7F3A0001.PLY": whole,
        "7F3A0001 (1).PLY": whole,
        "renamed": whole,
        "padded.ply": whole + bytes(4096),
        "flipped.ply": whole[:-1] + bytes([whole[-1] ^ 1]),
        "length.ply": whole[:8] + b"\xff\xff\xff\xff" + whole[12:],
        "empty packet.ply": whole[:8] + bytes(4) + whole[12:],
        "newer.ply": whole[:7] + b"\x02" + whole[8:],
        "as text.ply": whole.replace(b"\r\n", b"\n"),
        "AUTORUN.INF": b"[autorun]\r\nopen=x.exe\r\n",
        "empty": b"",
        "large": bytes(3 << 20),
    }
    for name, data in files.items():
        (place.incoming / name).write_bytes(data)
    os.mkfifo(place.incoming / "pipe")
    (place.incoming / "link").symlink_to(place.incoming / "7F3A0001.PLY")
    (place.incoming / "hang").symlink_to("/dev/zero")
    (place.incoming / "folder").mkdir()

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, bearer):
            await until(lambda: len(alfa.got) == 4)
            assert {packet for _, packet in alfa.got} == {PACKET}
            await until(lambda: len(names_in(place.incoming / DONE)) == 4)
            await some_turns()
            assert len(alfa.got) == 4
            assert bearer.counts == Counted(drop_damaged=3, drop_version=1, drop_foreign=8)
            assert all(code in CODES for code in bearer.counts)
            left = set(names_in(place.incoming)) - {DONE}
            assert left == {*files, "pipe", "link", "hang", "folder"} - set(names_in(place.incoming / DONE))

    play(story, place)


def Counted(**counts: int) -> dict[str, int]:  # noqa: N802
    return {"drop-set-aside": 0} | {code.replace("_", "-"): count for code, count in counts.items()}


def test_what_stays_broken_is_moved_aside_and_what_is_foreign_stays(
    place: Place, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(filedrop, "SETTLED_S", 0.05)
    monkeypatch.setattr(filedrop, "BROKEN_AFTER_S", 0.2)
    (place.incoming / "CUT.PLY").write_bytes(wrap(PACKET)[:99])
    (place.incoming / "FLIPPED.PLY").write_bytes(wrap(PACKET)[:-1] + b"\0")
    (place.incoming / "NEWER.PLY").write_bytes(b"\x89PLY\r\n\x1a\x02" + bytes(99))
    (place.incoming / "NOTES.TXT").write_bytes(b"for the courier")

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, bearer):
            await until(lambda: bearer.counts["drop-set-aside"] == 2)
            assert sorted(names_in(place.incoming)) == [BROKEN, "NEWER.PLY", "NOTES.TXT"]
            assert sorted(names_in(place.incoming / BROKEN)) == ["CUT.PLY", "FLIPPED.PLY"]
            (place.incoming / "CUT.PLY").write_bytes(wrap(PACKET))  # carried again
            await until(lambda: alfa.got == [("", PACKET)])

    play(story, place)


def test_a_flood_of_foreign_files_starves_nobody(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filedrop, "LOOKS_MAX", 16)
    for number in range(400):
        (place.incoming / f"{number:08}.JPG").write_bytes(b"\xff\xd8\xff\xe0")
    (place.incoming / "ZZZZZZZZ.PLY").write_bytes(wrap(PACKET))

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            await until(lambda: alfa.got == [("", PACKET)])

    play(story, place)


def test_much_at_once_is_taken_in_pieces(place: Place) -> None:
    for number in range(600):
        (place.incoming / f"{number:08}.PLY").write_bytes(wrap(number.to_bytes(2, "big") * 20_000))

    async def story(place: Place) -> None:
        at_once: list[int] = []
        async with place.at_work() as (alfa, bearer):
            turn = bearer._turn  # noqa: SLF001

            def watched(batch: list[tuple[str, bytes]]) -> filedrop._Turn:
                found = turn(batch)
                at_once.append(sum(len(packet) for packet in found.packets))
                return found

            bearer._turn = watched  # type: ignore[method-assign]  # noqa: SLF001
            await until(lambda: len(alfa.got) == 600)
            assert [packet[:2] for _, packet in alfa.got] == [number.to_bytes(2, "big") for number in range(600)]
            assert max(at_once) <= filedrop.LOOK_BYTES_MAX + 40_000
            await until(lambda: len(names_in(place.incoming / DONE)) == filedrop.DONE_FILES_MAX)

    play(story, place)


def test_what_can_only_be_read_is_delivered_once(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    def read_only(*_: object) -> None:
        raise OSError(errno.EROFS, "Read-only file system")

    (place.incoming / "A.PLY").write_bytes(wrap(PACKET))
    monkeypatch.setattr(Path, "replace", read_only)

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            await until(lambda: alfa.got)
            await some_turns()
            assert alfa.got == [("", PACKET)]

    play(story, place)


def test_an_incoming_folder_may_be_away_and_come_back(place: Place) -> None:
    place.incoming.rename(place.incoming.with_name("pocket"))

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            (place.incoming.with_name("pocket") / "A.PLY").write_bytes(wrap(PACKET))
            await some_turns()
            place.incoming.with_name("pocket").rename(place.incoming)
            await until(lambda: alfa.got == [("", PACKET)])

    play(story, place)
