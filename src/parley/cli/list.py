"""`parley list DIR`: the latest statements of a line."""

from __future__ import annotations

import argparse
import json

from parley.cli._entries import entry_text
from parley.cli._home import add_home, add_line, reached

HELP = "list statements: the latest, or those of which something is owed"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley list`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--open", action="store_true", help="only those of which something is owed")
    whose = parser.add_mutually_exclusive_group()
    whose.add_argument("--ours", dest="whose", action="store_const", const="ours", help="only what this side said")
    whose.add_argument("--theirs", dest="whose", action="store_const", const="theirs", help="only what others said")
    parser.add_argument("--last", metavar="N", type=int, default=20, help="at most so many, the latest; 20 by default")
    parser.add_argument("--json", action="store_true", help="print one list")


def run(args: argparse.Namespace) -> int:
    """List them in joint order."""
    request = {"do": "list", "line": args.line, "whose": args.whose or "", "open": args.open, "last": args.last}
    with reached(args) as access:
        found = access.ask(request)
    if args.json:
        print(json.dumps(found["statements"]))
        return 0
    if found["more"]:
        print(f"… {found['more']}")
    for entry in found["statements"]:
        print(entry_text(entry))
    return 0
