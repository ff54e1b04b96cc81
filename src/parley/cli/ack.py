"""`parley ack`: how far word of an entry has come here."""

from __future__ import annotations

import argparse

from parley.cli._say import register_actions, release
from parley.wire.actions import ACK, ACK_FURTHER

HELP = "how far an entry has come: opened, read, understood or not, passed to a role, seen"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley ack`."""
    register_actions(parser, (*ACK, *ACK_FURTHER))


def run(args: argparse.Namespace) -> int:
    """Release it."""
    return release(args)
