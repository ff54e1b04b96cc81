"""Key files: written once, whole or not at all, for their owner alone; and each way in which they can be wrong."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path

import pytest

from parley.keys.files import NODE, read_key, write_key
from parley.words.faults import OurFault

SECRET = bytes(range(64))


def fault_of(act: Callable[[], object]) -> OurFault:
    with pytest.raises(OurFault) as raised:
        act()
    return raised.value


def written(folder: Path, passphrase: str | None = None) -> Path:
    path = folder / NODE
    write_key(path, SECRET, passphrase, os.urandom)
    return path


@pytest.mark.slow
@pytest.mark.parametrize("passphrase", [None, "correct horse", "пароль"])
def test_what_is_written_is_read(tmp_path: Path, passphrase: str | None) -> None:
    path = written(tmp_path, passphrase)
    assert read_key(path, passphrase) == SECRET
    assert (SECRET in path.read_bytes()) == (passphrase is None)


def test_only_the_owner_reads_it_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0)
    try:
        assert stat.S_IMODE(written(tmp_path).stat().st_mode) == 0o600
    finally:
        os.umask(before)


def test_a_key_is_never_written_over(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert fault_of(lambda: write_key(path, b"another", None, os.urandom)).code == "key-exists"
    assert read_key(path, None) == SECRET
    assert [left.name for left in tmp_path.iterdir()] == [NODE]


def test_a_key_that_appears_meanwhile_is_not_written_over(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = written(tmp_path)
    monkeypatch.setattr(Path, "exists", lambda _path: False)
    assert fault_of(lambda: write_key(path, b"another", None, os.urandom)).code == "key-exists"
    assert read_key(path, None) == SECRET
    assert [left.name for left in tmp_path.iterdir()] == [NODE]


def test_what_a_crash_left_behind_is_replaced(tmp_path: Path) -> None:
    (tmp_path / f"{NODE}.part").write_bytes(b"half")
    assert read_key(written(tmp_path), None) == SECRET
    assert [left.name for left in tmp_path.iterdir()] == [NODE]


def test_a_folder_without_links_takes_keys_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def no_links(*_paths: Path) -> None:
        raise OSError(errno.EPERM, "Operation not permitted")

    monkeypatch.setattr(os, "link", no_links)
    assert read_key(written(tmp_path), None) == SECRET
    assert [left.name for left in tmp_path.iterdir()] == [NODE]


def test_the_file_has_its_name_only_once_it_is_forced_and_the_folder_after(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []
    force, link = os.fsync, os.link

    def fsync(descriptor: int) -> None:
        calls.append(f"force {Path(f'/proc/self/fd/{descriptor}').readlink().name}")
        force(descriptor)

    def named(part: Path, path: Path) -> None:
        calls.append(f"name {path.name}")
        link(part, path)

    monkeypatch.setattr(os, "fsync", fsync)
    monkeypatch.setattr(os, "link", named)
    written(tmp_path)
    assert calls == [f"force {NODE}.part", f"name {NODE}", f"force {tmp_path.name}"]


@pytest.mark.parametrize("call", ["fsync", "link"])
def test_a_call_that_fails_is_named_and_leaves_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, call: str
) -> None:
    def fails(*_arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as planted:
        planted.setattr(os, call, fails)
        fault = fault_of(lambda: written(tmp_path))
        assert fault.code == "home-unwritable"
        assert "No space left" in fault.message
    assert list(tmp_path.iterdir()) == []
    written(tmp_path)


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "missing", tmp_path / "file", Path("/proc")):
        assert fault_of(lambda folder=folder: written(folder)).code == "home-unwritable"  # type: ignore[misc]


def test_a_missing_key_is_named(tmp_path: Path) -> None:
    fault = fault_of(lambda: read_key(tmp_path / NODE, None))
    assert fault.code == "key-missing"
    assert str(tmp_path / NODE) in fault.message


def test_a_wrong_passphrase_and_a_damaged_file_are_told_apart(tmp_path: Path) -> None:
    path = written(tmp_path, "right")
    assert fault_of(lambda: read_key(path, "wrong")).code == "passphrase-wrong"
    assert fault_of(lambda: read_key(path, None)).code == "passphrase-needed"
    whole = path.read_bytes()
    for damaged in (whole[:-1], whole[:40], b"", whole + b"\0", bytes([*whole[:60], whole[60] ^ 1, *whole[61:]])):
        path.write_bytes(damaged)
        fault = fault_of(lambda: read_key(path, "right"))
        assert fault.code == "keyfile-damaged"
        assert str(path) in fault.message


def test_a_file_that_is_not_sealed_is_not_taken_for_a_sealed_one(tmp_path: Path) -> None:
    path = written(tmp_path)
    assert fault_of(lambda: read_key(path, "the passphrase")).code == "keyfile-unsealed"


def test_what_is_no_key_file_is_named(tmp_path: Path) -> None:
    (tmp_path / NODE).mkdir()
    assert fault_of(lambda: read_key(tmp_path / NODE, None)).code == "keyfile-damaged"
    (tmp_path / "endless").symlink_to("/dev/zero")
    assert fault_of(lambda: read_key(tmp_path / "endless", None)).code == "keyfile-damaged"


def test_an_empty_passphrase_is_none(tmp_path: Path) -> None:
    assert fault_of(lambda: written(tmp_path, "")).code == "passphrase-empty"
    assert list(tmp_path.iterdir()) == []
