"""Reads docs/asvs.toml, writes the table of docs/asvs.md, and checks that each test that a row names exists.

`python -m tools.asvs` ends with 1 and names what is wrong, else it says how many requirements are met.
"""

import sys
import tomllib
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tools.set_up import ROOT
from tools.threats import names

DATA = ROOT / "docs" / "asvs.toml"
STANDINGS = ("met", "none", "not")
SAID = {"met": "met", "none": "does not apply", "not": "**not met**"}


@dataclass(frozen=True, slots=True)
class Row:
    """Requirements of one standing: their numbers, what they ask in our words, and how it is."""

    ids: tuple[str, ...]
    what: str
    standing: str
    how: str
    shown: tuple[str, ...]


def rows(data: dict[str, Any]) -> list[Row]:
    """Give the rows of the file."""
    return [
        Row(
            tuple(each["ids"]),
            each["what"],
            next((key for key in STANDINGS if key in each), ""),
            next((each[key] for key in STANDINGS if key in each), ""),
            tuple(each.get("shown", ())),
        )
        for each in data["row"]
    ]


def wrong(data: dict[str, Any]) -> Iterator[str]:
    """Say what is wrong with the file."""
    asked = [each for level in data["levels"].values() for each in level]
    found = Counter(each for row in rows(data) for each in row.ids)
    for each, count in found.items():
        if count > 1:
            yield f"{each}: stands {count} times"
    yield from (f"{each}: has no row" for each in asked if each not in found)
    yield from (f"{each}: is no requirement of these levels" for each in found if each not in asked)
    for row in rows(data):
        where = ", ".join(row.ids)
        if not row.standing or not row.how or not row.what:
            yield f"{where}: neither met, nor without application, nor not met"
        if row.standing == "met" and not row.shown:
            yield f"{where}: met, and nothing shows it"
        for shown in row.shown:
            path, _, name = shown.partition("::")
            if not (ROOT / path).is_file() or (name and name not in names(ROOT / path)):
                yield f"{where}: no such test or page: {shown}"
            if not name and Path(path).suffix != ".md":
                yield f"{where}: a file that is neither a test nor a page: {shown}"


def load(text: str | None = None) -> dict[str, Any]:
    """Give the file's content."""
    return tomllib.loads(DATA.read_text() if text is None else text)


def told(data: dict[str, Any]) -> str:
    """Say how many requirements have which standing."""
    count = Counter({row.standing: 0 for row in rows(data)})
    for row in rows(data):
        count[row.standing] += len(row.ids)
    return f"{count.total()} requirements: {count['met']} met, {count['none']} do not apply, {count['not']} not met"


def table(data: dict[str, Any]) -> str:
    """Write the rows, chapter by chapter, in the order of their numbers."""
    lines = [f"{told(data)}.", ""]
    level_of = {each: level for level, ids in data["levels"].items() for each in ids}
    for chapter, title in data["chapters"].items():
        lines += [f"## {chapter}. {title}", "", "| | level | what is asked | | how |", "|---|---|---|---|---|"]
        here = [row for row in rows(data) if row.ids[0].split(".")[0] == chapter]
        for row in sorted(here, key=lambda each: [int(part) for part in each.ids[0].split(".")]):
            levels = "/".join(sorted({level_of[each] for each in row.ids}))
            shown = "".join(f"<br>`{each}`" for each in row.shown)
            lines.append(f"| {', '.join(row.ids)} | {levels} | {row.what} | {SAID[row.standing]} | {row.how}{shown} |")
        lines.append("")
    return "\n".join(lines).rstrip()


def main() -> int:
    """Check the file; see the module's text."""
    data = load()
    found = list(wrong(data))
    print("\n".join(found) if found else told(data))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
