"""`parley coded`: a pre-agreed message, one word and a number."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import CODED

HELP = "send a pre-agreed message: one word and a number"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley coded`."""
    register_actions(parser, CODED)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
