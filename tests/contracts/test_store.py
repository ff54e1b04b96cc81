"""One contract, every store; and planted stores that must not pass it."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Self

import pytest

from parley.node.ports import Batch, EvidenceRow, HeadRow, Row, SingleRow, Store
from parley.store.memory import MemoryStore
from parley.store.sqlite import SqliteStore
from tests.contracts.store_contract import CHECKS, Shelf

LINE = b"L" * 32


class SqliteShelf:
    def __init__(self, folder: Path) -> None:
        self.folder = folder / "home"
        self.opened: list[SqliteStore] = []

    def open(self) -> Store:
        self.opened.append(SqliteStore.open(self.folder, LINE, create=True))
        return self.opened[-1]

    def leave(self) -> None:
        for store in self.opened:
            store.close()


class MemoryShelf:
    kind: type[MemoryStore] = MemoryStore

    def __init__(self, _folder: Path) -> None:
        self.store = self.kind(LINE)

    def open(self) -> Store:
        self.store = self.store.copy()
        return self.store

    def leave(self) -> None:
        """Nothing to let go of."""


@pytest.fixture(params=[SqliteShelf, MemoryShelf], ids=["sqlite", "memory"])
def shelf(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Shelf]:
    made = request.param(tmp_path)
    yield made
    made.leave()


@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_store(check: Callable[[Shelf], None], shelf: Shelf) -> None:
    check(shelf)


# ---------------------------------------------------------------- planted faults: the contract must find each


class ForgetsContiguity(MemoryStore):
    def append(self, batch: Batch) -> None:
        for row in batch.rows:
            feed = self.entries(row.party, row.feed, 0, 1 << 40)
            super().append(Batch([Row(row.party, row.feed, len(feed), row.entry, row.salt, row.body)]))
        super().append(Batch([], batch.heads, batch.singles, batch.evidence, batch.secrets))


class ForgetsAtomicity(MemoryStore):
    def append(self, batch: Batch) -> None:
        super().append(Batch([], batch.heads, batch.singles, batch.evidence, batch.secrets))
        for row in batch.rows:
            super().append(Batch([row]))


class SortsByFeed(MemoryStore):
    def replay(self, skip: int = 0) -> Iterator[Row]:
        return iter(sorted(super().replay(skip), key=lambda row: (row.feed, row.index)))


class SkipsNothing(MemoryStore):
    def replay(self, skip: int = 0) -> Iterator[Row]:  # noqa: ARG002  that is what is wrong with it
        return super().replay()


class KeepsOnlyTheNewestHead(MemoryStore):
    def heads(self) -> Iterable[HeadRow]:
        newest: dict[bytes, HeadRow] = {}
        for head in super().heads():
            if head.feed not in newest or head.size > newest[head.feed].size:
                newest[head.feed] = head
        return newest.values()


class TakesOlderHeads(MemoryStore):
    def _keep_head(self, head: HeadRow) -> None:
        self._heads[(head.party, head.feed), head.pq is not None, bool(head.path)] = head


class ForgetsPaths(MemoryStore):
    def _keep_head(self, head: HeadRow) -> None:
        if not head.path:
            super()._keep_head(head)


class KeepsThePathOfTheNewestHead(MemoryStore):
    def _keep_head(self, head: HeadRow) -> None:
        key = ((head.party, head.feed), head.pq is not None, bool(head.path))
        if key not in self._heads or head.size >= self._heads[key].size:
            self._heads[key] = head


class ErasesNoSecret(MemoryStore):
    def append(self, batch: Batch) -> None:
        secrets = {name: secret for name, secret in batch.secrets.items() if secret is not None}
        super().append(Batch(batch.rows, batch.heads, batch.singles, batch.evidence, dict(secrets)))


class ForgetsSingles(MemoryStore):
    def singles(self) -> Iterator[SingleRow]:
        return iter(())


class KeepsSinglesThatCount(MemoryStore):
    def singles(self) -> Iterator[SingleRow]:
        return iter(self._singles.values())


class DropsDoubleEvidence(MemoryStore):
    def evidence(self) -> Iterator[EvidenceRow]:
        return iter(dict.fromkeys(super().evidence()))


class ForgetsWhenReopened(MemoryStore):
    def copy(self) -> Self:
        return type(self)(self.line)


class AnswersWhenClosed(MemoryStore):
    def close(self) -> None:
        """Keep open."""


PLANTED = [
    ForgetsContiguity,
    ForgetsAtomicity,
    SortsByFeed,
    SkipsNothing,
    KeepsOnlyTheNewestHead,
    TakesOlderHeads,
    ForgetsPaths,
    KeepsThePathOfTheNewestHead,
    ErasesNoSecret,
    ForgetsSingles,
    KeepsSinglesThatCount,
    DropsDoubleEvidence,
    ForgetsWhenReopened,
    AnswersWhenClosed,
]


@pytest.mark.parametrize("planted", PLANTED, ids=lambda kind: kind.__name__)
def test_the_contract_finds_a_planted_fault(planted: type[MemoryStore], tmp_path: Path) -> None:
    class Planted(MemoryShelf):
        kind = planted

    def passes(check: Callable[[Shelf], None]) -> bool:
        try:
            check(Planted(tmp_path))
        except AssertionError:
            return False
        return True

    assert not all(passes(check) for check in CHECKS)
