"""`parley demo`: two nodes on this machine replay the first scenario, and the record is tried afterwards."""

from __future__ import annotations

import argparse
import json
import os
import signal
import sys
import tempfile
import webbrowser
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path

from parley.app.demo import Demonstration
from parley.app.story import PARTIES, agreement_text, story
from parley.cli._demo_screen import Screen
from parley.desk.agreement import parse
from parley.words.faults import OurFault
from parley.words.terms import is_party_code

HELP = "replay a story between two nodes on this machine, and try its record"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley demo`."""
    parser.add_argument("--step", action="store_true", help="wait for a key after each scene")
    parser.add_argument("--parties", metavar="A,B", default=",".join(PARTIES), help="tell it of two other parties")
    parser.add_argument("--home", metavar="DIR", type=Path, help="keep homes and exports in this new folder")
    parser.add_argument("--hold", action="store_true", help="keep both nodes running until Ctrl-C")
    parser.add_argument(
        "--console", action="store_true", help="serve both desks, and play the story there at your pace"
    )
    parser.add_argument("--json", action="store_true", help="print one object; ends with 0 only if all holds")


def run(args: argparse.Namespace) -> int:
    """Replay, tell, and leave nothing running."""
    parties = _parties(args.parties)
    agreement = agreement_text(parties).encode()
    screen = Screen(parties, neutral=parties != PARTIES, step=args.step and not args.json)
    silent, hold = args.json, args.hold or args.console
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ExitStack() as stack:
        folder = _folder(args.home, stack)
        demonstration = Demonstration(
            folder, parties, agreement, story(parse(agreement), parties), console=args.console
        )
        stack.callback(demonstration.close)
        if not silent:
            screen.open()
        founded = demonstration.found()
        demonstration.start()
        if args.console:
            _open(demonstration.links())
        if not silent:
            screen.tell(founded)
        demonstration.replay(_nobody_listens if silent else screen.tell)
        result = demonstration.result()
        if silent:
            print(json.dumps(result.machine(), ensure_ascii=False))
        else:
            screen.end(result, kept=args.home is not None or hold)
        if hold:
            _hold(demonstration, folder)
    return 0 if result.holds else 1


def _nobody_listens(moment: object) -> None:
    pass


def _parties(text: str) -> tuple[str, str]:
    first, comma, second = text.partition(",")
    if not comma or first == second or not is_party_code(first) or not is_party_code(second):
        raise OurFault("party-code", "--parties names two different codes with a comma between them.")
    return first, second


def _folder(home: Path | None, stack: ExitStack) -> Path:
    if home is None:
        return Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="parley-demo-")))
    if home.exists() and (not home.is_dir() or any(home.iterdir())):
        raise OurFault("out-exists", f"{home} is there already and not empty.")
    return home


def _open(links: Mapping[str, str]) -> None:
    """Say where the desks are, and show them where there is a screen to do it."""
    for party, link in links.items():
        print(f"DEMO desk of {party}, good for one sign-in: {link}", file=sys.stderr)
        if sys.stderr.isatty() and any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY")):
            webbrowser.open(link)
    print("The story waits there until you press Play.", file=sys.stderr, flush=True)


def _hold(demonstration: Demonstration, folder: Path) -> None:
    sys.stdout.flush()  # whoever reads a pipe gets what was said before the wait
    print(f"Both nodes run on; their homes are in {folder}. Ctrl-C ends them.", file=sys.stderr)
    while True:
        demonstration.pass_second()
