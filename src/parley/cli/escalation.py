"""`parley escalation DIR`: what is not there, and who takes it up when, if nothing happens."""

from __future__ import annotations

import argparse

from parley.cli._escalation_text import escalation_text
from parley.cli._home import add_home, add_line
from parley.cli._view_command import show

HELP = "show the ladders of what is not there, and what comes next if nothing happens"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley escalation`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Show it."""
    return show(args, {"do": "escalation"}, escalation_text)
