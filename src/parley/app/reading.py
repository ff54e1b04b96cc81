"""The record as people ask it questions: statements out of an export or a store, with no key and no running node."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from dataclasses import replace
from functools import partial
from typing import Any

from parley.app.assemble import open_store_of
from parley.app.home import Home, read_line
from parley.app.records import commits
from parley.desk.agreement import Agreement, Terms, parse
from parley.node.agreed import amended_terms, position_of
from parley.node.desk import Statement
from parley.node.folding import UNREADABLE, read_statement
from parley.node.ports import Row
from parley.node.reading import Erased, OpenEntry, Reading, read, without_erased
from parley.record.amendments import Chain, Signature, chain
from parley.record.card import line_of, read_card
from parley.record.entry import BODY_KIND_MIN, Entry, OpenKind, commitment
from parley.record.feed import Feed
from parley.record.folder import AGREEMENT_FILE, ERASED, Bodies, Folder, card_party, folder_of, split_entries
from parley.record.joint import Place, Record
from parley.record.keys import Keyring, disowned_from, fingerprint, may_be_order, order_in, rings_of
from parley.record.retention import may_be_erased, reached_ms
from parley.record.twins import Doubles
from parley.seal.digest import sha256
from parley.wire.reports import read_liveness
from parley.words.cbor import encode
from parley.words.faults import PeerFault
from parley.words.instants import DAY_MS, iso
from parley.words.terms import TrafficClass


class Book:
    """One line's record, as far as its entries are given: what was said, when it was stored, in which order."""

    def __init__(
        self,
        agreement: bytes,
        cards: Mapping[str, bytes],
        rows: Iterable[Row],
        orders: Iterable[tuple[str, bytes]] = (),
    ) -> None:
        """Take the rows in, each feed's in order. Raises PeerFault `agreement-malformed` and those of cards."""
        parties = sorted(cards, key=str.encode)
        read = [read_card(cards[party]) for party in parties]
        demo = any(card.demo for card in read)
        self.terms = Terms(parse(agreement))
        self.record = Record(line_of(agreement, read), parties)
        self._founding_hash = sha256(agreement)
        self._signatures: list[Signature] = []
        self._agreements: dict[bytes, Agreement] = {}
        self._files: dict[bytes, bytes] = {}
        """By its hash each agreement that was signed as an amendment: its terms, and its file."""
        self._bodyless: dict[bytes, Erased] = {}
        """By entry what stays of a statement whose body is not here."""
        self._founding = encode([sha256(agreement), [[party, sha256(cards[party])] for party in parties]])
        self._classes = {TrafficClass.DRILL} if demo else {TrafficClass.OPERATIONAL, TrafficClass.TEST}
        self._said: dict[bytes, Statement] = {}
        self._open: dict[bytes, OpenEntry] = {}
        self._founders: dict[bytes, str] = {}
        self._unreadable: dict[bytes, str] = {}
        """By entry: what was said, what stands open, who founded, whose cannot be read here."""
        self._places: dict[bytes, Place] = {}
        self._cards, self._orders, self._doubles = cards, list(orders), Doubles()
        self._orders_at: list[tuple[Feed, bytes]] = []
        self._limits: dict[Feed, int] | None = {}
        """From where on feeds are disowned; None until it is reckoned again."""
        self._last: Reading | None = None
        """What was read last: while nothing comes it stays so."""
        self.take(rows)
        self.record.settle()

    def take(self, rows: Iterable[Row]) -> None:
        """Take more rows in, each feed's in order; the record's `settle` gives them their places."""
        for row in rows:
            leaf = self.record.append(row.party, row.feed, row.entry)
            if leaf.entry is not None:
                self._sort_in(leaf.id, leaf.entry, row)
                self._doubles.note(self.record, self.record.feed(row.party, row.feed), leaf.entry)
            if row.body is not None and may_be_order(row.body):
                self._orders.append((row.party, row.body))
                self._orders_at.append((self.record.feed(row.party, row.feed), row.body))
            self._last = None
            self._limits = None if self._orders_at else {}

    def _sort_in(self, leaf: bytes, entry: Entry, row: Row) -> None:
        if entry.kind in {OpenKind.LIVENESS, OpenKind.REFUSED}:
            self._open[leaf] = open_entry(leaf, entry)
        elif entry.kind == OpenKind.FOUNDING and encode(entry.content) == self._founding:
            self._founders[leaf] = entry.author
        elif entry.kind == OpenKind.AMENDMENT:
            self._take_amendment(entry, row)
        elif entry.kind >= BODY_KIND_MIN and row.salt is None and row.body is None:
            self._bodyless[leaf] = Erased(leaf, entry.thread or leaf, entry.author, entry.clock_ms, entry.kind)
        elif entry.kind >= BODY_KIND_MIN:
            try:
                self._said[leaf] = read_statement(leaf, entry, row, self._classes)
            except PeerFault as fault:
                if fault.code == UNREADABLE:
                    self._unreadable[leaf] = entry.author

    def _take_amendment(self, entry: Entry, row: Row) -> None:
        if row.salt is None or row.body is None or commitment(row.salt, row.body) != entry.content:
            return
        with suppress(PeerFault):
            amendment, agreement = amended_terms(self.record.parties, row.body)
            new = sha256(amendment.file)
            feed = self.record.feed(row.party, row.feed)
            self._signatures.append(Signature(feed, row.index, amendment.previous, new))
            self._agreements[new] = agreement
            self._files[new] = amendment.file

    @property
    def agreement(self) -> Agreement:
        """The terms that hold now, as far as was read."""
        if self._last is None:
            self._amend()
        return self.terms.latest

    def chain(self) -> Chain:
        """Walk the signatures under amendments as the record stands now."""
        return chain(self.record.parties, self._founding_hash, self._signatures)

    def amendments(self) -> dict[str, Any]:
        """Give which agreement holds, what was amended, and what waits for whose signature, for JSON."""
        found = self.chain()
        steps = [
            {"agreement": step.agreement.hex(), "entry": step.feed.tree.leaf(step.index).hex(), "by": step.feed.party}
            for step in found.steps
        ]
        proposed: dict[bytes, list[str]] = {}
        for party, signature in sorted(found.waiting.items()):
            proposed.setdefault(signature.agreement, []).append(party)
        return {
            "in_force": (found.steps[-1].agreement if found.steps else self._founding_hash).hex(),
            "amended": steps,
            "proposed": [
                {
                    "agreement": agreement.hex(),
                    "signed": signed,
                    "waits_for": [party for party in self.record.parties if party not in signed],
                    "file": self._files[agreement].decode(errors="replace"),
                }
                for agreement, signed in proposed.items()
            ],
        }

    def _amend(self) -> None:
        """Find the terms that hold, and from where on."""
        if self._signatures:
            steps = [(partial(position_of, step), self._agreements[step.agreement]) for step in self.chain().steps]
            self.terms = Terms(self.terms.at(-1), steps)

    def reading(self, now_ms: int) -> Reading:
        """Read what counts, as it stands at an instant in ms."""
        if self._last is None:
            self._last = self._read(now_ms)
        return replace(self._last, now_ms=now_ms)

    def _read(self, now_ms: int) -> Reading:
        founded: set[str] = set()
        statements: list[Statement] = []
        open_entries: list[OpenEntry] = []
        unreadable: list[bytes] = []
        bodyless: list[Erased] = []
        self._amend()
        for position in range(len(self.record)):
            place = self.record.at(position)
            leaf = place.feed.tree.leaf(place.index)
            statement = self._said.get(leaf)
            if statement is not None:
                if statement.author in founded:
                    self._places[leaf] = place
                    statements.append(statement._replace(position=position))
            elif leaf in self._bodyless:
                self._places[leaf] = place
                bodyless.append(self._bodyless[leaf])
            elif leaf in self._open:
                open_entries.append(self._open[leaf])
            elif leaf in self._founders:
                founded.add(self._founders[leaf])
            elif self._unreadable.get(leaf) in founded:
                unreadable.append(leaf)
        found = self._found(statements, bodyless, now_ms)
        return replace(found, open_entries=tuple(open_entries), unreadable=tuple(unreadable))

    def _found(self, statements: Sequence[Statement], bodyless: Sequence[Erased], now_ms: int) -> Reading:
        """Read statements, but for what is erased by agreement: on the disk already, or at the node's next look."""
        if self.terms.bodies_days_least is None:
            return read(self.terms, statements, self.storing_ms, self.latest_clock_ms, now_ms)
        reached = reached_ms(self.record)
        erased = [each for each in bodyless if self._is_old(each.id, reached)]
        threads = {each.thread for each in erased}
        found = read(self.terms, statements, self.storing_ms, self.latest_clock_ms, now_ms, threads)
        begins = reached - self.terms.bodies_days_least * DAY_MS  # what is younger by its own clock is not looked up
        found, gone = without_erased(
            found, reached, lambda each: each.clock_ms <= begins and self._is_old(each.id, reached)
        )
        for each in gone:
            del self._said[each.id]
            self._bodyless[each.id] = Erased(each.id, each.thread, each.author, each.clock_ms, each.kind)
            erased.append(self._bodyless[each.id])
        erased.sort(key=lambda each: self._position(each.id))
        return replace(found, erased=tuple(erased))

    def _position(self, entry: bytes) -> int:
        feed, index = self._places[entry]
        return feed.positions[index]

    def _is_old(self, entry: bytes, reached: int) -> bool:
        """Say whether the age agreed for a body has passed, as the record shows it."""
        days = self.terms.at(self._position(entry)).bodies_days
        return may_be_erased(self.record, *self._places[entry], days, reached)

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
        return keys_told(rings_of(self.record.line, self._cards, self._orders), self._doubles.found)

    def disowned(self, place: Place) -> bool:
        """Say whether an entry is one that a stolen key signed and its party does not count as its own."""
        if self._limits is None:
            self._limits = self._disowned()
        return place.index >= self._limits.get(place.feed, place.feed.size)

    def _disowned(self) -> dict[Feed, int]:
        limits: dict[Feed, int] = {}
        for party, ring in rings_of(self.record.line, self._cards, self._orders).items():
            standing = [(order_in(body), feed) for feed, body in self._orders_at if feed.party == party]
            held = [(order, feed) for order, feed in standing if order is not None and order in ring.orders]
            limits |= disowned_from(self.record, party, held)
        return limits

    def lamps(self) -> dict[str, Any]:
        """Give what each party's node last reported of its ways to the others, for JSON."""
        return lamps_of(self.reading(0).open_entries)


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
        found = bodies.take() if commits(leaf) else None
        salt, body = (None, None) if found is None or found == ERASED else found
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
