"""The record as people ask it questions: statements out of an export or a store, with no key and no running node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import replace
from typing import Any

from parley.app.assemble import open_store_of
from parley.app.home import Home, read_line
from parley.app.records import commits
from parley.desk.agreement import parse
from parley.node.desk import Statement
from parley.node.folding import UNREADABLE, read_statement
from parley.node.ports import Row
from parley.node.reading import OpenEntry, Reading, read
from parley.record.card import line_of, read_card
from parley.record.entry import BODY_KIND_MIN, Entry, OpenKind
from parley.record.feed import Feed
from parley.record.folder import AGREEMENT_FILE, Bodies, Folder, card_party, folder_of, split_entries
from parley.record.joint import Place, Record
from parley.record.keys import Keyring, disowned_from, fingerprint, may_be_order, order_in, rings_of
from parley.record.twins import Doubles
from parley.seal.digest import sha256
from parley.wire.reports import read_liveness
from parley.words.cbor import encode
from parley.words.faults import PeerFault
from parley.words.instants import iso
from parley.words.terms import TrafficClass


class Book:
    """One line's record, as far as its entries are given: what was said, when it was stored, in which order."""

    def __init__(
        self,
        agreement: bytes,
        cards: Mapping[str, bytes],
        rows: Iterable[Row],
        orders: Sequence[tuple[str, bytes]] = (),
    ) -> None:
        """Take the rows in, each feed's in order. Raises PeerFault `agreement-malformed` and those of cards."""
        parties = sorted(cards, key=str.encode)
        read = [read_card(cards[party]) for party in parties]
        demo = any(card.demo for card in read)
        self.agreement = parse(agreement)
        self.record = Record(line_of(agreement, read), parties)
        self._founding = encode([sha256(agreement), [[party, sha256(cards[party])] for party in parties]])
        self._classes = {TrafficClass.DRILL} if demo else {TrafficClass.OPERATIONAL, TrafficClass.TEST}
        self._sound: dict[tuple[str, bytes, int], tuple[Entry, Row]] = {}
        self._places: dict[bytes, Place] = {}
        self._unreadable: list[bytes] = []
        self._doubles = Doubles()
        orders_at: list[tuple[str, Feed, bytes]] = []
        for row in rows:
            leaf = self.record.append(row.party, row.feed, row.entry)
            if leaf.entry is not None:
                feed = self.record.feed(row.party, row.feed)
                self._sound[row.party, row.feed, row.index] = (leaf.entry, row)
                self._doubles.note(self.record, feed, leaf.entry)
                if row.body is not None and may_be_order(row.body):
                    orders_at.append((row.party, feed, row.body))
        self.record.settle()
        self._rings = rings_of(self.record.line, cards, [*orders, *((party, body) for party, _, body in orders_at)])
        self._limits: dict[Feed, int] = {}
        for party, ring in self._rings.items():
            standing = [
                (order, feed) for author, feed, body in orders_at for order in [order_in(body)] if author == party
            ]
            held = [(order, feed) for order, feed in standing if order is not None and order in ring.orders]
            self._limits |= disowned_from(self.record, party, held)

    def reading(self, now_ms: int) -> Reading:
        """Read what counts, as it stands at an instant in ms."""
        self._unreadable = []
        statements = tuple(self._statements())
        found = read(self.agreement, statements, self.storing_ms, self.latest_clock_ms, now_ms)
        return replace(found, open_entries=tuple(self._open_entries()), unreadable=tuple(self._unreadable))

    def place(self, entry: bytes) -> Place:
        """Give where a statement stands that was read."""
        return self._places[entry]

    def storing_ms(self, entry: bytes, party: str) -> int | None:
        """Give the storing time of a statement for another party, in ms; None while it has no receipt."""
        return self.record.storing_ms(*self._places[entry], party)

    def latest_clock_ms(self, party: str) -> int | None:
        """Give the clock of the latest entry of a party, in ms."""
        feeds = [feed for feed in self.record.feeds.values() if feed.party == party and feed.size]
        return max((feed.clocks[feed.size - 1] for feed in feeds), default=None)

    def keys(self) -> dict[str, Any]:
        """Give each party's keys, and feeds of two nodes of one party that sign at once, for JSON."""
        return keys_told(self._rings, self._doubles.found)

    def disowned(self, place: Place) -> bool:
        """Say whether an entry is one that a stolen key signed and its party does not count as its own."""
        return place.index >= self._limits.get(place.feed, place.feed.size)

    def lamps(self) -> dict[str, Any]:
        """Give what each party's node last reported of its ways to the others, for JSON."""
        return lamps_of(self._open_entries())

    def _open_entries(self) -> Iterator[OpenEntry]:
        for place, entry, _ in self._entries():
            if entry.kind in {OpenKind.LIVENESS, OpenKind.REFUSED}:
                yield open_entry(place.feed.tree.leaf(place.index), entry)

    def _entries(self) -> Iterator[tuple[Place, Entry, Row]]:
        """Give the sound entries that have a place, in joint order."""
        for position in range(len(self.record)):
            place = self.record.at(position)
            found = self._sound.get((place.feed.party, place.feed.id, place.index))
            if found is not None:
                yield place, *found

    def _statements(self) -> Iterator[Statement]:
        founded: set[str] = set()
        for place, entry, row in self._entries():
            if entry.kind == OpenKind.FOUNDING and encode(entry.content) == self._founding:
                founded.add(entry.author)
            if entry.kind < BODY_KIND_MIN or entry.author not in founded:
                continue
            leaf = place.feed.tree.leaf(place.index)
            try:
                statement = read_statement(leaf, entry, row, self._classes)
            except PeerFault as fault:
                if fault.code == UNREADABLE:
                    self._unreadable.append(leaf)
                continue
            self._places[leaf] = place
            yield statement._replace(position=place.feed.positions[place.index])


