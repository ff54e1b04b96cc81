"""`parley bearer list|on|off|add|remove DIR`: the carriers of a line, set up, turned on and off."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parley.app.carriers import add_drop, add_serial, remove
from parley.app.devices import NAMES, POLL_DEFAULT_S, Drop, Serial
from parley.app.home import open_home
from parley.cli._entries import age
from parley.cli._home import add_home, add_line, reached
from parley.runtime.control import call
from parley.words.faults import OurFault

HELP = "a line's carriers: list them, turn one on or off, add or remove a file drop or a serial line"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley bearer`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    for action, said in (
        ("list", "what each bearer of a running line carries, and to whom"),
        ("on", "turn a bearer on"),
        ("off", "turn a bearer off, until it is turned on"),
        ("add", "set up a file drop or a serial line"),
        ("remove", "take a file drop or a serial line out of the settings; its folders stay"),
    ):
        each = actions.add_parser(action, help=said, description=said)
        add_home(each, passphrase=False)
        if action == "add":
            _register_add(each)
            continue
        if action != "list":
            each.add_argument("name", metavar="BEARER", choices=NAMES if action == "remove" else None)
        _common(each)


def _common(parser: argparse.ArgumentParser) -> None:
    add_line(parser)
    parser.add_argument("--json", action="store_true", help="print JSON")


def _register_add(parser: argparse.ArgumentParser) -> None:
    bearers = parser.add_subparsers(dest="name", metavar="BEARER", required=True)
    drop = bearers.add_parser(
        "drop",
        help="folders, or sticks, that people carry",
        description="packets as files in folders that people carry",
    )
    drop.add_argument("--incoming", metavar="DIR", type=Path, required=True, help="what couriers bring is put here")
    drop.add_argument(
        "--outgoing", metavar="PARTY=DIR", action="append", required=True, help="what couriers take to this party"
    )
    drop.add_argument(
        "--poll-s", metavar="S", type=_positive, default=POLL_DEFAULT_S, help="look at the folders so often"
    )
    _common(drop)
    serial = bearers.add_parser(
        "serial",
        help="a modem, a radio or a bare wire",
        description="frames over a serial device, to every counterpart",
    )
    serial.add_argument("--device", metavar="FILE", type=Path, required=True, help="the device, such as /dev/ttyUSB0")
    serial.add_argument("--bits-per-s", metavar="N", type=_positive_whole, required=True, help="what it really carries")
    serial.add_argument("--baud", metavar="N", type=_positive_whole, help="the device's own speed, where it has one")
    serial.add_argument("--kiss", metavar="OWN,THERE", help="it is a KISS modem: the call signs of both ends")
    _common(serial)


def _positive(text: str) -> float:
    """Seconds; argparse tells a ValueError as misuse."""
    value = float(text)
    if not 0 < value < float("inf"):
        raise ValueError(text)
    return value


def _positive_whole(text: str) -> int:
    value = int(text)
    if value <= 0:
        raise ValueError(text)
    return value


def run(args: argparse.Namespace) -> int:
    """Change the settings, or ask the node; print how its bearers then stand."""
    if args.action in {"add", "remove"}:
        return _set_up(args)
    request: dict[str, Any] = {"do": "bearers", "line": args.line}
    if args.action != "list":
        request = {"do": "bearer", "line": args.line, "name": args.name, "on": args.action == "on"}
    with reached(args) as access:
        bearers = access.ask(request)["bearers"]
        if not access.running and not args.json:
            print(f"{args.name} is {args.action} when the node starts.")
            return 0
    print(json.dumps(bearers) if args.json else "\n".join(line for each in bearers for line in _lines(each)))
    return 0


def _set_up(args: argparse.Namespace) -> int:
    home = open_home(args.folder)
    name = home.only_line(args.line)
    if args.action == "remove":
        remove(home, name, args.name)
    elif args.name == "drop":
        outgoing = dict(_outgoing(text) for text in args.outgoing)
        add_drop(home, name, Drop(args.incoming.absolute(), outgoing, args.poll_s))
    else:
        kiss = None if args.kiss is None else _call_signs(args.kiss)
        add_serial(home, name, Serial(args.device.absolute(), args.bits_per_s, args.baud, kiss))
    caller = call(home.folder)
    if caller is not None:
        caller.close()
    if args.json:
        print(json.dumps({"line": name, "bearer": args.name, "action": args.action, "running": caller is not None}))
        return 0
    print(f"Line {name}: {args.name} is {'set up' if args.action == 'add' else 'taken out'}.")
    if caller is not None:
        print("The node runs with its old settings: stop it and start it again.")
    return 0


def _outgoing(text: str) -> tuple[str, Path]:
    party, equals, folder = text.partition("=")
    if not equals or not folder:
        raise OurFault("drop-unusable", f"--outgoing {text!r} is not PARTY=DIR.", "Name the party and its folder.")
    return party, Path(folder).absolute()


def _call_signs(text: str) -> tuple[str, str]:
    own, _, there = text.partition(",")
    return own, there


def _lines(bearer: Mapping[str, Any]) -> Iterator[str]:
    yield f"{bearer['bearer']}: {'on' if bearer['on'] else 'off'}, {'wide' if bearer['wide'] else 'narrow'}"
    for way in bearer["ways"]:
        echo = "never" if way["echo_s_ago"] is None else f"{age(way['echo_s_ago'], 'en')} ago"
        yield (
            f"  {way['peer']}: way {'open' if way['open'] else 'closed'}, node {'up' if way['up'] else 'not heard'}, "
            f"last echo {echo}; in {way['packets_in']} packets, {way['bytes_in']} bytes; "
            f"out {way['packets_out']}, {way['bytes_out']}"
        )
    for code, count in bearer["counts"].items():
        yield f"  {code}: {count}"
