"""What `parley track` does: borders and notices of a home, files or a receiver, and where the answer goes."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Final

from parley.app.access import reach
from parley.app.geo.borders import borders_of, demo_border
from parley.app.home import open_home
from parley.app.tracks.archive import pieces
from parley.app.tracks.drawing import map_svg, months_svg
from parley.app.tracks.gathering import Gathered
from parley.app.tracks.screened import Flight, Screened, Screening, months, notices_of, screening
from parley.app.tracks.told import geojson, rule_told, screening_told
from parley.app.tracks.tracks import Track, evidence, tracks_of
from parley.geo.borders import Border
from parley.geo.screening import Rule, Zone
from parley.words.faults import OurFault

Tell = Callable[[int], None]
TRACKS_SHOWN: Final = 500
"""Tracks of so many flights, the nearest, go onto a map."""
QUERIES: Final = 5
NOTE: Final = "Nothing of this has left this machine. A query goes out when an officer releases it."


@dataclass(frozen=True, slots=True)
class Asked:
    """Against whose borders, out of which home, and how near is near."""

    party: str
    home: Path | None
    enter_m: float
    leave_m: float

    @property
    def rule(self) -> Rule:
        return Rule(zone=Zone(enter_m=self.enter_m, leave_m=self.leave_m))

    def borders(self) -> list[Border]:
        """Give every border of the party that the home has loaded; the demonstration's where it has none.

        Raises as `borders_of` and `demo_border`.
        """
        loaded = [each.border for each in borders_of(self.home) if each.border.of == self.party]
        return loaded or [demo_border(self.party)]

    def windows(self, line: str | None) -> list[Mapping[str, Any]] | None:
        """Give the flight notices of the home's record; None without a home."""
        if self.home is None:
            return None
        home = open_home(self.home)
        access = reach(self.home, lambda: home)
        try:
            told: list[Mapping[str, Any]] = access.ask({"do": "flights", "line": line})["flights"]
            return told
        finally:
            access.close()


@dataclass(frozen=True, slots=True)
class Archive:
    """Files, their form where it is given, what of them is counted, the line whose notices count, and the cluster."""

    files: Sequence[Path]
    form: str | None
    count: str
    line: str | None
    cluster: str | None = None


def screen(asked: Asked, archive: Archive, tell: Tell, *, every: bool, map_to: Path | None) -> dict[str, Any]:
    """Screen an archive; give what was found. Raises OurFault `track-none`, `file-unreadable` and those of borders."""
    windows = asked.windows(archive.line)
    found = _screened(asked, archive, tell)
    told = screening_told(found, archive.count, windows, every=every)
    if map_to is not None:
        _write(map_to, _geojson(found, _shown(found, archive)))
    return told


def report(asked: Asked, archive: Archive, out: Path, tell: Tell) -> dict[str, Any]:
    """Screen an archive and write a report's files. Raises as `screen`; OurFault `file-unreadable` for the folder."""
    windows = asked.windows(archive.line)
    try:
        out.mkdir()
    except OSError as error:
        raise OurFault("file-unreadable", f"{out} cannot be made: {error.strerror}.", "Name a new folder.") from error
    found = _screened(asked, archive, tell)
    told = screening_told(found, archive.count, windows)
    tracks = _shown(found, archive)
    files = {"tracks.geojson": _geojson(found, tracks)}
    for number, each in enumerate(found.by_border, start=1):
        files[f"map-{number}.svg"] = map_svg(each, tracks).encode()
        rule = rule_told(found, archive.count)
        files[f"months-{number}.svg"] = months_svg(months(found, each, archive.count), archive.count, rule).encode()
    for number, (screened, flight, track) in enumerate(_to_ask(found, tracks, windows), start=1):
        data, digest = evidence(track, flight, found.found.sources)
        files[f"evidence-{number}.csv"] = data
        query = query_of(screened, flight, f"evidence-{number}.csv", digest)
        files[f"query-{number}.json"] = json.dumps(query, indent=1, ensure_ascii=False).encode()
    files["report.json"] = json.dumps(told, indent=1, ensure_ascii=False).encode()
    for name, data in files.items():
        _write(out / name, data)
    return {**told, "written": [str(out / name) for name in sorted(files)], "note": NOTE}


def query_of(screened: Screened, flight: Flight, file: str, digest: str) -> dict[str, Any]:
    """Draft the query about a flight: words, claimed point, and the hash of the evidence that stays here.

    The words claim what the record can bear: place, time and distance, the border and its error, and the hash, so that
    the evidence can be shown later and nothing of it need be shown now.
    """
    nearest, border = flight.row["nearest"], screened.border
    told = flight.machine([""] * (int(nearest["source"]) + 1))["nearest"]
    km = f"{nearest['m'] / 1000:.1f}"
    text = (
        f"An aircraft was observed {km} km from our border at {told['at']}. Border: {border.name}, {border.kind}, "
        f"as {border.pov} draws it, within {border.error_m / 1000:g} km. Was it yours? "
        f"We hold the part of its track that matters, SHA-256 {digest}."
    )
    return {
        "text": text,
        "evidence": {"file": file, "sha256": digest},
        "flight": flight.id,
        "say": [
            "query", "--text", text, "--point-at", told["at"],
            "--point-position", f"{told['lat']:.4f},{told['lon']:.4f}", "--point-distance", f"{km} km from {border.of}",
        ],
    }  # fmt: skip


def _screened(asked: Asked, archive: Archive, tell: Tell) -> Screening:
    if archive.cluster is not None:
        from parley.app.tracks.cluster import screening_on  # noqa: PLC0415  an extra

        return screening_on(archive.cluster, (archive.files, archive.form), asked.borders(), asked.rule, tell)
    found = Gathered()
    return screening(pieces(archive.files, found, archive.form), found, asked.borders(), asked.rule, tell)


def _shown(found: Screening, archive: Archive) -> list[Track]:
    """Read the tracks of the nearest flights again."""
    chosen = {flight.id: flight for each in found.by_border for flight in each.near[:TRACKS_SHOWN]}
    if not chosen:
        return []
    again = Gathered(crafts=found.found.crafts)
    return tracks_of(pieces(archive.files, again, archive.form), again.crafts, list(chosen.values()))


def _to_ask(
    found: Screening, tracks: Sequence[Track], windows: Sequence[Mapping[str, Any]] | None
) -> Iterator[tuple[Screened, Flight, Track]]:
    """Give the nearest flights that no notice fits, by the first border: what a desk would ask about."""
    by_id = {track.id: track for track in tracks}
    first = found.by_border[0]
    open_ones = [flight for flight in first.near if windows is None or not notices_of(flight, windows)]
    for flight in open_ones[:QUERIES]:
        if flight.id in by_id:
            yield first, flight, by_id[flight.id]


def _geojson(found: Screening, tracks: Sequence[Track]) -> bytes:
    return json.dumps(geojson(found, tracks)).encode()


def _write(path: Path, data: bytes) -> None:
    try:
        path.write_bytes(data)
    except OSError as error:
        raise OurFault("file-unreadable", f"{path} cannot be written: {error.strerror}.") from error
