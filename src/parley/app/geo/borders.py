"""Borders of a home: what its `borders.toml` names, and the demonstration set that comes with Parley."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.resources import files
from pathlib import Path
from typing import Any, Final

import numpy as np

from parley.app.geo.lines import Chain, chains_of
from parley.geo.borders import Border, BorderKind
from parley.geo.ellipsoid import length_m
from parley.geo.model import Edge
from parley.seal.digest import sha256
from parley.words import limits
from parley.words.cbor import Item, encode
from parley.words.faults import OurFault, PeerFault
from parley.words.toml import toml_of

FILE: Final = "borders.toml"
E7: Final = 10_000_000
DEMONSTRATION: Final = "demonstration, de facto, about 1 km"
DEMO_POV: Final = "Natural Earth"
DEMO_ERROR_M: Final = 1_000
GAP_M: Final = 1.0
"""Chains that end further apart are told of."""
ENDS: Final = 1_000
"""So many ends are compared with each other: a line that has more is in pieces."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Loaded:
    """A border out of a file, and what was found that a person should know: nothing is mended in silence."""

    border: Border
    remarks: tuple[str, ...]


def load_border(path: Path, said: Mapping[str, Any]) -> Loaded:
    """Make a border of a file and of what is said of it (of, name, kind, pov, source, error_m, edge).

    Raises PeerFault `border-file`, `border-datum`, `geo-range`, OurFault `file-unreadable`, `border-said`.
    """
    try:
        error_m = int(said["error_m"])
        about = {
            "of": str(said["of"]),
            "name": str(said.get("name", path.stem)),
            "kind": BorderKind(said["kind"]),
            "pov": str(said["pov"]),
            "source": str(said["source"]),
            "error_m": error_m,
            "edge": Edge(said.get("edge", Edge.PARALLEL if "json" in path.suffix.lower() else Edge.GEODESIC)),
        }
    except (KeyError, ValueError, TypeError) as error:
        raise OurFault("border-said", f"{path.name}: {error} is missing or not known.") from error
    if not 0 <= error_m <= limits.BORDER_ERROR_M_MAX:
        raise OurFault("border-said", f"{path.name}: error_m is not 0 to {limits.BORDER_ERROR_M_MAX:,}.")
    remarks: list[str] = []
    chains = [_checked(chain, path.name, remarks) for chain in chains_of(path)]
    border = _border(about, chains)
    remarks += _gaps(border)
    return Loaded(border=border, remarks=tuple(remarks))


def borders_of(folder: Path | None) -> list[Loaded]:
    """Load what the `borders.toml` of a home names; nothing where it has none. Raises as `load_border`."""
    path = None if folder is None else folder / FILE
    if path is None or not path.exists():
        return []
    try:
        told = [(path.parent / each["file"], each) for each in toml_of(path.read_bytes())["borders"]]
    except (KeyError, TypeError, ValueError) as error:
        raise OurFault("border-said", f"{path}: {error}.") from error
    return [load_border(file, each) for file, each in told]


@lru_cache(maxsize=16)
def demo_border(party: str) -> Border:
    """The outline of a country, land border and coast, by Natural Earth. Raises OurFault `border-unknown`."""
    data = _demo()
    rings = np.flatnonzero(data["country"] == party)
    if not len(rings):
        raise OurFault("border-unknown", f"No border of {party} is loaded, and the demonstration set has none.")
    arcs = dict.fromkeys(
        int(arc) if arc >= 0 else int(~arc)
        for ring in rings
        for arc in data["arcs"][data["ring"][ring] : data["ring"][ring + 1]]
    )
    chains = itertools.chain.from_iterable(_arc(data, arc) for arc in arcs)
    about = {
        "of": party,
        "name": "land border and coast",
        "kind": BorderKind.DE_FACTO,
        "pov": DEMO_POV,
        "source": f"Natural Earth 1:10m by world-atlas 2.0.2: {DEMONSTRATION}",
        "error_m": DEMO_ERROR_M,
        "edge": Edge.GEODESIC,
    }
    return _border(about, list(chains))


def demo_parties() -> list[str]:
    """The codes of the countries in the demonstration set."""
    return sorted(set(map(str, _demo()["country"])))


@lru_cache(maxsize=1)
def _demo() -> Mapping[str, Any]:
    with files("parley.app.geo").joinpath("demo_borders.npz").open("rb") as source, np.load(source) as data:
        return dict(data)


def _arc(data: Mapping[str, Any], arc: int) -> Iterator[Chain]:
    """The chains of an arc: cut where it runs along the antimeridian, which is no border."""
    steps = data["steps"][data["arc"][arc] : data["arc"][arc + 1]].astype(np.int64)
    points = np.cumsum(steps, axis=0)
    chart = (points[:, 0] == 0) | (points[:, 0] == data["edge"])
    cuts = np.flatnonzero(chart[1:] & chart[:-1]) + 1
    degrees = points * data["scale"] + data["shift"]
    for part in np.split(np.clip(degrees, (-180, -90), (180, 90)), cuts):
        if len(part) > 1:
            yield [(float(lon), float(lat)) for lon, lat in part]


def _checked(chain: Chain, name: str, remarks: list[str]) -> Chain:
    """Refuse places that are none; drop repeated corners and say so."""
    for lon, lat in chain:
        if not (-90 <= lat <= 90 and -180 <= lon <= 180):
            swapped = " Longitude comes first in these files." if -90 <= lon <= 90 and -180 <= lat <= 180 else ""
            raise PeerFault("geo-range", f"{name} has a place at latitude {lat}, longitude {lon}.{swapped}")
    kept = [corner for corner, _ in itertools.groupby(chain)]
    if len(kept) < len(chain):
        remarks.append(f"{name}: {len(chain) - len(kept)} repeated corners were left out.")
    return kept


def _border(about: Mapping[str, Any], chains: Sequence[Chain]) -> Border:
    """Put chains into arrays, in units of 1e-7 degrees, and hash all that is said."""
    units = [np.round(np.array(chain) * E7).astype(np.int64) for chain in chains]
    said: dict[int, Item] = {
        number: value if isinstance(value, int) else str(value) for number, value in enumerate(about.values())
    }
    lines: list[Item] = [chain.astype(">i8").tobytes() for chain in units]
    every = np.concatenate(units) / E7
    return Border(
        **about,
        lats=every[:, 1].copy(),
        lons=every[:, 0].copy(),
        starts=np.cumsum([0, *map(len, units)])[:-1],
        version=sha256(encode([said, lines])).hex(),
    )


def _gaps(border: Border) -> Iterator[str]:
    """Say where chains neither close nor meet another: a distance over such a gap is measured to its ends."""
    last = np.append(border.starts[1:], len(border.lats)) - 1
    ends = Counter((float(border.lats[at]), float(border.lons[at])) for at in np.concatenate((border.starts, last)))
    single = [end for end, count in ends.items() if count == 1]
    if not single:
        return
    lats, lons = (np.array(values) for values in zip(*single[:ENDS], strict=True))
    count = len(lats)
    first, second = np.triu_indices(count, 1)
    widest = 0.0
    if len(first):
        apart = np.full((count, count), np.inf)
        apart[first, second] = apart[second, first] = length_m(lats[first], lons[first], lats[second], lons[second])
        widest = float(apart.min(axis=1).max())
    if widest > GAP_M:
        yield f"{border.name}: {len(single)} ends of lines meet nothing; the widest gap to the next is {widest:,.0f} m."
