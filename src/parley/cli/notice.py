"""`parley notice`: tell the other side beforehand."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import NOTICE

HELP = "tell the other side beforehand: flights, exercises, launches, ships, closed airspace, convoys and more"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley notice`."""
    register_actions(parser, NOTICE)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
