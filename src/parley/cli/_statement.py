"""A kind's fields as options of a command, and the message that they say."""

from __future__ import annotations

import argparse
import secrets
import sys
import time
from collections.abc import Mapping
from typing import Any

from parley.app.access import Access
from parley.cli._values import argument
from parley.desk import messages as m
from parley.wire.forms import Action, Option, Sayer, made, options


def add_slots(parser: argparse.ArgumentParser, action: Action) -> None:
    """Add an action's slots to its parser."""
    group = parser.add_argument_group("what is said")
    for option in options(action):
        group.add_argument(
            option.flag,
            dest=option.dest,
            type=str if option.choices else int if option.parse is int else argument(option.parse),
            choices=option.choices,
            metavar=option.metavar or (None if option.choices else option.path[-1].upper()),
            required=option.needed,
            nargs="+" if option.many else None,
            help=_help(option),
        )


def _help(option: Option) -> str:
    if option.choices is not None:
        return argparse.SUPPRESS if not option.choices else "one of these"
    said = {
        "TIME": "as 2026-11-24T07:00Z or '240700Z NOV 26'",
        "PLACE": "as 49.9767,23.5317 or \"49°58.6'N 023°31.9'E\"",
        "DISTANCE": "as '20.0 km from UKR', as exact as its decimals",
        "POINT": "as 'TIME; PLACE; DISTANCE', of which the time is needed",
        "REF": "an entry: joint number, 'USA 12', or the beginning of its id",
    }.get(option.metavar or "")
    if said is None:
        by_default = "the author's language; by default that of the home's party"
        said = by_default if option.path == ("language",) else option.sort
    return said.replace("%", "%%")


def message(action: Action, args: argparse.Namespace, access: Access, described: Mapping[str, Any]) -> m.Message:
    """Make the message that the options say. Raises OurFault of references; what it may hold, the catalogue says."""
    given: dict[str, Any] = {}
    for option in options(action):
        value = getattr(args, option.dest)
        if value is None:
            continue
        if option.is_ref:
            value = bytes.fromhex(found(access, args, value)["id"])
        elif option.choices is not None:
            value = option.parse(value)
        elif value == "-" and option.parse is str:
            value = sys.stdin.read().strip()
        given[option.dest] = value
    return made(action, given, Sayer(described, args.seat, time.time_ns() // 1_000_000, secrets.token_bytes(32)))


def found(access: Access, args: argparse.Namespace, ref: str) -> dict[str, Any]:
    """Ask which entry is meant."""
    return access.ask({"do": "show", "line": args.line, "ref": ref})
