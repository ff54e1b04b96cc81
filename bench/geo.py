"""Measures distances and conflicts beside what others offer, in one run: `python -m bench.geo [--json] [--quick]`.

Places lie within ten degrees of corners of the demonstration's border of Poland and of Russia; volumes have 4 to 12
corners, 2 to 60 km and 1 to 48 h in a month. Beside them stand scikit-learn's BallTree (corners each kilometre),
shapely's STRtree in degrees, and NumPy alone without Numba. Errors are against GeographicLib at the nearest of samples
some metres apart. What is not installed is left out and named. Seconds are of processor time for one thread, and of the
clock over all cores.
"""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Callable
from importlib.util import find_spec
from typing import Any, Final

import numpy as np
from geographiclib.geodesic import Geodesic

from parley.app.geo.borders import demo_border
from parley.app.geo.spread import distances, over_cores
from parley.geo import plain
from parley.geo.borders import Border
from parley.geo.conflicts import conflicts
from parley.geo.distance import closest, distance_m, has_numba
from parley.geo.ellipsoid import Floats, length_m, places
from parley.geo.heights import level
from parley.geo.laying import Laid, Minima, lay
from parley.geo.model import Band, Place, Polygon, Times, Volume, Window
from parley.geo.segments import pieces_of

HOUR_MS: Final = 3_600_000
MINIMA: Final = Minima(lateral_m=9_260, vertical_m=305, time_ms=15 * 60_000)
CHECKED: Final = 40
BATCH: Final = 1_000


def main(arguments: list[str]) -> int:
    """Measure, and print one JSON line or a table."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--json", action="store_true")
    parser.add_argument("--quick", action="store_true", help="a hundredth of the size: does it run?")
    args = parser.parse_args(arguments)
    share = 100 if args.quick else 1
    found = {
        "numba": has_numba(),
        "left_out": [name for name in ("sklearn", "shapely") if find_spec(name) is None] + ["PostGIS"],
        **{
            f"distances_{party}": measured_distances(demo_border(party), 1_000_000 // share) for party in ("POL", "RUS")
        },
        "conflicts": measured_conflicts(100_000 // share, 10_000 // share),
    }
    print(json.dumps(found) if args.json else json.dumps(found, indent=1))
    return 0


def rate(work: Callable[[], Any], number: int, clock: Callable[[], float] = time.perf_counter) -> tuple[int, Any]:
    """Give how many a second, the better of two runs, and what came out."""
    seconds, found = [], None
    for _ in range(2):
        begin = clock()
        found = work()
        seconds.append(clock() - begin)
    return round(number / min(seconds)), found


# ---------------------------------------------------------------- distances


def measured_distances(border: Border, number: int) -> dict[str, Any]:
    """Places a second by each way, and their greatest error of some."""
    rng = np.random.default_rng(7)
    lats, lons = scattered(border, number, rng)
    distance_m(border, lats[:10], lons[:10])
    truth = exact(border, lats[:CHECKED], lons[:CHECKED])
    out: dict[str, Any] = {"pieces": len(pieces_of(border).begin)}

    def told(name: str, work: Callable[[], Floats], count: int, clock: Callable[[], float]) -> None:
        per_s, found = rate(work, count, clock)
        off = np.abs(found[:CHECKED] - truth)
        out[name] = {"per_s": per_s, "error_m_max": round(float(off.max()), 4)}

    told("all_cores", lambda: distances(border, lats, lons), number, time.perf_counter)
    told("one_thread", lambda: distance_m(border, lats, lons), number, time.process_time)
    few = number // 10
    told("numpy_alone", lambda: plain.nearest(pieces_of(border), lats[:few], lons[:few])[0], few, time.process_time)
    if find_spec("sklearn"):
        told("sklearn_balltree", lambda: balltree(border, lats[:few], lons[:few]), few, time.process_time)
    if find_spec("shapely"):
        told("shapely_strtree_degrees", lambda: strtree(border, lats[:few], lons[:few]), few, time.process_time)
    out["closest"] = measured_closest(border, 10 * number, rng)
    return out


def measured_closest(border: Border, number: int, rng: np.random.Generator) -> dict[str, Any]:
    """Places a second for the closest of many, and whether it is that of the full computation."""
    lats, lons = scattered(border, number, rng)
    begin = time.perf_counter()
    first = closest(border, lats, lons)
    raster_s = time.perf_counter() - begin
    per_s, found = rate(lambda: closest(border, lats, lons), number, time.process_time)
    every = distances(border, lats, lons)
    same = found == first == (float(every.min()), int(every.argmin()))
    return {"per_s": per_s, "per_s_with_raster": round(number / raster_s), "identical": bool(same)}


def scattered(border: Border, number: int, rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Scatter places within ten degrees of corners."""
    corner = rng.integers(0, len(border.lats), number)
    lats = np.clip(border.lats[corner] + rng.uniform(-10, 10, number), -90, 90)
    return lats, (border.lons[corner] + rng.uniform(-10, 10, number) + 180) % 360 - 180


