"""`parley geo export`: declared volumes for other tools, and what the form does not carry."""

from __future__ import annotations

import argparse
import json
import sys
import time
from pathlib import Path
from typing import Any, Final

from parley.cli._home import add_line, reached
from parley.words.faults import OurFault

FORMS: Final = ("geojson", "kml", "cot", "aixm", "notam", "navwarn", "s124")
TOLD: Final = "declared volumes for other tools; what the form cannot carry is told on standard error"


def add_export(actions: Any) -> None:  # noqa: ANN401  what add_subparsers gives
    """Add the action."""
    exported = actions.add_parser("export", help=TOLD, description=TOLD)
    exported.add_argument("form", choices=FORMS, help="aixm is AIXM 5.1.1; notam, navwarn and s124 are drafts")
    source = exported.add_mutually_exclusive_group(required=True)
    source.add_argument("--file", metavar="F", type=Path, help="a GeoJSON file of volumes (docs/geo.md)")
    said = "the home of a line, for what its notices in force declare"
    source.add_argument("--home", dest="folder", metavar="DIR", type=Path, help=said)
    add_line(exported)
    exported.add_argument("--out", metavar="FILE", type=Path, help="write it there, not to standard output")
    exported.add_argument("--json", action="store_true", help="print one object")


def export(args: argparse.Namespace) -> int:
    """Write volumes in another form. Raises OurFault `file-unreadable` where the file cannot be written."""
    found = _exported(args)
    if args.out is not None:
        try:
            args.out.write_text(found["text"], encoding="utf-8")
        except OSError as error:
            raise OurFault("file-unreadable", f"{args.out} cannot be written: {error.strerror}.") from error
    if args.json:
        print(json.dumps(found))
    elif args.out is None:
        print(found["text"], end="")
    for each in found.get("refused", ()):
        print(f"refused: {each}", file=sys.stderr)
    for each in found["not_carried"]:
        print(f"not carried: {each}", file=sys.stderr)
    return 0


def _exported(args: argparse.Namespace) -> dict[str, Any]:
    if args.folder is not None:
        with reached(args) as access:
            return access.ask({"do": "volumes", "line": args.line, "form": args.form})
    from parley.app.geo.volumes import volumes_of_file  # noqa: PLC0415  NumPy is slow to load
    from parley.app.volumes import exporting  # noqa: PLC0415

    volumes, refused = volumes_of_file(args.file)
    return {**exporting.export_told(volumes, args.form, round(time.time() * 1000)), "refused": refused}
