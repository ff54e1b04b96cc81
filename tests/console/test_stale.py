"""A node that goes away under an open console, and comes back; R-50 and R-51 of docs/live.md."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from playwright.sync_api import expect

from parley.cli.main import main
from tests.app.homes import two_homes
from tests.cli.served import Served
from tests.console.desks import address_of, browser, served, signed_in
from tests.console.terms import OFFICER, TERMS


def asks(node: Served, text: str, *more: str) -> None:
    """By the command, in a thread of its own: the browser's driver keeps this one's loop."""
    with ThreadPoolExecutor(1) as apart:
        code = apart.submit(main, ["query", "--text", text, str(node.home.folder), "--seat", OFFICER, *more]).result()
    assert code == 0


def test_a_page_says_that_the_node_is_silent_and_goes_on_by_itself(tmp_path: Path) -> None:
    usa, rus = two_homes(tmp_path, TERMS)
    with served(rus) as (other,), browser() as program:
        node = Served(usa, console="127.0.0.1:0")
        desk = signed_in(program, node, OFFICER)
        port = int(address_of(node).rstrip("/").rpartition(":")[2])
        page = desk.open("desk")
        expect(page.locator(".lamp.big.ok")).to_be_visible(timeout=30_000)
        asks(node, "Before")
        expect(page.locator(".row", has_text="Before")).to_have_count(1)
        run = page.evaluate("document.documentElement.dataset.news")
        node.stop()
        expect(page.locator("#stale")).to_be_visible(timeout=12_500)
        expect(page.locator("#stale")).to_contain_text("has not heard from the node for 12 s")
        assert page.evaluate("[...document.querySelectorAll('button')].every(each => each.disabled)")
        assert "grayscale" in page.evaluate("getComputedStyle(document.querySelector('.body')).filter")
        asks(node, "While it was gone", "--officer-word")
        node = Served(usa, console=f"127.0.0.1:{port}", sessions=node.sessions)
        try:
            expect(page.locator("#stale")).to_be_hidden(timeout=15_000)
            expect(page.locator(".row", has_text="Before")).to_have_count(1)
            expect(page.locator(".row", has_text="While it was gone")).to_have_count(1)
            assert page.evaluate("document.documentElement.dataset.news").split("-")[0] != run.split("-")[0]
            assert not page.evaluate("[...document.querySelectorAll('button')].some(each => each.disabled)")
            other.stop()
            expect(page.locator(".alarm.down.on")).to_contain_text("Link to RUS down", timeout=60_000)
        finally:
            node.stop()
        wrong = [each for each in desk.watched.wrong if "ERR_" not in each]
        assert wrong == []
