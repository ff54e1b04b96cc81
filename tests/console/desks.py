"""Two homes served with their consoles, and Debian's Chromium at each."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Browser, Page, sync_playwright

from parley.app.home import Home
from tests.app.homes import LINE, two_homes
from tests.cli.served import Served

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


class Desk(NamedTuple):
    """One officer at one console."""

    node: Served
    page: Page
    address: str

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
    import json  # noqa: PLC0415

    said = [json.loads(line) for line in node.log.getvalue().splitlines()]
    return str(next(each["address"] for each in said if "address" in each))


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
    """USA and RUS, each with an officer who has signed in."""
    with served(*homes(folder)) as nodes, browser() as program:
        desks = []
        for node, seat in zip(nodes, seats, strict=True):
            page = program.new_context().new_page()
            address = address_of(node)
            page.goto(f"{address}sign-in?link={node.sessions.link(seat)}")
            desks.append(Desk(node, page, address))
        usa, rus = desks
        yield usa, rus
