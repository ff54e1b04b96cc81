"""Texts that somebody wrote to do harm, and numbers that could be painted in another order than they stand in; R-92."""

from __future__ import annotations

import random
import re
import unicodedata
from collections.abc import Iterator
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from parley.cli.main import main
from parley.desk import messages as m
from parley.wire.context import Context
from parley.wire.render import fields
from tests.app.homes import two_homes
from tests.cli.served import eventually
from tests.console.desks import Desk, two_desks
from tests.console.terms import OFFICER, TERMS

NAUGHTY = (
    "<script>window.hit = 1</script>",
    "<img src=x onerror=window.hit=1>",
    "\"'><svg/onload=window.hit=1>",
    "{{ 7 * 7 }}{% raw %}${7*7}",
    "javascript:window.hit=1",
    "<a href='https://example.org/'>click</a>",
    "</bdi></td></tr></table><form action=//example.org><button>OK</button></form>",
    "<style>*{display:none}</style>",
    "&lt;b&gt; &amp;amp; &#x3c;",
    "--><!-- ]]> <![CDATA[",
    "' OR 1=1; DROP TABLE entries; --",
    "<div hx-get='/main/desk' hx-trigger=load data-live id=strip>",
    "العربية 24 عبرية עברית 13",
    "Ж" * 400,
    "a\u0300\u0301\u0302\u0303\u0304\u0305" * 20,
    "👩‍👩‍👧‍👦 𝕏 ﷽ ﷺ",
)
WORDS = {
    "en": ("flight", "area"), "ru": ("полёт", "район"), "ar": ("طائرة", "منطقة"), "he": ("מטוס", "אזור"),
    "hi": ("उड़ान", "क्षेत्र"), "el": ("πτήση", "περιοχή"),
}  # fmt: skip
CASES = 2_000
NUMBER = re.compile("[0-9]+(?:[.,:\u00a0\u202f][0-9]+)*|\u2068|\u2069")
PAINTED = """
([cases, direction, isolated]) => {
  document.documentElement.dir = direction;
  const box = document.createElement("table");
  box.className = "bi";
  const cells = cases.map(([text, language]) => {
    const row = box.insertRow(), label = document.createElement("th"), cell = row.insertCell();
    label.textContent = direction === "rtl" ? "المسافة 7" : "Distance 7";
    row.prepend(label);
    cell.style; cell.className = "probe"; cell.lang = language;
    const value = document.createElement(isolated ? "bdi" : "span");
    if (isolated) cell.dir = "auto";
    value.textContent = text;
    cell.append(value);
    return value;
  });
  document.querySelector("main").replaceChildren(box);
  return cells.map(value => {
    const node = value.firstChild, text = node.data, found = [];
    for (const match of text.matchAll(/[0-9]+(?:[.,:\\u00a0\\u202f][0-9]+)*/g)) {
      const boxes = [...match[0]].map((_, at) => {
        const range = document.createRange();
        range.setStart(node, match.index + at);
        range.setEnd(node, match.index + at + 1);
        const [box] = range.getClientRects();
        return [Math.round(box.left * 10), Math.round(box.top)];
      });
      found.push(boxes);
    }
    return {numbers: found, rtl: getComputedStyle(value).direction === "rtl"};
  });
}
"""

OF_TERMS = partial(two_homes, agreement=TERMS)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    with two_desks(tmp_path_factory.mktemp("texts"), (OFFICER, OFFICER), OF_TERMS) as pair:
        yield pair


