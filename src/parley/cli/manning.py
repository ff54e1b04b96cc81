"""`parley manning`: say that the watch is there, or on call."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import MANNING

HELP = "tell the other side that the watch is there, or on call"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley manning`."""
    register_actions(parser, MANNING)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
