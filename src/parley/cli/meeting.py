"""`parley meeting`: the meeting step of a query."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import MEETING

HELP = "the meeting step of a query"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley meeting`."""
    register_actions(parser, MEETING)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
