"""`parley climb`: take a rung of the ladder by hand."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import CLIMB

HELP = "take a rung of the agreed ladder, as the node does when its time comes"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley climb`."""
    register_actions(parser, CLIMB)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
