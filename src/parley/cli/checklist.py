"""`parley checklist DIR REF`: what the watch does about an incident or an accident. Private to this side."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from parley.app.home import open_home
from parley.app.people import read_people
from parley.app.released import note, notes
from parley.cli._home import add_home, add_line, reached
from parley.desk.checklists import CHECKLISTS
from parley.desk.people import Act, refuse_act
from parley.wire.render import sentence_name
from parley.wire.speech import speech
from parley.words.faults import OurFault

HELP = "show the checklist of an incident or an accident, and tick a step off"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley checklist`."""
    add_home(parser, passphrase=False)
    parser.add_argument("ref", metavar="REF", help="the report: joint number, 'USA 12', or the beginning of an id")
    add_line(parser)
    steps = sorted({step for checklist in CHECKLISTS.values() for step in checklist})
    parser.add_argument("--tick", metavar="STEP", choices=steps, help=f"a step that is done: {', '.join(steps)}")
    parser.add_argument("--seat", default="", help="who has done it: private log only")
    parser.add_argument("--json", action="store_true", help="print one list")


def run(args: argparse.Namespace) -> int:
    """Tick a step off if one is named, and show them all."""
    home = open_home(args.folder)
    with reached(args) as access:
        entry = access.ask({"do": "show", "line": args.line, "ref": args.ref})
    steps = {sentence_name(kind): steps for kind, steps in CHECKLISTS.items()}.get(entry["kind"])
    if steps is None:
        raise OurFault("checklist-unknown")
    folder = home.line_folder(home.only_line(args.line))
    if args.tick:
        if args.tick not in steps or not args.seat.strip():
            raise OurFault("checklist-unknown" if args.seat.strip() else "seat-needed")
        refuse_act(read_people(home.folder), args.seat, Act.TELL)
        note(folder, "ticked", seat=args.seat, thread=entry["thread"], step=args.tick)
    done = _ticked(folder, entry["thread"])
    said = speech(entry["language"])
    told = [{"step": step, "text": said.say(f"checklist-{step}"), "done": done.get(step)} for step in steps]
    if args.json:
        print(json.dumps(told))
    else:
        for number, each in enumerate(told, 1):
            mark, when = ("x", f"  {each['done']}") if each["done"] else (" ", "")
            print(f"{number} [{mark}] {each['text']}{when}")
    return 0


def _ticked(folder: Path, thread: str) -> dict[str, str]:
    """Give when each step was ticked off first."""
    done: dict[str, str] = {}
    for line in notes(folder, "ticked"):
        if line.get("thread") == thread:
            done.setdefault(line.get("step", ""), f"{line.get('at')} {line.get('seat')}")
    return done
