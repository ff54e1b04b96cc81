"""A counterpart comes with other root keys: its line is blocked until both sides have confirmed the old or the new."""

from pathlib import Path

import pytest

from parley.app.ceremony import propose, sign
from parley.app.home import Home, init, read_line, set_places
from parley.app.places import Places
from parley.record.card import read_card, safety_number
from parley.words.faults import OurFault
from tests.app.homes import LINE, free_port, two_homes
from tests.cli.served import Shell, eventually, serving
from tests.refusals import refused
from tools.kill9 import AGREEMENT

SEAT = ("--seat", "watch-officer")


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def number(home: Home) -> str:
    return safety_number(read_card(home.card_file.read_bytes()))


def bearers_on(sh: Shell, home: Home) -> list[bool]:
    return [each["on"] for each in sh.json("bearer", "list", home.folder, "--line", LINE)]


def says(sh: Shell, home: Home, text: str, *words: object) -> bool:
    return sh.tried("statement", home.folder, "--text", text, *SEAT, *words)


def texts(sh: Shell, home: Home, line: str = LINE) -> list[str]:
    return [each["text"] for each in sh.json("list", home.folder, "--line", line)]


@pytest.mark.slow
def test_a_blocked_line_says_and_carries_nothing_and_goes_on_when_the_old_keys_hold(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    other = init(tmp_path / "other", "RUS", passphrase=None)
    with serving(usa, rus):
        eventually(lambda: says(sh, usa, "before"))
        eventually(lambda: len(texts(sh, rus)) == 1)
        sh.refused("card-root-changed", "card", usa.folder, "--compare", other.card_file)
        assert bearers_on(sh, usa) == [False]
        sh.refused("line-blocked", "statement", usa.folder, "--text", "x", "--precedence", "flash", *SEAT)
        sh.refused("line-blocked", "bearer", "on", usa.folder, "tcp")
        eventually(lambda: says(sh, rus, "not heard"))
        assert len(texts(sh, usa)) == 1  # the record is read as before
    with serving(usa, rus):  # a start changes nothing
        assert bearers_on(sh, usa) == [False]
    sh.refused("line-blocked", "statement", usa.folder, "--text", "x", *SEAT)
    sh("backup", usa.folder, tmp_path / "kept")
    sh("restore", tmp_path / "kept", tmp_path / "again")
    sh.refused("line-blocked", "statement", tmp_path / "again", "--text", "x", *SEAT)
    findings = sh.json("serve", usa.folder, "--check")["findings"]
    assert {"main: root keys": "warning"}.items() <= {each["what"]: each["standing"] for each in findings}.items()
    with serving(usa, rus):
        sh.refused("number-differs", "line", "keep", usa.folder, "--name", LINE, "--heard", number(other))
        assert bearers_on(sh, usa) == [False]
        assert "goes on" in sh("line", "keep", usa.folder, "--name", LINE, "--heard", number(rus))
        assert bearers_on(sh, usa) == [True]
        eventually(lambda: len(texts(sh, usa)) == 2)
    sh.refused("line-not-blocked", "line", "keep", usa.folder, "--name", LINE, "--heard", number(rus))


@pytest.mark.slow
def test_new_keys_found_a_new_line_once_both_have_confirmed_them(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    with serving(usa, rus):
        eventually(lambda: says(sh, usa, "under the old keys"))
    new = init(tmp_path / "new", "RUS", passphrase=None)
    terms, card = AGREEMENT.encode(), new.card_file.read_bytes()

    def refuses(code: str) -> None:
        with refused(code, OurFault):
            propose(usa, "second", terms, card, tmp_path / "pack-2")
        assert usa.lines() == [LINE]

    refuses("card-root-changed")
    sh.refused("line-not-blocked", "line", "close", usa.folder, "--name", LINE, "--heard", number(new))
    sh.refused("card-root-changed", "card", usa.folder, "--compare", new.card_file)
    refuses("card-root-changed")
    sh.refused("number-differs", "line", "close", usa.folder, "--name", LINE, "--heard", number(rus))
    refuses("card-root-changed")
    assert sh.json("line", "close", usa.folder, "--name", LINE, "--heard", number(new))["step"] == "close"
    propose(usa, "second", terms, card, tmp_path / "pack-2")
    place = f"127.0.0.1:{free_port()}"
    set_places(usa, "second", Places(place))
    with serving(usa):
        assert not says(sh, usa, "alone", "--line", "second", "--precedence", "flash")  # RUS has not confirmed
        sign(new, "usa", tmp_path / "pack-2")
        set_places(new, "usa", Places(None, {"USA": place}))
        with serving(new):
            eventually(lambda: says(sh, usa, "under the new keys", "--line", "second"))
            eventually(lambda: len(texts(sh, new, "usa")) == 1)
        sh.refused("line-closed", "statement", usa.folder, "--text", "x", "--line", LINE, *SEAT)
        sh.refused("line-closed", "bearer", "on", usa.folder, "tcp", "--line", LINE)
        sh.refused("line-not-blocked", "line", "keep", usa.folder, "--name", LINE, "--heard", number(rus))
        assert len(texts(sh, usa)) == 1  # its record stays
    third = init(tmp_path / "third", "RUS", passphrase=None)
    sh.refused("card-root-changed", "card", usa.folder, "--compare", third.card_file, "--line", "second")
    assert read_line(usa, "second").cards["RUS"].root != read_card(third.card_file.read_bytes()).root
    sh.refused("line-blocked", "statement", usa.folder, "--text", "x", "--line", "second", *SEAT)
