"""What a file drop finds: half-copied, cut, foreign, doubled and poisoned files, and far too many."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from parley.bearers import filedrop
from parley.bearers.dropfiles import HEAD_BYTES, Verdict, wrap
from parley.bearers.filedrop import BROKEN, DONE
from parley.words import limits
from parley.words.codes import CODES
from tests.contracts.bearer_contract import until
from tests.contracts.drop_place import PACKET, Place, finds, names_in, play, some_turns


@pytest.fixture
def place(memory_folder: Path) -> Place:
    return Place(memory_folder)


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


@pytest.mark.slow
def test_a_file_counts_when_it_is_whole(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    play(a_file_counts_when_it_is_whole, place)

    def trusting(path: Path) -> tuple[Verdict, bytes]:
        data = path.read_bytes()
        return (Verdict.WHOLE, data[HEAD_BYTES:]) if len(data) > HEAD_BYTES else (Verdict.CUT, b"")

    monkeypatch.setattr(filedrop, "read_file", trusting)
    assert finds(a_file_counts_when_it_is_whole, place)


async def what_is_being_written_is_left_alone(place: Place) -> None:
    """A folder that both sides share shows a file whole, under another name, before it is there."""
    async with place.at_work() as (alfa, _):
        (place.incoming / "0000000A.TMP").write_bytes(wrap(PACKET))
        await some_turns()
        (place.incoming / "0000000A.PLY").write_bytes(wrap(PACKET))
        await until(lambda: alfa.got != [])
        await some_turns()
        assert alfa.got == [("", PACKET)], "delivered once"


@pytest.mark.slow
def test_what_is_being_written_is_left_alone(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    play(what_is_being_written_is_left_alone, place)
    monkeypatch.setattr(filedrop, "_is_ours", lambda name: name in {DONE, BROKEN, filedrop.MARK})
    assert finds(what_is_being_written_is_left_alone, place)


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


@pytest.mark.slow
def test_a_flood_of_foreign_files_starves_nobody(place: Place, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(filedrop, "DROP_LOOKS_MAX", 16)
    for number in range(400):
        (place.incoming / f"{number:08}.JPG").write_bytes(b"\xff\xd8\xff\xe0")
    (place.incoming / "ZZZZZZZZ.PLY").write_bytes(wrap(PACKET))

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            await until(lambda: alfa.got == [("", PACKET)])

    play(story, place)


@pytest.mark.slow
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
            assert max(at_once) <= limits.DROP_LOOK_BYTES_MAX + 40_000
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
