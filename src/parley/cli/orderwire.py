"""`parley orderwire DIR [TEXT]`: a word between operators, beside the record."""

from __future__ import annotations

import argparse
import json

from parley.cli._home import add_home, add_line, reached

HELP = "say something to the other operator, and read: no record, no proof, kept by nobody; it fulfils nothing"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley orderwire`."""
    add_home(parser, passphrase=False)
    parser.add_argument("text", metavar="TEXT", nargs="?", default="", help="what to say; without it only to read")
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print one list")


def run(args: argparse.Namespace) -> int:
    """Say it if there is something, and show the last lines."""
    with reached(args) as access:
        lines = access.ask({"do": "orderwire", "line": args.line, "text": args.text})["lines"]
    if args.json:
        print(json.dumps(lines))
    else:
        print("\n".join(f"{each['at']}  {each['by']}: {each['text']}" for each in lines))
    return 0
