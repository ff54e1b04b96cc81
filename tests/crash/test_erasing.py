"""The log of secrets is erased from its beginning: a power cut in the midst of it leaves no older state."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path
from random import Random

import pytest

from crash.disk import watched
from crash.places import in_memory
from crash.platter import Platter
from parley.node.ports import Batch
from parley.store import files
from tests.contracts.sqlite_story import opened

IMAGES = 300
"""After each write of zeros."""
FIRST, SECOND = b"1" * 5_000, b"2" * 9_000


@pytest.fixture
def memory_folder() -> Iterator[Path]:
    with ExitStack() as stack:
        yield in_memory(stack)


def in_one_go(log: Path) -> None:
    files.write_over(log, lambda old: bytes(len(old)))


def secrets_found(folder: Path) -> set[tuple[tuple[str, bytes], ...]]:
    """What is read after a power cut at any place of the second of two writes, the first having been killed."""
    with watched() as disk:
        store = opened(folder)
        store.append(Batch(secrets={"exchange/FRA": FIRST, "exchange/USA": FIRST}))
        store._epochs.execute("INSERT OR REPLACE INTO secrets VALUES ('exchange/FRA', ?)", (SECOND,))  # noqa: SLF001
        store._broken = True  # noqa: SLF001
        store.close()
        store = opened(folder)
        begin = len(disk.log)
        store.append(Batch(secrets={"exchange/USA": SECOND}))
        log = list(disk.log)
        store.close()
    found = set()
    rng = Random(1)
    platter = Platter()
    for op in log[:begin]:
        platter.take(op)
    for op in log[begin:]:
        platter.take(op)
        erasing = op.kind == "write" and not any(op.data)
        for _ in range(IMAGES if erasing else 1):
            image = folder / "image"
            image.mkdir(exist_ok=True)
            for old in image.iterdir():
                old.unlink()
            for name, data in platter.left("some of it", rng).items():
                (image / name).write_bytes(data)
            store = opened(image, create=False)
            found.add(tuple(store.secrets().items()))
            store.close()
    return found


BEFORE = (("exchange/FRA", SECOND), ("exchange/USA", FIRST))
AFTER = (("exchange/FRA", SECOND), ("exchange/USA", SECOND))


@pytest.mark.slow
def test_secrets_are_those_before_or_those_after(memory_folder: Path) -> None:
    assert secrets_found(memory_folder) == {BEFORE, AFTER}


@pytest.mark.slow
def test_a_log_erased_in_one_go_is_found(memory_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(files, "erase", in_one_go)
    assert secrets_found(memory_folder) > {BEFORE, AFTER}
