"""The guard over every browser test, and what plain requests show of the site's headers, forms and sessions."""

from __future__ import annotations

import re
from collections.abc import Iterator
from http.client import HTTPConnection
from typing import NamedTuple
from urllib.parse import urlencode, urlsplit

import pytest

from parley.app import own_log
from parley.console.policy import FIXED
from parley.console.sessions import Purpose, Session, Sessions
from parley.words.limits import FORM_BYTES_MAX, LINK_S_MAX, SESSION_IDLE_S_MAX, SESSION_S_MAX
from tests.app.homes import LINE, two_homes
from tests.cli.served import Served
from tests.console.desks import address_of, browser, served, signed_in


class Answer(NamedTuple):
    status: int
    headers: dict[str, str]
    text: str


class Seat:
    """A seat that asks without a browser."""

    def __init__(self, node: Served, seat: str = "W1") -> None:
        self.node, self.address = node, address_of(node)
        self.session = Session(seat, "en")
        self.cookie = node.sessions.begin(self.session)

    def __call__(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        port = urlsplit(self.address).port
        line = HTTPConnection("127.0.0.1", port, timeout=20)
        given = {"Host": f"localhost:{port}", "Cookie": f"parley-seat={self.cookie}"}
        given |= {name.replace("_", "-"): value for name, value in headers.items()}
        if form is None:
            line.request("GET", path, headers=given)
        else:
            given["Content-Type"] = "application/x-www-form-urlencoded"
            line.request("POST", path, urlencode(form), given)
        found = line.getresponse()
        answer = Answer(found.status, dict(found.getheaders()), found.read(1 << 20).decode())
        line.close()
        return answer

    def form(self, path: str, **fields: str) -> Answer:
        return self(path, {"token": self.session.token, **fields})


@pytest.fixture(scope="module")
def seat(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Seat]:
    home, _ = two_homes(tmp_path_factory.mktemp("homes"))
    with served(home) as (node,):
        yield Seat(node)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        (f"/{LINE}/desk", 200),
        ("/sign-in", 200),
        ("/static/console.css", 200),
        ("/static/none.css", 404),
        ("/nowhere/at/all", 404),
        ("/other/desk", 404),
        ("/", 303),
    ],
)
def test_every_answer_bears_the_headers(seat: Seat, path: str, status: int) -> None:
    answer = seat(path)
    assert answer.status == status
    headers = {name.lower(): value for name, value in answer.headers.items()}
    for name, value in FIXED.items():
        expected = "no-cache" if name == "Cache-Control" and path.startswith("/static/") else value
        assert headers[name.lower()] == expected
    assert headers["content-security-policy"].startswith("default-src 'none'")
    assert "server" not in headers


def test_a_page_runs_no_script_without_its_own_nonce(seat: Seat) -> None:
    first, second = seat(f"/{LINE}/desk"), seat(f"/{LINE}/desk")
    policy = {name.lower(): value for name, value in first.headers.items()}["content-security-policy"]
    (nonce,) = re.findall(r"'nonce-([^']+)' 'strict-dynamic'", policy)
    assert "require-trusted-types-for 'script'" in policy
    assert "unsafe" not in policy
    assert re.findall(r"<script[^>]*>", first.text) == [
        each for each in re.findall(r"<script[^>]*>", first.text) if f'nonce="{nonce}"' in each
    ]
    assert nonce not in second.text


@pytest.mark.slow
def test_news_bear_the_headers_too_and_end_with_the_session(seat: Seat) -> None:
    other = Seat(seat.node, "W2")
    port = urlsplit(seat.address).port
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    line.request("GET", f"/{LINE}/events", headers={"Cookie": f"parley-seat={other.cookie}", "Host": "localhost"})
    answer = line.getresponse()
    assert answer.getheader("cache-control") == "no-store"
    assert answer.getheader("x-content-type-options") == "nosniff"
    assert any(answer.readline() == b"event: beat\n" for _ in range(20))
    seat.node.sessions.end(other.cookie)
    assert b"beat" not in answer.read(), "it ends with the session"
    line.close()


