"""`parley reminder DIR`: notices whose window opens today, who is told of them, and who has said so. Never sent."""

from __future__ import annotations

import argparse
import json

from parley.cli._home import add_home, add_line, reached

HELP = "show whose window opens today and who has acknowledged it, or acknowledge it"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley reminder`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--acknowledge", metavar="NOTICE", help="the beginning of the notice's id: I have read it")
    parser.add_argument("--seat", default="", help="who acknowledges it: own log only")
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Acknowledge one if it is named, and show them all."""
    request = {"do": "reminder", "line": args.line}
    if args.acknowledge:
        request |= {"step": "acknowledge", "ref": args.acknowledge, "seat": args.seat}
    with reached(args) as access:
        found = access.ask(request)
    if args.json:
        print(json.dumps(found))
        return 0
    for each in found["reminders"]:
        done = each["acknowledged_by"]
        print(f"[{'x' if done else ' '}] {each['to']}  {each['notice'][:12]}  {each['begins']}  {each['text']}")
    print(
        "All who are to know have acknowledged." if found["reached"] else "Not all who are to know have acknowledged."
    )
    return 0
