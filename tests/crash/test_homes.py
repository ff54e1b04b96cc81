"""Homes, lines and settings are there whole after a power cut: everything is forced before it gets its name."""

from pathlib import Path

import pytest

from crash.disk import Op, watched
from parley.app import home as homes
from parley.app.home import set_places
from parley.app.places import Places
from tests.app.homes import LINE, two_homes


def named_at(log: list[Op], name: str) -> int:
    """Where a name is given in a log of calls."""
    return next(at for at, op in enumerate(log) if op.kind == "rename" and op.to == name)


def forced(log: list[Op]) -> set[str]:
    return {op.file for op in log if op.kind == "force"}


def test_a_home_and_a_line_are_forced_file_by_file_before_they_are_named(tmp_path: Path) -> None:
    with watched() as disk:
        two_homes(tmp_path)
    home, line = named_at(disk.log, "USA"), named_at(disk.log, LINE)
    assert {"root.key", "node.key", "transport.key", "USA.card", "parley.toml"} <= forced(disk.log[:home])
    assert {"agreement.toml", "line.toml", "pair-RUS.key", "RUS.card"} <= forced(disk.log[home:line])
    for named in (home, line):
        assert disk.log[named - 1].kind == disk.log[named + 1].kind == "force folder"


def test_a_home_that_is_only_named_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(homes, "put_folder", Path.rename)
    with watched() as disk:
        two_homes(tmp_path)
    assert "USA.card" not in forced(disk.log)


def test_settings_are_forced_before_they_replace_the_old_ones(tmp_path: Path) -> None:
    usa, _ = two_homes(tmp_path)
    with watched() as disk:
        set_places(usa, LINE, Places("127.0.0.1:4000"))
    assert [op.kind for op in disk.log] == ["create", "write", "force", "rename", "force folder"]
