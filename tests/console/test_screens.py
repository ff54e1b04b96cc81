"""The boards of calls, record, agreement, line, drill and publication, over two nodes that told the first scenario."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from playwright.sync_api import Page

from parley.app.ledger import LiveLedger
from parley.desk import messages as m
from parley.record.proof import verify_proof
from parley.record.verify import verify
from parley.wire.chrome import chrome
from parley.words.instants import parse_iso
from tests.app.homes import LINE
from tests.cli.served import eventually
from tests.console.desks import Desk, two_desks
from tests.console.played import AGREED, ENDS_MS, Told, story_clock, story_homes

pytestmark = pytest.mark.slow

AXE = Path(__file__).with_name("axe.min.js")
WATCH = "watch-officer"
HOSTILE = "<img src=x onerror=alert(1)> <script>alert(2)</script> {{ 7 * 7 }} }} ${x}"
WIDER = """[...document.querySelectorAll('body *')].filter(each => each.getBoundingClientRect().right > innerWidth)
  .map(each => each.tagName + '.' + each.className).slice(0, 8)"""
"""What reaches beyond the window, for whoever has to find it."""
SLOT_MS = parse_iso("2022-03-13T06:00Z")


class Played(NamedTuple):
    """Both desks, and what was said."""

    usa: Desk
    rus: Desk
    told: Told

    def expect_refusals(self) -> None:
        """Take off the list that a browser told of answers that refuse."""
        for desk in (self.usa, self.rus):
            desk.watched.wrong[:] = [said for said in desk.watched.wrong if "status of 409" not in said]

    def ref(self, name: str) -> str:
        return self.told.ids[name].hex()[:16]

    def every(self) -> list[str]:
        """The addresses of all screens."""
        call, strike = self.ref("chiefs-1"), self.ref("strike")
        return [
            "calls", f"call/{call}", "record", f"record?q=kind:query&entry={strike}", f"incident/{strike}", "agreement",
            "line", "drill", "published",
        ]  # fmt: skip


@pytest.fixture(scope="module")
def played(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Played]:
    """A line on which the story was told up to the morning of 13 March 2022."""
    folder = tmp_path_factory.mktemp("story")
    with story_clock() as clock, two_desks(folder, (WATCH, WATCH), story_homes) as (usa, rus):
        told = Told({"USA": usa.node, "RUS": rus.node}, clock)
        told.tell()
        for desk in (usa, rus):
            desk.page.set_viewport_size({"width": 1600, "height": 1000})
        yield Played(usa, rus, told)


def beside(desk: Desk, use: Callable[[Page], None], **options: bool) -> None:
    """Have another window of the same seat, of another kind than the officer's."""
    assert desk.page.context.browser is not None
    context = desk.page.context.browser.new_context(storage_state=desk.page.context.storage_state(), **options)  # type: ignore[arg-type]
    try:
        use(context.new_page())
    finally:
        context.close()


def main_text(page: Page) -> str:
    return page.inner_text("main")


# ---- the screen of calls


def test_the_board_says_who_spoke_who_asked_and_where_nobody_tried(played: Played) -> None:
    page = played.usa.open("calls")
    rows = {row.split("\n")[0]: row for row in page.locator(".board tbody tr").all_inner_texts()}
    assert "231400Z NOV 21" in rows["chiefs of staff"]
    assert "Declined" in rows["ministers of defence"]
    assert "None attempted" in rows["foreign ministers"]
    assert page.locator(".board .gap").count() == 1, "one dashed box: nobody has asked"
    assert page.locator(".board .decl").count() == 4
    russian = played.rus.open("calls").locator(".board tbody tr").count()
    assert russian == len(rows), "both sides see the same board"


def test_counting_from_another_day_leaves_out_what_was_before(played: Played) -> None:
    page = played.usa.open("calls")
    before = page.locator(".board tbody tr").first.locator("td.nr").all_inner_texts()
    page.fill("#since", "2022-03-05")
    page.click("text=Show")
    after = page.locator(".board tbody tr").first.locator("td.nr").all_inner_texts()
    assert (before, after) == (["0", "3"], ["0", "1"])
    assert page.input_value("#since") == "2022-03-05"


def test_an_open_request_shows_its_times_as_each_side_reads_them(played: Played) -> None:
    page = played.rus.open("calls")
    first = page.locator(".openreq tbody tr").first.inner_text().split("\t")
    assert first[:3] == ["130600Z MAR 22", "09:00", "07:00"]
    assert "через 0 ч 4" in first[3]
    accept = page.locator(".openreq a", has_text="Принять").first.get_attribute("href")
    assert accept == f"/{LINE}/compose/call-accept?thread={played.told.ids['chiefs-3'].hex()}"
    assert played.usa.open("calls").locator(".openreq a", has_text="Accept").count() == 0, "who asked does not answer"


