"""`parley watch status|take|hand-over|leave DIR`: who keeps the watch at this desk, and what is handed over with it."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from typing import Any

from parley.cli._home import add_home, add_line, reached

HELP = "take the watch, hand it over, or leave the desk on call"
STEPS = {
    "status": "who keeps the watch, what is open, and what the other side says of its own",
    "take": "take the watch: position confirmed, sound heard, clock and record compared, every open item named",
    "hand-over": "hand the watch to another seat, with a sentence for every open item",
    "leave": "leave the desk: the other side is told that it is on call",
}


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley watch`."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    for step, said in STEPS.items():
        each = steps.add_parser(step, help=said, description=said)
        add_home(each, passphrase=step in {"take", "leave"})
        add_line(each)
        each.add_argument("--json", action="store_true", help="print one object")
        if step == "status":
            continue
        each.add_argument("--seat", required=True, help="who does it")
        each.add_argument(
            "--item",
            action="append",
            default=[],
            type=_item,
            metavar="ITEM=TEXT",
            help="an open item, with a word on it",
        )
        if step == "take":
            each.add_argument("--position", action="store_true", help="I am at the position")
            each.add_argument("--sound", action="store_true", help="I have heard the alarm sound")
            each.add_argument("--clock", default="", metavar="HHMM", help="the clock on the wall, in UTC")
            each.add_argument("--record", default="", metavar="N:DIGITS", help="the record, as the other side reads it")
            each.add_argument("--nobody-there", action="store_true", help="nobody is there to be relieved")
        elif step == "hand-over":
            each.add_argument("--to", required=True, metavar="SEAT", help="the seat that takes it")
        else:
            each.add_argument("--on-call", required=True, type=int, metavar="MINUTES", help="reachable within so many")


def _item(text: str) -> tuple[str, str]:
    item, found, word = text.partition("=")
    if not found or not word.strip():
        raise argparse.ArgumentTypeError("write it as ITEM=TEXT")
    return item, word


def run(args: argparse.Namespace) -> int:
    """Do one step."""
    request: dict[str, Any] = {"do": "watch", "step": args.step, "line": args.line}
    if args.step != "status":
        request |= {"seat": args.seat, "items": dict(args.item)}
    if args.step == "take":
        request |= {key: getattr(args, key) for key in ("position", "sound", "clock", "record")}
        request["alone"] = args.nobody_there
    elif args.step == "hand-over":
        request["to"] = args.to
    elif args.step == "leave":
        request["within_min"] = args.on_call
    with reached(args) as access:
        found = access.ask(request)
    print(json.dumps(found) if args.json else "\n".join(_text(found)))
    return 0


def _text(found: Mapping[str, Any]) -> Iterator[str]:
    since = f" since {found['since']}" if found["since"] else ""
    seat = f" by {found['seat']}" if found["seat"] else ""
    to = f", to {found['to']}" if found["to"] else ""
    yield f"{found['line']}: the watch is {found['state']}{seat}{to}{since}"
    for each in found["pass_now"]:
        asked = f", {' and '.join(each['asked_for'])} asked for" if each["asked_for"] else ""
        alarm = "ALARM: " if each["alarm"] else ""
        yield f"  {alarm}PASS TO WATCH NOW: {each['entry'][:12]} since {each['since']}{asked}: {each['text']}"
    for item, text in found["open"].items():
        word = found["acknowledged"].get(item)
        yield f"  [{'x' if word else ' '}] {item}  {text}" + (f"  ({word})" if word else "")
    yield f"  clock {found['clock']}Z, record {found['record']}"
    for party, said in found["others"].items():
        if said is None:
            yield f"  {party} has said nothing of its watch"
        elif said["within_min"]:
            yield f"  {party} is on call, reachable within {said['within_min']} min, since {said['said']}"
        else:
            yield f"  {party} is there since {said['said']}"
