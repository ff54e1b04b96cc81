"""`parley draft new|list|show|edit|review|release|stop|void DIR`: what is said by more than one seat."""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from parley.app.access import Access
from parley.app.touch_page import touched
from parley.cli._home import add_home, add_line, reached, read_bytes
from parley.cli._say import said, told_here
from parley.wire.actions import EVERY
from parley.words.faults import OurFault
from parley.words.terms import Precedence

HELP = "write, review and release what goes out by more than one seat"
STEPS = {
    "new": "write a draft: ... --say notice flight --aircraft 2 --from ...",
    "edit": "write a draft anew: what was signed under it is void",
    "list": "every draft, and where it stands",
    "show": "what a draft says in every language of the line, and what a release binds",
    "review": "say that you have read it and found it good",
    "release": "release it; the last officer's release holds it for some seconds, then it goes out",
    "stop": "stop what is released and held",
    "void": "void a draft for good",
}


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley draft`."""
    steps = parser.add_subparsers(dest="step", metavar="STEP", required=True)
    for step, help_ in STEPS.items():
        each = steps.add_parser(step, help=help_, description=help_)
        add_home(each)
        if step not in {"new", "list"}:
            each.add_argument("draft", type=int, metavar="NUMBER", help="the draft")
        add_line(each)
        each.add_argument("--seat", required=True, help="who does it")
        each.add_argument("--json", action="store_true", help="print one object")
        if step == "release":
            speeds = [speed.name.lower() for speed in Precedence]
            each.add_argument("--precedence", required=True, choices=speeds, help="the draft's, as you read it")
            each.add_argument("--because", default="", metavar="TEXT", help="why alone, or under silence: own log only")
            each.add_argument(
                "--alone", action="store_true", help="an emergency, with nobody else there: break the glass"
            )
            each.add_argument("--order", default="", help="the order's reference: private log only")
            each.add_argument(
                "--touch", action="store_true", help="show a page on this machine, and touch the key there"
            )
            each.add_argument("--assertion", type=Path, metavar="F", help="what a browser gave of the key, as JSON")
        if step in {"new", "edit"}:
            each.add_argument(
                "--say",
                required=True,
                nargs=argparse.REMAINDER,
                metavar="WORD",
                help="the last: as its command says it",
            )


def run(args: argparse.Namespace) -> int:
    """Do one step."""
    with reached(args) as access:
        request: dict[str, Any] = {"do": "draft", "step": args.step, "line": args.line, "seat": args.seat}
        if args.step in {"new", "edit"}:
            request = {**_said(args, access), **request}
        if args.step not in {"new", "list"}:
            request["draft"] = args.draft
        if args.step == "release":
            request |= {
                "precedence": args.precedence.upper(),
                "because": args.because,
                "alone": args.alone,
                "order": args.order,
                "assertion": _assertion(args, access),
            }
        with told_here(access.ask({"do": "line", "line": args.line})["language"]):
            found = access.ask(request)
    if args.json:
        print(json.dumps(found))
    else:
        for each in found.get("drafts", [found]):
            print("\n".join(_text(each, whole=args.step != "list")))
    return 0


def _said(args: argparse.Namespace, access: Access) -> dict[str, Any]:
    """Read the words of the command that would say it."""
    from parley.cli.main import parse  # noqa: PLC0415  it names every command, this one too

    words: list[str] = args.say
    if not words:
        raise OurFault("request-malformed", "Behind --say stands what would be said, as its command has it.")
    at = 2 if words[1:] and words[1] in {action.word for action in EVERY if action.word} else 1
    line = ["--line", args.line] if args.line else []
    inner = parse([*words[:at], str(args.folder), *words[at:], "--seat", args.seat, *line])
    if not hasattr(inner, "action"):
        raise OurFault("request-malformed", f"Nothing is said by `parley {words[0]}`.")
    return said(inner, access)


def _assertion(args: argparse.Namespace, access: Access) -> dict[str, Any] | None:
    """Give the key's answer: from a file, or by a touch now."""
    if args.assertion is not None:
        return read_json(args.assertion)
    if not args.touch:
        return None
    options = access.ask({"do": "draft", "step": "touch", "line": args.line, "seat": args.seat, "draft": args.draft})
    title = f"Release draft {args.draft} as {args.seat}"
    return touched(title, options, options["rpId"], lambda url: print(url, flush=True))


def read_json(path: Path) -> dict[str, Any]:
    """Read what a browser gave. Raises OurFault `file-unreadable`, `touch-malformed`."""
    try:
        found = json.loads(read_bytes(path))
    except (ValueError, RecursionError):
        found = None
    if not isinstance(found, dict):
        raise OurFault("touch-malformed", f"{path} holds no answer of a key.")
    return found


def _text(draft: Mapping[str, Any], *, whole: bool) -> Iterator[str]:
    signed = [f"written by {', '.join(draft['writers'])}"]
    signed += [f"reviewed by {', '.join(draft['reviewed'])}"] if draft["reviewed"] else []
    signed += [f"released by {', '.join(draft['released'])}"] if draft["released"] else []
    yield f"{draft['draft']}  {draft['kind']}  {draft['precedence']}  {draft['state']}: {'; '.join(signed)}"
    if whole:
        yield from (f"  {language}: {text}" for language, text in draft["says"].items())
        yield f"  officers: {draft['officers']}, with hardware keys: {draft['keys']}"
        yield f"  digest {draft['digest']}"
        if draft["entry"]:
            yield f"  entry {draft['entry'][:12]}"
