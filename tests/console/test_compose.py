"""Composing in the browser: two officers at two seats of one side, and what arrives at the other."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from parley.app import releasing
from tests import chromium
from tests.app.homes import LINE
from tests.cli.served import eventually
from tests.console.officers import Room, flight, hold, kept, room

hold_ms = [60_000]
"""A hold that is stopped lasts, whatever the machine does meanwhile; those that are waited for are short."""


@pytest.fixture(scope="module")
def officers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releasing, "hold_ms", lambda _: hold_ms[0])
        with room(tmp_path_factory.mktemp("homes")) as found:
            yield found


def passed_on(officers: Room, area: str) -> str:
    """The watch writes a flight notice and passes it on; the draft's address below the line's."""
    page = officers.watch.open("compose/notice-flight")
    flight(page, area)
    kept(page)
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/draft/*")
    return page.url.split(f"/{LINE}/")[1]


def checks(officers: Room) -> dict[str, str]:
    """What stands at each check of the form that the watch has open."""
    found = officers.watch.page.locator("[data-check]").all()
    return {str(each.get_attribute("data-check")): str(each.get_attribute("class")) for each in found}


def test_two_officers_send_a_notice_by_keyboard_alone_and_it_stands_on_the_other_desk(officers: Room) -> None:
    """R-30, R-70, R-71, R-72."""
    page = officers.watch.open("desk")
    page.keyboard.press("c")
    page.wait_for_selector("[data-key=F]")
    page.wait_for_load_state()
    page.keyboard.press("f")
    page.wait_for_selector("#slot_aircraft")
    page.focus("#slot_aircraft")
    for text in ("2", "", "2026-12-01T10:00Z", "011200Z DEC 26", "280", "320", "Baltic Sea"):
        page.keyboard.type(text)
        page.keyboard.press("Tab")
    kept(page)
    page.wait_for_selector("#preview table")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/draft/*")
    assert page.locator("#release").count() == 0, "who wrote it does not release it"
    there = officers.commander.open(page.url.split(f"/{LINE}/")[1])
    label = there.locator("#release").inner_text()
    assert label == "Hold 2 s to release Flight notice to RUS, LIVE"
    assert "уведомление о полёте" in there.locator("td[lang=ru]").inner_text()
    there.click("#release")
    there.wait_for_timeout(300)
    assert there.locator("#stop").count() == 0, "a click releases nothing"
    hold(there, "#release", "Enter")
    there.wait_for_selector("#stop")
    there.wait_for_load_state()
    there.keyboard.press("Escape")
    there.wait_for_selector(".state b:text-is('Written')")
    assert there.locator("#stop").count() == 0
    hold_ms[0] = 500
    hold(there, "#release", " ")
    there.wait_for_selector("text=Open what was sent")
    rus = officers.rus.open("desk")
    rus.wait_for_selector("main :text('Полёт')")
    there.click("text=Open what was sent")
    there.wait_for_selector("[data-act=correct]")
    there.wait_for_load_state()
    there.keyboard.press("z")
    there.wait_for_selector("[data-key=Z]")
    there.wait_for_load_state()
    there.keyboard.press("z")
    there.wait_for_selector("#slot_area")
    assert there.input_value("#slot_area") == "Baltic Sea"


def test_a_changed_draft_voids_what_was_signed_under_it(officers: Room) -> None:
    """R-74."""
    draft = passed_on(officers, "Baltic Sea, north")
    there = officers.commander.open(draft)
    there.click("text=Read and found good")
    assert "duty-commander" in there.locator("main dl").inner_text()
    page = officers.watch.open(draft)
    page.click("a:text-is('Edit')")
    page.wait_for_selector("#slot_area")
    assert page.input_value("#slot_aircraft") == "2"
    page.fill("#slot_area", "Baltic Sea, south")
    kept(page)
    page.click("#pass")
    page.wait_for_url("**/draft/*")
    hold(there, "#release")
    there.wait_for_selector("code:text('draft-changed')")
    there = officers.commander.open(draft)
    assert "duty-commander" not in there.locator("main dl").inner_text()
    there.click("text=Before the last edit")
    assert "north" in there.locator("details").inner_text()
    assert "south" in there.locator("table.says").first.inner_text()


def test_the_preview_follows_what_is_typed_and_every_check_is_listed(officers: Room) -> None:
    """R-73, R-75, R-93, R-94: the checks come from the node, and stop what may not go out."""
    page = officers.watch.open("compose/notice-exercise")
    page.select_option("#slot_exercise", "air")
    for name, text in {"name": "NORTH", "from_ms": "today", "area": "Кольский bay"}.items():
        page.fill(f"#slot_{name}", text)
    page.wait_for_selector("#err-slot_from_ms:has-text('cannot be read')")
    assert checks(officers)["fields"] == "bad"
    page.fill("#slot_from_ms", "2027-01-02T10:00Z")
    page.fill("#slot_until_ms", "2027-01-02T09:00Z")
    page.wait_for_selector("#preview:has-text('ends before it begins')")
    page.fill("#slot_until_ms", "2027-01-02T12:00Z")
    page.wait_for_selector("#preview table")
    assert set(checks(officers).values()) == {"ok"}
    page.fill("#slot_area", "Kola\u202e bay, Кoла")
    page.wait_for_selector("#err-slot_area:has-text('direction character')")
    assert {name for name, standing in checks(officers).items() if standing != "ok"} == {
        "characters", "scripts", "fields",
    }  # fmt: skip
    page.click("#pass")
    page.wait_for_selector("[role=alert]:has-text('text-controls')")
    page.fill("#slot_area", "Kola bay")
    page.fill("#slot_from_ms", "2026-11-28T10:00Z")
    page.wait_for_selector("[data-check=notice].bad")
    page.check("[name=late]")
    page.wait_for_selector("[data-check=notice].warn")


def test_a_browser_that_is_killed_loses_nothing(officers: Room) -> None:
    """R-73."""
    address = officers.watch.address
    with chromium.page() as browser:
        for url in (f"{address}sign-in?link={officers.node.sessions.link('watch-2')}", f"{address}{LINE}/compose/text"):
            browser.asks("Page.navigate", url=url)
            eventually(lambda: browser.runs("(async () => document.readyState)()") == "complete")
        eventually(lambda: bool(browser.runs("(async () => document.querySelector('#slot_title') !== null)()")))
        browser.runs("""(async () => {
          document.querySelector("#slot_title").value = "Convoy";
          document.querySelector("#slot_text").value = "It leaves at noon, and";
          document.querySelector("#slot_text").dispatchEvent(new Event("input", {bubbles: true}));
        })()""")
        eventually(lambda: "Saved" in str(browser.runs("(async () => document.querySelector('#saved').textContent)()")))
        browser.kill()
    again = officers.watch.open("drafts")
    again.click("text=Convoy")
    again.wait_for_selector("#slot_text")
    assert again.input_value("#slot_text") == "It leaves at noon, and"
    again.click("text=Give up")
    again.wait_for_url("**/drafts")
    assert "Convoy" not in again.locator("main").inner_text()
