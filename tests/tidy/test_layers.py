"""Each contract of import-linter refuses a module that breaks it, planted in a copy of the tree."""

import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

from tests.tidy.rules import ROOT

pytestmark = pytest.mark.slow

# contract, the file that breaks it, its text
PLANTED = [
    ("layers", "words/planted.py", "import parley.seal"),
    ("layers", "line/planted.py", "import parley.record"),
    ("layers", "store/planted.py", "import parley.bearers"),
    ("layers", "node/planted.py", "import parley.runtime"),
    ("layers", "helpers/__init__.py", ""),
    ("pure", "node/planted.py", "import time"),
    ("pure", "record/planted.py", "from os import urandom"),
    ("pure", "desk/planted.py", "import asyncio"),
    ("pure", "line/planted.py", "from pathlib import Path"),
    ("seal", "keys/planted.py", "from cryptography.hazmat.primitives import hashes"),
    ("seal", "record/planted.py", "import hashlib"),
    ("opaque", "record/planted.py", "import parley.geo"),
    ("desk", "desk/planted.py", "import parley.seal"),
    ("adapters", "cli/planted.py", "import parley.store"),
    ("adapters", "console/planted.py", "import parley.keys"),
    ("words", "words/planted.py", "import rich"),
    ("languages", "app/planted.py", "import babel"),
    ("languages", "node/planted.py", "from fluent.runtime import FluentBundle"),
    ("alone", "cli/planted.py", "import sim"),
    ("alone", "app/planted.py", "import tools.set_up"),
    ("acyclic", "line/planted.py", "import parley.line.planted_too"),
]


IMPORT_RECORD = """
import importlib, pkgutil, sys, parley.record
for module in pkgutil.walk_packages(parley.record.__path__, "parley.record."):
    importlib.import_module(module.name)
print(*sys.modules)
"""


def contracts() -> list[str]:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text())
    return [contract["id"] for contract in settings["tool"]["importlinter"]["contracts"]]


def lint(tree: Path, contract: str) -> subprocess.CompletedProcess[str]:
    command = [str(Path(sys.executable).with_name("lint-imports")), "--no-cache", "--contract", contract]
    environment = {"PYTHONPATH": str(tree / "src"), "PATH": "/usr/bin:/bin"}
    return subprocess.run(command, cwd=tree, env=environment, capture_output=True, text=True, check=False)


@pytest.fixture
def tree(tmp_path: Path) -> Path:
    shutil.copytree(ROOT / "src", tmp_path / "src", ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(ROOT / "pyproject.toml", tmp_path)
    return tmp_path


@pytest.mark.parametrize(("contract", "name", "text"), PLANTED)
def test_a_breach_is_caught(tree: Path, contract: str, name: str, text: str) -> None:
    planted = tree / "src" / "parley" / name
    planted.parent.mkdir(exist_ok=True)
    planted.write_text(f"{text}\n")
    planted.with_name("planted_too.py").write_text("import parley.line.planted\n" if contract == "acyclic" else "")
    done = lint(tree, contract)
    assert done.returncode == 1, done.stdout + done.stderr
    assert "1 broken" in done.stdout


def test_each_contract_has_a_planted_breach() -> None:
    assert {contract for contract, *_ in PLANTED} == set(contracts())


def test_the_record_loads_only_seal_and_words() -> None:
    done = subprocess.run([sys.executable, "-c", IMPORT_RECORD], capture_output=True, text=True, check=True)
    loaded = {name.split(".")[1] for name in done.stdout.split() if name.startswith("parley.")}
    assert loaded == {"record", "seal", "words"}
