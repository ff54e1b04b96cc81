"""The same pages without scripts, with hostile text in every field, and as axe reads them."""

from __future__ import annotations

from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from playwright.sync_api import Page

from parley.app.composing import ACTIONS
from parley.console.screens.compose import FURTHER, LETTERS_OF
from parley.wire.chrome import LANGUAGES, chrome
from parley.wire.forms import options
from parley.wire.render import sentence_name
from tests.app.homes import LINE
from tests.cli.served import eventually
from tests.console.desks import address_of
from tests.console.officers import PATIENCE_MS, Room, room
from tests.console.test_guard import Seat

AXE = Path(__file__).with_name("axe.min.js")
NAUGHTY = (
    "<script>window.hacked = 1</script>", '"><img src=x onerror=window.hacked=1>', "</textarea><svg onload=alert(1)>",
    "{{ 7*7 }} ${7*7} #{7*7}", "'; DROP TABLE drafts; --", "../../../etc/passwd", "javascript:alert(1)",
    "\u202etxt.exe\u2066", "Ω≈ç√∫ 田中さん 👩‍👩‍👧 ـمَكْتُوب", "Z̮̞̠͙͔ͅḀ̗̞͈̻̗Ḷ͙͎̯̹̞͓G̻O̭̗̮", "NaN Infinity -1e999 0x0", "%00%0d%0a",
    "=cmd|' /C calc'!A0", "\u0000\u0007", "A" * 2_000,
)  # fmt: skip


@pytest.fixture(scope="module")
def officers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with room(tmp_path_factory.mktemp("homes")) as found:
        yield found


