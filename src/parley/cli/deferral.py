"""`parley deferral`: another time for what is due."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import DEFERRAL

HELP = "another time for what is due, if the other side agrees"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley deferral`."""
    register_actions(parser, DEFERRAL)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
