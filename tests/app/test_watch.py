"""Taking the watch and handing it over at a terminal; what the other side sees of a desk that is left."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.app import own_log
from parley.app.home import Home
from tests.cli.served import Shell, eventually, serving
from tests.cli.test_statements import Terminal, homes_under

ADMIN, FIRST, SECOND = ("--seat", "systems"), ("--seat", "watch-1"), ("--seat", "watch-2")


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def line(tmp_path: Path, sh: Shell) -> Iterator[tuple[Home, Home]]:
    usa, rus = homes_under(tmp_path)
    with serving(usa, rus):
        Terminal(sh, usa).say("statement", "--text", "Both have heard each other.")
        for seat, role in (("systems", "administrator"), ("watch-1", "watch-officer"), ("watch-2", "watch-officer"),
                           ("inspector", "auditor")):  # fmt: skip
            sh("people", "seat", usa.folder, seat, "--role", role, "--speaks-as", "watch-officer", *ADMIN)
        yield usa, rus


def ready(sh: Shell, home: Home) -> tuple[str, ...]:
    status = sh.json("watch", "status", home.folder)
    return ("--position", "--sound", "--clock", status["clock"], "--record", status["record"])


def takes(sh: Shell, home: Home, *more: str) -> dict[str, object]:
    """Take it with what is compared read just now: the record grows meanwhile."""
    found: dict[str, object] = sh.json("watch", "take", home.folder, *more, *ready(sh, home))
    return found


def test_a_day_of_two_watches(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = line
    folder = usa.folder
    assert takes(sh, usa, *FIRST, "--nobody-there")["seat"] == "watch-1"
    asked = Terminal(sh, rus).say("query", "--text", "Ваши самолёты?", "--precedence", "priority")
    item = asked["id"][:12]
    Terminal(sh, usa).sees(asked)
    assert "Ваши самолёты?" in sh.json("watch", "status", folder)["open"][item]
    hand_over = ("watch", "hand-over", folder, *FIRST, "--to", "watch-2")
    assert item in sh.refused("items-open", *hand_over)
    sh.refused("role-needed", *hand_over[:-1], "inspector", "--item", f"{item}=asked the commander")
    offered = sh.json(*hand_over, "--item", f"{item}=asked the commander")
    assert (offered["state"], offered["to"]) == ("being handed over", "watch-2")
    sh.refused("items-open", "watch", "take", folder, *SECOND, *ready(sh, usa))
    taken = takes(sh, usa, *SECOND, "--item", f"{item}=understood")
    assert (taken["state"], taken["seat"]) == ("kept", "watch-2")
    (first, second) = own_log.read(folder, "watch-taken")
    assert (first["relieved"], second["relieved"]) == (None, "watch-1")
    assert second["items"] == {item: "understood"}


def test_what_is_not_confirmed_or_not_equal_keeps_the_watch_from_being_taken(
    line: tuple[Home, Home], sh: Shell
) -> None:
    usa = line[0]
    take = ("watch", "take", usa.folder, *FIRST, "--nobody-there")
    good = ready(sh, usa)
    assert "position, sound" in sh.refused("watch-unready", *take, *good[2:])
    sh.refused("watch-unready", *take, "--position", "--sound", *good[4:])
    sh.refused("watch-unready", *take, *good[:4])
    hours, minutes = divmod(int(good[3][:2]) * 60 + int(good[3][2:]) + 5, 60)
    sh.refused("clock-differs", *take, *good[:3], f"{hours % 24:02}{minutes:02}", *good[4:])
    size, _, digits = good[5].partition(":")
    other = digits[:-1] + str((int(digits[-1]) + 1) % 10)
    sh.refused("record-differs", *take, *good[:5], f"{size}:{other}")
    sh.refused("record-differs", *take, *good[:5], f"999999:{digits}")
    assert sh.json("watch", "status", usa.folder)["state"] == "nobody has taken it"
    assert not list(own_log.read(usa.folder, "watch-taken"))


def test_with_nobody_to_relieve_the_gap_stands_in_the_log(
    line: tuple[Home, Home], sh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    usa = line[0]
    takes(sh, usa, *FIRST, "--nobody-there")
    sh.refused("watch-not-offered", "watch", "take", usa.folder, *SECOND, *ready(sh, usa))
    real = time.time_ns
    monkeypatch.setattr(time, "time_ns", lambda: real() + 3_600_000_000_000)
    takes(sh, usa, *SECOND, "--nobody-there")
    first, second = own_log.read(usa.folder, "watch-taken")
    assert (first["gap_from"], first["gap_s"]) == (None, None)
    assert second["gap_from"] is not None
    assert 3_590 < second["gap_s"] < 3_660
    assert second["relieved"] is None


def test_a_desk_that_is_left_is_declared_and_seen(line: tuple[Home, Home], sh: Shell) -> None:
    usa, rus = line
    takes(sh, usa, *FIRST, "--nobody-there")
    leave = ("watch", "leave", usa.folder, *FIRST, "--on-call", "15")
    sh.refused("watch-not-yours", "watch", "leave", usa.folder, *SECOND, "--on-call", "15")
    assert sh.json(*leave)["state"] == "left, on call"
    there = ("watch", "status", rus.folder)
    eventually(lambda: (sh.json(*there)["others"]["USA"] or {}).get("within_min") == 15)
    assert "15 минут" in sh("list", rus.folder)
    sh.refused("watch-not-kept", *leave)
    takes(sh, usa, *SECOND, "--nobody-there")
    eventually(lambda: sh.json(*there)["others"]["USA"]["within_min"] is None)


def test_a2_a_flash_waits_for_a_colonel_who_is_off_shift(
    line: tuple[Home, Home], sh: Shell, monkeypatch: pytest.MonkeyPatch
) -> None:
    usa, rus = line
    there, caller = Terminal(sh, usa), Terminal(sh, rus)
    takes(sh, usa, *FIRST, "--nobody-there")
    asked = caller.say("presence", "ask", "--role", "director-of-operations")
    there.sees(asked)
    flash = caller.say("query", "--text", "Вы бьёте по нашим?", "--precedence", "flash")
    there.sees(flash)
    (waits,) = sh.json("watch", "status", usa.folder)["pass_now"]
    assert (waits["entry"], waits["asked_for"], waits["alarm"]) == (flash["id"], ["director-of-operations"], False)
    assert "PASS TO WATCH NOW" in sh("watch", "status", usa.folder)
    real = time.time_ns
    with monkeypatch.context() as later:
        later.setattr(time, "time_ns", lambda: real() + 121_000_000_000)
        assert sh.json("watch", "status", usa.folder)["pass_now"][0]["alarm"]
        assert "ALARM: PASS TO WATCH NOW" in sh("watch", "status", usa.folder)
    sh("ack", "opened", usa.folder, flash["id"][:12], *FIRST)
    assert sh.json("watch", "status", usa.folder)["pass_now"], "a screen is nobody"
    sh("ack", "read", usa.folder, flash["id"][:12], *FIRST)
    assert sh.json("watch", "status", usa.folder)["pass_now"] == []
