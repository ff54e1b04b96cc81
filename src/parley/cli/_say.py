"""What commands that release statements have in common: home, line, seat, precedence; how they end."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from parley.app.access import Access
from parley.cli._entries import entry_text
from parley.cli._home import add_home, add_line, reached
from parley.cli._statement import add_slots, found, message
from parley.cli._values import instant
from parley.desk import messages as m
from parley.wire.catalogue import encode
from parley.wire.forms import Action
from parley.wire.reports import refused_here
from parley.words.faults import OurFault
from parley.words.terms import Precedence, TrafficClass

SEAT_HELP = (
    "who releases it: a seat of this home (`parley people`), kept in its log, and the role where the kind names one"
)


def register_actions(parser: argparse.ArgumentParser, actions: Sequence[Action]) -> None:
    """Add a command's actions: as words of their own, or as the command itself where it has one without a word."""
    if len(actions) == 1 and not actions[0].word:
        _add(parser, actions[0])
    else:
        register_words(parser, actions)


def register_words(
    parser: argparse.ArgumentParser, actions: Sequence[Action]
) -> argparse._SubParsersAction[argparse.ArgumentParser]:
    """Add a command's actions as words of their own; give where further words go."""
    words = parser.add_subparsers(dest="word", metavar="WHAT", required=True)
    for action in actions:
        _add(words.add_parser(action.word, help=action.help, description=action.help), action)
    return words


def _add(parser: argparse.ArgumentParser, action: Action) -> None:
    add_home(parser)
    if action.answers:
        parser.add_argument("ref", metavar="REF", help="what it answers: joint number, 'USA 12', or beginning of an id")
    else:
        parser.add_argument("--thread", metavar="REF", help="say it in the thread of this entry")
    add_line(parser)
    parser.add_argument("--seat", required=True, help=SEAT_HELP)
    add_slots(parser, action)
    speeds = [each.name.lower() for each in sorted(action.kind.precedences)]
    group = parser.add_argument_group("how it travels")
    usual = "that of what it corrects" if action.corrects else action.precedence.name.lower()
    group.add_argument("--precedence", choices=speeds, help=f"by default {usual}")
    if TrafficClass.TEST in action.kind.classes:
        group.add_argument("--test", action="store_true", help="class TEST: it tries the line and means nothing else")
    group.add_argument("--second-seat", metavar="SEAT", default="", help="a second officer who releases it")
    group.add_argument(
        "--because", metavar="TEXT", default="", help="why it goes out alone, or under silence: private log only"
    )
    group.add_argument("--late", action="store_true", help="send it though its lead time is too short")
    if action.type is m.Suspension:
        group.add_argument("--order", default="", help="the order's reference: private log only")
    group.add_argument("--not-after", metavar="TIME", type=instant, help="worth nothing after this time")
    group.add_argument("--to", metavar="PARTY", action="append", default=[], help="for this party; by default for all")
    group.add_argument(
        "--officer-word", action="store_true", help="let it go before this run has heard what the other side holds"
    )
    parser.add_argument("--json", action="store_true", help="print the entry as one object")
    parser.set_defaults(action=action)


def release(args: argparse.Namespace) -> int:
    """Release a statement, and show the entry that it became."""
    with reached(args) as access:
        private = {"second": args.second_seat, "reason": args.because, "order": getattr(args, "order", "")}
        request = said(args, access)
        with told_here(request["language"]):
            done = access.ask({**request, "do": "say", "seat": args.seat, **private})
        entry = access.ask({"do": "show", "line": args.line, "ref": done["id"]})
        if args.json:
            print(json.dumps({"line": args.line, "running": access.running, **entry}))
        else:
            print(entry_text(entry))
            if not access.running:
                print("Kept here; no node runs, so it leaves with the next `parley serve`.")
    return 0


def said(args: argparse.Namespace, access: Access) -> dict[str, Any]:
    """Give what a command's options say, as a request. Raises OurFault, in the officer's language."""
    described = access.ask({"do": "line", "line": args.line})
    args.line = described["line"]  # what was asked first is what is said: a draft keeps its line
    about, action = _about(args, access, args.action)
    meant = message(action, args, access, described)
    with told_here(described["language"]):
        kind, version, body = encode(meant)
    return {
        "line": args.line,
        "language": described["language"],
        "kind": kind,
        "version": version,
        "body": body.hex(),
        "late": args.late,
        "precedence": _precedence(args, action, about),
        "class": _class(args, drill=described["drill"]).name,
        "not_after_ms": args.not_after,
        "addressees": args.to,
        "thread": None if about is None else about["thread"],
        "officer_word": args.officer_word,
    }


@contextmanager
def told_here(language: str) -> Iterator[None]:
    """Tell a fault that is raised inside in the officer's language."""
    try:
        yield
    except OurFault as fault:
        raise OurFault(fault.code, refused_here(fault.code, fault.message, language), fault.todo) from None


def _class(args: argparse.Namespace, *, drill: bool) -> TrafficClass:
    """A drill line carries nothing but its own class, and refuses TEST like any other."""
    if getattr(args, "test", False):
        return TrafficClass.TEST
    return TrafficClass.DRILL if drill else TrafficClass.OPERATIONAL


def _precedence(args: argparse.Namespace, action: Action, about: Mapping[str, Any] | None) -> str:
    """A correction is as fast as what it corrects, everything else as slow as it may be, unless that is said."""
    if args.precedence is not None:
        return Precedence[args.precedence.upper()].name
    if action.corrects and about is not None:
        return str(about["precedence"])
    return action.precedence.name


def _about(args: argparse.Namespace, access: Access, action: Action) -> tuple[Mapping[str, Any] | None, Action]:
    """Give the entry that it answers, or in whose thread it stands, and the action with that entry put in."""
    ref: str | None = args.ref if action.answers else args.thread
    if ref is None:
        return None, action
    entry = found(access, args, ref)
    if action.of:
        action = replace(action, settled={**action.settled, action.of: bytes.fromhex(entry["id"])})
    return entry, action
