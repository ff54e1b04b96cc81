"""The rules that no linter has: each takes a text and returns what is wrong with it."""

import ast
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
FUNCTION_LINES_MAX = 60
FILE_LINES_MAX = 400
ONE_FILE_BY_DESIGN = {"verify_record.py"}  # whoever doubts Parley reads this one and nothing else
# Anything that tells where a file was made: a host, a folder, an index.
PLACE = re.compile(r"://|^-|(^|\s)/\w|@ ", re.MULTILINE)
FRAGMENT = re.compile(r"(\d+|\+[\w-]+)\.(added|changed|fixed|removed)(\.\d+)?\.md")


def project_files(suffix: str) -> Iterator[Path]:
    """The project's own files, as git sees them: committed, or new and not ignored."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", f"*{suffix}"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=True).stdout
    yield from (ROOT / line for line in listed.splitlines() if (ROOT / line).exists())


def long_files(name: str, text: str) -> list[str]:
    lines = 0 if name in ONE_FILE_BY_DESIGN else text.count("\n")
    return [f"{name}: {lines} lines, at most {FILE_LINES_MAX}"] if lines > FILE_LINES_MAX else []


def long_functions(name: str, text: str) -> list[str]:
    return [
        f"{name}: {node.name} has {lines} lines, at most {FUNCTION_LINES_MAX}"
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (lines := (node.end_lineno or 0) - node.lineno + 1) > FUNCTION_LINES_MAX
    ]


def unexplained_packages(name: str, text: str) -> list[str]:
    """A package says in one sentence what it is for, and in one what it may import."""
    purpose, _, imports = (ast.get_docstring(ast.parse(text)) or "").partition("\n\n")
    good = purpose.endswith(".") and re.match(r"May import .*[^.]\.\Z", imports, re.DOTALL)
    return [] if good else [f"{name}: needs one sentence on its purpose and one that begins 'May import'"]


def placed_locks(name: str, text: str) -> list[str]:
    """A lock names packages, versions and hashes, and not where it was made."""
    pins = re.findall(r"^\w.*$", text, re.MULTILINE)
    unhashed = [pin for pin in pins if not pin.endswith("\\")]
    return [f"{name}: names a place: {match[0]!r}" for match in PLACE.finditer(text)] + [
        f"{name}: no hash: {pin}" for pin in unhashed
    ]


def bad_fragments(name: str, text: str) -> list[str]:
    """A change is told in a file named ISSUE.added.md, ISSUE.changed.md, ISSUE.fixed.md or ISSUE.removed.md."""
    if not FRAGMENT.fullmatch(name):
        return [f"changes/{name}: towncrier would not find it"]
    return [] if text.strip() else [f"changes/{name}: is empty"]
