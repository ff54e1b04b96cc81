"""The record as people ask it questions: out of an export or a store, with no key and no running node."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import closing, suppress
from functools import cached_property, partial
from typing import Any

from parley.app.assemble import open_store_of
from parley.app.home import Home, read_line
from parley.app.records import commits
from parley.desk.agreement import Agreement, Terms, parse
from parley.node.agreed import amended_terms, position_of
from parley.node.calling import crossed, is_request
from parley.node.desk import Statement, fold, opens
from parley.node.folding import UNREADABLE, read_statement
from parley.node.ports import Row
from parley.node.reading import Erased, Reading
from parley.node.reports import Reports
from parley.node.shelf import Shelf
from parley.node.unfinished import is_pending
from parley.node.views import VIEWS
from parley.record.amendments import Chain, Signature, chain
from parley.record.card import line_of, read_card
from parley.record.entry import BODY_KIND_MIN, Entry, OpenKind, commitment
from parley.record.feed import Feed, Leaf
from parley.record.folder import AGREEMENT_FILE, ERASED, Bodies, Folder, card_party, folder_of, split_entries
from parley.record.joint import Place, Record
from parley.record.keys import Keyring, disowned_from, fingerprint, may_be_order, order_in, rings_of
from parley.record.release import names_officer
from parley.record.retention import may_be_erased, reached_ms
from parley.record.twins import Doubles
from parley.seal.digest import sha256
from parley.words.cbor import encode
from parley.words.faults import PeerFault
from parley.words.instants import DAY_MS, iso
from parley.words.terms import TrafficClass


class Book(Shelf):
    """One line's record as its rows give it, with no key: for an export, and for a home whose node does not run."""

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
        self._said: dict[tuple[Feed, int], Statement] = {}
        record = Record(line_of(agreement, read), parties)
        super().__init__(Terms(parse(agreement)), VIEWS, record, {}, lambda feed, index: self._said[feed, index])
        self._founding_hash = sha256(agreement)
        self._signatures: list[Signature] = []
        self._agreements: dict[bytes, Agreement] = {}
        self._files: dict[bytes, bytes] = {}
        """By its hash each agreement that was signed as an amendment: its terms, and its file."""
        self._bodyless: dict[tuple[Feed, int], Erased] = {}
        """By its place what stays of a statement whose body is not here."""
        self._founding = encode([sha256(agreement), [[party, sha256(cards[party])] for party in parties]])
        self._classes = {TrafficClass.DRILL} if demo else {TrafficClass.OPERATIONAL, TrafficClass.TEST}
        self._cards, self._orders, self._doubles = cards, list(orders), Doubles()
        self._orders_at: list[tuple[Feed, bytes]] = []
        self._open: dict[tuple[Feed, int], Entry] = {}
        self._take(rows)
        self.record.settle()
        self._fold()

    def _take(self, rows: Iterable[Row]) -> None:
        for row in rows:
            leaf = self.record.append(row.party, row.feed, row.entry)
            feed = self.record.feed(row.party, row.feed)
            if leaf.entry is not None:
                self._sort_in(feed, leaf, leaf.entry, row)
                self._doubles.note(self.record, feed, leaf.entry)
            if row.body is not None and may_be_order(row.body):
                self._orders.append((row.party, row.body))
                self._orders_at.append((feed, row.body))

    def _sort_in(self, feed: Feed, leaf: Leaf, entry: Entry, row: Row) -> None:
        spot = feed, leaf.index
        if entry.kind == OpenKind.AMENDMENT:
            self._take_amendment(feed, leaf.index, entry, row)
        elif entry.kind < BODY_KIND_MIN:
            self._open[spot] = entry
            if names_officer(entry):
                self.officers.note(entry, partial(feed.position_of, leaf.index))
        elif row.salt is None and row.body is None:
            self._bodyless[spot] = Erased(leaf.id, entry.thread or leaf.id, entry.author, entry.clock_ms, entry.kind)
        else:
            try:
                self._said[spot] = read_statement(leaf.id, entry, row, self._classes, self.officers)
            except PeerFault as fault:
                if fault.code == UNREADABLE:
                    self._open[spot] = entry

    def _take_amendment(self, feed: Feed, index: int, entry: Entry, row: Row) -> None:
        if row.salt is None or row.body is None or commitment(row.salt, row.body) != entry.content:
            return
        with suppress(PeerFault):
            amendment, agreement = amended_terms(self.record.parties, row.body)
            new = sha256(amendment.file)
            self._signatures.append(Signature(feed, index, amendment.previous, new))
            self._agreements[new] = agreement
            self._files[new] = amendment.file

    @property
    def agreement(self) -> Agreement:
        """The terms that hold now, as far as was read."""
        return self.model.terms.latest

    def chain(self) -> Chain:
        """Walk the signatures under amendments as the record stands."""
        return chain(self.record.parties, self._founding_hash, self._signatures)

    def amendments(self) -> dict[str, Any]:
        """Give which agreement holds, what was amended, and what waits for whose signature, for JSON."""
        return amendments_told(self.chain(), self._founding_hash, self.record.parties, self._files.__getitem__)

    def _fold(self) -> None:
        """Walk the joint order once: what counts as said, and every thread from its statements."""
        if self._signatures:
            steps = [(partial(position_of, step), self._agreements[step.agreement]) for step in self.chain().steps]
            self.model.amended(Terms(self.model.terms.at(-1), steps))
        founded: set[str] = set()
        threads: dict[bytes, list[Statement]] = {}
        for position in range(len(self.record)):
            feed, index = spot = self.record.at(position)
            said, entry = self._said.get(spot), self._open.get(spot)
            if said is not None and said.author in founded:
                self.places[said.id] = spot
                self.note_said(feed, index)
                self._said[spot] = said._replace(position=position)
                threads.setdefault(said.thread, []).append(self._said[spot])
            elif entry is not None and entry.kind == OpenKind.FOUNDING and encode(entry.content) == self._founding:
                founded.add(entry.author)
            elif entry is not None and entry.kind >= BODY_KIND_MIN:
                if entry.author in founded:
                    self.note_unreadable(feed, index)
            elif entry is not None:
                self.note_open(feed, index, feed.tree.leaf(index), entry)
        kept = self._kept(threads)
        asked = [each for members in kept.values() for each in members if is_request(each)]
        one_with = crossed(self.record, self.places, [each for each in asked if opens(self.model.terms, each)])
        for name, members in kept.items():
            thread, codes = fold(self.model.terms, members, one_with=one_with.get(name))
            self.model.note(name, thread, members, codes)
        self.model.settle(len(threads))

    def _kept(self, threads: Mapping[bytes, list[Statement]]) -> Mapping[bytes, list[Statement]]:
        """Leave out threads that are erased by agreement: on the disk already, or at the node's next look."""
        if self.model.terms.bodies_days_least is None:
            return threads
        reached = reached_ms(self.record)
        # What is younger by its own clock is not looked up.
        begins = reached - self.model.terms.bodies_days_least * DAY_MS
        for (feed, index), each in self._bodyless.items():
            if index < feed.placed and self._is_old(feed, index, reached):
                self.note_erased(feed, index, each)
        gone = {each.thread for _, _, each in self.erasures}
        kept = {}
        for name, members in threads.items():
            if name in gone:
                continue  # what came late is not judged any more
            old = all(each.clock_ms <= begins and self._is_old(*self.places[each.id], reached) for each in members)
            stands = fold(self.model.terms, members)[0] if old else None
            if not old or (stands is not None and is_pending(stands, reached)):
                kept[name] = members
                continue
            for said in members:
                spot = self.places.pop(said.id)
                self.note_erased(*spot, Erased(said.id, said.thread, said.author, said.clock_ms, said.kind))
        return kept

    def _is_old(self, feed: Feed, index: int, reached: int) -> bool:
        """Say whether the age agreed for a body has passed, as the record shows it."""
        days = self.model.terms.at(feed.positions[index]).bodies_days
        return may_be_erased(self.record, feed, index, days, reached)

    def reading(self, now_ms: int) -> Reading:
        """Read what counts, as it stands at an instant in ms."""
        return self.model.reading(now_ms)

    def statements(self) -> list[Statement]:
        """Give what was said, in joint order."""
        return list(self.latest(self.record.parties))[::-1]

    def keys(self) -> dict[str, Any]:
        """Give each party's keys, and feeds of two nodes of one party that sign at once, for JSON."""
        return keys_told(self._rings(), self._doubles.found)

    def _rings(self) -> Mapping[str, Keyring]:
        return rings_of(self.record.line, self._cards, self._orders)

    def disowned(self, place: Place) -> bool:
        """Say whether an entry is one that a stolen key signed and its party does not count as its own."""
        return place.index >= self._limits.get(place.feed, place.feed.size)

    @cached_property
    def _limits(self) -> dict[Feed, int]:
        """From where on feeds are disowned."""
        limits: dict[Feed, int] = {}
        for party, ring in self._rings().items() if self._orders_at else ():
            standing = [(order_in(body), feed) for feed, body in self._orders_at if feed.party == party]
            held = [(order, feed) for order, feed in standing if order is not None and order in ring.orders]
            limits |= disowned_from(self.record, party, held)
        return limits