def test_a_request_that_names_another_host_is_refused(seat: Seat) -> None:
    assert seat(f"/{LINE}/desk", Host="line.example.org").status == 400


def test_a_page_that_is_not_there_says_so_in_the_seats_language(seat: Seat) -> None:
    assert "There is no such page." in seat("/nowhere").text
    russian = Seat(seat.node)
    russian.session.language = "ru"
    answer = russian("/nowhere/at/all")
    assert "Такой страницы нет." in answer.text
    assert 'lang="ru"' in answer.text


@pytest.mark.parametrize(
    "headers",
    [
        {"Sec_Fetch_Site": "cross-site"},
        {"Sec_Fetch_Site": "same-site"},
        {"Origin": "https://elsewhere.example"},
        {"Origin": "null"},
    ],
)
def test_a_form_of_another_site_is_refused_even_with_the_token(seat: Seat, headers: dict[str, str]) -> None:
    assert seat("/look", {"token": seat.session.token, "theme": "light"}, **headers).status == 403
    assert seat.form("/look", theme="light").status == 303  # the same form of ours is taken


def test_a_form_without_the_sessions_token_is_refused(seat: Seat) -> None:
    for token in ("", "x", Seat(seat.node).session.token, "ж"):
        assert seat("/look", {"token": token, "theme": "light"}).status == 403


def test_a_form_longer_than_any_of_ours_is_not_read(seat: Seat) -> None:
    assert seat.form("/look", theme="x" * FORM_BYTES_MAX).status == 413


