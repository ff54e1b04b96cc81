"""The store on SQLite: `record.db` for the record, `epochs.db` for secrets, `lock` against a second process.

Why it is as it is (each measured, see docs/adr and tests/contracts): WAL with synchronous=FULL lost no acknowledged
row in any crash image; NORMAL did. An error means "unknown", never "not kept", so the object refuses use after one.
A forced write is never tried twice: the kernel may mark pages clean after a failed one, and then lie.
"""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import ExitStack, closing, contextmanager, suppress
from pathlib import Path
from typing import Any

import apsw

from parley.node.ports import Batch, EvidenceRow, HeadRow, Row, SingleRow, StoreError
from parley.store import files
from parley.store.rules import FeedName, grown
from parley.words.faults import OurFault

FORMAT = b"parley-store-1"
PAGES_BEFORE_CHECKPOINT = 2000
"""The log is moved into the database once it holds so many 4 KiB pages: 8 MB, some 12,000 short entries."""
ROWS_AT_ONCE = 500
"""So many rows are read in one go, and no statement stays open while the caller thinks about them."""
PAGES_AT_ONCE = 64
"""So many 4 KiB pages are copied before the caller may think of something else."""

WAL_MARKS = slice(18, 20)
"""Where a database file says that its log is a WAL: turned to it later, it would go by a journal of its own."""

META = "CREATE TABLE meta (key TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"
RECORD = (
    META
    + """
CREATE TABLE feeds (id INTEGER PRIMARY KEY, party TEXT NOT NULL, feed BLOB NOT NULL, UNIQUE (party, feed)) STRICT;
CREATE TABLE entries (
    place INTEGER PRIMARY KEY,      -- the order of keeping
    feed INTEGER NOT NULL REFERENCES feeds,
    at INTEGER NOT NULL,            -- the entry's index in its feed
    entry BLOB NOT NULL, salt BLOB, body BLOB,
    UNIQUE (feed, at)
) STRICT;
CREATE TABLE heads (
    feed INTEGER NOT NULL REFERENCES feeds,
    sealed INTEGER NOT NULL,        -- 1: the newest with its ML-DSA signature; 0: the newest without
    size INTEGER NOT NULL, root BLOB NOT NULL, ed BLOB NOT NULL, pq BLOB,
    PRIMARY KEY (feed, sealed)
) STRICT, WITHOUT ROWID;
CREATE TABLE evidence (
    place INTEGER PRIMARY KEY,
    at_ms INTEGER NOT NULL, code TEXT NOT NULL, data BLOB NOT NULL
) STRICT;
"""
)
# What came after version 0.1: a store made by it gets the tables when it is opened.
LATER = """
CREATE TABLE IF NOT EXISTS singles (  -- entries beyond a gap; they count until their feed reaches them
    feed INTEGER NOT NULL REFERENCES feeds,
    at INTEGER NOT NULL,
    entry BLOB NOT NULL, salt BLOB, body BLOB,
    size INTEGER NOT NULL, root BLOB NOT NULL, ed BLOB NOT NULL, pq BLOB,
    PRIMARY KEY (feed, at)
) STRICT, WITHOUT ROWID;
CREATE TABLE IF NOT EXISTS paths (    -- heads above what had come with them, and what proves them over `start` entries
    feed INTEGER NOT NULL REFERENCES feeds,
    sealed INTEGER NOT NULL,
    size INTEGER NOT NULL, root BLOB NOT NULL, ed BLOB NOT NULL, pq BLOB,
    start INTEGER NOT NULL, path BLOB NOT NULL,
    PRIMARY KEY (feed, sealed)
) STRICT, WITHOUT ROWID;
"""
EPOCHS = META + "CREATE TABLE secrets (name TEXT PRIMARY KEY, value BLOB NOT NULL) STRICT, WITHOUT ROWID;"

