"""One line's record as views and commands ask it: the threads in a `Model`, and beside them what nodes wrote."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterator, Sequence

from parley.desk.agreement import Terms
from parley.node.desk import Statement
from parley.node.reading import Erased, Model, OpenEntry, Views
from parley.node.reports import Reports
from parley.record.entry import Entry, OpenKind
from parley.record.feed import Feed
from parley.record.joint import Place, Record
from parley.record.release import OfficerKeys
from parley.wire.reports import Liveness, read_liveness

StatementAt = Callable[[Feed, int], Statement]
"""Gives the statement that stands at a place."""


def _position(spot: tuple[Feed, int]) -> int:
    return spot[0].positions[spot[1]]


class Shelf:
    """The read model of one line, and how its record stands; `places` says where each statement stands."""

    def __init__(
        self,
        terms: Terms,
        views: Views,
        record: Record,
        places: dict[bytes, tuple[Feed, int]],
        statement_at: StatementAt,
    ) -> None:
        self.record, self.places, self.officers = record, places, OfficerKeys()
        self.statement_at = statement_at
        self.model = Model(terms, self, views)
        self.said: dict[Feed, array[int]] = {}
        """By feed the indexes of the statements in it that have a place."""
        self._unreadable: list[tuple[Feed, int]] = []
        self.erasures: list[tuple[Feed, int, Erased]] = []
        """What was said and is erased by agreement."""
        self.refusals: list[tuple[Feed, int, OpenEntry]] = []
        self.reports: dict[str, Reports] = {}
        self._reported: dict[str, list[tuple[Feed, int]]] = {}
        """Where the reports of each party stand."""

    # ---- taking in

    def note_said(self, feed: Feed, index: int) -> None:
        """Learn that a statement got its place."""
        self.said.setdefault(feed, array("Q")).append(index)

    def note_open(self, feed: Feed, index: int, leaf: bytes, entry: Entry) -> None:
        """Learn that what a node wrote by itself got its place."""
        if entry.kind == OpenKind.LIVENESS:
            report = None if type(entry.content) is bytes else read_liveness(entry.content)
            if report is not None:
                self._note_report(feed, index, report)
        elif entry.kind == OpenKind.REFUSED:
            content = None if type(entry.content) is bytes else entry.content
            self.refusals.append((feed, index, OpenEntry(leaf, entry.author, entry.clock_ms, entry.kind, content)))

    def note_erased(self, feed: Feed, index: int, erased: Erased) -> None:
        """Learn that the body of a statement is erased by agreement."""
        self.erasures.append((feed, index, erased))
        said = self.said.get(feed)
        if said is not None and index in said:
            said.remove(index)

    def note_unreadable(self, feed: Feed, index: int) -> None:
        """Learn that an entry of a kind newer than this catalogue got its place."""
        self._unreadable.append((feed, index))

    def _note_report(self, feed: Feed, index: int, report: Liveness) -> None:
        spots = self._reported.setdefault(feed.party, [])
        at, position = len(spots), feed.positions[index]
        while at and _position(spots[at - 1]) > position:
            at -= 1
        spots.insert(at, (feed, index))
        self.reports.setdefault(feed.party, Reports(feed.party)).put(at, report)

    def moved(self, lowest: int, *, resorted: bool) -> None:
        """Learn from which position on the joint order changed, and whether entries changed places in it."""
        self.model.moved(lowest)
        for party, spots in self._reported.items() if resorted else ():
            order = sorted(range(len(spots)), key=lambda at, spots=spots: _position(spots[at]))  # type: ignore[misc]
            if order != list(range(len(order))):
                reports = self.reports[party]
                self._reported[party] = [spots[at] for at in order]
                reports.told = [reports.told[at] for at in order]
                reports.again()

    # ---- as a source

    def storing_ms(self, entry: bytes, party: str) -> int | None:
        """The storing time of a statement at a party, None while it has no receipt."""
        return self.record.storing_ms(*self.places[entry], party)

    def latest_clock_ms(self, party: str) -> int | None:
        """The clock of the latest entry of a party, in ms."""
        feeds = [feed for feed in self.record.feeds.values() if feed.party == party and feed.size]
        return max((feed.clocks[feed.size - 1] for feed in feeds), default=None)

    def reach(self, statement: Statement, parties: Sequence[str]) -> int | None:
        """The highest position of a statement and of its receipts by these parties; None while one has shown none."""
        feed, index = self.places[statement.id]
        highest = feed.positions[index]
        for party in parties:
            by = self.record.first_receipt(feed, index, party)
            if by is None:
                return None
            highest = max(highest, by.feed.positions[by.index])
        return highest

    # ---- asking

    def place(self, entry: bytes) -> Place:
        """Give where a statement stands."""
        return Place(*self.places[entry])

    def statement(self, entry: bytes) -> Statement | None:
        """Give a statement that counts as said, by its id; None where there is none with a place."""
        return self.statement_at(*self.places[entry]) if self.holds(entry) else None

    def holds(self, entry: bytes) -> bool:
        """Say whether a statement that counts as said has this id, and a place."""
        spot = self.places.get(entry)
        return spot is not None and spot[1] < spot[0].placed

    def position(self, entry: bytes) -> int:
        """Give where a statement stands in the joint order, from 0."""
        return _position(self.places[entry])

    def latest(self, parties: Collection[str]) -> Iterator[Statement]:
        """Give the statements of some parties in joint order, the last first."""
        for position in range(len(self.record) - 1, -1, -1):
            feed, index = self.record.at(position)
            if feed.party in parties and feed.tree.leaf(index) in self.places:
                yield self.statement_at(feed, index)

    def thread(self, name: bytes) -> list[Statement]:
        """Give all statements of a thread in joint order, those that do not count among them."""
        told = self.model.told.get(name)
        ids = {each.id for each in told.statements} if told else {name}
        ids |= {entry for entry, _ in self.model.codes.get(name, ())}
        return [self.statement_at(*self.places[entry]) for entry in sorted(ids & self.places.keys(), key=self.position)]

    def beginning_with(self, prefix: str) -> list[bytes]:
        """Give the ids of the statements that begin with these hex digits."""
        start = bytes.fromhex(prefix[: len(prefix) // 2 * 2])
        near = [entry for entry in self.places if entry.startswith(start)]
        return [entry for entry in near if entry.hex().startswith(prefix)]

    def unconfirmed(self, party: str) -> list[tuple[Feed, int]]:
        """Give a party's statements that some other party has not receipted."""
        others = [other for other in self.record.parties if other != party]
        found = []
        for feed, indexes in self.said.items():
            if feed.party == party:
                least = min(feed.receipted.get(other, 0) for other in others)
                tail = indexes[bisect_left(indexes, least) :]
                found += [(feed, at) for at in tail if None in {self.record.storing_ms(feed, at, o) for o in others}]
        return found

    def count(self, party: str) -> int:
        """Give how many statements of a party have a place."""
        return sum(len(indexes) for feed, indexes in self.said.items() if feed.party == party)

    def codes(self) -> list[tuple[bytes, str]]:
        """Give the statements that do not count, with their codes, in joint order."""
        found = [each for codes in self.model.codes.values() for each in codes]
        return sorted(found, key=lambda each: _position(self.places[each[0]]))

    @property
    def unreadable(self) -> list[bytes]:
        """The entries held of a kind newer than this catalogue, in joint order."""
        return [feed.tree.leaf(index) for feed, index in sorted(self._unreadable, key=_position)]

    def erased(self) -> list[Erased]:
        """Give what was said and is erased by agreement, in joint order."""
        return [each for _, _, each in sorted(self.erasures, key=lambda each: _position(each[:2]))]

    def refused(self) -> list[OpenEntry]:
        """Give the entries by which nodes refuse others' entries, in joint order."""
        return [entry for _, _, entry in sorted(self.refusals, key=lambda each: _position(each[:2]))]
