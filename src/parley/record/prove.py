"""Makes a proof of entries from the files of an export that was verified (docs/spec/record.md section 12)."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from typing import Final

from parley.record.card import read_card
from parley.record.entry import Entry
from parley.record.feed import Feed, read_sound
from parley.record.folder import AGREEMENT_FILE, ERASED, Bodies, Body, Folder, card_file, feed_folder, split_entries
from parley.record.head import Unread, read_note
from parley.record.joint import Place, Record
from parley.record.orders import generation_of, rings_in
from parley.record.proof import Proof, ProvedEntry, ProvedFeed, Receipt, write_proof
from parley.seal.digest import sha256
from parley.seal.suite import suite as suite_of
from parley.words.faults import OurFault

_NUMBER: Final = re.compile(r"[1-9][0-9]{0,6}")
_ID: Final = re.compile(r"[0-9a-f]{8,64}")


def prove(files: Mapping[str, bytes], record: Record, ref: str, *, thread: bool = False) -> bytes:
    """Write the proof of one entry, or of all entries of its thread, with the first receipt of each other party.

    `record` is that of the report of `verify` on these files; `ref` is a joint number, or the beginning of an id (8
    to 64 hex digits). Raises OurFault `entry-unknown`.
    """
    book = _Book(files, record)
    wanted = [_find(book, ref)]
    if thread:
        wanted = book.thread_of(wanted[0])
    receipts = {place: _receipts(record, place) for place in wanted}
    places = sorted({*wanted, *(by for found in receipts.values() for by in found)}, key=_rank)
    feeds = sorted({place.feed for place in places}, key=lambda feed: feed.rank)
    heads = {feed: book.head(feed) for feed in feeds}
    entries = [
        ProvedEntry(
            feeds.index(place.feed),
            place.index,
            book.data(place),
            tuple(place.feed.tree.inclusion(place.index, heads[place.feed].head.size)),
            book.body(place) if place in receipts else None,
            tuple(sorted(_receipt(book, place, by, places.index(by)) for by in receipts.get(place, ()))),
        )
        for place in places
    ]
    proved = tuple(heads.values())
    return write_proof(Proof(sha256(files[AGREEMENT_FILE]), book.cards(proved), proved, tuple(entries)))


def _rank(place: Place) -> tuple[bytes, bytes, int]:
    return (*place.feed.rank, place.index)


def _receipts(record: Record, place: Place) -> list[Place]:
    """Give the first receipt of an entry by each other party that has receipted it."""
    found = [record.first_receipt(*place, party) for party in record.parties if party != place.feed.party]
    return [by for by in found if by is not None]


def _receipt(book: _Book, place: Place, by: Place, number: int) -> Receipt:
    """Give the receipt by an entry: under the root that it names, or by itself where it is named singly."""
    entry = book.entry(by)
    tree = place.feed.tree
    for item in () if entry is None else entry.seen:
        counts = item.size <= tree.size and item.root == tree.root(item.size)
        if (item.party, item.feed) == (place.feed.party, place.feed.id) and item.size > place.index and counts:
            return Receipt(number, tuple(tree.inclusion(place.index, item.size)))
    return Receipt(number, None)


def _find(book: _Book, ref: str) -> Place:
    """Find the one entry that a reference names."""
    record = book.record
    if _NUMBER.fullmatch(ref) and int(ref) <= record.numbered:
        return record.at(int(ref) - 1)
    found = [place for place in book.places() if place.feed.tree.leaf(place.index).hex().startswith(ref)]
    if _ID.fullmatch(ref) is None or len(found) != 1:
        what = "names more than one entry" if len(found) > 1 and _ID.fullmatch(ref) else "names no entry"
        raise OurFault("entry-unknown", f"{ref!r} {what} of this record.")
    if book.entry(found[0]) is None:
        raise OurFault("entry-unknown", f"{ref!r} is a leaf that is no sound entry: nothing can be shown of it.")
    return found[0]


class _Book:
    """Entries, bodies and heads of an export, read where they are asked for."""

    def __init__(self, files: Mapping[str, bytes], record: Record) -> None:
        self._files, self.record = files, record
        self._entries: dict[Feed, Sequence[bytes]] = {}
        self._bodies: dict[Feed, Mapping[int, Body]] = {}

    def places(self) -> Iterable[Place]:
        """Every leaf."""
        for feed in self.record.feeds.values():
            for index in range(feed.size):
                yield Place(feed, index)

    def data(self, place: Place) -> bytes:
        """The bytes of an entry."""
        feed = place.feed
        if feed not in self._entries:
            self._entries[feed] = split_entries(self._file(feed, "entries"))[0]
        return self._entries[feed][place.index]

    def entry(self, place: Place) -> Entry | None:
        """An entry if it is sound."""
        feed = place.feed
        return read_sound(self.record.line, (feed.party, feed.id, place.index), self.data(place))[0]

    def body(self, place: Place) -> Body:
        """Salt and body of an entry, where it commits to one and the export has it."""
        feed = place.feed
        if feed not in self._bodies:
            bodies = Bodies(self._file(feed, "bodies"))
            entries = ((index, self.entry(Place(feed, index))) for index in range(feed.size))
            committed = [index for index, entry in entries if entry is not None and type(entry.content) is bytes]
            self._bodies[feed] = {index: bodies.take() for index in committed}
        found = self._bodies[feed].get(place.index)
        return None if found == ERASED else found

    def cards(self, feeds: Sequence[ProvedFeed]) -> tuple[bytes, ...]:
        """The founding card of each party, and the later ones whose keys signed these heads."""
        needed = set[tuple[bytes, bytes]]()
        for party, ring in rings_in(self._files, self.record.line, self._folders()).items():
            notes = [self._note(each.party, each.feed) for each in feeds if each.party == party]
            signed = {generation_of(ring, note) for note in notes}
            needed |= {(party.encode(), ring.files[number]) for number in signed | {0} if number is not None}
        return tuple(card for _, card in sorted(needed))

    def _folders(self) -> list[Folder]:
        return sorted(feed_folder(feed.party, feed.id) for feed in self.record.feeds.values())

    def _note(self, party: str, feed: bytes) -> Unread:
        suite = suite_of(read_card(self._files[card_file(party)]).suite)
        return read_note(suite, self._files[feed_folder(party, feed).file("head")])

    def head(self, feed: Feed) -> ProvedFeed:
        """A feed with its full head."""
        return ProvedFeed(feed.party, feed.id, self._note(feed.party, feed.id).head)

    def thread_of(self, place: Place) -> list[Place]:
        """The entries of the thread in which an entry stands, its opener too if it is here."""
        opener = self._opener(place)
        return [other for other in self.places() if self._opener(other) == opener]

    def _opener(self, place: Place) -> bytes | None:
        entry = self.entry(place)
        leaf = place.feed.tree.leaf(place.index)
        return None if entry is None else entry.thread or leaf

    def _file(self, feed: Feed, name: str) -> bytes:
        return self._files[feed_folder(feed.party, feed.id).file(name)]
