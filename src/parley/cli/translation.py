"""`parley translation`: an entry in another language."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import TRANSLATION

HELP = "give an entry in another language, with the grade of the translation"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley translation`."""
    register_actions(parser, TRANSLATION)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
