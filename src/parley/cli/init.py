"""`parley init DIR --party RUS`: a node's home: keys, card, no line yet."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Final

from parley.app.authority import CERTIFICATE, host_of, trusting
from parley.app.home import init
from parley.app.officers import in_order, read_officer
from parley.cli._home import first_line, new_passphrase
from parley.record.card import read_card, safety_number

HELP = "make a node's home: keys and card"
SUITES: Final = {"S1": 1, "S2": 2}


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley init`."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="where to make it")
    parser.add_argument("--party", required=True, help="the party's code, as the agreement will name it")
    parser.add_argument("--suite", choices=SUITES, default="S1", help="the line's algorithms, the same on both sides")
    parser.add_argument("--drill", action="store_true", help="for drills: its card founds no real line, and says DRILL")
    how = parser.add_mutually_exclusive_group()
    how.add_argument("--passphrase-file", metavar="F", type=Path, help="its first line is the passphrase")
    how.add_argument("--no-passphrase", action="store_true", help="leave the keys unsealed; for trials")
    parser.add_argument(
        "--officer", metavar="PUB", action="append", type=Path, default=[], help="an officer's public key for the card"
    )
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Make the home and print what to hand over."""
    passphrase = None
    if args.passphrase_file is not None:
        passphrase = first_line(args.passphrase_file)
    elif not args.no_passphrase:
        passphrase = new_passphrase()
    officers = in_order([read_officer(path) for path in args.officer])
    suite = SUITES[args.suite]
    home = init(args.folder, args.party, passphrase=passphrase, demo=args.drill, suite_number=suite, officers=officers)
    number = safety_number(read_card(home.card_file.read_bytes()))
    if args.json:
        told = {"home": str(home.folder), "card": str(home.card_file), "suite": args.suite, "safety_number": number}
        told |= {"console": host_of(home.party), "authority": str(home.folder / CERTIFICATE)}
        print(json.dumps(told))
        return 0
    print(f"The card to hand over: {home.card_file} (suite {home.suite.name})")
    print(f"Its safety number, to compare by voice: {number}")
    print("For the pages of the duty desk:")
    print("\n".join(f"  {line}" for line in trusting(home.folder.absolute(), home.party)))
    print(f"Take {home.folder / 'root.key'} off this machine and keep it apart: it signs new keys and new cards.")
    return 0
