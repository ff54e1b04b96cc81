"""What a demonstration tells as it goes, and what it found in the end."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeAlias

from parley.app.story import Event, named
from parley.desk.agreement import Agreement
from parley.node.ledger import Availability
from parley.node.views import Answers
from parley.record.verdict import PROVED, REFUSED, Verdict


@dataclass(frozen=True, slots=True, kw_only=True)
class Founded:
    """The ceremony is over: the line's id, each party's safety number, where the homes are."""

    line: str
    numbers: Mapping[str, str]
    folder: Path


@dataclass(frozen=True, slots=True, kw_only=True)
class Said:
    """An event was replayed: `shown` is what the other side's screen says, in that side's language."""

    event: Event
    entry: bytes
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Killed:
    """A node was killed with -9 at an instant in ms, right after it had said that an entry is durable."""

    party: str
    other: str
    at_ms: int
    event: Event


@dataclass(frozen=True, slots=True, kw_only=True)
class Revived:
    """It runs again and has given what it owed; `shown` is the other side's screen."""

    party: str
    at_ms: int
    shown: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Cut:
    """TCP was turned off at both nodes: what is said from here on is carried by hand."""

    at_ms: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Joined:
    """TCP is on again; so many files were carried, and every statement had its receipt."""

    at_ms: int
    files: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Result:
    """What the record says at the end, and what became of it under the verifier.

    `found` is what the second party sees, whose desk has counted flights by itself.
    """

    found: Answers
    lamps: Mapping[str, Any]
    """What each node last reported of its ways to the others."""
    nodes: Availability
    refs: Mapping[str, str]
    """The story's names of entries, by their ids in hex."""
    terms: Agreement
    alike: bool
    """Whether both sides' exports give the same answers and the same timeline."""
    folder: Path
    altered_folder: Path
    entries: int
    numbered: int
    verdict: Verdict
    altered: Verdict
    altered_at: Mapping[str, Any]
    """The place that was altered in the copy: party, feed, index."""

    @property
    def holds(self) -> bool:
        """Say whether everything that the demonstration promises came true."""
        return self.alike and self.verdict.verdict == PROVED and self.named

    @property
    def named(self) -> bool:
        """Say whether the verifier named the very entry that was altered."""
        fault = self.altered.machine()["fault"]
        place = {key: fault[key] for key in ("party", "feed", "index")} if isinstance(fault, dict) else None
        return self.altered.verdict == REFUSED and place == self.altered_at

    def machine(self) -> dict[str, Any]:
        """Give the object of `parley demo --json`."""
        return {
            "answers": {
                "machine": dict(self.lamps),
                "nodes": self.nodes.machine(),
                **named(self.found.machine(), self.refs),
            },
            "record": {"folder": str(self.folder), "entries": self.entries, "numbered": self.numbered},
            "verified": self.verdict.machine(),
            "tampered": {"altered": self.altered_at, "named": self.named, **self.altered.machine()},
        }


Moment: TypeAlias = Founded | Said | Killed | Revived | Cut | Joined
Tell: TypeAlias = Callable[[Moment], None]
