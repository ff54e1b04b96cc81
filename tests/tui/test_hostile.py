"""What the other side writes is shown for what it is: no control, markup or direction trick reaches the terminal."""

import asyncio
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Static

from parley.app.home import Home
from parley.cli.tui import board, told
from parley.cli.tui.asking import Node
from parley.wire.chrome import chrome
from parley.words.faults import OurFault
from tests.cli.served import serving
from tests.cli.test_statements import homes_under
from tests.tui.desk_at import at, says, says_once_heard

NAUGHTY = (
    "\x1b]0;title\x07", "\x1b[2J\x1b[H", "\x9b31m", "a\rb", "a\x08b", "\u202e26 yldneirf", "\u2066x\u2069",
    "\u200bA\u200dB", "\u061c12\u200e", "\ufeffx", "\U000e0041", "\u2028next", "\u00adsoft", "\u3164\u115f", "\ud800",
)  # fmt: skip
MARKUP = "[@click=app.quit]press[/] [b]bold[/b] [link=x]y[/link] :smile: \\[z]"
ALLOWED = re.compile(r"[^\x00-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\U000e0000-\U000e007f]*")


@pytest.mark.parametrize("text", NAUGHTY)
def test_hidden_characters_are_shown_by_their_numbers(text: str) -> None:
    shown = told.visible(text)
    assert ALLOWED.fullmatch(shown), ascii(shown)
    if "\u2066" not in text and "\u3164" not in text:
        assert "<U+" in shown
    for character in text:
        if character.isascii() and character.isprintable():
            assert character in shown


def test_a_text_that_is_passed_as_it_is_would_be_found() -> None:
    assert not all(ALLOWED.fullmatch(text) for text in NAUGHTY)


def test_a_line_from_right_to_left_is_marked_and_its_numbers_stand_in_order() -> None:
    words = chrome("en")
    (line,) = told.lines("وصلت \u206830\u2069 طائرة و ١٩ سفينة", words)
    assert line.startswith("[right to left, as stored] ")
    assert line.endswith(" [30 | 19]")
    assert list(told.lines("30 and 19", words)) == ["30 and 19"]


@pytest.fixture(scope="module")
def line(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Home, Home]]:
    usa, rus = homes_under(tmp_path_factory.mktemp("hostile"))
    with serving(usa, rus):
        yield usa, rus


def test_markup_of_the_terminal_is_text(line: tuple[Home, Home]) -> None:
    says_once_heard(line[1], MARKUP)

    async def story() -> None:
        async with at(line[0], size=(160, 24)) as officer:
            shown = await officer.sees("[@click=app.quit]press[/]", "[b]bold[/b]", "[link=x]y[/link] :smile: \\[z]")
            assert shown.count("[b]bold") >= 1
            planted = officer.terminal.screen.query_one("#note", Static)
            planted.display = True
            planted._render_markup = True  # noqa: SLF001  the planted fault: markup is obeyed
            planted.update(MARKUP)
            await officer.until(lambda: any("press bold y" in each for each in officer.lines()))

    asyncio.run(story())


def test_a_node_that_passed_controls_on_would_not_reach_the_terminal(
    line: tuple[Home, Home], monkeypatch: pytest.MonkeyPatch
) -> None:
    """No node takes such a text; the terminal does not rely on it."""
    said = says_once_heard(line[1], "PLANT")
    ask = Node.ask

    def spoilt(value: Any) -> Any:  # noqa: ANN401  JSON
        if isinstance(value, str):
            return value.replace("PLANT", "\x1b[2J\u202eTNALP\r\x07")
        if isinstance(value, dict):
            return {key: spoilt(each) for key, each in value.items()}
        return [spoilt(each) for each in value] if isinstance(value, list) else value

    monkeypatch.setattr(Node, "ask", lambda node, request: spoilt(ask(node, request)))

    async def story() -> None:
        async with at(line[0]) as officer:
            await officer.chooses(said)
            shown = await officer.sees("<U+001B>[2J<U+202E>TNALP<U+000D><U+0007>")
            assert ALLOWED.fullmatch(shown.replace("\n", ""))
            monkeypatch.setattr(board, "visible", lambda text: text)
            monkeypatch.setattr(told, "visible", lambda text: text)
            officer.terminal.tick()
            await officer.until(lambda: ALLOWED.fullmatch(officer.screen().replace("\n", "")) is None)

    asyncio.run(story())


def test_a_node_refuses_such_a_text_to_begin_with(line: tuple[Home, Home]) -> None:
    with pytest.raises(OurFault) as refused:
        says(line[1], "statement", text="x\u202ey")
    assert refused.value.code == "text-controls"


def test_the_files_of_this_package_obey_no_markup() -> None:
    package = Path(told.__file__).parent
    source = "\n".join(path.read_text() for path in package.glob("*.py"))
    made = re.findall(r"Static\((?:[^()]|\([^()]*(?:\([^()]*\)[^()]*)*\))*\)", source)
    assert made
    assert all("markup=False" in each for each in made), made
