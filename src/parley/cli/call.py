"""`parley call`: have principals speak; who asked whom, and one call from request to readouts."""

from __future__ import annotations

import argparse

from parley.cli._calls import board_text, call_text
from parley.cli._home import add_home, add_line
from parley.cli._say import register_words, release
from parley.cli._values import instant
from parley.cli._view_command import show
from parley.wire.actions import CALL

HELP = "ask for a call between principals, answer such a request, set the call up; board of all pairings"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley call`."""
    words = register_words(parser, CALL)
    for word, said in (
        ("board", "for each pairing: last held, asked by each, what came of it, never attempted since"),
        ("show", "one call, from its request to the readouts of both sides"),
    ):
        shown = words.add_parser(word, help=said, description=said)
        add_home(shown, passphrase=False)
        if word == "show":
            shown.add_argument("ref", metavar="REF", help="its request, or any entry of its thread")
        else:
            shown.add_argument("--since", metavar="TIME", type=instant, help="by default since the line was founded")
        add_line(shown)
        shown.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Release it, or show it."""
    match args.word:
        case "board":
            return show(args, {"do": "call-board", "since_ms": args.since}, board_text)
        case "show":
            return show(args, {"do": "call", "ref": args.ref}, call_text)
        case _:
            return release(args)
