"""The ways to a peer: which bearer to use, what waits for a small one, and what has been seen of each."""

from __future__ import annotations

import heapq
from dataclasses import dataclass, field

from parley.line.delivery import HOLD_MS, RESEND_MS_MAX, Delivery
from parley.line.liveness import BEAT_MS, Pulse
from parley.record.feed import Feed
from parley.words.instants import HOUR_MS, MINUTE_MS
from parley.words.terms import Precedence

BLAMES_MIN = 2
"""One late receipt happens on any carrier; two in a row put it behind the others."""
CONTROL_RANK = int(Precedence.IMMEDIATE)
"""Signs of life, lists and epochs stand behind FLASH and before what is written daily."""
BLAME_MS = 10 * MINUTE_MS
"""So long a bearer on which nothing was receipted stands behind the others."""
STUCK_MS = MINUTE_MS
"""A small carrier takes a frame in seconds; one that never says that it is ready has lost it, or hangs."""
NARROW_BEAT_TRIPS = 6
"""Beats both ways, and their echoes, then take a thirtieth of a small carrier's time."""
FAILING_BLAMES = 5
"""After so many tries in vain, about a minute, a courier gets what he would carry if nothing else were there."""
HOLD_COURIER_MS = MINUTE_MS
"""So long a courier without room is left alone at first."""
VIA = "via "
"""How the name of a way over a member begins."""
COURIER_MS = HOUR_MS
"""A bearer whose round trip takes so long is a courier: it stands beside the others and not in their place."""


