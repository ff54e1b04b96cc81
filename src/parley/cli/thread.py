"""`parley thread DIR REF`: everything said in the thread of an entry."""

from __future__ import annotations

import argparse
import json

from parley.cli._entries import entry_text
from parley.cli._home import add_home, add_line, reached

HELP = "show the whole thread that a statement belongs to"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley thread`."""
    add_home(parser, passphrase=False)
    parser.add_argument("ref", metavar="REF", help="joint number, 'USA 12', or the beginning of an id")
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print one list")


def run(args: argparse.Namespace) -> int:
    """Show it in joint order."""
    with reached(args) as access:
        entries = access.ask({"do": "thread", "line": args.line, "ref": args.ref})["statements"]
    print(json.dumps(entries) if args.json else "\n".join(map(entry_text, entries)))
    return 0
