"""`parley backup DIR OUT`: the records of a home, without keys."""

from __future__ import annotations

import argparse
from pathlib import Path

from parley.app.backups import backup
from parley.app.home import open_home
from parley.cli._home import add_home

HELP = "copy a stopped home's records, agreements and cards; no key"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley backup`."""
    add_home(parser, passphrase=False)
    parser.add_argument("out", metavar="OUT", type=Path, help="the folder to write; must not exist yet")


def run(args: argparse.Namespace) -> int:
    """Write the backup."""
    count = backup(open_home(args.folder), args.out)
    print(f"{args.out} holds {count} {'line' if count == 1 else 'lines'}. Keys are not in it: keep those apart.")
    return 0
