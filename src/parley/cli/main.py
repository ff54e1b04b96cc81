"""The `parley` command: finds the subcommand's module, turns faults into text and exit codes.

A subcommand is a module of this package, without a leading underscore, that has `HELP` (one line),
`register(parser)` and `run(args) -> int`. Only the one that the command line names is imported, so
that every command starts fast.
"""

import argparse
import importlib
import os
import pkgutil
import sys
from collections.abc import Sequence
from typing import Protocol, cast

import parley
from parley import cli
from parley.words.faults import Fault


class Command(Protocol):
    """What a subcommand's module offers."""

    HELP: str

    def register(self, parser: argparse.ArgumentParser) -> None: ...
    def run(self, args: argparse.Namespace) -> int: ...


def names() -> list[str]:
    """Every subcommand."""
    modules = (module.name for module in pkgutil.iter_modules(cli.__path__))
    return [name for name in modules if name != "main" and not name.startswith("_")]


def load(name: str) -> Command:
    """The module of one subcommand."""
    return cast("Command", importlib.import_module(f"parley.cli.{name}"))


def parse(argv: Sequence[str]) -> argparse.Namespace:
    """The command line's arguments; ends with 2 where it is not understood."""
    parser = argparse.ArgumentParser(prog="parley", description=parley.__doc__.splitlines()[0])
    parser.add_argument("--version", action="version", version=f"parley {parley.__version__}")
    commands = parser.add_subparsers(dest="command", metavar="COMMAND", required=True)
    known = names()
    for name in argv[:1] if argv and argv[0] in known else known:
        command = load(name)
        command.register(commands.add_parser(name, help=command.HELP, description=command.HELP))
    return parser.parse_args(argv)


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command: 0 done, 1 refused or found wrong, 2 usage or a machine that lacks things."""
    if not __debug__:
        print("parley: python -O drops checks that Parley relies on; leave it out", file=sys.stderr)
        return 2
    args = parse(sys.argv[1:] if argv is None else argv)
    try:
        code = load(args.command).run(args)
        sys.stdout.flush()
        return code
    except Fault as fault:
        print(f"parley: {fault.message} [{fault.code}]\n{fault.todo}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    except BrokenPipeError:  # who read along has seen enough; nothing more can be said
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 1
