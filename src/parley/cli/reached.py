"""`parley reached`: tell whether word has reached all who are to know."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import REACHED

HELP = "tell the other side whether word of its entry reached all here who are to know"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley reached`."""
    register_actions(parser, REACHED)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
