"""`parley reply`: answer a query, or say that an answer will follow."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import REPLY

HELP = "answer a query, or ask further"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley reply`."""
    register_actions(parser, REPLY)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
