"""What the node asks of the world: a store to keep, bearers to carry. Adapters implement these; the simulator too."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Protocol

from parley.words.faults import OurFault

Entropy = Callable[[int], bytes]
"""Returns that many fresh random bytes."""


@dataclass(frozen=True, slots=True)
class Row:
    """One entry as it is kept: its bytes, and beside it the salt and body that its commitment covers, if held."""

    party: str
    feed: bytes
    index: int
    entry: bytes
    salt: bytes | None
    body: bytes | None


@dataclass(frozen=True, slots=True)
class HeadRow:
    """A head of another party's feed, kept with its signatures; `pq` is None while the ML-DSA signature is deferred.

    One above what had come with it has the consistency proof from there, `start`: hashes one behind the other.
    """

    party: str
    feed: bytes
    size: int
    root: bytes
    ed: bytes
    pq: bytes | None
    start: int = 0
    path: bytes = b""

    @property
    def reach(self) -> int:
        """How many entries that were held it was verified over."""
        return self.start if self.path else self.size


@dataclass(frozen=True, slots=True)
class SingleRow:
    """An entry held beyond a gap, under the head that came with it; it counts until its feed reaches it."""

    row: Row
    head: HeadRow


@dataclass(frozen=True, slots=True)
class EvidenceRow:
    """Bytes of a counterpart that were refused, kept with the code of the refusal and the wall time in ms."""

    at_ms: int
    code: str
    data: bytes


@dataclass(slots=True)
class Batch:
    """What one step wants kept: all of it durable, or none of it.

    `secrets` maps a name to bytes, or to None to erase it; they live in a file of their own and in no backup.
    """

    rows: list[Row] = field(default_factory=list)
    heads: list[HeadRow] = field(default_factory=list)
    singles: list[SingleRow] = field(default_factory=list)
    evidence: list[EvidenceRow] = field(default_factory=list)
    secrets: dict[str, bytes | None] = field(default_factory=dict)
    erasures: list[tuple[str, bytes, int]] = field(default_factory=list)
    """Rows of which salt and body are erased for good: party, feed, index."""

    def __bool__(self) -> bool:
        return bool(self.rows or self.heads or self.singles or self.evidence or self.secrets or self.erasures)


class StoreError(OurFault):
    """The store could not say that the batch is durable: it may be kept or not; throw the node away and restore."""


class Reader(Protocol):
    """The reading half of a store; every answer is of durable data."""

    def replay(self, skip: int = 0) -> Iterator[Row]:
        """Every row but the first `skip`, in the order in which rows were kept."""

    def entries(self, party: str, feed: bytes, start: int, stop: int) -> list[Row]:
        """The rows of one feed with start <= index < stop, in order; fewer where the feed ends before."""

    def heads(self) -> Iterable[HeadRow]:
        """For each feed of others: the newest head, and the newest full one (with `pq`) where it is another.

        Besides, of each sort, that with a path which reaches furthest.
        """

    def secrets(self) -> Mapping[str, bytes]:
        """All secrets."""

    def singles(self) -> Iterator[SingleRow]:
        """Entries kept beyond a gap that their feed does not reach yet."""

    def evidence(self) -> Iterator[EvidenceRow]:
        """All kept evidence, oldest first."""


class Store(Reader, Protocol):
    """One party's copy of one line's record."""

    def append(self, batch: Batch) -> None:
        """Keep the whole batch in one transaction and return when it is durable.

        A row must continue its feed at exactly its present size. Raises StoreError after which nothing may be
        assumed kept or lost.
        """

    def close(self) -> None:
        """Let go of the files and the lock."""


class Bearer(Protocol):
    """One carrier to the counterparts. It carries opaque packets, and may lose, double, delay and reorder them."""

    name: str
    wide: bool
    """True where bytes are cheap: full heads and large packets; False on narrow carriers."""
    packet_bytes_max: int
    round_trip_ms: int
    """What to expect between handing a packet over and hearing of it; a day and more for a courier."""

    def send(self, peer: str, packet: bytes) -> bool:
        """Hand a packet over; False when there is no way or no room now (the node asks again later)."""

    def hold(self, *, on: bool) -> None:
        """Read nothing more for now, or go on: too much waits here. A carrier that cannot hold back ignores it."""

    async def run(
        self,
        received: Callable[[str, bytes], None],
        changed: Callable[[str, bool], None],
        ready: Callable[[str], None],
    ) -> None:
        """Carry until cancelled: tell what came, when a way opens or closes, and when there is room again.

        A narrow bearer takes one packet at a time and calls `ready(peer)` when it takes the next; a wide one does not.
        """