def exact(border: Border, lats: Floats, lons: Floats) -> Floats:
    """The distance to the nearest of samples that are at most 20 m apart, by GeographicLib."""
    pieces, shares = pieces_of(border), np.linspace(0, 1, 101)
    found = []
    for lat, lon in zip(lats, lons, strict=True):
        near = np.argsort(_lengths(pieces.begin, lat, lon))[:20]
        samples = (pieces.begin[near][:, None] + pieces.along[near][:, None] * shares[:, None]).reshape(-1, 3)
        foot = samples[_lengths(samples, lat, lon).argmin()]
        foot_lat, foot_lon = places(foot)
        found.append(Geodesic.WGS84.Inverse(lat, lon, float(foot_lat), float(foot_lon))["s12"])
    return np.array(found)


def _lengths(points: Floats, lat: float, lon: float) -> Floats:
    return length_m(np.full(len(points), lat), np.full(len(points), lon), *places(points))


def balltree(border: Border, lats: Floats, lons: Floats) -> Floats:
    """Corners each kilometre in a tree of haversines; the ellipsoid's distance to the nearest."""
    from sklearn.neighbors import BallTree  # noqa: PLC0415  a peer, not always there

    pieces = pieces_of(border)
    corners = np.column_stack(places(np.concatenate((pieces.begin, pieces.begin + pieces.along / 2))))
    tree = BallTree(np.radians(corners), metric="haversine")
    at = tree.query(np.radians(np.column_stack((lats, lons))), return_distance=False)[:, 0]
    return length_m(lats, lons, corners[at, 0].copy(), corners[at, 1].copy())


def strtree(border: Border, lats: Floats, lons: Floats) -> Floats:
    """Edges in a tree of degrees; the ellipsoid's distance to the foot on the one that is nearest in degrees."""
    import shapely  # noqa: PLC0415  a peer, not always there

    ends = np.append(border.starts[1:], len(border.lats))
    chart = np.column_stack((border.lons, border.lats))
    begins = np.delete(np.arange(len(chart)), ends - 1)
    edges = shapely.linestrings(np.stack((chart[begins], chart[begins + 1]), axis=1))
    points = shapely.points(lons, lats)
    at = shapely.STRtree(edges).nearest(points)
    feet = shapely.line_interpolate_point(edges[at], shapely.line_locate_point(edges[at], points))
    return length_m(lats, lons, shapely.get_y(feet), shapely.get_x(feet))


# ---------------------------------------------------------------- conflicts


