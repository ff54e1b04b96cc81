"""What people do about a counterpart's card with other root keys: it blocks the line until they compared by voice.

A line's id is made of the root keys, so a line is kept under those that it was founded with, or closed, and another one
founded. The record of a closed line stays and can be read, exported and proved.
"""

from __future__ import annotations

from parley.app.home import BLOCKED, CLOSED, Home, has_other_root, read_line, replace_file
from parley.record.card import Card, read_card, safety_number
from parley.words.faults import OurFault


def block(home: Home, data: bytes) -> list[str]:
    """Block each line that was founded with other root keys than this card of a counterpart's has; give their names.

    Raises OurFault `home-unwritable`; PeerFault of cards.
    """
    card = read_card(data)
    lines = [read_line(home, name, secrets=False) for name in home.lines() if card.party != home.party]
    changed = [line for line in lines if has_other_root(line, card) and not (line.folder / CLOSED).exists()]
    for line in changed:
        replace_file(line.folder / BLOCKED, data)
    return [line.name for line in changed]


def keep(home: Home, name: str, heard: str) -> None:
    """Unblock a line: its counterpart read out the safety number of the card that it was founded with.

    Raises OurFault `line-unknown`, `line-not-blocked`, `number-differs`, `home-unwritable`.
    """
    line = read_line(home, name, secrets=False)
    _refuse_misheard(line.cards[_blocking(home, name).party], heard)
    try:
        (line.folder / BLOCKED).unlink()
    except OSError as error:
        raise OurFault("home-unwritable", f"{line.folder} cannot be written: {error.strerror}.") from error


def close(home: Home, name: str, heard: str) -> None:
    """Close a blocked line for good: its counterpart read out the safety number of its new card.

    Raises OurFault `line-unknown`, `line-not-blocked`, `number-differs`, `home-unwritable`.
    """
    _refuse_misheard(_blocking(home, name), heard)
    folder = home.line_folder(name)
    try:
        (folder / BLOCKED).rename(folder / CLOSED)
    except OSError as error:
        raise OurFault("home-unwritable", f"{folder} cannot be written: {error.strerror}.") from error


def _blocking(home: Home, name: str) -> Card:
    try:
        return read_card((home.line_folder(name) / BLOCKED).read_bytes())
    except FileNotFoundError:
        raise OurFault("line-not-blocked", f"No card blocks line {name!r}.") from None


def _refuse_misheard(card: Card, heard: str) -> None:
    if "".join(heard.split()) != "".join(safety_number(card).split()):
        raise OurFault("number-differs", f"What was heard is not the safety number of this card of {card.party}.")
