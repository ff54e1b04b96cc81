"""Planting a defect: a text that stands exactly once in a source file, and what this process loads in its place."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from importlib.machinery import SourceFileLoader
from pathlib import Path
from typing import Final

ROOT: Final = Path(__file__).resolve().parents[1]


@dataclass(frozen=True, slots=True)
class Mutant:
    """One planted defect, and which schedules hunt it: `honest`, `hostile`, `restores` or `sites`."""

    name: str
    file: str
    old: str
    new: str
    parties: int = 2
    hunt: str = "honest"


def plant(mutant: Mutant) -> None:
    """Have this process load the mutant's file with its defect in it."""
    path = str(ROOT / mutant.file)
    sys.dont_write_bytecode = True
    plain = SourceFileLoader.get_data

    def get_data(loader: SourceFileLoader, name: str) -> bytes:
        if name.endswith(".pyc") and Path(name).name.split(".")[0] == Path(path).stem:
            raise OSError(name)
        data = plain(loader, name)
        return defective(mutant, data.decode()).encode() if name == path else data

    SourceFileLoader.get_data = get_data  # type: ignore[assignment, method-assign]


def defective(mutant: Mutant, source: str) -> str:
    """Give a source text with the defect; raises ValueError if its place is not there exactly once."""
    if source.count(mutant.old) != 1:
        raise ValueError(f"{mutant.file} has the place of {mutant.name!r} {source.count(mutant.old)} times")
    return source.replace(mutant.old, mutant.new)
