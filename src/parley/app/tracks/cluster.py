"""The same screening on a Dask cluster: files are read where there is room, then each craft's fixes meet on one worker.

A craft belongs to a bucket by its name, and a bucket's fixes keep the order of the files. So each craft is screened by
the same code on the same fixes in the same order as alone, and the answer is the same to the last bit.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any, Final
from zlib import crc32

import numpy as np
import numpy.typing as npt

import parley
from parley.app.tracks.archive import file_pieces, refuse_none
from parley.app.tracks.gathering import PIECE, Gathered
from parley.app.tracks.screened import Flight, Screened, Screening, days_of, flights
from parley.geo.borders import Border
from parley.geo.distance import distance_m
from parley.geo.fixes import Fixes
from parley.geo.screening import Rule, Screen
from parley.words.faults import OurFault

CONNECT_S: Final = 10.0
BUCKETS_PER_THREAD: Final = 4
"""So that one crowded bucket does not hold up the others."""


@dataclass(frozen=True, slots=True)
class Part:
    """What one file has for one bucket: fixes, whose craft are numbers of `names`."""

    names: tuple[str, ...]
    fixes: Fixes | None


def screening_on(
    address: str,
    archive: tuple[Sequence[Path], str | None],
    borders: Sequence[Border],
    rule: Rule,
    tell: Callable[[int], None],
) -> Screening:
    """Screen files of a form, which every worker sees under the same path.

    Raises OurFault `track-cluster`, `track-none`, `track-extra`.
    """
    paths, form = archive
    with _client(address) as client:
        buckets = BUCKETS_PER_THREAD * sum(client.nthreads().values())
        splits = [client.submit(split, path, form, buckets, pure=False) for path in paths]
        heads = [client.submit(_head, each, pure=False) for each in splits]
        folds = []
        for bucket in range(buckets):
            parts = [client.submit(_part, each, bucket, pure=False) for each in splits]
            folds.append(client.submit(fold, parts, borders, rule, pure=False))
        found, days = Gathered(), set[int]()
        for head in heads:
            gathered, heard = head.result()
            _join(found, gathered)
            days |= heard
            tell(found.fixes)
        refuse_none(found, paths)
        buckets_found = client.gather(folds)
    by_border = [
        Screened(border=border, flights=_joined([each[at] for each in buckets_found], found))
        for at, border in enumerate(borders)
    ]
    return Screening(found=found, rule=rule, days=frozenset(days), by_border=tuple(by_border))


@contextmanager
def _client(address: str) -> Iterator[Any]:
    """Reach the cluster; its workers must have this version. Raises OurFault `track-cluster`, `track-extra`."""
    try:
        from distributed import Client  # noqa: PLC0415  an extra
    except ImportError:
        raise OurFault("track-extra", "A cluster needs distributed.", "Install parley[cluster].") from None
    try:
        with Client(address, timeout=CONNECT_S, set_as_default=False) as client:  # type: ignore[no-untyped-call]
            _refuse_others(set(client.run(version).values()))
            yield client
    except OurFault:
        raise
    except Exception as error:  # whatever a worker or the network may raise
        raise OurFault("track-cluster", f"{address}: {type(error).__name__} {error}"[:300]) from error


def _refuse_others(versions: set[str]) -> None:
    if versions != {parley.__version__}:
        raise OurFault("track-cluster", f"Its workers have Parley {', '.join(sorted(versions)) or '(no worker)'}.")


def version() -> str:
    """Say which Parley a worker has."""
    return parley.__version__


def split(path: Path, form: str | None, buckets: int) -> tuple[tuple[Gathered, set[int]], list[Part]]:
    """Read one file; give what was found in it, and its fixes by bucket."""
    found = Gathered()
    pieces = list(file_pieces(path, found, form))
    days = {day for piece in pieces for day in days_of(piece)}
    if not pieces:
        return (found, days), [Part((), None)] * buckets
    fixes, names = Fixes.joined(pieces), tuple(found.crafts)
    bucket = np.array([crc32(name.encode()) % buckets for name in names])[fixes.craft]
    return (found, days), [Part(names, fixes.take(bucket == each)) for each in range(buckets)]


def fold(parts: Sequence[Part], borders: Sequence[Border], rule: Rule) -> list[list[Flight]]:
    """Screen one bucket's fixes, file by file."""
    screens = [Screen(partial(distance_m, border), rule) for border in borders]
    found = Gathered()
    for source, part in enumerate(parts):
        if part.fixes is None or not len(part.fixes):
            continue
        used = np.unique(part.fixes.craft)
        number = np.zeros(len(part.names), np.int32)
        number[used] = [found.craft(part.names[craft]) for craft in used]
        fixes = replace(part.fixes, craft=number[part.fixes.craft], source=np.full(len(part.fixes), source, np.int32))
        for begin in range(0, len(fixes), PIECE):
            piece = fixes.take(np.arange(begin, min(begin + PIECE, len(fixes))))
            for screen in screens:
                screen.take(piece)
    return [flights(screen, list(found.crafts)) for screen in screens]


def _head(both: tuple[tuple[Gathered, set[int]], list[Part]]) -> tuple[Gathered, set[int]]:
    return both[0]


def _part(both: tuple[tuple[Gathered, set[int]], list[Part]], bucket: int) -> Part:
    return both[1][bucket]


def _join(found: Gathered, more: Gathered) -> None:
    """Add what was found in the next file, as if it had been read behind the others."""
    found.sources += more.sources
    found.fixes += more.fixes
    found.without_place += more.without_place
    for name in more.crafts:
        found.craft(name)
    for code, odd in more.odd.items():
        known = found.odd.setdefault(code, replace(odd, number=0))
        known.number += odd.number


def _joined(buckets: Sequence[Sequence[Flight]], found: Gathered) -> tuple[Flight, ...]:
    every = (_numbered(flight, found.crafts) for bucket in buckets for flight in bucket)
    return tuple(sorted(every, key=lambda flight: (flight.craft, flight.row["from_ms"])))


def _numbered(flight: Flight, crafts: dict[str, int]) -> Flight:
    """Number the craft as all files do together."""
    row: npt.NDArray[Any] = flight.row.copy()
    row["craft"] = crafts[flight.craft]
    return replace(flight, row=row)
