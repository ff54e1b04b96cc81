"""Two officers of USA at two seats and one of RUS, each at a browser of their own."""

from __future__ import annotations

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page

from parley.app.ceremony import propose, sign
from parley.app.home import Home, init
from parley.app.story import agreement_text
from parley.words.instants import DAY_MS, HOUR_MS, MINUTE_MS, iso
from tests.app.homes import LINE, address
from tests.cli.served import Served
from tests.console.desks import Desk, browser, served, signed_in

ROLES = {"systems": "administrator", "watch-1": "watch-officer", "watch-2": "watch-officer",
         "duty-commander": "releasing-officer"}  # fmt: skip
PATIENCE_MS = 15_000


class Room(NamedTuple):
    """USA's two officers, and RUS's, whose home declares no seats."""

    program: Browser
    node: Served
    watch: Desk
    commander: Desk
    rus: Desk


def agreed(folder: Path, more: str = "") -> tuple[Home, Home]:
    """USA and RUS under the agreement of the first scenario; USA has seats."""
    usa, rus = (init(folder / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(usa, LINE, (agreement_text(("USA", "RUS")) + more).encode(), rus.card_file.read_bytes(), folder / "pack")
    sign(rus, LINE, folder / "pack")
    address(usa, rus)
    tables = [f'[seats.{name}]\nroles = ["{role}"]\nspeaks_as = "watch-officer"\n' for name, role in ROLES.items()]
    (usa.folder / "people.toml").write_text("\n".join(tables))
    return usa, rus


@contextmanager
def room(folder: Path, more: str = "") -> Iterator[Room]:
    """Serve both homes, and have the officers sign in; in the end no browser did what it may not."""
    with served(*agreed(folder, more)) as (ours, theirs), browser() as program:
        watch, commander = (signed_in(program, ours, seat) for seat in ("watch-1", "duty-commander"))
        rus = signed_in(program, theirs, "watch-officer")
        for desk in (watch, commander, rus):
            desk.page.set_default_timeout(PATIENCE_MS)
            desk.watched.allowed = ("Failed to load resource: the server responded with a status of 409",)
        yield Room(program, ours, watch, commander, rus)
        assert watch.watched.wrong + commander.watched.wrong + rus.watched.wrong == []


def soon(hours: int = 0) -> str:
    """A whole minute tomorrow, so many hours on."""
    return iso(time.time_ns() // 1_000_000 // MINUTE_MS * MINUTE_MS + DAY_MS + hours * HOUR_MS)


def flight(page: Page, area: str) -> None:
    """Fill in a flight notice."""
    fields = {"aircraft": "2", "from_ms": soon(), "until_ms": soon(2), "fl_min": "280", "fl_max": "320", "area": area}
    for name, text in fields.items():
        page.fill(f"#slot_{name}", text)


def kept(page: Page) -> None:
    """Wait until the node has said that it keeps the form as it stands."""
    page.locator("#saved", has_text=re.compile(r"\d{4}:\d\dZ")).wait_for()
    page.wait_for_url("**/form/*")


def hold(page: Page, button: str, key: str | None = None) -> None:
    """Hold a button for what it takes, by pointer or by key."""
    page.wait_for_load_state()
    page.focus(button)
    if key is None:
        page.hover(button)
        page.mouse.down()
    else:
        page.keyboard.down(key)
    page.wait_for_timeout(2_300)
    page.mouse.up() if key is None else page.keyboard.up(key)
