"""`parley readout`: file what is said in public of a call."""

from __future__ import annotations

import argparse

from parley.cli._kinds import READOUT
from parley.cli._say import register_actions, release

HELP = "file what is said in public of a call"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley readout`."""
    register_actions(parser, READOUT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
