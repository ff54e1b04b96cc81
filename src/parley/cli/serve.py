"""`parley serve DIR`: run the node of a home, with a log on standard error."""

from __future__ import annotations

import argparse
import json
import sys

from parley.app.checks import Standing, check_home
from parley.app.serve import serve
from parley.cli._home import add_home, first_line, opened

HELP = "run the node: store and carriers of every line, until it is told to stop"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley serve`."""
    add_home(parser)
    parser.add_argument("--metrics", metavar="HOST:PORT", help="serve /metrics and /health on this loopback address")
    parser.add_argument(
        "--console",
        metavar="HOST:PORT",
        help="serve the pages of the desk there: by https, on a loopback address by http unless it begins with https://",
    )
    parser.add_argument("--check", action="store_true", help="look whether this machine is fit to serve it, and end")
    parser.add_argument("--json", action="store_true", help="with --check: print one object")


def run(args: argparse.Namespace) -> int:
    """Run until SIGTERM or Ctrl-C, or check."""
    if args.check:
        return _check(args)
    serve(opened(args), sys.stderr, args.metrics, args.console)
    return 0


def _check(args: argparse.Namespace) -> int:
    found = check_home(args.folder, None if args.passphrase_file is None else first_line(args.passphrase_file))
    fit = all(each.standing is not Standing.WRONG for each in found)
    if args.json:
        print(json.dumps({"fit": fit, "findings": [each.machine() for each in found]}))
    else:
        width = max(len(each.what) for each in found)
        for each in found:
            print(f"{each.standing:7}  {each.what:{width}}  {each.said}")
    return 0 if fit else 1
