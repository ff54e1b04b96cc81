"""`parley correct`: what an entry should have said."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import CORRECTION

HELP = "correct an entry of ours: all of it is said anew"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley correct`."""
    register_actions(parser, CORRECTION)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
