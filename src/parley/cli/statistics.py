"""`parley statistics DIR`: how well each party keeps its times."""

from __future__ import annotations

import argparse

from parley.cli._home import add_home, add_line
from parley.cli._view_command import show
from parley.cli._views import statistics_text

HELP = "count for each party what it kept, gave late and owes"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley statistics`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Show it."""
    return show(args, {"do": "statistics"}, statistics_text)
