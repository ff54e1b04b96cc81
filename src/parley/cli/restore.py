"""`parley restore BACKUP DIR`: a home again, from a backup and the keys that were kept apart."""

from __future__ import annotations

import argparse
from pathlib import Path

from parley.app.backups import restore

HELP = "make a home of a backup; its keys are put in by hand"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley restore`."""
    parser.add_argument("backup", metavar="BACKUP", type=Path, help="what `parley backup` wrote")
    parser.add_argument("folder", metavar="DIR", type=Path, help="the home to make; must not exist yet")


def run(args: argparse.Namespace) -> int:
    """Restore, and say which keys are missing."""
    keys = restore(args.backup, args.folder)
    print("Put these keys in, from where they are kept:")
    for key in keys:
        print(f"  {key}")
    print(f"Then: parley serve {args.folder}. It opens a new feed and asks the others for what the backup lacks.")
    return 0
