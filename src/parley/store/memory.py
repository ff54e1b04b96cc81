"""A store that keeps nothing beyond its process: for the simulator, and for tests that are about something else."""
# ruff: noqa: SLF001 -- a twin is one of us

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Self

from parley.node.ports import Batch, EvidenceRow, HeadRow, Row, SingleRow, StoreError
from parley.store.rules import FeedName, grown


class MemoryStore:
    """One party's copy of one line's record, in lists; `line` is the line's id.

    Its rows are immutable, so `copy()` is cheap: a simulated disk is a copy taken earlier.
    """

    def __init__(self, line: bytes) -> None:
        self.line = line
        self._rows: list[Row] = []
        self._feeds: dict[FeedName, list[Row]] = {}
        self._heads: dict[tuple[FeedName, bool, bool], HeadRow] = {}
        self._singles: dict[tuple[FeedName, int], SingleRow] = {}
        self._evidence: list[EvidenceRow] = []
        self._secrets: dict[str, bytes] = {}
        self._closed = False

    def append(self, batch: Batch) -> None:
        """Keep the whole batch; raises OurFault (store-gap), StoreError when closed."""
        self._ready()
        grown(lambda name: len(self._feeds.get(name, ())), batch.rows)
        for name, secret in batch.secrets.items():
            if secret is None:
                self._secrets.pop(name, None)
            else:
                self._secrets[name] = secret
        for row in batch.rows:
            self._rows.append(row)
            self._feeds.setdefault((row.party, row.feed), []).append(row)
        for head in batch.heads:
            self._keep_head(head)
        for party, feed, index in batch.erasures:
            self._erase((party, feed), index)
        for single in batch.singles:
            self._singles.setdefault(((single.row.party, single.row.feed), single.row.index), single)
        self._evidence.extend(batch.evidence)

    def replay(self, skip: int = 0) -> Iterator[Row]:
        """Every row but the first `skip` in the order of keeping, late ones included; StoreError when closed."""
        position = skip
        while True:
            self._ready()
            if position >= len(self._rows):
                return
            yield self._rows[position]
            position += 1

    def entries(self, party: str, feed: bytes, start: int, stop: int) -> list[Row]:
        """The rows of one feed with start <= index < stop; StoreError when closed."""
        self._ready()
        return self._feeds.get((party, feed), [])[max(start, 0) : max(stop, 0)]

    def heads(self) -> Iterable[HeadRow]:
        """The newest heads of each feed, with a path and without; StoreError when closed."""
        self._ready()
        found = []
        for (name, full, with_path), head in self._heads.items():
            sealed = self._heads.get((name, True, False))
            if full or with_path or sealed is None or head.size > sealed.size:
                found.append(head)
        return found

    def secrets(self) -> Mapping[str, bytes]:
        """All secrets as they are now; StoreError when closed."""
        self._ready()
        return dict(self._secrets)

    def singles(self) -> Iterator[SingleRow]:
        """Entries beyond a gap that their feed does not reach yet; StoreError when closed."""
        self._ready()
        held = self._feeds
        return iter([single for (name, index), single in self._singles.items() if index >= len(held.get(name, ()))])

    def evidence(self) -> Iterator[EvidenceRow]:
        """All kept evidence, oldest first; StoreError when closed."""
        self._ready()
        return iter(tuple(self._evidence))

    def copy(self) -> Self:
        """An open store of its own with the same content: the disk as it is at this moment."""
        twin = type(self)(self.line)
        twin._rows = self._rows.copy()
        twin._feeds = {name: feed.copy() for name, feed in self._feeds.items()}
        twin._heads = self._heads.copy()
        twin._singles = self._singles.copy()
        twin._evidence = self._evidence.copy()
        twin._secrets = self._secrets.copy()
        return twin

    def close(self) -> None:
        """Refuse further use, as a store on disk does once it let go of its files."""
        self._closed = True

    def _erase(self, name: FeedName, index: int) -> None:
        row = self._feeds[name][index]
        bare = replace(row, salt=None, body=None)
        self._feeds[name][index] = self._rows[self._rows.index(row)] = bare
        single = self._singles.get((name, index))
        if single is not None:
            self._singles[name, index] = replace(single, row=bare)

    def _ready(self) -> None:
        if self._closed:
            raise StoreError("store-failed", "The store is closed.")

    def _keep_head(self, head: HeadRow) -> None:
        key = ((head.party, head.feed), head.pq is not None, bool(head.path))
        kept = self._heads.get(key)
        if kept is None or head.reach >= kept.reach:
            self._heads[key] = head
