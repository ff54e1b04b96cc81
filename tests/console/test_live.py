"""Desk, thread, strip and alarms in a browser over two real nodes; rules R-… of docs/live.md."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from parley.app import own_log
from parley.cli.main import main
from tests.app.homes import LINE, two_homes
from tests.cli.served import eventually
from tests.console.desks import Desk, two_desks
from tests.console.terms import OFFICER, TERMS

AXE = (Path(__file__).parent / "axe.min.js").read_text()
THEMES = ("dark", "light", "night")

OF_TERMS = partial(two_homes, agreement=TERMS)


@pytest.fixture(scope="module")
def desks(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Desk, Desk]]:
    """One pair of desks for the module."""
    with two_desks(tmp_path_factory.mktemp("live"), (OFFICER, OFFICER), OF_TERMS) as pair:
        yield pair


def says(desk: Desk, *words: str) -> None:
    assert main([words[0], *words[1:], str(desk.node.home.folder), "--seat", OFFICER]) == 0


def asks(desk: Desk, text: str, precedence: str = "routine") -> None:
    says(desk, "query", "--text", text, "--precedence", precedence)


def opens(desk: Desk, text: str) -> Page:
    """Wait for a thread on the desk and open it."""
    page = desk.open("desk")
    page.locator(".row", has_text=text).first.click()
    page.wait_for_selector("html[data-ready] .conv")
    return page


# ---------------------------------------------------------------- desk and thread


def test_a_thread_stands_on_both_desks_by_whose_move_it_is(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    theirs, ours = usa.open("desk"), rus.open("desk")
    asks(usa, "Whose move is this?")
    expect(theirs.locator('[data-move="their move"]', has_text="Whose move is this?")).to_be_visible()
    expect(ours.locator('[data-move="our move"]', has_text="Whose move is this?")).to_be_visible()
    expect(ours.locator('[data-move="our move"] .row', has_text="Whose move").locator(".t2")).to_contain_text("Запрос")


def test_each_field_stands_in_both_languages_and_a_text_as_it_was_written(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    says(usa, "notice", "flight", "--aircraft", "2", "--aircraft-type", "B-52H", "--area", "Baltic", "--from",
         "2027-11-26T07:00Z", "--until", "2027-11-26T09:00Z", "--fl-min", "280", "--fl-max", "320")  # fmt: skip
    rus.open("desk")
    page = opens(rus, "Полёт: 2 воздушных судна")
    row = page.locator(".bi tr", has_text="Нижний эшелон")
    expect(row.locator('td[lang="ru"]')).to_contain_text("футов")
    expect(row.locator('td[lang="en"]')).to_contain_text("Lower level")
    expect(page.locator('td[lang="en"] .written', has_text="Baltic")).to_have_count(1)
    expect(page.locator(".subj h2")).to_have_count(2)
    expect(page.locator(".card.theirs")).to_have_count(1)


def test_opening_is_told_and_is_no_acknowledgement(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    asks(usa, "Is opening reading?", "flash")
    rus.open("desk")
    opens(rus, "Is opening reading?")
    page = opens(usa, "Is opening reading?")
    expect(page.locator("#trace")).to_contain_text("Opened")
    expect(page.locator("#trace")).not_to_contain_text("Read by watch")
    expect(page.locator("#move")).to_contain_text("RUS owes: acknowledgement")
    rus.page.keyboard.press("a")
    expect(page.locator("#trace")).to_contain_text("Read by watch")
    expect(page.locator("#move")).to_contain_text("RUS owes: answer")


def test_an_answer_is_a_form_and_closes_what_is_owed(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    asks(usa, "Will you answer?", "immediate")
    rus.open("desk")
    page = opens(rus, "Will you answer?")
    expect(page.locator("#coming li").first).to_contain_text("истекает срок")
    page.keyboard.press("s")
    page.keyboard.type("Ответ готовится.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card.mine", has_text="Ответ готовится.")).to_be_visible()
    page.wait_for_selector("html[data-ready]")
    page.keyboard.press("r")
    page.keyboard.type("Это были не мы.")
    page.keyboard.press("Control+Enter")
    expect(page.locator(".card.mine", has_text="Это были не мы.")).to_be_visible()
    expect(page.locator("#move")).to_contain_text("USA должна: подтверждение")


def test_what_comes_in_moves_neither_focus_nor_half_written_text(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    asks(usa, "What is half written?")
    rus.open("desk")
    page = opens(rus, "What is half written?")
    page.keyboard.press("r")
    page.keyboard.type("Мы ещё")
    asks(usa, "And this came meanwhile.")
    expect(page.locator(".row", has_text="And this came meanwhile.")).to_be_visible()
    page.keyboard.type(" пишем")
    assert page.evaluate("document.activeElement.value") == "Мы ещё пишем"


def test_with_scripts_off_reading_and_acknowledging_work(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    asks(usa, "Without scripts?", "immediate")
    eventually(lambda: "Without scripts?" in rus.open("desk").inner_text("main"))
    context = rus.page.context.browser.new_context(java_script_enabled=False)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"{rus.address}sign-in?link={rus.node.sessions.link(OFFICER)}")
    page.goto(f"{rus.address}{LINE}/desk")
    page.locator(".row", has_text="Without scripts?").click()
    page.locator("button", has_text="Подтвердить прочтение").click()
    expect(page.locator("#trace")).to_contain_text("Прочитано дежурной сменой")
    context.close()


# ---------------------------------------------------------------- alarms


def test_a_flash_stands_over_every_page_until_one_seat_takes_it_and_stays_owed(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks  # R-4A
    page = rus.open("alerts")
    second = rus.page.context.new_page()
    second.goto(f"{rus.address}{LINE}/desk")
    asks(usa, "Two seats, one alarm", "flash")
    for each in (page, second):
        expect(each.locator("#alarms .alarm.unack")).to_contain_text("МОЛНИЯ от USA")
        expect(each.locator("#alarms .alarm.unack")).to_contain_text("Откройте и подтвердите")
    expect(page).to_have_title(re.compile(r"^\(1 FLASH\)"))
    with page.expect_navigation():
        page.keyboard.press("x")
    page.wait_for_selector("html[data-ready]")
    expect(second.locator("#sound")).to_have_attribute("data-level", "")
    page.keyboard.press("g")
    expect(second.locator("#alarms .alarm.unack")).to_have_count(0)
    still = second.locator(".g-flash .row", has_text="Two seats, one alarm")
    expect(still.locator(".cd1")).to_be_visible()
    noted = [each["event"] for each in own_log.read(rus.node.home.folder, "alert-acknowledged", "alerts-silenced")]
    assert noted[-2:] == ["alerts-silenced", "alert-acknowledged"]
    kept = json.loads((rus.node.home.line_folder(LINE) / "alerts.json").read_bytes())["kept"]
    assert OFFICER in {each["by"] for each in kept.values()}
    second.close()


def test_that_the_tone_was_heard_only_a_person_says(desks: tuple[Desk, Desk]) -> None:
    _, rus = desks
    page = rus.open("desk")
    page.locator("#tone").click()
    expect(page.locator("#lamp")).to_contain_text("никто не сказал")
    page.locator("#heard button").click()
    expect(page.locator("#lamp")).to_contain_text("слышали", use_inner_text=True)
    assert [each["seat"] for each in own_log.read(rus.node.home.folder, "tone-heard")] == [OFFICER]


# ---------------------------------------------------------------- keys and palette


def test_the_keyboard_alone_reaches_a_thread_and_can_be_switched_off(desks: tuple[Desk, Desk]) -> None:
    _, rus = desks
    page = rus.open("desk")
    page.keyboard.press("j")
    page.keyboard.press("j")
    row = page.evaluate("document.activeElement.getAttribute('href')")
    page.keyboard.press("Enter")
    page.wait_for_url(f"**{row}")
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.locator("#keys-switch").click()
    page.keyboard.press("Escape")
    page.locator("body").click(position={"x": 5, "y": 5})
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_hidden()
    page.evaluate("localStorage.clear()")


def test_the_palette_finds_in_both_languages_and_letters(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    asks(usa, "Prague")
    page = rus.open("desk")
    expect(page.locator(".row", has_text="Prague")).to_be_visible()
    for typed in ("prague", "zapros", "query", "запрос"):
        page.keyboard.press("Control+k")
        page.keyboard.type(typed)
        expect(page.locator("#palette-found a", has_text="Запрос").first).to_be_visible()
        page.keyboard.press("Escape")
    page.keyboard.press("/")
    page.keyboard.type("prague")
    expect(page.locator("#palette-found a")).to_have_count(1)
    page.keyboard.press("Enter")
    expect(page.locator(".conv")).to_contain_text("Prague")


# ---------------------------------------------------------------- access


@pytest.mark.parametrize("screen", ["desk", "thread", "alerts"])
def test_axe_finds_nothing_in_any_theme(desks: tuple[Desk, Desk], screen: str) -> None:
    usa, rus = desks
    asks(usa, f"Looked at by axe: {screen}", "immediate")
    context = rus.page.context.browser.new_context(bypass_csp=True)  # type: ignore[union-attr]
    page = context.new_page()
    page.goto(f"{rus.address}sign-in?link={rus.node.sessions.link(OFFICER)}")
    page.goto(f"{rus.address}{LINE}/{'desk' if screen == 'thread' else screen}")
    if screen == "thread":
        page.locator(".row").first.click()
        page.wait_for_selector(".conv")
    page.evaluate(AXE)
    for theme in THEMES:
        page.evaluate("theme => document.documentElement.dataset.theme = theme", theme)
        found = page.evaluate("axe.run(document, {resultTypes: ['violations']}).then(all => all.violations)")
        assert [(each["id"], [node["html"][:120] for node in each["nodes"]]) for each in found] == []
    context.close()


def test_at_200_per_cent_nothing_scrolls_sideways_and_still_eyes_see_no_blinking(desks: tuple[Desk, Desk]) -> None:
    usa, rus = desks
    asks(usa, "Blink?", "flash")
    page = rus.open("desk")
    page.set_viewport_size({"width": 800, "height": 600})
    page.emulate_media(reduced_motion="reduce")
    opens(rus, "Blink?")
    expect(page.locator("#alarms .prec").first).to_be_visible()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert page.evaluate("getComputedStyle(document.querySelector('#alarms .prec')).animationDuration") == "0s"
    page.emulate_media(reduced_motion="no-preference")
    assert page.evaluate("getComputedStyle(document.querySelector('#alarms .prec')).animationDuration") == "1s"
    page.set_viewport_size({"width": 1280, "height": 800})
