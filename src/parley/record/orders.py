"""The node keys of an exported record: changes of keys are among its bodies, and stand by their own signatures."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from parley.record.folder import Bodies, Folder, card_file, card_party
from parley.record.head import Unread, key_ids
from parley.record.keys import Keyring, may_be_order, rings_of
from parley.seal.suite import suite as suite_of


def rings_in(files: Mapping[str, bytes], line: bytes, folders: Iterable[Folder]) -> dict[str, Keyring]:
    """Give each party's keys by the orders in an export, as far as its bodies can be read."""
    cards = {party: files[card_file(party)] for path in files if (party := card_party(path))}
    return rings_of(line, cards, _orders(files, folders))


def _orders(files: Mapping[str, bytes], folders: Iterable[Folder]) -> Iterator[tuple[str, bytes]]:
    for folder in folders:
        bodies = Bodies(files[folder.file("bodies")])
        while not bodies.ended():
            try:
                item = bodies.take()
            except ValueError:
                break
            if item is not None and may_be_order(item[1]):
                yield folder.party, item[1]


def generation_of(ring: Keyring, note: Unread) -> int | None:
    """Give which of a party's keys the lines of a head name, from 0 for the founding one; None for none of them."""
    suite = suite_of(ring.card.suite)
    named = [key_ids(suite, key.public, note.origin) for key in ring.keys]
    return named.index(note.key_ids) if note.key_ids in named else None
