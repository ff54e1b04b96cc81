"""`parley accident`: something has left without being meant."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import ACCIDENT

HELP = "tell at once that something has left without being meant"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley accident`."""
    register_actions(parser, ACCIDENT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
