"""Converts the borders of the npm package `world-atlas` for the demonstration: `python -m tools.demo_borders`.

Writes src/parley/app/geo/demo_borders.npz: the arcs of the topology as steps from corner to corner, the arcs of each
ring, and the country of each ring by its ISO 3166 code of three letters. What has no code (most of it disputed) stays
out. The same package gives the same file.
"""

from __future__ import annotations

import io
import itertools
import json
import subprocess
import tarfile
import tempfile
from pathlib import Path
from typing import Any

import numpy as np
from babel.core import get_global

from tools.set_up import ROOT

PACKAGE = "world-atlas@2.0.2"
TARGET = ROOT / "src" / "parley" / "app" / "geo" / "demo_borders.npz"


def topology() -> dict[str, Any]:
    """The countries at 1:10m, out of the package."""
    with tempfile.TemporaryDirectory() as folder:
        named = subprocess.run(
            ["npm", "pack", "--silent", PACKAGE], cwd=folder, check=True, capture_output=True, text=True
        )
        with tarfile.open(Path(folder) / named.stdout.split()[-1]) as package:
            source = package.extractfile("package/countries-10m.json")
            assert source is not None
            found: dict[str, Any] = json.load(source)
    return found


def letters() -> dict[str, str]:
    """The codes of three letters by those of three digits, by way of those of two."""
    aliases = get_global("territory_aliases")
    three = {two[0]: code for code, two in aliases.items() if len(code) == 3 and code.isalpha() and len(two) == 1}
    return {code: three[two[0]] for code, two in aliases.items() if code.isdigit() and two[0] in three}


def converted(world: dict[str, Any]) -> dict[str, Any]:
    """The arrays of the file."""
    codes = letters()
    rings, countries = [], []
    for each in world["objects"]["countries"]["geometries"]:
        code = codes.get(str(each.get("id", "")))
        polygons = each["arcs"] if each["type"] == "MultiPolygon" else [each["arcs"]]
        for ring in itertools.chain.from_iterable(polygons) if code else ():
            rings.append(ring)
            countries.append(code)
    sizes = [len(arc) for arc in world["arcs"]]
    return {
        "steps": np.array(list(itertools.chain.from_iterable(world["arcs"])), np.int32),
        "arc": np.cumsum([0, *sizes]),
        "arcs": np.array(list(itertools.chain.from_iterable(rings)), np.int32),
        "ring": np.cumsum([0, *map(len, rings)]),
        "country": np.array(countries),
        "scale": np.array(world["transform"]["scale"]),
        "shift": np.array(world["transform"]["translate"]),
        "edge": np.array(round(360 / world["transform"]["scale"][0])),
    }


def main() -> None:
    """Write the file."""
    into = io.BytesIO()
    np.savez_compressed(into, **converted(topology()))
    TARGET.write_bytes(into.getvalue())
    print(f"{TARGET.relative_to(ROOT)}: {len(into.getvalue()):,} bytes")


if __name__ == "__main__":
    main()