def test_a_call_is_set_up_by_a_token_that_both_watches_read_back(played: Played) -> None:
    accepted = m.CallAnswer(answer=m.Answer.ACCEPTED, at_ms=SLOT_MS)
    played.told.say("RUS", "chiefs-3-accepted", accepted, about="chiefs-3", seat=WATCH)
    screen = f"call/{played.ref('chiefs-3')}"
    page = played.usa.open(screen)
    assert "130600Z MAR 22" in main_text(page)
    page.click("text=Issue a token")
    assert "token issued, not read back" in main_text(page)
    halves = dict(
        zip(*(page.locator(f".tok tbody {each}").all_inner_texts() for each in ("th", "td.big")), strict=True)
    )
    page.fill("input[name=digits]", halves["RUS"])
    page.click("text=Enter as read back")
    assert "call-token-misread" in page.inner_text("body"), "their half is not ours"
    played.expect_refusals()
    for desk, party, button in (
        (played.usa, "USA", "Enter as read back"),
        (played.rus, "RUS", "Внести как прочитанное"),
    ):
        eventually(lambda desk=desk: desk.open(screen).locator("input[name=digits]").count() == 1)  # type: ignore[misc]
        desk.page.fill("input[name=digits]", halves[party])
        desk.page.click(f"text={button}")
    eventually(lambda: "both halves read back" in main_text(played.usa.open(screen)))
    assert "It has started" in main_text(played.usa.page)
    assert "прочитаны обе половины" in main_text(played.rus.open(screen))


def test_both_readouts_stand_beside_each_other(played: Played) -> None:
    page = played.usa.open(f"call/{played.ref('chiefs-1')}")
    cards = page.locator(".beside").last.locator("article").all_inner_texts()
    assert [card.split("\n")[0] for card in cards] == ["RUS", "USA"]
    assert all("may be told" in card for card in cards)
    assert "The readouts differ." in main_text(page)
    assert "The staffs stay in contact" in main_text(page)


# ---- the screen of record


def test_the_record_is_searched_in_both_languages_by_reference_and_by_day(played: Played) -> None:
    page = played.usa.open("record?q=Missiles")
    assert [row.split("\t")[3] for row in page.locator(".led tbody tr").all_inner_texts()] == ["Query"]
    page = played.usa.open("record?q=запрос разъяснения from:usa")
    assert page.locator(".led tbody tr").count() == 1, "what was said in English is found by its Russian sentence"
    page = played.usa.open("record?q=kind:call-request before:30nov21")
    assert [row.split("\t")[1] for row in page.locator(".led tbody tr").all_inner_texts()] == ["221000Z NOV 21"]
    page = played.usa.open(f"record?q={played.ref('strike')}")
    assert page.locator(".led tbody tr").count() == 1
    assert "Nothing found" in main_text(played.usa.open("record?q=nobody+said+this"))


def test_an_entry_shows_its_hash_and_what_proves_it(played: Played) -> None:
    page = played.usa.open(f"record?entry={played.ref('strike')}")
    entry = page.inner_text("#entry")
    assert played.told.ids["strike"].hex() in entry
    assert "steps to the root of" in entry
    assert "First receipt of RUS" in entry
    with page.expect_download() as begun:
        page.click("text=Prove this entry")
    verdict = verify_proof(begun.value.path().read_bytes())
    assert played.told.ids["strike"] in [each.id for each in verdict.entries or ()]


def test_the_record_is_verified_beside_the_node_and_says_how_far(played: Played) -> None:
    page = played.usa.open("record")
    assert "not verified from the first entry" in main_text(page)
    page.click("text=Verify from the first entry")
    eventually(lambda: "entries verified from the first on" in main_text(page))  # its own script read it anew
    found = played.told.ask("USA", do="verify", begin=False)
    assert (found["fault"], found["done"]) == (None, found["total"])
    assert found["total"] > 200


def test_the_export_can_be_checked_by_anybody(played: Played) -> None:
    page = played.usa.open("record")
    with page.expect_download() as begun:
        page.click("text=Export, checkable offline")
    with zipfile.ZipFile(io.BytesIO(begun.value.path().read_bytes())) as packed:
        files = {name: packed.read(name) for name in packed.namelist()}
    cards = [desk.node.home.card_file.read_bytes() for desk in (played.usa, played.rus)]
    assert verify(files, cards).verdict == "proved under these keys"
    assert list(played.usa.node.home.folder.glob(".packed-*")) == [], "nothing stays behind"


