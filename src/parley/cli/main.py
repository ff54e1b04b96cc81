"""The `parley` command: finds the subcommand's module, and turns faults into text and exit codes.

A subcommand is a module of this package with `HELP` (one line), `register(parser)` and
`run(args) -> int`. Only the module that the command line names is imported, so that every
command starts fast.
"""

import argparse
import importlib
import sys
from collections.abc import Sequence
from typing import Protocol, cast

import parley

# name -> one line of help; a test compares the lines with each module's HELP.
COMMANDS: dict[str, str] = {
    "bundle": "write one folder from which a machine without network sets itself up",
}


class Command(Protocol):
    """What a subcommand's module offers."""

    HELP: str

    def register(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


def load(name: str) -> Command:
    """The module of one subcommand."""
    module = importlib.import_module(f"parley.cli.{name}")
    return cast("Command", module)


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line's arguments; ends with 2 where it is not understood."""
    parser = argparse.ArgumentParser(prog="parley", description=parley.__doc__.splitlines()[0])
    parser.add_argument("--version", action="version", version=f"parley {parley.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    named = next((word for word in argv if not word.startswith("-")), None)
    for name, line in COMMANDS.items():
        sub = commands.add_parser(name, help=line, description=line)
        if name == named:
            load(name).register(sub)
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command: 0 done, 1 refused or found wrong, 2 usage or a machine that lacks something."""
    if not __debug__:
        print("parley: python -O removes the checks that Parley relies on; start it without -O", file=sys.stderr)
        return 2
    args = parse(sys.argv[1:] if argv is None else argv)
    return load(args.command).run(args)
