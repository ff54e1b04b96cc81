"""`parley bearer list|on|off DIR`: the carriers of a running line."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from parley.cli._entries import age
from parley.cli._home import add_home, add_line, reached

HELP = "list a running line's carriers, and turn one on or off"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley bearer`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action, said in (
        ("list", "what each bearer carries, and to whom"),
        ("on", "turn a bearer on"),
        ("off", "turn a bearer off, until it is turned on or the node starts again"),
    ):
        each = actions.add_parser(action, help=said, description=said)
        add_home(each, passphrase=False)
        if action != "list":
            each.add_argument("name", metavar="BEARER")
        add_line(each)
        each.add_argument("--json", action="store_true", help="print one list")


def run(args: argparse.Namespace) -> int:
    """Ask the node, and print how its bearers then stand."""
    request: dict[str, Any] = {"do": "bearers", "line": args.line}
    if args.action != "list":
        request = {"do": "bearer", "line": args.line, "name": args.name, "on": args.action == "on"}
    with reached(args) as access:
        bearers = access.ask(request)["bearers"]
    print(json.dumps(bearers) if args.json else "\n".join(line for each in bearers for line in _lines(each)))
    return 0


def _lines(bearer: Mapping[str, Any]) -> Iterator[str]:
    yield f"{bearer['bearer']}: {'on' if bearer['on'] else 'off'}, {'wide' if bearer['wide'] else 'narrow'}"
    for way in bearer["ways"]:
        echo = "never" if way["echo_s_ago"] is None else f"{age(way['echo_s_ago'], 'en')} ago"
        yield (
            f"  {way['peer']}: way {'open' if way['open'] else 'closed'}, node {'up' if way['up'] else 'not heard'}, "
            f"last echo {echo}; in {way['packets_in']} packets, {way['bytes_in']} bytes; "
            f"out {way['packets_out']}, {way['bytes_out']}"
        )
