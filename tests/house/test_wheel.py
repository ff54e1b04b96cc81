"""Two builds that differ are told apart by the first file that does; the builds themselves are a gate of ./check."""

import zipfile
from pathlib import Path

import pytest

from tools import wheel

MADE = {"parley/a.py": b"a = 1\n", "parley/b.py": b"b = 2\n"}


def written(path: Path, files: dict[str, bytes], *, minute: int = 0, mode: int = 0o644, level: int = 6) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=level) as archive:
        for name, content in files.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, minute, 0))
            info.external_attr = mode << 16
            archive.writestr(info, content, zipfile.ZIP_DEFLATED, level)
    return path


def test_the_same_bytes_are_no_difference(tmp_path: Path) -> None:
    assert wheel.difference(written(tmp_path / "one.whl", MADE), written(tmp_path / "two.whl", MADE)) == ""


@pytest.mark.parametrize(
    ("files", "how", "why"),
    [
        (MADE | {"parley/b.py": b"b = 3\n"}, {}, "parley/b.py has another content"),
        (dict(reversed(MADE.items())), {}, "parley/a.py stands where parley/b.py does"),
        (MADE, {"minute": 1}, "parley/a.py has another time or mode"),
        (MADE, {"mode": 0o600}, "parley/a.py has another time or mode"),
        (MADE | {"parley/c.py": b""}, {}, "the form of the archive"),
    ],
)
def test_what_differs_first_is_named(tmp_path: Path, files: dict[str, bytes], how: dict[str, int], why: str) -> None:
    one, other = written(tmp_path / "one.whl", MADE), written(tmp_path / "two.whl", files, **how)
    assert wheel.difference(one, other) == why


@pytest.mark.slow
def test_builds_that_differ_fail_and_leave_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def built(folder: Path, environment: dict[str, str], _umask: int) -> Path:
        return written(folder / "parley.whl", {"parley/zone.py": environment["TZ"].encode()})

    monkeypatch.setattr(wheel, "built", built)
    assert wheel.main([str(tmp_path / "out")]) == 1
    assert "parley/zone.py has another content" in capsys.readouterr().err
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
def test_a_build_that_fails_says_why(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def built(folder: Path, _environment: dict[str, str], _umask: int) -> Path:
        raise wheel.BuildError(f"no backend in {folder.name}")

    monkeypatch.setattr(wheel, "built", built)
    assert wheel.main([str(tmp_path / "out")]) == 2
    assert "no backend in copy" in capsys.readouterr().err
