"""Bodies erased by agreement, over two real homes: stores on disk, exports, both verifiers, proofs, an old backup."""

from __future__ import annotations

import asyncio
import shutil
from collections.abc import Callable
from contextlib import AsyncExitStack
from dataclasses import replace
from pathlib import Path

import pytest

from parley.app.ceremony import propose, sign
from parley.app.home import Home, init
from parley.app.reading import book_of_export, book_of_home
from parley.app.records import open_record, write_folder
from parley.cli.main import main
from parley.record.verify import verify
from parley.runtime import clock
from parley.runtime.loop import Parts
from parley.words.instants import DAY_MS, Now
from tests.app.homes import LINE, Desk, address, alike, running
from tools import verify_record
from tools.kill9 import AGREEMENT

KEPT = AGREEMENT + "\n[retention]\nbodies_days = 30\n"


def two_homes(folder: Path) -> tuple[Home, Home]:
    usa, rus = (init(folder / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(usa, LINE, KEPT.encode(), rus.card_file.read_bytes(), folder / "pack")
    sign(rus, LINE, folder / "pack")
    address(usa, rus)
    return usa, rus


def after(days: int) -> Callable[[Parts], Parts]:
    """Run a node on clocks of so many days later."""

    def change(parts: Parts) -> Parts:
        def read() -> Now:
            now = clock.read()
            return replace(now, wall_ms=now.wall_ms + days * DAY_MS)

        return replace(parts, clock=read)

    return change


def said(home: Home) -> bytes:
    """Whatever lies in a line's store, on the disk."""
    return b"".join(path.read_bytes() for path in sorted(home.line_folder(LINE).glob("record.db*")))


async def meet(usa: Home, rus: Home, days: int, texts: list[str]) -> None:
    """Run both until all that is said is receipted and both have looked for what is to be erased."""
    async with AsyncExitStack() as stack:
        desks: list[Desk] = [await stack.enter_async_context(running(home, after(days))) for home in (usa, rus)]
        await alike(*desks)
        for text in texts:
            assert (await desks[0].say(text)).code == ""
        await alike(*desks)
        for desk in desks:
            desk.runtime.node.state.erase_next_ms = 0  # an hour has passed
        assert (await desks[1].say("seen")).code == ""
        await alike(*desks)


def exported(home: Home, out: Path) -> dict[str, bytes]:
    write_folder(open_record(home, LINE), out)
    return {str(path.relative_to(out)): path.read_bytes() for path in out.rglob("*") if path.is_file()}


@pytest.mark.slow
def test_what_is_erased_is_gone_and_everything_else_goes_on(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(meet(usa, rus, 0, ["SECRET-ONE", "SECRET-TWO"]))
    shutil.copytree(rus.folder, tmp_path / "backup")
    assert b"SECRET-ONE" in said(usa)
    asyncio.run(meet(usa, rus, 31, ["LATER"]))
    for home in (usa, rus):
        assert b"SECRET-ONE" not in said(home)
        assert b"SECRET-TWO" not in said(home)
        assert b"LATER" in said(home)
        files = exported(home, tmp_path / f"export-{home.party}")
        first, second = verify(files).machine(), verify_record.verify(files)
        assert first == second
        assert (first["verdict"], first["bodies_erased"], first["bodies_absent"]) == (verify_record.CONSISTENT, 3, 0)
        for book in (book_of_home(home, LINE), book_of_export(files)):
            assert len(book.erased()) == 3
            assert {each.message.text for each in book.statements()} == {"LATER", "seen"}  # type: ignore[union-attr]


@pytest.mark.slow
def test_whoever_asks_for_what_is_erased_is_told_so(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(meet(usa, rus, 0, ["SECRET-ONE"]))
    entry = book_of_home(usa, LINE).statements()[0]
    asyncio.run(meet(usa, rus, 31, []))
    for ref in (entry.id.hex()[:12], str((entry.position or 0) + 1)):
        assert main(["show", str(usa.folder), ref]) == 1
        assert "entry-erased" in capsys.readouterr().err
    assert main(["status", str(usa.folder)]) == 0
    assert "Erased by agreement: 2 statements; their entries stay." in capsys.readouterr().out


@pytest.mark.slow
def test_the_counterpart_that_restores_an_old_backup_erases_as_well(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path)
    asyncio.run(meet(usa, rus, 0, ["SECRET-ONE"]))
    before = tmp_path / "backup"
    shutil.copytree(rus.folder, before)
    asyncio.run(meet(usa, rus, 1, ["SECRET-TWO"]))
    asyncio.run(meet(usa, rus, 33, []))
    for path in rus.line_folder(LINE).glob("record.db*"):
        path.unlink()
    for path in (before / "lines" / LINE).glob("record.db*"):
        shutil.copy(path, rus.line_folder(LINE))
    assert b"SECRET-ONE" in said(rus)
    asyncio.run(meet(usa, rus, 34, []))
    assert b"SECRET-ONE" not in said(rus)
    assert b"SECRET-TWO" not in said(rus)
    told = verify(exported(rus, tmp_path / "out")).machine()
    assert (told["verdict"], told["bodies_absent"]) == (verify_record.CONSISTENT, 0)
    assert told["bodies_erased"] == 4
