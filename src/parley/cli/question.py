"""`parley question`: yes or no?."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import QUESTION

HELP = "ask what is to be answered with yes or no"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley question`."""
    register_actions(parser, QUESTION)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