def test_a_page_that_breaks_says_so_and_tells_nothing_of_why(seat: Seat, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(_: object) -> None:
        raise RuntimeError("a secret of the inside")

    monkeypatch.setattr("parley.app.console.OpenHouse.checks", broken)
    answer = seat(f"/{LINE}/admin")
    assert answer.status == 500
    assert "it is a defect" in answer.text
    for word in ("secret", "Traceback", "RuntimeError", ".py"):
        assert word not in answer.text
    assert "content-security-policy" in {name.lower() for name in answer.headers}


@pytest.mark.parametrize("method", ["TRACE", "OPTIONS", "PUT", "DELETE", "HEAD"])
def test_nothing_is_done_by_another_method(seat: Seat, method: str) -> None:
    line = HTTPConnection("127.0.0.1", urlsplit(seat.address).port, timeout=20)
    for path in (f"/{LINE}/admin/link", "/look", "/sign-out", "/static/"):
        line.request(method, path, headers={"Host": "localhost", "Cookie": f"parley-seat={seat.cookie}"})
        answer = line.getresponse()
        answer.read()
        assert answer.status in {404, 405}, (method, path)
    line.close()


def test_an_act_is_not_done_by_looking(seat: Seat) -> None:
    for path in (f"/{LINE}/admin/end-session", "/lock", "/look", "/sign-out"):
        assert seat(f"{path}?token={seat.session.token}&name={seat.session.name}").status in {404, 405}
    assert seat(f"/{LINE}/desk").status == 200


def test_what_a_seat_tried_and_may_not_stands_in_the_own_log(seat: Seat) -> None:
    officer = Seat(seat.node, "w8")
    officer("/look", {"token": "guessed"})
    (noted,) = [each for each in own_log.read(seat.node.home.folder, "console-refused") if each["seat"] == "w8"]
    assert (noted["code"], noted["path"]) == ("form-not-ours", "/look")
    assert "guessed" not in (seat.node.home.folder / own_log.NAME).read_text()


def test_text_that_looks_like_markup_is_text(seat: Seat) -> None:
    officer = Seat(seat.node, '<script>alert("w")</script>')
    page = officer(f"/{LINE}/desk").text
    assert "<script>alert" not in page
    assert "&lt;script&gt;alert" in page


def test_theme_and_size_are_kept_by_the_browser_and_nothing_else_is_taken(seat: Seat) -> None:
    answer = seat.form("/look", theme="night", scale="150")
    (cookie,) = [value for name, value in answer.headers.items() if name.lower() == "set-cookie"]
    assert cookie.startswith("parley-look=night.150;")
    page = seat(f"/{LINE}/desk", Cookie=f"parley-seat={seat.cookie}; parley-look=night.150").text
    assert 'data-theme="night" data-scale="150"' in page
    page = seat(f"/{LINE}/desk", Cookie=f'parley-seat={seat.cookie}; parley-look="><script>.9999').text
    assert 'data-theme="dark" data-scale="100"' in page


def test_an_idle_seat_is_locked_and_opens_where_it_was(seat: Seat) -> None:
    officer = Seat(seat.node, "W3")
    assert officer(f"/{LINE}/desk?from=here").status == 200
    officer.node.sessions.lock(officer.session)
    asked = officer(f"/{LINE}/desk")
    assert (asked.status, asked.headers["location"]) == (303, f"/{LINE}/unlock")
    assert officer.form("/look", theme="light").headers["location"] == "/main/unlock"  # no act either
    page = officer(f"/{LINE}/unlock")
    assert "W3 is locked" in page.text
    assert 'id="alarms"' in page.text
    officer.cookie, locked_out = officer.node.sessions.unlock(officer.cookie, officer.session), officer.cookie
    assert officer(f"/{LINE}/unlock").headers["location"] == f"/{LINE}/desk"
    officer.cookie = locked_out
    assert officer(f"/{LINE}/desk").headers["location"] == "/sign-in"


def test_what_a_page_fetches_by_itself_keeps_no_seat_open() -> None:
    now = 0.0
    sessions = Sessions(lambda: now)
    session = Session("W1", "en")
    cookie = sessions.begin(session)
    now = SESSION_IDLE_S_MAX + 1
    assert sessions.locked(session)
    sessions.seen(session)
    assert sessions.locked(session), "only unlocking unlocks"
    renewed = sessions.unlock(cookie, session)
    assert not sessions.locked(session)
    assert sessions.of(cookie) is None
    assert sessions.of(renewed) is session
    now += SESSION_S_MAX + 1
    assert sessions.of(renewed) is None


def test_a_link_is_good_once_for_one_purpose_and_an_hour() -> None:
    now = 0.0
    sessions = Sessions(lambda: now)
    word = sessions.link("W1", Purpose.ENROL)
    assert sessions.used(word, Purpose.SIGN_IN) is None
    assert sessions.used(word, Purpose.ENROL) == "W1"
    assert sessions.used(word, Purpose.ENROL) is None
    late = sessions.link("W1", Purpose.ENROL)
    now = LINK_S_MAX + 1
    assert sessions.used(late, Purpose.ENROL) is None


def test_signing_out_ends_the_session_for_good_and_is_noted(seat: Seat) -> None:
    officer = Seat(seat.node, "W4")
    answer = officer.form("/sign-out")
    assert (answer.status, answer.headers["location"]) == (303, "/sign-in")
    assert officer(f"/{LINE}/desk").headers["location"] == "/sign-in"
    noted = [each["event"] for each in own_log.read(seat.node.home.folder) if each["seat"] == "W4"]
    assert noted == ["console-signed-out"]


@pytest.mark.slow
def test_the_guard_finds_what_a_page_may_not_do(seat: Seat) -> None:
    with browser() as program:
        desk = signed_in(program, seat.node, "W5")
        assert desk.watched.wrong == []
        planted = {
            "policy: img-src": "() => { const e = new Image(); e.src = 'http://elsewhere.example/x.png'; }",
            "policy: require-trusted-types-for": "() => { try { document.body.innerHTML = '<b>x</b>'; } catch {} }",
            "console: something broke": "() => console.error('something broke')",
            "threw": "() => { setTimeout(() => { throw new Error('late'); }, 0); }",
            "policy: style-src": "() => document.body.setAttribute('style', 'color: red')",
        }
        for sign, deed in planted.items():
            desk.watched.wrong.clear()
            desk.page.evaluate(deed)
            desk.page.wait_for_timeout(100)
            assert any(sign in each for each in desk.watched.wrong), (sign, desk.watched.wrong)
        desk.watched.wrong.clear()
        desk.page.goto(seat.address.replace("localhost", "127.0.0.1") + "sign-in")
        assert [each for each in desk.watched.wrong if each.startswith("asked")]
