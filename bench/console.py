"""Measures the console: two nodes with long records as processes, Debian's Chromium at each, and twenty streams at one.

`python -m bench.console [--json] [--quick | --smoke]`. Times are by the wall of one machine, to the paint after the
change: the frame that follows it. One JSON line.
"""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import http.client
import io
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple
from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, Page, sync_playwright

from bench.memory_pair import MemoryPair
from bench.mixed import Mixed
from bench.pair import PARTIES
from parley.app.assemble import config_of, open_store_of
from parley.app.home import Home, open_home, read_line
from parley.app.serve import run_home
from parley.app.story import agreement_text
from parley.cli.main import main as parley
from parley.console.sessions import COOKIE, Session, Sessions
from parley.node.ports import Batch
from parley.node.state import Config
from parley.words.instants import DAY_MS
from tools.kill9 import pair

LINE = "main"
SEAT = "watch-officer"
CONSOLES = 20
ROWS_AT_ONCE = 2_000
FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--mute-audio")
SEEN = """
window.seen = {};
new MutationObserver(() => {
  for (const row of document.querySelectorAll(".row .quote")) {
    const text = row.textContent;
    if (!(text in window.seen)) requestAnimationFrame(() => setTimeout(() => { window.seen[text] ??= Date.now(); }));
  }
  const alarm = document.querySelector("#alarms .alarm.unack") && "alarm";
  if (alarm && !(alarm in window.seen))
    requestAnimationFrame(() => setTimeout(() => { window.seen[alarm] ??= Date.now(); }));
}).observe(document.body, {childList: true, subtree: true, characterData: true});
"""
TYPED = """
() => new Promise(resolve => {
  const list = document.getElementById("palette-found"), field = document.getElementById("palette-text");
  let start = 0;
  field.addEventListener("keydown", event => { start = event.timeStamp; }, {once: true});
  const watching = new MutationObserver(() => requestAnimationFrame(() => setTimeout(() => {
    watching.disconnect();
    resolve(performance.now() - start);
  })));
  watching.observe(list, {childList: true});
})
"""
MOVED = """
() => new Promise(resolve => document.addEventListener("keydown", event => {
  requestAnimationFrame(() => setTimeout(() => resolve(performance.now() - event.timeStamp)));
}, {once: true, capture: true}))
"""


class HomeKeys:
    """The keys of two homes, for nodes on memory."""

    def __init__(self, homes: dict[str, Home]) -> None:
        self._lines = {party: (home, read_line(home, LINE)) for party, home in homes.items()}
        self.line = self._lines["USA"][1].line

    def config(self, party: str) -> Config:
        """Give a node's configuration."""
        return config_of(*self._lines[party])


