"""`parley ack`: how far word of an entry has come here."""

from __future__ import annotations

import argparse

from parley.cli._kinds import ACK
from parley.cli._say import register_actions, release

HELP = "acknowledge an entry: read, understood, not understood"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley ack`."""
    register_actions(parser, ACK)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
