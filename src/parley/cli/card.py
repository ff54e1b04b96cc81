"""`parley card DIR`: the public card to hand over, and what to compare by voice."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from parley.app.home import Home, open_home, read_line, root_changed
from parley.app.roots import block
from parley.app.voice_words import LANGUAGES, voice_words
from parley.cli._home import add_home, add_line, apply_settings, read_bytes
from parley.desk.agreement import parse
from parley.record.card import Card, read_card, safety_number
from parley.words.faults import OurFault

HELP = "show the card to hand over, and number and words to compare by voice"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley card`."""
    add_home(parser, passphrase=False)
    add_line(parser)
    parser.add_argument("--compare", metavar="FILE", type=Path, help="a card that was handed over: is it the line's?")
    parser.add_argument("--language", choices=LANGUAGES, help="of the words; by default the party's, else both")
    parser.add_argument("--json", action="store_true", help="print one object, with the cards of every line")


def run(args: argparse.Namespace) -> int:
    """Print the card's path, and what to read out for it and for the others' cards on each line."""
    home = open_home(args.folder)
    own = read_card(home.card_file.read_bytes())
    names = home.lines() if args.line is None else [args.line]
    lines = {name: dict(read_line(home, name, secrets=False).cards) for name in names}
    if args.compare is not None:
        return _compare(home, read_bytes(args.compare), lines, as_json=args.json)
    languages = [args.language] if args.language else _languages(home, names)
    told = {"card": str(home.card_file), "suite": home.suite.name, "drill": own.demo, "own": _told(own, languages)}
    told["lines"] = {
        name: {party: _told(card, languages) for party, card in sorted(cards.items())} for name, cards in lines.items()
    }
    print(json.dumps(told) if args.json else "\n".join(_text(told, own)))
    return 0


def _languages(home: Home, names: list[str]) -> list[str]:
    """Give the party's language on its lines, or every one that there are words in."""
    spoken = {parse(read_line(home, name, secrets=False).agreement).languages[home.party] for name in names}
    return sorted(spoken & set(LANGUAGES)) or list(LANGUAGES)


def _told(card: Card, languages: list[str]) -> dict[str, Any]:
    words = {language: voice_words(card, language) for language in languages}
    return {"party": card.party, "safety_number": safety_number(card), "words": words}


def _text(told: dict[str, Any], own: Card) -> list[str]:
    lines = [f"{told['card']} (suite {told['suite']})"]
    if own.demo:
        lines.append("DRILL: this card is for drills and founds no real line.")
    cards = {own.party: told["own"]}
    for of_line in told["lines"].values():
        cards |= of_line
    for party, each in cards.items():
        lines.append(f"{party}: {each['safety_number']}")
        lines += [f"  {language}: {words}" for language, words in each["words"].items()]
    return lines


def _compare(home: Home, data: bytes, lines: dict[str, dict[str, Card]], *, as_json: bool) -> int:
    """Hold a card against those that the lines were founded with; other root keys block them."""
    card = read_card(data)
    found = [name for name, cards in lines.items() if card.party in cards]
    changed = [name for name in found if lines[name][card.party].root != card.root]
    for name in block(home, data):
        apply_settings(home, name)
    if changed:
        raise root_changed(card, changed)
    if not found:
        raise OurFault("line-unknown", f"{card.party} is on no line of this home.")
    told = {"party": card.party, "same_root": found, "safety_number": safety_number(card)}
    print(json.dumps(told) if as_json else f"{card.party}: the root keys of {', '.join(found)}. {safety_number(card)}")
    return 0
