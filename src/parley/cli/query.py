"""`parley query`: was that you?."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import QUERY

HELP = "ask the other side for an explanation"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley query`."""
    register_actions(parser, QUERY)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
