"""What the store asks of the disk itself, besides what SQLite does: names, contents, and that they are forced."""

from __future__ import annotations

import errno
import fcntl
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from parley.words.faults import OurFault

SECTOR_BYTES = 512
"""What a disk writes in one piece, at the least."""


def lock(path: Path) -> int:
    """Return the open file whose lock keeps other processes away; the kernel frees it when this one ends."""
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError as error:
        os.close(descriptor)
        raise OurFault("home-locked", f"Another process keeps {path.parent}.") from error
    return descriptor


def remove(path: Path) -> None:
    """Remove a file if it is there. Raises OSError."""
    with suppress(FileNotFoundError):
        os.unlink(path)  # noqa: PTH108  crash/disk.py stands in for `os`


def touch(path: Path) -> None:
    """Make sure of a file that only its owner reads, before SQLite makes one that others may."""
    os.close(os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600))


def believe_anew(log: Path) -> None:
    """Write a log that an earlier process left once more and force it, before anything in it is called durable.

    After a failed forced write the kernel shows pages that the disk may not hold.
    """
    with suppress(FileNotFoundError):
        write_over(log, lambda old: old)


def put(path: Path, data: bytes) -> None:
    """Put a whole file in its place; its name is forced too. Raises OSError."""
    part = path.with_name(f"{path.name}.part")
    remove(part)
    touch(part)
    write_over(part, lambda _: data)
    os.rename(part, path)  # noqa: PTH104  crash/disk.py stands in for `os`
    force_folder(path.parent)


def put_folder(part: Path, folder: Path) -> None:
    """Give a filled folder its name: after a power cut it is there whole, or not at all. Raises OSError."""
    for within, _, names in os.walk(part, topdown=False):
        for name in names:
            with _opened(Path(within, name)) as descriptor:
                os.fsync(descriptor)
        force_folder(Path(within))
    os.rename(part, folder)  # noqa: PTH104  crash/disk.py stands in for `os`
    force_folder(folder.parent)


def write_over(path: Path, change: Callable[[bytes], bytes]) -> None:
    """Write a file's content over, and force it. Raises OSError."""
    with _opened(path) as descriptor:
        _write(descriptor, change(os.pread(descriptor, os.fstat(descriptor).st_size, 0)), 0)


def erase(log: Path) -> None:
    """Write zeros over a log whose content has been moved. Raises OSError.

    Its beginning is forced first: a log of which only the end were erased would be played once more, over newer pages.
    """
    with _opened(log) as descriptor:
        size = os.fstat(descriptor).st_size
        for start, stop in ((0, min(size, SECTOR_BYTES)), (SECTOR_BYTES, size)):
            if start < stop:
                _write(descriptor, bytes(stop - start), start)


@contextmanager
def _opened(path: Path) -> Iterator[int]:
    descriptor = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    try:
        yield descriptor
    finally:
        os.close(descriptor)


def _write(descriptor: int, data: bytes, offset: int) -> None:
    if os.pwrite(descriptor, data, offset) != len(data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    os.fsync(descriptor)


def force_folder(folder: Path) -> None:
    """Have the names in a folder durable. Raises OSError."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
