"""`parley record verify`, `compare` and `fork`: what they say, and their exit codes."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path
from random import Random
from typing import Any

import pytest

from parley.app import record_files
from parley.cli.main import main
from tests.record.sides import START_MS, Side, card
from tests.record.test_verify import TWO, small


def write(files: dict[str, bytes], folder: Path) -> Path:
    for path, data in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(data)
    return folder


@pytest.fixture
def export(tmp_path: Path) -> Path:
    russia, _ = small()
    return write(russia.export(), tmp_path / "record")


@pytest.fixture
def cards(tmp_path: Path) -> list[str]:
    arguments = []
    for party in TWO:
        path = tmp_path / f"{party}.card"
        path.write_bytes(card(party))
        arguments += ["--card", str(path)]
    return arguments


def run(capsys: pytest.CaptureFixture[str], *arguments: object) -> tuple[int, str, str]:
    code = main(["record", *map(str, arguments)])
    said = capsys.readouterr()
    return code, said.out, said.err


def test_a_record_that_holds_is_told_with_its_reach(
    export: Path, cards: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    code, out, err = run(capsys, "verify", export)
    assert (code, err) == (0, "")
    assert out.startswith("Consistent, keys not compared\n")
    assert f"parley record verify {export} --card RUS.card --card USA.card" in out
    code, out, _ = run(capsys, "verify", export, *cards, "--timeline")
    assert code == 0
    assert out.startswith("Proved under these keys\n")
    assert "USA holds 10" in out
    assert "22 entries, 21 with a joint number" in out
    assert len([row for row in out.splitlines() if "RUS 2023-11-14T22:1" in row]) == 11


def test_the_machine_form_is_one_object(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code, out, _ = run(capsys, "verify", export, "--json", "--timeline")
    found: dict[str, Any] = json.loads(out)
    assert code == 0
    assert (found["verdict"], found["entries"], found["joint"]["size"]) == ("consistent, keys not compared", 22, 21)
    assert len(found["timeline"]) == 22


def test_a_record_that_does_not_hold_is_refused_at_its_place(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = min((export / "feeds").glob("RUS-*/entries"))
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(bytes(data))
    code, out, _ = run(capsys, "verify", export)
    assert code == 1
    assert out.startswith("Refused\n")
    assert "[entry-altered]" in out
    assert f"at {path.relative_to(export)}, RUS, feed {path.parent.name[4:]}, entry 10" in out


def test_a_cut_record_says_where_it_ends_and_what_to_do(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    russia, america = small()
    ((name, rows),) = [(name, rows) for name, rows in russia.rows.items() if name[0] == "USA"]
    russia.rows[name] = rows[:5]
    one, other = write(russia.export(), tmp_path / "one"), write(america.export(), tmp_path / "other")
    code, out, _ = run(capsys, "verify", one)
    assert code == 0
    assert f"ends early: 5 of at least 11 entries of USA {name[1].hex()} are here" in out
    code, out, _ = run(capsys, "compare", one, other)
    assert code == 0
    assert out.startswith("The same as far as both reach\n")
    assert f"USA {name[1].hex()}: 11 entries, of which {one} lacks 5 to 10" in out
    code, out, _ = run(capsys, "compare", one, other, "--json")
    assert json.loads(out)["feeds"][1]["lacks"] == [[5, 11], None]


def test_a_fork_is_told_written_and_verified(
    tmp_path: Path, cards: list[str], capsys: pytest.CaptureFixture[str]
) -> None:
    russia, _ = small()
    twin = Side("RUS", TWO, Random(9))
    twin.rows = russia.backup()
    twin.restart()
    assert russia.current is not None
    twin.current, twin.told, twin.asked = twin.record.feed("RUS", russia.current.id), {}, True
    russia.state(START_MS + 80_000, "This.")
    twin.state(START_MS + 80_000, "That.")
    one, other = write(russia.export(), tmp_path / "one"), write(twin.export(), tmp_path / "other")
    code, out, _ = run(capsys, "compare", one, other, *cards, "--proofs", tmp_path / "proofs")
    assert code == 1
    assert out.startswith("An author signed two histories\n")
    assert "TWO HISTORIES, of 12 and 12 entries" in out
    (proof,) = (tmp_path / "proofs").iterdir()
    assert str(proof) in out
    code, out, _ = run(capsys, "fork", proof, *cards[:2])
    assert code == 0
    assert out.startswith("Proved under these keys\n  RUS signed two histories of its feed")
    code, out, _ = run(capsys, "fork", proof)
    assert (code, "give the card of RUS" in out) == (0, True)
    code, out, _ = run(capsys, "fork", proof, *cards[2:], "--json")
    assert (code, json.loads(out)["fault"]["code"]) == (1, "card-differs")
    proof.write_bytes(proof.read_bytes()[:-1])
    code, out, _ = run(capsys, "fork", proof)
    assert (code, "[fork-malformed]" in out) == (1, True)
    code, _, err = run(capsys, "compare", one, other, "--proofs", one / "agreement.toml")
    assert (code, "[out-unwritable]" in err) == (2, True)


# ---- folders


@pytest.mark.parametrize("name", ["feeds/x", "feeds/RUS-0011223344556677/entries", "cards/USA.card"])
def test_a_link_is_no_file_of_a_record(name: str, export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (export / name).unlink(missing_ok=True)
    (export / name).parent.mkdir(exist_ok=True)
    (export / name).symlink_to("/etc/hostname")
    code, out, err = run(capsys, "verify", export)
    assert (code, name in out + err) == (1 if name == "feeds/x" else 2, True)
    assert ("[record-unreadable]" in err) == (code == 2)


def test_a_pipe_is_not_waited_for(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (export / "agreement.toml").unlink()
    os.mkfifo(export / "agreement.toml")
    code, _, err = run(capsys, "verify", export)
    assert (code, "agreement.toml is no plain file" in err) == (2, True)


def test_a_file_larger_than_its_kind_is_not_read(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (export / "cards/RUS.card").write_bytes(bytes(40_000))
    code, _, err = run(capsys, "verify", export)
    assert (code, "[record-unreadable]" in err) == (2, True)


def test_a_folder_of_any_size_or_number_of_files_ends(
    export: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(record_files, "RECORD_FILES_MAX", 5)
    assert run(capsys, "verify", export)[0] == 2
    monkeypatch.undo()
    monkeypatch.setattr(record_files, "RECORD_BYTES_MAX", 500)
    assert run(capsys, "verify", export)[0] == 2


def test_a_folder_or_card_that_is_not_there_is_a_wrong_call(
    export: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for arguments in (
        ["verify", tmp_path / "nowhere"],
        ["verify", export, "--card", tmp_path / "nowhere"],
        ["compare", export, tmp_path / "nowhere"],
        ["fork", tmp_path / "nowhere"],
    ):
        code, out, err = run(capsys, *arguments)
        assert (code, out) == (2, "")
        assert "nowhere" in err


def test_a_strange_name_is_shown_in_plain_letters(export: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (export / "cards/\x1b[31m\udcff").write_bytes(b"")
    code, out, _ = run(capsys, "verify", export)
    assert code == 1
    assert "at cards/\\x1b[31m\\xff" in out
    code, out, _ = run(capsys, "verify", export, "--json")
    assert (code, json.loads(out)["fault"]["code"]) == (1, "record-files")


def test_progress_is_for_a_terminal_only(
    export: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True)
    code, _, err = run(capsys, "verify", export)
    assert code == 0
    assert "checking" in err
    assert err.endswith("\r\x1b[K")
