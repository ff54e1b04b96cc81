"""`parley status DIR`: what the record of each line says now, whether a node runs or not."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from typing import Any

from parley.cli._entries import age, amendments_text
from parley.cli._home import add_home, add_line, reached

HELP = "show lamps, watch checks, calls, what is owed and what is not confirmed"
NOT_CONFIRMED = {
    "en": "Not yet confirmed by the other side: {statements}, the oldest for {age}.",
    "ru": "Ещё не подтверждено другой стороной: {statements}, самое раннее уже {age}.",
}


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley status`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="one object, by line")


def run(args: argparse.Namespace) -> int:
    """Ask every line, or the one that is named, and print what it says now."""
    with reached(args) as access:
        names = access.ask({"do": "lines"})["lines"] if args.line is None else [args.line]
        found = {name: access.ask({"do": "status", "line": name}) for name in names}
    if args.json:
        for each in found.values():
            del each["said"]
        print(json.dumps({name: {"running": access.running, **each} for name, each in found.items()}))
        return 0
    for name, each in found.items():
        _tell(name, each, running=access.running)
    return 0


def _tell(name: str, found: Mapping[str, Any], *, running: bool) -> None:
    drill = "  DRILL" if found["drill"] else ""
    node = "node running" if running else "no node running"
    print(f"{name}: {found['entries']} entries, {found['numbered']} with a joint number; {node}{drill}")
    for said in amendments_text(found["agreement"]):
        print(said)
    if found["catalogue"]["said"]:
        print(f"! {found['catalogue']['said']}")
    if found["alarms"]["held"] or found["alarms"]["code"]:
        print(f"! Alarms: {found['alarms']['code'] or 'some have not left'}; parley alarm status")
    if found["erased"]:
        print(f"Erased by agreement: {len(found['erased'])} statements; their entries stay.")
    exposure, language = found["exposure"], found["language"]
    if exposure["statements"]:
        words = NOT_CONFIRMED.get(language, NOT_CONFIRMED["en"])
        print(words.format(statements=exposure["statements"], age=age(exposure["oldest_s"], language)))
    for question, said in found["said"]:
        print(question)
        for each in said:
            print(f"  {each}")
