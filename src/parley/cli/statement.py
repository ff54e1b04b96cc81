"""`parley statement`: say something in free text."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import STATEMENT

HELP = "say something in free text"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley statement`."""
    register_actions(parser, STATEMENT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
