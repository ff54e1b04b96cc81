"""The project keeps its own rules, and each rule catches what it is for."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.tidy import rules

Rule = Callable[[str, str], list[str]]


def python_files() -> list[Path]:
    return list(rules.project_files(".py"))


def packages() -> list[Path]:
    return [path for path in python_files() if path.name == "__init__.py"]


def locks() -> list[Path]:
    return sorted((rules.ROOT / "lock").glob("*.txt"))


def fragments() -> list[Path]:
    return [path for path in (rules.ROOT / "changes").iterdir() if path.name != ".gitkeep"]


CASES: list[tuple[Rule, Callable[[], list[Path]]]] = [
    (rules.long_files, python_files),
    (rules.long_functions, python_files),
    (rules.unexplained_packages, packages),
    (rules.placed_locks, locks),
    (rules.bad_fragments, fragments),
]


@pytest.mark.parametrize(("rule", "files"), CASES)
def test_the_project_keeps_the_rule(rule: Rule, files: Callable[[], list[Path]]) -> None:
    checked = files()
    wrong = [line for path in checked for line in rule(path.name, path.read_text())]
    assert checked
    assert wrong == []


PLANTED: list[tuple[Rule, str, str]] = [
    (rules.long_files, "a.py", "x = 1\n" * 401),
    (rules.long_functions, "a.py", "def f():\n" + "    x = 1\n" * 60),
    (rules.long_functions, "a.py", "class A:\n    async def f(self):\n" + "        x = 1\n" * 60),
    (rules.unexplained_packages, "__init__.py", ""),
    (rules.unexplained_packages, "__init__.py", '"""What it is for."""\n'),
    (rules.unexplained_packages, "__init__.py", '"""What it is for\n\nMay import words.\n"""\n'),
    (rules.placed_locks, "run.txt", "rich==15.0.0\n"),
    (rules.placed_locks, "run.txt", "--find-links wheels\n"),
    (rules.placed_locks, "run.txt", "rich @ file:///opt/rich.whl \\\n"),
    (rules.placed_locks, "run.txt", "rich==15.0.0 \\\n    --hash=sha256:00\n    # from https://index.example/simple\n"),
    (rules.bad_fragments, "2.feature.md", "A line.\n"),
    (rules.bad_fragments, "notes.md", "A line.\n"),
    (rules.bad_fragments, "2.added.md", "\n"),
]


@pytest.mark.parametrize(("rule", "name", "text"), PLANTED)
def test_the_rule_catches_a_planted_breach(rule: Rule, name: str, text: str) -> None:
    assert rule(name, text) != []


def test_each_rule_has_a_planted_breach() -> None:
    assert {rule for rule, *_ in PLANTED} == {rule for rule, _ in CASES}