def measured_conflicts(number: int, asked: int) -> dict[str, Any]:
    """Queries a second in bulk, and how long one notice takes, among so many volumes."""
    rng = np.random.default_rng(11)
    among = tuple(random_volume(rng, f"v{at}") for at in range(number))
    begin = time.perf_counter()
    laid = lay(among)
    out: dict[str, Any] = {"volumes": number, "lay_s": round(time.perf_counter() - begin, 2)}
    mine = tuple(random_volume(rng, f"q{at}") for at in range(asked))
    spans_ms, found = [], 0
    for volume in mine[:3_000]:
        begin, busy = time.perf_counter(), time.process_time()
        found += len(conflicts(volume, laid, MINIMA))
        spans_ms.append(((time.perf_counter() - begin) * 1e3, (time.process_time() - busy) * 1e3))
    p50, p99 = np.percentile(spans_ms, [50, 99], axis=0).round(3).tolist()
    out["one"] = {"p50_ms": p50[0], "p99_ms": p99[0], "p50_processor_ms": p50[1], "p99_processor_ms": p99[1]}
    out["one"]["found"] = found
    if has_numba():
        out["bulk"] = measured_bulk(laid, mine)
    if find_spec("shapely"):
        out["shapely_strtree_boxes"] = measured_strtree(among, mine)
    return out


def measured_bulk(laid: Laid, mine: tuple[Volume, ...]) -> dict[str, int]:
    """Queries a second of volumes that are laid out already."""
    from parley.geo.compiled_conflicts import pairs  # noqa: PLC0415  only with Numba

    parts = [lay(mine[begin : begin + BATCH]) for begin in range(0, len(mine), BATCH)]
    pairs(parts[0], laid, MINIMA)
    all_cores, found = rate(lambda: over_cores(lambda part: len(pairs(part, laid, MINIMA)), parts), len(mine))
    one_thread, _ = rate(lambda: [pairs(part, laid, MINIMA) for part in parts], len(mine), time.process_time)
    return {"per_s": all_cores, "one_thread_per_s": one_thread, "found": sum(found)}


def measured_strtree(among: tuple[Volume, ...], mine: tuple[Volume, ...]) -> dict[str, int]:
    """Queries a second in the plane of degrees, without minima, times and heights afterwards."""
    import shapely  # noqa: PLC0415  a peer, not always there

    areas, asked = (
        np.array([shapely.Polygon([(at.lon, at.lat) for at in each.shape.outer]) for each in side])  # type: ignore[union-attr]
        for side in (among, mine)
    )
    spans, asked_spans = (np.array([_span(each) for each in side]) for side in (among, mine))
    tree = shapely.STRtree(areas)

    def search() -> int:
        one, other = tree.query(asked, predicate="intersects")
        first, second = asked_spans[one], spans[other]
        return int(((first[:, ::2] <= second[:, 1::2]) & (second[:, ::2] <= first[:, 1::2])).all(axis=1).sum())

    per_s, found = rate(search, len(mine), time.process_time)
    return {"per_s": per_s, "found": found}


def _span(volume: Volume) -> tuple[float, float, float, float]:
    window, band = volume.times.windows[0], volume.band
    assert window.until_ms is not None
    assert band.lower is not None
    assert band.upper is not None
    return window.from_ms, window.until_ms, band.lower.metres, band.upper.metres


def random_volume(rng: np.random.Generator, name: str) -> Volume:
    """Make a volume over Europe."""
    lat, lon, corners = rng.uniform(40, 65), rng.uniform(5, 50), int(rng.integers(4, 13))
    turns = np.sort(rng.uniform(0, 2 * np.pi, corners))
    away = rng.uniform(1_000, 30_000) * rng.uniform(0.5, 1, corners) / 111_000
    lats, lons = lat + away * np.cos(turns), lon + away * np.sin(turns) / np.cos(np.radians(lat))
    begin, low = int(rng.integers(0, 30 * 24 * HOUR_MS)), int(rng.integers(0, 400))
    return Volume(
        id=name,
        version="1",
        party="AAA",
        category="flight",
        shape=Polygon(outer=tuple(Place(lat=float(at), lon=float(to)) for at, to in zip(lats, lons, strict=True))),
        times=Times(windows=(Window(from_ms=begin, until_ms=begin + int(rng.integers(1, 49)) * HOUR_MS),)),
        band=Band(lower=level(low), upper=level(low + int(rng.integers(10, 150)))),
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
