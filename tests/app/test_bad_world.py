"""What the world does to a running home: full disks, other agreements. Nothing is lost, and the line goes on."""

import asyncio
import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.app.ceremony import propose, sign
from parley.app.home import init
from parley.app.records import open_record, write_folder
from parley.words.faults import OurFault
from parley.words.terms import Precedence
from tests.app.homes import LINE, Desk, address, alike, proved, running, two_homes, until
from tests.refusals import refused
from tools.kill9 import AGREEMENT


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    """A disk of one MiB."""
    folder = tmp_path / "small"
    folder.mkdir()
    mount = ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", str(folder)]
    if os.getuid() or subprocess.run(mount, check=False).returncode:
        pytest.skip("needs root, to mount a small disk")
    try:
        yield folder
    finally:
        subprocess.run(["umount", folder], check=True)


@pytest.mark.slow
def test_a_full_disk_loses_nothing_and_the_node_goes_on_when_there_is_room(tmp_path: Path, small_disk: Path) -> None:
    usa, rus = two_homes(tmp_path)
    shutil.move(usa.folder / "lines", small_disk / "lines")
    (usa.folder / "lines").symlink_to(small_disk / "lines")
    accepted: list[str] = []

    async def fill(desk: Desk) -> None:
        while True:
            text = f"{len(accepted)} " + "x" * 4_000
            assert (await desk.say(text)).id
            accepted.append(text)

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await alike(ours, theirs)
            ballast = small_disk / "ballast"
            room = os.statvfs(small_disk)
            ballast.write_bytes(bytes(max(0, (room.f_bavail - 16) * room.f_bsize)))
            with refused("store-failed", OurFault):
                await fill(ours)
            await until(lambda: "store-failed" in ours.alarms)
            ballast.unlink()
            await until(lambda: ours.runtime.at_rest)
            assert (await ours.say("room again")).id
            await alike(ours, theirs)

    asyncio.run(talk())
    ours, theirs = proved(tmp_path, (usa, rus))
    assert ours == theirs
    assert len(ours) == len(set(ours))
    assert {*accepted, "room again"} <= set(ours)


def test_no_home_is_made_on_a_full_disk(small_disk: Path) -> None:
    room = os.statvfs(small_disk)
    (small_disk / "ballast").write_bytes(bytes(room.f_bavail * room.f_bsize))
    with refused("home-unwritable", OurFault):
        init(small_disk / "USA", "USA", passphrase=None)
    assert not (small_disk / "USA").exists()


def test_no_export_goes_to_a_full_disk(tmp_path: Path, small_disk: Path) -> None:
    usa, _ = two_homes(tmp_path)

    async def start() -> None:
        async with running(usa) as desk:
            assert (await desk.say("to nobody")).code == "not-founded"

    asyncio.run(start())
    room = os.statvfs(small_disk)
    (small_disk / "ballast").write_bytes(bytes(room.f_bavail * room.f_bsize))
    with refused("out-unwritable", OurFault):
        write_folder(open_record(usa, LINE), small_disk / "out")
    write_folder(open_record(usa, LINE), tmp_path / "out")
    with refused("out-exists", OurFault):
        write_folder(open_record(usa, LINE), tmp_path / "out")


def test_an_agreement_that_the_other_did_not_sign(tmp_path: Path) -> None:
    usa, rus = (init(tmp_path / party, party, passphrase=None) for party in ("USA", "RUS"))
    card = rus.card_file.read_bytes()
    propose(usa, LINE, AGREEMENT.encode(), card, tmp_path / "pack")
    agreement = tmp_path / "pack" / "agreement.toml"
    agreement.write_text(AGREEMENT.replace("FLASH = 15", "FLASH = 45"))
    sign(rus, LINE, tmp_path / "pack")
    address(usa, rus)

    async def talk() -> None:
        async with running(usa) as ours, running(rus) as theirs:
            await until(lambda: bool(ours.alarms) and bool(theirs.alarms))
            assert set(ours.alarms) == set(theirs.alarms) == {"pair-secrets-differ"}
            for desk in (ours, theirs):
                assert (await desk.say("hello", Precedence.FLASH)).code == "not-founded"

    asyncio.run(talk())
