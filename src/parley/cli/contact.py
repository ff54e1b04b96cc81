"""`parley contact`: two seats spoke by telephone."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import CONTACT

HELP = "enter a telephone contact"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley contact`."""
    register_actions(parser, CONTACT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
