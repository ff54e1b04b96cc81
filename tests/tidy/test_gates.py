"""The other gates catch what they are there for."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.rules import ROOT

pytestmark = pytest.mark.slow


def ends_with(folder: Path, *command: str) -> tuple[int, str]:
    done = subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout + done.stderr


def test_codespell_finds_a_misspelt_word(tmp_path: Path) -> None:
    (tmp_path / "page.md").write_text("Both recieve it.\n")  # codespell:ignore
    code, said = ends_with(tmp_path, sys.executable, "-m", "codespell_lib", "--toml", f"{ROOT}/pyproject.toml")
    assert code != 0
    assert "receive" in said


def test_ruff_finds_a_file_that_is_not_formatted(tmp_path: Path) -> None:
    (tmp_path / "planted.py").write_text("x = {  'a':1 }\n")
    config = f"{ROOT}/pyproject.toml"
    assert ends_with(tmp_path, sys.executable, "-m", "ruff", "format", "--check", "--config", config, ".")[0] == 1


@pytest.mark.parametrize(
    ("text", "rule"), [("import nowhere_to_be_found\n", "DEP001"), ("import rich\nimport pygments\n", "DEP003")]
)
def test_deptry_finds_what_is_not_declared(tmp_path: Path, text: str, rule: str) -> None:
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    (tmp_path / "src" / "parley").mkdir(parents=True)
    (tmp_path / "src" / "parley" / "planted.py").write_text(text)
    code, said = ends_with(tmp_path, sys.executable, "-m", "deptry", "--no-ansi", ".")
    assert code != 0
    assert rule in said


def test_shellcheck_finds_an_unquoted_path(tmp_path: Path) -> None:
    if not shutil.which("shellcheck"):
        pytest.skip("needs shellcheck (tools/debian.txt)")
    (tmp_path / "planted").write_text("#!/bin/sh\nrm -r $1\n")
    code, said = ends_with(tmp_path, "shellcheck", "planted")
    assert code != 0
    assert "SC2086" in said


def test_a_test_that_hangs_ends_the_run_and_is_named(tmp_path: Path) -> None:
    planted = tmp_path / "test_planted.py"
    planted.write_text("import time\n\ndef test_hangs() -> None:\n    time.sleep(60)\n")
    command = [sys.executable, "-m", "pytest", "-c", f"{ROOT}/pyproject.toml", "-o", "faulthandler_timeout=0.5"]
    code, said = ends_with(tmp_path, *command, str(planted))
    assert code != 0
    assert "in test_hangs" in said
