"""`parley export calendar|table|page|incident DIR`: deadlines, all statements, one entry or a thread, for others."""

from __future__ import annotations

import argparse
from pathlib import Path

from parley.cli._home import add_home, add_line, reached
from parley.words.faults import OurFault

HELP = "write a calendar (iCalendar), a table (CSV), or one entry as a page to print (HTML)"
FORMS = {
    "calendar": "windows of notices, agreed calls and deadlines, as iCalendar (RFC 5545)",
    "table": "every statement, as CSV (RFC 4180)",
    "page": "one entry, as a page to print (HTML that loads and runs nothing)",
    "incident": "a thread as the file of an incident: all entries, what was shown and when, the own log apart",
}
OF_ENTRY = {"page": "page", "incident": "incident-page"}
"""What names an entry, and how it is asked for."""


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley export`."""
    forms = parser.add_subparsers(dest="form", metavar="FORM", required=True)
    for name, said in FORMS.items():
        each = forms.add_parser(name, help=said, description=said)
        add_home(each, passphrase=False)
        if name in OF_ENTRY:
            each.add_argument("ref", metavar="REF", help="joint number, 'USA 12', or the beginning of an id")
        add_line(each)
        each.add_argument("--out", metavar="FILE", type=Path, help="write it there, not to standard output")


def run(args: argparse.Namespace) -> int:
    """Write it. Raises OurFault `file-unreadable` where the file cannot be written."""
    with reached(args) as access:
        form = OF_ENTRY.get(args.form, args.form)
        asked = {"do": form, "line": args.line} | ({"ref": args.ref} if args.form in OF_ENTRY else {})
        text: str = access.ask(asked)["text"]
    if args.out is None:
        print(text, end="")
        return 0
    try:
        args.out.write_bytes(text.encode())
    except OSError as error:
        raise OurFault("file-unreadable", f"{args.out} cannot be written: {error.strerror}.") from error
    return 0
