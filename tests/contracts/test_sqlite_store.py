"""What only a store on a disk can get wrong: locks, foreign files, full disks, failing calls, crashes."""
# ruff: noqa: SLF001 -- faults are planted inside the store

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
import tempfile
import tracemalloc
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import apsw
import pytest

from parley.node.ports import Batch, EvidenceRow, HeadRow, Row, StoreError
from parley.store import sqlite
from parley.store.sqlite import SqliteStore
from parley.words.faults import OurFault
from tests.contracts.disk import Disk, Op, images

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


def fault_of(act: Callable[[], object]) -> str:
    with pytest.raises(OurFault) as raised:
        act()
    return raised.value.code


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    """A folder in memory where there is one: where the crash is played, waiting for the real disk shows nothing."""
    shared = Path("/dev/shm")  # noqa: S108
    with tempfile.TemporaryDirectory(dir=shared if os.access(shared, os.W_OK) else None) as folder:
        yield Path(folder)


@pytest.fixture
def disk() -> Iterator[Disk]:
    made = Disk()
    yield made
    made.unregister()


# ---------------------------------------------------------------- opening


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

    def watched(op: Op) -> bool:
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
    store.backup(copy)
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


def test_a_backup_replaces_nothing_and_says_when_it_fails(tmp_path: Path) -> None:
    store = opened(tmp_path / "home")
    (tmp_path / "there").write_text("mine")
    assert fault_of(lambda: store.backup(tmp_path / "there")) == "backup-exists"
    assert (tmp_path / "there").read_text() == "mine"
    assert fault_of(lambda: store.backup(tmp_path / "no folder" / "record.db")) == "backup-failed"
    store.append(batch(0))
    store.close()


# ---------------------------------------------------------------- calls that fail


def story(folder: Path, disk: Disk) -> int:
    """Play five batches until one fails; the number that was acknowledged."""
    acknowledged = 0
    try:
        store = opened(folder)
    except OurFault:
        return 0
    try:
        for number in range(5):
            store.append(batch(number))
            acknowledged += 1
    except StoreError:
        calls = disk.calls
        assert fault_of(lambda: store.append(batch(acknowledged))) == "store-failed"
        assert fault_of(store.secrets) == "store-failed"
        store.close()
        assert disk.calls == calls, "a store that failed wrote again"
    store.close()
    return acknowledged


def test_no_checkpoint_happens_whose_error_nobody_sees(
    tmp_path: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sqlite, "PAGES_BEFORE_CHECKPOINT", 10_000)
    store = opened(tmp_path)
    before = len(disk.log)
    store.append(Batch(batch(0, rows=7000).rows))
    store.append(Batch(evidence=batch(0).evidence))
    assert {op.file for op in disk.log[before:]} == {"record.db-wal"}
    store.close()


@pytest.mark.parametrize("kept", [False, True], ids=["failed-and-not-kept", "failed-but-kept"])
def test_whichever_call_fails_no_acknowledged_batch_is_lost(
    memory_folder: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch, *, kept: bool
) -> None:
    monkeypatch.setattr(sqlite, "PAGES_BEFORE_CHECKPOINT", 12)
    story(memory_folder / "whole", disk)
    calls, seen = disk.calls, Counter[str]()
    assert any(op.kind == "force" and op.file == "record.db" for op in disk.log), "the story needs a checkpoint"
    for number in range(1, calls + 1):
        disk.calls, disk.fails_at, disk.kept = 0, number, kept
        acknowledged = story(memory_folder / str(number), disk)
        disk.fails_at = -1
        store = opened(memory_folder / str(number))
        there = batches_in(store)
        assert acknowledged <= there <= acknowledged + 1
        assert dict(store.secrets()).get("epoch") in {b"secret %d" % (there - 1), b"secret %d" % there, None}
        seen["error, and it was kept" if there > acknowledged else "error, and it was not kept"] += 1
        store.close()
    assert seen["error, and it was not kept"] > 20
    assert seen["error, and it was kept"] > 5


def test_a_log_left_behind_is_forced_before_it_is_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    # After a failed forced write the kernel calls its pages clean: read back, they look kept, and a crash loses them.
    store = opened(tmp_path)
    store.append(batch(0))
    store._broken = True
    store.close()
    forced: list[bytes] = []
    force = os.fsync

    def watched(descriptor: int) -> None:
        forced.append(Path(f"/proc/self/fd/{descriptor}").readlink().name.encode())
        force(descriptor)

    monkeypatch.setattr(os, "fsync", watched)
    store = opened(tmp_path)
    assert forced[0] == b"record.db-wal"
    assert batches_in(store) == 1
    store.close()


def mounted(folder: Path, *options: str) -> None:
    folder.mkdir(exist_ok=True)
    if os.geteuid() != 0:
        pytest.skip("needs root, to mount a small disk")
    if subprocess.run(["mount", "-t", "tmpfs", *options, "tmpfs", folder], check=False).returncode != 0:
        pytest.skip("this machine lets nobody mount")


def append_until_it_fails(store: SqliteStore) -> int:
    for acknowledged in itertools.count():
        try:
            store.append(batch(acknowledged, rows=50))
        except StoreError:
            return acknowledged
    raise AssertionError


