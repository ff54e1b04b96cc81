"""`parley alarm list|status|test DIR`: whom a line calls outside the console, and what became of it."""

from __future__ import annotations

import argparse
import asyncio
import json

from parley.app.alarm_sender import send
from parley.app.alarms import alarms_told, read_plan
from parley.app.home import open_home
from parley.cli._home import add_home, add_line
from parley.words.faults import OurFault

HELP = "show whom alarms reach outside the console, what became of them, and try a target"
ACTIONS = {
    "list": "the targets, with what calls them",
    "status": "what waits, what left and what did not",
    "test": "send the word TEST to one target, or to all",
}


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley alarm`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, said in ACTIONS.items():
        each = actions.add_parser(name, help=said, description=said)
        add_home(each, passphrase=False)
        add_line(each)
        if name == "test":
            each.add_argument("target", metavar="TARGET", nargs="?", help="one of them; all without it")
        else:
            each.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Show it, or try it. Raises OurFault `alarms-malformed`, `alarm-target-unknown`, `alarm-failed`."""
    home = open_home(args.folder)
    name = home.only_line(args.line)
    if args.action == "test":
        targets = [each for each in read_plan(home.folder).targets if args.target in {None, each.name}]
        if not targets:
            raise OurFault("alarm-target-unknown")
        failed = [each.name for each in targets if not asyncio.run(send(each.url, f"TEST {name.upper()}"))]
        if failed:
            raise OurFault("alarm-failed", f"TEST did not leave for: {', '.join(failed)}.")
        print(f"Sent to: {', '.join(each.name for each in targets)}.")
        return 0
    told = alarms_told(home, name)
    if args.json:
        print(json.dumps(told))
    elif args.action == "list":
        for target in told["targets"]:
            print(f"{target['name']} ({target['by']}): {', '.join([*target['precedences'], *target['roles']])}")
    else:
        print(f"waiting {told['waiting']}, sent {told['delivered']}, failed {told['failed']}, held {told['held']}")
        print(f"last failure: {told['last_failed'] or 'none'}")
    if told["code"]:
        raise OurFault(told["code"])
    return 0
