"""`parley incident`: what happened, when and where."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import INCIDENT

HELP = "report an incident"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley incident`."""
    register_actions(parser, INCIDENT)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