def test_two_histories_are_an_alarm_across_the_screen(played: Played, monkeypatch: pytest.MonkeyPatch) -> None:
    assert played.usa.open("record").locator(".differs").count() == 0
    planted = [{"party": "RUS", "feed": "ab" * 16, "held": 40, "from": 71, "full": True}]
    monkeypatch.setattr(LiveLedger, "differing", lambda _: planted)
    alarm = played.usa.open("record").locator(".differs[role=alert]").inner_text()
    assert "The record differs" in alarm
    assert "may differ from No. 71" in alarm


def test_the_file_of_an_incident_keeps_the_own_log_apart(played: Played) -> None:
    ref = played.ref("strike")
    page = played.usa.open(f"incident/{ref}")
    assert played.told.ids["strike"].hex() in main_text(page)
    assert "Private: this is not in the joint record" in main_text(page)
    with page.expect_download() as begun:
        page.click("text=Pack as proof")
    with zipfile.ZipFile(io.BytesIO(begun.value.path().read_bytes())) as packed:
        assert sorted(packed.namelist()) == ["incident.html", "own-log.html", "thread.proof"]
        joint, own = packed.read("incident.html").decode(), packed.read("own-log.html").decode()
        shown = verify_proof(packed.read("thread.proof")).entries or ()
    assert {each.id for each in shown} >= {played.told.ids["strike"], played.told.ids["strike-read"]}
    assert "W1" in own
    assert "W1" not in joint, "no seat of ours stands on the page of the joint record"
    printed = played.usa.open(f"incident/{ref}/print")
    assert "Own log of USA" in printed.inner_text("body")


# ---- the screen of agreement


def test_every_clause_that_sets_a_time_can_be_linked_to(played: Played) -> None:
    page = played.rus.open("agreement#reply_within_min.FLASH")
    row = page.locator("[id='reply_within_min.FLASH']").inner_text()
    assert "15 мин" in row
    assert "15 min" in row


def test_an_amendment_is_checked_proposed_and_signed_by_both(played: Played) -> None:
    page = played.usa.open("agreement")
    page.fill("#text", AGREED.replace('"17:00Z"', '"17:00Z", "17:00Z"'))
    page.click("text=Check it")
    refused = page.inner_text("body")
    assert "It contradicts itself" in refused or "agreement-malformed" in refused
    assert page.locator("text=Sign it and propose it").count() == 0
    played.expect_refusals()
    page = played.usa.open("agreement")
    amended = AGREED.replace("FLASH = 15", "FLASH = 10", 1).encode()
    page.set_input_files("#file", {"name": "agreement.toml", "mimeType": "text/plain", "buffer": amended})
    page.click("text=Check it")
    assert "within 10 min" in page.locator("ins").first.inner_text()
    assert "within 15 min" in page.locator("del").first.inner_text()
    page.click("text=Sign it and propose it")
    assert "Proposed, signed by USA" in main_text(page)
    eventually(lambda: "Предложено, подписали USA" in main_text(played.rus.open("agreement")))
    played.rus.page.click("text=Подписать: тогда вступит в силу")
    eventually(lambda: "signed last by RUS" in main_text(played.usa.open("agreement")))
    assert "within 10 min" in page.locator("[id='reply_within_min.FLASH']").inner_text()


def test_a_file_that_is_too_long_is_no_amendment(played: Played) -> None:
    page = played.usa.open("agreement")
    page.set_input_files("#file", {"name": "a.toml", "mimeType": "text/plain", "buffer": b"#" * 70_000})
    page.click("text=Check it")
    assert "file-unreadable" in page.inner_text("body")
    played.expect_refusals()


# ---- line, drill, publication


def test_the_line_board_tells_a_fault_from_a_refusal(played: Played) -> None:
    page = played.usa.open("line")
    assert "heard" in page.locator("table.wide tbody tr").first.inner_text()
    assert page.locator(".cal .c-ok").count() == 24, "twelve days, two checks a day, all answered"
    assert page.locator(".cal .c-ok .num").first.inner_text().isdigit()
    cards = page.locator(".beside article").all_inner_texts()
    assert [card.split("\n")[0] for card in cards] == ["As RUS reports", "As USA reports"]


def test_a_check_is_run_now(played: Played) -> None:
    page = played.usa.open("line")
    page.click("text=Run a watch check now")
    eventually(lambda: played.usa.open("line").locator(".cal .c-open").count() == 1)


def test_drills_look_like_no_live_page(played: Played) -> None:
    page = played.usa.open("drill?scenario=two-flash")
    assert "DRILL DRILL DRILL" in page.inner_text(".drillband")
    assert "Nothing of them enters this record" in page.inner_text(".drillband")
    assert page.locator(".side ol li").count() >= 2
    assert "УЧЕБНЫЙ ОБМЕН" in played.rus.open("drill").inner_text(".drillband")


