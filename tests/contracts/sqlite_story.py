"""A story that a store on a disk is told, batch by batch, so that what it kept of it can be counted."""

from __future__ import annotations

from pathlib import Path

from parley.node.ports import Batch, EvidenceRow, HeadRow, Row
from parley.store.sqlite import SqliteStore

LINE = b"L" * 32
FEED = b"f" * 16


def opened(folder: Path, line: bytes = LINE, *, create: bool = True) -> SqliteStore:
    return SqliteStore.open(folder, line, create=create)


def batch(number: int, rows: int = 2) -> Batch:
    """Batch `number` of a story in which each brings `rows` rows of one feed, a head, evidence and a secret."""
    first = number * rows
    return Batch(
        [Row("USA", FEED, index, b"entry %d" % index, b"salt", bytes(700)) for index in range(first, first + rows)],
        [HeadRow("USA", FEED, first + rows, b"root", b"ed", None)],
        [],
        [EvidenceRow(number, "signature-bad", b"bytes")],
        {"epoch": b"secret %d" % number},
    )


def batches_in(store: SqliteStore, rows: int = 2) -> int:
    """How many whole batches of the story the store holds; fails where it holds anything else."""
    kept = list(store.replay())
    number, rest = divmod(len(kept), rows)
    assert rest == 0
    assert kept == [row for before in range(number) for row in batch(before, rows).rows]
    assert [head.size for head in store.heads()] == [number * rows] * (number > 0)
    assert [evidence.at_ms for evidence in store.evidence()] == list(range(number))
    return number
