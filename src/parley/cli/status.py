"""`parley status DIR`: what the record of a stopped home says."""

from __future__ import annotations

import argparse
import json
import time

from parley.app.home import Home, open_home
from parley.app.reading import Book, book_of_home
from parley.cli._answers import questions
from parley.cli._home import add_home
from parley.node.views import answers

HELP = "show lamps, watch checks, calls and what is owed, from the record of a stopped home"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley status`."""
    add_home(parser, passphrase=False)
    parser.add_argument("--json", action="store_true", help="one object, by line")


def run(args: argparse.Namespace) -> int:
    """Read every line's record and print what it says now."""
    home = open_home(args.folder)
    books = {name: book_of_home(home, name) for name in home.lines()}
    now_ms = time.time_ns() // 1_000_000
    if args.json:
        print(json.dumps({name: {"drill": home.demo, **_machine(book, now_ms)} for name, book in books.items()}))
        return 0
    for name, book in books.items():
        _tell(home, name, book, now_ms)
    return 0


def _machine(book: Book, now_ms: int) -> dict[str, object]:
    found = answers(book.reading(now_ms), book.agreement.founded_ms)
    counts = {"entries": len(book.record), "numbered": book.record.numbered}
    return {**counts, "machine": book.lamps(), **found.machine()}


def _tell(home: Home, name: str, book: Book, now_ms: int) -> None:
    place = 1 if book.agreement.languages[home.party] == "ru" else 0
    found = answers(book.reading(now_ms), book.agreement.founded_ms)
    drill = "  DRILL" if home.demo else ""
    print(f"{name}: {len(book.record)} entries, {book.record.numbered} with a joint number{drill}")
    for question, said in questions(found, book.lamps(), book.agreement):
        print(question[place])
        for both in said:
            print(f"  {both[place]}")
