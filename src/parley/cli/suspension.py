"""`parley suspension`: what is suspended, and what goes on again."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import SUSPENSION

HELP = "suspend templates in a direction, or let them go on again"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley suspension`."""
    register_actions(parser, SUSPENSION)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
