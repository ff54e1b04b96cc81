"""`parley line propose|sign DIR`: found a line with another party, by a folder that people carry."""

from __future__ import annotations

import argparse
from pathlib import Path

from parley.app.ceremony import propose, sign
from parley.app.home import Home, Places, read_line
from parley.cli._home import add_home, opened, read_bytes
from parley.record.card import safety_number
from parley.words.faults import OurFault

HELP = "found a line: one side proposes, the other signs"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley line`."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    first = steps.add_parser("propose", help="found it here and write a folder to carry to the other side")
    _common(first)
    first.add_argument("--agreement", metavar="FILE", type=Path, required=True, help="the terms that both sign")
    first.add_argument("--card", metavar="FILE", type=Path, required=True, help="the other side's card")
    first.add_argument("--out", metavar="PACK", type=Path, required=True, help="the folder to write")
    second = steps.add_parser("sign", help="check what the other side proposed, and join")
    _common(second)
    second.add_argument("pack", metavar="PACK", type=Path, help="the folder that was carried here")


def _common(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("--name", required=True, help="what this home calls the line")
    parser.add_argument("--listen", metavar="HOST:PORT", help="where this node listens")
    parser.add_argument("--peer", metavar="PARTY=HOST:PORT", action="append", default=[], help="where the other does")


def run(args: argparse.Namespace) -> int:
    """Propose or sign, and print what to compare by voice."""
    home = opened(args)
    places = Places(args.listen, dict(_peer(text) for text in args.peer))
    if args.step == "propose":
        propose(home, args.name, read_bytes(args.agreement), read_bytes(args.card), args.out, places)
    else:
        sign(home, args.name, args.pack, places)
    _tell(home, args.name)
    if args.step == "propose":
        print(
            f"Carry {args.out} to the other side by hand: it holds the pair secret. Destroy it when they have signed."
        )
    print(f"Next: parley serve {home.folder}")
    return 0


def _peer(text: str) -> tuple[str, str]:
    party, equals, address = text.partition("=")
    if not equals:
        raise OurFault("address-unusable", f"--peer {text!r} is not PARTY=HOST:PORT.")
    return party, address


def _tell(home: Home, name: str) -> None:
    line = read_line(home, name, secrets=False)
    print(f"Line {name}: {line.line.hex()}")
    print("Compare by voice, before anything is said on it:")
    for party, card in sorted(line.cards.items()):
        print(f"  {party}: {safety_number(card)}")
