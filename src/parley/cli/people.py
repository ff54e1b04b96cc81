"""`parley people list|seat|enrol|told|keys|name-key|revoke-key DIR`: the seats of this side, and what each may do.

Seats and lists are private; hardware keys of officers are named in the record, under a seat and never a person.
"""

from __future__ import annotations

import argparse
import json
import secrets
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parley.app.home import open_home
from parley.app.people import declare_list, declare_seat, read_people
from parley.app.touch_page import touched
from parley.app.touches import RP_ID, creation_options
from parley.cli._home import add_home, add_line, reached
from parley.cli.draft import read_json
from parley.desk.agreement import NOTICE_KINDS
from parley.desk.people import People, Role, Seat

HELP = "show and declare the seats of this side: posts with roles, never persons"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley people`."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    for step, said in (
        ("list", "every seat with its roles, and who is told of which notice"),
        ("seat", "declare a seat with its roles, or take it out"),
        ("enrol", "a one-time link by which a seat makes itself a key for the console of the node that runs"),
        ("told", "who is told on the day when the window of such a notice opens"),
        ("keys", "the officers' hardware keys of every party"),
        ("name-key", "name a hardware key under a seat, in the record"),
        ("revoke-key", "say in the record that a hardware key holds no more"),
    ):
        each = steps.add_parser(step, help=said, description=said)
        add_home(each, passphrase=step.endswith("-key"))
        if "key" in step:
            add_line(each)
        if step.endswith("-key"):
            each.add_argument("name", metavar="SEAT", help="whose key it is: a seat")
        if step == "name-key":
            each.add_argument("--credential", type=Path, metavar="F", help="what a browser gave of the key, as JSON")
            each.add_argument("--host", default=RP_ID, help="the host by whose name its console is opened")
        elif step == "revoke-key":
            each.add_argument("--key", required=True, metavar="HASH", help="its hash, as `parley people keys` shows it")
        elif step == "enrol":
            each.add_argument("name", metavar="SEAT", help="whose key it will be")
        elif step == "seat":
            each.add_argument("name", metavar="SEAT", help="the post's name: small letters, digits, hyphens")
            each.add_argument("--role", action="append", default=[], choices=list(Role), help="a role; may be repeated")
            each.add_argument("--speaks-as", default="", metavar="ROLE", help="the agreement's role that it speaks for")
            each.add_argument("--remove", action="store_true", help="take the seat out")
        elif step == "told":
            each.add_argument("template", choices=NOTICE_KINDS, metavar="TEMPLATE", help=", ".join(NOTICE_KINDS))
            each.add_argument("names", nargs="*", metavar="SEAT", help="these seats; none takes the list out")
        if step not in {"list", "keys"}:
            each.add_argument("--seat", required=True, help="who declares it: an administrator, once there is one")
        each.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Show or declare."""
    if "key" in args.step:
        return _keys(args)
    if args.step == "enrol":
        return _enrol(args)
    home, now_ms = open_home(args.folder).folder, time.time_ns() // 1_000_000
    if args.step == "seat":
        seat = None if args.remove else Seat(frozenset(map(Role, args.role)), args.speaks_as)
        people = declare_seat(home, now_ms, args.seat, args.name, seat)
    elif args.step == "told":
        people = declare_list(home, now_ms, args.seat, args.template, tuple(args.names))
    else:
        people = read_people(home)
    print(json.dumps(told(people)) if args.json else "\n".join(_text(people)))
    return 0


def _keys(args: argparse.Namespace) -> int:
    """Show, name or revoke hardware keys."""
    with reached(args) as access:
        request: dict[str, Any] = {"do": "officers", "line": args.line}
        if args.step != "keys":
            request |= {"do": "officer", "step": args.step.removesuffix("-key"), "name": args.name, "seat": args.seat}
        if args.step == "name-key":
            request |= {"host": args.host, "credential": _credential(args)}
        elif args.step == "revoke-key":
            request["key"] = args.key
        found = access.ask(request)
    print(json.dumps(found) if args.json else "\n".join(_keys_text(found["officers"])))
    return 0


def _enrol(args: argparse.Namespace) -> int:
    """Have the running node make a link."""
    with reached(args) as access:
        found = access.ask({"do": "enrol", "name": args.name, "seat": args.seat})
    print(json.dumps(found) if args.json else f"Good once, for an hour; hand it over in person: {found['link']}")
    return 0


def _credential(args: argparse.Namespace) -> dict[str, Any]:
    """Give a new key: from a file, or by a touch now."""
    if args.credential is not None:
        return read_json(args.credential)
    options = creation_options(args.name, open_home(args.folder).party, args.host, secrets.token_bytes(32))
    return touched(f"A key for {args.name}", options, args.host, lambda url: print(url, flush=True))


def _keys_text(officers: Mapping[str, list[dict[str, Any]]]) -> Iterator[str]:
    for party, keys in officers.items():
        if not keys:
            yield f"{party}: no key is named"
        for key in keys:
            yield f"{party} {key['seat']}: {key['key']} at {key['host']}" + ("" if key["holds"] else ", revoked")


def told(people: People) -> dict[str, object]:
    """Tell the seats and lists, for JSON."""
    seats = {
        name: {"roles": sorted(seat.roles), "speaks_as": seat.speaks_as or None}
        for name, seat in sorted(people.seats.items())
    }
    return {"seats": seats, "told": {template: list(names) for template, names in sorted(people.lists.items())}}


def _text(people: People) -> list[str]:
    if not people.declared:
        return ["No seat is declared: every label may do everything."]
    lines = [
        f"{name}: {', '.join(sorted(seat.roles))}" + (f" (speaks as {seat.speaks_as})" if seat.speaks_as else "")
        for name, seat in sorted(people.seats.items())
    ]
    return lines + [f"told of {template}: {', '.join(names)}" for template, names in sorted(people.lists.items())]
