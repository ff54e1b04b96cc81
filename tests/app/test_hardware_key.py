"""A release by a hardware key, from the touch in a browser (Chromium's virtual key) to a stranger's verdict."""

import json
import threading
from collections.abc import Iterator, Mapping
from pathlib import Path
from queue import Queue
from typing import Any

import pytest

from parley.app import releasing
from parley.app.ceremony import propose, sign
from parley.app.home import Home, init
from parley.app.story import agreement_text
from parley.app.touch_page import touched
from parley.app.touches import creation_options, request_options
from parley.words.faults import OurFault
from tests import chromium
from tests.app.homes import LINE, address
from tests.cli.served import Shell, eventually, serving
from tests.cli.test_statements import Terminal
from tests.hardware import HardwareKey
from tests.refusals import refused
from tools import verify_record

ASKED = "\n[release]\nofficers = 1\nevidence = true\n"
ADMIN, WATCH, COMMANDER = ("--seat", "systems"), ("--seat", "watch-1"), ("--seat", "duty-commander")
TEXT = ("--say", "text", "--title", "Convoy", "--text", "It leaves at noon.")


@pytest.fixture
def sh(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


@pytest.fixture
def line(tmp_path: Path, sh: Shell, monkeypatch: pytest.MonkeyPatch) -> Iterator[tuple[Home, Home]]:
    monkeypatch.setattr(releasing, "hold_ms", lambda _: 1)
    usa, rus = (init(tmp_path / party, party, passphrase=None) for party in ("USA", "RUS"))
    agreement = agreement_text(("USA", "RUS")) + ASKED
    propose(usa, LINE, agreement.encode(), rus.card_file.read_bytes(), tmp_path / "pack")
    sign(rus, LINE, tmp_path / "pack")
    address(usa, rus)
    with serving(usa, rus):
        roles = {"systems": "administrator", "watch-1": "watch-officer", "duty-commander": "releasing-officer"}
        for seat, role in roles.items():
            sh("people", "seat", usa.folder, seat, "--role", role, "--speaks-as", "watch-officer", *ADMIN)
        eventually(lambda: sh.tried("check", "open", usa.folder, *WATCH))
        yield usa, rus


def put(folder: Path, name: str, given: object) -> Path:
    path = folder / name
    path.write_text(json.dumps(given))
    return path


def name_key(sh: Shell, home: Home, credential: Path) -> None:
    name = ("people", "name-key", home.folder, "duty-commander", "--credential", credential)
    sh.refused("role-needed", *name, *COMMANDER)
    sh(*name, *ADMIN)
    sh.refused("officer-key-known", *name, *ADMIN)


def drafted(sh: Shell, home: Home) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(sh("draft", "new", home.folder, *WATCH, "--json", *TEXT))
    return found


def test_a_touch_in_a_browser_releases_and_a_stranger_can_verify_it(
    line: tuple[Home, Home], sh: Shell, tmp_path: Path
) -> None:
    if not chromium.PROGRAM.exists():
        pytest.skip("Debian's chromium is not here")
    usa, rus = line
    with chromium.page() as browser:
        made = touch(browser, creation_options("duty-commander", "USA", "localhost", bytes(32)))
        name_key(sh, usa, put(tmp_path, "made.json", made))
        draft = drafted(sh, usa)
        keys = {bytes.fromhex(key["cose"]): key["host"] for key in officers(sh, usa)}
        given = touch(browser, request_options(usa.folder, keys, draft["challenge"]))
    release = ("draft", "release", usa.folder, draft["draft"], *COMMANDER, "--precedence", "routine")
    sh.refused("release-unproved", *release)
    sent = sh.json(*release, "--assertion", put(tmp_path, "given.json", given))
    there = Terminal(sh, rus).sees({"id": sent["entry"]})
    assert there["released"] == [{"seat": "duty-commander", "refused": ""}]
    assert there["refused"] is None
    sh("record", "export", rus.folder, tmp_path / "record")
    cards = ("--card", usa.card_file, "--card", rus.card_file)
    assert "released: entry" in sh("record", "verify", tmp_path / "record", *cards)
    files = {str(path.relative_to(tmp_path / "record")): path.read_bytes() for path in exported(tmp_path / "record")}
    verdict = verify_record.verify(files, [usa.card_file.read_bytes(), rus.card_file.read_bytes()])
    assert verdict["verdict"] == verify_record.PROVED
    (found,) = verdict["releases"]
    assert (found["digest"], found["seats"]) == (draft["digest"], [{"seat": "duty-commander", "refused": None}])


def exported(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def officers(sh: Shell, home: Home) -> list[dict[str, str]]:
    found: list[dict[str, str]] = sh.json("people", "keys", home.folder)["officers"][home.party]
    return found


def touch(browser: chromium.Page, options: Mapping[str, Any]) -> dict[str, Any]:
    """Show the page, have the browser press its button, and give what came of it."""
    where, given = Queue[str](), list[dict[str, Any]]()
    waiting = threading.Thread(
        target=lambda: given.append(touched("Touch", options, "localhost", where.put, chromium.PATIENCE_S))
    )
    waiting.start()
    said = browser.clicks(where.get(timeout=chromium.PATIENCE_S))
    waiting.join(chromium.PATIENCE_S)
    assert given, said
    assert said.startswith("Done")
    return given[0]


def test_what_a_key_gave_for_another_draft_or_under_a_revoked_key_releases_nothing(
    line: tuple[Home, Home], sh: Shell, tmp_path: Path
) -> None:
    usa, rus = line
    key, stranger = HardwareKey("duty-commander"), HardwareKey("duty-commander", 2)
    name_key(sh, usa, put(tmp_path, "made.json", key.created()))
    first, second = drafted(sh, usa), drafted(sh, usa)
    release = ("draft", "release", usa.folder, first["draft"], *COMMANDER, "--precedence", "routine", "--assertion")
    other = key.given(bytes.fromhex(second["digest"])[::-1])
    sh.refused("release-digest", *release, put(tmp_path, "other.json", other))
    foreign = stranger.given(bytes.fromhex(first["digest"]))
    sh.refused("release-signature", *release, put(tmp_path, "foreign.json", foreign))
    sh.refused("touch-malformed", *release, put(tmp_path, "cut.json", {"response": {}}))
    (named,) = officers(sh, usa)
    good = put(tmp_path, "good.json", key.given(bytes.fromhex(first["digest"])))
    revoke = ("people", "revoke-key", usa.folder, "duty-commander", "--key", named["key"])
    sh.refused("role-needed", *revoke, *COMMANDER)
    sh(*revoke, *ADMIN)
    sh.refused("release-key-revoked", *release, good)
    assert sh.json("draft", "show", usa.folder, first["draft"], *WATCH) == first, "nothing of it has changed"
    assert [each["kind"] for each in sh.json("list", rus.folder)] == ["watch-check"], "nothing has left"


def test_a_page_that_nobody_touches_ends() -> None:
    told: list[str] = []
    with refused("touch-missing", OurFault):
        touched("Touch", creation_options("chief", "USA", "localhost", bytes(32)), "localhost", told.append, 0)
    assert told[0].startswith("http://localhost:")
