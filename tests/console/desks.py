"""Two homes served with their consoles, and Debian's Chromium at each."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, Request, sync_playwright

from parley.app.home import Home
from tests.app.homes import LINE, two_homes
from tests.cli.served import Served, eventually

CHROMIUM = "/usr/bin/chromium"
FLAGS = (
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--mute-audio",
    # Any name but this machine's fails to resolve: the browser cannot leave it.
    "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.* , EXCLUDE localhost , EXCLUDE *.localhost",
    "--proxy-server=direct://",
)


REPORTED = """
document.addEventListener("securitypolicyviolation", event =>
  console.error("policy: " + event.effectiveDirective + " " + event.blockedURI));
"""


@dataclass
class Watched:
    """What a browser's pages did that none of ours may do: broke the policy, wrote an error, asked somebody else."""

    address: str
    allowed: tuple[str, ...] = ()
    """Beginnings of errors that a test expects."""
    wrong: list[str] = field(default_factory=list)

    def over(self, context: BrowserContext) -> None:
        """Watch every page of a context."""
        context.add_init_script(REPORTED)
        context.on("console", self._said)
        context.on("weberror", lambda error: self.wrong.append(f"threw {error.error}"))
        context.on("request", self._asked)

    def _said(self, message: ConsoleMessage) -> None:
        if message.type == "error" and not message.text.startswith(self.allowed or ("\0",)):
            self.wrong.append(f"console: {message.text}")

    def _asked(self, request: Request) -> None:
        there, here = urlsplit(request.url), urlsplit(self.address)
        if there.scheme != "data" and (there.scheme, there.netloc) != (here.scheme, here.netloc):
            self.wrong.append(f"asked {request.url}")


@dataclass
class Desk:
    """One officer at one console."""

    node: Served
    page: Page
    address: str
    watched: Watched

    def open(self, screen: str) -> Page:
        """Go to a screen of the line."""
        self.page.goto(f"{self.address}{LINE}/{screen}")
        return self.page


@contextmanager
def browser() -> Iterator[Browser]:
    """Debian's Chromium."""
    with sync_playwright() as playwright:
        program = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        try:
            yield program
        finally:
            program.close()


def address_of(node: Served) -> str:
    """Where its console is, as its log says."""
    found: list[str] = []

    def told() -> bool:
        said = [json.loads(line) for line in node.log.getvalue().splitlines()]
        found.extend(str(each["address"]) for each in said if "address" in each)
        return bool(found)

    eventually(told)
    return found[0]


@contextmanager
def served(*homes: Home) -> Iterator[list[Served]]:
    """Serve homes with their consoles."""
    nodes: list[Served] = []
    try:
        nodes.extend(Served(home, console="127.0.0.1:0") for home in homes)
        yield nodes
    finally:
        for node in nodes:
            node.stop()


@contextmanager
def two_desks(
    folder: Path,
    seats: tuple[str, str] = ("USA W1", "RUS W1"),
    homes: Callable[[Path], tuple[Home, Home]] = two_homes,
) -> Iterator[tuple[Desk, Desk]]:
    """USA and RUS, each with an officer who has signed in; in the end neither browser did what it may not."""
    with served(*homes(folder)) as nodes, browser() as program:
        usa, rus = (signed_in(program, node, seat) for node, seat in zip(nodes, seats, strict=True))
        yield usa, rus
        wrong = usa.watched.wrong + rus.watched.wrong
        assert wrong == [], wrong


def signed_in(program: Browser, node: Served, seat: str) -> Desk:
    """An officer who has signed in by a link, in a browser of its own that is watched."""
    address = address_of(node)
    watched = Watched(address)
    context = program.new_context()
    watched.over(context)
    page = context.new_page()
    page.goto(f"{address}sign-in?link={node.sessions.link(seat)}")
    return Desk(node, page, address, watched)
