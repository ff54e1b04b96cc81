"""`parley line propose|sign|keep|close DIR`: found a line by a folder that people carry; decide about a blocked one."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from parley.app.ceremony import propose, sign
from parley.app.home import Home, open_home, read_line
from parley.app.places import Places
from parley.app.roots import close, keep
from parley.cli._home import add_home, apply_settings, opened, read_bytes
from parley.record.card import safety_number
from parley.words.faults import OurFault

HELP = "found a line: one side proposes, the other signs; keep or close one that a changed root key blocked"


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
    for step, said in (
        ("keep", "unblock a line: the counterpart read out the number of the card that it was founded with"),
        ("close", "close a blocked line for good: the counterpart read out the number of its new card"),
    ):
        each = steps.add_parser(step, help=said, description=said)
        add_home(each, passphrase=False)
        each.add_argument("--name", required=True, help="what this home calls the line")
        each.add_argument("--heard", metavar="NUMBER", required=True, help="the safety number that was read out")
        each.add_argument("--json", action="store_true", help="print one object")


def _common(parser: argparse.ArgumentParser) -> None:
    add_home(parser)
    parser.add_argument("--name", required=True, help="what this home calls the line")
    parser.add_argument("--listen", metavar="HOST:PORT", help="where this node listens")
    parser.add_argument("--json", action="store_true", help="print one object")
    parser.add_argument("--peer", metavar="PARTY=HOST:PORT", action="append", default=[], help="where the other does")


def run(args: argparse.Namespace) -> int:
    """Propose or sign, and print what to compare by voice; or decide about a blocked line."""
    if args.step in {"keep", "close"}:
        return _decide(args)
    home = opened(args)
    places = Places(args.listen, dict(_peer(text) for text in args.peer))
    if args.step == "propose":
        propose(home, args.name, read_bytes(args.agreement), read_bytes(args.card), args.out, places)
    else:
        sign(home, args.name, args.pack, places)
    if args.json:
        print(json.dumps(_told(home, args.name)))
        return 0
    _tell(home, args.name)
    if args.step == "propose":
        print(
            f"Carry {args.out} to the other side by hand: it holds the pair secret. Destroy it when they have signed."
        )
    print(f"Next: parley serve {home.folder}")
    return 0


def _decide(args: argparse.Namespace) -> int:
    home = open_home(args.folder)
    {"keep": keep, "close": close}[args.step](home, args.name, args.heard)
    apply_settings(home, args.name)
    if args.json:
        print(json.dumps({"name": args.name, "step": args.step}))
    elif args.step == "keep":
        print(f"Line {args.name} goes on under the root keys that it was founded with.")
    else:
        print(f"Line {args.name} is closed; its record stays. Next: parley line propose {home.folder}")
    return 0


def _peer(text: str) -> tuple[str, str]:
    party, equals, address = text.partition("=")
    if not equals:
        raise OurFault("address-unusable", f"--peer {text!r} is not PARTY=HOST:PORT.")
    return party, address


def _told(home: Home, name: str) -> dict[str, object]:
    line = read_line(home, name, secrets=False)
    numbers = {party: safety_number(card) for party, card in sorted(line.cards.items())}
    return {"name": name, "line": line.line.hex(), "safety_numbers": numbers}


def _tell(home: Home, name: str) -> None:
    line = read_line(home, name, secrets=False)
    print(f"Line {name}: {line.line.hex()}")
    print("Compare by voice, before anything is said on it:")
    for party, card in sorted(line.cards.items()):
        print(f"  {party}: {safety_number(card)}")
