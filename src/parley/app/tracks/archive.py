"""Files of tracks, in whatever form they are, as one stream of pieces."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import BinaryIO, Final, cast

from parley.app.tracks import ais, markup, parquet, readsb, texts
from parley.app.tracks.gathering import Gathered, Row, gathered
from parley.geo.fixes import Fixes
from parley.words.faults import OurFault

ROWS: Final[dict[str, Callable[[BinaryIO, Gathered], Iterator[Row]]]] = {
    "readsb": readsb.readsb,
    "sbs": texts.sbs,
    "csv": texts.table,
    "ais": ais.ais,
    "cot": markup.cot,
    "gpx": markup.gpx,
}
FORMS: Final = (*ROWS, "parquet")
HEAD: Final = 4096


def pieces(paths: Sequence[Path], found: Gathered, form: str | None = None) -> Iterator[Fixes]:
    """Read files one after another; what one of them cannot give is told in `found`, and the next goes on.

    Raises OurFault `track-none` if not one fix comes of them all.
    """
    for path in paths:
        yield from file_pieces(path, found, form)
    refuse_none(found, paths)


def file_pieces(path: Path, found: Gathered, form: str | None = None) -> Iterator[Fixes]:
    """Read one more file; what it cannot give is told in `found`."""
    found.sources.append(str(path))
    try:
        yield from _of(path, found, form)
    except OurFault as fault:
        found.bad(fault.code, 0, fault.message)
    except (OSError, EOFError, ValueError, zlib.error) as error:
        found.bad("track-file", 0, str(error) or type(error).__name__)


def refuse_none(found: Gathered, paths: Sequence[Path]) -> None:
    """Raise OurFault `track-none` if not one fix was found."""
    if not found.fixes:
        reasons = "; ".join(f"{code}: {odd.first}" for code, odd in found.odd.items())
        raise OurFault("track-none", f"No fix is in {len(paths)} files. {reasons[:400]}".rstrip())


def _of(path: Path, found: Gathered, form: str | None) -> Iterator[Fixes]:
    with path.open("rb") as raw:
        packed = raw.read(2) == b"\x1f\x8b"
        raw.seek(0)
        file = cast("BinaryIO", gzip.GzipFile(fileobj=raw)) if packed else raw
        head = file.read(HEAD)
        file.seek(0)
        form = form or told_form(head)
        if form == "parquet":
            yield from parquet.parquet(file, found)
        else:
            yield from gathered(ROWS[form](file, found), found)


def told_form(head: bytes) -> str:
    """Tell a file's form by how it begins. Raises OurFault `track-format`."""
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if head.startswith(b"PAR1"):
        return "parquet"
    if start.startswith(b"<"):
        return "gpx" if b"<gpx" in start else "cot"
    if b"!AIVDM" in start or b"!AIVDO" in start or b"!BSVDM" in start:
        return "ais"
    if start.startswith(b"{"):
        return "readsb"
    if start.split(b",", 1)[0] in {kind.encode() for kind in texts.SBS_KINDS} and start.count(b",") > 4:
        return "sbs"
    header = start.split(b"\n", 1)[0]
    if b"," in header and b"lat" in header.lower():
        return "csv"
    raise OurFault("track-format")