def filled(folder: Path, entries: int) -> dict[str, Home]:
    """Make two homes whose stores hold so many entries, said up to now."""
    found = {home.party: home for home in pair(folder, agreement_text(("USA", "RUS")))}
    days = max(2, entries // 20)
    start_ms = (time.time_ns() // 1_000_000 // DAY_MS - days) * DAY_MS
    made = MemoryPair(HomeKeys(found), wide=True, start_ms=start_ms)
    mixed, day_ms, now_ms = Mixed(made, PARTIES), start_ms, time.time_ns() // 1_000_000
    while len(made.nodes["USA"].state.record) < entries and day_ms + 2 * DAY_MS < now_ms:
        mixed.day(day_ms)
        day_ms += DAY_MS
        made.packets.clear()
    for party, home in found.items():
        store, rows = made.stores[party], list(made.stores[party].replay())
        disk = open_store_of(home.line_folder(LINE), made.identities.line, create=True)
        for start in range(0, len(rows), ROWS_AT_ONCE):
            disk.append(Batch(rows=rows[start : start + ROWS_AT_ONCE]))
        disk.append(Batch(heads=list(store.heads()), secrets=dict(store.secrets())))
        disk.close()
    return found


# ---------------------------------------------------------------- a node as a process


class Node(NamedTuple):
    """One served home: its process, the console's address, a cookie of a seat that has signed in."""

    process: subprocess.Popen[str]
    address: str
    cookie: str


def serve(folder: Path) -> None:
    """Serve a home until killed; the first line told is the cookie, the node's log follows."""
    sessions, home = Sessions(), open_home(folder)
    print(json.dumps({"cookie": sessions.begin(Session(SEAT, "en" if home.party == "USA" else "ru"))}), flush=True)
    asyncio.run(run_home(home, sys.stdout, None, "127.0.0.1:0", sessions))


@contextlib.contextmanager
def serving(home: Home) -> Iterator[Node]:
    """A home's node in a process of its own."""
    command = [sys.executable, "-m", "bench.console", "--serve", str(home.folder)]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        told: dict[str, Any] = {}
        while "address" not in told:
            told |= json.loads(process.stdout.readline())
        threading.Thread(target=process.stdout.read, daemon=True).start()
        yield Node(process, told["address"], told["cookie"])
    finally:
        process.terminate()
        process.wait()


def said(home: Home, text: str, precedence: str) -> float:
    """Have a home ask something; give when it was asked, in ms."""
    at_ms = time.time() * 1000
    with contextlib.redirect_stdout(io.StringIO()):
        code = parley(["query", str(home.folder), "--text", text, "--seat", SEAT, "--precedence", precedence])
    assert code == 0
    return at_ms


# ---------------------------------------------------------------- what is measured


def opened(context: BrowserContext, node: Node) -> Page:
    """A desk in a browser."""
    context.add_cookies([{"name": COOKIE, "value": node.cookie, "url": node.address}])
    page = context.new_page()
    page.goto(f"{node.address}{LINE}/desk")
    page.wait_for_selector("html[data-ready]")
    page.evaluate(SEEN)
    return page


def first_page(context: BrowserContext, node: Node) -> dict[str, float]:
    """What a first visit loads without fonts, and how long it takes until it can be used."""
    sizes: list[int] = []
    context.add_cookies([{"name": COOKIE, "value": node.cookie, "url": node.address}])
    page = context.new_page()
    page.on(
        "response",
        lambda each: None if "/fonts/" in each.url or "/events" in each.url else sizes.append(len(each.body())),
    )
    start = time.perf_counter()
    page.goto(f"{node.address}{LINE}/desk")
    page.wait_for_selector("html[data-ready]")
    spent = time.perf_counter() - start
    page.close()
    return {"bytes": sum(sizes), "ms": round(spent * 1000, 1)}


def keys(page: Page, times: int) -> dict[str, Any]:
    """From a key to the paint: of the next row, and of what the palette found for a letter."""
    moved, found = [], []
    for at in range(times):
        page.keyboard.press("Control+k")
        page.wait_for_timeout(150)
        page.evaluate("document.getElementById('palette-text').value = ''")
        typed = page.evaluate_handle(f"({{p: ({TYPED})()}})")
        page.keyboard.press("qfnpec"[at % 6])
        found.append(float(typed.evaluate("each => each.p")))
        page.keyboard.press("Escape")
        page.evaluate("document.activeElement.blur()")
        step = page.evaluate_handle(f"({{p: ({MOVED})()}})")
        page.keyboard.press("j")
        moved.append(float(step.evaluate("each => each.p")))
    return {"row": spread(moved), "palette": spread(found)}


def events(home: Home, own: Page, other: Page, times: int) -> dict[str, Any]:
    """From a statement, FLASH, to its row on the own screen and on the other side's; of the first its alarm there."""
    here, there, alarm = list[float](), list[float](), 0.0
    for at in range(times):
        text = f"Flash {at} of the bench"
        at_ms = said(home, text, "flash")
        for page, into in ((own, here), (other, there)):
            page.wait_for_function("text => window.seen[text]", arg=text)
            into.append(float(page.evaluate("text => window.seen[text]", text)) - at_ms)
        if at == 0:
            other.wait_for_function("window.seen.alarm")
            alarm = float(other.evaluate("window.seen.alarm")) - at_ms
    return {"own_screen": spread(here), "other_screen": spread(there), "alarm_ms": round(alarm, 1)}


def spread(spans: list[float]) -> dict[str, float]:
    """Median, the 99th in a hundred, and the worst, in ms."""
    order = sorted(spans)
    p99 = order[min(len(order) - 1, -(-99 * len(order) // 100) - 1)]
    return {"median": round(statistics.median(order), 1), "p99": round(p99, 1), "worst": round(order[-1], 1)}


class Stream(threading.Thread):
    """One console's stream: the places that it was told, in order."""

    def __init__(self, node: Node) -> None:
        super().__init__(daemon=True)
        self.node, self.places, self.open = node, list[str](), threading.Event()

    def run(self) -> None:
        """Read until the connection ends."""
        link = http.client.HTTPConnection(urlsplit(self.node.address).netloc)
        link.request("GET", f"/{LINE}/events", headers={"Cookie": f"{COOKIE}={self.node.cookie}"})
        with contextlib.suppress(OSError, http.client.HTTPException):
            for line in link.getresponse():
                if line.startswith(b"id: "):
                    self.places.append(line[4:].decode().strip())
                    self.open.set()


def missed(home: Home, node: Node, times: int) -> dict[str, int]:
    """Twenty streams at one node while it is told things: how many events each missed, or had twice."""
    streams = [Stream(node) for _ in range(CONSOLES)]
    for each in streams:
        each.start()
    for each in streams:
        each.open.wait(20)
    for at in range(times):
        said(home, f"For twenty, {at}", "routine")
    time.sleep(2)
    told = [[int(place.rpartition("-")[2]) for place in each.places] for each in streams]
    last = max(numbers[-1] for numbers in told)
    lost = sum(last - numbers[0] + 1 - len(set(numbers)) for numbers in told)
    return {"consoles": CONSOLES, "events": last, "missed": lost, "doubled": sum(len(n) - len(set(n)) for n in told)}


def main() -> int:
    """Run the bench and print its JSON line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--json", action="store_true", help="one line (the default prints it indented)")
    parser.add_argument("--quick", action="store_true", help="a tenth of the record")
    parser.add_argument("--smoke", action="store_true", help="so little that the figures mean nothing")
    parser.add_argument("--serve", type=Path, help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.serve is not None:
        serve(args.serve)
        return 0
    entries, times = (600, 3) if args.smoke else (10_000, 40) if args.quick else (100_000, 100)
    with tempfile.TemporaryDirectory(dir=os.environ.get("BENCH_DIR")) as name:
        homes = filled(Path(name), entries)
        with serving(homes["USA"]) as usa, serving(homes["RUS"]) as rus, sync_playwright() as playwright:
            browser = playwright.chromium.launch(executable_path="/usr/bin/chromium", args=FLAGS)
            figures = {
                "entries": entries,
                "first_page": first_page(browser.new_context(), usa),
                "twenty": missed(homes["USA"], usa, times),
            }
            own, other = opened(browser.new_context(), usa), opened(browser.new_context(), rus)
            figures["key_to_paint_ms"] = keys(own, times)
            figures["flash_to_paint_ms"] = events(homes["USA"], own, other, times)
            browser.close()
    print(json.dumps(figures, indent=None if args.json else 2))
    return 0


if __name__ == "__main__":
    sys.exit(main())
