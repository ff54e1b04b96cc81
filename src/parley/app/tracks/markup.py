"""XML: Cursor on Target events, one after another, and tracks of GPX.

A document type is refused before it is parsed: without one no entity can be declared, to grow or to read files by.
"""

from __future__ import annotations

import codecs
import xml.etree.ElementTree as ET
from collections.abc import Iterable, Iterator
from math import nan
from pathlib import Path
from typing import BinaryIO, Final, cast

from parley.app.tracks.gathering import Gathered, Row
from parley.app.tracks.texts import instant_ms
from parley.geo.fixes import AltitudeOf
from parley.words.faults import OurFault
from parley.words.limits import TRACK_LINE_BYTES_MAX

BLOCK: Final = 1 << 16
END: Final = b"</event>"
HAE_UNKNOWN: Final = 9_999_999.0
DOCTYPE: Final = "<!DOCTYPE"


def cot(file: BinaryIO, found: Gathered) -> Iterator[Row]:
    """Read events; each by itself, so that a broken one costs no other."""
    rest, row = b"", 0
    while block := file.read(BLOCK):
        *events, rest = (rest + block).split(END)
        for event in events:
            row += 1
            yield from _event(row, event[max(event.find(b"<event"), 0) :] + END, found)
        if len(rest) > TRACK_LINE_BYTES_MAX:
            found.bad("track-line-long", row + 1, f"an event of more than {TRACK_LINE_BYTES_MAX} bytes")
            rest = b""
    if b"<event" in rest:
        found.bad("track-row-malformed", row + 1, "the last event does not end")


def _event(row: int, data: bytes, found: Gathered) -> Iterator[Row]:
    try:
        event = _parsed(data.decode())
        point = event.find("point")
        if point is None:
            found.without_place += 1
            return
        altitude, of = float(point.get("hae", HAE_UNKNOWN)), AltitudeOf.W84
        if event.get("type", "").split("-")[2:3] in (["S"], ["G"]):  # a-h-S-…: on the sea, or the ground
            altitude, of = 0.0, AltitudeOf.SURFACE
        elif altitude == HAE_UNKNOWN:
            altitude = nan
        when, place = instant_ms(event.get("time", "")), (float(point.get("lat", "")), float(point.get("lon", "")))
        yield row, event.get("uid", ""), when, *place, altitude, of
    except (ValueError, ET.ParseError) as error:
        found.bad("track-row-malformed", row, str(error))


def _parsed(text: str) -> ET.Element:
    """Parse without entities: text bears no encoding, and a document type is refused. Raises ValueError, ParseError."""
    if DOCTYPE in text:
        raise ValueError("an event with a document type")
    return ET.fromstring(text)  # noqa: S314  see above


def gpx(file: BinaryIO, found: Gathered) -> Iterator[Row]:
    """Read the points of tracks; a craft is the track's name, or the file's. Of `ele` the datum is not said.

    Raises OurFault `track-format` for a document type.
    """
    parser: ET.XMLPullParser[ET.Element] = ET.XMLPullParser(("start", "end"))
    decoder = codecs.getincrementaldecoder("utf-8")("replace")
    name, row, tail = Path(found.sources[-1]).stem, 0, ""
    try:
        while block := file.read(BLOCK):
            text = decoder.decode(block)
            if DOCTYPE in tail + text:
                raise OurFault("track-format", "A document type is not read.")
            tail = text[-len(DOCTYPE) :]
            parser.feed(text)
            for happened, element in cast("Iterable[tuple[str, ET.Element]]", parser.read_events()):
                match happened, element.tag.rpartition("}")[2]:
                    case "start", "trk":
                        name = Path(found.sources[-1]).stem
                    case "end", "name" if element.text:
                        name = element.text.strip()
                    case "end", "trkpt":
                        row += 1
                        yield from _point(row, name, element, found)
                        element.clear()
                    case "end", "trkseg" | "trk":
                        element.clear()
                    case _:
                        pass
    except ET.ParseError as error:
        found.bad("track-row-malformed", row + 1, f"the rest is left out: {error}")


def _point(row: int, name: str, element: ET.Element, found: Gathered) -> Iterator[Row]:
    said = {child.tag.rpartition("}")[2]: (child.text or "").strip() for child in element}
    try:
        altitude = float(said["ele"]) if said.get("ele") else nan
        place = float(element.get("lat", "")), float(element.get("lon", ""))
        yield row, name, instant_ms(said.get("time", "")), *place, altitude, AltitudeOf.UNKNOWN
    except ValueError as error:
        found.bad("track-row-malformed", row, str(error))
