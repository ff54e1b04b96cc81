"""`parley show DIR REF`: one statement, in the language of the home's party."""

from __future__ import annotations

import argparse
import json

from parley.cli._entries import entry_text
from parley.cli._home import add_home, add_line, reached

HELP = "show a statement: what it says, who has it, what is owed for it"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley show`."""
    add_home(parser, passphrase=False)
    parser.add_argument("ref", metavar="REF", help="joint number, 'USA 12', or the beginning of an id")
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Show it."""
    with reached(args) as access:
        entry = access.ask({"do": "show", "line": args.line, "ref": args.ref})
    print(json.dumps(entry) if args.json else entry_text(entry))
    return 0
