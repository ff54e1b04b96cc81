"""`parley text`: a text of any content, with a title."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import TEXT

HELP = "send a text of any content in its original language"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley text`."""
    register_actions(parser, TEXT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
