"""`parley protest`: the author protests."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import PROTEST

HELP = "protest; it asks for nothing and starts no clock"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley protest`."""
    register_actions(parser, PROTEST)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
