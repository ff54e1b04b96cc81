"""One party's liveness reports, joined to spans in which its node saw another one up or down."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from parley.wire.reports import Lamp, Liveness
from parley.words.instants import iso, iso_or_none


@dataclass(frozen=True, slots=True, kw_only=True)
class Span:
    """A time in which one party's node saw a peer's node up, or down, by one bearer; None: until now."""

    observer: str
    peer: str
    bearer: str
    up: bool
    from_ms: int
    until_ms: int | None

    def machine(self) -> dict[str, Any]:
        return {
            "by": self.observer,
            "of": self.peer,
            "bearer": self.bearer,
            "up": self.up,
            "from": iso(self.from_ms),
            "until": iso_or_none(self.until_ms),
        }


@dataclass(slots=True)
class Reports:
    """What one party's node reported of its ways, in joint order, and the spans in which they are joined."""

    observer: str
    told: list[Liveness] = field(default_factory=list)
    closed: list[Span] = field(default_factory=list)
    running: dict[tuple[str, str], Span] = field(default_factory=dict)
    latest: dict[str, Liveness] = field(default_factory=dict)
    joined: int = 0
    """So many reports are joined."""

    def put(self, at: int, report: Liveness) -> None:
        """Put a report in its place; behind all others it costs nothing to join."""
        if at < len(self.told):
            self.again()
        self.told.insert(at, report)

    def last(self) -> Mapping[str, Liveness]:
        """Give the last report of each peer."""
        self.spans()
        return self.latest

    def again(self) -> None:
        """Join all anew when next asked: their order changed."""
        self.closed, self.running, self.latest, self.joined = [], {}, {}, 0

    def spans(self) -> tuple[Span, ...]:
        """Join reports that say the same; `since` in a report may tell of a change before it."""
        for report in self.told[self.joined :]:
            self.latest[report.peer] = report
            for lamp in report.lamps:
                self._join(report.peer, lamp)
        self.joined = len(self.told)
        return tuple(
            sorted([*self.closed, *self.running.values()], key=lambda span: (span.from_ms, span.peer, span.bearer))
        )

    def _join(self, peer: str, lamp: Lamp) -> None:
        key = (peer, lamp.bearer)
        before = self.running.get(key)
        if before is not None and before.up == lamp.up:
            return
        if before is not None:
            self.closed.append(replace(before, until_ms=lamp.since_ms))
        self.running[key] = Span(
            observer=self.observer, peer=peer, bearer=lamp.bearer, up=lamp.up, from_ms=lamp.since_ms, until_ms=None
        )
