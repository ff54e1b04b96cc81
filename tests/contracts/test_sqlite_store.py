"""What only a store on a disk can get wrong: locks, foreign files, secrets left behind, backups."""
# ruff: noqa: SLF001 -- faults are planted inside the store

from __future__ import annotations

import subprocess
import sys
import tracemalloc
from pathlib import Path

import apsw
import pytest

from crash.disk import Disk, Op, Way
from parley.node.ports import Batch, HeadRow, Row, SingleRow, StoreError
from parley.store.sqlite import SqliteStore
from parley.words.faults import OurFault
from tests.contracts.sqlite_story import FEED, batch, batches_in, opened
from tests.contracts.store_contract import fault_of

# ---------------------------------------------------------------- opening


def write_copy(store: SqliteStore, path: Path) -> None:
    for _ in store.copy(path):
        pass


def test_a_second_opener_is_refused_until_the_first_closes(tmp_path: Path) -> None:
    first = opened(tmp_path)
    first.append(batch(0))
    log = tmp_path / "record.db-wal"
    before = log.stat()
    assert fault_of(lambda: opened(tmp_path)) == "home-locked"
    assert log.stat().st_mtime_ns == before.st_mtime_ns, "the log of a living store was written over"
    first.close()
    second = opened(tmp_path)
    assert batches_in(second) == 1
    second.close()


def test_another_process_is_refused_even_without_our_lock_file(tmp_path: Path) -> None:
    store = opened(tmp_path)
    program = (
        "import apsw, sys\n"
        "try: apsw.Connection(sys.argv[1]).execute('DELETE FROM meta')\n"
        "except apsw.BusyError: print('busy')"
    )
    ran = subprocess.run(
        [sys.executable, "-c", program, tmp_path / "record.db"], capture_output=True, text=True, check=True
    )
    assert ran.stdout == "busy\n"
    store.close()


def test_another_program_in_the_database_is_named(tmp_path: Path) -> None:
    opened(tmp_path).close()
    other = apsw.Connection(str(tmp_path / "record.db"))
    other.execute("BEGIN IMMEDIATE")
    assert fault_of(lambda: opened(tmp_path)) == "home-locked"
    other.close()
    opened(tmp_path).close()


def test_a_store_of_another_line_is_refused_and_left_alone(tmp_path: Path) -> None:
    opened(tmp_path).close()
    assert fault_of(lambda: opened(tmp_path, b"M" * 32)) == "store-foreign"
    opened(tmp_path, create=False).close()


@pytest.mark.parametrize("name", ["record.db", "epochs.db"])
def test_each_file_is_checked_for_line_and_format(tmp_path: Path, name: str) -> None:
    for key, value in (("line", b"M" * 32), ("format", b"parley-store-2")):
        home = tmp_path / key
        opened(home).close()
        file = apsw.Connection(str(home / name))
        file.execute("UPDATE meta SET value = ? WHERE key = ?", (value, key))
        file.close()
        assert fault_of(lambda home=home: opened(home)) == "store-foreign"  # type: ignore[misc]


@pytest.mark.parametrize("name", ["record.db", "epochs.db"])
def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path, name: str) -> None:
    opened(tmp_path).close()
    (tmp_path / name).write_bytes(b"no database " * 400)
    assert fault_of(lambda: opened(tmp_path)) == "store-foreign"
    assert (tmp_path / name).read_bytes() == b"no database " * 400


def test_a_missing_store_is_made_only_when_asked(tmp_path: Path) -> None:
    assert fault_of(lambda: opened(tmp_path / "a" / "b", create=False)) == "store-missing"
    assert fault_of(lambda: opened(tmp_path, create=False)) == "store-missing"
    (tmp_path / "record.db").touch()
    assert fault_of(lambda: opened(tmp_path, create=False)) == "store-missing"
    opened(tmp_path / "a" / "b").close()
    opened(tmp_path / "a" / "b", create=False).close()


