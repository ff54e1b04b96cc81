"""Where seats are declared: a form becomes a draft, and another seat at another terminal releases it, or stops it."""

import asyncio
from collections.abc import Iterator
from typing import Any

import pytest

from parley.app import releasing
from parley.app.home import Home
from parley.cli.tui.asking import Node
from tests.app.homes import LINE
from tests.app.test_drafts import declare
from tests.cli.served import Shell, serving
from tests.cli.test_statements import homes_under
from tests.tui.desk_at import at, comes, says_once_heard

HOLD_MS = 4_000


@pytest.fixture
def line(
    tmp_path_factory: pytest.TempPathFactory, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Home, Home]]:
    usa, rus = homes_under(tmp_path_factory.mktemp("drafts"))
    monkeypatch.setattr(releasing, "hold_ms", lambda _: HOLD_MS)
    with serving(usa, rus):
        comes(usa, says_once_heard(rus, "Слышите?"))
        declare(Shell(capsys), usa)
        yield usa, rus


def texts(home: Home) -> list[str]:
    listed: list[dict[str, Any]] = Node(home.folder, LINE).ask(
        {"do": "list", "whose": "ours", "open": False, "last": 50}
    )["statements"]
    return [each["text"] for each in listed]


@pytest.mark.slow
def test_a_form_becomes_a_draft_that_another_seat_releases(line: tuple[Home, Home]) -> None:
    async def drafts() -> None:
        async with at(line[0], seat="watch-1") as officer:
            await officer.sees("link up")
            await officer.presses("c", "t")
            await officer.types("Convoy")
            await officer.presses("tab")
            await officer.types("It leaves at noon")
            await officer.sees("Another seat releases it", "ru: USA")
            await officer.presses("ctrl+j")
            await officer.sees("Draft 1 is kept; nothing is sent.", "parley draft release")
            await officer.presses("d")
            await officer.sees("-- Drafts: 1", "1  R free-text  Written  (watch-1)", "It leaves at")
            await officer.presses("g", "r")
            await officer.sees("[role-needed]")
        assert not texts(line[0])

    async def releases() -> None:
        async with at(line[0], seat="duty-commander") as officer:
            await officer.sees("link up")
            await officer.presses("d")
            await officer.sees("It leaves at", "ru: USA")
            await officer.presses("g")
            await officer.sees("press the letter of its precedence")
            await officer.presses("z")
            await officer.sees("[precedence-unconfirmed]")
            await officer.presses("g", "j")
            await officer.sees("Not released.")
            await officer.presses("g", "x", "r")
            await officer.misses("press the letter of its precedence")
            assert "leaves in" not in officer.screen(), "any other key drops the release, one that does something too"
            await officer.presses("g", "r")
            await officer.sees("Draft 1 leaves in 00:0", "Esc stops it.")
            await officer.presses("escape")
            await officer.sees("Nothing was sent.")
            await officer.misses("leaves in")
            assert not texts(line[0])
            await officer.presses("g", "r")
            await officer.sees("leaves in 00:0")
            assert not texts(line[0]), "nothing is sent while it is held"
            await officer.sees("Draft 1: Sent.", "-- Drafts: 0")

    asyncio.run(drafts())
    asyncio.run(releases())
    (sent,) = texts(line[0])
    assert "It leaves at noon" in sent


def test_a_watch_officer_says_roger_alone(line: tuple[Home, Home]) -> None:
    async def story() -> None:
        async with at(line[0], seat="watch-1") as officer:
            await officer.sees("Слышите?")
            await officer.presses("a")
            await officer.sees("ROGER for RUS", "received by the node of RUS")

    asyncio.run(story())


def test_a_seat_that_nobody_declared_says_nothing(line: tuple[Home, Home]) -> None:
    async def story() -> None:
        async with at(line[0], seat="stranger") as officer:
            await officer.sees("Слышите?")
            await officer.presses("a")
            assert "ROGER for" not in await officer.sees("[seat-not-declared]")

    asyncio.run(story())
