"""`parley keys officer|rotate|revoke|sign|install|take|list`: changes of node keys, step by step."""

from __future__ import annotations

import argparse
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from parley.app.home import LineFiles, open_home
from parley.app.keychange import (
    Change,
    Why,
    begin,
    counted_in,
    install,
    read_change,
    resume,
    root_key,
    save,
    sign_as_officer,
    sign_as_root,
    take,
)
from parley.app.officers import in_order, make_officer, read_officer, read_officer_key
from parley.app.sites import read_handover, sign_handover
from parley.cli._home import add_home, first_line, new_passphrase, reached, read_bytes
from parley.cli.init import SUITES
from parley.record.card import read_card
from parley.record.entry import Named
from parley.record.keys import fingerprint, read_body
from parley.words.faults import OurFault, PeerFault

HELP = "node keys: change or revoke them, signed by the root and two officers; officers' keys; which keys hold"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley keys`."""
    actions = parser.add_subparsers(dest="action", metavar="ACTION", required=True)
    officer = _action(actions, "officer", "make an officer's key, and its public part for the card")
    officer.add_argument("file", metavar="FILE", type=Path, help="the key file to make; FILE.pub is its public part")
    officer.add_argument("--seat", required=True, help="the seat that holds it")
    officer.add_argument("--suite", choices=SUITES, default="S1", help="that of the party's card")
    how = officer.add_mutually_exclusive_group()
    how.add_argument("--passphrase-file", metavar="F", type=Path, help="its first line is the passphrase")
    how.add_argument("--no-passphrase", action="store_true", help="leave the key unsealed; for trials")
    for name, said in (
        ("rotate", "begin a change of keys in good order, also of the officers on the card"),
        ("revoke", "begin a change of keys because the old one is lost or in other hands"),
    ):
        begun = _action(actions, name, said)
        add_home(begun)
        begun.add_argument("out", metavar="FILE", type=Path, help="what root and officers sign; it holds no secret")
        begun.add_argument(
            "--officer", metavar="PUB", action="append", type=Path, default=[], help="an officer of the new card"
        )
        if name == "revoke":
            why = begun.add_mutually_exclusive_group(required=True)
            why.add_argument("--lost", action="store_true", help="nobody has the old key")
            why.add_argument("--stolen", action="store_true", help="somebody may have it: what it says now is disowned")
    signed = _action(actions, "sign", "sign a change of keys, or as an officer a hand-over of the watch")
    signed.add_argument("file", metavar="FILE", type=Path, help="the signature is added to it")
    whose = signed.add_mutually_exclusive_group(required=True)
    whose.add_argument("--root", metavar="KEY", type=Path, help="the party's root.key; it signs first")
    whose.add_argument("--officer", metavar="KEY", type=Path, help="an officer's key file")
    signed.add_argument("--passphrase-file", metavar="F", type=Path, help="its first line is the key's passphrase")
    installed = _action(actions, "install", "put a change of keys in force in the home where it was begun")
    add_home(installed)
    installed.add_argument("file", metavar="FILE", nargs="?", type=Path, help="left out to finish after a crash")
    taken = _action(actions, "take", "put in another party's change of keys that was brought by hand")
    add_home(taken, passphrase=False)
    taken.add_argument("file", metavar="ORDER", type=Path, help="the order that the other side's install named")
    add_home(_action(actions, "list", "each party's keys on each line"), passphrase=False)


def _action(actions: Any, name: str, said: str) -> argparse.ArgumentParser:  # noqa: ANN401  argparse has no name for it
    parser: argparse.ArgumentParser = actions.add_parser(name, help=said, description=said)
    parser.add_argument("--json", action="store_true", help="print one object")
    return parser


def run(args: argparse.Namespace) -> int:
    """Carry out one step."""
    acts = {
        "officer": _officer,
        "rotate": _begin,
        "revoke": _begin,
        "sign": _sign,
        "install": _install,
        "take": _take,
        "list": _list,
    }
    told, text = acts[args.action](args)
    print(json.dumps(told) if args.json else text)
    return 0


def _officer(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    passphrase = None
    if args.passphrase_file is not None:
        passphrase = first_line(args.passphrase_file)
    elif not args.no_passphrase:
        passphrase = new_passphrase()
    public = make_officer(args.file, args.seat, passphrase, SUITES[args.suite])
    told = {"key": str(args.file), "public": str(public), "seat": args.seat}
    return told, f"{args.file} is the key of {args.seat}: keep it with its holder. {public} goes onto the card."


def _begin(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    if args.out.exists():
        raise OurFault("out-exists", f"{args.out} is there already.")
    home = open_home(args.folder, None if args.passphrase_file is None else first_line(args.passphrase_file))
    why = Why.ROTATED if args.action == "rotate" else Why.STOLEN if args.stolen else Why.LOST
    officers = in_order([read_officer(path) for path in args.officer])
    with reached(args) as access:

        def counted(line: LineFiles) -> list[Named]:
            if not access.running:
                return counted_in(home, line)
            tips = access.ask({"do": "tips", "line": line.name})["tips"]
            return [Named(bytes.fromhex(feed), size, bytes.fromhex(root)) for feed, size, root in tips]

        change = begin(home, why, officers, counted)
    save(args.out, change.to_bytes())
    told = {"file": str(args.out), "why": why.value, "lines": [line.name for line in change.lines]}
    return told, f"{args.out} is to be signed: first with --root, then by two officers. The old key holds until then."


def _sign(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    data = read_bytes(args.file)
    passphrase = None if args.passphrase_file is None else first_line(args.passphrase_file)
    if args.root is not None:
        change = read_change(data)
        signed: Change = sign_as_root(change, root_key(args.root, passphrase, change))
        save(args.file, signed.to_bytes())
        return {"file": str(args.file), "signed_by": "root"}, "\n".join(["The root has signed:", *_said(signed)])
    officer = read_officer_key(args.officer, passphrase)
    told = {"file": str(args.file), "signed_by": officer.seat}
    try:
        handover = read_handover(data)
    except PeerFault:
        signed = sign_as_officer(read_change(data), officer)
        save(args.file, signed.to_bytes())
        return told, "\n".join([f"{officer.seat} has signed:", *_said(signed)])
    save(args.file, sign_handover(handover, officer).to_bytes())
    return told, f"{officer.seat} has signed hand-over {handover.number} of {read_card(handover.card).party}."


def _said(change: Change) -> list[str]:
    card = read_card(change.card)
    key = fingerprint(card.node)
    orders = [(line.name, read_body(line.signed.body)) for line in change.lines]
    lines = [
        f"  line {name}: {'STOLEN, what it said beyond' if order.stolen else 'counted'}: "
        + (", ".join(f"{item.feed.hex()} {item.size}" for item in order.counted) or "nothing")
        for name, order in orders
    ]
    return [f"  new node key of {card.party}: {key}", *lines]


def _install(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    home = open_home(args.folder, None if args.passphrase_file is None else first_line(args.passphrase_file))
    if args.file is None:
        resume(home)
    else:
        install(home, read_change(read_bytes(args.file)))
    orders = [str(max((home.line_folder(name) / "orders").glob(f"{home.party}-*"))) for name in home.lines()]
    told = {"home": str(home.folder), "orders": orders}
    named = ", ".join(orders)
    return told, f"The new key holds. Start the node: the others learn of it by the line. By hand they take: {named}"


def _take(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    name = take(open_home(args.folder), read_bytes(args.file))
    return {"line": name}, f"Line {name}: taken. If the node runs, stop it and start it again."


def _list(args: argparse.Namespace) -> tuple[dict[str, Any], str]:
    home = open_home(args.folder)
    args.passphrase_file = None
    with reached(args) as access:
        lines = {name: access.ask({"do": "keys", "line": name}) for name in home.lines()}
    told = {"site": home.site().state, "lines": lines}
    text = [f"This site: {home.site().state}"]
    for name, found in lines.items():
        text.append(f"Line {name}:")
        text += [_party_text(party, keys) for party, keys in found["parties"].items()]
        text += [
            f"  TWO NODES OF {each['party']} SIGN AT ONCE: {', '.join(each['feeds'])}" for each in found["doubled"]
        ]
    return told, "\n".join(text)


def _party_text(party: str, keys: Mapping[str, Any]) -> str:
    officers = ", ".join(keys["officers"]) or "none"
    changed = f"{keys['changes']} times" if keys["changes"] else "never"
    return f"  {party}: node key {keys['key']}, changed {changed}; officers: {officers}"
