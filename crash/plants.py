"""Defects of a store or of its node that the crash images have to find."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

import apsw

from crash.disk import Disk
from parley.node.ports import Batch, StoreError
from parley.store import files, sqlite
from parley.store.sqlite import SqliteStore


@dataclass(frozen=True, slots=True)
class Plant:
    """One defect: what is changed while a story is told."""

    name: str
    planted: Callable[[Disk], AbstractContextManager[None]]
    signs_first: bool = False


@contextmanager
def changed(of: object, name: str, new: object) -> Iterator[None]:
    """Have something else under a name for a while."""
    old = getattr(of, name)
    setattr(of, name, new)
    try:
        yield
    finally:
        setattr(of, name, old)


def _pragma(name: str, value: str) -> AbstractContextManager[None]:
    plain = sqlite._database  # noqa: SLF001  defects are planted inside

    def opened(*given: Any, **named: Any) -> apsw.Connection:  # noqa: ANN401
        database = plain(*given, **named)
        database.pragma(name, value)
        return database

    return changed(sqlite, "_database", opened)


def _record_first() -> AbstractContextManager[None]:
    plain = SqliteStore._keep_secrets  # noqa: SLF001

    def append(self: SqliteStore, batch: Batch) -> None:
        with self._stop_if_it_fails():
            self._keep_record(batch)
            plain(self, batch.secrets)
        self._sizes.update({(row.party, row.feed): row.index + 1 for row in batch.rows})

    return changed(SqliteStore, "append", append)


def _no_folder(_folder: Path) -> None:
    """The folder is not forced."""


NONE: Final = Plant("none", lambda _disk: nullcontext())
PLANTS: Final = (
    Plant("synchronous=NORMAL", lambda _disk: _pragma("synchronous", "NORMAL")),
    Plant("the folder is not forced", lambda _disk: changed(files, "force_folder", _no_folder)),
    Plant("the record is kept before the secrets", lambda _disk: _record_first()),
    Plant("signed before it is kept", lambda _disk: nullcontext(), signs_first=True),
)


def _told_as_kept() -> AbstractContextManager[None]:
    plain = SqliteStore.append

    def append(self: SqliteStore, batch: Batch) -> None:
        with suppress(StoreError):
            plain(self, batch)

    return changed(SqliteStore, "append", append)


def _believed(_log: Path) -> None:
    """The log is believed as it is."""


FAILING_PLANTS: Final = (
    Plant("a batch that failed is told as kept", lambda _disk: _told_as_kept()),
    Plant("a log left behind is believed", lambda _disk: changed(files, "believe_anew", _believed)),
)
