"""The linter's and the type checker's settings catch what they are there for."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.tidy.rules import ROOT

pytestmark = pytest.mark.slow

CLOCK = "from datetime import UTC, datetime\n\nNOW = datetime.now(tz=UTC)\n"
UNHANDLED = """
import enum

class Lamp(enum.Enum):
    UP = 1
    DOWN = 2

def text(lamp: Lamp) -> str:
    name = "?"
    match lamp:
        case Lamp.UP:
            name = "up"
    return name
"""
UNBOUND = "def text(up: bool) -> str:\n    if up:\n        name = 'up'\n    return name\n"
BARE_IGNORE = "name: str = 1  # type: ignore\n"


def ruff(name: str, text: str) -> str:
    command = [sys.executable, "-m", "ruff", "check", "--no-cache", "--output-format", "concise"]
    done = subprocess.run(
        [*command, "--stdin-filename", name, "-"], input=text, cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout


@pytest.mark.parametrize("package", ["words", "seal", "geo", "record", "line", "desk", "wire", "node"])
def test_no_clock_in_the_core(package: str) -> None:
    assert "TID251" in ruff(f"src/parley/{package}/planted.py", CLOCK)


def test_the_shell_may_read_the_clock() -> None:
    assert "TID251" not in ruff("src/parley/runtime/planted.py", CLOCK)


@pytest.mark.parametrize(
    ("rule", "text"),
    [
        ("S608", "def found(name: str) -> str:\n    return f\"SELECT * FROM seats WHERE name = '{name}'\"\n"),
        ("S307", "def value(text: str) -> object:\n    return eval(text)\n"),
        ("S602", "import subprocess\n\nsubprocess.run(input(), shell=True)\n"),
        ("S301", "import pickle\n\nFOUND = pickle.loads(b'')\n"),
        ("S701", "from jinja2 import Environment\n\nPAGES = Environment()\n"),
    ],
)
def test_what_would_run_a_text_is_refused(rule: str, text: str) -> None:
    assert rule in ruff("src/parley/console/planted.py", text)


@pytest.mark.parametrize(
    ("code", "text"),
    [
        ("exhaustive-match", UNHANDLED),
        ("possibly-undefined", UNBOUND),
        ("ignore-without-code", BARE_IGNORE),
        ("no-untyped-def", "def f(x):\n    return x\n"),
        ("unreachable", "def f(x: int) -> int:\n    return x\n    print(x)\n"),
    ],
    ids=lambda text: text if "\n" not in text else "",
)
def test_the_type_checker_is_strict(tmp_path: Path, code: str, text: str) -> None:
    planted = tmp_path / "planted.py"
    planted.write_text(text)
    command = [sys.executable, "-m", "mypy", f"--config-file={ROOT}/pyproject.toml", f"--cache-dir={tmp_path}/cache"]
    done = subprocess.run([*command, planted], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert f"[{code}]" in done.stdout, done.stdout + done.stderr
