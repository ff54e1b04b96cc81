"""`parley track screen|report|watch`: observed tracks against borders and notices. Nothing of it crosses the line."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from parley.cli._track_text import report_text, screening_text
from parley.words.faults import OurFault

HELP = "screen observed tracks (ADS-B, AIS and others) against borders and notices; nothing of it leaves this machine"
COUNTS = ("flights", "entries", "crafts")
FORMS = ("readsb", "sbs", "csv", "ais", "cot", "gpx", "parquet")


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley track`."""
    words = parser.add_subparsers(dest="word", metavar="WHAT", required=True)
    screened = words.add_parser("screen", help="how near each flight came, and which entered the zone along a border")
    reported = words.add_parser(
        "report", help="month by month with a test, maps, and a query drafted with its evidence"
    )
    watched = words.add_parser(
        "watch", help="read a local receiver, and say at once what enters the zone; Ctrl-C ends it"
    )
    for each in (screened, reported):
        each.add_argument("files", metavar="FILE", nargs="+", type=Path, help="files of tracks, in the order of time")
        each.add_argument("--form", choices=FORMS, help="what they are, where they do not tell by themselves")
        each.add_argument("--count", choices=COUNTS, default="flights", help="what of a month is counted")
        each.add_argument("--cluster", metavar="ADDRESS", help="a Dask scheduler whose workers see the same files")
        each.add_argument("--line", metavar="NAME", help="whose flight notices count, where the home has several lines")
    screened.add_argument("--every", action="store_true", help="with --json: every flight, not only those in the zone")
    screened.add_argument("--geojson", metavar="FILE", type=Path, help="write what came into the zone for a map")
    reported.add_argument("--out", metavar="FOLDER", type=Path, required=True, help="a new folder for the report")
    watched.add_argument("feed", metavar="HOST:PORT", help="a receiver's SBS feed, such as 127.0.0.1:30003")
    for each in (screened, reported, watched):
        each.add_argument("--border", metavar="PARTY", required=True, help="the party whose borders are meant")
        each.add_argument("--home", metavar="DIR", type=Path, help="the home whose borders and notices are taken")
        each.add_argument("--zone-km", metavar="KM", type=_km, default=20.0, help="how near is near (20)")
        each.add_argument("--leave-km", metavar="KM", type=_km, help="how far is out again (a tenth more)")
        each.add_argument("--json", action="store_true", help="print objects")


def _km(text: str) -> float:
    km = float(text)
    if not 0 < km <= 20_000:
        raise argparse.ArgumentTypeError("a zone is more than 0 and at most 20,000 km wide")
    return km


def run(args: argparse.Namespace) -> int:
    """Carry out one word. Raises OurFault `track-extra` where the libraries are not installed."""
    try:
        from parley.app.tracks import commands  # noqa: PLC0415  NumPy is an extra, and slow to load
        from parley.app.tracks.live import watch  # noqa: PLC0415
    except ImportError as error:
        raise OurFault("track-extra", f"{error.name} is not installed.") from None
    leave = args.zone_km * 1.1 if args.leave_km is None else args.leave_km
    if leave < args.zone_km:
        raise OurFault("request-malformed", "--leave-km is less than --zone-km: who came in would be out at once.")
    asked = commands.Asked(args.border, args.home, args.zone_km * 1000, leave * 1000)
    if args.word == "watch":
        watch(asked, args.feed, _tell_entry(as_json=args.json))
        return 0
    archive = commands.Archive(args.files, args.form, args.count, args.line, args.cluster)
    if args.word == "report":
        _print(args, commands.report(asked, archive, args.out, _progress), report_text)
    else:
        _print(args, commands.screen(asked, archive, _progress, every=args.every, map_to=args.geojson), screening_text)
    return 0


def _print(args: argparse.Namespace, told: Mapping[str, Any], text: Callable[[Mapping[str, Any]], list[str]]) -> None:
    if sys.stderr.isatty():
        print("\r\x1b[K", end="", file=sys.stderr)
    print(json.dumps(told) if args.json else "\n".join(text(told)))


def _progress(fixes: int) -> None:
    """Say how far it is, where somebody looks."""
    if sys.stderr.isatty():
        print(f"\r\x1b[K{fixes:,} fixes", end="", file=sys.stderr, flush=True)


def _tell_entry(*, as_json: bool) -> Callable[[Mapping[str, Any]], None]:
    def tell(entry: Mapping[str, Any]) -> None:
        where = f"{entry['distance_m'] / 1000:.1f} km from {entry['border']}"
        line = f"{entry['at']}  {entry['craft']}  {entry['what']}  {where}"
        print(json.dumps(entry) if as_json else line, flush=True)

    return tell
