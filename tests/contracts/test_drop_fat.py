"""The file drop's files on a real FAT file system: a stick's image, written and read by mtools."""

import os
import shutil
import subprocess
from pathlib import Path

import pytest

from parley.bearers.dropfiles import HEAD_BYTES, wrap
from parley.bearers.filedrop import DONE, FileDrop
from tests.contracts.bearer_contract import running, until
from tests.contracts.drop_place import Place, names_in, play

PACKETS = [bytes([number]) * size for number, size in enumerate((1, 220, 511, 513, 70_000), start=1)]
STICK_KB = 720
LONG_NAME = 0x0F
"""The attribute of a directory entry that holds a piece of a long name."""


class Stick:
    """A FAT image of 720 kB; a courier's machine copies to it and from it."""

    def __init__(self, folder: Path) -> None:
        self.image = folder / "stick.img"
        self._call("mformat", "-C", "-f", STICK_KB, "-i", self.image, "::")

    def _call(self, *words: object, fails: bool = False) -> str:
        # What there is no answer to ends at once, instead of asking the terminal.
        command = [str(word) for word in words]
        done = subprocess.run(command, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
        assert (done.returncode != 0) == fails, done.stderr
        return done.stdout

    def take(self, *paths: Path, fails: bool = False) -> None:
        self._call("mcopy", "-Q", "-m", "-o", "-i", self.image, *paths, "::/", fails=fails)

    def give(self, folder: Path) -> None:
        self._call("mcopy", "-Q", "-m", "-n", "-i", self.image, "::/*.PLY", folder)

    def names(self) -> list[str]:
        listed = self._call("mdir", "-b", "-i", self.image, "::/").split()
        return sorted(name.removeprefix("::/") for name in listed)

    def has_long_names(self) -> bool:
        """Say whether any name of the root folder needed more than 8 and 3 characters."""
        data = self.image.read_bytes()
        bytes_a_sector, reserved, copies, entries, sectors = (
            int.from_bytes(data[at : at + size], "little") for at, size in ((11, 2), (14, 2), (16, 1), (17, 2), (22, 2))
        )
        root = (reserved + copies * sectors) * bytes_a_sector
        return any(
            data[at + 11] == LONG_NAME for at in range(root, root + 32 * entries, 32) if data[at] not in {0, 0xE5}
        )


@pytest.fixture
def stick(memory_folder: Path) -> Stick:
    if shutil.which("mformat") is None:
        pytest.skip("needs mtools (tools/debian.txt)")
    return Stick(memory_folder)


def written(place: Place) -> list[Path]:
    """Have ALFA write its files, for a courier to take."""

    async def story(place: Place) -> None:
        async with place.at_work() as (alfa, _):
            assert all(alfa.send("BRAVO", packet) for packet in PACKETS)
            await until(lambda: len(place.written()) == len(PACKETS))

    play(story, place)
    return place.written()


def test_names_sizes_and_bytes_are_kept(memory_folder: Path, stick: Stick) -> None:
    place = Place(memory_folder)
    paths = written(place)
    stick.take(*paths)
    assert stick.names() == [path.name for path in paths]
    assert not stick.has_long_names()
    stick.give(place.incoming)
    assert [(place.incoming / path.name).read_bytes() for path in paths] == [wrap(packet) for packet in PACKETS]


def test_a_long_name_would_be_noticed(memory_folder: Path, stick: Stick) -> None:
    longer = memory_folder / "packet-of-today.ply"
    longer.write_bytes(b"x")
    stick.take(longer)
    assert stick.has_long_names()


def test_what_was_pulled_out_half_copied_is_told_apart_and_delivered_when_it_is_whole(
    memory_folder: Path, stick: Stick
) -> None:
    place = Place(memory_folder)
    paths = written(place)
    half, zeros = paths[-1], paths[-2]
    spoilt = memory_folder / "spoilt"
    spoilt.mkdir()
    (spoilt / half.name).write_bytes(half.read_bytes()[:30_000])
    (spoilt / zeros.name).write_bytes(zeros.read_bytes()[:HEAD_BYTES] + bytes(513))
    stick.take(*paths[:-2], spoilt / half.name, spoilt / zeros.name)
    stick.give(place.incoming)

    async def story(place: Place) -> None:
        bearer = FileDrop(place.incoming, {}, poll_s=0.01)
        async with running(bearer) as bravo:
            await until(lambda: len(bravo.got) == 3)
            await until(lambda: (bearer.counts["drop-cut"], bearer.counts["drop-damaged"]) == (1, 1))
            stick.take(half, zeros)  # the courier comes once more
            for name in (half.name, zeros.name):
                (place.incoming / name).unlink()
            stick.give(place.incoming)
            await until(lambda: len(bravo.got) == len(PACKETS))
            assert sorted(packet for _, packet in bravo.got) == sorted(PACKETS)
            await until(lambda: {half.name, zeros.name} <= set(names_in(place.incoming / DONE)))

    play(story, place)


def test_a_full_stick_holds_whole_files_or_cut_ones_and_no_other(memory_folder: Path, stick: Stick) -> None:
    place = Place(memory_folder)
    (memory_folder / "BALLAST.BIN").write_bytes(os.urandom((STICK_KB - 60) * 1024))
    stick.take(memory_folder / "BALLAST.BIN")
    paths = written(place)
    stick.take(*paths, fails=True)
    stick.give(place.incoming)

    async def story(place: Place) -> None:
        bearer = FileDrop(place.incoming, {}, poll_s=0.01)
        async with running(bearer) as bravo:
            await until(lambda: len(bravo.got) == 4)
            assert sorted(packet for _, packet in bravo.got) == sorted(PACKETS[:4])
            assert (bearer.counts["drop-damaged"], bearer.counts["drop-foreign"]) == (0, 0)

    play(story, place)
