"""A disk under the store that writes down what was asked of it, and fails when told to.

`Disk` is an apsw VFS, for what SQLite asks; `Calls` stands in for `os` in `parley.store.files`, for the rest.
"""

from __future__ import annotations

import errno
import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final, Literal

import apsw

from parley.store import files

UNDER: Final = apsw.vfs_names()[0]
Kind = Literal[
    "create", "rename", "write", "truncate", "force", "force lost", "delete", "force folder", "begin", "reported"
]
Way = Literal["refused", "full", "short", "done all the same"]
"""How a call fails: nothing is done (EIO or ENOSPC), a part is written, or all is done and the answer is an error.

A forced write that is refused drops what it was to force: the kernel calls the pages clean, and the disk lacks them.
"""
WAYS: Final[dict[str, tuple[Way, ...]]] = {
    "create": ("refused", "full", "done all the same"),
    "rename": ("refused", "done all the same"),
    "write": ("refused", "full", "short", "done all the same"),
    "truncate": ("refused", "done all the same"),
    "force": ("refused", "done all the same"),
    "delete": ("refused", "done all the same"),
    "force folder": ("refused", "done all the same"),
}


@dataclass(frozen=True, slots=True)
class Op:
    """One call; `to` is the new name of a file.

    Of `begin` and `reported`, which the story writes, `offset` is the number of the batch.
    """

    kind: Kind
    file: str = ""
    offset: int = 0
    data: bytes = b""
    to: str = ""


class Disk(apsw.VFS):
    """The log of all changing calls; number `fails_at` of them, from 1, fails in the way `way`."""

    def __init__(self) -> None:
        self.log: list[Op] = []
        self.calls: list[Kind] = []
        self.fails_at = 0
        self.way: Way = "refused"
        super().__init__("parley-crash-disk", UNDER, makedefault=True)

    def asked(self, op: Op) -> Way | None:
        """Write a call down; give how it fails, if it is the one that must."""
        self.calls.append(op.kind)
        way = self.way if len(self.calls) == self.fails_at else None
        if way is None or way == "done all the same":
            self.log.append(op)
        elif way == "short":
            self.log.append(Op("write", op.file, op.offset, op.data[: len(op.data) // 2]))
        elif op.kind == "force":
            self.log.append(Op("force lost", op.file))
        return way

    # ---- what SQLite asks

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        if path is not None and flags[0] & apsw.SQLITE_OPEN_CREATE and not Path(path).exists():
            way = self.asked(Op("create", Path(path).name))
            if way == "done all the same":
                Path(path).touch()
            if way is not None:
                raise apsw.CantOpenError("planted")
        return apsw.VFSFile(UNDER, name, flags) if path is None else File(self, Path(path).name, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        way = self.asked(Op("delete", Path(filename).name))
        if way != "refused":
            super().xDelete(filename, syncdir)
            if syncdir:
                self.log.append(Op("force folder"))
        if way is not None:
            raise apsw.IOError("planted")


class File(apsw.VFSFile):
    """A file that SQLite has open."""

    def __init__(self, disk: Disk, name: str, of: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self.disk, self.name = disk, name
        super().__init__(UNDER, of, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        data = bytes(data)
        way = self.disk.asked(Op("write", self.name, offset, data))
        if way in (None, "done all the same"):
            super().xWrite(data, offset)
        elif way == "short":
            super().xWrite(data[: len(data) // 2], offset)
        if way is not None:
            raise apsw.IOError("planted") if way == "refused" else apsw.FullError("planted")

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        way = self.disk.asked(Op("truncate", self.name, newsize))
        if way != "refused":
            super().xTruncate(newsize)
        if way is not None:
            raise apsw.IOError("planted")

    def xSync(self, flags: int) -> None:  # noqa: N802
        way = self.disk.asked(Op("force", self.name))
        if way != "refused":
            super().xSync(flags)
        if way is not None:
            raise apsw.IOError("planted")


class Calls:
    """Stands in for `os` in `parley.store.files`; what is not named here is the real one's."""

    def __init__(self, disk: Disk) -> None:
        self._disk = disk
        self._names: dict[int, str] = {}

    def __getattr__(self, name: str) -> Any:  # noqa: ANN401  whatever `os` has
        return getattr(os, name)

    def open(self, path: Path, flags: int, mode: int = 0o777) -> int:
        """Open a file or a folder."""
        name = "" if flags & os.O_DIRECTORY else Path(path).name
        if flags & os.O_CREAT and not Path(path).exists():
            way = self._disk.asked(Op("create", name))
            if way == "done all the same":
                Path(path).touch()
            _fail(way)
        descriptor = os.open(path, flags, mode)
        self._names[descriptor] = name
        return descriptor

    def unlink(self, path: Path) -> None:
        """Remove a file."""
        path.lstat()  # raises where there is none
        way = self._disk.asked(Op("delete", path.name))
        if way != "refused":
            path.unlink()
        _fail(way)

    def rename(self, old: Path, new: Path) -> None:
        """Give a file another name."""
        way = self._disk.asked(Op("rename", old.name, to=new.name))
        if way != "refused":
            old.rename(new)
        _fail(way)

    def pwrite(self, descriptor: int, data: bytes, offset: int) -> int:
        """Write; gives how much was written."""
        way = self._disk.asked(Op("write", self._names[descriptor], offset, data))
        if way in (None, "done all the same"):
            os.pwrite(descriptor, data, offset)
        elif way == "short":
            return os.pwrite(descriptor, data[: len(data) // 2], offset)
        _fail(way)
        return len(data)

    def fsync(self, descriptor: int) -> None:
        """Force a file, or a folder."""
        name = self._names[descriptor]
        way = self._disk.asked(Op("force", name) if name else Op("force folder"))
        if way != "refused":
            os.fsync(descriptor)
        _fail(way)


def _fail(way: Way | None) -> None:
    if way is not None:
        number = errno.ENOSPC if way == "full" else errno.EIO
        raise OSError(number, os.strerror(number))


@contextmanager
def watched() -> Iterator[Disk]:
    """Have every store that is opened meanwhile lie on a disk of this kind."""
    disk = Disk()
    real = vars(files)["os"]
    vars(files)["os"] = Calls(disk)
    try:
        yield disk
    finally:
        vars(files)["os"] = real
        disk.unregister()
