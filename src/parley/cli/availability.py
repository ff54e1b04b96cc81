"""`parley availability DIR`: when each side's node saw the other, by their own reports."""

from __future__ import annotations

import argparse

from parley.cli._home import add_home, add_line
from parley.cli._view_command import show
from parley.cli._views import availability_text

HELP = "show when each side's node saw the other, both reports beside each other"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley availability`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Show it."""
    return show(args, {"do": "availability"}, availability_text)