def amendments_told(
    found: Chain, founding: bytes, parties: Sequence[str], file_of: Callable[[bytes], bytes]
) -> dict[str, Any]:
    """Tell which agreement holds, what was amended, and what waits for whose signature, for JSON."""
    steps = [
        {"agreement": step.agreement.hex(), "entry": step.feed.tree.leaf(step.index).hex(), "by": step.feed.party}
        for step in found.steps
    ]
    proposed: dict[bytes, list[str]] = {}
    for party, signature in sorted(found.waiting.items()):
        proposed.setdefault(signature.agreement, []).append(party)
    return {
        "in_force": (found.steps[-1].agreement if found.steps else founding).hex(),
        "amended": steps,
        "proposed": [
            {
                "agreement": agreement.hex(),
                "signed": signed,
                "waits_for": [party for party in parties if party not in signed],
                "file": file_of(agreement).decode(errors="replace"),
            }
            for agreement, signed in proposed.items()
        ],
    }


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


def lamps_of(reports: Mapping[str, Reports]) -> dict[str, Any]:
    """Give what each party's node last reported of its ways to the others, for JSON."""
    lamps: dict[str, Any] = {}
    for party, found in reports.items():
        for report in found.last().values():
            lamps.setdefault(party, {})[report.peer] = [
                {"bearer": lamp.bearer, "up": lamp.up, "since": iso(lamp.since_ms)} for lamp in report.lamps
            ]
    return lamps
