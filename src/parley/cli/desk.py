"""`parley desk DIR`: every open thread by whose move it is."""

from __future__ import annotations

import argparse

from parley.cli._home import add_home, add_line
from parley.cli._view_command import show
from parley.cli._views import desk_text

HELP = "show what is open, by whose move it is"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley desk`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Show it."""
    return show(args, {"do": "desk"}, desk_text)
