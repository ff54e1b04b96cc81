"""The own log of a home: what people did, each line bound to the one before it, whatever its length."""

import asyncio
from pathlib import Path

import pytest

from parley.app.backups import backup, restore
from parley.app.own_log import NAME, check_own_log, note, read
from parley.app.people import declare_seat, read_people
from parley.desk.people import Role, Seat
from parley.words.faults import OurFault
from tests.app.homes import two_homes
from tests.refusals import refused

NOON_MS = 1_790_000_000_000


def test_what_is_noted_is_read_in_its_order(tmp_path: Path) -> None:
    note(tmp_path, NOON_MS, "watch-1", "watch-taken", open=["a1", "b2"], since=None)
    note(tmp_path, NOON_MS + 1_500, "watch-2", "marked", course="first-watch", marks={"unclear message": 4})
    first, second = read(tmp_path)
    assert (first["at"], first["at_ms"], first["seat"], first["event"]) == (
        "2026-09-21T14:13:20Z", NOON_MS, "watch-1", "watch-taken",
    )  # fmt: skip
    assert first["open"] == ["a1", "b2"]
    assert first["since"] is None
    assert second["marks"] == {"unclear message": 4}
    assert [each["seat"] for each in read(tmp_path, "marked")] == ["watch-2"]
    assert not list(read(tmp_path, "nothing-of-the-kind"))


def test_a_long_line_is_bound_to_the_next_as_a_short_one_is(tmp_path: Path) -> None:
    for number in range(3):
        note(tmp_path, NOON_MS, "watch-1", "marked", sheet="x" * 8_150 + "y" * number * 10_000)
    assert check_own_log(tmp_path) == 3
    lines = (tmp_path / NAME).read_bytes().splitlines(keepends=True)
    (tmp_path / NAME).write_bytes(lines[0] + lines[2])
    with pytest.raises(OurFault, match="Line 2 of") as told:
        check_own_log(tmp_path)
    assert told.value.code == "private-log-altered"


def test_one_word_changed_is_found(tmp_path: Path) -> None:
    for seat in ("watch-1", "watch-2"):
        note(tmp_path, NOON_MS, seat, "watch-taken")
    (tmp_path / NAME).write_bytes((tmp_path / NAME).read_bytes().replace(b"watch-1", b"watch-3"))
    with refused("private-log-altered", OurFault):
        check_own_log(tmp_path)


def test_none_is_none_and_what_cannot_be_written_is_told(tmp_path: Path) -> None:
    assert not list(read(tmp_path))
    assert check_own_log(tmp_path) == 0
    with refused("home-unwritable", OurFault):
        note(tmp_path / "away", NOON_MS, "watch-1", "watch-taken")


def test_a_backup_holds_the_seats_and_the_own_log(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)
    seat = Seat(frozenset({Role.ADMINISTRATOR}))
    declare_seat(usa.folder, NOON_MS, "systems", "systems", seat)
    asyncio.run(backup(usa, tmp_path / "backup"))
    restore(tmp_path / "backup", tmp_path / "again")
    assert read_people(tmp_path / "again").seats == {"systems": seat}
    assert [each["event"] for each in read(tmp_path / "again")] == ["people-changed"]
    assert check_own_log(tmp_path / "again") == 1
