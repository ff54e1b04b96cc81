"""`parley publish DIR FOLDER`: readouts that are public, as an Atom feed and a page, for a web server to hand out."""

from __future__ import annotations

import argparse
from pathlib import Path

from parley.cli._home import add_home, add_line, reached
from parley.words.faults import OurFault

HELP = "write what is public of calls into a folder: an Atom feed and a page"
FILES = {"feed.atom": "atom", "index.html": "page"}


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley publish`."""
    add_home(parser, passphrase=False)
    parser.add_argument("out", metavar="FOLDER", type=Path, help="where to; what it writes there it replaces")
    add_line(parser)


def run(args: argparse.Namespace) -> int:
    """Write it. Raises OurFault `file-unreadable` where the folder cannot be written."""
    with reached(args) as access:
        found = access.ask({"do": "publication", "line": args.line})
    try:
        args.out.mkdir(parents=True, exist_ok=True)
        for name, form in FILES.items():
            _put(args.out / name, found[form].encode())
    except OSError as error:
        raise OurFault("file-unreadable", f"{args.out} cannot be written: {error.strerror}.") from error
    print(f"{len(found['calls'])} calls are public: {', '.join(str(args.out / name) for name in FILES)}")
    return 0


def _put(path: Path, data: bytes) -> None:
    """Put a file in its place whole: who reads it meanwhile gets the old one or the new one."""
    part = path.with_name(f".{path.name}.part")
    part.write_bytes(data)
    part.chmod(0o644)
    part.replace(path)
