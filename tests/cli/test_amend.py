"""`parley line amend`: from a proposal on one side to terms in force on both, by commands alone."""

import re
from pathlib import Path

import pytest

from parley.seal.digest import sha256
from tests.app.homes import LINE, two_homes
from tests.cli.served import Shell, eventually, serving
from tools.kill9 import AGREEMENT

SEAT = ("--seat", "head-of-watch")


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.mark.slow
def test_one_side_proposes_the_other_signs_and_both_show_it(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    file = tmp_path / "later.toml"
    file.write_text(re.sub("^FLASH = 15", "FLASH = 10", AGREEMENT, flags=re.MULTILINE))
    named = sha256(file.read_bytes()).hex()
    founding = sha256(AGREEMENT.encode()).hex()
    with serving(usa, rus):
        amend = ("line", "amend", usa.folder, "--agreement", file, *SEAT)
        eventually(lambda: sh.tried(*amend))
        sh.refused("agreement-signed", *amend)
        agreed = sh.json("status", usa.folder)[LINE]["agreement"]
        assert agreed["in_force"] == founding
        assert [(each["agreement"], each["signed"], each["waits_for"]) for each in agreed["proposed"]] == [
            (named, ["USA"], ["RUS"])
        ]
        eventually(lambda: f"Proposed: agreement {named}, signed by USA; waits for RUS" in sh("status", rus.folder))
        sh.refused("amendment-unknown", "line", "amend", rus.folder, "--sign", "f" * 64, *SEAT)
        assert "in force" in sh("line", "amend", rus.folder, "--sign", named[:12], *SEAT)
        eventually(lambda: sh.json("status", usa.folder)[LINE]["agreement"]["in_force"] == named)
    status = sh.json("status", rus.folder)[LINE]["agreement"]
    assert (status["in_force"], status["proposed"]) == (named, [])
    assert [each["by"] for each in status["amended"]] == ["RUS"]
    assert "amendment" in (rus.line_folder(LINE) / "released.log").read_text()
    out = tmp_path / "export"
    sh("record", "export", rus.folder, out)
    assert f"amended: agreement {named}" in sh("record", "verify", out)


@pytest.mark.slow
def test_without_a_node_it_is_signed_in_a_short_run(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    with serving(usa, rus):
        eventually(lambda: sh.tried("statement", usa.folder, "--text", "one", *SEAT))
        eventually(lambda: len(sh.json("list", rus.folder)) == 1)
    file = tmp_path / "later.toml"
    file.write_text(AGREEMENT.replace("FLASH = 15", "FLASH = 10"))
    amend = ("line", "amend", usa.folder, "--agreement", file)
    sh.refused("not-yet-asked", *amend, *SEAT)
    sh.refused("seat-needed", *amend, "--seat", " ")
    signed = sh.json(*amend, *SEAT, "--officer-word")
    assert signed["proposed"][0]["waits_for"] == ["RUS"]


@pytest.mark.slow
def test_a_role_that_an_amendment_brings_may_be_named_at_once(tmp_path: Path, sh: Shell) -> None:
    usa, rus = two_homes(tmp_path)
    role = '{ watch-officer = { name = { en = "w", ru = "в" }, authority = { en = "a", ru = "п" } } }'
    file = tmp_path / "later.toml"
    file.write_text(AGREEMENT.replace("roles = {}", f"roles = {role}"))
    check = ("check", "open", usa.folder, *SEAT[:1], "watch-officer")
    with serving(usa, rus):
        eventually(lambda: sh.tried("line", "amend", usa.folder, "--agreement", file, *SEAT))
        assert not sh.tried(*check)
        eventually(lambda: sh.tried("line", "amend", rus.folder, "--agreement", file, *SEAT))
        eventually(lambda: sh.tried(*check))