class Read(HTMLParser):
    """What a page holds: the values of its fields, how many scripts, which handlers."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.values: dict[str, str] = {}
        self.scripts, self.handlers, self._area = 0, 0, ""
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self.scripts += tag in {"script", "img"}
        self.handlers += sum(name.startswith("on") for name in given)
        if tag == "input" and given.get("id"):
            self.values[str(given["id"])] = given.get("value") or ""
        self._area = str(given.get("id")) if tag == "textarea" else self._area

    def handle_data(self, data: str) -> None:
        if self._area:
            self.values[self._area] = self.values.get(self._area, "") + data

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = ""


@pytest.mark.parametrize("what", [*LETTERS_OF, *FURTHER])
def test_hostile_text_stands_in_every_field_as_it_was_typed(officers: Room, what: str) -> None:
    """R-93: it is shown for what it is, it is named as wrong, and it says nothing."""
    seat = Seat(officers.node, "watch-1")
    blank = Read(seat(f"/{LINE}/compose/{what}").text)
    names = [name for name in blank.values if name.startswith("slot_")]
    typed = "\n".join(NAUGHTY)
    answer = seat.form(f"/{LINE}/compose/{what}", what=what, do="keep", **dict.fromkeys(names, typed))
    assert answer.status == 303
    shown = Read(seat(answer.headers["location"]).text)
    assert {name: shown.values[name].split() for name in names} == dict.fromkeys(names, typed.split())
    assert (shown.scripts, shown.handlers) == (blank.scripts, blank.handlers)
    seat.form(answer.headers["location"], do="drop")


def test_the_preview_of_hostile_text_runs_nothing(officers: Room) -> None:
    page = officers.watch.open("compose/text")
    page.fill("#slot_title", "<img src=x onerror=window.hacked=1>")
    page.fill("#slot_text", NAUGHTY[0] + NAUGHTY[2])
    page.wait_for_selector("#preview table")
    assert NAUGHTY[0] in page.locator("#preview").inner_text()
    assert page.evaluate("() => window.hacked === undefined")


def seen(page: Page, address: str) -> str:
    page.goto(address)
    return page.inner_text("main")


def without_scripts(officers: Room, seat: str) -> Page:
    context = officers.program.new_context(java_script_enabled=False)
    page = context.new_page()
    page.set_default_timeout(PATIENCE_MS)
    node = officers.rus.node
    page.goto(f"{address_of(node)}sign-in?link={node.sessions.link(seat)}")
    return page


def test_with_scripts_off_a_query_is_composed_and_said_and_an_entry_acknowledged(officers: Room) -> None:
    page, line = without_scripts(officers, "watch-officer"), f"{officers.rus.address}{LINE}"
    page.goto(f"{line}/compose")
    page.click("a:has-text('Запрос'):not(:has-text('разговора'))")
    page.fill("#slot_text", "Это были вы?")
    page.click("#keep")
    page.wait_for_url("**/form/*")
    assert "an explanation is asked for" in page.locator("td[lang=en]").inner_text()
    page.click("#say")
    page.wait_for_url("**/thread/*")
    thread = page.url.rsplit("/", 1)[1]
    ours = officers.watch.open("desk")
    ours.wait_for_selector("text=Это были вы?")
    ours = officers.watch.open(f"compose/ack-read?thread={thread}")
    ours.click("#say")
    ours.wait_for_url("**/thread/*")
    eventually(lambda: "прочитана дежурной сменой" in seen(page, f"{line}/thread/{thread}"))
    page.context.close()


def test_answers_and_corrections_begin_with_what_they_answer(officers: Room) -> None:
    """R-72: two keys from the sent item to its correction; nothing that stands is typed again."""
    rus = Seat(officers.rus.node, "watch-officer")
    said = rus.form(
        f"/{LINE}/compose/call-request", what="call-request", do="say", slot_pairing="ministers-of-defence",
        slot_topic="Flights", slot_slots_ms="2027-01-05T10:00Z\n2027-01-05T12:00Z", slot_call_language="en",
        slot_interpreter="both",
    )  # fmt: skip
    assert said.status == 303, said.text
    thread = said.headers["location"].rsplit("/", 1)[1]
    officers.watch.open("desk").wait_for_selector("text=Call request")
    usa = Seat(officers.node, "watch-1")
    picked = usa(f"/{LINE}/compose?thread={thread}").text
    for what in ("call-accept", "call-other-time", "call-other-level", "call-defer", "call-decline"):
        assert f"/compose/{what}?thread={thread}" in picked
    asked = usa(f"/{LINE}/compose/call-request?pairing=chiefs-of-staff").text
    assert '<option value="chiefs-of-staff" selected>' in asked
    form = Read(usa(f"/{LINE}/compose/call-accept?thread={thread}").text)
    assert form.values["slot_at_ms"] == "2027-01-05T10:00Z"
    query = rus.form(f"/{LINE}/compose/query", what="query", do="say", slot_text="Чей самолёт?")
    entry = query.headers["location"].rsplit("/", 1)[1]
    assert f'/compose/correct?thread={entry}" data-key="Z"' in rus(f"/{LINE}/compose?thread={entry}").text
    wrong = Read(rus(f"/{LINE}/compose/correct?thread={entry}").text)
    assert wrong.values["slot_text"].strip() == "Чей самолёт?"
    done = rus.form(
        f"/{LINE}/compose/correct-query", what="correct-query", thread=entry, do="say", slot_text="Чьи самолёты?"
    )
    assert "было неверно" in rus(done.headers["location"]).text or "Чьи самолёты?" in rus(done.headers["location"]).text


def test_what_is_said_twice_in_a_day_is_noticed(officers: Room) -> None:
    rus = Seat(officers.rus.node, "watch-officer")
    fields = {"what": "statement", "slot_text": "Мы ничего не запускали."}
    first = rus.form(f"/{LINE}/compose/statement", do="keep", **fields)
    assert 'class="ok" data-check="duplicate"' in rus(first.headers["location"]).text
    assert rus.form(f"/{LINE}/compose/statement", do="say", **fields).status == 303
    assert 'class="warn" data-check="duplicate"' in rus(first.headers["location"]).text


def test_two_who_type_in_one_form_do_not_undo_each_other(officers: Room) -> None:
    one, two = Seat(officers.node, "watch-1"), Seat(officers.node, "watch-2")
    begun = one.form(f"/{LINE}/compose/text", what="text", do="keep", slot_title="A").headers["location"]
    assert two.form(begun, what="text", do="keep", edition="1", slot_title="AB").status == 303
    refused = one.form(begun, what="text", do="keep", edition="1", slot_title="AC")
    assert (refused.status, "form-changed" in refused.text) == (409, True)
    assert Read(one(begun).text).values["slot_title"] == "AB"


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_action_field_and_choice_has_its_words(language: str) -> None:
    needed = {f"say-{what}" for what in ACTIONS} | {f"kind-{sentence_name(each.type)}" for each in ACTIONS.values()}
    for action in ACTIONS.values():
        for option in options(action):
            needed |= {f"field-{option.flag.removeprefix('--')}", *(f"choice-{word}" for word in option.choices or ())}
    assert needed - chrome(language).names == set()


@pytest.mark.parametrize("screen", ["compose", "compose/notice-flight", "drafts", "draft/1", "handover", "card"])
def test_axe_finds_nothing(officers: Room, screen: str) -> None:
    """R-A2."""
    if screen == "draft/1":
        seat = Seat(officers.node, "watch-1")
        seat.form(f"/{LINE}/compose/text", what="text", do="pass", slot_title="T", slot_text="It leaves at noon.")
    node = officers.node
    context = officers.program.new_context(bypass_csp=True)
    page = context.new_page()
    page.goto(f"{address_of(node)}sign-in?link={node.sessions.link('duty-commander')}")
    page.goto(f"{address_of(node)}{LINE}/{screen}")
    page.add_script_tag(path=AXE)
    for theme in ("dark", "light", "night"):
        page.evaluate("theme => { document.documentElement.dataset.theme = theme }", theme)
        found = page.evaluate(
            "async () => (await axe.run('#main')).violations.map(v => [v.id, v.nodes.map(n => n.html)])"
        )
        assert found == [], theme
    context.close()
