"""`parley presence`: is somebody at the machine?."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import PRESENCE

HELP = "is the holder of a role at the machine?"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley presence`."""
    register_actions(parser, PRESENCE)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
