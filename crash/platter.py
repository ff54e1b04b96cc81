"""What a power cut may leave of what was asked of a disk.

The model: a write is durable once its file has been forced, a name once its folder has been. Before that each sector of
each write, each truncation and each name may be there or not, in any order, and where a file grew and its content did
not arrive, there may be noise. Idea: CrashMonkey, and SQLite's own crash tests.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from random import Random
from typing import Final, Literal

from crash.disk import Op

SECTOR_BYTES: Final = 512
How = Literal["all written", "only forced", "one lost", "one kept", "some of it"]
HOWS: Final[tuple[How, ...]] = ("all written", "only forced", "one lost", "one kept", "some of it")
Files = dict[str, bytes]


@dataclass(slots=True)
class _File:
    """A file whatever its name: its durable bytes, and what was asked since it was last forced."""

    durable: bytearray = field(default_factory=bytearray)
    waiting: list[Op] = field(default_factory=list)


class Platter:
    """A folder on a disk; begins with files that are durable."""

    def __init__(self, files: Files | None = None) -> None:
        self._now = {name: _File(bytearray(data)) for name, data in (files or {}).items()}
        self._durable = dict(self._now)

    def take(self, op: Op) -> None:
        """Take one call in."""
        match op.kind:
            case "create":
                self._now[op.file] = _File()
            case "write" | "truncate":
                self._now[op.file].waiting.append(op)
            case "force":
                file = self._now[op.file]
                for waiting in file.waiting:
                    _apply(file.durable, waiting)
                file.waiting = []
            case "force lost":
                self._now[op.file].waiting = []
            case "delete":
                del self._now[op.file]
            case "rename":
                self._now[op.to] = self._now.pop(op.file)
            case "force folder":
                self._durable = dict(self._now)
            case "begin" | "reported":
                pass

    def left(self, how: How, rng: Random) -> Files:
        """Give the files that are found after a power cut now."""
        names = self._names(how, rng)
        files = [file for file in self._now.values() if file.waiting]
        files += [file for name, file in self._durable.items() if file.waiting and self._now.get(name) is not file]
        waiting = [op for file in files for op in file.waiting]
        chosen = rng.choice(waiting) if waiting else None
        return {name: _content(file, how, chosen, rng) for name, file in names.items()}

    def _names(self, how: How, rng: Random) -> dict[str, _File]:
        if how in ("all written", "one lost"):
            return dict(self._now)
        if how in ("only forced", "one kept"):
            return dict(self._durable)
        found = dict(self._durable)
        for name in sorted(self._now.keys() | self._durable.keys()):
            if self._now.get(name) is not self._durable.get(name) and rng.random() < 0.5:
                found.pop(name, None)
                if name in self._now:
                    found[name] = self._now[name]
        return found


def _content(file: _File, how: How, chosen: Op | None, rng: Random) -> bytes:
    data = bytearray(file.durable)
    noise = rng.random() < 0.25
    for op in file.waiting:
        if how == "all written" or (how == "one lost" and op is not chosen) or (how == "one kept" and op is chosen):
            _apply(data, op)
        elif how == "some of it":
            for part in _torn(op, rng):
                _grow(data, part.offset, rng if noise else None)
                _apply(data, part)
    return bytes(data)


def _torn(op: Op, rng: Random) -> list[Op]:
    """Give what arrives of a call: all, nothing, or some sectors: its beginning, its end, or here and there."""
    fate = rng.random()
    if fate < 0.4:
        return [op]
    if fate < 0.7 or not op.data:
        return []
    starts = range(0, len(op.data), SECTOR_BYTES)
    cut = rng.choice(starts)
    if fate < 0.8:
        kept = [at for at in starts if at < cut]
    elif fate < 0.9:
        kept = [at for at in starts if at >= cut]
    else:
        kept = [at for at in starts if rng.random() < 0.5]
    return [Op("write", op.file, op.offset + at, op.data[at : at + SECTOR_BYTES]) for at in kept]


def _grow(data: bytearray, size: int, rng: Random | None) -> None:
    lacks = max(0, size - len(data))
    data.extend(bytes(lacks) if rng is None else rng.randbytes(lacks))


def _apply(data: bytearray, op: Op) -> None:
    if op.kind == "truncate":
        del data[op.offset :]
        return
    _grow(data, op.offset, None)
    data[op.offset : op.offset + len(op.data)] = op.data
