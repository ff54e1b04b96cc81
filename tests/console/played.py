"""The first scenario at two served homes, told by the same requests as commands put, under a clock of its own.

The clock stands at each event of the story while it is told, and goes on from its end: 13 March 2022.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from unittest.mock import patch

from parley.app import carriers, reach, serve
from parley.app.ceremony import propose, sign
from parley.app.home import Home, init
from parley.desk import messages as m
from parley.runtime.control import call
from parley.wire.catalogue import encode
from parley.words.instants import MINUTE_MS, Now, parse_iso
from parley.words.terms import Precedence
from tests.app.homes import LINE, address
from tests.cli.served import Served, eventually
from tests.desk.agreements import TEXT, by_token
from tests.scenarios.test_first_call import EVENTS

MORE = """
[time_zones]
USA = "Europe/Berlin"
RUS = "Europe/Moscow"

[disclosure]
publicity = "separate-readouts"
"""
AGREED = by_token(TEXT) + MORE
ENDS_MS = parse_iso("2022-03-13T05:10Z")
"""The morning after the strike: the last request waits, its first time is 50 minutes ahead."""
STEP_MS = 30_000
"""What a jump adds to monotonic time, as the demonstration has it."""


@dataclass
class Clock:
    """Both nodes' clocks: held while the story is told, then they go on."""

    wall_ms: int
    mono_ms: int = 0
    _since_s: float = field(default_factory=time.monotonic)

    def read(self) -> Now:
        passed_ms = int((time.monotonic() - self._since_s) * 1000)
        return Now(self.wall_ms + passed_ms, self.mono_ms + passed_ms, 0)

    def jump(self, wall_ms: int) -> None:
        """Go on to an instant; back it never goes."""
        now = self.read()
        self.wall_ms, self.mono_ms = max(now.wall_ms, wall_ms), now.mono_ms + STEP_MS
        self._since_s = time.monotonic()


@contextmanager
def story_clock() -> Iterator[Clock]:
    """Have every node that is served keep one clock, which begins before the story."""
    clock = Clock(EVENTS[0].at_ms - MINUTE_MS)
    with (
        patch.object(serve, "ServedLine", partial(serve.ServedLine, read_clock=clock.read)),
        patch.object(carriers, "time", SimpleNamespace(monotonic_ns=lambda: clock.read().mono_ms * 1_000_000)),
        patch.object(reach, "_now_ms", lambda: clock.read().wall_ms),
    ):
        yield clock


def story_homes(folder: Path) -> tuple[Home, Home]:
    """USA and RUS under the demonstration's agreement, with calls by token."""
    usa, rus = (init(folder / party, party, passphrase=None) for party in ("USA", "RUS"))
    propose(usa, LINE, AGREED.encode(), rus.card_file.read_bytes(), folder / "pack")
    sign(rus, LINE, folder / "pack")
    address(usa, rus)
    return usa, rus


@dataclass
class Told:
    """The two nodes, and the entries of what was said, by the story's refs."""

    nodes: dict[str, Served]
    clock: Clock
    ids: dict[str, bytes] = field(default_factory=dict)

    def ask(self, party: str, **request: Any) -> Any:  # noqa: ANN401  JSON
        caller = call(self.nodes[party].home.folder)
        assert caller is not None
        try:
            return caller.ask({"line": LINE, **request})
        finally:
            caller.close()

    def say(
        self, party: str, ref: str, message: m.Message, *, about: str | None = None,
        precedence: Precedence = Precedence.ROUTINE, seat: str = "W1",
    ) -> str:  # fmt: skip
        """Release a statement and let it arrive."""
        kind, version, body = encode(message)
        thread = None if about is None else self.ids[about].hex()
        done = self.ask(
            party, do="say", seat=seat, kind=kind, version=version, body=body.hex(), precedence=precedence.name,
            thread=thread, addressees=[], not_after_ms=None, officer_word=True, late=True, **{"class": "OPERATIONAL"},
        )  # fmt: skip
        self.ids[ref] = bytes.fromhex(done["id"])
        eventually(partial(self.arrived, done["id"]))
        return str(done["id"])

    def arrived(self, entry: str) -> bool:
        """Whether both have it, and its author a receipt."""
        return all(self._stored(party, entry) for party in self.nodes)

    def _stored(self, party: str, entry: str) -> bool:
        rows = self.ask(party, do="list", whose="", open=False, last=8)["statements"]
        return any(each["id"] == entry and None not in each["stored"].values() for each in rows)

    def tell(self) -> None:
        """Tell the story up to the morning."""
        for event in [each for each in EVENTS if each.at_ms < ENDS_MS]:
            self.clock.jump(event.at_ms)
            self.say(event.author, event.ref, event.message(self.ids), about=event.thread, precedence=event.precedence)
        self.clock.jump(ENDS_MS)
        eventually(lambda: all(self._reached(party) for party in self.nodes))

    def _reached(self, party: str) -> bool:
        """Whether an echo came since the clock last jumped."""
        heard = [link["heard_s"] for link in self.ask(party, do="strip")["links"]]
        return all(seconds is not None and seconds < STEP_MS // 2_000 for seconds in heard)
