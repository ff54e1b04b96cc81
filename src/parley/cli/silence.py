"""`parley silence order|lift|show DIR`: hold back all but emergencies. Private to this side."""

from __future__ import annotations

import argparse
import json

from parley.app.home import open_home
from parley.app.silence import is_silent, lift_silence, order_silence
from parley.cli._home import add_home, add_line

HELP = "order silence on a line: only emergencies leave it without a reason"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley silence`."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    for step, said in (
        ("order", "from now on only emergencies leave without a reason"),
        ("lift", "everything may leave again"),
        ("show", "is silence ordered?"),
    ):
        each = steps.add_parser(step, help=said, description=said)
        add_home(each, passphrase=False)
        add_line(each)
        each.add_argument("--json", action="store_true", help="print one object")
        if step != "show":
            each.add_argument("--seat", required=True, help="who orders it: private log only")
            each.add_argument("--order", default="", help="the order's reference: private log only")


def run(args: argparse.Namespace) -> int:
    """Order, lift or show it."""
    home = open_home(args.folder)
    name = home.only_line(args.line)
    folder = home.line_folder(name)
    if args.step != "show":
        {"order": order_silence, "lift": lift_silence}[args.step](folder, seat=args.seat, reference=args.order)
    silent = is_silent(folder)
    if args.json:
        print(json.dumps({"line": name, "silent": silent}))
    else:
        print(f"{name}: " + ("silence is ordered; only emergencies leave without a reason" if silent else "no silence"))
    return 0