SELECT_ROWS = (
    "SELECT party, feeds.feed, at, entry, salt, body, place FROM entries JOIN feeds ON feeds.id = entries.feed "
)
KEEP_HEAD = """
INSERT INTO heads VALUES (?, ?, ?, ?, ?, ?)
ON CONFLICT (feed, sealed) DO UPDATE SET size = excluded.size, root = excluded.root, ed = excluded.ed, pq = excluded.pq
WHERE excluded.size >= size
"""
KEEP_PATH = """
INSERT INTO paths VALUES (?, ?, ?, ?, ?, ?, ?, ?)
ON CONFLICT (feed, sealed) DO UPDATE SET size = excluded.size, root = excluded.root, ed = excluded.ed, pq = excluded.pq,
start = excluded.start, path = excluded.path
WHERE excluded.start >= start
"""
SELECT_HEADS = """
SELECT party, feeds.feed, size, root, ed, pq FROM heads JOIN feeds ON feeds.id = heads.feed
WHERE sealed OR size > coalesce((SELECT size FROM heads AS full WHERE full.feed = heads.feed AND full.sealed), -1)
ORDER BY feeds.id, sealed
"""
SELECT_PATHS = """
SELECT party, feeds.feed, size, root, ed, pq, start, path FROM paths JOIN feeds ON feeds.id = paths.feed
ORDER BY feeds.id, sealed
"""
SELECT_SINGLES = """
SELECT party, feeds.feed, at, entry, salt, body, size, root, ed, pq FROM singles JOIN feeds ON feeds.id = singles.feed
WHERE at > coalesce((SELECT max(at) FROM entries WHERE entries.feed = singles.feed), -1) ORDER BY feeds.id, at
"""


