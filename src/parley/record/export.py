"""Writes a record as the files of an export (docs/spec/record.md section 8); where they go is the caller's."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import NamedTuple

from parley.record.card import read_card
from parley.record.entry import entry_id
from parley.record.folder import (
    AGREEMENT_FILE,
    MARK,
    MARK_FILE,
    Body,
    card_file,
    feed_folder,
    frame_bodies,
    frame_entries,
)
from parley.record.head import Head, origin, write_note
from parley.seal.suite import PublicKey
from parley.seal.suite import suite as suite_of


class ExportedFeed(NamedTuple):
    """A feed to export: its entries, salt and body for each sound one with a commitment, and a full head over all."""

    party: str
    feed: bytes
    entries: Sequence[bytes]
    bodies: Iterable[Body]
    head: Head
    key: PublicKey | None = None
    """The key that signed the head; None for that of the founding card."""


def export(
    line: bytes, agreement: bytes, cards: Mapping[str, bytes], feeds: Iterable[ExportedFeed]
) -> Iterator[tuple[str, Iterable[bytes]]]:
    """Give path and chunks of every file of an export; `cards` are the card files by party.

    Each file's chunks are to be used up before the next file is asked for. Raises PeerFault for a card that does not
    hold (see `read_card`).
    """
    yield MARK_FILE, (MARK,)
    yield AGREEMENT_FILE, (agreement,)
    for party, card in sorted(cards.items()):
        yield card_file(party), (card,)
    for party, feed, entries, bodies, head, key in feeds:
        folder = feed_folder(party, feed)
        read = read_card(cards[party])
        yield folder.file("entries"), frame_entries(entries)
        yield folder.file("leaves"), map(entry_id, entries)
        yield folder.file("bodies"), frame_bodies(bodies)
        note = write_note(suite_of(read.suite), key or read.node, origin(line, party, feed), head)
        yield folder.file("head"), (note,)