def keys_told(rings: Mapping[str, Keyring], doubled: Iterable[Feed]) -> dict[str, Any]:
    """Tell each party's keys, and feeds of two nodes of one party that sign at once, for JSON."""
    feeds: dict[str, list[str]] = {}
    for feed in doubled:
        feeds.setdefault(feed.party, []).append(feed.id.hex())
    return {
        "parties": {
            party: {
                "key": fingerprint(ring.key.public),
                "changes": len(ring.orders),
                "stolen": [fingerprint(ring.keys[at].public) for at, order in enumerate(ring.orders) if order.stolen],
                "officers": [officer.seat for officer in ring.card.officers],
            }
            for party, ring in sorted(rings.items())
        },
        "doubled": [{"party": party, "feeds": sorted(found)} for party, found in sorted(feeds.items())],
    }


def book_of_home(home: Home, name: str) -> Book:
    """Open the record of one line of a home whose node does not run.

    Raises OurFault `home-locked` while it does, `store-missing` where it never did.
    """
    line = read_line(home, name, secrets=False)
    with closing(open_store_of(line.folder, line.line)) as store:
        return Book(line.agreement, line.card_files, store.replay(), line.orders)


def book_of_export(files: Mapping[str, bytes]) -> Book:
    """Open an export by its files; verify it first, since this reads whatever is there."""
    cards = {party: data for path, data in files.items() if (party := card_party(path))}
    line = line_of(files[AGREEMENT_FILE], [read_card(data) for data in cards.values()])
    folders = sorted({folder for path in files if (folder := folder_of(path))})
    rows = (row for folder in folders for row in _rows(files, line, folder))
    return Book(files[AGREEMENT_FILE], cards, rows)


def _rows(files: Mapping[str, bytes], line: bytes, folder: Folder) -> Iterator[Row]:
    bodies = Bodies(files[folder.file("bodies")])
    feed = Feed(folder.party, folder.feed, 0)
    for data in split_entries(files[folder.file("entries")])[0]:
        leaf = feed.append(line, data)
        salt, body = (commits(leaf) and bodies.take()) or (None, None)
        yield Row(folder.party, folder.feed, leaf.index, data, salt, body)


def open_entry(leaf: bytes, entry: Entry) -> OpenEntry:
    """Give an entry whose content stands open as views read it."""
    content = None if type(entry.content) is bytes else entry.content
    return OpenEntry(leaf, entry.author, entry.clock_ms, entry.kind, content)


def lamps_of(entries: Iterable[OpenEntry]) -> dict[str, Any]:
    """Give what each party's node last reported of its ways to the others, for JSON; entries in joint order."""
    lamps: dict[str, Any] = {}
    for each in entries:
        report = read_liveness(each.content) if each.kind == OpenKind.LIVENESS else None
        if report is not None:
            lamps.setdefault(each.author, {})[report.peer] = [
                {"bearer": lamp.bearer, "up": lamp.up, "since": iso(lamp.since_ms)} for lamp in report.lamps
            ]
    return lamps
