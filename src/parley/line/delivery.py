"""How far each own feed has gone to one peer in this run: windows, resending, and when it is due."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final

WINDOW: Final = 8192
CHUNK: Final = 512
CHUNK_BYTES: Final = 400_000
WINDOW_BYTES: Final = 3 << 20
"""Below what a bearer lets wait, so that what is handed over is not refused."""
RESEND_MS_MIN: Final = 2_000
RESEND_MS_MAX: Final = 60_000
HOLD_MS: Final = 100
AGAIN_MS: Final = 1_000
"""At most once a second the unreceipted end is sent again because the peer sent nothing new."""


@dataclass(slots=True)
class Delivery:
    """One own feed on its way to one peer; times are monotonic ms."""

    sent: int = 0
    receipted: int = 0
    wait_ms: int = RESEND_MS_MIN
    due_ms: int | None = None
    again_ms: int = 0
    flight: deque[tuple[int, int]] = field(default_factory=deque)
    """Size and bytes of each packet on its way, oldest first."""
    flight_bytes: int = 0

    def receipt(self, size: int, now_ms: int) -> None:
        """Learn that the peer has receipted the feed up to `size`."""
        if size <= self.receipted:
            return
        self.receipted = size
        self.sent = max(self.sent, size)
        while self.flight and self.flight[0][0] <= size:
            self.flight_bytes -= self.flight.popleft()[1]
        self.wait_ms = RESEND_MS_MIN
        if self.flight:
            self.due_ms = now_ms + self.wait_ms
        else:  # nothing is on the way, or a hold is over: the bearer carries again
            self.due_ms, self.flight_bytes = None, 0

    def room(self, limit: int) -> int:
        """Give the size up to which may be sent now: the feed's limit or the window's."""
        return self.sent if self.flight_bytes >= WINDOW_BYTES else min(limit, self.receipted + WINDOW)

    def handed_over(self, size: int, packet_bytes: int, now_ms: int, *, asks_receipt: bool) -> None:
        """Learn that the entries below `size` were handed to a bearer."""
        self.sent = max(self.sent, size)
        self.flight.append((size, packet_bytes))
        self.flight_bytes += packet_bytes
        if asks_receipt and self.due_ms is None:
            self.due_ms = now_ms + self.wait_ms

    def start_again(self, size: int | None = None) -> None:
        """Send again from what is receipted, or from the size that the peer says it holds."""
        self.sent = self.receipted if size is None else size
        self.flight.clear()
        self.flight_bytes = 0
        self.due_ms = None

    def hold(self, now_ms: int) -> None:
        """Learn that a bearer had no room: nothing more goes out for a moment, then all of it again."""
        self.start_again()
        self.flight_bytes = WINDOW_BYTES
        self.due_ms = now_ms + HOLD_MS

    def overdue(self, now_ms: int) -> bool:
        """If no receipt came in time, send again and wait longer for the next; say whether it was so."""
        if self.due_ms is None or now_ms < self.due_ms:
            return False
        self.wait_ms = min(2 * self.wait_ms, RESEND_MS_MAX)
        self.start_again()
        return True

    def nothing_new(self, now_ms: int) -> bool:
        """Learn that the peer sent what we hold: it may lack our receipts; say whether to send them again."""
        if now_ms < self.again_ms or self.sent == self.receipted:
            return False
        self.again_ms = now_ms + AGAIN_MS
        self.start_again()
        return True
