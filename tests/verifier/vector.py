"""One record or proof to be verified, and what must be said of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Vector:
    """Files, cards from outside, and the fault with its place; or no fault and some of what is told."""

    name: str
    about: str
    files: Mapping[str, bytes]
    code: str = ""
    file: str | None = None
    who: Any = None  # a party, or (party, feed)
    index: int | None = None
    cards: list[bytes] = field(default_factory=list)
    told: dict[str, Any] = field(default_factory=dict)

    def expect(self) -> dict[str, Any]:
        if not self.code:
            verdict = "proved under these keys" if self.cards else "consistent, keys not compared"
            return {"verdict": verdict, "fault": None} | self.told
        party, feed = self.who if isinstance(self.who, tuple) else (self.who, None)
        place = {"file": self.file, "party": party, "feed": feed and feed.hex(), "index": self.index}
        return {"verdict": "refused", "fault": {"code": self.code} | place}
