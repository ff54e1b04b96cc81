"""The pages say what is so: links lead somewhere, commands exist, generated parts are fresh."""

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from parley.cli.main import load, names
from tests.tidy.rules import ROOT, project_files

LINK = re.compile(r"\]\((?!https?:|#|mailto:)([^)#\s]+)")
COMMAND = re.compile(r"\./parley ([a-z][a-z-]*)")
PAGES = sorted(project_files(".md"))


def dead_links(page: Path, text: str) -> list[str]:
    return [link for link in LINK.findall(text) if not (page.parent / link).exists()]


@pytest.mark.parametrize("page", PAGES, ids=[str(page.relative_to(ROOT)) for page in PAGES])
def test_links_lead_somewhere(page: Path) -> None:
    assert dead_links(page, page.read_text()) == []


def test_a_dead_link_is_found() -> None:
    found = dead_links(ROOT / "README.md", "[gone](docs/gone.md), [here](README.md)")
    assert found == ["docs/gone.md"]


def test_the_commands_of_the_readme_exist() -> None:
    named = set(COMMAND.findall((ROOT / "README.md").read_text()))
    assert named
    assert not named - set(names())


@pytest.mark.parametrize("name", names())
def test_each_command_has_its_line_of_help(name: str) -> None:
    command = load(name)
    assert re.fullmatch(r"\S.*\S", command.HELP)
    assert callable(command.register)
    assert callable(command.run)


def test_a_stale_table_is_found(tmp_path: Path) -> None:
    page = tmp_path / "errors.md"
    shutil.copy(ROOT / "docs" / "errors.md", page)
    page.write_text(page.read_text().replace("| `cbor-limit` |", "| `cbor-limits` |"))
    command = [sys.executable, "-m", "cogapp", "--check", str(page)]
    assert subprocess.run(command, cwd=ROOT, capture_output=True, check=False).returncode == 5
