"""`parley tui DIR`: the desk on a terminal of 80 by 24, by keys alone; `--plain` streams lines and clears nothing.

May import what every command may, and Textual: an extra, which `run` alone loads.
"""

from __future__ import annotations

import argparse
import sys
from importlib.util import find_spec
from typing import TYPE_CHECKING

from parley.app.home import open_home, read_line
from parley.cli._home import add_home, add_line
from parley.desk.agreement import parse
from parley.words.faults import OurFault

if TYPE_CHECKING:
    from parley.cli.tui.post import Post

HELP = "the desk on a terminal: desk, threads, compose, calls, alarms; --plain streams lines"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley tui`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--seat", default="", help="under which seat all is said that is said here")
    parser.add_argument("--plain", action="store_true", help="stream lines, for a screen reader or a line printer")


def run(args: argparse.Namespace) -> int:
    """Show the desk until it is left. Raises OurFault `tui-missing`, `line-unknown` and what homes raise."""
    if args.plain:
        from parley.cli.tui.plain import stream  # noqa: PLC0415  it needs no Textual

        return stream(post_of(args), sys.stdout)
    if find_spec("textual") is None:
        raise OurFault("tui-missing")
    from parley.cli.tui.terminal import Terminal  # noqa: PLC0415  an extra, and a second of start

    Terminal(post_of(args)).run(mouse=False)
    return 0


def post_of(args: argparse.Namespace) -> Post:
    """Put together what the terminal knows before it has asked the node."""
    from parley.cli.tui.asking import Eye, Node  # noqa: PLC0415  nothing of it is needed to parse a command line
    from parley.cli.tui.post import Post  # noqa: PLC0415  as above
    from parley.wire.chrome import chrome  # noqa: PLC0415  as above

    home = open_home(args.folder)
    name = home.only_line(args.line)
    files = read_line(home, name, secrets=False)
    terms = parse(files.agreement)
    language = terms.languages[home.party]
    node = Node(home.folder, name)
    return Post(
        node=node,
        about={
            "line": name, "party": home.party, "seat": args.seat, "drill": home.demo, "language": language,
            "zones": terms.time_zones,
        },
        words=chrome(language),
        eye=Eye(node, args.seat),
    )  # fmt: skip
