"""`parley doubt`: an entry is doubtful or disputed, or its author stands by it."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import DOUBT

HELP = "say that an entry is doubtful or disputed, or stand by one of ours"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley doubt`."""
    register_actions(parser, DOUBT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
