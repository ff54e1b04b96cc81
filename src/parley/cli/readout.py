"""`parley readout`: what is said in public of a call."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import READOUT

HELP = "file a readout of a call that was held"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley readout`."""
    register_actions(parser, READOUT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
