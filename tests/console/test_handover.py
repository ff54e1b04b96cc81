"""Taking, handing over and leaving the watch in the browser; what is printed."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from playwright.sync_api import Page

from parley.app import watch as app_watch
from parley.desk.handover import SIGN_MS
from tests.app.homes import LINE
from tests.console.desks import Desk, signed_in
from tests.console.officers import PATIENCE_MS, Room, room
from tests.console.test_guard import Seat


@pytest.fixture(scope="module")
def officers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("homes")) as found:
        yield found


@pytest.fixture(scope="module")
def second(officers: Room) -> Desk:
    desk = signed_in(officers.program, officers.node, "watch-2")
    desk.page.set_default_timeout(PATIENCE_MS)
    desk.watched.allowed = officers.watch.watched.allowed
    return desk


def compared(page: Page, *, clock: str = "", form: str = "form:has([name=clock])") -> None:
    """Confirm position and sound, read the clock and the other side's digits."""
    page.check(f"{form} [name=position]")
    page.check(f"{form} [name=sound]")
    page.fill(f"{form} [name=clock]", clock or page.request.get(page.url).headers["date"][17:22].replace(":", ""))
    page.fill(f"{form} [name=record]", page.inner_text(f"{form} .hlp .num"))


def state(page: Page) -> str:
    return page.inner_text("main .state")


def test_the_watch_is_taken_handed_over_and_left(officers: Room, second: Desk) -> None:
    """3.10: each open item ticked with a sentence, clock and digits compared, both sign; unmanned is declared."""
    page = officers.watch.open("handover")
    assert "Nobody keeps the watch" in state(page)
    compared(page, clock="0000" if page.request.get(page.url).headers["date"][17:19] == "12" else "1200")
    page.click("button:has-text('Take the watch')")
    page.wait_for_selector("[role=alert]:has-text('clock-differs')")
    assert page.is_checked("[name=sound]"), "what was ticked stands"
    compared(page)
    page.click("button:has-text('Take the watch')")
    page.wait_for_selector(".state:has-text('watch-1')")
    rus = Seat(officers.rus.node, "watch-officer")
    rus.form(f"/{LINE}/compose/query", what="query", do="say", slot_text="Чей самолёт?")
    officers.watch.open("desk").wait_for_selector("text=Чей самолёт?")
    page = officers.watch.open("handover")
    form = "form:has([value=hand-over])"
    page.select_option(f"{form} [name=to]", "watch-2")
    page.check(f"{form} [name^='tick:']")
    page.fill(f"{form} [name^='say:']", "Answer is with the director.")
    page.click(f"{form} button")
    page.wait_for_selector(".state:has-text('watch-2')")
    taker = second.open("handover")
    assert "Answer is with the director." in taker.inner_text("main")
    taker.eval_on_selector("[name^='tick:']", "tick => tick.required = false")
    compared(taker)
    taker.click("button:has-text('Take the watch')")
    taker.wait_for_selector("[role=alert]:has-text('items-open')")
    taker.check("[name^='tick:']")
    taker.click("button:has-text('Take the watch')")
    taker.wait_for_selector(".state:has-text('watch-2')")
    assert "watch-1" not in state(taker)
    form = "form:has([value=leave])"
    taker.fill(f"{form} [name=within_min]", "20")
    taker.check(f"{form} [name^='tick:']")
    taker.fill(f"{form} [name^='say:']", "Until the morning.")
    taker.click(f"{form} button")
    taker.wait_for_selector(".state:has-text('The desk is left')")
    officers.rus.open("desk")
    officers.rus.page.wait_for_selector("text=по вызову, 20 мин")


def test_a_handover_that_nobody_signs_for_ten_minutes_warns(officers: Room, monkeypatch: pytest.MonkeyPatch) -> None:
    page = officers.watch.open("handover")
    compared(page)
    page.click("button:has-text('Take the watch')")
    page.wait_for_selector(".state:has-text('watch-1')")
    form = "form:has([value=hand-over])"
    for tick in page.locator(f"{form} [name^='tick:']").all():
        tick.check()
    for sentence in page.locator(f"{form} [name^='say:']").all():
        sentence.fill("Noted.")
    page.select_option(f"{form} [name=to]", "watch-2")
    page.click(f"{form} button")
    page.wait_for_selector(".state:has-text('watch-2')")
    assert page.locator("main [role=alert]").count() == 0
    monkeypatch.setattr(app_watch, "unsigned", unsigned_later)
    page = officers.watch.open("handover")
    assert "not signed by" in page.inner_text("main [role=alert]")


def unsigned_later(watch: object, now_ms: int) -> bool:
    from parley.desk.handover import Watch, unsigned  # noqa: PLC0415  the one that is not patched

    assert isinstance(watch, Watch)
    return unsigned(watch, now_ms + SIGN_MS)


def test_an_entry_is_printed_in_both_languages_and_nothing_on_the_sheet_can_run(officers: Room) -> None:
    """R-A1, R-53."""
    rus = Seat(officers.rus.node, "watch-officer")
    said = rus.form(f"/{LINE}/compose/query", what="query", do="say", slot_text="<b onclick=1>Чей?</b>")
    entry = said.headers["location"].rsplit("/", 1)[1]
    sheet = rus(f"/{LINE}/print/{entry}")
    assert "script-src" not in sheet.headers["content-security-policy"]
    assert "default-src 'none'; style-src 'sha256-" in sheet.headers["content-security-policy"]
    page = officers.rus.open(f"print/{entry}")
    text = page.inner_text("body")
    assert "<b onclick=1>Чей?</b>" in text
    assert "an explanation is asked for" in text
    assert "просят объяснить" in text or "запрос" in text
    assert page.evaluate("() => getComputedStyle(document.querySelector('.said')).whiteSpace") == "pre-wrap"


def test_the_telephone_card_has_the_script_in_both_languages_and_the_digits_of_the_record(officers: Room) -> None:
    page = officers.watch.open("card")
    record = Seat(officers.node, "watch-1")
    assert record(f"/{LINE}/card").status == 200
    text = page.inner_text("main")
    digits = page.inner_text("p b.num")
    assert len(digits.split(":")[1]) == 11
    assert digits.split(":")[1][:5] in page.inner_text("ol[lang=en]")
    assert digits.split(":")[1][6:] in page.inner_text("ol[lang=ru]")
    assert "Говорит дежурный USA" in text
    page.click("text=Enter it now")
    page.wait_for_selector("#slot_passed")
