"""Calls that fail, disks that are full, crashes at any moment: nothing that was acknowledged is lost."""
# ruff: noqa: SLF001 -- faults are planted inside the store

from __future__ import annotations

import itertools
import os
import random
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest

from crash.disk import Disk, Way
from parley.node.ports import Batch, StoreError
from parley.store import sqlite
from parley.store.sqlite import SqliteStore
from parley.words.faults import OurFault
from tests.contracts.sqlite_story import batch, batches_in, opened
from tests.contracts.store_contract import fault_of

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
        calls = len(disk.calls)
        assert fault_of(lambda: store.append(batch(acknowledged))) == "store-failed"
        assert fault_of(store.secrets) == "store-failed"
        store.close()
        assert len(disk.calls) == calls, "a store that failed wrote again"
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


@pytest.mark.slow
@pytest.mark.parametrize("way", ["refused", "done all the same"])
def test_whichever_call_fails_no_acknowledged_batch_is_lost(
    memory_folder: Path, disk: Disk, monkeypatch: pytest.MonkeyPatch, way: Way
) -> None:
    monkeypatch.setattr(sqlite, "PAGES_BEFORE_CHECKPOINT", 12)
    story(memory_folder / "whole", disk)
    calls, seen = len(disk.calls), Counter[str]()
    assert any(op.kind == "force" and op.file == "record.db" for op in disk.log), "the story needs a checkpoint"
    for number in range(1, calls + 1):
        disk.calls, disk.fails_at, disk.way = [], number, way
        acknowledged = story(memory_folder / str(number), disk)
        disk.fails_at = 0
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


WRITER = """
import sys
from pathlib import Path
from tests.contracts.sqlite_story import batch, batches_in, opened

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
