"""How the terminal asks the node that runs in a home: the requests of the other commands, each on a call of its own.

It never opens the record itself: that would keep a node that was killed from starting again.
"""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from parley.runtime.control import call
from parley.words.faults import OurFault
from parley.words.instants import SECOND_MS

Json = dict[str, Any]

ANSWER_S_MAX: Final = 4.0
"""A node that is stopped and not gone is told within 12 s of its last word."""
RELEASE_S_MAX: Final = 30.0
"""A release is answered behind its hold, of at most 10 s."""
SLOW_S: Final = 1.0
SHARE: Final = 20
"""What is dear to answer (it reads the home's logs) takes a twentieth of the time, with news at most half of it."""
UNREACHED: Final = frozenset({"node-silent", "node-not-running", "control-unusable"})
"""The codes that say that the node does not answer; all others are answers."""


class Node:
    """The running node of a home, as `Access` has it."""

    running = True

    def __init__(self, folder: Path, line: str, answer_s_max: float = ANSWER_S_MAX) -> None:
        self.folder, self.line, self._answer_s_max = folder, line, answer_s_max

    def ask(self, request: Json) -> Json:
        """Ask one thing of the line. Raises OurFault `node-not-running`, `node-silent`, and what the node answers."""
        caller = call(self.folder, self._answer_s_max)
        if caller is None:
            raise OurFault("node-not-running")
        try:
            return caller.ask({"line": self.line, **request})
        finally:
            caller.close()

    def patient(self) -> Node:
        """Give the same node, waiting long enough for a release."""
        return Node(self.folder, self.line, RELEASE_S_MAX)

    def close(self) -> None:
        """Nothing is held between requests."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """What the node told at one instant (ms, wall): its desk, alerts, bearers, watch, status, open drafts."""

    at_ms: int
    desk: Json
    alerts: Json
    bearers: list[Json]
    watch: Json
    status: Json
    drafts: list[Json]


class Eye:
    """Looks at the node again and again; what is dear is looked at anew when something has changed, or seldom."""

    def __init__(self, node: Node, seat: str) -> None:
        self._node, self._seat = node, seat
        self._dear: tuple[Json, Json, list[Json]] | None = None
        self._quick: object = None
        self._soon_s = self._again_s = 0.0

    def look(self) -> Seen:
        """Look once. Raises OurFault."""
        ask = self._node.ask
        alerts = ask({"do": "alerts"})
        desk = ask({"do": "desk"})
        bearers: list[Json] = ask({"do": "bearers"})["bearers"]
        quick = (alerts["alerts"], desk)
        begun_s = time.monotonic()
        news = quick != self._quick and begun_s >= self._soon_s
        if self._dear is None or news or begun_s >= self._again_s:
            self._dear = self._look_closely()
            self._quick = quick
            ended_s = time.monotonic()
            took_s = ended_s - begun_s
            self._soon_s, self._again_s = ended_s + took_s, ended_s + max(SLOW_S, SHARE * took_s)
        watch, status, drafts = self._dear
        return Seen(
            at_ms=now_ms(), desk=desk, alerts=alerts, bearers=bearers, watch=watch, status=status, drafts=drafts
        )

    def anew(self) -> None:
        """Have all looked at anew: something was done here."""
        self._dear = None

    def _look_closely(self) -> tuple[Json, Json, list[Json]]:
        watch = self._node.ask({"do": "watch", "step": "status"})
        numbers = [int(item[6:]) for item in watch["open"] if item.startswith("draft-") and item[6:].isdigit()]
        drafts = [each for number in numbers if (each := self._draft(number)) is not None]
        return watch, self._node.ask({"do": "status"}), drafts

    def _draft(self, number: int) -> Json | None:
        """Give a draft; none without a seat that may read it, or where it has just gone."""
        try:
            return self._node.ask({"do": "draft", "step": "show", "seat": self._seat, "draft": number})
        except OurFault as fault:
            if fault.code in UNREACHED:
                raise
            return None


def links(seen: Seen) -> dict[str, list[str]]:
    """Give for each other party the bearers by which its node is heard."""
    found: dict[str, list[str]] = {}
    for bearer in seen.bearers:
        for way in bearer["ways"]:
            found.setdefault(way["peer"], []).extend([bearer["bearer"]] if way["open"] and way["up"] else [])
    return found


def now_ms() -> int:
    """Give the clock of this machine, which is the node's: the socket of a home leaves no machine."""
    return time.time_ns() // (SECOND_MS * 1_000)
