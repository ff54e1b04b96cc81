"""Measures the screening of an archive of tracks: fixes a second, and the most memory it took.

`python -m bench.tracks [--json] [--fixes 10000000] [--form csv|parquet] [--quick]`. An archive is made on disk, several
files in OpenSky's form, and screened by `parley track screen` in a process of its own, whose peak memory is counted.
Beside it the floor: the same files read to their end by `csv` or pyarrow, and nothing done. One JSON line.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import numpy as np

CRAFTS = 4_000
FILES = 10
EVERY_S = 10
BEGIN_S = 1_635_724_800  # 2021-11-01T00:00Z
SCREEN = ["-m", "parley", "track", "screen", "--border", "POL", "--json"]


def make(folder: Path, fixes: int, form: str) -> list[Path]:
    """Write an archive of craft that fly over and about Poland, all at once, every ten seconds."""
    random = np.random.default_rng(8)
    lat, lon = random.normal(52, 4, CRAFTS), random.normal(20, 7, CRAFTS)
    course = random.uniform(0, 2 * np.pi, CRAFTS)
    names = np.array([f"{0x3C0000 + craft:06x}" for craft in range(CRAFTS)])
    moments, paths, at_s = max(1, fixes // CRAFTS // FILES), [], BEGIN_S
    for number in range(FILES):
        rows = []
        for _ in range(moments):
            lat += 0.0206 * np.cos(course)
            lon += 0.0206 * np.sin(course) / np.cos(np.radians(np.clip(lat, -80, 80)))
            course = np.where(np.hypot(lat - 52, (lon - 20) / 2) > 10, course + np.pi, course)
            at_s += EVERY_S
            rows.append((np.full(CRAFTS, at_s), lat.copy(), lon.copy()))
        paths.append(folder / f"states-{number:02}.{form}")
        (write_csv if form == "csv" else write_parquet)(paths[-1], names, rows)
    return paths


def write_csv(path: Path, names: np.ndarray, rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> None:
    """Write moments as OpenSky's CSV."""
    with path.open("w") as file:
        file.write("time,icao24,lat,lon,onground,baroaltitude,geoaltitude,lastposupdate\n")
        for at, lat, lon in rows:
            file.writelines(
                f"{when},{name},{north:.6f},{east:.6f},false,9144,9300,{when}\n"
                for when, name, north, east in zip(at.tolist(), names, lat.tolist(), lon.tolist(), strict=True)
            )


def write_parquet(path: Path, names: np.ndarray, rows: list[tuple[np.ndarray, np.ndarray, np.ndarray]]) -> None:
    """Write moments as OpenSky's Parquet."""
    import pyarrow as pa  # noqa: PLC0415  an extra
    from pyarrow import parquet  # noqa: PLC0415

    at, lat, lon = (np.concatenate([row[column] for row in rows]) for column in range(3))
    columns = {
        "icao24": np.tile(names, len(rows)),
        "lat": lat,
        "lon": lon,
        "baroaltitude": np.full(len(at), 9144.0),
        "onground": np.zeros(len(at), np.bool_),
        "lastposupdate": at.astype(np.float64),
    }
    parquet.write_table(pa.table(columns), path, row_group_size=1 << 18)


def floor_s(paths: list[Path], form: str) -> float:
    """Read the files to their end, and do nothing with them."""
    begun = time.monotonic()
    for path in paths:
        if form == "csv":
            with path.open(newline="") as file:
                for _ in csv.reader(file):
                    pass
        else:
            from pyarrow import parquet  # noqa: PLC0415

            for _ in parquet.ParquetFile(path).iter_batches():
                pass
    return time.monotonic() - begun


def main(arguments: list[str]) -> int:
    """Measure, and print the figures."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="print one line of JSON")
    parser.add_argument("--quick", action="store_true", help="200,000 fixes: does it run?")
    parser.add_argument("--fixes", type=int, default=10_000_000)
    parser.add_argument("--form", choices=("csv", "parquet"), default="csv")
    args = parser.parse_args(arguments)
    fixes = 200_000 if args.quick else args.fixes
    with tempfile.TemporaryDirectory() as folder:
        paths = make(Path(folder), fixes, args.form)
        size = sum(path.stat().st_size for path in paths)
        floor = floor_s(paths, args.form)
        begun = time.monotonic()
        done = subprocess.run([sys.executable, *SCREEN, *paths], check=True, stdout=subprocess.PIPE)
        took = time.monotonic() - begun
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    told = json.loads(done.stdout)
    figures = {
        "fixes": told["fixes"],
        "form": args.form,
        "archive_bytes": size,
        "flights": told["borders"][0]["flights"],
        "near": told["borders"][0]["near"],
        "took_s": round(took, 1),
        "processor_s": round(used.ru_utime + used.ru_stime, 1),
        "fixes_per_s": round(told["fixes"] / took),
        "peak_mb": round(used.ru_maxrss * 1024 / 1e6),
        "floor_s": round(floor, 1),
        "load": round(os.getloadavg()[0], 1),
    }
    print(json.dumps(figures) if args.json else "\n".join(f"{name}: {value}" for name, value in figures.items()))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
