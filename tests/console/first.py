"""`python -m tests.console.first`: the first scenario played by two officers at two consoles, from sign-in to export.

Each types what the story says into the pages' own forms and sends it by the keyboard; nothing goes in by another way.
Watch checks are left to the nodes' own tests. `--short` plays the flight, its query and the strike alone.
"""

from __future__ import annotations

import argparse
import io
import sys
import tempfile
import zipfile
from collections.abc import Callable, Iterable
from functools import partial
from pathlib import Path
from typing import Any, Final

from playwright.sync_api import Page

from parley.app.reading import book_of_export
from parley.app.story import Event
from parley.desk import messages as m
from parley.record.verify import verify
from parley.wire.actions import COMMANDS
from parley.wire.forms import Action, texts
from parley.wire.render import sentence_name
from tests.cli.served import eventually
from tests.console.desks import Desk, two_desks
from tests.console.officers import hold
from tests.console.played import ENDS_MS, Told, story_clock, story_homes
from tests.scenarios.test_first_call import EVENTS

SEAT: Final = "watch-officer"
CHECKS: Final = 13
"""The story's number for watch checks."""
SHORT: Final = frozenset({"flight-2", "query-flight", "query-flight-read", "reply-flight", "strike", "strike-read"})


def events(*, short: bool) -> list[Event]:
    """Give what is played, in order."""
    told = [event for event in EVENTS if event.number != CHECKS and event.at_ms < ENDS_MS]
    return [event for event in told if event.ref in SHORT] if short else told


def form_of(message: m.Message) -> tuple[str, Action]:
    """Give the address of the form that says a message, and its action."""
    for command, actions in COMMANDS.items():
        for action in actions:
            if action.type is type(message) and not action.corrects and says_it(action, message):
                return f"{command}-{action.word}" if action.word else command, action
    raise KeyError(type(message).__name__)


def says_it(action: Action, message: m.Message) -> bool:
    """Whether a form with these settled slots says a message, and has a field for all that it says."""
    settled = all(getattr(message, name) == value for name, value in action.settled.items())
    return settled and all(getattr(message, name) in {None, ()} for name in action.without)


def typed(page: Page, name: str, text: str) -> None:
    """Fill one field as an officer does."""
    field = page.locator(f"#{name}")
    if field.evaluate("each => each.tagName") == "SELECT":
        field.select_option(text)
    else:
        field.fill(text)


def says(desk: Desk, told: Told, event: Event) -> None:
    """Have an officer say an event at the console, and let it arrive at the other."""
    told.clock.jump(event.at_ms)
    message = event.message(told.ids)
    what, action = form_of(message)
    about = getattr(message, action.of) if action.of else None if event.thread is None else told.ids[event.thread]
    page = desk.open(f"compose/{what}" + ("" if about is None else f"?thread={about.hex()}"))
    for name, text in texts(action, message).items():
        if page.locator(f"#{name}").count():
            typed(page, name, text)
    page.check(f"[name=precedence][value={event.precedence.name.lower()}]", force=True)
    page.check("[name=late]")
    page.check("[name=officer_word]")
    if page.locator("#say[data-hold]").count():
        hold(page, "#say", "Enter")
    else:
        page.press("#say", "Enter")
    page.wait_for_url("**/thread/*")
    thread = page.url.rsplit("/", 1)[1]
    said = told.ask(event.author, do="thread", ref=thread)["statements"]
    kind = sentence_name(type(message))  # the page tells by itself that something was opened
    entry = [each for each in said if (each["author"], each["kind"]) == (event.author, kind)][-1]
    told.ids[event.ref] = bytes.fromhex(entry["id"])
    eventually(partial(told.arrived, entry["id"]))


def play(
    folder: Path, told_events: Iterable[Event], progress: Callable[[str], None] = lambda _: None
) -> dict[str, Any]:
    """Play events at two consoles; give how many, and what a stranger finds of the export that was taken there."""
    with story_clock() as clock, two_desks(folder, (SEAT, SEAT), story_homes) as (usa, rus):
        told = Told({"USA": usa.node, "RUS": rus.node}, clock)
        desks = {"USA": usa, "RUS": rus}
        for desk in desks.values():  # what is kept of a form while it is being typed may be refused: its checks say why
            desk.watched.allowed = ("Failed to load resource: the server responded with a status of 409",)
        for event in told_events:
            says(desks[event.author], told, event)
            progress(event.ref)
        strike = rus.open("desk").locator(".g-flash, .grp").first.inner_text()
        page = usa.open("record")
        page.click("text=Verify from the first entry")
        eventually(lambda: "entries verified from the first on" in page.inner_text("main"))
        with page.expect_download() as begun:
            page.click("text=Export, checkable offline")
        with zipfile.ZipFile(io.BytesIO(begun.value.path().read_bytes())) as packed:
            files = {name: packed.read(name) for name in packed.namelist()}
        cards = [desk.node.home.card_file.read_bytes() for desk in (usa, rus)]
        found = verify(files, cards)
        book = book_of_export(files)
        return {
            "played": len(told.ids),
            "verdict": found.verdict,
            "missing": sorted(ref for ref, entry in told.ids.items() if book.statement(entry) is None),
            "flash": strike,
        }


def main() -> int:
    """Play it; 0 if all of it stands in an export that verifies."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="the flight, its query and the strike alone")
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as name:
        found = play(Path(name), events(short=args.short), print)
    print({key: value for key, value in found.items() if key != "flash"})  # noqa: T201
    return int(bool(found["missing"]) or found["verdict"] != "proved under these keys")


if __name__ == "__main__":
    sys.exit(main())
