"""Releasing in the browser: a hardware key answers for the draft's digest, and an emergency breaks the glass."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from parley.app import releasing
from parley.app.touches import creation_options
from parley.cli.main import main
from tests.app.homes import LINE
from tests.cli.served import eventually
from tests.console.officers import Room, hold, kept, room

KEY = {
    "protocol": "ctap2", "ctap2Version": "ctap2_1", "transport": "usb", "hasResidentKey": True,
    "hasUserVerification": True, "isUserVerified": True, "automaticPresenceSimulation": True,
}  # fmt: skip
MADE = """async options => {
  const publicKey = PublicKeyCredential.parseCreationOptionsFromJSON(options);
  return (await navigator.credentials.create({publicKey})).toJSON();
}"""


@pytest.fixture(scope="module")
def officers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Room]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(releasing, "hold_ms", lambda _: 1_000)
        with room(tmp_path_factory.mktemp("homes"), "\n[release]\nofficers = 1\nevidence = true\n") as found:
            yield found


def write(officers: Room, what: str, chosen: str = "", **fields: str) -> str:
    """The watch writes something and passes it on; the draft's address below the line's."""
    page = officers.watch.open(f"compose/{what}")
    if chosen:
        page.select_option("select", chosen)
    for name, text in fields.items():
        page.fill(f"#slot_{name}", text)
    kept(page)
    page.click("#pass")
    page.wait_for_url("**/draft/*")
    return page.url.split(f"/{LINE}/")[1]


def test_a_key_answers_for_the_draft_in_the_page(officers: Room, tmp_path: Path) -> None:
    """The same draft without the key's answer is refused, and what the key signed is what the other side verifies."""
    page, home = officers.commander.page, officers.node.home
    devices = page.context.new_cdp_session(page)
    devices.send("WebAuthn.enable")
    devices.send("WebAuthn.addVirtualAuthenticator", {"options": KEY})
    made = page.evaluate(MADE, creation_options("duty-commander", "USA", "localhost", bytes(32)))
    (tmp_path / "made.json").write_text(json.dumps(made))
    name = ["people", "name-key", str(home.folder), "duty-commander", "--credential", str(tmp_path / "made.json")]
    eventually(lambda: main([*name, "--seat", "systems"]) == 0)
    draft = write(officers, "text", title="Convoy", text="It leaves at noon.")
    page = officers.commander.open(draft)
    page.eval_on_selector("#release", "button => button.removeAttribute('data-options')")
    hold(page, "#release")
    page.wait_for_selector("code:text('release-unproved')")
    page = officers.commander.open(draft)
    hold(page, "#release")
    page.wait_for_selector("text=Open what was sent")
    there = officers.rus.open("desk")
    there.wait_for_selector("text=Convoy")
    entry = there.locator("a:has-text('Convoy')").first.get_attribute("href")
    assert entry is not None
    shown = main(["show", str(home.folder), entry.rsplit("/", 1)[1], "--json"])
    assert shown == 0


def test_an_emergency_is_released_alone_with_a_typed_reason(officers: Room) -> None:
    """R-70: break glass."""
    draft = write(
        officers,
        "notice-hazard",
        "mines",
        from_ms="2027-03-01T10:00Z",
        until_ms="2027-03-01T12:00Z",
        area="Barents Sea",
    )
    page = officers.watch.open(draft)
    page.click("summary:has-text('Break glass')")
    hold(page, "#glass")
    assert page.locator("#stop").count() == 0, "no reason, no release"
    page.fill("#glass-because", "Nobody else is here.")
    hold(page, "#glass", "Enter")
    page.wait_for_selector("text=Open what was sent")
    log = (officers.node.home.folder / "own.log").read_text()
    assert "Nobody else is here." in log
    officers.rus.open("desk").wait_for_selector("text=Barents Sea")
