"""Reads docs/threats.toml, writes the tables of docs/threats.md, and checks that each test that a row names exists.

`python -m tools.threats` ends with 1 and names what is wrong, else it says how many rows wait for later work.
"""

import ast
import re
import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from tools.set_up import ROOT

DATA = ROOT / "docs" / "threats.toml"
PLANTED = re.compile(r"^#ifdef (\w+)$", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Row:
    """One threat: what stands against it, the tests that show it, and the work that brings what is missing."""

    id: str
    what: str
    control: str
    tests: tuple[str, ...]
    waits: str


def rows(part: dict[str, Any]) -> list[Row]:
    """The rows of one part of the file."""
    return [
        Row(each["id"], each["what"], each["control"], tuple(each.get("tests", ())), each.get("waits", ""))
        for each in part["row"]
    ]


@cache
def names(path: Path) -> frozenset[str]:
    """What a file holds that a row may name: functions, or the bugs that can be planted in a model."""
    text = path.read_text()
    if path.suffix == ".pml":
        return frozenset(PLANTED.findall(text))
    functions = (node for node in ast.walk(ast.parse(text)) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef))
    return frozenset(node.name for node in functions)


def wrong(data: dict[str, Any]) -> Iterator[str]:
    """Say what is wrong with the file."""
    every = [row for part in data["part"] for row in rows(part)]
    for row_id, count in Counter(row.id for row in every).items():
        if count > 1:
            yield f"{row_id}: stands {count} times"
    for row in every:
        if not row.tests and not row.waits:
            yield f"{row.id}: neither a test nor the work that brings it"
        if row.waits and row.waits not in data["later"]:
            yield f"{row.id}: waits for what is not named above: {row.waits}"
        for test in row.tests:
            path, _, name = test.partition("::")
            if not (ROOT / path).is_file() or name not in names(ROOT / path):
                yield f"{row.id}: no such test: {test}"


def load(text: str | None = None) -> dict[str, Any]:
    """Give the file's content."""
    return tomllib.loads(DATA.read_text() if text is None else text)


def waiting(data: dict[str, Any]) -> str:
    """Say how many rows wait, and for what."""
    every = [row for part in data["part"] for row in rows(part)]
    late = Counter(row.waits for row in every if row.waits)
    whole = sum(not row.tests for row in every if row.waits)
    told = ", ".join(f"{late[work]} for {work}" for work in data["later"] if late[work])
    return f"{len(every)} threats and cases, {sum(late.values())} wait, {whole} of them whole: {told}"


def pages(data: dict[str, Any]) -> str:
    """Write every part as a table."""
    lines = [waiting(data).capitalize() + ".", ""]
    for part in data["part"]:
        lines += [f"## {part['title']}", "", part["about"], ""]
        lines += ["| | what may be tried | what stands against it | shown by |", "|---|---|---|---|"]
        for row in rows(part):
            shown = [f"`{test}`" for test in row.tests]
            if row.waits:
                shown.append(f"**waits for: {row.waits}**")
            lines.append(f"| {row.id} | {row.what} | {row.control} | {'<br>'.join(shown)} |")
        lines.append("")
    return "\n".join(lines).rstrip()


def main() -> int:
    """Check the file; see the module's text."""
    data = load()
    found = list(wrong(data))
    print("\n".join(found) if found else waiting(data))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
