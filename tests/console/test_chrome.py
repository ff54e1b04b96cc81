"""The words of the pages: every language has the same names with the same values, and each name in use is there."""

from __future__ import annotations

import re
from importlib.resources import files
from pathlib import Path

import pytest
from fluent.syntax import FluentParser
from fluent.syntax.ast import Message, SelectExpression, VariableReference
from fluent.syntax.visitor import Visitor

from parley.console.looks import THEMES
from parley.console.screens import SCREENS
from parley.wire.chrome import LANGUAGES, chrome
from parley.words.codes import CODES

CONSOLE = Path(str(files("parley.console")))
CHROME = Path(str(files("parley.wire.chrome")))
USED = re.compile(r"""(?:\bt|\.say)\(\s*["']([a-z][a-z0-9-]*(?:\.[a-z]+)?)["']\s*[,)]""")
"""A name as templates and screens say it; what is put together there is listed by each test of its own."""
TOGETHER = {
    *(f"screen-{screen.name}" for screen in SCREENS),
    *(f"theme-{theme}" for theme in THEMES),
    "screen-unlock",
    "code-refused",
    "key-refused",
    "link-used",
}


class _Values(Visitor):
    """Which values a sentence is given."""

    def __init__(self) -> None:
        self.found: set[str] = set()

    def visit_VariableReference(self, node: VariableReference) -> None:  # noqa: N802  fluent's name
        self.found.add(node.id.name)

    def visit_SelectExpression(self, node: SelectExpression) -> None:  # noqa: N802  fluent's name
        self.generic_visit(node)


def values_of(source: str) -> dict[str, set[str]]:
    found = {}
    for entry in FluentParser().parse(source).body:
        if isinstance(entry, Message):
            values = _Values()
            values.visit(entry)
            found[entry.id.name] = values.found
    return found


def differs(one: str, other: str) -> set[str]:
    """Names that only one of two texts has, or that are given other values."""
    first, second = values_of(one), values_of(other)
    return {name for name in {*first, *second} if first.get(name) != second.get(name)}


def used(source: str) -> set[str]:
    return set(USED.findall(source))


@pytest.mark.parametrize("part", sorted(each.name for each in (CHROME / "en").glob("*.ftl")))
@pytest.mark.parametrize("language", sorted({*LANGUAGES} - {"en"}))
def test_every_language_has_the_same_names_with_the_same_values(language: str, part: str) -> None:
    english, other = (CHROME / each / part for each in ("en", language))
    assert differs(english.read_text("utf-8"), other.read_text("utf-8")) == set()


def test_no_name_stands_twice_in_a_language() -> None:
    for language in LANGUAGES:
        names = [
            entry.id.name
            for path in sorted((CHROME / language).glob("*.ftl"))
            for entry in FluentParser().parse(path.read_text("utf-8")).body
            if isinstance(entry, Message)
        ]
        assert sorted(set(names)) == sorted(names)


def test_every_name_that_a_page_uses_is_there() -> None:
    sources = [*CONSOLE.rglob("*.html"), *CONSOLE.rglob("*.py")]
    wanted = {name for path in sources for name in used(path.read_text("utf-8"))} | TOGETHER
    assert len(wanted) > 50
    for language in LANGUAGES:
        assert wanted - chrome(language).names == set()


def test_what_is_said_of_a_fault_is_said_of_a_fault_there_is() -> None:
    said = {name.removeprefix("fault-") for name in chrome("en").names if name.startswith("fault-") and "." not in name}
    assert said <= CODES.keys()
    assert {f"fault-{code}.todo" for code in said} <= chrome("en").names


def test_a_missing_name_a_missing_value_and_a_misspelt_name_are_found() -> None:
    english = "a = One\nb = { $count } of { $name }\n"
    assert differs(english, "a = Один\n") == {"b"}
    assert differs(english, "a = Один\nb = { $count }\n") == {"b"}
    assert used("""{{ t("no-such-name") }} {{ t('other', n=1) }} visit.say("third", x=y)""") == {
        "no-such-name",
        "other",
        "third",
    }
    assert "no-such-name" not in chrome("en").names
