"""Signing in with keys (Chromium's virtual one), the code on paper, locking, and what Admin shows and ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from parley.app import own_log
from parley.app.ceremony import propose
from parley.app.home import Home, init
from parley.app.people import declare_seat
from parley.app.seat_keys import FILE, read_seat_keys
from parley.console import seat_keys
from parley.console.seat_keys import Challenges, SeatKeys, Tries
from parley.desk.people import Role, Seat
from parley.words.faults import OurFault
from parley.words.limits import CHALLENGES_MAX, SIGN_IN_TRIES_MAX, TOUCH_S_MAX
from tests.app.homes import LINE, two_homes
from tests.cli.served import Served, Shell
from tests.console.desks import Watched, address_of, browser, served
from tests.console.test_guard import Seat as Asking
from tools.kill9 import AGREEMENT

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def program() -> Iterator[Browser]:
    with browser() as program:
        yield program


@pytest.fixture
def home(tmp_path: Path) -> Home:
    home, _ = two_homes(tmp_path)
    declare_seat(home.folder, 0, "admin", "admin", Seat(frozenset({Role.ADMINISTRATOR})))
    declare_seat(home.folder, 0, "admin", "w1", Seat(frozenset({Role.WATCH_OFFICER})))
    return home


@pytest.fixture
def node(home: Home) -> Iterator[Served]:
    with served(home) as (node,):
        yield node


class Person:
    """Somebody at a browser with a key of their own; in the end it did nothing that it may not."""

    def __init__(self, program: Browser, node: Served, *, verified: bool = True) -> None:
        self.address, self.watched = address_of(node), Watched(address_of(node))
        self.context = program.new_context()
        self.watched.over(self.context)
        self.page = self.context.new_page()
        self.cdp = self.context.new_cdp_session(self.page)
        self.cdp.send("WebAuthn.enable", {"enableUI": False})
        options = {
            "protocol": "ctap2",
            "transport": "usb",
            "hasResidentKey": True,
            "hasUserVerification": True,
            "isUserVerified": verified,
            "automaticPresenceSimulation": True,
        }
        made = self.cdp.send("WebAuthn.addVirtualAuthenticator", {"options": options})
        self.key = made["authenticatorId"]

    def verified(self, *, holds: bool) -> None:
        self.cdp.send("WebAuthn.setUserVerified", {"authenticatorId": self.key, "isUserVerified": holds})

    def credentials(self) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.cdp.send("WebAuthn.getCredentials", {"authenticatorId": self.key})[
            "credentials"
        ]
        return found

    def enrolled(self, link: str) -> str:
        """Make a key by a link; the code on paper."""
        self.page.goto(link)
        self.page.click("main button")
        self.page.wait_for_url("**/code")
        return self.page.inner_text("#code")

    def sign_out(self) -> Page:
        self.page.goto(f"{self.address}{LINE}/desk")
        self.page.click("text=Sign out")
        self.page.wait_for_url("**/sign-in")
        return self.page

    def sign_in(self) -> Page:
        self.page.goto(f"{self.address}sign-in")
        self.page.click("text=Sign in with the key")
        self.page.wait_for_url(f"**/{LINE}/desk")
        return self.page


def link_for(node: Served, shell: Shell, seat: str) -> str:
    return str(shell.json("people", "enrol", node.home.folder, seat, "--seat", "admin")["link"])


def test_a_seat_is_enrolled_by_a_link_and_from_then_on_signs_in_by_its_key(
    node: Served, program: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(capsys)
    officer = Person(program, node)
    link = link_for(node, shell, "w1")
    code = officer.enrolled(link)
    officer.page.reload()
    assert code not in officer.page.content(), "shown once"
    officer.sign_out()
    page = officer.sign_in()
    assert "w1" in page.inner_text(".foot")
    stored = (node.home.folder / FILE).read_text()
    assert code not in stored
    assert code.replace("-", "") not in stored
    assert "hash" in stored
    officer.page.goto(link)
    assert "used already" in officer.page.inner_text("main")
    events = [each["event"] for each in own_log.read(node.home.folder) if each["seat"] in {"w1", "admin"}][-5:]
    assert events == [
        "console-link-made",
        "console-key-made",
        "console-signed-in",
        "console-signed-out",
        "console-signed-in",
    ]
    assert [each for each in officer.watched.wrong if "401" not in each] == []


def test_a_key_that_was_not_enrolled_or_was_removed_or_asks_for_no_pin_opens_nothing(
    node: Served, program: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    shell = Shell(capsys)
    officer, stranger = Person(program, node), Person(program, node)
    officer.enrolled(link_for(node, shell, "w1"))
    officer.sign_out()
    stranger.page.goto(f"{stranger.address}sign-in")
    stranger.page.click("text=Sign in with the key")
    stranger.page.wait_for_selector("text=The key did not answer")
    officer.verified(holds=False)
    officer.page.goto(f"{officer.address}sign-in")
    officer.page.click("text=Sign in with the key")
    officer.page.wait_for_selector("text=The key did not answer")
    officer.verified(holds=True)
    officer.sign_in()
    admin = Person(program, node)
    admin.enrolled(link_for(node, shell, "admin"))
    admin.page.goto(f"{admin.address}{LINE}/admin")
    assert "w1" in admin.page.inner_text("main")
    admin.page.click("tr:has(th:text-is('w1')) >> text=Remove")
    officer.page.goto(f"{officer.address}{LINE}/desk")
    assert officer.page.url.endswith("/sign-in"), "its sessions ended with it"
    officer.page.click("text=Sign in with the key")
    officer.page.wait_for_selector("[role=status]:not(:empty)")
    assert officer.page.url.endswith("/sign-in")


def test_the_code_on_paper_makes_a_new_key_once(
    node: Served, program: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    lost = Person(program, node)
    code = lost.enrolled(link_for(node, Shell(capsys), "w1"))
    again = Person(program, node)

    def recover(typed: str) -> None:
        again.page.goto(f"{again.address}sign-in")
        again.page.fill("[name=seat]", "w1")
        again.page.fill("[name=code]", typed)
        again.page.click("text=Use the code")

    recover("00000-00000-00000-00000-00000")
    assert "No seat has this code" in again.page.inner_text("main")
    recover(f" {code.lower()} ")
    assert "A key for w1" in again.page.inner_text("main")
    again.page.click("main button")
    again.page.wait_for_url("**/code")
    assert again.page.inner_text("#code") != code
    again.sign_out()
    recover(code)
    assert "No seat has this code" in again.page.inner_text("main")
    again.sign_in()
    assert len(read_seat_keys(node.home.folder).of("w1")) == 2


def test_a_locked_seat_opens_by_its_own_key_where_it_was(
    node: Served, program: Browser, capsys: pytest.CaptureFixture[str]
) -> None:
    officer = Person(program, node)
    officer.enrolled(link_for(node, Shell(capsys), "w1"))
    officer.page.goto(f"{officer.address}{LINE}/admin")
    officer.page.click("[formaction='/lock']")
    officer.page.wait_for_url("**/unlock")
    assert "w1 is locked" in officer.page.inner_text("main")
    officer.page.click("text=Unlock with the key")
    officer.page.wait_for_url("**/admin")
    other = Person(program, node)
    other.enrolled(link_for(node, Shell(capsys), "admin"))
    seat = Asking(node, "admin")
    seat.node.sessions.lock(seat.session)
    answer = seat.form(f"/{LINE}/unlock", given=json.dumps({"id": "AAAA"}))
    assert answer.status == 401
    assert seat(f"/{LINE}/desk").headers["location"].endswith("/unlock")


def test_admin_lists_and_ends_sessions_and_only_an_administrator_ends_those_of_others(node: Served) -> None:
    officer, admin, third = Asking(node, "w1"), Asking(node, "admin"), Asking(node, "w1")
    page = admin(f"/{LINE}/admin").text
    assert page.count('action="/main/admin/end-session"') == 3
    assert "console-" not in page
    assert officer.form(f"/{LINE}/admin/end-session", name=admin.session.name).status == 403
    assert officer.form(f"/{LINE}/admin/link", name="w1").status == 403
    assert officer.form(f"/{LINE}/admin/remove-key", name="00").status == 403
    assert admin(f"/{LINE}/desk").status == 200
    assert officer.form(f"/{LINE}/admin/end-session", name=third.session.name).status == 303
    assert third(f"/{LINE}/desk").headers["location"] == "/sign-in"
    assert admin.form(f"/{LINE}/admin/end-session", name=officer.session.name).status == 303
    assert officer(f"/{LINE}/desk").headers["location"] == "/sign-in"
    assert "/enrol?link=" in (admin.form(f"/{LINE}/admin/link", name="w1"), admin(f"/{LINE}/admin"))[1].text
    acts = [each["act"] for each in own_log.read(node.home.folder, "console-act")]
    assert acts == ["end-session", "link", "remove-key", "end-session", "end-session", "link"]


def test_a_seat_that_is_declared_no_more_is_signed_in_no_more(node: Served) -> None:
    officer = Asking(node, "w1")
    assert officer(f"/{LINE}/desk").status == 200
    declare_seat(node.home.folder, 0, "admin", "w1", None)
    assert officer(f"/{LINE}/desk").headers["location"] == "/sign-in"


def test_a_link_is_an_administrators_and_needs_pages(home: Home, capsys: pytest.CaptureFixture[str]) -> None:
    shell = Shell(capsys)
    shell.refused("node-not-running", "people", "enrol", home.folder, "w1", "--seat", "admin")
    node = Served(home)
    try:
        shell.refused("console-not-served", "people", "enrol", home.folder, "w1", "--seat", "admin")
    finally:
        node.stop()
    with served(home) as (node,):
        address_of(node)
        shell.refused("role-needed", "people", "enrol", home.folder, "w1", "--seat", "w1")
        shell.refused("seat-not-declared", "people", "enrol", home.folder, "w7", "--seat", "admin")
        assert "/enrol?link=" in shell("people", "enrol", home.folder, "w1", "--seat", "admin")


def test_refused_sign_ins_are_noted(node: Served) -> None:
    stranger = Asking(node, "w1")
    assert stranger("/sign-in", {"given": "{}"}).status == 401
    assert stranger("/recover", {"seat": "w1", "code": "00000-00000"}).status == 401
    noted = list(own_log.read(node.home.folder, "console-sign-in-refused"))
    assert [each["how"] for each in noted] == ["key", "code"]


def test_tries_from_one_address_are_counted_and_a_minute_forgives(node: Served) -> None:
    stranger = Asking(node, "w1")
    for _ in range(SIGN_IN_TRIES_MAX):
        assert stranger("/sign-in?link=guessed").status == 401
    assert stranger("/sign-in?link=guessed").status == 429
    assert stranger("/enrol?link=guessed").status == 429
    now = 0.0
    tries = Tries(lambda: now)
    for _ in range(SIGN_IN_TRIES_MAX):
        tries.note("192.0.2.1")
    with pytest.raises(OurFault):
        tries.note("192.0.2.1")
    tries.note("192.0.2.2")
    now = 61.0
    tries.note("192.0.2.1")


@pytest.mark.parametrize(
    "given",
    ["", "{", "[]", "1", '{"id": 1}', '{"response": []}', '{"response": {"clientDataJSON": "e30"}}', "[" * 9_999],
)
def test_what_is_no_answer_of_a_key_is_refused(given: str) -> None:
    with pytest.raises(OurFault, match="answer"):
        seat_keys.answered(given, "localhost", "http://localhost", (), Challenges())


def test_a_challenge_is_good_once_and_for_two_minutes() -> None:
    now = 0.0
    challenges = Challenges(lambda: now)
    first, late = challenges.new(), challenges.new()
    challenges.take(first)
    now = TOUCH_S_MAX + 1
    for challenge in (first, late, b"never asked"):
        with pytest.raises(OurFault):
            challenges.take(challenge)
    oldest = challenges.new()
    for _ in range(CHALLENGES_MAX):
        challenges.new()
    with pytest.raises(OurFault):
        challenges.take(oldest)


def test_a_code_is_taken_as_people_type_it_and_only_for_its_seat() -> None:
    code = seat_keys.new_code()
    keys = SeatKeys().coded("w1", seat_keys.kept(code))
    assert seat_keys.is_code(code.lower().replace("-", " ").replace("0", "o").replace("1", "l"), keys.codes["w1"])
    assert not seat_keys.is_code(code, keys.codes.get("w2"))
    assert not seat_keys.is_code(code[:-1], keys.codes["w1"])
    assert keys.coded("w1", None).codes == {}


def test_a_home_for_drills_is_no_demonstration_and_unlocks_by_a_key_alone(tmp_path: Path) -> None:
    home = init(tmp_path / "USA", "USA", passphrase=None, demo=True)
    other = init(tmp_path / "RUS", "RUS", passphrase=None, demo=True)
    propose(home, LINE, AGREEMENT.encode(), other.card_file.read_bytes(), tmp_path / "pack")
    with served(home) as (node,):
        officer = Asking(node, "w1")
        page = officer(f"/{LINE}/desk").text
        assert "DRILL DRILL DRILL" in page
        assert "DEMO" not in page
        node.sessions.lock(officer.session)
        assert officer.form(f"/{LINE}/unlock").status == 401