class SqliteStore:
    """One party's copy of one line's record in a folder; made by `SqliteStore.open`, used by one thread at a time."""

    def __init__(self, record: apsw.Connection, epochs: apsw.Connection, held: ExitStack) -> None:
        self._record, self._epochs, self._held = record, epochs, held
        self._pages_in_log = 0
        self._broken = False
        self._ids: dict[FeedName, int] = {}
        self._sizes: dict[FeedName, int] = {}
        # The hook replaces SQLite's own checkpoint, which hides its errors and then forces the same file again.
        record.set_wal_hook(self._count_pages)
        self._count_feeds()

    @classmethod
    def open(cls, folder: Path, line: bytes, *, create: bool) -> SqliteStore:
        """Open the store of the line with id `line` in `folder`; `create` makes what is missing.

        Raises OurFault: home-unwritable, home-locked, store-missing, store-foreign; StoreError when reading fails.
        """
        held = ExitStack()
        try:
            with _opening(folder):
                _find(folder, create=create)
                held.callback(os.close, files.lock(folder / "lock"))
                record = _database(folder / "record.db", RECORD, line, held, create=create)
                record.execute(LATER)
                record.pragma("secure_delete", "ON")
                # A restored backup brings no secrets: it starts without, and the line goes on in epoch 0.
                epochs = _database(folder / "epochs.db", EPOCHS, line, held, create=True)
                epochs.pragma("secure_delete", "ON")
                epochs.pragma("temp_store", "MEMORY")
                files.force_folder(folder)
                return cls(record, epochs, held)
        except BaseException:
            held.close()
            raise

    def append(self, batch: Batch) -> None:
        """Keep rows, heads, evidence and erasures in one transaction, secrets in one before it; durable on return.

        Raises OurFault (store-gap) with nothing written; StoreError after which the object is of no more use.
        """
        sizes = grown(lambda name: self._sizes.get(name, 0), batch.rows)
        with self._stop_if_it_fails():
            if batch.secrets:
                self._keep_secrets(batch.secrets)
            if batch.rows or batch.heads or batch.singles or batch.evidence or batch.erasures:
                self._keep_record(batch)
            if batch.erasures:
                _overwrite_log(self._record)
                self._pages_in_log = 0
            if self._pages_in_log >= PAGES_BEFORE_CHECKPOINT:
                self._move_log()
        self._sizes.update(sizes)

    def replay(self, skip: int = 0) -> Iterator[Row]:
        """Every row but the first `skip` in the order of keeping, late ones included; raises StoreError."""
        place = skip  # nothing is ever deleted: places count from 1 without a gap
        while True:
            with self._stop_if_it_fails():
                found: list[Any] = self._record.execute(
                    SELECT_ROWS + "WHERE place > ? ORDER BY place LIMIT ?", (place, ROWS_AT_ONCE)
                ).fetchall()
            if not found:
                return
            for row in found:
                yield Row(*row[:6])
            place = found[-1][6]

    def entries(self, party: str, feed: bytes, start: int, stop: int) -> list[Row]:
        """The rows of one feed with start <= index < stop, in order; raises StoreError."""
        with self._stop_if_it_fails():
            found: Iterable[Any] = self._record.execute(
                SELECT_ROWS + "WHERE entries.feed = ? AND at >= ? AND at < ? ORDER BY at",
                (self._ids.get((party, feed)), start, stop),
            )
            return [Row(*row[:6]) for row in found]

    def heads(self) -> Iterable[HeadRow]:
        """The newest heads of each feed, with a path and without; raises StoreError."""
        with self._stop_if_it_fails():
            return [HeadRow(*row) for each in (SELECT_HEADS, SELECT_PATHS) for row in self._record.execute(each)]

    def secrets(self) -> Mapping[str, bytes]:
        """All secrets as they are now; raises StoreError."""
        with self._stop_if_it_fails():
            return dict(self._epochs.execute("SELECT name, value FROM secrets ORDER BY name"))

    def singles(self) -> Iterator[SingleRow]:
        """Entries beyond a gap that their feed does not reach yet; raises StoreError."""
        with self._stop_if_it_fails():
            found: list[Any] = self._record.execute(SELECT_SINGLES).fetchall()
        return iter([SingleRow(Row(*row[:6]), HeadRow(row[0], row[1], *row[6:])) for row in found])

    def evidence(self) -> Iterator[EvidenceRow]:
        """All kept evidence, oldest first; raises StoreError."""
        with self._stop_if_it_fails():
            found = self._record.execute("SELECT at_ms, code, data FROM evidence ORDER BY place")
            return iter([EvidenceRow(*row) for row in found])

    def copy(self, path: Path) -> Iterator[None]:
        """Write a live copy of the record, without secrets, as a new file, a piece with each step.

        What is kept between two steps is in the copy: it is of the moment of the last one. It is durable after
        `force_copy`. Restore it into an empty folder: SQLite would play a log that lies beside it into it.
        Raises OurFault: backup-exists, backup-failed.
        """
        if path.exists():
            raise OurFault("backup-exists", f"{path} is there already.")
        try:
            files.touch(path)
            with closing(apsw.Connection(str(path))) as copy:
                copy.pragma("synchronous", "OFF")  # forced once, when it is whole, and not by the thread that writes
                with copy.backup("main", self._record, "main") as pages:
                    while not pages.done:
                        pages.step(PAGES_AT_ONCE)
                        yield
        except (apsw.Error, OSError) as error:
            raise OurFault("backup-failed", f"{path} could not be written: {error}.") from error

    def close(self) -> None:
        """Let go of the files and the lock; after a failure nothing more is written."""
        if not self._broken:
            self._broken = True
            with suppress(apsw.Error):  # what stays in a log is read from it at the next start
                for database in (self._record, self._epochs):
                    database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)
        self._held.close()

    # ------------------------------------------------------------------------------------------------ writing

    def _keep_record(self, batch: Batch) -> None:
        database = self._record
        database.execute("BEGIN IMMEDIATE")
        items: list[Row | HeadRow] = [*batch.rows, *batch.heads, *[single.row for single in batch.singles]]
        ids = self._numbers({(item.party, item.feed) for item in items})
        database.executemany(
            "INSERT INTO entries (feed, at, entry, salt, body) VALUES (?, ?, ?, ?, ?)",
            [(ids[row.party, row.feed], row.index, row.entry, row.salt, row.body) for row in batch.rows],
        )
        for head in batch.heads:
            fields = (ids[head.party, head.feed], head.pq is not None, head.size, head.root, head.ed, head.pq)
            if head.path:
                database.execute(KEEP_PATH, (*fields, head.start, head.path))
            else:
                database.execute(KEEP_HEAD, fields)
        database.executemany(
            "INSERT OR IGNORE INTO singles VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            [
                (ids[r.party, r.feed], r.index, r.entry, r.salt, r.body, h.size, h.root, h.ed, h.pq)
                for r, h in [(single.row, single.head) for single in batch.singles]
            ],
        )
        database.executemany(
            "INSERT INTO evidence (at_ms, code, data) VALUES (?, ?, ?)",
            [(e.at_ms, e.code, e.data) for e in batch.evidence],
        )
        for table in ("entries", "singles"):
            database.executemany(
                f"UPDATE {table} SET salt = NULL, body = NULL WHERE feed = ? AND at = ?",  # noqa: S608  our own names
                [(self._ids[party, feed], index) for party, feed, index in batch.erasures],
            )
        database.execute("COMMIT")
        self._ids.update(ids)

    def _numbers(self, names: set[FeedName]) -> dict[FeedName, int]:
        """The numbers of these feeds in the database; those that have none yet get one."""
        numbers = {name: self._ids[name] for name in names if name in self._ids}
        for number, name in enumerate(sorted(names - numbers.keys()), start=len(self._ids) + 1):
            self._record.execute("INSERT INTO feeds VALUES (?, ?, ?)", (number, *name))
            numbers[name] = number
        return numbers

    def _keep_secrets(self, secrets: Mapping[str, bytes | None]) -> None:
        database = self._epochs
        database.execute("BEGIN IMMEDIATE")
        for name, secret in secrets.items():
            if secret is None:
                database.execute("DELETE FROM secrets WHERE name = ?", (name,))
            else:
                database.execute("INSERT OR REPLACE INTO secrets VALUES (?, ?)", (name, secret))
        database.execute("COMMIT")
        _overwrite_log(database)

    def _move_log(self) -> None:
        self._record.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
        self._pages_in_log = 0

    def _count_pages(self, _database: apsw.Connection, _name: str, pages: int) -> int:
        self._pages_in_log = pages
        return apsw.SQLITE_OK

    def _count_feeds(self) -> None:
        counted = self._record.execute(
            "SELECT id, party, feeds.feed, count(at), coalesce(max(at) + 1, 0) FROM feeds "
            "LEFT JOIN entries ON entries.feed = feeds.id GROUP BY id"
        )
        for number, party, feed, count, size in counted:
            if count != size:
                raise StoreError("store-failed", f"Feed {feed.hex()} of {party} lacks entries below {size}.")
            self._ids[party, feed] = number
            self._sizes[party, feed] = size

    @contextmanager
    def _stop_if_it_fails(self) -> Iterator[None]:
        if self._broken:
            raise StoreError("store-failed", "The store failed before or is closed.")
        self._broken = True  # until it is shown to have gone well
        try:
            yield
        except (apsw.Error, OSError, OverflowError) as error:
            raise StoreError("store-failed", f"The store failed: {error}.") from error
        self._broken = False


