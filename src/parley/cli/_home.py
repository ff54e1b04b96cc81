"""Arguments that name a home, and how it is opened with its passphrase."""

from __future__ import annotations

import argparse
import getpass
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

from parley.app.access import Access, reach
from parley.app.home import Home, open_home
from parley.runtime.control import call
from parley.words.faults import OurFault


def add_home(parser: argparse.ArgumentParser, *, passphrase: bool = True) -> None:
    """Add DIR, and `--passphrase-file` where keys are needed."""
    parser.add_argument("folder", metavar="DIR", type=Path, help="the home")
    if passphrase:
        parser.add_argument("--passphrase-file", metavar="F", type=Path, help="its first line is the passphrase")


def add_line(parser: argparse.ArgumentParser) -> None:
    """Add `--line`."""
    parser.add_argument("--line", metavar="NAME", help="which line, where the home has several")


@contextmanager
def reached(args: argparse.Namespace) -> Iterator[Access]:
    """Reach the home: by its running node, or by opening it."""
    access = reach(args.folder, lambda: opened(args))
    try:
        yield access
    finally:
        access.close()


def opened(args: argparse.Namespace) -> Home:
    """Open the home and try its passphrase, asking for it where a person is there and none was given."""
    path: Path | None = args.passphrase_file
    home = open_home(args.folder, None if path is None else first_line(path))
    try:
        home.node_key()
    except OurFault as fault:
        if fault.code != "passphrase-needed" or not sys.stdin.isatty():
            raise
        home = replace(home, passphrase=getpass.getpass("Passphrase of this home: "))
        home.node_key()
    return home


def apply_settings(home: Home, name: str) -> None:
    """Have the node that runs in a home, if one does, take a line's settings anew."""
    caller = call(home.folder)
    if caller is not None:
        try:
            caller.ask({"do": "apply", "line": name})
        finally:
            caller.close()


def first_line(path: Path) -> str:
    """Read the first line of a file. Raises OurFault `file-unreadable`."""
    return read_bytes(path).decode(errors="replace").partition("\n")[0].rstrip("\r")


def read_bytes(path: Path) -> bytes:
    """Read a file that the command line names. Raises OurFault `file-unreadable`."""
    try:
        return path.read_bytes()
    except OSError as error:
        raise OurFault("file-unreadable", f"{path} cannot be read: {error.strerror}.") from error


def new_passphrase() -> str:
    """Ask for a new passphrase twice. Raises OurFault `passphrases-differ`, `passphrase-needed` without a terminal."""
    if not sys.stdin.isatty():
        raise OurFault("passphrase-needed", todo="Give --passphrase-file, or --no-passphrase for a trial.")
    first = getpass.getpass("New passphrase: ")
    if getpass.getpass("Once more: ") != first:
        raise OurFault("passphrases-differ")
    return first
