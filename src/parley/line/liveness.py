"""Life of a peer's node on each bearer: only the echo of the last challenge counts (docs/spec/line.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BEAT_MS: Final = 10_000
UP_MS: Final = 35_000
"""Three beats and a half: one lost beat does not turn a lamp."""


@dataclass(slots=True)
class Pulse:
    """What this run knows of a peer's node over one bearer; times are monotonic ms."""

    challenge: bytes = b""
    beat_due_ms: int = 0
    echoed_ms: int | None = None
    way_open: bool = False

    def beat(self, challenge: bytes, now_ms: int) -> None:
        """Send a new challenge: an older one's echo no longer counts."""
        self.challenge = challenge
        self.beat_due_ms = now_ms + BEAT_MS

    def echo(self, challenge: bytes, now_ms: int) -> bool:
        """Take an echo; say whether it was that of the last challenge, and so a sign of life."""
        if not self.challenge or challenge != self.challenge:
            return False
        self.challenge = b""
        self.echoed_ms = now_ms
        return True

    def up(self, now_ms: int) -> bool:
        """Say whether the peer's node is up on this bearer."""
        return self.echoed_ms is not None and now_ms - self.echoed_ms < UP_MS
