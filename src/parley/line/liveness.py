"""Life of a peer's node on each bearer: only the echo of the last challenge counts (docs/spec/line.md)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

BEAT_MS: Final = 10_000
PATIENCE_BEATS: Final = 7
"""So many beats a courier is waited for before he is sent with another."""


@dataclass(slots=True)
class Pulse:
    """What this run knows of a peer's node over one bearer; times are monotonic ms."""

    challenge: bytes = b""
    beat_ms: int = BEAT_MS
    beat_due_ms: int = 0
    beaten_ms: int = 0
    echoed_ms: int | None = None
    trip_ms: int = 0
    """What the last beat and its echo took."""

    def beat(self, challenge: bytes, now_ms: int) -> None:
        """Send a new challenge: an older one's echo no longer counts."""
        self.challenge = challenge
        self.beaten_ms = now_ms
        self.beat_due_ms = now_ms + self.beat_ms

    def awaits(self, now_ms: int) -> bool:
        """Say whether the echo of the last beat may still come: a new challenge would make it worthless."""
        return bool(self.challenge) and now_ms - self.beaten_ms < PATIENCE_BEATS * self.beat_ms

    def echo(self, challenge: bytes, now_ms: int) -> bool:
        """Take an echo; say whether it was that of the last challenge, and so a sign of life."""
        if not self.challenge or challenge != self.challenge:
            return False
        self.challenge = b""
        self.echoed_ms = now_ms
        self.trip_ms = now_ms - self.beaten_ms
        return True

    def up(self, now_ms: int) -> bool:
        """Say whether the peer's node is up on this bearer: one lost beat, or two, do not turn a lamp."""
        return self.echoed_ms is not None and 2 * (now_ms - self.echoed_ms) < 7 * self.beat_ms
