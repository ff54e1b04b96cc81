"""`parley serve DIR`: run the node of a home, with a log on standard error."""

from __future__ import annotations

import argparse
import sys

from parley.app.serve import serve
from parley.cli._home import add_home, opened

HELP = "run the node: store and carriers, until it is told to stop"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley serve`."""
    add_home(parser)


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C."""
    serve(opened(args), sys.stderr)
    return 0
