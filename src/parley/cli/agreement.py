"""`parley agreement check|show|profile`: what an agreement says, whether it can be kept, and files to begin from."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from parley.app.agreements import DEFAULT, about, not_here, profile_names, says, start_file
from parley.cli._home import add_home, add_line, read_bytes
from parley.cli._view_command import show
from parley.desk.agreement import Agreement, parse
from parley.desk.agreement.contradictions import Contradiction, contradictions
from parley.desk.agreement.explained import LANGUAGES
from parley.words.faults import OurFault

HELP = "explain an agreement in plain words and look for contradictions; list profiles, write a file to begin from"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley agreement`."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    check = steps.add_parser("check", help="explain an agreement, and refuse one that contradicts itself")
    check.add_argument("file", metavar="FILE", type=Path, help="the agreement")
    check.add_argument("--json", action="store_true", help="print one object")
    shown = steps.add_parser("show", help="the agreement that holds on a line now, in plain words")
    add_home(shown, passphrase=False)
    add_line(shown)
    shown.add_argument("--json", action="store_true", help="print one object")
    profile = steps.add_parser("profile", help="list profiles, or write one as a file to edit")
    profile.add_argument("name", metavar="NAME", nargs="?", help=f"the profile; {DEFAULT} is the usual one")
    profile.add_argument("--parties", metavar="US=en,THEM=ru", default="AAA=en,BBB=ru", help="codes and languages")
    profile.add_argument("--out", metavar="FILE", type=Path, help="the file to write; without it, it is printed")
    profile.add_argument("--json", action="store_true", help="print one object")


def run(args: argparse.Namespace) -> int:
    """Explain and check, or give a profile."""
    if args.step == "show":
        return show(args, {"do": "terms"}, lambda found: found["says"])
    return _check(args) if args.step == "check" else _profile(args)


def _check(args: argparse.Namespace) -> int:
    agreement = parse(read_bytes(args.file))
    found = (*contradictions(agreement), *not_here(agreement))
    if args.json:
        print(json.dumps(_told(agreement, found), ensure_ascii=False))
    else:
        for language in spoken(agreement):
            print("\n".join([f"[{language}]", *says(agreement, language), ""]))
            for each in found:
                print(f"! {each.place}: {each.why[language]} [{each.rule}]")
        print("It contradicts itself. Correct the named places, then check again." if found else "No contradictions.")
    return 1 if found else 0


def spoken(agreement: Agreement) -> list[str]:
    """Give the languages of the parties that an agreement is explained in, or English."""
    return [each for each in LANGUAGES if each in agreement.languages.values()] or ["en"]


def _told(agreement: Agreement, found: tuple[Contradiction, ...]) -> dict[str, Any]:
    return {
        "says": {language: list(says(agreement, language)) for language in spoken(agreement)},
        "contradictions": [{"rule": each.rule, "place": each.place, "why": dict(each.why)} for each in found],
    }


def _profile(args: argparse.Namespace) -> int:
    if args.name is None:
        told = {name: about(name) for name in profile_names()}
        print(json.dumps(told) if args.json else "\n".join(f"{name}: {said}" for name, said in told.items()))
        return 0
    parties = dict(part.partition("=")[::2] for part in args.parties.split(","))
    text = start_file(args.name, parties)
    if args.out is not None:
        try:
            with args.out.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as error:
            raise OurFault("out-exists", f"{args.out} is there already.") from error
        except OSError as error:
            raise OurFault("out-unwritable", f"{args.out}: {error.strerror}.") from error
    if args.json:
        print(json.dumps({"name": args.name, "agreement": text}, ensure_ascii=False))
    elif args.out is None:
        print(text, end="")
    else:
        print(f"{args.out} is written. Edit it, then: parley agreement check {args.out}")
    return 0
