"""`parley confirm`: the other side's account: confirmed, amended, disputed."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import CONFIRM

HELP = "confirm, amend or dispute the other side's account"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley confirm`."""
    register_actions(parser, CONFIRM)


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
