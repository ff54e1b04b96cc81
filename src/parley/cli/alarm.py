"""`parley alarm list|status|test|ring|policy DIR`: whom a line calls outside the console, and what sounds here."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from parley.app.alarm_sender import send
from parley.app.alarms import alarms_told, read_plan
from parley.app.annunciator import FILE, browser_policy, read_command, ring
from parley.app.home import open_home
from parley.cli._home import add_home, add_line
from parley.desk.alerts import Level
from parley.words.faults import OurFault

HELP = "show whom alarms reach outside the console, what became of them, and try a target or what rings here"
ACTIONS = {
    "list": "the targets, with what calls them",
    "status": "what waits, what left and what did not",
    "test": "send the word TEST to one target, or to all",
    "ring": "run the command that rings at this node, with the word TEST",
    "policy": "print the file by which Chromium lets the console of an origin sound",
}


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley alarm`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for name, said in ACTIONS.items():
        each = actions.add_parser(name, help=said, description=said)
        add_home(each, passphrase=False)
        add_line(each)
        if name == "policy":
            each.add_argument("--origin", required=True, help="of the console: https://parley-usa:8443")
        elif name == "ring":
            continue
        elif name == "test":
            each.add_argument("target", metavar="TARGET", nargs="?", help="one of them; all without it")
        else:
            each.add_argument("--json", action="store_true", help="print one object")


def _ring(home: Path) -> int:
    """Run the command once. Raises OurFault `annunciator-malformed`, `annunciator-failed`."""
    command = read_command(home)
    if not command:
        print(f"No command rings here: {home / FILE} is not there.")
    elif not asyncio.run(ring(command, Level.CAUTION, "ROUTINE TEST")):
        raise OurFault("annunciator-failed", f"{command[0]} did not end well.")
    return 0


def run(args: argparse.Namespace) -> int:
    """Show it, or try it. Raises OurFault `alarms-malformed`, `alarm-target-unknown`, `alarm-failed`, and `_ring`'s."""
    home = open_home(args.folder)
    if args.action == "policy":
        print(browser_policy(args.origin))
        return 0
    if args.action == "ring":
        return _ring(home.folder)
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