def test_hostile_texts_are_shown_for_what_they_are(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    for text in NAUGHTY:
        home = str(usa.node.home.folder)
        assert main(["query", "--text", text, home, "--seat", OFFICER, "--precedence", "priority"]) == 0
    page = rus.open("desk")
    eventually(lambda: page.locator(".row").count() == len(NAUGHTY))
    threads = page.locator(".row").evaluate_all("rows => rows.map(row => row.getAttribute('href'))")
    shown = []
    for thread in threads:
        page.goto(rus.address.rstrip("/") + thread)
        shown.append(page.locator(".written").first.text_content())
        assert page.evaluate("window.hit") is None
        assert page.locator("main form").evaluate_all("all => all.every(each => each.action.startsWith(origin))")
    assert sorted(map(str, shown)) == sorted(NAUGHTY)
    page.keyboard.press("Control+k")
    page.keyboard.type("script")
    expect(page.locator("#palette-found li").first).to_be_visible()
    assert page.evaluate("window.hit") is None


@pytest.mark.parametrize("hidden", ["\u202e24", "a\u2066b", "\u200b", "x\x07y"])
def test_characters_that_turn_a_text_round_cannot_be_said(desks: tuple[Desk, Desk], hidden: str) -> None:
    usa, _ = desks
    assert main(["query", "--text", hidden, str(usa.node.home.folder), "--seat", OFFICER]) == 1


def cases(dice: random.Random) -> Iterator[tuple[str, str]]:
    """Values as the node writes them in each language, and texts of one script with numbers and units in them."""
    context = Context(author="USA", addressee="RUS", zones={"USA": "America/New_York", "RUS": "Europe/Moscow"})
    while True:
        notice = m.FlightNotice(
            language="en",
            aircraft=dice.randint(1, 900),
            from_ms=dice.randrange(1 << 40),
            until_ms=dice.randrange(1 << 40, 1 << 41),
            fl_min=dice.randint(1, 200),
            fl_max=dice.randint(201, 600),
            area="x",
            aircraft_type=None,
        )
        for language in ("en", "ru", "uk", "ar"):
            for field in fields(notice, language, context):
                if not field.original:
                    yield field.text, language
        for language, (first, second) in WORDS.items():
            yield f"{first} {dice.randint(10, 999)} {second} {dice.randint(10, 999)}, {dice.randint(1, 99)}", language


def disorder(page: Page, found: list[tuple[str, str]], direction: str, *, isolated: bool = True) -> list[str]:
    """The texts whose numbers are painted otherwise than they stand in the text, line by line."""
    painted: list[dict[str, Any]] = page.evaluate(PAINTED, [found, direction, isolated])
    return [text for (text, _), each in zip(found, painted, strict=True) if not in_order(text, each)]


def in_order(text: str, painted: dict[str, Any]) -> bool:
    """Whether each number reads from left to right, and those of one isolate stand as its direction has them."""
    for boxes in painted["numbers"]:
        if any(top == below and left >= right for (left, top), (right, below) in pairwise(boxes)):
            return False
    whole = [(isolate, boxes[0]) for isolate, boxes in zip(isolates(text), painted["numbers"], strict=True)]
    for (begin, (left, top)), (other, (right, below)) in pairwise(whole):
        rtl = painted["rtl"] if begin < 0 else runs_right_to_left(text[begin:])
        if begin == other and top == below and (left > right) != rtl:
            return False
    return True


def isolates(text: str) -> list[int]:
    """For each number where the isolate that it stands in begins, -1 outside of any."""
    found, stack = [], [-1]
    for match in NUMBER.finditer(text):
        if match[0] == "\u2068":
            stack.append(match.end())
        elif match[0] == "\u2069":
            stack.pop()
        else:
            found.append(stack[-1])
    return found


def runs_right_to_left(text: str) -> bool:
    """By the first letter before the isolate ends."""
    letters = (unicodedata.bidirectional(each) for each in text.partition("\u2069")[0])
    return next((each for each in letters if each in {"L", "R", "AL"}), "L") != "L"


def test_numbers_are_painted_in_the_order_in_which_they_stand(desks: tuple[Desk, Desk]) -> None:
    _, rus = desks
    page = rus.open("desk")
    every = cases(random.Random(92))
    for direction in ("ltr", "rtl"):
        some = [next(every) for _ in range(CASES // 2)]
        assert disorder(page, some, direction) == []


def test_the_check_finds_a_value_that_is_not_isolated(desks: tuple[Desk, Desk]) -> None:
    _, rus = desks
    value = [("24 km · 13 NM · 15 mi", "en")]
    page = rus.open("desk")
    assert disorder(page, value, "rtl", isolated=False)
    assert disorder(page, value, "rtl") == []
