"""Random borders and places, and a slow oracle for the distance between them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Final

import numpy as np
from geographiclib.geodesic import Geodesic

from parley.geo import compiled, plain
from parley.geo.borders import Border, BorderKind
from parley.geo.ellipsoid import Floats, length_m
from parley.geo.model import Edge
from parley.geo.segments import pieces_of

PLACES: Final = 250
SPOKES: Final = 6
SAMPLES: Final = 129
ALLOWED_M: Final = 1.0
E2: Final = Geodesic.WGS84.f * (2 - Geodesic.WGS84.f)
EXACT: Final = 4
"""Of each border so many places are measured by GeographicLib itself, too."""


def judged(number: int, seed: int) -> Iterator[Counter[str]]:
    """Judge so many cases, of both ways to compute, a border at a time."""
    rng = np.random.default_rng(seed)
    for _ in range(-(-number // PLACES)):
        if rng.uniform() < 0.2:
            where, (border, lats, lons) = "middle of a star", star(rng)
        else:
            border, where = random_border(rng)
            lats, lons = random_places(rng, border)
        truth = oracle(border, lats, lons)
        counts = Counter(cases=PLACES)
        counts[f"at the {where}"] = PLACES
        pieces = pieces_of(border)
        for found in (compiled.distances(pieces, lats, lons), plain.nearest(pieces, lats, lons)[0]):
            off = np.abs(found - truth)
            counts["wrong"] += int((~(off <= ALLOWED_M)).sum())
            counts["off by more than 0.1 m"] += int((off > 0.1).sum())
        yield counts


def random_border(rng: np.random.Generator) -> tuple[Border, str]:
    """Make a line of some edges, somewhere, at the antimeridian or at a pole; how long differs from case to case."""
    where = str(rng.choice(["antimeridian", "poles", "equator", "rest of the earth"]))
    lat, lon = float(np.degrees(np.arcsin(rng.uniform(-1, 1)))), float(rng.uniform(-180, 180))
    if where == "antimeridian":
        lon = float(rng.choice([-1, 1])) * (180 - float(rng.exponential(0.5)))
    elif where == "poles":
        lat = float(rng.choice([-1, 1])) * (90 - min(5.0, float(rng.exponential(0.5))))
    elif where == "equator":
        lat = float(rng.normal(0, 0.5))
    edge = Edge(rng.choice(list(Edge)))
    step_m = 10 ** rng.uniform(2, 6.3 if edge is Edge.GEODESIC else 5)
    corners = [(lat, lon)]
    for _ in range(int(rng.integers(1, 5))):
        there = Geodesic.WGS84.Direct(*corners[-1], rng.uniform(0, 360), step_m * rng.uniform(0.2, 1))
        corners.append((there["lat2"], there["lon2"]))
    return _border(edge, corners, [0], rng), where


def star(rng: np.random.Generator) -> tuple[Border, Floats, Floats]:
    """Make spokes that begin equally far from a place, some hundred kilometres and more, and places round that one."""
    centre = float(np.degrees(np.arcsin(rng.uniform(-1, 1)))), float(rng.uniform(-180, 180))
    away_m, corners = 10 ** rng.uniform(5.3, 6.8), []
    for turn in rng.uniform(0, 360, SPOKES):
        for far_m in (away_m, away_m + 30_000):
            there = Geodesic.WGS84.Direct(*centre, turn, far_m)
            corners.append((there["lat2"], there["lon2"]))
    border = _border(Edge.GEODESIC, corners, range(0, 2 * SPOKES, 2), rng)
    near = [Geodesic.WGS84.Direct(*centre, rng.uniform(0, 360), rng.exponential(5)) for _ in range(PLACES)]
    return border, np.array([each["lat2"] for each in near]), np.array([each["lon2"] for each in near])


def _border(
    edge: Edge, corners: Sequence[tuple[float, float]], starts: Sequence[int], rng: np.random.Generator
) -> Border:
    lats, lons = np.array(corners).T
    return Border(
        of="AAA", name="line", kind=BorderKind.TREATY, pov="AAA", source="random", error_m=0, edge=edge,
        lats=lats.copy(), lons=lons.copy(), starts=np.array(starts), version=str(rng.integers(1 << 62)),
    )  # fmt: skip


def random_places(rng: np.random.Generator, border: Border) -> tuple[Floats, Floats]:
    """Scatter places round the line from metres to thousands of kilometres, over the earth, and on the far side."""
    lats, lons = np.empty(PLACES), np.empty(PLACES)
    for at in range(PLACES):
        corner = int(rng.integers(len(border.lats)))
        away_m = min(10 ** rng.uniform(0, 7.3), 19_900_000)
        there = Geodesic.WGS84.Direct(border.lats[corner], border.lons[corner], rng.uniform(0, 360), away_m)
        lats[at], lons[at] = there["lat2"], there["lon2"]
    lats[:2], lons[:2] = (90, -90), rng.uniform(-180, 180, 2)
    lats[2], lons[2] = border.lats[0], border.lons[0]
    return lats, lons


def oracle(border: Border, lats: Floats, lons: Floats) -> Floats:
    """Give the least distance of each place over all edges, the slow way; some once more by GeographicLib."""
    edges = [corner for corner in range(len(border.lats) - 1) if corner + 1 not in border.starts]
    every = [_to_edge(border, corner, lats, lons) for corner in edges]
    best = np.minimum.reduce([length for length, _, _ in every])
    for at in range(EXACT):
        feet = [(float(edge_lats[at]), float(edge_lons[at])) for _, edge_lats, edge_lons in every]
        exact = min(Geodesic.WGS84.Inverse(lats[at], lons[at], *foot)["s12"] for foot in feet)
        assert abs(exact - best[at]) < 0.01, "the oracle disagrees with GeographicLib"
    return np.asarray(best)


def _to_edge(border: Border, corner: int, lats: Floats, lons: Floats) -> tuple[Floats, Floats, Floats]:
    """The least distance of each place to an edge, and where."""
    share = np.broadcast_to(np.linspace(0, 1, SAMPLES), (len(lats), SAMPLES))
    chart, width = _chart(border, corner), 1 / (SAMPLES - 1)
    while True:
        at = share * (len(chart) - 1)
        below = np.minimum(at.astype(int), len(chart) - 2)
        points = chart[below] + (chart[below + 1] - chart[below]) * (at - below)[..., None]
        edge_lats, edge_lons = np.moveaxis(points, -1, 0) if border.edge is Edge.PARALLEL else _degrees(points)
        shape = edge_lats.shape
        at_lats, at_lons = (np.broadcast_to(each[:, None], shape).reshape(-1) for each in (lats, lons))
        lengths = length_m(at_lats, at_lons, edge_lats.reshape(-1), edge_lons.reshape(-1)).reshape(shape)
        best, rows = lengths.argmin(axis=1), np.arange(len(lats))
        if width * _long_m(border, corner) < 0.2:
            return lengths[rows, best], edge_lats[rows, best], edge_lons[rows, best]
        centre = share[rows, best][:, None]
        share = np.clip(centre + np.linspace(-width, width, 17), 0, 1)
        width /= 8


def _chart(border: Border, corner: int) -> Floats:
    """Places along an edge: in degrees of unbroken longitude, or each 500 m in space, where a chord sinks 5 mm."""
    lat, lon = float(border.lats[corner]), float(border.lons[corner])
    to_lat, to_lon = float(border.lats[corner + 1]), float(border.lons[corner + 1])
    if border.edge is Edge.PARALLEL:
        across = (to_lon - lon + 180) % 360 - 180
        return np.column_stack((np.linspace(lat, to_lat, 3), lon + across * np.linspace(0, 1, 3)))
    line = Geodesic.WGS84.InverseLine(lat, lon, to_lat, to_lon)
    count = max(3, int(line.s13 / 500))
    found = (line.Position(line.s13 * at / count) for at in range(count + 1))
    lats, lons = np.radians(np.array([(each["lat2"], each["lon2"]) for each in found])).T
    normal = Geodesic.WGS84.a / np.sqrt(1 - E2 * np.sin(lats) ** 2)
    return np.column_stack(
        (normal * np.cos(lats) * np.cos(lons), normal * np.cos(lats) * np.sin(lons), normal * (1 - E2) * np.sin(lats))
    )


def _degrees(points: Floats) -> tuple[Floats, Floats]:
    x, y, z = np.moveaxis(points, -1, 0)
    return np.degrees(np.arctan2(z, (1 - E2) * np.hypot(x, y))), np.degrees(np.arctan2(y, x))


def _long_m(border: Border, corner: int) -> float:
    ends = (border.lats[corner], border.lons[corner], border.lats[corner + 1], border.lons[corner + 1])
    return float(Geodesic.WGS84.Inverse(*map(float, ends))["s12"]) * 1.6 + 1