@dataclass(slots=True)
class Way:
    """One bearer's way to one peer; it stays known while it is closed. Times are monotonic ms.

    A small carrier (not `wide`) takes one frame at a time and says when it is ready for the next: what waits for it
    stands in `queue`, the more urgent first. A courier has cursors of its own, since what went with him is neither
    lost nor receipted for days.
    """

    wide: bool
    packet_bytes_max: int
    round_trip_ms: int
    open: bool = True
    ready: bool = True
    queue: list[tuple[int, int, bytes]] = field(default_factory=list)
    queued: int = 0
    popped_ms: int = 0
    """When the last frame was handed over."""
    pulse: Pulse = field(default_factory=Pulse)
    blamed_ms: int | None = None
    blames: int = 0
    """How often in a row nothing was receipted in time."""
    cursors: dict[Feed, Delivery] = field(default_factory=dict)
    """How far each own feed has gone by this way while it stands beside the best, as a courier always does."""
    asked_ms: dict[str, int] = field(default_factory=dict)
    """Until when what went by this courier, a question or a full head alone, does not go again, by type."""
    hold_ms: int = 0
    """How long this way, which had no room, is left alone, doubled each time until something is receipted."""
    held_ms: int = 0
    """Until when."""
    packets_out: int = 0
    bytes_out: int = 0
    packets_in: int = 0
    bytes_in: int = 0

    def reopen(self, *, wide: bool, packet_bytes_max: int, round_trip_ms: int) -> None:
        """Learn that the way is open, again or for the first time."""
        self.wide, self.packet_bytes_max, self.round_trip_ms = wide, packet_bytes_max, round_trip_ms
        self.open, self.ready, self.hold_ms, self.held_ms = True, True, 0, 0
        self.pulse.beat_ms = max(BEAT_MS, round_trip_ms if wide else NARROW_BEAT_TRIPS * round_trip_ms)

    def close(self) -> None:
        """Learn that the way is closed: frames that wait are dropped, since what they carry is sent again."""
        self.open = False
        self.queue.clear()
        if not self.courier:
            self.cursors.clear()

    @property
    def courier(self) -> bool:
        """Say whether this way is so slow that it serves beside the others."""
        return self.round_trip_ms >= COURIER_MS

    def blame(self, now_ms: int) -> None:
        """Learn that what was handed over was not receipted in time."""
        self.blamed_ms = now_ms
        self.blames += 1

    def carried(self) -> None:
        """Learn that what was handed over was receipted."""
        self.blames = self.hold_ms = 0

    def failing(self, now_ms: int) -> bool:
        """Say whether nothing was receipted for long on what is handed over here."""
        return _blamed(self, now_ms) and self.blames >= FAILING_BLAMES

    def push(self, rank: int, frame: bytes) -> None:
        """Have a frame wait behind those of its rank and above."""
        self.queued += 1
        heapq.heappush(self.queue, (-rank, self.queued, frame))

    def pop(self, now_ms: int) -> bytes | None:
        """Give the next frame if the carrier is ready for it."""
        if not self.ready or not self.queue:
            return None
        self.ready, self.popped_ms = False, now_ms
        return heapq.heappop(self.queue)[2]

    def stuck_ms(self) -> int | None:
        """Give when a small carrier that says nothing more counts as stuck, while something waits for it."""
        waits = self.open and not self.wide and not self.ready and self.queue
        return self.popped_ms + max(STUCK_MS, 4 * self.round_trip_ms) if waits else None

    def unstick(self, now_ms: int) -> bool:
        """If the carrier is stuck, drop what waits, blame it, and try it with the next frame; say whether it was so."""
        due_ms = self.stuck_ms()
        if due_ms is None or now_ms < due_ms:
            return False
        self.queue.clear()
        self.ready = True
        self.blame(now_ms)
        return True

    def no_room(self, now_ms: int) -> int:
        """Learn that this way had no room; give until when it is left alone.

        A courier took some of it, and is not handed all of that again each minute until he has come back.
        """
        if now_ms >= self.held_ms:
            least, most = (HOLD_COURIER_MS, self.round_trip_ms) if self.courier else (HOLD_MS, RESEND_MS_MAX)
            self.hold_ms = min(max(2 * self.hold_ms, least), most)
            self.held_ms = now_ms + self.hold_ms
        return self.held_ms

    def count_out(self, size: int) -> None:
        """Count what was handed over."""
        self.packets_out += 1
        self.bytes_out += size

    def count_in(self, size: int) -> None:
        """Count what came in and opened."""
        self.packets_in += 1
        self.bytes_in += size

    def patience_ms(self, least_ms: int) -> int:
        """Give how long to wait for an answer over this way."""
        trip_ms = max(self.round_trip_ms, self.pulse.trip_ms) if self.courier else self.round_trip_ms
        return max(least_ms, trip_ms * 3 // 2)


def best(ways: dict[str, Way], now_ms: int) -> str | None:
    """Give the bearer to use: one not blamed, on which the peer's node is up, with the shortest round trip.

    Of those that are blamed the one whose blame is the oldest; a courier, or a way over a member who may not reach the
    peer at all, is the best only where there is nothing else.
    """
    names = [name for name, way in ways.items() if way.open]
    if len(names) < 2:
        return names[0] if names else None

    def rank(name: str) -> tuple[bool, bool, int, bool, int, bool, str]:
        way = ways[name]
        blame = way.courier, is_doubtful(name, way, now_ms), _blamed_since(way, now_ms)
        return *blame, not way.pulse.up(now_ms), way.round_trip_ms, not way.wide, name

    return min(names, key=rank)


def is_doubtful(name: str, way: Way, now_ms: int) -> bool:
    """Say whether nothing shows that a way over a member leads to the peer: no echo came back over him of late."""
    return name.startswith(VIA) and not way.courier and not way.pulse.up(now_ms)


def in_use(ways: dict[str, Way], now_ms: int) -> list[str]:
    """Give the bearers that what is not urgent goes by: the best one, and those beside it.

    The wide ones beside a small one, or beside one on which something was not receipted: bytes are cheap there, and
    one of them that carries is found at once, whatever it is blamed for. The couriers beside one that fails for long.
    """
    name = best(ways, now_ms)
    if name is None:
        return []
    lead = ways[name]
    beside = lead.courier or lead.failing(now_ms), not lead.wide or lead.blames > 0
    others = [key for key, way in ways.items() if way.open and key != name and not is_doubtful(key, way, now_ms)]
    return [name, *[key for key in others if _beside(ways[key], *beside)]]


def _beside(way: Way, couriers: bool, wide: bool) -> bool:  # noqa: FBT001  what is wanted
    return couriers if way.courier else wide and way.wide


def may_ask(ways: dict[str, Way], now_ms: int) -> bool:
    """Say whether a list may ask for an answer: a new question makes the one that a courier carries worthless."""
    return any(not ways[name].courier or now_ms >= ways[name].asked_ms.get("Feeds", 0) for name in in_use(ways, now_ms))


def busy(ways: dict[str, Way], now_ms: int, bearer: str = "") -> bool:
    """Say whether a small bearer, the best if none is named, still has a list or an offer to send.

    What repeats itself can wait for that. What is less urgent keeps neither waiting: else a carrier full of entries
    that lack their past would never bring it.
    """
    name = bearer if bearer in ways else best(ways, now_ms)
    return name is not None and any(rank == -CONTROL_RANK for rank, _, _ in ways[name].queue)


def pace_ms(ways: dict[str, Way], now_ms: int, least_ms: int) -> int:
    """Give how long to wait before something is said again to a peer."""
    name = best(ways, now_ms)
    return least_ms if name is None else ways[name].patience_ms(least_ms)


def _blamed_since(way: Way, now_ms: int) -> int:
    """Give since when a way is blamed, or -1 where it is not."""
    return (way.blamed_ms or 0) if _blamed(way, now_ms) else -1


def _blamed(way: Way, now_ms: int) -> bool:
    return way.blamed_ms is not None and way.blames >= BLAMES_MIN and now_ms - way.blamed_ms < BLAME_MS
