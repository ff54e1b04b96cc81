"""What stands round every screen, in a browser: no barrier for anybody, room at every size, plain forms."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext

from parley.app.people import declare_seat
from parley.console.looks import SCALES, THEMES
from parley.console.sessions import Purpose
from parley.desk.people import Role, Seat
from tests.app.homes import LINE, two_homes
from tests.cli.served import Served
from tests.console.desks import address_of, browser, served, signed_in

pytestmark = pytest.mark.slow
AXE = (Path(__file__).parent / "axe.min.js").read_text()
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]


@pytest.fixture(scope="module")
def program() -> Iterator[Browser]:
    with browser() as program:
        yield program


@pytest.fixture(scope="module")
def node(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    home, _ = two_homes(tmp_path_factory.mktemp("homes"))
    declare_seat(home.folder, 0, "admin", "admin", Seat(frozenset({Role.ADMINISTRATOR})))
    with served(home) as (node,):
        yield node


def seated(context: BrowserContext, node: Served) -> str:
    """Sign in without a page; the address."""
    address = address_of(node)
    context.request.get(f"{address}sign-in?link={node.sessions.link('admin')}")
    return address


def barriers(context: BrowserContext, where: str) -> list[tuple[str, list[str]]]:
    """What axe finds on a page: rule and places."""
    page = context.new_page()
    page.goto(where)
    page.evaluate(AXE)
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    page.close()
    return [(each["id"], [str(place["target"]) for place in each["nodes"]]) for each in found["violations"]]


@pytest.mark.parametrize("theme", THEMES)
def test_axe_finds_no_barrier(program: Browser, node: Served, theme: str) -> None:
    context = program.new_context(bypass_csp=True)  # for axe alone: the policy is tried elsewhere
    address = seated(context, node)
    context.add_cookies([{"name": "parley-look", "value": f"{theme}.100", "url": address}])
    link = node.sessions.link("admin", Purpose.ENROL)
    for path in ("sign-in", f"enrol?link={link}", "code", f"{LINE}/admin", f"{LINE}/welcome", "nowhere"):
        assert barriers(context, address + path) == [], path
    (session,) = [each for each in node.sessions.listed() if each.at == f"/{LINE}/welcome"]
    node.sessions.lock(session)
    assert barriers(context, f"{address}{LINE}/admin") == []
    node.sessions.end_of("admin")
    context.close()


def test_axe_finds_a_planted_barrier(program: Browser, node: Served) -> None:
    context = program.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address_of(node)}sign-in")
    page.evaluate(AXE)
    page.evaluate("() => { const e = document.createElement('input'); document.querySelector('main').append(e); }")
    found: dict[str, Any] = page.evaluate("rules => axe.run({runOnly: rules})", RULES)
    assert [each["id"] for each in found["violations"]] == ["label"]
    context.close()


def test_nothing_runs_off_the_side_at_any_size_or_language(program: Browser, node: Served) -> None:
    desk = signed_in(program, node, "admin")
    for language in ("en", "ru"):
        for scale in (SCALES[0], SCALES[-1]):
            desk.page.set_viewport_size({"width": 1600, "height": 1000})
            desk.open("admin")
            desk.page.click(f"[name=language][value={language}]")
            context = desk.page.context
            context.add_cookies([{"name": "parley-look", "value": f"light.{scale}", "url": desk.address}])
            for width in (1920, 1366, 800):
                desk.page.set_viewport_size({"width": width, "height": 900})
                desk.open("admin")
                over = desk.page.evaluate("() => document.documentElement.scrollWidth - window.innerWidth")
                assert over <= 0, (language, scale, width, over)
    assert desk.watched.wrong == []


def test_every_screen_is_reached_from_the_rail_and_says_which_it_is(program: Browser, node: Served) -> None:
    desk = signed_in(program, node, "admin")
    desk.watched.allowed = ("Failed to load resource: the server responded with a status of 403",)
    links = desk.open("desk").locator(".rail nav a")
    for place in range(links.count()):
        name = links.nth(place).locator("span").inner_text()
        links.nth(place).click()
        desk.page.wait_for_load_state()
        if name in {"Compose", "Drafts"} and "role-needed" in desk.page.inner_text("main"):
            desk.open("desk")  # an administrator writes nothing: the answer is a refusal
            continue
        assert desk.page.title().startswith(name)
        assert desk.page.locator(".rail [aria-current=page] span").inner_text() == name
    assert desk.watched.wrong == []


def test_theme_and_size_are_chosen_with_scripts_off(program: Browser, node: Served) -> None:
    context = program.new_context(java_script_enabled=False)
    address = seated(context, node)
    page = context.new_page()
    page.goto(f"{address}{LINE}/admin")
    page.click("text=Light")
    page.click("text=A+")
    look = page.locator("html")
    assert (look.get_attribute("data-theme"), look.get_attribute("data-scale")) == ("light", str(SCALES[1]))
    assert page.url == f"{address}{LINE}/admin"
    context.close()