def test_what_is_public_can_be_taken_away(played: Played) -> None:
    page = played.usa.open("published")
    assert "chiefs of staff" in main_text(page)
    answer = page.request.get(f"{played.usa.address}{LINE}/published/feed.atom")
    assert answer.headers["content-type"].startswith("application/atom+xml")
    assert "<entry>" in answer.text()


# ---- every screen


def test_axe_finds_nothing_on_any_screen_in_any_theme(played: Played) -> None:
    """WCAG 2.2 A and AA (R-A2)."""

    def look(page: Page) -> None:
        page.set_viewport_size({"width": 1600, "height": 1000})
        for screen in played.every():
            page.goto(f"{played.usa.address}{LINE}/{screen}")
            page.add_script_tag(path=AXE)
            for theme in ("dark", "light", "night"):
                page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
                found = page.evaluate("async () => (await axe.run('main')).violations")
                assert [(each["id"], each["nodes"][0]["html"][:200]) for each in found] == [], (screen, theme)

    beside(played.usa, look, bypass_csp=True)


def test_without_scripts_the_record_works(played: Played) -> None:
    def use(page: Page) -> None:
        page.goto(f"{played.usa.address}{LINE}/record")
        page.fill("#q", "kind:query")
        with page.expect_navigation():
            page.press("#q", "Enter")
        assert page.locator(".led tbody tr").count() == 2
        page.click("text=Verify from the first entry")
        eventually(lambda: page.reload() is not None and "entries verified" in main_text(page))
        with page.expect_download() as begun:
            page.click("text=Export, checkable offline")
        assert begun.value.suggested_filename == f"{LINE}-record.zip"

    beside(played.usa, use, java_script_enabled=False)


@pytest.mark.parametrize(("way", "wide"), [("rtl", 1366), ("ltr", 683)])
def test_nothing_scrolls_sideways(played: Played, way: str, wide: int) -> None:
    """R-13, R-95: from right to left at 1366 px, and at 200 % of it."""
    page = played.usa.page
    page.set_viewport_size({"width": wide, "height": wide * 2 // 3})
    try:
        for screen in played.every():
            played.usa.open(screen)
            page.evaluate("way => { document.documentElement.dir = way }", way)
            beyond = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            assert beyond <= 0, (screen, page.evaluate(WIDER))
            cut = page.evaluate(
                "[...document.querySelectorAll('main .rb, main .cb, main .side')]"
                ".filter(each => each.scrollWidth > each.clientWidth + 1).map(each => each.className)"
            )
            assert cut == [], screen
    finally:
        page.set_viewport_size({"width": 1600, "height": 1000})


def test_a_russian_page_has_no_english_words_of_the_console(played: Played) -> None:
    english, russian = chrome("en"), chrome("ru")
    plain = set()
    for name in english.names & russian.names:
        try:
            said, other = english.say(name), russian.say(name)
        except Exception:  # noqa: BLE001, S112  it wants a value
            continue
        if said != other and len(said) > 3:
            plain.add(said)
    assert len(plain) > 200
    for screen in played.every():
        lines = {line.strip() for part in main_text(played.rus.open(screen)).split("\n") for line in part.split("\t")}
        assert lines & plain == set(), screen
    assert "Declined" in plain, "the words that are looked for are there"


def test_hostile_text_is_text(played: Played) -> None:
    played.told.say("RUS", "hostile", m.PlainStatement(language="ru", text=HOSTILE), seat=WATCH)
    for screen in (f"record?entry={played.ref('hostile')}", f"incident/{played.ref('hostile')}"):
        page = played.usa.open(screen)
        assert HOSTILE in main_text(page)
        assert page.locator("main img").count() == 0
    page = played.usa.open("record?q=" + "%3Cimg+src%3Dx+onerror%3Dalert(1)%3E")
    assert page.input_value("#q") == "<img src=x onerror=alert(1)>"


def test_a_line_that_is_down_is_called_a_fault_and_no_refusal(played: Played) -> None:
    """R-50: the last test, since it ends the other node."""
    assert "last known" not in main_text(played.usa.open("line"))
    played.rus.page.goto("about:blank")
    played.rus.node.stop()
    played.told.clock.jump(ENDS_MS + 30 * 60_000)
    played.told.clock.jump(ENDS_MS + 31 * 60_000)

    eventually(lambda: "Line fault: nothing can be said of people" in main_text(played.usa.open("line")))
    for screen in ("line", "calls", "record"):
        assert "Link down: what stands here of RUS is last known." in main_text(played.usa.open(screen))
