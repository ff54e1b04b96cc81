"""A disk of one party: it keeps what it said it kept, and at a crash or an error the write under way, or half of it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from random import Random

from parley.node.ports import Batch, EvidenceRow, HeadRow, Row, SingleRow, StoreError
from parley.store.memory import MemoryStore

BACKUPS_MAX = 8


@dataclass(slots=True)
class Disk:
    """The store of one party with its backups; `read_fails` is the chance that a read does."""

    line: bytes
    random: Random
    read_fails: float = 0.0
    store: MemoryStore = field(init=False)
    backups: list[MemoryStore] = field(default_factory=list)
    failed_reads: int = 0

    def __post_init__(self) -> None:
        self.store = MemoryStore(self.line)

    # ---- what the node reads

    def replay(self, skip: int = 0) -> Iterator[Row]:
        return self.store.replay(skip)

    def entries(self, party: str, feed: bytes, start: int, stop: int) -> list[Row]:
        if self.read_fails and self.random.random() < self.read_fails:
            self.failed_reads += 1
            raise StoreError("store-failed", "A read failed.")
        return self.store.entries(party, feed, start, stop)

    def heads(self) -> Iterable[HeadRow]:
        return self.store.heads()

    def secrets(self) -> Mapping[str, bytes]:
        return self.store.secrets()

    def singles(self) -> Iterator[SingleRow]:
        return self.store.singles()

    def evidence(self) -> Iterator[EvidenceRow]:
        return self.store.evidence()

    # ---- what the world does

    def keep(self, batch: Batch) -> None:
        """Keep a whole batch."""
        self.store.append(batch)

    def keep_part(self, batch: Batch) -> str:
        """Keep what a crash or an error leaves of a batch: nothing, its secrets, or all; say which."""
        weights = (1, 3, 1) if batch.secrets else (1, 0, 1)
        kept = self.random.choices(("nothing", "secrets", "all"), weights)[0]
        if kept == "all":
            self.store.append(batch)
        elif kept == "secrets":
            self.store.append(Batch(secrets=batch.secrets))
        return kept

    def back_up(self) -> None:
        """Take a backup: the record, no secrets."""
        copy = self.store.copy()
        copy.append(Batch(secrets=dict.fromkeys(copy.secrets())))
        if len(self.backups) >= BACKUPS_MAX:
            del self.backups[self.random.randrange(BACKUPS_MAX)]
        self.backups.append(copy)

    def restore(self, *, secrets_survive: bool, backups: list[MemoryStore] | None = None) -> None:
        """Go back to some backup, an own one unless others are given; the file of secrets is gone, or still there."""
        secrets = self.store.secrets()
        self.store = self.random.choice(backups or self.backups or [MemoryStore(self.line)]).copy()
        if secrets_survive:
            self.store.append(Batch(secrets=dict(secrets)))

    def lose_secrets(self) -> None:
        """Lose the file of secrets."""
        self.store.append(Batch(secrets=dict.fromkeys(self.store.secrets())))

    def forget(self, lost: Mapping[tuple[str, bytes], int]) -> None:
        """Throw away the backups that hold entries which no disk holds any more, from these sizes on."""
        self.backups = [
            b for b in self.backups if not any(b.entries(*name, size, size + 1) for name, size in lost.items())
        ]

    def feeds(self) -> dict[tuple[str, bytes], list[Row]]:
        """Give every feed that is kept."""
        found: dict[tuple[str, bytes], list[Row]] = {}
        for row in self.store.replay():
            found.setdefault((row.party, row.feed), []).append(row)
        return found