def test_a_full_disk_loses_nothing_acknowledged(tmp_path: Path) -> None:
    small = tmp_path / "small"
    mounted(small, "-o", "size=1m")
    try:
        store = opened(small)
        acknowledged = append_until_it_fails(store)
        store.close()
        assert acknowledged > 3
        for _ in range(2):
            store = opened(small, create=False)
            assert batches_in(store, rows=50) == acknowledged
            store.close()
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_disk_that_is_full_or_read_only_from_the_start_is_named(tmp_path: Path) -> None:
    small = tmp_path / "small"
    mounted(small, "-o", "size=16k")
    try:
        assert fault_of(lambda: opened(small)) == "home-unwritable"
        subprocess.run(["mount", "-o", "remount,ro", small], check=True)
        assert fault_of(lambda: opened(small)) == "home-unwritable"
    finally:
        subprocess.run(["umount", small], check=True)


# ---------------------------------------------------------------- crashes


def crash_log(
    folder: Path,
    disk: Disk,
    monkeypatch: pytest.MonkeyPatch,
    *,
    synchronous: str | None = None,
    force_folder: bool = True,
) -> list[Op]:
    """The calls of a short story of one store, acknowledgements marked."""
    monkeypatch.setattr(sqlite, "PAGES_BEFORE_CHECKPOINT", 12)
    force = sqlite._force_folder

    def watched(path: Path) -> None:
        force(path)
        disk.log.append(Op("force folder"))

    monkeypatch.setattr(sqlite, "_force_folder", watched if force_folder else force)
    store = opened(folder)
    if synchronous is not None:
        store._record.pragma("synchronous", synchronous)
    for number in range(12):
        told = batch(number)
        store.append(Batch(told.rows, told.heads, told.evidence))
        disk.log.append(Op("acknowledged", offset=number + 1))
    store.close()
    # Only the record: an epoch's secret that is lost ends in epoch 0, by design.
    return [op for op in disk.log if not op.file.startswith("epochs")]


def losses(log: list[Op], folder: Path) -> Counter[str]:
    """Open the file of every crash image with a fresh SQLite, and count what is wrong with it."""
    found: Counter[str] = Counter()
    folder.mkdir()
    for acknowledged, how, files in images(log):
        for old in folder.iterdir():
            old.unlink()
        for name, data in files.items():
            (folder / name).write_bytes(data)
        found["images"] += 1
        if acknowledged == 0:
            continue
        try:
            file = apsw.Connection(str(folder / "record.db"))
            file.pragma("locking_mode", "EXCLUSIVE")
            kept = [at for (at,) in file.execute("SELECT at FROM entries ORDER BY place")]
            whole = file.pragma("integrity_check") == "ok"
            file.close()
        except apsw.Error:
            kept, whole = [], False
        found["corrupt"] += not whole or kept != list(range(len(kept))) or len(kept) % 2 != 0
        found[f"lost, {how}"] += len(kept) < 2 * acknowledged
    return found


def test_no_crash_image_lacks_an_acknowledged_row(
    memory_folder: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = losses(crash_log(memory_folder / "home", disk, monkeypatch), memory_folder / "image")
    assert found["images"] > 300
    assert +found == {"images": found["images"]}


@pytest.mark.parametrize("synchronous", ["NORMAL", "OFF"])
def test_the_crash_images_find_a_store_that_does_not_force_its_writes(
    memory_folder: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch, synchronous: str
) -> None:
    found = losses(
        crash_log(memory_folder / "home", disk, monkeypatch, synchronous=synchronous), memory_folder / "image"
    )
    assert found["lost, only forced"] > 10


def test_the_crash_images_find_a_store_that_does_not_force_its_folder(
    memory_folder: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = losses(crash_log(memory_folder / "home", disk, monkeypatch, force_folder=False), memory_folder / "image")
    assert found["lost, only forced"] > 10


WRITER = """
import sys
from pathlib import Path
from tests.contracts.test_sqlite_store import batch, batches_in, opened

store = opened(Path(sys.argv[1]))
number = batches_in(store, rows=20)
while True:
    store.append(batch(number, rows=20))
    number += 1
    print(number, flush=True)
"""


@pytest.mark.slow
def test_killed_at_any_moment_it_has_all_that_it_acknowledged(memory_folder: Path) -> None:
    rng = random.Random(20)
    acknowledged = 0
    for _ in range(20):
        writer = subprocess.Popen(
            [sys.executable, "-c", WRITER, memory_folder],
            stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONPATH": os.pathsep.join(sys.path)},
        )
        assert writer.stdout is not None
        for _ in range(rng.randrange(1, 40)):
            acknowledged = int(writer.stdout.readline())
        writer.kill()
        acknowledged = max([acknowledged, *map(int, writer.stdout.read().split(b"\n")[:-1])])
        writer.stdout.close()
        writer.wait()
        store = opened(memory_folder, create=False)
        assert batches_in(store, rows=20) in (acknowledged, acknowledged + 1)
        store.close()
    assert acknowledged > 100
