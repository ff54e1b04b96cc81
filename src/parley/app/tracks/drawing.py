"""A map and a monthly chart as SVG: text only, no script, no font and nothing fetched; read out by its titles."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from math import cos, radians
from typing import Final
from xml.sax.saxutils import escape

import numpy as np

from parley.app.tracks.screened import Month, Screened
from parley.app.tracks.tracks import Track
from parley.geo.borders import Border

WIDE: Final = 960
HIGH: Final = 640
EDGE: Final = 48
POINTS: Final = 4_000
"""Points of a drawn line: more than the picture has room for."""
STYLE: Final = (
    "text{font:13px sans-serif;fill:#1b2430}.border{fill:none;stroke:#8a1c1c;stroke-width:1.5}"
    ".track{fill:none;stroke:#1f5fa8;stroke-width:1;opacity:.7}.near{fill:#c77700}.bar{fill:#1f5fa8}"
    ".axis{stroke:#6b7480;stroke-width:1}"
)


class Chart:
    """Degrees onto a picture: straight in longitude and latitude, true to shape in the middle."""

    def __init__(self, lats: Sequence[float], lons: Sequence[float]) -> None:
        self._middle = lons[0]  # what lies across the antimeridian is drawn beside it
        east = [self._east(lon) for lon in lons]
        self._squeeze = max(cos(radians((min(lats) + max(lats)) / 2)), 0.01)
        width, height = (max(east) - min(east)) * self._squeeze, max(lats) - min(lats)
        self._scale = min((WIDE - 2 * EDGE) / max(width, 0.2), (HIGH - 2 * EDGE) / max(height, 0.2))
        self._west, self._north = (max(east) + min(east)) / 2, (max(lats) + min(lats)) / 2

    def _east(self, lon: float) -> float:
        return (lon - self._middle + 180) % 360 - 180

    def place(self, lat: float, lon: float) -> tuple[float, float]:
        x = (self._east(lon) - self._west) * self._squeeze * self._scale + WIDE / 2
        return x, HIGH / 2 - (lat - self._north) * self._scale

    def line(self, places: Iterable[tuple[float, float]], kind: str) -> Iterator[str]:
        """Draw a line of (latitude, longitude) as far as it lies in the picture."""
        part: list[tuple[float, float]] = []
        for lat, lon in places:
            x, y = self.place(lat, lon)
            if -WIDE < x < 2 * WIDE and -HIGH < y < 2 * HIGH:
                part.append((x, y))
            else:
                yield from _path(part, kind)
                part = []
        yield from _path(part, kind)


def _path(part: Sequence[tuple[float, float]], kind: str) -> Iterator[str]:
    if len(part) > 1:
        thin = part[:: -(-len(part) // POINTS)]
        yield f'<polyline class="{kind}" points="{" ".join(f"{x:.1f},{y:.1f}" for x, y in thin)}"/>'


def map_svg(screened: Screened, tracks: Sequence[Track]) -> str:
    """Draw the border, the tracks that came into its zone and where each was nearest."""
    border, near = screened.border, screened.near
    spots = [(float(each.row["nearest"]["lat"]), float(each.row["nearest"]["lon"])) for each in near]
    drawn = spots or [(float(lat), float(lon)) for lat, lon in zip(border.lats, border.lons, strict=True)]
    chart = Chart([lat for lat, _ in drawn], [lon for _, lon in drawn])
    body = [each for chain in _chains(border) for each in chart.line(chain, "border")]
    for track in tracks:
        for line in track.lines():
            body += chart.line(((lat, lon) for lon, lat in line), "track")
    for flight, (lat, lon) in zip(near, spots, strict=True):
        x, y = chart.place(lat, lon)
        title = escape(f"{flight.id}: {flight.row['nearest']['m'] / 1000:.1f} km")
        body.append(f'<circle class="near" cx="{x:.1f}" cy="{y:.1f}" r="3"><title>{title}</title></circle>')
    name = f"{border.of}: {border.name}, {border.kind}, as {border.pov} draws it, within {border.error_m / 1000:g} km"
    return _svg(f"Nearest places of {len(near)} flights. Border of {name}", body)


def _chains(border: Border) -> Iterator[list[tuple[float, float]]]:
    for begin, end in zip(border.starts, np.append(border.starts[1:], len(border.lats)), strict=True):
        yield [
            (float(lat), float(lon)) for lat, lon in zip(border.lats[begin:end], border.lons[begin:end], strict=True)
        ]


def months_svg(months: Sequence[Month], count: str, rule: str) -> str:
    """Draw the counts month by month, each with its number and what the test says of the change."""
    most = max([month.counts[count] for month in months] + [1])
    step = (WIDE - 2 * EDGE) / len(months)
    floor = HIGH - 2 * EDGE
    body = [f'<line class="axis" x1="{EDGE}" y1="{floor}" x2="{WIDE - EDGE}" y2="{floor}"/>']
    for at, month in enumerate(months):
        number = month.counts[count]
        tall, x = (floor - 2 * EDGE) * number / most, EDGE + step * (at + 0.15)
        says = "" if month.change is None else f", p = {month.change.p:.2g}"
        title = escape(f"{month.month}: {number} {count}{says}; heard on {month.days} days")
        body += [
            f'<rect class="bar" x="{x:.1f}" y="{floor - tall:.1f}" width="{step * 0.7:.1f}" height="{tall:.1f}">',
            f"<title>{title}</title></rect>",
            f'<text x="{x:.1f}" y="{floor - tall - 6:.1f}">{number}{escape(says)}</text>',
            f'<text x="{x:.1f}" y="{floor + 20:.1f}">{month.month}</text>',
        ]
    return _svg(f"By month: {rule}", body)


def _svg(title: str, body: Sequence[str]) -> str:
    head = (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDE} {HIGH}" role="img">'
        f"<title>{escape(title)}</title><style>{STYLE}</style>"
    )
    return "\n".join([head, *body, f'<text x="{EDGE}" y="24">{escape(title)}</text>', "</svg>", ""])
