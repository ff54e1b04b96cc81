"""`parley backup DIR OUT`: the records of a home, without keys, whether a node runs or not."""

from __future__ import annotations

import argparse
import asyncio
import json
from pathlib import Path

from parley.app.backups import backup
from parley.app.home import open_home
from parley.cli._home import add_home
from parley.runtime.control import call

HELP = "copy a home's records, agreements and cards; no key and no epoch secret"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley backup`."""
    add_home(parser, passphrase=False)
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to write; must not exist yet")
    parser.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Write the backup: the running node does it, or this command under the same lock."""
    home = open_home(args.folder)
    caller = call(args.folder)
    if caller is None:
        count = asyncio.run(backup(home, args.out))
    else:
        try:
            count = caller.ask({"do": "backup", "out": str(args.out.absolute())})["lines"]
        finally:
            caller.close()
    if args.json:
        print(json.dumps({"backup": str(args.out), "lines": count, "live": caller is not None}))
    else:
        print(f"{args.out} holds {count} {'line' if count == 1 else 'lines'}. Keys are not in it: keep those apart.")
    return 0
