"""`parley line propose|sign|amend|keep|close DIR`: found a line by a folder that people carry, amend it, unblock it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parley.app.ceremony import propose, sign
from parley.app.home import Home, open_home, read_line
from parley.app.places import Places
from parley.app.roots import close, keep
from parley.cli._entries import amendments_text
from parley.cli._home import add_home, add_line, apply_settings, opened, reached, read_bytes
from parley.record.card import safety_number
from parley.words.faults import OurFault

HELP = "found a line: one side proposes, the other signs; amend it; keep or close one that a changed root key blocked"


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
    third = steps.add_parser("amend", help="sign a later agreement: it holds once every party has signed it")
    add_home(third)
    add_line(third)
    what = third.add_mutually_exclusive_group(required=True)
    what.add_argument(
        "--agreement", metavar="FILE", type=Path, help="propose this one, or sign it where it is proposed"
    )
    what.add_argument("--sign", metavar="HASH", help="sign what the other side proposed, by its hash or its beginning")
    third.add_argument("--seat", required=True, help="the seat that signs")
    third.add_argument("--officer-word", action="store_true", help="before the other side was heard in this run")
    third.add_argument("--json", action="store_true", help="print one object")
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
    if args.step == "amend":
        return _amend(args)
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


def _amend(args: argparse.Namespace) -> int:
    with reached(args) as access:
        agreed = access.ask({"do": "amendments", "line": args.line})
        file = read_bytes(args.agreement) if args.agreement else _proposed(agreed, args.sign)
        request = {"do": "amend", "line": args.line, "seat": args.seat, "agreement": file.hex()}
        told = access.ask(request | {"officer_word": bool(args.officer_word)})
        waiting = access.ask({"do": "amendments", "line": args.line})
    if args.json:
        print(json.dumps(told | waiting))
        return 0
    print(f"Signed: agreement {told['agreement']}")
    print("\n".join(amendments_text(waiting)))
    return 0


def _proposed(agreed: Mapping[str, Any], named: str) -> bytes:
    """Give the file of what is proposed under a hash. Raises OurFault `amendment-unknown`."""
    found = [each for each in agreed["proposed"] if each["agreement"].startswith(named.lower())]
    if len(found) != 1:
        raise OurFault("amendment-unknown", f"{len(found)} proposed agreements have a hash that begins with {named!r}.")
    file: str = found[0]["file"]
    return file.encode()


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
