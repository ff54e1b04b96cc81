"""`parley record`: export a line's record, prove entries of it, verify and compare exports, check proofs."""

from __future__ import annotations

import argparse
import gc
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from parley.app.record_files import read_record, write_new
from parley.app.records import open_record, write_folder
from parley.cli._home import add_home, opened, read_bytes
from parley.cli._proof_text import proof_text
from parley.cli._record_text import comparison_text, fork_text, verdict_text
from parley.record.compare import Comparison, compare_verified
from parley.record.folder import MARK_FILE
from parley.record.fork import verify_fork
from parley.record.proof import verify_proof
from parley.record.prove import prove
from parley.record.verdict import REFUSED, Json, Verdict
from parley.record.verify import verify
from parley.runtime.control import call
from parley.words.faults import OurFault

HELP = "export, prove, verify and compare records"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley record`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    export = actions.add_parser("export", help="write a line's record into a new folder")
    add_home(export)
    export.add_argument("out", metavar="OUT", type=Path, help="the folder to write; empty or not there yet")
    export.add_argument("--line", metavar="NAME", help="which line, where the home has several")
    export.add_argument("--json", action="store_true", help="print one JSON object")
    proving = actions.add_parser("prove", help="write one entry, or its thread, with its proofs into a new file")
    proving.add_argument("folder", metavar="DIR", type=Path, help="a home, or an export")
    proving.add_argument("ref", metavar="REF", help="a joint number, or 8 or more first hex digits of an id")
    proving.add_argument("out", metavar="OUT", type=Path, help="the file to write; not there yet")
    proving.add_argument("--thread", action="store_true", help="all entries of the thread in which it stands")
    proving.add_argument("--line", metavar="NAME", help="which line, where the home has several")
    proving.add_argument("--passphrase-file", metavar="F", type=Path, help="its first line is the passphrase")
    verifying = actions.add_parser("verify", help="check an export or a proof of entries offline, without secrets")
    verifying.add_argument("folder", metavar="FOLDER|FILE", type=Path)
    verifying.add_argument("--timeline", action="store_true", help="list the entries in joint order too")
    comparing = actions.add_parser("compare", help="compare two sides' exports of one line")
    comparing.add_argument("one", metavar="FOLDER", type=Path)
    comparing.add_argument("other", metavar="OTHER", type=Path)
    comparing.add_argument("--proofs", metavar="DIR", type=Path, help="write a proof here for each fork found")
    forking = actions.add_parser("fork", help="check a proof that an author signed two histories of one feed")
    forking.add_argument("proof", metavar="FILE", type=Path)
    forking.add_argument("--card", metavar="CARD", type=Path, help="the author's card, known from elsewhere")
    for action in (verifying, comparing):
        action.add_argument("--card", metavar="CARD", type=Path, action="append", default=[], help="one a party")
    for action in (verifying, comparing, forking):
        action.add_argument("--json", action="store_true", help="print one JSON object")


def run(args: argparse.Namespace) -> int:
    """Do what the action says; 2 where a file named on the command line cannot be read."""
    if args.action == "export":
        return _export(args)
    if args.action == "prove":
        return _prove(args)
    try:
        return {"verify": _verify, "compare": _compare, "fork": _fork}[args.action](args)
    except OurFault as fault:
        print(f"parley: {fault.message} [{fault.code}]\n{fault.todo}", file=sys.stderr)
        return 2


def _export(args: argparse.Namespace) -> int:
    count = _write_export(args, args.out)
    if args.json:
        _print_json({"export": str(args.out), "files": count})
    else:
        print(f"{args.out}: {count} files. Check them with: parley record verify {args.out}")
    return 0


def _write_export(args: argparse.Namespace, out: Path) -> int:
    """Write an export: the running node does it, or this command under the same lock."""
    caller = call(args.folder) if args.folder.is_dir() else None
    if caller is None:
        return write_folder(open_record(opened(args), args.line), out)
    try:
        count: int = caller.ask({"do": "export", "line": args.line, "out": str(out.absolute())})["files"]
        return count
    finally:
        caller.close()


def _prove(args: argparse.Namespace) -> int:
    files = read_record(args.folder) if (args.folder / MARK_FILE).exists() else _exported(args)
    verdict = _verified(args.folder, files, [])
    if verdict.report is None:
        print("\n".join(verdict_text(verdict, args.folder, timeline=False)), file=sys.stderr)
        return 1
    proof = prove(files, verdict.report.record, args.ref, thread=args.thread)
    write_new(args.out, proof)
    shown = verify_proof(proof).entries or ()
    print(f"{args.out}: {len(proof)} bytes, {len(shown)} entries. Check it with: parley record verify {args.out}")
    return 0


def _exported(args: argparse.Namespace) -> dict[str, bytes]:
    """Give the files of an export of the home's line, which is kept nowhere."""
    with tempfile.TemporaryDirectory() as scratch:
        _write_export(args, Path(scratch))
        return read_record(Path(scratch))


def _verify_proof(args: argparse.Namespace, cards: list[bytes]) -> int:
    verdict = verify_proof(read_bytes(args.folder), cards)
    if args.json:
        _print_json(verdict.machine())
    else:
        print("\n".join(proof_text(verdict, args.folder)))
    return int(verdict.verdict == REFUSED)


def _verify(args: argparse.Namespace) -> int:
    cards = [read_bytes(path) for path in args.card]
    if args.folder.is_file():
        return _verify_proof(args, cards)
    verdict = _verified(args.folder, read_record(args.folder), cards)
    if args.json:
        _print_json(verdict.machine(timeline=args.timeline))
    else:
        print("\n".join(verdict_text(verdict, args.folder, timeline=args.timeline)))
    return int(verdict.verdict == REFUSED)


def _verified(folder: Path, files: dict[str, bytes], cards: list[bytes]) -> Verdict:
    shows = sys.stderr.isatty()

    def progress(done: int, total: int) -> None:
        if shows:
            print(f"\rchecking {folder}: {100 * done // max(total, 1)} %\x1b[K", end="", file=sys.stderr, flush=True)

    try:
        with _without_collector():
            return verify(files, cards, progress)
    finally:
        if shows:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


@contextmanager
def _without_collector() -> Iterator[None]:
    """Do without the search for circles: a long record has many objects and no circle that must go early."""
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _compare(args: argparse.Namespace) -> int:
    cards = [read_bytes(path) for path in args.card]
    one, other = read_record(args.one), read_record(args.other)
    verdicts = _verified(args.one, one, cards), _verified(args.other, other, cards)
    found = compare_verified((one, other), verdicts)
    written = _write_proofs(found, args.proofs) if args.proofs else []
    if args.json:
        _print_json(found.machine())
    else:
        print("\n".join(comparison_text(found, (args.one, args.other), written)))
    return int(not found.agrees)


def _write_proofs(found: Comparison, folder: Path) -> list[Path]:
    """Write each fork's proof into a file. Raises OurFault `out-unwritable`."""
    written: list[Path] = []
    try:
        for pair in found.feeds:
            if pair.fork is not None:
                folder.mkdir(parents=True, exist_ok=True)
                written.append(folder / f"fork-{pair.party}-{pair.feed.hex()}.proof")
                written[-1].write_bytes(pair.fork)
    except OSError as error:
        raise OurFault("out-unwritable", f"{folder} cannot be written: {error.strerror}.") from error
    return written


def _fork(args: argparse.Namespace) -> int:
    verdict = verify_fork(read_bytes(args.proof), read_bytes(args.card) if args.card else None)
    if args.json:
        _print_json(verdict.machine())
    else:
        print("\n".join(fork_text(verdict)))
    return int(verdict.verdict == REFUSED)


def _print_json(form: dict[str, Json]) -> None:
    print(json.dumps(form))
