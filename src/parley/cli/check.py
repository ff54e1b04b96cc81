"""`parley check`: is anybody there?."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import CHECK

HELP = "open a watch check, and answer one"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley check`."""
    register_actions(parser, CHECK)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
