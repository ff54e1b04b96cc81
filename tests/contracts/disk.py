"""A disk under SQLite that writes down what was asked of it, and fails when told to.

`Disk` is an apsw VFS; while one is installed every new connection uses it. `images` plays its log up to any point and
gives what a crash at that point may leave. Idea and model of the disk: CrashMonkey, and SQLite's own crash tests.
"""

from __future__ import annotations

import random
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Literal

import apsw

UNDER = apsw.vfs_names()[0]
SECTOR = 512
Kind = Literal["write", "truncate", "force", "delete", "force folder", "acknowledged"]


@dataclass(frozen=True)
class Op:
    kind: Kind
    file: str = ""
    offset: int = 0
    data: bytes = b""


class Disk(apsw.VFS):
    """Log of all changing calls; the call number `fails_at` fails, after doing its work if `kept`."""

    def __init__(self) -> None:
        self.log: list[Op] = []
        self.calls = 0
        self.fails_at = -1
        self.kept = False
        super().__init__("parley-test-disk", UNDER, makedefault=True)

    def xOpen(self, name: str | apsw.URIFilename | None, flags: list[int]) -> apsw.VFSFile:  # noqa: N802
        return File(self, name, flags)

    def xDelete(self, filename: str, syncdir: bool) -> None:  # noqa: N802, FBT001
        fails = self.asked(Op("delete", Path(filename).name))
        if not fails or self.kept:
            super().xDelete(filename, syncdir)
        if fails:
            raise apsw.IOError("planted")

    def asked(self, op: Op) -> bool:
        """Write the call down; True if it is the one that must fail."""
        self.calls += 1
        fails = self.calls == self.fails_at
        if not fails:
            self.log.append(op)
        return fails


class File(apsw.VFSFile):
    def __init__(self, disk: Disk, name: str | apsw.URIFilename | None, flags: list[int]) -> None:
        self.disk = disk
        path = name.filename() if isinstance(name, apsw.URIFilename) else name
        self.name = Path(path).name if path else ""
        super().__init__(UNDER, name, flags)

    def xWrite(self, data: bytes, offset: int) -> None:  # noqa: N802
        fails = self.disk.asked(Op("write", self.name, offset, bytes(data)))
        if not fails or self.disk.kept:
            super().xWrite(data, offset)
        if fails:
            raise apsw.FullError("planted")

    def xTruncate(self, newsize: int) -> None:  # noqa: N802
        fails = self.disk.asked(Op("truncate", self.name, newsize))
        if not fails or self.disk.kept:
            super().xTruncate(newsize)
        if fails:
            raise apsw.IOError("planted")

    def xSync(self, flags: int) -> None:  # noqa: N802
        fails = self.disk.asked(Op("force", self.name))
        if not fails or self.disk.kept:
            super().xSync(flags)
        if fails:
            raise apsw.IOError("planted")


# ---------------------------------------------------------------- what a crash may leave

How = Literal["all written", "only forced", "some of it"]


@dataclass
class _Platter:
    """Files as they are for certain, and what was asked since they were last forced."""

    files: dict[str, bytearray] = field(default_factory=dict)
    waiting: dict[str, list[Op]] = field(default_factory=dict)
    deleted: dict[str, bytearray] = field(default_factory=dict)

    def take(self, op: Op) -> None:
        if op.kind in ("write", "truncate"):
            self.files.setdefault(op.file, bytearray())
            self.waiting.setdefault(op.file, []).append(op)
        elif op.kind == "force":
            for waiting in self.waiting.pop(op.file, []):
                _apply(self.files[op.file], waiting)
        elif op.kind == "delete":
            self.waiting.pop(op.file, None)
            self.deleted[op.file] = self.files.pop(op.file, bytearray())
        elif op.kind == "force folder":
            self.deleted.clear()

    def left(self, how: How, rng: random.Random) -> dict[str, bytes]:
        files = {name: bytearray(data) for name, data in self.files.items()}
        if how != "all written":
            files |= {name: bytearray(data) for name, data in self.deleted.items()}
        for name, ops in self.waiting.items():
            for op in ops:
                if how == "all written" or (how == "some of it" and rng.random() < 0.5):
                    _apply(files[name], _torn(op, rng) if how == "some of it" else op)
        return {name: bytes(data) for name, data in files.items()}


def _apply(data: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        del data[op.offset :]
        return
    data.extend(bytes(max(0, op.offset - len(data))))
    data[op.offset : op.offset + len(op.data)] = op.data


def _torn(op: Op, rng: random.Random) -> Op:
    if op.kind != "write" or rng.random() >= 0.3:
        return op
    return Op("write", op.file, op.offset, op.data[: rng.randrange(0, len(op.data) + 1, SECTOR)])


def images(log: list[Op], seed: int = 1) -> Iterator[tuple[int, How, dict[str, bytes]]]:
    """For each beginning of the log: how much was acknowledged by then, and the files that a crash may leave."""
    rng = random.Random(seed)
    platter, acknowledged = _Platter(), 0
    for op in log:
        if op.kind == "acknowledged":
            acknowledged = op.offset
            continue
        platter.take(op)
        hows: tuple[How, ...] = ("all written", "only forced", "some of it")
        for how in hows:
            yield acknowledged, how, platter.left(how, rng)
