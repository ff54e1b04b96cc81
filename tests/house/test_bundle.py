"""`parley bundle` writes a whole folder or none."""

import subprocess
import sys
from pathlib import Path

import pytest

from parley.cli import bundle, main
from tests.tidy.rules import ROOT


def test_the_source_goes_without_what_python_left_beside_it(tmp_path: Path) -> None:
    bundle.copy_source(ROOT, tmp_path)
    names = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*")}
    assert {"parley", "tools/start", "tools/set_up.py", "lock/run.txt", "lock/bundle.txt", "src/parley/cli"} <= names
    assert not [name for name in names if "__pycache__" in name or name.startswith((".", "wheels"))]


def test_a_folder_that_exists_is_left_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main.main(["bundle", str(tmp_path)]) == 2
    assert "exists" in capsys.readouterr().err
    assert list(tmp_path.iterdir()) == []


def test_without_wheels_there_is_no_bundle(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bundle, "fetch_wheels", lambda *_: "no way to the index")
    target = tmp_path / "bundle"
    assert main.main(["bundle", str(target)]) == 2
    assert "no way to the index" in capsys.readouterr().err
    assert not target.exists()


@pytest.mark.slow
def test_a_damaged_wheel_is_refused_by_its_hash(tmp_path: Path) -> None:
    (tmp_path / "mdurl-0.1.2-py3-none-any.whl").write_bytes(b"PK")
    lock = tmp_path / "lock.txt"
    lock.write_text(f"mdurl==0.1.2 --hash=sha256:{'0' * 64}\n")
    command = [sys.executable, "-m", "pip", "--isolated", "install", "--target", str(tmp_path / "out")]
    command += ["--require-hashes", "--no-index", "--find-links", str(tmp_path), "-r", str(lock)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode != 0
    assert "DO NOT MATCH THE HASHES" in done.stderr
