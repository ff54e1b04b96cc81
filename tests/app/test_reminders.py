"""A8: a launch is announced with a window of weeks; on the day when it opens both desks and lists are told again."""

import time
from pathlib import Path

import pytest

from parley.app import own_log
from parley.app.home import Home
from parley.words.instants import DAY_MS, iso
from tests.cli.served import Shell, serving
from tests.cli.test_statements import Terminal, homes_under

ADMIN = ("--seat", "systems")
SEATS = {
    "systems": "administrator", "watch-1": "watch-officer", "air-defence": "supervisor", "early-warning": "note-taker",
    "inspector": "auditor",
}  # fmt: skip


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def later(days: int) -> str:
    """Noon in so many days, so that it is that day whatever the hour is now."""
    day = time.time_ns() // 1_000_000 // DAY_MS + days
    return iso(day * DAY_MS + DAY_MS // 2)


def announced(sh: Shell, usa: Home, rus: Home, begins_in: int) -> str:
    """USA announces a launch; both sides have it; then both nodes stop."""
    launch = (
        "notice", "launch", "--vehicle", "ballistic-missile", "--from", later(begins_in), "--until",
        later(begins_in + 14), "--area", "Range 3",
    )  # fmt: skip
    with serving(usa, rus):
        notice = Terminal(sh, usa).say(*launch)
        Terminal(sh, rus).sees(notice)
        for seat, role in SEATS.items():
            sh("people", "seat", rus.folder, seat, "--role", role, *ADMIN)
        sh("people", "told", rus.folder, "launch", "air-defence", "early-warning", *ADMIN)
    return str(notice["id"])


def days_pass(monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + days * DAY_MS * 1_000_000)


def test_a8_the_day_of_a_launch(tmp_path: Path, sh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    usa, rus = homes_under(tmp_path)
    notice = announced(sh, usa, rus, 21)
    assert sh.json("reminder", rus.folder)["reminders"] == [], "weeks before there is nothing to be told"
    days_pass(monkeypatch, 21)
    ours, theirs = sh.json("reminder", usa.folder), sh.json("reminder", rus.folder)
    assert [each["to"] for each in ours["reminders"]] == ["watch"], "the desk that announced it is told too"
    assert [each["to"] for each in theirs["reminders"]] == ["watch", "air-defence", "early-warning"]
    assert not theirs["reached"]
    assert f"today-{notice[:12]}" in sh.json("watch", "status", rus.folder)["open"], "no watch is relieved without it"
    acknowledge = ("reminder", rus.folder, "--acknowledge", notice[:12], "--seat")
    sh.refused("role-needed", *acknowledge, "inspector")
    sh.refused("seat-needed", *acknowledge, "")
    sh.refused("reminder-unknown", "reminder", rus.folder, "--acknowledge", "ffffff", "--seat", "watch-1")
    for seat in ("watch-1", "air-defence"):
        assert not sh.json(*acknowledge, seat)["reached"]
    sh.refused("reminder-unknown", *acknowledge, "watch-1")
    done = sh.json(*acknowledge, "early-warning")
    assert done["reached"]
    assert [each["acknowledged_by"] for each in done["reminders"]] == ["watch-1", "air-defence", "early-warning"]
    assert sh.json("watch", "status", rus.folder)["open"] == {}
    assert [each["to"] for each in own_log.read(rus.folder, "reminder-acknowledged")] == [
        "watch", "air-defence", "early-warning",
    ]  # fmt: skip
    assert not sh.json("reminder", usa.folder)["reached"], "what one side acknowledges inside does not cross"


def test_a_launch_that_was_cancelled_reminds_nobody(tmp_path: Path, sh: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    usa, rus = homes_under(tmp_path)
    notice = announced(sh, usa, rus, 21)
    with serving(usa, rus):
        cancelled = Terminal(sh, usa).say("notice", "cancel", notice[:12])
        Terminal(sh, rus).sees(cancelled)
    days_pass(monkeypatch, 21)
    assert sh.json("reminder", rus.folder)["reminders"] == []
