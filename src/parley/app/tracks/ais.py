"""AIS sentences (NMEA 0183) with their time of receipt, decoded by pyais: positions of ships and rescue aircraft."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from math import nan
from typing import BinaryIO, Final

from parley.app.tracks.gathering import Gathered, Row, lines
from parley.app.tracks.texts import instant_ms
from parley.geo.fixes import AltitudeOf
from parley.words.faults import OurFault

POSITIONS: Final = frozenset({1, 2, 3, 9, 18, 19, 27})
RESCUE_AIRCRAFT: Final = 9
ALTITUDE_UNKNOWN: Final = 4095
NO_LAT: Final = 91.0
_LINE: Final = re.compile(rb"(?:\\(?P<tag>[^\\]*)\\)?(?P<before>[^!\\]*)(?P<sentence>!.*)")
_RECEIVED: Final = re.compile(rb"(?:^|,)c:(\d{9,13})")


def ais(file: BinaryIO, found: Gathered) -> Iterator[Row]:
    """Read sentences of one part, as every position has. Raises OurFault `track-extra` without pyais.

    The time of receipt stands in a tag block (`c:`, s or ms) or before the sentence (ISO 8601 or s); AIS itself sends
    only the second of the minute.
    """
    try:
        import pyais  # noqa: PLC0415  an extra
        from pyais.exceptions import AISBaseException  # noqa: PLC0415
    except ImportError:
        raise OurFault("track-extra", "AIS needs pyais.") from None
    for row, line in lines(file, found):
        match = _LINE.fullmatch(line)
        if match is None:
            found.bad("track-row-malformed", row, line.decode("ascii", "replace"))
            continue
        if match["sentence"].split(b",")[1:2] != [b"1"]:
            found.without_place += 1  # a part of a longer message: it says names and ports
            continue
        try:
            said = pyais.decode(match["sentence"], error_if_checksum_invalid=True).asdict()
            if said["msg_type"] not in POSITIONS or said["lat"] == NO_LAT:
                found.without_place += 1
                continue
            place = float(str(said["lat"])), float(str(said["lon"]))
            yield row, str(said["mmsi"]), _received_ms(match), *place, *_altitude(said)
        except (AISBaseException, ValueError, TypeError, KeyError, IndexError) as error:
            found.bad("track-row-malformed", row, f"{type(error).__name__} {error}")


def _altitude(said: Mapping[str, object]) -> tuple[float, AltitudeOf]:
    """A ship is on the surface; of a rescue aircraft's altitude the datum is not said."""
    if said["msg_type"] != RESCUE_AIRCRAFT:
        return 0.0, AltitudeOf.SURFACE
    altitude = said["alt"]
    known = isinstance(altitude, int | float) and altitude != ALTITUDE_UNKNOWN
    return float(altitude) if known and isinstance(altitude, int | float) else nan, AltitudeOf.UNKNOWN


def _received_ms(match: re.Match[bytes]) -> float:
    """Raises ValueError where no time is given."""
    received = _RECEIVED.search(match["tag"] or b"")
    if received is not None:
        number = float(received[1])
        return number if len(received[1]) > 10 else number * 1000
    before = match["before"].decode("ascii", "replace").strip(" ,;\t")
    if not before:
        raise ValueError("no time of receipt")
    return instant_ms(before)
