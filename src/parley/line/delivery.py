"""How far each own feed has gone to one peer in this run: windows, resending, and when it is due."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import Final, NamedTuple

WINDOW: Final = 8192
CHUNK: Final = 512
CHUNK_BYTES: Final = 400_000
WINDOW_BYTES: Final = 3 << 20
"""Below what a bearer lets wait, so that what is handed over is not refused."""
COURIER_WINDOW: Final = 65_536
COURIER_WINDOW_BYTES: Final = 32 << 20
"""A courier goes once a day: what would need several windows would take several days."""
RESEND_MS_MIN: Final = 2_000
RESEND_MS_MAX: Final = 60_000
HOLD_MS: Final = 100
AGAIN_MS: Final = 1_000
"""At most so often the unreceipted end is sent again because the peer sent nothing new."""
NARROW_CHUNK: Final = 16
NARROW_CHUNK_BYTES: Final = 1_200
"""A handful of frames: what is more urgent waits for one frame, and what is lost costs little to send again."""
WHOLE_AFTER_TRIES: Final = 2
"""After so many tries in thin form entries go whole: the other side may lack what it needs to rebuild them."""


class Overtaken(NamedTuple):
    """An urgent entry that went ahead by one bearer: when it goes again, the wait before that, how often it has gone.

    `due_ms` is None for a receipt, which asks for none: it goes again only when the peer repeats what it receipts.
    """

    due_ms: int | None
    sent_ms: int
    wait_ms: int
    tries: int

    def again(self, now_ms: int) -> bool:
        """Say whether it is to go again now."""
        return self.due_ms is not None and now_ms >= self.due_ms

    def gone(self, now_ms: int, patience_ms: int, *, asks: bool) -> Overtaken:
        """Give how it stands when it goes now."""
        longest_ms = max(RESEND_MS_MAX, 8 * patience_ms)
        wait_ms = min(max(2 * self.wait_ms, patience_ms), longest_ms)
        return Overtaken(now_ms + wait_ms if asks else None, now_ms, wait_ms, self.tries + 1)

    def missed(self) -> Overtaken:
        """Give how it stands when the peer has repeated what it receipts, or waits for a receipt."""
        return self._replace(due_ms=self.sent_ms + self.wait_ms)


NEVER_SENT: Final = Overtaken(0, 0, 0, 0)


@dataclass(slots=True)
class Delivery:
    """One own feed on its way to one peer; times are monotonic ms."""

    sent: int = 0
    receipted: int = 0
    wait_ms: int = RESEND_MS_MIN
    patience_ms: int = RESEND_MS_MIN
    """What the bearer in use needs at least for an answer."""
    due_ms: int | None = None
    again_ms: int = 0
    tries: int = 0
    """How often what is on its way has been sent again."""
    flight: deque[tuple[int, int]] = field(default_factory=deque)
    """Size and bytes of each packet on its way, oldest first."""
    flight_bytes: int = 0
    bearer: str = ""
    """The bearer that what is on its way was handed to."""
    kept: tuple[tuple[int, int, int, bool, int], bytes] | None = None
    """The last packet for a small carrier, by (start, end, epoch, whole, pair of tries): its frames fill the gaps."""
    overtaken: dict[tuple[str, int], Overtaken] = field(default_factory=dict)
    """Urgent entries sent ahead, by bearer and index."""
    sealed: int = 0
    """The size up to which a full head has gone to the peer."""
    held: int | None = None
    """What the peer's list said that it holds, if that is not what it has receipted: it lost some, or its receipts are
    still on their way. What it lost is handed over once more and then waits for its next list."""
    quiet_ms: int = 0
    """When something of this feed last went out or was receipted."""

    def receipt(self, size: int, now_ms: int) -> None:
        """Learn that the peer has receipted the feed up to `size`."""
        if size <= self.receipted:
            return
        self.receipted = size
        self.sent = max(self.sent, size)
        if self.held is not None and self.held <= size:
            self.held = None
        self.quiet_ms = now_ms
        while self.flight and self.flight[0][0] <= size:
            self.flight_bytes -= self.flight.popleft()[1]
        self.wait_ms = RESEND_MS_MIN
        self.tries = 0
        for key in [key for key in self.overtaken if key[1] < size]:
            del self.overtaken[key]
        if self.flight:
            self.due_ms = now_ms + max(self.wait_ms, self.patience_ms)
        else:  # nothing is on the way, or a hold is over: the bearer carries again
            self.due_ms, self.flight_bytes = None, 0

    def room(self, limit: int, *, courier: bool) -> int:
        """Give the size up to which may be sent now: the feed's limit or the window's."""
        window, window_bytes = (COURIER_WINDOW, COURIER_WINDOW_BYTES) if courier else (WINDOW, WINDOW_BYTES)
        return self.sent if self.flight_bytes >= window_bytes else min(limit, self.receipted + window)

    def handed_over(self, size: int, packet_bytes: int, bearer: str, times: tuple[int, int | None]) -> None:
        """Learn that the entries below `size` went out; `times` are now and when a receipt is due, if at all."""
        self.sent = max(self.sent, size)
        if self.held is not None and self.held < self.receipted:
            self.held = size if size < self.receipted else None
        self.quiet_ms, due_ms = times
        self.flight.append((size, packet_bytes))
        self.flight_bytes += packet_bytes
        self.bearer = bearer
        if self.due_ms is None:
            self.due_ms = due_ms

    def start_again(self, size: int | None = None) -> None:
        """Send again from what is receipted, or from the size that the peer says, or said last, that it holds."""
        if size is not None:
            if size < self.sent:
                self.tries += 1
            self.held = size
        self.sent = self.receipted if self.held is None else self.held
        self.flight.clear()
        self.flight_bytes = 0
        self.due_ms = None

    def hold(self, until_ms: int) -> None:
        """Learn that a bearer had no room: nothing more goes out until then, then all of it again."""
        self.start_again()
        self.flight_bytes = COURIER_WINDOW_BYTES
        self.due_ms = until_ms

    def overdue(self, now_ms: int) -> bool:
        """If no receipt came in time, send again and wait longer for the next; say whether it was so."""
        if self.due_ms is None or now_ms < self.due_ms:
            return False
        self.wait_ms = min(2 * max(self.wait_ms, self.patience_ms), max(RESEND_MS_MAX, 8 * self.patience_ms))
        self.tries += 1
        self.start_again()
        return True

    def nothing_new(self, now_ms: int, pause_ms: int) -> bool:
        """Learn that the peer sent what we hold: it may lack our receipts; say whether to send them again."""
        if now_ms < self.again_ms or (self.sent == self.receipted and not self.overtaken):
            return False
        self.again_ms = now_ms + pause_ms
        self.overtaken = {spot: gone.missed() for spot, gone in self.overtaken.items()}
        self.start_again()
        return True