def _overwrite_log(database: apsw.Connection) -> None:
    """Overwrite the log: secure_delete clears the page in the database, but the log still holds it as it was."""
    database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_PASSIVE)
    files.erase(Path(database.filename_wal))
    database.wal_checkpoint(mode=apsw.SQLITE_CHECKPOINT_TRUNCATE)


def force_copy(path: Path) -> None:
    """Force a copy of a record to disk. Raises OurFault: backup-failed."""
    try:
        with path.open("rb") as file:
            os.fsync(file.fileno())
        files.force_folder(path.parent)
    except OSError as error:
        raise OurFault("backup-failed", f"{path} could not be forced to disk: {error}.") from error


# ------------------------------------------------------------------------------------------------------ opening


@contextmanager
def _opening(folder: Path) -> Iterator[None]:
    """Name whose fault it is that the files cannot be opened."""
    try:
        yield
    except apsw.NotADBError as error:
        raise OurFault("store-foreign", f"{folder} holds a file that is no store.") from error
    except apsw.BusyError as error:
        raise OurFault("home-locked", f"Another program uses the database in {folder}.") from error
    except (apsw.CantOpenError, apsw.ReadOnlyError, apsw.PermissionsError, apsw.FullError, OSError) as error:
        raise OurFault("home-unwritable", f"{folder} cannot be written: {error}.") from error
    except apsw.Error as error:
        raise StoreError("store-failed", f"The store in {folder} cannot be read: {error}.") from error


def _find(folder: Path, *, create: bool) -> None:
    if create:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    elif not (folder / "record.db").exists():
        raise OurFault("store-missing", f"{folder} holds no store.")


def _database(path: Path, schema: str, line: bytes, held: ExitStack, *, create: bool) -> apsw.Connection:
    """Open one database file, made if it is missing and `create` says so, and check whose it is."""
    if create and not (path.exists() and path.stat().st_size):
        _make(path, schema, line)
    files.believe_anew(Path(f"{path}-wal"))
    database = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READWRITE)
    held.callback(database.close)
    # Closing must not force anything: after a failure that would be the second try.
    database.config(apsw.SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    database.pragma("locking_mode", "EXCLUSIVE")
    database.pragma("journal_mode", "WAL")
    database.pragma("synchronous", "FULL")
    database.execute("BEGIN IMMEDIATE")
    if not database.table_exists("main", "meta"):
        raise OurFault("store-missing", f"{path} was never finished.")
    meta = dict(database.execute("SELECT key, value FROM meta"))
    database.execute("COMMIT")
    if meta.get("format") != FORMAT:
        raise OurFault("store-foreign", f"{path} is of another format.")
    if meta.get("line") != line:
        raise OurFault("store-foreign", f"{path} belongs to another line.")
    return database


def _make(path: Path, schema: str, line: bytes) -> None:
    """Put a whole database in its place: SQLite's own way may leave, at a power cut, a file that is no database.

    A log without its database would be played into the new one. Raises OSError.
    """
    files.remove(Path(f"{path}-wal"))
    with closing(apsw.Connection(":memory:")) as new:
        new.execute(schema)
        new.executemany("INSERT INTO meta VALUES (?, ?)", [("format", FORMAT), ("line", line)])
        data = bytearray(new.serialize("main"))
    data[WAL_MARKS] = b"\x02\x02"
    files.put(path, bytes(data))