def test_a_folder_that_cannot_be_written_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    for folder in (tmp_path / "file", tmp_path / "file" / "home", Path("/proc/parley")):
        assert fault_of(lambda folder=folder: opened(folder)) == "home-unwritable"  # type: ignore[misc]
    (tmp_path / "home" / "lock").mkdir(parents=True)
    assert fault_of(lambda: opened(tmp_path / "home")) == "home-unwritable"


def test_the_files_are_for_their_owner_alone(tmp_path: Path) -> None:
    store = opened(tmp_path / "home")
    store.append(batch(0))
    modes = {path.name: path.stat().st_mode & 0o777 for path in (tmp_path / "home").iterdir()}
    assert modes == dict.fromkeys(["epochs.db", "epochs.db-wal", "lock", "record.db", "record.db-wal"], 0o600)
    assert (tmp_path / "home").stat().st_mode & 0o777 == 0o700
    store.close()


def test_a_hole_in_a_feed_is_found_at_opening(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.append(batch(0, rows=9))
    store.close()
    file = apsw.Connection(str(tmp_path / "record.db"))
    file.execute("DELETE FROM entries WHERE at = 4")
    file.close()
    with pytest.raises(StoreError, match="lacks entries below 9"):
        opened(tmp_path)


def test_replay_holds_few_rows_at_a_time(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for number in range(10):
        store.append(Batch(batch(number, rows=1000).rows))
    tracemalloc.start()
    assert sum(1 for _ in store.replay()) == 10_000
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()
    assert most < 2_000_000, "7 MB of rows were held at once"
    store.close()


@pytest.mark.slow
def test_damage_to_any_page_is_a_fault_with_a_code_or_none(tmp_path: Path) -> None:
    store = opened(tmp_path)
    for number in range(4):
        store.append(batch(number))
    store.close()
    path, faults = tmp_path / "record.db", 0
    whole = path.read_bytes()
    for page in range(0, len(whole), 4096):
        path.write_bytes(whole[:page] + b"\xa5" * 4096 + whole[page + 4096 :])
        try:
            store = opened(tmp_path)
        except OurFault as fault:
            assert fault.code in {"store-failed", "store-foreign"}  # noqa: PT017
            faults += 1
            continue
        try:
            store.entries("USA", FEED, 0, 99), list(store.replay()), list(store.heads()), list(store.evidence())
        except StoreError:
            faults += 1
        store.close()
    assert faults >= len(whole) // 4096 - 3


# ---------------------------------------------------------------- secrets and backups


def test_a_secret_that_was_erased_or_replaced_is_in_no_file(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store.append(
        Batch(secrets={"offer": b"OFFER-SECRET" * 4, "epoch": b"FIRST-SECRET" * 4, "kept": b"KEPT-SECRET" * 4})
    )
    store.append(Batch(secrets={"offer": None, "epoch": b"SECOND-SECRET" * 4}))
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"OFFER-SECRET" not in everything
    assert b"FIRST-SECRET" not in everything
    assert b"SECOND-SECRET" in everything
    assert b"KEPT-SECRET" in everything
    store.close()


@pytest.mark.slow
def test_a_body_that_was_erased_is_in_no_file_wherever_it_stood(tmp_path: Path) -> None:
    short, long = b"SHORT-BODY", b"LONG-BODY-" * 3_000  # in a page among others, and in pages of its own
    store = opened(tmp_path)
    kept = [
        Row("USA", FEED, number, b"entry %d" % number, b"SALT" * 4, body)
        for number, body in enumerate([short, long, b"KEPT-BODY"])
    ]
    store.append(Batch(kept, singles=[SingleRow(kept[1], HeadRow("USA", FEED, 2, b"root", b"ed", None))]))
    for number in range(50):
        store.append(Batch([Row("USA", FEED, 3 + number, b"entry", None, None)]))
    store.append(Batch(erasures=[("USA", FEED, 0), ("USA", FEED, 1)]))
    everything = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert b"SHORT-BODY" not in everything
    assert b"LONG-BODY-" not in everything
    assert b"KEPT-BODY" in everything
    store.close()


def test_the_search_for_erased_bodies_finds_one_that_is_left(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store._record.pragma("secure_delete", "OFF")
    store.append(Batch([Row("USA", FEED, 0, b"entry", b"SALT" * 4, b"LONG-BODY-" * 3_000)]))
    store.append(Batch(erasures=[("USA", FEED, 0)]))
    assert b"LONG-BODY-" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.close()


def test_the_search_for_erased_secrets_finds_one_that_is_left(tmp_path: Path) -> None:
    store = opened(tmp_path)
    store._epochs.pragma("secure_delete", "OFF")
    store.append(Batch(secrets={"offer": b"OFFER-SECRET" * 4}))
    store.append(Batch(secrets={"offer": None}))
    assert b"OFFER-SECRET" in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    store.close()


def test_the_log_of_secrets_is_written_over_before_its_blocks_are_given_back(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    given_back: list[bytes] = []
    asked = disk.asked

    def watched(op: Op) -> Way | None:
        if (op.kind, op.file) == ("truncate", "epochs.db-wal"):
            given_back.append((tmp_path / op.file).read_bytes())
        return asked(op)

    monkeypatch.setattr(disk, "asked", watched)
    store = opened(tmp_path)
    store.append(Batch(secrets={"offer": b"OFFER-SECRET" * 4}))
    store.append(Batch(secrets={"offer": None}))
    assert len(given_back) == 2
    assert not any(b"".join(given_back))
    store.close()


def test_a_backup_holds_the_record_and_no_secret_and_serves_as_a_home(tmp_path: Path) -> None:
    store = opened(tmp_path / "home")
    for number in range(3):
        store.append(batch(number))
    copy = tmp_path / "restored" / "record.db"
    copy.parent.mkdir()
    write_copy(store, copy)
    store.append(batch(3))
    assert copy.stat().st_mode & 0o777 == 0o600
    assert b"secret 2" not in copy.read_bytes()
    assert sorted(path.name for path in copy.parent.iterdir()) == ["record.db"]
    restored = opened(copy.parent, create=False)
    assert batches_in(restored) == 3
    assert dict(restored.secrets()) == {}
    restored.append(batch(3))
    restored.close()
    store.close()


@pytest.mark.slow
def test_what_is_kept_while_it_is_copied_is_in_the_copy(tmp_path: Path) -> None:
    store = opened(tmp_path / "home")
    for number in range(12):
        store.append(batch(number, rows=100))
    copy = tmp_path / "restored" / "record.db"
    copy.parent.mkdir()
    pieces = 0
    for pieces, _ in enumerate(store.copy(copy), start=1):
        store.append(batch(11 + pieces, rows=100))
    assert pieces > 2
    restored = opened(copy.parent, create=False)
    assert batches_in(restored, rows=100) == 12 + pieces - 1  # the last one was kept after the last piece
    restored.close()
    store.close()


@pytest.mark.slow
def test_a_store_that_is_closed_while_it_is_copied(tmp_path: Path) -> None:
    store = opened(tmp_path / "home")
    for number in range(12):
        store.append(batch(number, rows=100))
    copying = store.copy(tmp_path / "copy.db")
    next(copying)
    store.close()
    assert fault_of(lambda: list(copying)) == "backup-failed"


def test_a_backup_replaces_nothing_and_says_when_it_fails(tmp_path: Path) -> None:
    store = opened(tmp_path / "home")
    (tmp_path / "there").write_text("mine")
    assert fault_of(lambda: write_copy(store, tmp_path / "there")) == "backup-exists"
    assert (tmp_path / "there").read_text() == "mine"
    assert fault_of(lambda: write_copy(store, tmp_path / "no folder" / "record.db")) == "backup-failed"
    store.append(batch(0))
    store.close()
