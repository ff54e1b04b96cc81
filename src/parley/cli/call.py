"""`parley call`: have principals speak."""

from __future__ import annotations

import argparse

from parley.cli._kinds import CALL
from parley.cli._say import register_actions, release

HELP = "ask for a call between principals, and answer such a request"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley call`."""
    register_actions(parser, CALL)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
