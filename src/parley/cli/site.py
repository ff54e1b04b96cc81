"""`parley site copy|give-up|take-over`: a second site that holds the record and cannot sign until it has the watch."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path
from typing import Any

from parley.app.home import open_home
from parley.app.sites import copy_site, give_up, read_handover, take_over
from parley.cli._home import add_home, first_line, read_bytes
from parley.runtime.control import call

HELP = "a second site: keep a warm copy, hand the watch over, take it over"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley site`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action, said, name, what in (
        ("copy", "make or renew a warm copy, also while the node runs", "OUT", "its folder"),
        (
            "give-up",
            "give the watch up: this home cannot sign any more",
            "FILE",
            "the hand-over to write; it has the key",
        ),
        ("take-over", "take the watch over with a hand-over that two officers signed", "FILE", "the hand-over"),
    ):
        each = actions.add_parser(action, help=said, description=said)
        add_home(each, passphrase=action != "copy")
        each.add_argument("file", metavar=name, type=Path, help=what)
        each.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Carry out one step."""
    told, text = {"copy": _copy, "give-up": _give_up, "take-over": _take_over}[args.action](args)
    print(json.dumps(told) if args.json else text)
    return 0


def _copy(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    home = open_home(args.folder)
    caller = call(args.folder)
    if caller is None:
        asyncio.run(copy_site(home, args.file))
    else:
        try:
            caller.ask({"do": "site-copy", "out": str(args.file.absolute())})
        finally:
            caller.close()
    told = {"copy": str(args.file), "lines": len(home.lines()), "live": caller is not None}
    return (
        told,
        f"{args.file} holds the record as it stands, the keys of the pairs, and no node key: it cannot sign.",
    )


def _give_up(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    home = open_home(args.folder, None if args.passphrase_file is None else first_line(args.passphrase_file))
    give_up(home, args.file)
    told = {"handover": str(args.file), "number": home.site().number}
    return told, f"This home has given the watch up. Two officers sign {args.file}; then carry it to the other site."


def _take_over(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    home = open_home(args.folder, None if args.passphrase_file is None else first_line(args.passphrase_file))
    take_over(home, read_handover(read_bytes(args.file)))
    told = {"home": str(home.folder), "number": home.site().number}
    return told, f"This home keeps the watch. Destroy {args.file}, then: parley serve {home.folder}"
