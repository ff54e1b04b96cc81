"""`parley geo distance|borders|conflicts|readback|export`: how near, to whose border, and what stands in whose way."""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Final

from parley.cli._home import add_line, reached
from parley.cli._volume_export import add_export, export
from parley.words.instants import MINUTE_MS

HELP = "how near a place, a circle or a track is to a border; which declared volumes stand in each other's way"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley geo`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    told = "the distance of a place, or of a track of places, from each border of a party that is known"
    distance = actions.add_parser("distance", help=told, description=told)
    distance.add_argument("places", metavar="PLACE", nargs="+", help="49.9767,23.5317 or '4958.6N 02331.9E'")
    distance.add_argument("--of", metavar="PARTY", required=True, help="whose border")
    distance.add_argument("--radius-m", metavar="M", type=float, default=0.0, help="all within so much of a place")
    _home(distance, "the home whose borders.toml names borders; else the demonstration set answers")
    told = "the borders that a home knows, their hashes, and whether the agreement has signed them"
    borders = actions.add_parser("borders", help=told, description=told)
    _home(borders, "the home; else the demonstration's border of each country")
    add_line(borders)
    told = "volumes that stand in each other's way: of a file, or of a line's notices under its agreement's minima"
    conflicts = actions.add_parser("conflicts", help=told, description=told)
    source = conflicts.add_mutually_exclusive_group(required=True)
    source.add_argument("--file", metavar="F", type=Path, help="a GeoJSON file of volumes (docs/geo.md)")
    _home(source, "the home of a line")
    add_line(conflicts)
    for name, unit in (("lateral", "m"), ("vertical", "m"), ("time", "min")):
        conflicts.add_argument(
            f"--{name}-{unit}", metavar=unit.upper(), type=int, default=0, help="minimum, with --file"
        )
    told = "the place of an entry, computed from its words and from its coordinates, seen from the home's landmarks"
    readback = actions.add_parser("readback", help=told, description=told)
    readback.add_argument("folder", metavar="DIR", type=Path, help="the home, whose landmarks.toml names landmarks")
    readback.add_argument("ref", metavar="ENTRY", help="the beginning of an entry's id")
    add_line(readback)
    add_export(actions)
    for each in (distance, borders, conflicts, readback):
        each.add_argument("--json", action="store_true", help="print one object")


def _home(parser: Any, said: str) -> None:  # noqa: ANN401  a parser, or a group of one
    parser.add_argument("--home", dest="folder", metavar="DIR", type=Path, help=said)


def run(args: argparse.Namespace) -> int:
    """Answer one question."""
    if args.action == "export":
        return export(args)
    ask, text = _ACTIONS[args.action]
    found = ask(args)
    if args.json:
        print(json.dumps(found))
        return 0
    for line in text(found):
        print(line)
    return 0


# NumPy takes 0.1 s to load: only what computes with it loads it.


def _distance(args: argparse.Namespace) -> dict[str, Any]:
    from parley.app.geo import told  # noqa: PLC0415

    return told.distances_told([told.read_place(each) for each in args.places], args.radius_m, args.of, args.folder)


def _borders(args: argparse.Namespace) -> dict[str, Any]:
    from parley.app.geo.borders import Loaded, borders_of, demo_border, demo_parties  # noqa: PLC0415
    from parley.app.geo.told import borders_told  # noqa: PLC0415

    if args.folder is None:
        return borders_told([Loaded(border=demo_border(party), remarks=()) for party in demo_parties()], None)
    return borders_told(borders_of(args.folder), _agreement(args))


def _agreement(args: argparse.Namespace) -> Any:  # noqa: ANN401  an agreement, if the home has a line
    from parley.app.home import open_home, read_line  # noqa: PLC0415
    from parley.desk.agreement import parse  # noqa: PLC0415

    home = open_home(args.folder)
    if not home.lines():
        return None
    return parse(read_line(home, home.only_line(args.line), secrets=False).agreement)


def _conflicts(args: argparse.Namespace) -> dict[str, Any]:
    if args.folder is not None:
        with reached(args) as access:
            return access.ask({"do": "conflicts", "line": args.line})
    from parley.app.geo.told import conflicts_told  # noqa: PLC0415
    from parley.app.geo.volumes import volumes_of_file  # noqa: PLC0415
    from parley.geo.laying import Minima  # noqa: PLC0415

    volumes, refused = volumes_of_file(args.file)
    minima = Minima(lateral_m=args.lateral_m, vertical_m=args.vertical_m, time_ms=args.time_min * MINUTE_MS)
    return {"refused": refused, **conflicts_told(volumes, minima)}


def _readback(args: argparse.Namespace) -> dict[str, Any]:
    with reached(args) as access:
        return access.ask({"do": "readback", "line": args.line, "ref": args.ref})


def _distance_text(found: Mapping[str, Any]) -> Iterator[str]:
    for each in found["distances"]:
        border = each["border"]
        yield f"{each['km']:.1f} km ({each['nm']:.1f} NM, {each['mi']:.1f} mi), give or take {each['error_m']:,} m"
        yield f"  from a {found['geometry']}: {each['from']['lat']}, {each['from']['lon']}"
        yield f"  to {border['of']}, {border['name']} ({border['kind']}), as {border['pov']} draws it"
        yield f"  at {each['to']['lat']}, {each['to']['lon']}, bearing {each['bearing']:.0f}°"
        yield f"  source: {border['source']}; version {border['version'][:12]}"


def _borders_text(found: Mapping[str, Any]) -> Iterator[str]:
    for each in found["borders"]:
        signed = "signed" if each["signed"] else "not signed"
        yield f"{each['of']}  {each['name']} ({each['kind']}, {each['pov']}), ±{each['error_m']:,} m, {signed}"
        yield f"  sha256:{each['version']}  {each['source']}"
        yield from (f"  {remark}" for remark in each["remarks"])


def _conflicts_text(found: Mapping[str, Any]) -> Iterator[str]:
    yield from (f"refused: {each}" for each in found.get("refused", ()))
    if found.get("in_words_only"):
        yield f"{found['in_words_only']} notices name their area in words only and were not compared."
    for each in found["conflicts"]:
        one, other = each["one"], each["other"]
        sure = "" if each["certain"] else ", heights not comparable with certainty"
        yield f"{each['sort']}: {one['party']} {one['id'][:12]} and {other['party']} {other['id'][:12]}{sure}"
        yield f"  they keep {each['lateral_m']:,} m, {each['vertical_m']:,} m in height, {each['time_min']} min"
        clears = ", ".join(f"{name} {value}" for name, value in each["clears"].items() if value is not None)
        yield f"  cleared by any of: {clears}"
    yield f"{found['volumes']} volumes compared, {len(found['conflicts'])} conflicts."


def _readback_text(found: Mapping[str, Any]) -> Iterator[str]:
    told = found["readback"]
    if told is None:
        yield "The entry does not say a place both in words and in coordinates."
        return
    for each in told["from_landmarks"]:
        yield f"{each['distance_m'] / 1_000:.1f} km on bearing {each['bearing']:.0f}° from {each['landmark']}"
    if told["fits"] is None:
        yield "The words name no way from a landmark that is known here: compare them yourself."
        return
    verdict = "as the words say" if told["fits"] else "NOT where the words say"
    yield f"The coordinates lie {verdict}, {told['apart_m'] / 1_000:.1f} km from it."


_ACTIONS: Final[Mapping[str, tuple[Callable[[argparse.Namespace], dict[str, Any]], Callable[..., Iterator[str]]]]] = {
    "distance": (_distance, _distance_text),
    "borders": (_borders, _borders_text),
    "conflicts": (_conflicts, _conflicts_text),
    "readback": (_readback, _readback_text),
}
