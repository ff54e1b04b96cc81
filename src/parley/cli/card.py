"""`parley card DIR`: the public card to hand over, and the number to compare by voice."""

from __future__ import annotations

import argparse

from parley.app.home import open_home
from parley.cli._home import add_home
from parley.record.card import read_card, safety_number

HELP = "show the card to hand over and its safety number"


def register(parser: argparse.ArgumentParser) -> None:
    """The arguments of `parley card`."""
    add_home(parser, passphrase=False)


def run(args: argparse.Namespace) -> int:
    """Print the path of the card and its safety number."""
    home = open_home(args.folder)
    card = read_card(home.card_file.read_bytes())
    print(f"{home.card_file}\n{card.party}: {safety_number(card)}")
    if card.demo:
        print("DRILL: this card was made by `parley demo` and founds no real line.")
    return 0
